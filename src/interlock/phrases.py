"""Sentences that can be said again in another language.

The pure rooms speak English. Where a door speaks another language as well, it needs more than the
finished sentence: the sentence's pattern, and what was put in. A `Phrase` is an ordinary ``str``, the
English sentence, that remembers both. Text that never passed through `phrase` is said as it stands: names,
citations, the words of a law.

Examples
--------
>>> line = phrase("{quantity} is not stated", quantity=phrase("training compute"))
>>> line
'training compute is not stated'
>>> class German:
...     def words(self, pattern):
...         return {"{quantity} is not stated": "{quantity} ist nicht angegeben",
...                 "training compute": "Rechenaufwand des Trainings"}.get(pattern, pattern)
...     def numeral(self, text):
...         return text.translate(str.maketrans(".,", ",."))
>>> spoken(line, German()), spoken(phrase("{n} FLOP", n=numeral("3.8 × 10²⁵")), German())
('Rechenaufwand des Trainings ist nicht angegeben', '3,8 × 10²⁵ FLOP')
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

__all__ = [
    "Numeral", "Phrase", "Speaker", "kept", "listed", "marked", "measured", "numeral", "phrase", "recalled",
    "spoken",
]  # fmt: skip


class Speaker(Protocol):
    """Somebody who knows a language."""

    def words(self, pattern: str) -> str:
        """Return the pattern in that language, with the same fields in braces; itself where it is unknown."""

    def numeral(self, text: str) -> str:
        """Return a number, written the English way, as the language writes it."""


class Numeral(str):
    """A number or an interval as text, with a decimal point."""

    __slots__ = ()


class Phrase(str):
    """A sentence, or part of one, that remembers its pattern and what was put in."""

    __slots__ = ("parts", "pattern")
    pattern: str
    parts: dict[str, object]

    def __reduce__(self) -> tuple[Any, ...]:
        # Verdicts cross process boundaries when long input is judged on several cores.
        return _rebuild, (self.pattern, self.parts)


def phrase(pattern: str, /, **parts: object) -> Phrase:
    """Return the pattern with its fields filled in.

    Parameters
    ----------
    pattern
        English, with fields such as ``{quantity}``.
    parts
        What stands in the fields: phrases and numerals are said anew in another language, others as they are.
    """
    said = Phrase(pattern.format(**parts) if parts else pattern)
    said.pattern = pattern
    said.parts = parts
    return said


def listed(members: Iterable[str], separator: str = ", ") -> Phrase:
    """Return several texts as one, each of which can be said anew."""
    parts: dict[str, object] = {f"part{number}": member for number, member in enumerate(members)}
    if not parts:
        return phrase("")
    return phrase(separator.join(f"{{{name}}}" for name in parts), **parts)


def marked(pattern: str) -> str:
    """Return the pattern itself, marked for the catalogue of messages: a variable brings it to `phrase`."""
    return pattern


def measured(number: str, symbol: str) -> Phrase:
    """Return a number with its unit; a unit that is a word is said anew, one that is a sign stays."""
    if not symbol:
        return phrase("{number}", number=Numeral(number))
    return phrase("{number} {unit}", number=Numeral(number), unit=phrase(symbol))


def numeral(text: str) -> Numeral:
    """Return a number's text, marked as such."""
    return Numeral(text)


def spoken(text: str, speaker: Speaker) -> str:
    """Return a text as the speaker says it."""
    if isinstance(text, Phrase):
        pattern = speaker.words(text.pattern) if text.pattern else ""
        parts = {
            name: part if isinstance(part, int) else spoken(_text(part), speaker)
            for name, part in text.parts.items()
        }
        return pattern.format(**parts) if parts else pattern
    return speaker.numeral(text) if isinstance(text, Numeral) else text


def kept(text: str) -> object:
    """Return a text as plain JSON from which `recalled` makes it again, able to be said anew.

    Examples
    --------
    >>> kept(phrase("line {number}", number=7)), kept("as it stands")
    ({'pattern': 'line {number}', 'parts': {'number': 7}}, 'as it stands')
    """
    if isinstance(text, Phrase):
        parts = {
            name: part if isinstance(part, int) else kept(_text(part)) for name, part in text.parts.items()
        }
        return {"pattern": text.pattern, "parts": parts}
    return {"numeral": str(text)} if isinstance(text, Numeral) else str(text)


def recalled(given: object) -> str:
    """Return the text that `kept` was given.

    Raises
    ------
    ValueError
        If it is nothing that `kept` returns.
    """
    match given:
        case str():
            return given
        case {"numeral": str(text)}:
            return Numeral(text)
        case {"pattern": str(pattern), "parts": dict(parts)}:
            again = {
                str(name): part if isinstance(part, int) else recalled(part) for name, part in parts.items()
            }
            return phrase(pattern, **again)
        case _:
            raise ValueError(f"{given!r} is no text that was kept")


def _text(part: object) -> str:
    # str() of a phrase would be a plain text that has forgotten its pattern.
    return part if isinstance(part, str) else str(part)


def _rebuild(pattern: str, parts: dict[str, object]) -> Phrase:
    return phrase(pattern, **parts)
