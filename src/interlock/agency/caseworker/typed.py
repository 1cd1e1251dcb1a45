"""Numbers as officers type them, in the page's language, and back again.

>>> from django.utils import translation
>>> with translation.override("en"):
...     number("3.8e25"), number("3.8 × 10²⁵"), number("12 000"), shown_number(3.8e25)
(3.8e+25, 3.8e+25, 12000.0, '3.8e25')
>>> with translation.override("de"):
...     number("3,8e25"), number("3.8e25"), shown_number(3.8e25)
(3.8e+25, 3.8e+25, '3,8e25')

What could be read in two ways is refused: ``1.234`` on a German page, ``1,234`` on an English one.
"""

from __future__ import annotations

import math
import re
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.formats import get_format
from django.utils.translation import gettext

__all__ = ["number", "shown_number"]

_SUPERSCRIPTS: Final = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻"
_PLAIN: Final = str.maketrans(_SUPERSCRIPTS, "0123456789+-")
_SPACES: Final = str.maketrans(dict.fromkeys("\u00a0\u2007\u2009\u202f", " "))
_POWER: Final = rf"10(?:\s*\^\s*([+-]?[0-9]{{1,3}})|([{_SUPERSCRIPTS}]{{1,4}}))"
_NUMBER: Final = re.compile(
    r"(?P<mantissa>[0-9]{1,3}(?: [0-9]{3})+(?:[.,][0-9]+)?|[0-9]+(?:[.,][0-9]+)*|[.,][0-9]+)"
    rf"(?:\s*[eE]\s*(?P<exponent>[+-]?[0-9]{{1,3}})|\s*[×xX*·]\s*{_POWER})?"
)
_BARE_POWER: Final = re.compile(_POWER)
_GROUP: Final = 3


def number(text: str) -> float:
    """Return the number that was typed.

    Raises
    ------
    ValidationError
        If it is none, could be read in two ways, or is too large to be kept.
    """
    plain = text.translate(_SPACES).strip()
    bare = _BARE_POWER.fullmatch(plain)
    if bare is not None:
        return _finite(f"1e{_power(bare[1], bare[2])}", text)
    found = _NUMBER.fullmatch(plain)
    if found is None:
        raise ValidationError(_no_number(text), code="invalid")
    exponent = found["exponent"] or _power(found[3], found[4])
    mantissa = _mantissa(found["mantissa"].replace(" ", ""), text, has_exponent=bool(exponent))
    return _finite(f"{mantissa}e{exponent or 0}", text)


def shown_number(value: float) -> str:
    """Return a number as it could be typed on the page, with every digit that is held."""
    text = repr(float(value)).replace("e+", "e").removesuffix(".0").replace(".0e", "e")
    return text.replace(".", ",") if _has_comma() else text


def _mantissa(digits: str, text: str, *, has_exponent: bool) -> str:
    comma, point = digits.count(","), digits.count(".")
    if comma + point > 1 or (comma and not _has_comma()):
        raise ValidationError(_separators(text), code="separators")
    is_unclear = point and _has_comma() and not has_exponent
    if is_unclear and len(digits.partition(".")[2]) == _GROUP:
        raise ValidationError(_separators(text), code="separators")
    return digits.replace(",", ".")


def _power(plain: str | None, raised: str | None) -> str:
    return plain or (raised or "").translate(_PLAIN)


def _finite(text: str, typed: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise ValidationError(_no_number(typed), code="invalid") from None
    if not math.isfinite(value):
        raise ValidationError(gettext("The number is larger than the register keeps."), code="large")
    return value


def _has_comma() -> bool:
    return bool(get_format("DECIMAL_SEPARATOR") == ",")


def _no_number(text: str) -> str:
    if _has_comma():
        return gettext("“%(text)s” is no number. Write it as 3,8e25 or 3,8 × 10²⁵.") % {"text": text[:40]}
    return gettext("“%(text)s” is no number. Write it as 3.8e25 or 3.8 × 10²⁵.") % {"text": text[:40]}


def _separators(text: str) -> str:
    if _has_comma():
        return gettext(
            "“%(text)s” can be read in two ways. Write a decimal comma, and no separators of thousands."
        ) % {"text": text[:40]}
    return gettext(
        "“%(text)s” can be read in two ways. Write a decimal point, and no separators of thousands."
    ) % {"text": text[:40]}
