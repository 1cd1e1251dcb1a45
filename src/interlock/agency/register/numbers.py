"""Numbers in JSON columns: PostgreSQL writes out all digits of 3.5e26, which would come back an integer."""

from __future__ import annotations

import json
from typing import Any, Final

__all__ = ["Decoder"]

_LONGEST_INTEGER: Final = 15
"""Digits that a float holds exactly; identifiers and counts stay below."""


class Decoder(json.JSONDecoder):
    """Reads long integers as floats.

    Examples
    --------
    >>> Decoder().decode("[350000000000000000000000000, 17]")
    [3.5e+26, 17]
    """

    def __init__(self, **keywords: Any) -> None:  # noqa: ANN401  # what json.loads hands on
        super().__init__(parse_int=_number, **keywords)


def _number(text: str) -> int | float:
    return int(text) if len(text) <= _LONGEST_INTEGER else float(text)
