"""Conditions as the law states them: a small closed union, pure data.

What they mean on a day, and for a subject, is the business of `leaves` and `connectives`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from interlock.phrases import phrase
from interlock.rulebooks.thresholds import Threshold

__all__ = [
    "AllOf", "AnyOf", "AttributeTest", "Condition", "Decision", "Designation", "Not", "Operator",
    "Presumption", "QuantityTest", "Reference",
]  # fmt: skip


class Operator(StrEnum):
    """How a quantity is compared; ``>`` and ``>=`` are different laws."""

    ABOVE = ">"
    AT_LEAST = ">="
    BELOW = "<"
    AT_MOST = "<="

    @property
    def words(self) -> str:
        """The comparison in a sentence."""
        return {
            ">": phrase("above"),
            ">=": phrase("at or above"),
            "<": phrase("below"),
            "<=": phrase("at or below"),
        }[self]


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every member must hold."""

    members: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One member suffices."""

    members: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The member must not hold."""

    member: Condition


@dataclass(frozen=True, slots=True)
class Reference:
    """Another provision of the same rulebook, as it stands on the day."""

    provision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantityTest:
    """A quantity compared with a threshold."""

    quantity: str
    convention: str | None
    operator: Operator
    threshold: Threshold
    assume: bool | None = None
    """What holds where the quantity is missing; the trace says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeTest:
    """An attribute compared with words."""

    attribute: str
    equals: bool | str | None = None
    includes_any: frozenset[str] = frozenset()
    includes_all: frozenset[str] = frozenset()
    assume: bool | None = None
    """What holds where the attribute is missing; the trace says so."""
    claimed: bool = False
    """Whether only an authority can settle it: the subject's own statement leaves it open."""
    by: str = "the authority"


@dataclass(frozen=True, slots=True, kw_only=True)
class Presumption:
    """What follows from the member until it is rebutted."""

    member: Condition
    rebuttal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Designation:
    """An authority's act that names the subject."""

    designation: str
    by: str
    criteria: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A question that the law leaves to an authority."""

    decision: str
    by: str
    on: str


Condition = (
    AllOf | AnyOf | Not | Reference | QuantityTest | AttributeTest | Presumption | Designation | Decision
)
