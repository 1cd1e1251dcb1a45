"""Conditions and thresholds from their texts, with every name and unit checked."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction as Rational

from interlock.documents import Document
from interlock.errors import UnitError
from interlock.phrases import phrase
from interlock.quantities import Fraction, Number, Quantity
from interlock.rulebooks.conditions import (
    AllOf,
    AnyOf,
    AttributeTest,
    Condition,
    Decision,
    Designation,
    Not,
    Operator,
    Presumption,
    QuantityTest,
    Reference,
)
from interlock.rulebooks.schema import (
    AllText,
    AnyText,
    AttributeText,
    ConditionText,
    DecisionText,
    DesignationText,
    DriftThreshold,
    NotText,
    ParameterThreshold,
    PresumptionText,
    QuantityText,
    ReferenceText,
    RelativeThreshold,
    ShareThreshold,
    ThresholdText,
)
from interlock.rulebooks.thresholds import (
    ByParameter,
    Constant,
    Drift,
    Parameter,
    Share,
    Threshold,
    amount_text,
)
from interlock.rulebooks.vocabulary import ATTRIBUTES, CONVENTIONS, QUANTITIES, closest

__all__ = ["ConditionBuilder", "amount"]

_Path = tuple[str | int, ...]
_UNITLESS = (Fraction, Number)


def amount(
    document: Document, given: str | float, unit: type[Quantity], path: _Path, *, bare: bool = False
) -> Quantity:
    """Return an amount written as text with its unit; `bare` numbers only where the unit stands beside.

    Raises
    ------
    InputError
        If the unit is missing or another, or the number can't be read.
    """
    try:
        if isinstance(given, str):
            return unit.parse(given)
        if bare or unit in _UNITLESS:
            return unit(given)
    except UnitError as error:
        raise document.error(error.problem, path, advice=error.advice) from None
    raise document.error(
        f"{given!r} has no unit; expected {unit.symbol}", path, advice=f"Write it as '1e3 {unit.symbol}'."
    )


class ConditionBuilder:
    """Builds the conditions of one rulebook."""

    def __init__(self, document: Document, parameters: Mapping[str, Parameter]) -> None:
        self._document, self._parameters = document, parameters

    def build(self, text: ConditionText, path: _Path) -> Condition:  # noqa: PLR0911  # one per kind
        """Return the condition that stands at `path`."""
        match text:
            case AllText():
                return AllOf(self._members(text.all, (*path, "all")))
            case AnyText():
                return AnyOf(self._members(text.any, (*path, "any")))
            case NotText():
                return Not(self.build(text.negated, (*path, "not")))
            case PresumptionText():
                member = self.build(text.presumption, (*path, "presumption"))
                return Presumption(member=member, rebuttal=phrase(text.rebuttal))
            case ReferenceText():
                return Reference(text.provision)
            case QuantityText():
                return self._quantity(text, path)
            case AttributeText():
                return self._attribute(text, path)
            case DesignationText():
                return Designation(
                    designation=text.designation, by=phrase(text.by), criteria=phrase(text.criteria)
                )
            case DecisionText():
                return Decision(decision=text.decision, by=phrase(text.by), on=phrase(text.on))

    def _members(self, texts: list[ConditionText], path: _Path) -> tuple[Condition, ...]:
        return tuple(self.build(text, (*path, index)) for index, text in enumerate(texts))

    # ── quantities ──

    def _quantity(self, text: QuantityText, path: _Path) -> QuantityTest:
        unit = self._unit(text.quantity, (*path, "quantity"))
        if text.convention is not None and text.convention not in CONVENTIONS:
            raise self._document.error(
                f"the convention {text.convention!r} is not known",
                (*path, "convention"),
                advice=closest(text.convention, CONVENTIONS),
            )
        return QuantityTest(
            quantity=text.quantity,
            convention=text.convention,
            operator=Operator(text.operator),
            threshold=self._threshold(text.threshold, unit, (*path, "threshold")),
            assume=text.assume,
        )

    def _unit(self, name: str, path: _Path) -> type[Quantity]:
        if name not in QUANTITIES:
            raise self._document.error(
                f"the quantity {name!r} is not in the vocabulary", path, advice=closest(name, QUANTITIES)
            )
        return QUANTITIES[name].unit

    def _threshold(self, text: ThresholdText, unit: type[Quantity], path: _Path) -> Threshold:
        match text:
            case ParameterThreshold():
                return self._by_parameter(text, unit, path)
            case ShareThreshold():
                otherwise = self._otherwise(text.otherwise, unit, path)
                factor = self._ratio(text.share, (*path, "share"))
                return self._share(text.of, factor, otherwise, unit, (*path, "of"))
            case RelativeThreshold():
                otherwise = self._otherwise(text.otherwise, unit, path)
                factor = Rational(str(text.factor))
                return self._share(text.relative_to, factor, otherwise, unit, (*path, "relative_to"))
            case DriftThreshold():
                return self._drift(text, unit, (*path, "drift"))
            case _:
                return Constant(amount(self._document, text, unit, path))

    def _by_parameter(self, text: ParameterThreshold, unit: type[Quantity], path: _Path) -> ByParameter:
        parameter = self._parameters.get(text.parameter)
        if parameter is None:
            raise self._document.error(
                f"no parameter {text.parameter!r} is listed",
                (*path, "parameter"),
                advice=closest(text.parameter, self._parameters)
                if self._parameters
                else "List it under parameters.",
            )
        if parameter.unit is not unit:
            raise self._document.error(
                f"the parameter {text.parameter!r} is in {parameter.unit.__name__}; expected {unit.__name__}",
                (*path, "parameter"),
            )
        return ByParameter(text.parameter)

    def _otherwise(self, text: ThresholdText | None, unit: type[Quantity], path: _Path) -> Threshold | None:
        return None if text is None else self._threshold(text, unit, (*path, "otherwise"))

    def _share(
        self, of: str, factor: Rational, otherwise: Threshold | None, unit: type[Quantity], path: _Path
    ) -> Share:
        other = self._unit(of, path)
        if other is not unit:
            raise self._document.error(f"{of} is in {other.__name__}; expected {unit.__name__}", path)
        return Share(of=of, factor=factor, words=_factor_text(factor), otherwise=otherwise)

    def _ratio(self, share: str | float, path: _Path) -> Rational:
        above, _, below = str(share).partition("/")
        try:
            ratio = Rational(above) / Rational(below or "1")
        except (ValueError, ZeroDivisionError):
            ratio = Rational(0)
        if ratio <= 0:
            raise self._document.error(
                f"{share!r} is not a share above 0", path, advice="Write it as 1/3 or 0.1."
            )
        return ratio

    def _drift(self, text: DriftThreshold, unit: type[Quantity], path: _Path) -> Drift:
        drift = text.drift
        base: Constant | ByParameter
        if isinstance(drift.value, ParameterThreshold):
            base = self._by_parameter(drift.value, unit, (*path, "value"))
        else:
            base = Constant(amount(self._document, drift.value, unit, (*path, "value")))
            if drift.start is None:
                raise self._document.error(
                    "the drift of a fixed value needs its 'start'", path, advice="Give the day."
                )
        return Drift(base=base, start=drift.start, per_day=drift.per_day)

    # ── attributes ──

    def _attribute(self, text: AttributeText, path: _Path) -> AttributeTest:
        self._check_attribute(text, path)
        return AttributeTest(
            attribute=text.attribute,
            equals=text.equals,
            includes_any=frozenset(text.includes_any or ()),
            includes_all=frozenset(text.includes_all or ()),
            assume=text.assume,
            claimed=text.claimed,
            by=phrase(text.by or "the authority"),
        )

    def _check_attribute(self, text: AttributeText, path: _Path) -> None:
        name = ATTRIBUTES.get(text.attribute)
        if name is None:
            raise self._document.error(
                f"the attribute {text.attribute!r} is not in the vocabulary",
                (*path, "attribute"),
                advice=closest(text.attribute, ATTRIBUTES),
            )
        words = [*(text.includes_any or ()), *(text.includes_all or ())]
        if (text.equals is None) == (not words):
            raise self._document.error(
                "an attribute is compared by 'is' or by 'includes_any' or 'includes_all'", path
            )
        fits = {
            "yes or no": isinstance(text.equals, bool),
            "one word": isinstance(text.equals, str) or (text.equals is None and not text.includes_all),
            "set of words": text.equals is None,
        }[name.holds]
        if not fits:
            raise self._document.error(
                f"{text.attribute} holds {name.holds}",
                path,
                advice="Compare yes or no by 'is: true', a word by 'is', a set by 'includes_any'.",
            )
        if text.claimed and text.equals is None:
            raise self._document.error("only a claim with 'is' can be settled", (*path, "claimed"))
        if isinstance(text.equals, str):
            words.append(text.equals)
        for word in words:
            if name.words_known and word not in name.words_known:
                raise self._document.error(
                    f"{word!r} is no word of {text.attribute}", path, advice=closest(word, name.words_known)
                )


def _factor_text(factor: Rational) -> str:
    if factor == 1:
        return "the whole"
    if factor.denominator == 3:  # noqa: PLR2004  # thirds have no decimal form
        return f"{factor.numerator}/3"
    return (
        amount_text(Number(float(factor))) + " times"
        if factor > 1
        else f"{amount_text(Number(float(factor) * 100))} %"
    )
