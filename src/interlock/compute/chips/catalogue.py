"""Finding a chip by one of its many names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from interlock.compute.chips.model import Chip
from interlock.errors import InputError, UnknownNameError
from interlock.phrases import phrase

__all__ = ["Catalogue", "ChipMatch", "name_key"]

_SHOWN_MATCHES = 4
_LONGEST_NAME = 120
_REMEMBERED = 1024
"""Unknown names of which the close ones are remembered: to look for them takes twenty milliseconds."""


@dataclass(frozen=True, slots=True)
class ChipMatch:
    """The chip a name was taken for, and what was assumed in taking it so."""

    chip: Chip
    note: str = ""
    """One sentence without a final full stop; empty where the name says exactly this chip."""


def name_key(name: str) -> str:
    """Return `name` without case, spaces and punctuation: all spellings of one name agree in it.

    Examples
    --------
    >>> name_key("NVIDIA H100 SXM5 80GB") == name_key("Nvidia H100-SXM5-80 GB")
    True
    """
    return "".join(character for character in name.casefold() if character.isalnum())


class Catalogue:
    """Chips in order, found by name, alias, or either without its maker.

    Raises
    ------
    InputError
        If two chips answer to one name.
    """

    __slots__ = ("_by_key", "_near", "chips")

    def __init__(self, chips: Iterable[Chip]) -> None:
        self.chips: tuple[Chip, ...] = tuple(chips)
        self._by_key: dict[str, tuple[Chip, str]] = {}
        for chip in self.chips:
            for name in (chip.name, *chip.aliases):
                self._register(name, chip)
        for chip in self.chips:
            for name in chip.stands_for:
                self._register(name, chip, loose=True)
        for chip in self.chips:
            self._register_without_maker(chip)
        self._near = lru_cache(maxsize=_REMEMBERED)(self._close_to)

    def __iter__(self) -> Iterator[Chip]:
        return iter(self.chips)

    def __len__(self) -> int:
        return len(self.chips)

    def find(self, name: str) -> Chip:
        """Return the chip of that name; see `match`."""
        return self.match(name).chip

    def match(self, name: str) -> ChipMatch:
        """Return the chip of that name and what was assumed.

        Raises
        ------
        UnknownNameError
            If no chip answers to the name; names close to it are given.
        """
        found = self._by_key.get(name_key(name))
        if found is None:
            raise self._unknown(name)
        chip, loose_name = found
        return ChipMatch(chip, f"{loose_name} names no variant; {chip.name} is taken" if loose_name else "")

    def _register(self, name: str, chip: Chip, *, loose: bool = False) -> None:
        key = name_key(name)
        other = self._by_key.get(key)
        if not key or (other is not None and other[0] is not chip):
            text = (
                f"both {other[0].name} and {chip.name} answer to {name!r}" if other else "a chip has no name"
            )
            raise InputError(text, field=chip.name, advice=phrase("Give each chip names of its own."))
        self._by_key.setdefault(key, (chip, name if loose else ""))

    def _register_without_maker(self, chip: Chip) -> None:
        maker = name_key(chip.maker)
        for loose, names in ((False, (chip.name, *chip.aliases)), (True, chip.stands_for)):
            for name in names:
                key = name_key(name)
                other = key.removeprefix(maker) if key.startswith(maker) else maker + key
                if other:
                    self._by_key.setdefault(other, (chip, name if loose else ""))

    def _unknown(self, name: str) -> UnknownNameError:
        names = self._near(name_key(name[:_LONGEST_NAME]))
        advice = (
            phrase("Did you mean {names}?", names=" or ".join(names))
            if names
            else phrase("List the known chips and use one of their names.")
        )
        return UnknownNameError(
            phrase("no chip is called {name}", name=repr(name[:_LONGEST_NAME])), advice=advice
        )

    def _close_to(self, key: str) -> tuple[str, ...]:
        close = get_close_matches(key, self._by_key, n=_SHOWN_MATCHES, cutoff=0.6)
        return tuple(dict.fromkeys(self._by_key[known][0].name for known in close))
