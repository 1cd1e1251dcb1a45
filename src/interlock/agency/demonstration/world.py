"""Loading the demonstration world: into an empty register, all of it or nothing.

Examples
--------
In an agency whose database holds nothing but the States::

    world = load(at=clock.now(), seed=1)
    for account in world.accounts:
        print(*account)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection, transaction
from django.utils.translation import gettext_noop

from interlock.agency.accounts.models import Invitation, User
from interlock.agency.demonstration.facts import Told, shipped_facts
from interlock.agency.demonstration.hardware import chip_facts, cluster_peaks
from interlock.agency.demonstration.people import Account, make_accounts
from interlock.agency.demonstration.placements import place_chips
from interlock.agency.register.models import Change, Chip, Entry, Import, Statement
from interlock.agency.register.states import ensure_states
from interlock.agency.register.verdicts import judge_entries
from interlock.agency.register.writing import Act, begin, write
from interlock.errors import InputError
from interlock.register import Kind

__all__ = ["World", "load", "told", "what_is_held"]

_LOCK: Final = 7_216_505_115
"""Of PostgreSQL's advisory locks: two worlds are never loaded at once."""

_PLURALS: Final[Mapping[Kind, str]] = {
    Kind.ORGANISATION: "organisations", Kind.FACILITY: "facilities", Kind.CLUSTER: "clusters",
    Kind.CHIP_MODEL: "chip models", Kind.MODEL: "models", Kind.TRAINING_RUN: "training runs",
    Kind.DEPLOYMENT: "deployments", Kind.PERMIT: "permits",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What was loaded."""

    accounts: tuple[Account, ...]
    counts: Mapping[str, int]
    """Entries by kind, and of statements, single chips and verdicts how many."""


def told() -> tuple[Told, ...]:
    """Return everything the world tells: the chips, the typed facts, and what follows for clusters."""
    facts = shipped_facts()
    return (*chip_facts(), *facts, *cluster_peaks(facts))


def what_is_held() -> str:
    """Return what the database holds besides the States, as words; empty where it is fresh."""
    held = {
        "accounts": User.objects.exists(),
        "invitations": Invitation.objects.exists(),
        "entries": Entry.objects.exclude(kind=Kind.STATE).exists(),
        "acts": Change.objects.exclude(act=Change.Act.SET_UP).exists(),
        "files": Import.objects.exists(),
        "single chips": Chip.objects.exists(),
    }
    return ", ".join(name for name, is_there in held.items() if is_there)


@transaction.atomic
def load(*, at: datetime, seed: int = 1) -> World:
    """Fill an empty register with the demonstration world, judged under every rulebook.

    Parameters
    ----------
    at
        The instant of the act; with the seed it decides everything but the salts of the passwords.
    seed
        What passwords, secrets of one-time codes and serial numbers follow from.

    Raises
    ------
    InputError
        If the database holds anything besides the States.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    if held := what_is_held():
        raise InputError(
            f"the database holds {held}; the demonstration world goes only into an empty one",
            advice="Name another database in INTERLOCK_DATABASE_URL, or another folder in INTERLOCK_HOME.",
        )
    ensure_states(at=at)
    act = Act(actor=None, at=at, reason=gettext_noop("The demonstration world was asked for."))
    change = begin(Change.Act.DEMONSTRATION, act, summary=f"seed {seed}")
    entries = _write(change, told())
    chips = place_chips(change, seed=seed)
    accounts = make_accounts(at=at, seed=seed)
    verdicts = judge_entries(entries, on=at.date(), at=at, cause="values")
    counts = Counter(Entry.objects.filter(id__in=entries).values_list("kind", flat=True))
    return World(
        accounts=accounts,
        counts={
            **{words: counts[kind.value] for kind, words in _PLURALS.items()},
            "statements": Statement.objects.filter(change=change).count(),
            "single chips": chips,
            "verdicts": verdicts,
        },
    )


def _write(change: Change, everything: Sequence[Told]) -> tuple[int, ...]:
    """Write what the public may read, then what it may not; return every entry touched."""
    public = write(change, (one.record for one in everything if one.public))
    secret = write(change, (one.record for one in everything if not one.public), public=False)
    return tuple(sorted({*public.entries, *secret.entries}))
