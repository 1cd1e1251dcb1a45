"""The States as entries of the register."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from interlock.agency.register.comparing import compare
from interlock.agency.register.models import Change
from interlock.agency.register.writing import Act, begin, write
from interlock.register import Record
from interlock.register.reconcile import taken
from interlock.register.states import state_records

__all__ = ["ensure_states"]


@transaction.atomic
def ensure_states(*, at: datetime) -> None:
    """Enter the States that are missing, and what is known of them; done again it changes nothing."""
    compared = compare(state_records(), progress=lambda _done, _total: None)
    records = [
        replace(one.line, values=values)
        for one in compared
        if isinstance(one.line, Record) and (values := taken(one.differences, conflicting=False))
    ]
    if records:
        change = begin(
            Change.Act.SET_UP, Act(actor=None, at=at), summary=gettext_noop("States and their codes")
        )
        write(change, records)
