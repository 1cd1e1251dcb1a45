"""What an import writes: the values that its preview showed, and no others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from interlock.agency.register.chips import place_chips
from interlock.agency.register.comparing import Compared
from interlock.agency.register.entering import source_of
from interlock.agency.register.known import Known
from interlock.agency.register.models import Change, Import, ImportLine
from interlock.agency.register.writing import Written, write
from interlock.register import Origin, Record
from interlock.register.chips import Placement
from interlock.register.reconcile import Outcome, taken

__all__ = ["take_in"]

_WRITTEN = frozenset({Outcome.NEW, Outcome.CHANGED, Outcome.EARLIER})


def take_in(change: Change, file: Import, compared: Sequence[Compared]) -> Written:
    """Write what an import brings; within the caller's transaction."""
    lines = list(ImportLine.objects.filter(file=file).order_by("id").only("take", "entry"))
    decided = list(zip(compared, lines, strict=True))
    written = write(
        change, [record for one, line in decided for record in _record(one, is_taken=line.take is True)]
    )
    chips = [
        (one.line, *one.places)
        for one, line in decided
        if isinstance(one.line, Placement) and one.places and (one.outcome in _WRITTEN or line.take is True)
    ]
    if chips:
        origin = Origin(publisher=file.publisher, title=file.title, url=file.url, licence=file.licence)
        place_chips(change, chips, source=source_of(origin))
    _link_lines(decided)
    return written


def _record(one: Compared, *, is_taken: bool) -> list[Record]:
    """Return what is written of a line: nothing, or a record of the values that are taken."""
    if not isinstance(one.line, Record) or (one.whole and not is_taken):
        return []
    values = taken(one.differences, conflicting=is_taken)
    return [replace(one.line, values=values)] if values else []


def _link_lines(decided: Sequence[tuple[Compared, ImportLine]]) -> None:
    """Let every line of a new entry lead to it."""
    new = [(one.line, line) for one, line in decided if isinstance(one.line, Record) and one.entry is None]
    known = Known(record for record, _ in new)
    for record, line in new:
        line.entry_id = known.number(record)
    ImportLine.objects.bulk_update([line for _, line in new if line.entry_id], ["entry"], batch_size=1000)
