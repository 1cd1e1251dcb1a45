"""An assessment arranged for a page: by what binds whom, the strongest first.

Laws in force on the day stand first, then guidelines, then proposals and bills, and last what is not in force
on the day. Within a group rulebooks stand by their strongest outcome, within a rulebook provisions by theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby

from interlock.agency.register.verdict_history import StoredVerdict, strongest
from interlock.assessment import Assessment
from interlock.presentation.outcomes import WEIGHT
from interlock.rulebooks import Due, Outcome, Rulebook, RulebookKind, Verdict, rulebook

__all__ = ["BookSection", "Group", "GroupSection", "Owed", "ProvisionSection", "arrange", "owed"]


class Group(StrEnum):
    """What binds whom, in the order of a page."""

    LAW = "law"
    GUIDELINE = "guideline"
    PROPOSAL = "proposal"
    NOT_IN_FORCE = "not in force"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvisionSection:
    """One verdict, and since when it stands."""

    verdict: Verdict
    since: date | None
    """None where this outcome has not been stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BookSection:
    """What one rulebook says."""

    book: Rulebook
    group: Group
    strongest: Outcome
    since: date | None
    """The day from which some provision has had the strongest outcome."""
    provisions: tuple[ProvisionSection, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupSection:
    """Rulebooks that bind in one way."""

    group: Group
    books: tuple[BookSection, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """One duty, by which provision, and whether anybody is bound by it yet."""

    duty: Due
    verdict: Verdict
    book: Rulebook

    @property
    def is_proposed(self) -> bool:
        """Whether it would be owed, if the text were law."""
        return self.book.kind.is_proposed


def arrange(assessment: Assessment, stored: Iterable[StoredVerdict] = ()) -> tuple[GroupSection, ...]:
    """Return the verdicts of an assessment by group and rulebook."""
    known = {each.rulebook: each for each in stored}
    books = [
        _book(name, tuple(verdicts), known)
        for name, verdicts in groupby(assessment.verdicts, key=lambda verdict: verdict.rulebook)
    ]
    groups = {group: [book for book in books if book.group is group] for group in Group}
    return tuple(
        GroupSection(group=group, books=tuple(sorted(members, key=lambda each: WEIGHT[each.strongest])))
        for group, members in groups.items()
        if members
    )


def owed(assessment: Assessment) -> tuple[Owed, ...]:
    """Return every duty of an assessment: what binds before what is proposed, dated duties first."""
    duties = [
        Owed(duty=duty, verdict=verdict, book=rulebook(verdict.rulebook))
        for verdict in assessment.verdicts
        for duty in verdict.obligations
    ]
    return tuple(
        sorted(duties, key=lambda each: (each.is_proposed, each.duty.due is None, each.duty.due or date.max))
    )


def _book(name: str, verdicts: tuple[Verdict, ...], stored: Mapping[str, StoredVerdict]) -> BookSection:
    book, known = rulebook(name), stored.get(name)
    provisions = tuple(
        ProvisionSection(
            verdict=verdict,
            since=_since(verdict, known),
        )
        for verdict in sorted(verdicts, key=lambda each: WEIGHT[each.outcome])
    )
    first = strongest(verdict.outcome for verdict in verdicts) or Outcome.DOES_NOT_APPLY
    days = [each.since for each in provisions if each.verdict.outcome is first and each.since is not None]
    return BookSection(
        book=book,
        group=_group(book, verdicts),
        strongest=first,
        since=min(days, default=None),
        provisions=provisions,
    )


def _since(verdict: Verdict, stored: StoredVerdict | None) -> date | None:
    kept = stored.outcomes.get(verdict.provision) if stored is not None else None
    return kept.since if kept is not None and kept.outcome is verdict.outcome else None


def _group(book: Rulebook, verdicts: tuple[Verdict, ...]) -> Group:
    if not any(verdict.force.binds for verdict in verdicts):
        return Group.NOT_IN_FORCE
    if book.kind.is_proposed:
        return Group.PROPOSAL
    return Group.LAW if book.kind is RulebookKind.LAW else Group.GUIDELINE
