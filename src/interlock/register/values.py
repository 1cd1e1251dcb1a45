"""Values of the register: what may be stated of a property, and how it is kept.

A value is kept as plain JSON, so that the database, an export and a signature see the same thing:

=============  =================================================================
type           kept as
=============  =================================================================
`ESTIMATE`     ``{"low": 3.1e25, "central": 3.8e25, "high": 4.6e25}``, 90 % interval
`COUNT`        a whole number
`TEXT`         one line
`PROSE`        several lines
`DAY`          ``"2024-12-26"``
`CHOICE`       one of the property's words
`WORDS`        a list of lines, sorted
`COUNTRY`      ISO 3166 alpha-2 code
`COUNTRIES`    a sorted list of codes
`REFERENCE`    ``{"name": "OpenAI", "entry": 17}``; ``entry`` is null for what has no page
`REFERENCES`   a list of references
`FLAG`         true or false
`ADDRESS`      an http or https address
`POINT`        ``{"latitude": 32.59, "longitude": -90.09}``, degrees
=============  =================================================================
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, Final

from interlock.errors import InputError
from interlock.phrases import numeral, phrase
from interlock.quantities import Estimate, Quantity
from interlock.register.names import clean, key

__all__ = ["Json", "ValueType", "canonical", "estimate_of", "same"]

Json = Any
"""A value as plain JSON."""

_LONGEST_LINE: Final = 1000
_LONGEST_PROSE: Final = 20_000
_MOST_MEMBERS: Final = 500
_MOST_COUNTED: Final = 10**15
"""More than there is of anything, and exact in every database and language."""
_TOLERANCE: Final = 1e-6
_CODE: Final = re.compile(r"[A-Z]{2}")
_ADDRESS: Final = re.compile(r"https?://[^\s/?#@\\]+(?::\d+)?(?:[/?#]\S*)?")


class ValueType(StrEnum):
    """How a property's value is written."""

    ESTIMATE = "estimate"
    COUNT = "count"
    TEXT = "text"
    PROSE = "prose"
    DAY = "day"
    CHOICE = "choice"
    WORDS = "words"
    COUNTRY = "country"
    COUNTRIES = "countries"
    REFERENCE = "reference"
    REFERENCES = "references"
    FLAG = "flag"
    ADDRESS = "address"
    POINT = "point"

    @property
    def is_reference(self) -> bool:
        """Whether it names other entries."""
        return self in (ValueType.REFERENCE, ValueType.REFERENCES)


def canonical(kind: ValueType, value: Json, *, choices: frozenset[str] = frozenset()) -> Json:
    """Return a value as it is kept.

    Raises
    ------
    InputError
        If it is not a value of that type.
    """
    if kind is ValueType.CHOICE:
        return _choice(value, choices)
    return _READERS[kind](value)


def same(kind: ValueType, one: Json, other: Json) -> bool:
    """Return whether two kept values say the same; numbers to six digits, references by name."""
    if one is None or other is None:
        return one is other
    if kind is ValueType.ESTIMATE:
        return all(
            math.isclose(one[end], other[end], rel_tol=_TOLERANCE) for end in ("low", "central", "high")
        )
    if kind is ValueType.POINT:
        return all(
            math.isclose(one[end], other[end], abs_tol=_TOLERANCE) for end in ("latitude", "longitude")
        )
    if kind is ValueType.REFERENCE:
        return key(one["name"]) == key(other["name"])
    if kind is ValueType.REFERENCES:
        return sorted(key(member["name"]) for member in one) == sorted(
            key(member["name"]) for member in other
        )
    return bool(one == other)


def estimate_of(value: Json, unit: type[Quantity]) -> Estimate[Any]:
    """Return a kept estimate as an `Estimate`."""
    return Estimate(unit=unit, low=value["low"], central=value["central"], high=value["high"])


def _estimate(value: Json) -> Json:
    if isinstance(value, Estimate):
        return {"low": value.low, "central": value.central, "high": value.high}
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = {"low": value, "central": value, "high": value}
    if not isinstance(value, Mapping) or not {"low", "high"} <= set(value) <= {"low", "central", "high"}:
        raise InputError(
            phrase("the value is no number or interval"),
            advice=phrase("Give a number, or low, central and high."),
        )
    low, high = _number(value["low"]), _number(value["high"])
    middle = math.sqrt(low) * math.sqrt(high) if low >= 0 and high >= 0 else low
    middle = min(max(middle, low), high)  # rounding may put it just outside
    central = _number(value["central"]) if value.get("central") is not None else middle
    if not 0 <= low <= central <= high:
        raise InputError(
            phrase(
                "low {low}, central {central} and high {high} are not in rising order from 0",
                low=numeral(f"{low:g}"),
                central=numeral(f"{central:g}"),
                high=numeral(f"{high:g}"),
            ),
            advice=phrase("Give low, central and high in rising order."),
        )
    return {"low": low, "central": central, "high": high}


def _number(value: Json) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise InputError(
            phrase("{value} is no finite number", value=repr(str(value)[:40])),
            advice=phrase("Give a number such as 3.8e25."),
        )
    return float(value)


def _count(value: Json) -> int:
    number = _number(value)
    if not 0 <= number < _MOST_COUNTED or number != int(number):
        raise InputError(
            phrase("{number} is no whole number from 0 to 10¹⁵", number=numeral(f"{number:g}")),
            advice=phrase("Give a whole number."),
        )
    return int(number)


def _text(value: Json, most: int = _LONGEST_LINE) -> str:
    if not isinstance(value, str):
        raise InputError(phrase("the value is no text"), advice=phrase("Give a line of text."))
    text = " ".join(
        "".join(c if c.isprintable() or c.isspace() else "\N{REPLACEMENT CHARACTER}" for c in value).split()
    )
    if not text or len(text) > most:
        raise InputError(
            phrase("the text has {text} characters", text=numeral(f"{len(text):,}")),
            advice=phrase("Give 1 to {most} characters.", most=numeral(f"{most:,}")),
        )
    return text


def _prose(value: Json) -> str:
    if not isinstance(value, str):
        raise InputError(phrase("the value is no text"), advice=phrase("Give a text."))
    lines = [_text(line, _LONGEST_PROSE) if line.strip() else "" for line in value.splitlines()]
    text = "\n".join(lines).strip()
    if not text or len(text) > _LONGEST_PROSE:
        raise InputError(
            phrase("the text has {text} characters", text=numeral(f"{len(text):,}")),
            advice=phrase("Give 1 to {longest_prose}.", longest_prose=numeral(f"{_LONGEST_PROSE:,}")),
        )
    return text


def _day(value: Json) -> str:
    if isinstance(value, date):
        return value.isoformat()
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise InputError(
            phrase("{value} is no day", value=repr(str(value)[:40])), advice=phrase("Write it as 2026-05-02.")
        ) from None


def _choice(value: Json, choices: frozenset[str]) -> str:
    if value not in choices:
        raise InputError(
            phrase("{value} is not among the words of this property", value=repr(str(value)[:40])),
            advice=phrase("Give one of: {names}.", names=", ".join(sorted(choices))),
        )
    return str(value)


def _country(value: Json) -> str:
    if not isinstance(value, str) or not _CODE.fullmatch(value):
        raise InputError(
            phrase("{value} is no country code", value=repr(str(value)[:40])),
            advice=phrase("Give two letters, such as DE."),
        )
    return value


def _members(read: Callable[[Json], Json]) -> Callable[[Json], list[Json]]:
    def read_all(value: Json) -> list[Json]:
        if not isinstance(value, list | tuple) or not 1 <= len(value) <= _MOST_MEMBERS:
            raise InputError(
                phrase("the value is no list"),
                advice=phrase("Give 1 to {most_members} members.", most_members=_MOST_MEMBERS),
            )
        members = [read(member) for member in value]
        return sorted({repr(member): member for member in members}.values(), key=repr)

    return read_all


def _reference(value: Json) -> Json:
    if isinstance(value, str):
        value = {"name": value}
    if not isinstance(value, Mapping) or not set(value) <= {"name", "entry"} or "name" not in value:
        raise InputError(phrase("the value names no entry"), advice=phrase("Give a name."))
    return {"name": clean(str(value["name"])), "entry": value.get("entry")}


def _flag(value: Json) -> bool:
    if not isinstance(value, bool):
        raise InputError(
            phrase("{value} is neither yes nor no", value=repr(str(value)[:40])),
            advice=phrase("Give yes or no."),
        )
    return value


def _address(value: Json) -> str:
    text = _text(value)
    if not _ADDRESS.fullmatch(text):
        raise InputError(
            phrase("{text} is no web address", text=repr(text[:60])),
            advice=phrase("Give an address that begins with https://."),
        )
    return text


def _point(value: Json) -> Json:
    if not isinstance(value, Mapping) or set(value) != {"latitude", "longitude"}:
        raise InputError(
            phrase("the value is no place"), advice=phrase("Give latitude and longitude in degrees.")
        )
    latitude, longitude = _number(value["latitude"]), _number(value["longitude"])
    if abs(latitude) > 90 or abs(longitude) > 180:  # noqa: PLR2004  # degrees of a sphere
        raise InputError(
            phrase(
                "{latitude}, {longitude} lies off the globe",
                latitude=numeral(f"{latitude:g}"),
                longitude=numeral(f"{longitude:g}"),
            ),
            advice=phrase("Give latitude from -90 to 90 and longitude from -180 to 180."),
        )
    return {"latitude": latitude, "longitude": longitude}


_READERS: Final[Mapping[ValueType, Callable[[Json], Json]]] = {
    ValueType.ESTIMATE: _estimate,
    ValueType.COUNT: _count,
    ValueType.TEXT: _text,
    ValueType.PROSE: _prose,
    ValueType.DAY: _day,
    ValueType.WORDS: _members(_text),
    ValueType.COUNTRY: _country,
    ValueType.COUNTRIES: _members(_country),
    ValueType.REFERENCE: _reference,
    ValueType.REFERENCES: _members(_reference),
    ValueType.FLAG: _flag,
    ValueType.ADDRESS: _address,
    ValueType.POINT: _point,
}
