"""Which rows of a table speak of one entry: a name twice only where something tells the two apart."""

from __future__ import annotations

from interlock.errors import InputError
from interlock.phrases import phrase
from interlock.register.names import clean, key

__all__ = ["Names"]


class Names:
    """The names that a table has given out so far.

    Examples
    --------
    >>> names = Names("developer")
    >>> names.take("CALM", by="NVIDIA", line=2), names.take("CaLM", by="University of Oxford", line=9)
    ('', 'University of Oxford')
    """

    def __init__(self, what: str) -> None:
        self._what = what
        self._taken: dict[str, tuple[int, str]] = {}

    def take(self, name: str, *, by: str, line: int) -> str:
        """Return what must stand beside a name to tell it from an earlier row's; empty for the first.

        Raises
        ------
        InputError
            If nothing tells it apart; the error names the other line.
        """
        plain = key(clean(name))
        first = self._taken.setdefault(plain, (line, key(by)))
        if first[0] == line:
            return ""
        distinct = key(f"{name} ({by})")
        if by and key(by) != first[1] and distinct not in self._taken:
            self._taken[distinct] = (line, key(by))
            return by
        other = self._taken.get(distinct, first)[0]
        raise InputError(
            phrase(
                "line {other} names {name} too, and the {what} does not tell the two apart",
                other=other,
                name=repr(name[:80]),
                what=self._what,
            ),
            line=line,
            advice=phrase("Name one of them otherwise, or leave it out."),
        )
