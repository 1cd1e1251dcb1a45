"""What a provision says of one subject on one day, able to explain itself.

A verdict holds its value and the way to its explanation; the explanation is worked out when somebody
asks for it, so that judging a hundred thousand subjects costs no prose.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum, StrEnum
from functools import cached_property
from typing import Protocol

from interlock.phrases import phrase
from interlock.rulebooks.citations import Reading
from interlock.rulebooks.dates import Force, day_text
from interlock.rulebooks.facts import Facts
from interlock.rulebooks.logic import FALSE, Value
from interlock.rulebooks.model import Provision, Rulebook
from interlock.rulebooks.obligations import Due
from interlock.rulebooks.trace import Trace, chance

__all__ = ["Outcome", "Placement", "Verdict"]


class Outcome(StrEnum):
    """What a provision says of a subject."""

    APPLIES = "applies"
    DOES_NOT_APPLY = "does_not_apply"
    INDETERMINATE = "indeterminate"
    """The uncertainty straddles a threshold."""
    NEEDS_DECISION = "needs_decision"
    """The law leaves it to an authority."""
    UNKNOWN = "unknown"
    """An input is missing."""


_OUTCOMES = (
    Outcome.DOES_NOT_APPLY, Outcome.INDETERMINATE, Outcome.UNKNOWN, Outcome.NEEDS_DECISION, Outcome.APPLIES,
)  # fmt: skip


_WORDS = {
    Outcome.APPLIES: phrase("applies"),
    Outcome.DOES_NOT_APPLY: phrase("does not apply"),
    Outcome.INDETERMINATE: phrase("indeterminate"),
    Outcome.NEEDS_DECISION: phrase("needs decision"),
    Outcome.UNKNOWN: phrase("unknown"),
}


class Placement(Enum):
    """Where the subject stands to the places in which a provision holds."""

    EVERYWHERE = "the provision holds everywhere"
    INSIDE = "stated to be inside"
    ASSUMED = "not stated, or stated too broadly; assumed inside"
    ELSEWHERE = "stated to be elsewhere"


class _Ruling(Protocol):
    """A provision as it stands on one day."""

    rulebook: Rulebook
    provision: Provision
    on: date
    force: Force

    def trace(self, facts: Facts) -> Trace:
        """Return why the condition holds or not."""

    def hypothetical(self, facts: Facts) -> tuple[date, Trace]:
        """Return the nearest day on which the provision stands, and what it gives on that day."""


@dataclass(frozen=True)
class Verdict:
    """One provision's answer. All but the value is derived on demand; its explanation once."""

    ruling: _Ruling
    facts: Facts
    value: Value
    placement: Placement

    # ── what it says ──

    @property
    def rulebook(self) -> str:
        """Identifier of the rulebook."""
        return self.ruling.rulebook.id

    @property
    def revision(self) -> str:
        """SHA-256 of the rulebook's file."""
        return self.ruling.rulebook.revision

    @property
    def provision(self) -> str:
        """Identifier of the provision."""
        return self.ruling.provision.id

    @property
    def title(self) -> str:
        """Title of the provision."""
        return self.ruling.provision.title

    @property
    def outcome(self) -> Outcome:
        """What the provision says."""
        return _OUTCOMES[self.value.truth]

    @property
    def probability(self) -> float | None:
        """The probability that it applies, where it is a single number."""
        return self.value.probability

    @property
    def bounds(self) -> tuple[float, float]:
        """Between which the probability that it applies lies."""
        return self.value.low, self.value.high

    @property
    def likelihood(self) -> str:
        """The probability in words, such as ``between 20 and 60 % likely``."""
        return chance(self.value)

    @property
    def on(self) -> date:
        """The day for which it was judged."""
        return self.ruling.on

    @property
    def force(self) -> Force:
        """What the provision is on that day."""
        return self.ruling.force

    # ── why ──

    @cached_property
    def because(self) -> tuple[Trace, ...]:
        """The explanation, as a tree."""
        ruling = self.ruling
        if not ruling.force.binds:
            return (self._not_standing(),)
        if self.placement is Placement.ELSEWHERE:
            return (self._elsewhere(ruling.trace(self.facts)),)
        return (ruling.trace(self.facts),)

    @property
    def presumed(self) -> bool:
        """Whether it applies by a presumption that may be rebutted."""
        return self.outcome is Outcome.APPLIES and any(trace.presumed for trace in self.because)

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What was taken for granted, and decides."""
        return tuple(dict.fromkeys(self._assumptions(self.because)))

    @property
    def settle(self) -> tuple[str, ...]:
        """What would settle an open outcome."""
        return tuple(dict.fromkeys(line for trace in self.because for line in trace.what_settles()))

    @property
    def obligations(self) -> tuple[Due, ...]:
        """What is owed, where the provision applies."""
        if self.outcome is not Outcome.APPLIES:
            return ()
        dates = self.facts.dates
        return tuple(duty.for_dates(dates) for duty in self.ruling.provision.obligations if duty.binds(dates))

    @property
    def readings(self) -> tuple[Reading, ...]:
        """Conflicting readings of the provision, side by side."""
        return self.ruling.provision.readings

    def summary(self) -> dict[str, object]:
        """Return the outcome without its explanation, with plain keys: for long tables."""
        return {
            "rulebook": self.rulebook,
            "provision": self.provision,
            "outcome": str(self.outcome),
            "probability": self.probability,
            "bounds": [self.value.low, self.value.high],
            "on": self.on.isoformat(),
            "force": str(self.force),
            "obligations": [duty.as_dict() for duty in self.obligations],
        }

    def as_dict(self) -> dict[str, object]:
        """Return the verdict and its explanation with plain keys, as ``--json`` prints it."""
        because = self.because
        provision = self.ruling.provision
        settle = dict.fromkeys(line for trace in because for line in trace.what_settles())
        return {
            "rulebook": self.rulebook,
            "revision": self.revision,
            "provision": provision.id,
            "title": provision.title,
            "outcome": str(self.outcome),
            "probability": self.probability,
            "bounds": [self.value.low, self.value.high],
            "on": self.on.isoformat(),
            "force": str(self.force),
            "presumed": self.outcome is Outcome.APPLIES and any(trace.presumed for trace in because),
            "citation": str(provision.citation),
            "assumptions": list(dict.fromkeys(self._assumptions(because))),
            "because": [trace.as_dict() for trace in because],
            "obligations": [duty.as_dict() for duty in self.obligations],
            "settle": list(settle),
            "readings": [{"reading": r.reading, "source": str(r.citation)} for r in self.readings],
        }

    def _not_standing(self) -> Trace:
        day, would = self.ruling.hypothetical(self.facts)
        outcome = _OUTCOMES[would.value.truth]
        return Trace(
            text=phrase(
                "the provision is {state}; as it stands on {day} its condition would give: {outcome}",
                state=self.ruling.provision.dates.sentence(self.on),
                day=day_text(day),
                outcome=_WORDS[outcome],
            ),
            value=FALSE,
            citation=self.ruling.provision.citation,
            children=(would,),
        )

    def _elsewhere(self, would: Trace) -> Trace:
        outcome = _OUTCOMES[would.value.truth]
        return Trace(
            text=phrase(
                "the provision holds in {scope}; stated are only {places}; there its condition would give: "
                "{outcome}",
                scope=_places(self.ruling.provision.scope),
                places=_places(self.facts.attributes["places"]),
                outcome=_WORDS[outcome],
            ),
            value=FALSE,
            citation=self.ruling.provision.citation,
            children=(would,),
        )

    def _assumptions(self, because: tuple[Trace, ...]) -> Iterator[str]:
        if self.placement is Placement.ASSUMED and self.ruling.force.binds:
            scope = _places(self.ruling.provision.scope)
            stated = self.facts.attributes.get("places")
            if stated:
                yield phrase(
                    "it is developed, offered or used in {scope}, because only {places} is stated",
                    scope=scope, places=_places(stated),
                )  # fmt: skip
            else:
                yield phrase(
                    "it is developed, offered or used in {scope}, because no place is stated", scope=scope
                )
        for trace in because:
            for line in trace.rests_on():
                if line.assumption is not None:
                    yield line.assumption


def _places(codes: object) -> str:
    named = ", ".join(sorted(codes)) if isinstance(codes, frozenset) else ""
    return named or phrase("no place")
