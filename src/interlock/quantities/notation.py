"""Numbers as the interface writes them: ``3.8 × 10²⁵``, intervals as ``3.1–4.6 × 10²⁵``."""

from __future__ import annotations

import math

__all__ = ["interval_text", "scientific", "superscript"]

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_MOST_DIGITS = 5
_LEAST_MANTISSA = 0.1
"""What a shared power of ten may leave of the low end: less would round to next to nothing."""
_PLAIN_FROM, _PLAIN_TO = 1e-3, 1e5


def superscript(exponent: int) -> str:
    """Return an integer in superscript digits.

    Examples
    --------
    >>> superscript(-12)
    '⁻¹²'
    """
    return str(exponent).translate(_SUPERSCRIPTS)


def scientific(value: float, *, digits: int = 2) -> str:
    """Return a number to `digits` significant figures, plain where that is short.

    Examples
    --------
    >>> scientific(3.84e25), scientific(1e25), scientific(0.875, digits=3), scientific(16384, digits=3)
    ('3.8 × 10²⁵', '1 × 10²⁵', '0.875', '16,400')
    """
    if value == 0:
        return "0"
    mantissa, exponent = _split(value, digits)
    if _PLAIN_FROM <= abs(value) < _PLAIN_TO:
        return _plain(float(f"{mantissa}e{exponent}"), digits)
    return f"{_trim(mantissa)} × 10{superscript(exponent)}"


def interval_text(low: float, high: float, *, digits: int = 2) -> str:
    """Return an interval, with one shared power of ten where that leaves the low end legible.

    Examples
    --------
    >>> interval_text(3.1e24, 4.6e25), interval_text(1.7e25, 1.5e28), interval_text(0.2, 0.6)
    ('0.31–4.6 × 10²⁵', '1.7 × 10²⁵ – 1.5 × 10²⁸', '0.2–0.6')

    A narrow interval is written with as many figures, up to five, as tell its ends apart:

    >>> interval_text(4.31e25, 4.33e25)
    '4.31–4.33 × 10²⁵'
    """
    if low == high:
        return scientific(low, digits=digits)
    small, large = scientific(low, digits=digits), scientific(high, digits=digits)
    if small == large and digits < _MOST_DIGITS:
        return interval_text(low, high, digits=digits + 1)
    if " × " not in small + large:
        return f"{small}–{large}"
    _, exponent = _split(high, digits)
    if low / 10**exponent < _LEAST_MANTISSA:
        return f"{small} – {large}"
    decimals = max(digits - 1, 0) if low / 10**exponent >= 1 else digits
    mantissas = [_trim(f"{value / 10**exponent:.{decimals}f}") for value in (low, high)]
    return f"{mantissas[0]}–{mantissas[1]} × 10{superscript(exponent)}"


def _split(value: float, digits: int) -> tuple[str, int]:
    mantissa, _, exponent = f"{value:.{max(digits - 1, 0)}e}".partition("e")
    return mantissa, int(exponent)


def _trim(mantissa: str) -> str:
    return mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa


def _plain(value: float, digits: int) -> str:
    if abs(value) >= 10 ** (digits - 1):
        return f"{value:,.0f}"
    decimals = digits - 1 - math.floor(math.log10(abs(value)))
    return _trim(f"{value:,.{decimals}f}")
