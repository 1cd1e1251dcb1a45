"""How a declaration writes a number, and the estimate it becomes.

A number is a plain value in the field's unit, text with a unit, or an interval::

    tokens: 1.56e13
    tokens: 15.6 T tokens
    tokens: {low: 1.5e13, high: 1.6e13}
    tokens: {low: 1.5e13, central: 1.56e13, high: 1.6e13}

The interval holds the value with 90 % probability. A plain value is taken as exact: a declaration states
what its author answers for, and whoever is unsure has the interval to say so.
"""

from __future__ import annotations

import math
from typing import Annotated, Any, Final, NoReturn

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from interlock.errors import InputError
from interlock.phrases import numeral, phrase
from interlock.quantities import (
    BandwidthDensity,
    BitPerSecond,
    BytePerSecond,
    ChipHours,
    Estimate,
    Flop,
    FlopPerSecond,
    Fraction,
    Hours,
    Number,
    Parameters,
    PerformanceDensity,
    Quantity,
    SquareMillimetres,
    Tokens,
    TotalProcessingPerformance,
    UsDollars,
    WattHours,
)
from interlock.quantities.estimate import unchecked

__all__ = [
    "LEAST", "MOST",
    "Amount", "AreaAmount", "BandwidthDensityAmount", "BitRateAmount", "ByteRateAmount", "ChipHoursAmount",
    "CountAmount", "DensityAmount", "FlopAmount", "FractionAmount", "HoursAmount", "KilowattHoursAmount",
    "NumberAmount", "ParametersAmount", "RateAmount", "RatioAmount", "TokensAmount", "TppAmount",
    "UsDollarsAmount", "refuse",
]  # fmt: skip

MOST: Final = 1e60
LEAST: Final = 1e-30
"""Between these lies every amount of anything. Products of a few stay far from the ends of a double."""
_KILO: Final = 1e3
_INTERVAL_KEYS: Final = frozenset({"low", "central", "high"})
_LONGEST_QUOTE: Final = 60


def refuse(problem: str, advice: str = "") -> NoReturn:
    """Refuse a value inside a pydantic validator, in the words of `InputError`."""
    raise PydanticCustomError("interlock", "{problem}", {"problem": problem, "advice": advice})


class Amount:
    """The annotation that makes a field an `Estimate` of one unit.

    Parameters
    ----------
    unit
        The quantity's type.
    scale
        What a plain number is multiplied by to be in that unit: 1,000 where a field's name says ``kwh``.
    plain
        The unit of a plain number, as people write it.
    least
        Smallest value that makes sense, in the unit of a plain number.
    whole
        Whether a fractional count is refused.
    """

    __slots__ = ("_most", "least", "plain", "scale", "unit", "whole")

    def __init__(
        self,
        unit: type[Quantity],
        *,
        scale: float = 1.0,
        plain: str | None = None,
        least: float = 0.0,
        whole: bool = False,
    ) -> None:
        self.unit = unit
        self.scale = scale
        self.plain = unit.symbol if plain is None else plain
        self.least = least
        self.whole = whole
        self._most = 1.0 if unit is Fraction else MOST

    def read(self, value: object) -> Estimate[Any]:
        """Return the estimate that a plain value states.

        Raises
        ------
        PydanticCustomError
            If the value is no number, negative, not finite, in another unit or an impossible interval.
        """
        if type(value) is float or type(value) is int:
            number = self._sound(value)
            return unchecked(self.unit, number, number, number)
        if isinstance(value, str):
            return Estimate.exact(self._parsed(value))
        if isinstance(value, dict):
            return self._interval(value)
        if isinstance(value, Estimate) and value.unit is self.unit:
            return value
        return refuse(phrase("{value} is not a number", value=_quoted(value)), self._advice())

    def _sound(self, value: float) -> float:
        # The usual case, told apart by comparisons that NaN and the infinities fail.
        if self.least <= value <= self._most and not self.whole and value > LEAST:
            return float(value) * self.scale
        return self._quantity(value).value

    def _quantity(self, value: float) -> Quantity:
        given = _quoted(value)
        if value != value:  # noqa: PLR0124  # NaN; math.isnan overflows on whole numbers of 400 digits
            refuse(
                phrase("{given} is not a number", given=given),
                phrase("Leave the field out if it is unknown."),
            )
        if value < 0:
            refuse(phrase("{given} is negative", given=given), self._advice())
        if value > MOST or 0 < value < LEAST:
            refuse(
                phrase(
                    "{given} lies outside {least} to {most}, where every amount lies",
                    given=given,
                    least=numeral(f"{LEAST:g}"),
                    most=numeral(f"{MOST:g}"),
                ),
                phrase("Check the exponent."),
            )
        number = float(value) * self.scale
        if self.unit is Fraction and 1 < value <= 100:  # noqa: PLR2004  # the range of a percentage
            refuse(
                phrase("{given} is not between 0 and 1", given=given),
                phrase("Write {value}.", value=numeral(f"{value / 100:.6g}")),
            )
        if value < self.least:
            refuse(
                phrase(
                    "{given} is below {least}, the least possible",
                    given=given,
                    least=numeral(f"{self.least:g}"),
                ),
                self._advice(),
            )
        if self.whole and not number.is_integer():
            refuse(phrase("{given} is not a whole number", given=given), self._advice())
        try:
            return self.unit(number)
        except InputError as error:
            return refuse(error.problem, error.advice or "")

    def _parsed(self, text: str) -> Quantity:
        if not self.unit.symbol and not text.rstrip().endswith("%"):
            return refuse(
                phrase("{text} is text, not a number", text=_quoted(text)),
                phrase("Write the number without quotes."),
            )
        try:
            parsed = self.unit.parse(text)
        except InputError as error:
            return refuse(error.problem, error.advice or "")
        return self._quantity(parsed.value / self.scale)

    def _interval(self, value: dict[str, object]) -> Estimate[Any]:
        keys = value.keys()
        if not {"low", "high"} <= keys <= _INTERVAL_KEYS:
            given = ", ".join(map(str, list(keys)[:5])) or "nothing"
            return refuse(
                phrase("an interval needs low and high, and may hold central; it holds {given}", given=given),
                phrase(
                    "Write {low: ..., high: ...} or {low: ..., central: ..., high: ...}, a 90 % interval."
                ),
            )
        low, high = self._end("low", value["low"]), self._end("high", value["high"])
        if value.get("central") is not None:
            central = self._end("central", value["central"])
        else:
            central = min(max(math.sqrt(low) * math.sqrt(high), low), high)
        if not low <= central <= high:
            return refuse(
                phrase(
                    "{low} to {high} does not rise, or lacks its centre",
                    low=numeral(f"{low / self.scale:g}"),
                    high=numeral(f"{high / self.scale:g}"),
                ),
                phrase("Give low, central and high in rising order."),
            )
        if low <= 0 < high:
            return refuse(
                phrase("the low end of an interval must be above 0"),
                phrase("Give the smallest amount that is still plausible."),
            )
        return unchecked(self.unit, low, central, high)

    def _end(self, key: str, part: object) -> float:
        if type(part) is float or type(part) is int:
            return self._sound(part)
        if isinstance(part, str):
            return self._parsed(part).value
        return refuse(phrase("{key}: {part} is not a number", key=key, part=_quoted(part)), self._advice())

    def _advice(self) -> str:
        if self.unit is Fraction:
            return phrase("Give a number between 0 and 1.")
        kind = phrase("whole number") if self.whole else phrase("number")
        return (
            phrase(
                "Give a {kind} of {plain}, at least {least}.",
                kind=kind,
                plain=phrase(self.plain),
                least=numeral(f"{self.least:g}"),
            )
            if self.plain
            else phrase("Give a {kind}.", kind=kind)
        )

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Return a schema that hands every value to `read`; pydantic's own coercions are not wanted."""
        return core_schema.no_info_plain_validator_function(
            self.read, serialization=core_schema.plain_serializer_function_ser_schema(self._written)
        )

    def _written(self, value: Estimate[Any]) -> float | dict[str, float]:
        if value.is_exact:
            return value.central / self.scale
        return {
            "low": value.low / self.scale,
            "central": value.central / self.scale,
            "high": value.high / self.scale,
        }

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Return the JSON Schema of the three ways to write the number."""
        number: dict[str, object] = {"type": "number", "minimum": self.least}
        if self.unit is Fraction:
            number["maximum"] = 1
        text = {"type": "string", "description": f"a number with its unit, such as {self._example()}"}
        either = number if not self.unit.symbol else {"anyOf": [number, text]}
        interval = {
            "type": "object",
            "description": "a 90 % interval",
            "properties": dict.fromkeys(("low", "central", "high"), either),
            "required": ["low", "high"],
            "additionalProperties": False,
        }
        return {"anyOf": [number, text, interval] if self.unit.symbol else [number, interval]}

    def _example(self) -> str:
        return f"'1e3 {self.plain}'"


def _quoted(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}…"


FlopAmount = Annotated[Estimate[Flop], Amount(Flop)]
RateAmount = Annotated[Estimate[FlopPerSecond], Amount(FlopPerSecond)]
TokensAmount = Annotated[Estimate[Tokens], Amount(Tokens)]
ParametersAmount = Annotated[Estimate[Parameters], Amount(Parameters)]
ChipHoursAmount = Annotated[Estimate[ChipHours], Amount(ChipHours)]
HoursAmount = Annotated[Estimate[Hours], Amount(Hours)]
KilowattHoursAmount = Annotated[Estimate[WattHours], Amount(WattHours, scale=_KILO, plain="kWh")]
UsDollarsAmount = Annotated[Estimate[UsDollars], Amount(UsDollars)]
FractionAmount = Annotated[Estimate[Fraction], Amount(Fraction)]
CountAmount = Annotated[Estimate[Number], Amount(Number, whole=True)]
NumberAmount = Annotated[Estimate[Number], Amount(Number)]
RatioAmount = Annotated[Estimate[Number], Amount(Number, least=1.0)]
BitRateAmount = Annotated[Estimate[BitPerSecond], Amount(BitPerSecond)]
ByteRateAmount = Annotated[Estimate[BytePerSecond], Amount(BytePerSecond)]
AreaAmount = Annotated[Estimate[SquareMillimetres], Amount(SquareMillimetres)]
TppAmount = Annotated[Estimate[TotalProcessingPerformance], Amount(TotalProcessingPerformance)]
DensityAmount = Annotated[Estimate[PerformanceDensity], Amount(PerformanceDensity)]
BandwidthDensityAmount = Annotated[Estimate[BandwidthDensity], Amount(BandwidthDensity)]
