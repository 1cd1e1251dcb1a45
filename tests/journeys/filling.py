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

from django.db.models import Count
from procrastinate.contrib.django.models import ProcrastinateJob

from interlock.adapters import clock
from interlock.agency.accounts.models import Membership, User
from interlock.agency.accounts.seats import Seat
from interlock.agency.register import importing
from interlock.agency.register.models import Change, Entry, Import, Statement
from interlock.agency.register.projection import project
from interlock.agency.register.writing import Act, Edit, begin, correct, undo, write
from interlock.agency.serving import worker
from interlock.register import Kind, Origin, Record, Stated

ORIGIN = Origin(publisher="Example Labs", title="Report", url="https://example.org", licence="CC BY 4.0")
ENTRIES = 40
LINES = 120
VALUES = 9
"""Statements made of a line of a table: its cells but the name, and what Epoch's layout adds to them."""


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
    queue(0, 1)


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


def queue(first: int, files: int) -> None:
    """Upload some tables of models, each with names of its own; the worker makes their previews."""
    for number in range(first, first + files):
        act = Act(
            actor=User.objects.get(), at=clock.now(), reason="a table", idempotency_key=f"upload-{number}"
        )
        importing.upload(
            _table(number),
            file_name=f"table-{number}.csv",
            origin=ORIGIN,
            stated_on=date(2026, 5, 2),
            act=act,
        )


def _table(number: int) -> bytes:
    head = "Model,Organization,Domain,Parameters,Training compute (FLOP),Confidence,Publication date"
    rows = (
        f"Table {number} model {row},Table {number} lab {row % 7},Language,7e9,{row + 1}e20,Likely,2025-02-17"
        for row in range(LINES)
    )
    return "\n".join((head, *rows, "")).encode()


def carry_on() -> None:
    """Ask for every import that was previewed, and for the taking back of every second one that is done.

    How many jobs and imports are in each state is told then, as one JSON document.
    """
    act = Act(actor=User.objects.get(), at=clock.now(), reason="looked right")
    for file in Import.objects.filter(state=Import.State.PREVIEWED):
        importing.start_applying(file.id, act=act)
    for file in Import.objects.filter(state=Import.State.APPLIED, id__in=_taken_back()):
        importing.start_undoing(file.id, act=act)
    json.dump(
        {
            "jobs": dict(Counter(ProcrastinateJob.objects.values_list("status", flat=True))),
            "imports": dict(Counter(Import.objects.values_list("state", flat=True))),
        },
        sys.stdout,
    )


def _taken_back() -> list[int]:
    return [file.id for file in Import.objects.all() if int(file.file_name[6:-4]) % 2]


def _half_done() -> dict[str, list[int]]:
    """Return statements and listed models of each import where they tell of another state than it has."""
    found = {}
    for file in Import.objects.select_related("change"):
        stem = file.file_name.removesuffix(".csv").replace("-", " ").capitalize()
        written = 0 if file.change is None else file.change.statements.count()
        listed = Entry.objects.filter(kind=Kind.MODEL, name__startswith=f"{stem} ", is_listed=True).count()
        # Until the taking back is done, which is all at once, the file stands whole.
        stands = file.state in (Import.State.APPLIED, Import.State.UNDOING)
        fell = file.state == Import.State.UNDONE
        if (written, listed) != (LINES * VALUES if stands or fell else 0, LINES if stands else 0):
            found[file.file_name] = [written, listed]
    return found


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
            "imports": dict(Import.objects.order_by("file_name").values_list("file_name", "state")),
            "half edits": [key for key, n in statements.items() if key and key[0] == "e" and n != 1],
            "half imports": _half_done(),
            "not projected": [number for number, held in before.items() if held != after[number]],
            "unowned": Statement.objects.filter(change=None).count(),
            "jobs": dict(Counter(ProcrastinateJob.objects.values_list("status", flat=True))),
        },
        sys.stdout,
    )


def main(arguments: Sequence[str]) -> None:
    """Do what the first argument says, with the numbers after it."""
    what, *numbers = arguments
    if what == "work":
        worker.main(["--alone"])
        return
    actions = {
        "fill": fill, "edit": edit_for_ever, "queue": queue, "carry_on": carry_on, "verify": verify,
    }  # fmt: skip
    actions[what](*map(int, numbers))  # type: ignore[operator]  # each takes its own numbers
