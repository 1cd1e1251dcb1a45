"""The errors Interlock raises, each saying what happened, with what, and what to do.

Every error a caller may want to catch derives from `InterlockError`. Bad input derives from
`InputError`, whose text always carries where the fault lies, so that a person can mend the file.

Examples
--------
>>> error = InputError("the token count is negative", source="run.yaml", line=7,
...                    field="training.stages[0].tokens", advice="State the tokens seen, at least 0.")
>>> print(error)
run.yaml, line 7, training.stages[0].tokens: the token count is negative. State the tokens seen, at least 0.
"""

from __future__ import annotations

from interlock.phrases import Phrase, listed, phrase

__all__ = [
    "InputError",
    "InsufficientEvidenceError",
    "InterlockError",
    "UnitError",
    "UnknownNameError",
    "printable",
]


class InterlockError(Exception):
    """Base of every error that Interlock raises on purpose."""


class InputError(InterlockError):
    """Input that can't be used, with the place where it fails.

    Parameters
    ----------
    problem
        What was given and what was expected, without a final full stop.
    source
        Name of the file or stream; None where the input has no name.
    line
        Line in `source`, counted from 1.
    field
        Path of the field, such as ``training.stages[0].tokens``.
    advice
        What to do next, as a sentence.
    """

    def __init__(
        self,
        problem: str,
        *,
        source: str | None = None,
        line: int | None = None,
        field: str | None = None,
        advice: str | None = None,
    ) -> None:
        self.problem = problem
        self.source = source
        self.line = line
        self.field = field
        self.advice = advice
        super().__init__(problem)

    @property
    def sentence(self) -> Phrase:
        """Where input fails, what is wrong with it and what to do, so that it can be said in any language."""
        line = phrase("line {number}", number=self.line) if self.line else None
        place = listed(part for part in (self.source, line, self.field) if part)
        problem = listed((place, self.problem) if place else (self.problem,), ": ")
        return listed((problem, self.advice), ". ") if self.advice else problem

    def __str__(self) -> str:
        return printable(self.sentence)

    def __reduce__(self) -> tuple[object, ...]:
        # Exceptions cross process boundaries when long input is judged on several cores.
        keywords = {"source": self.source, "line": self.line, "field": self.field, "advice": self.advice}
        return (_rebuild, (type(self), self.problem, keywords))

    def moved(self, lines: int) -> InputError:
        """Return the same error, that many lines further down: where a part of a file was read by itself."""
        return type(self)(
            self.problem,
            source=self.source,
            line=None if self.line is None else self.line + lines,
            field=self.field,
            advice=self.advice,
        )

    def within(
        self, source: str | None = None, *, line: int | None = None, field: str | None = None
    ) -> InputError:
        """Return the same error with the place filled in where it was still open."""
        prefix = field or ""
        inner = self.field or ""
        joined = f"{prefix}{'' if inner.startswith('[') or not prefix or not inner else '.'}{inner}"
        return type(self)(
            self.problem,
            source=self.source or source,
            line=self.line or line,
            field=joined or None,
            advice=self.advice,
        )


class UnknownNameError(InputError):
    """A name that is in no table: an architecture, a chip, a rulebook, a convention."""


class UnitError(InputError):
    """A quantity in the wrong unit, or in none."""


class InsufficientEvidenceError(InterlockError):
    """A statistic asked of too little evidence; undefined is an error, not zero."""

    def __init__(self, what: str, *, given: int, needed: int) -> None:
        self.what = what
        self.given = given
        self.needed = needed
        super().__init__(f"{what} needs at least {needed} values; {given} given")


def printable(text: str) -> str:
    """Escape what a terminal would obey instead of show: names of files and fields come from outside."""
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
        for character in text
    )


def _rebuild(kind: type[InputError], problem: str, keywords: dict[str, str | int | None]) -> InputError:
    return kind(problem, **keywords)  # type: ignore[arg-type]  # the keywords were read off an instance
