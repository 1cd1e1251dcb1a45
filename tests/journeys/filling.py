"""What the journeys do to an agency from outside, each in a process of its own: `Site.python`.

Each edit is told on standard output once the database has taken it: that is what may not be lost.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import count

from django.db import transaction
from django.db.models import Count
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from interlock.adapters import clock
from interlock.agency.accounts.models import Membership, User
from interlock.agency.accounts.seats import Seat
from interlock.agency.register.models import Change, Entry, Statement
from interlock.agency.register.projection import project
from interlock.agency.register.writing import Act, Edit, begin, correct, undo, write
from interlock.agency.serving import worker
from interlock.register import Kind, Origin, Record, Stated

ORIGIN = Origin(publisher="Example Labs", title="Report", url="https://example.org", licence="CC BY 4.0")
ENTRIES = 40
PER_IMPORT = 2 * ENTRIES


def records(*, value: float) -> list[Record]:
    """Return models with a value and a developer each."""
    return [
        Record(
            kind=Kind.MODEL, name=f"Example {number}", stated_on=date(2026, 5, 2), origin=ORIGIN, line=number,
            values={
                "parameters": (Stated(value=value),),
                "developers": (Stated(value=[f"Labs {number % 7}"]),),
            },
        )
        for number in range(ENTRIES)
    ]  # fmt: skip


def fill() -> None:
    """Take in an import, a correction and its undoing, a person and a job."""
    officer = User.objects.create_user("officer@agency.example", "correct horse battery", name="Ada Öfficer")
    Membership.objects.create(user=officer, seat=Seat.CASEWORKER)
    act = Act(actor=officer, at=clock.now(), reason="taken in")
    write(begin(Change.Act.IMPORT, act, summary="table.csv"), records(value=4e11))
    undo(edit(0), Act(actor=officer, at=clock.now(), reason="the earlier was right"))
    queue(1)


def edit(number: int) -> Change:
    """Correct one entry's value, as an officer does, and return the act."""
    entry = Entry.objects.get(kind=Kind.MODEL, name=f"Example {number % ENTRIES}")
    officer_s = Edit(
        actor=User.objects.get(), at=clock.now(), reason="misread", origin=ORIGIN,
        seen_version=entry.version, idempotency_key=f"edit-{number}",
    )  # fmt: skip
    return correct(entry.id, "parameters", 4e11 + number, edit=officer_s).change


def edit_for_ever(start: int) -> None:
    """Correct one entry after the other, telling each correction that was taken."""
    for number in count(start):
        edit(number)
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


@app.task(name="journeys.take_in")
def take_in(*, number: int) -> None:
    """Take a table in as one act, once."""
    key = f"import-{number}"
    if Change.objects.filter(idempotency_key=key).exists():
        return
    act = Act(actor=None, at=clock.now(), reason="a job", idempotency_key=key)
    # Several rounds over the entries, so that there is time to be killed in the middle.
    with transaction.atomic():
        change = begin(Change.Act.IMPORT, act, summary=key)
        write(change, records(value=5e11 + number))
        for _ in range(10):
            project(sorted(Entry.objects.values_list("id", flat=True)), today=act.at.date())


def queue(jobs: int) -> None:
    """Queue some imports."""
    for number in range(jobs):
        take_in.defer(number=number)


def verify() -> None:
    """Tell the acts, and whatever is half done, as one JSON document."""
    statements = Counter(
        dict(Change.objects.annotate(n=Count("statements")).values_list("idempotency_key", "n"))
    )
    before = dict(Entry.objects.values_list("id", "held"))
    project(sorted(before), today=clock.today())
    after = dict(Entry.objects.values_list("id", "held"))
    json.dump(
        {
            "edits": sorted(int(key[5:]) for key in statements if key and key.startswith("edit-")),
            "imports": sorted(int(key[7:]) for key in statements if key and key.startswith("import-")),
            "half edits": [key for key, n in statements.items() if key and key[0] == "e" and n != 1],
            "half imports": [
                key for key, n in statements.items() if key and key[0] == "i" and n != PER_IMPORT
            ],
            "not projected": [number for number, held in before.items() if held != after[number]],
            "unowned": Statement.objects.filter(change=None).count(),
            "jobs": dict(Counter(ProcrastinateJob.objects.values_list("status", flat=True))),
        },
        sys.stdout,
    )


def jobs() -> None:
    """Tell how many jobs are in each state, as one JSON document."""
    json.dump(dict(Counter(ProcrastinateJob.objects.values_list("status", flat=True))), sys.stdout)


def main(arguments: Sequence[str]) -> None:
    """Do what the first argument says, with the numbers after it."""
    what, *numbers = arguments
    if what == "work":
        worker.main(["--alone"])
        return
    actions = {"fill": fill, "edit": edit_for_ever, "queue": queue, "verify": verify, "jobs": jobs}
    actions[what](*map(int, numbers))  # type: ignore[operator]  # each takes its own numbers
