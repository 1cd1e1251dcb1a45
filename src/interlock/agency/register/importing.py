"""Files on their way into the register: uploaded, previewed, decided on, applied, undone.

=========================  ==========================================================================
step                       what it does
=========================  ==========================================================================
`upload`                   keeps a file whose layout is known, and asks for its preview
`preview` (a job)          compares every line with the register; what is shown is kept
`decide`                   an officer takes the file's word on a conflicting line, or leaves it
`start_applying`           asks for what the preview shows to be done
`apply` (a job)            does it, all or nothing; not if it would do anything else than was shown
`start_undoing`, `undo`    takes the whole file back; the second is the job
=========================  ==========================================================================

A job that is begun again after its worker died does its work once: what it had not finished had not begun.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import PurePath
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from procrastinate.contrib.django import app

from interlock.adapters.layouts import LIMITS, Given, Line, layout_of, recognise
from interlock.agency.register.applying import take_in
from interlock.agency.register.comparing import Compared, Progress, compare, difference_rows, fingerprint
from interlock.agency.register.models import Change, Import, ImportLine
from interlock.agency.register.writing import Act, Written, begin
from interlock.agency.register.writing import undo as undo_act
from interlock.errors import InputError, InterlockError
from interlock.phrases import Phrase, numeral, phrase
from interlock.register import Origin
from interlock.register.names import clean

__all__ = [
    "PreviewOutdatedError", "apply", "decide", "decide_all", "fail", "preview", "start_applying",
    "start_previewing", "start_undoing", "undo", "upload",
]  # fmt: skip

_EARLIEST: Final = date(1950, 1, 1)
_LONGEST_NAME: Final = 300
_LONGEST_FAILURE: Final = 5000
_ADDRESS: Final = re.compile(r"https?://[^\s/?#@\\]+(?::\d+)?(?:[/?#]\S*)?")
_State = Import.State
_BATCH: Final = 1_000


class PreviewOutdatedError(InterlockError):
    """The register has changed, so that an import would do something else than its preview showed."""


def upload(content: bytes, *, file_name: str, origin: Origin, stated_on: date, act: Act) -> Import:
    """Keep a file, and ask for its preview.

    Parameters
    ----------
    stated_on
        The day of the source's words, as the officer states it.
    act
        The same `Act.idempotency_key` is the same upload.

    Raises
    ------
    InputError
        If the file or what is said of it can't be used; `field` names which.
    """
    digest = hashlib.sha256(content).hexdigest()
    known = _known_upload(act, digest)
    if known is not None:
        return known
    if len(content) > LIMITS.size:
        raise InputError(
            phrase(
                "the file holds {data} bytes; at most {size} are read",
                data=numeral(f"{len(content):,}"), size=numeral(f"{LIMITS.size:,}"),
            ),
            field="file",
            advice=phrase("Split it into smaller files."),
        )  # fmt: skip
    if not _EARLIEST <= stated_on <= act.at.date():
        raise InputError(
            phrase("{stated_on} can't be the day of the source's words", stated_on=stated_on),
            field="stated_on",
            advice=phrase("Give the day on which the source published them, today at the latest."),
        )  # fmt: skip
    name = _file_name(file_name)
    origin = _checked(origin)
    layout = recognise(name, content)
    kept = layout.seal(content, name) if layout.seal is not None else content
    with transaction.atomic():
        file = Import.objects.create(  # type: ignore[misc]  # whoever signs in is the agency's User
            file_name=name, digest=digest, content=kept, layout=layout.name, publisher=origin.publisher,
            title=origin.title, url=origin.url, licence=origin.licence, stated_on=stated_on,
            uploaded_by=act.actor, uploaded_at=act.at, idempotency_key=act.idempotency_key,
        )  # fmt: skip
        start_previewing(file.id)
    return file


def preview(number: int, *, progress: Progress) -> None:
    """Compare every line of a file with the register, and keep what is to be shown. A job.

    Decisions on conflicts that are still the same are kept.

    Raises
    ------
    InputError
        If the file can't be read after all.
    """
    ready = (_State.UPLOADED, _State.PREVIEWING, _State.PREVIEWED, _State.APPLYING, _State.FAILED)
    if not Import.objects.filter(id=number, state__in=ready).update(
        state=_State.PREVIEWING, done=0, failure=""
    ):
        return
    file = Import.objects.get(id=number)
    compared = compare(_lines(file), progress=progress, follows=layout_of(file.layout).follows)
    with transaction.atomic():
        _keep_lines(file, compared)
        Import.objects.filter(id=number, state=_State.PREVIEWING).update(
            state=_State.PREVIEWED,
            counts=dict(Counter(one.outcome.value for one in compared)),
            fingerprint=fingerprint(compared),
            preview_version=Change.objects.order_by("-id").values_list("id", flat=True).first() or 0,
            done=len(compared),
            total=len(compared),
        )


def decide(line: ImportLine, *, take: bool, act: Act) -> None:
    """Take the file's word on a conflicting line, or leave what the register holds.

    Raises
    ------
    InputError
        If the line is in no conflict, or the import is not waiting for decisions.
    """
    if not _decide(ImportLine.objects.filter(id=line.id), take=take, act=act):
        raise InputError(
            phrase("nothing is to be decided on this line"), line=line.line,
            advice=phrase("Decide on conflicting lines, before the import is carried out."),
        )  # fmt: skip


def decide_all(number: int, *, take: bool, act: Act) -> int:
    """Decide every line of a file that is still open alike; return how many there were."""
    return _decide(ImportLine.objects.filter(file=number, take=None), take=take, act=act)


def start_previewing(number: int) -> None:
    """Ask for the preview of a file anew, after one failed or was overtaken."""
    app.configure_task("register.preview_import", queue="imports", lock=_lock(number)).defer(number=number)


def start_applying(number: int, *, act: Act) -> None:
    """Ask for an import to be carried out as its preview shows it. Asking twice does it once.

    Raises
    ------
    InputError
        If there is no preview to carry out.
    """
    _start(number, _State.PREVIEWED, _State.APPLYING, "register.apply_import", act, done=_State.APPLIED)


def start_undoing(number: int, *, act: Act) -> None:
    """Ask for an import to be taken back as a whole. Asking twice does it once.

    Raises
    ------
    InputError
        If it was not carried out.
    """
    _start(number, _State.APPLIED, _State.UNDOING, "register.undo_import", act, done=_State.UNDONE)


def apply(number: int, *, act: Act, progress: Progress) -> Written:
    """Do what the preview showed: all of it in one transaction, or nothing. A job.

    Raises
    ------
    PreviewOutdatedError
        If the register has changed so that something else would be done. A new preview has been made.
    InputError
        If the import is not to be carried out.
    """
    try:
        with transaction.atomic():
            change = begin(
                Change.Act.IMPORT,
                act,
                summary=Import.objects.values_list("file_name", flat=True).get(id=number),
            )
            file = Import.objects.get(id=number)  # after the turn has come: another worker may have done it
            if file.state not in (_State.PREVIEWED, _State.APPLYING):
                raise _no_preview(file)  # the check belongs to the transaction
            compared = compare(_lines(file), progress=progress, follows=layout_of(file.layout).follows)
            if fingerprint(compared) != file.fingerprint:
                raise PreviewOutdatedError(_outdated(file))  # noqa: TRY301  # caught below, after the transaction has fallen
            written = take_in(change, file, compared)
            Import.objects.filter(id=number).update(state=_State.APPLIED, change=change, failure="")
    except PreviewOutdatedError:
        preview(number, progress=progress)
        Import.objects.filter(id=number).update(failure=_OUTDATED)
        raise
    return written


_OUTDATED: Final = phrase(
    "The register has changed since the preview. Nothing was imported; this is the new preview. Look at it, "
    "then import."
)


def undo(number: int, *, act: Act) -> Written:
    """Take an import back as a whole, its chips included. A job.

    Raises
    ------
    InputError
        If it was not carried out, or is undone already.
    """
    file = Import.objects.select_related("change").get(id=number)
    if file.change is None:
        raise InputError(
            phrase("{file_name} was not imported", file_name=file.file_name),
            advice=phrase("Only an import that was carried out is undone."),
        )
    return undo_act(file.change, act)


def fail(number: int, problem: str, *, to: Import.State = Import.State.FAILED) -> None:
    """Say why a job failed, and where the file stands now."""
    bounded = problem if len(problem) <= _LONGEST_FAILURE else problem[:_LONGEST_FAILURE]
    Import.objects.filter(id=number).update(state=to, failure=bounded)


def _known_upload(act: Act, digest: str) -> Import | None:
    if act.idempotency_key is None:
        return None
    file = Import.objects.filter(idempotency_key=act.idempotency_key).first()
    if file is not None and file.digest != digest:
        raise InputError(
            phrase("the key of this upload was used for another file"),
            advice=phrase("Use a new key for a new file."),
        )
    return file


def _file_name(given: str) -> str:
    """Return the last part of a file's name, as text that can be shown."""
    name = PurePath(given.replace("\\", "/")).name
    shown = "".join(
        character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in name
    )
    return shown[-_LONGEST_NAME:] or "file"


def _checked(origin: Origin) -> Origin:
    checked: dict[str, str] = {}
    for field in ("publisher", "title"):
        try:
            checked[field] = clean(getattr(origin, field))
        except InputError as error:
            raise error.within(field=field) from error
    if origin.url and not _ADDRESS.fullmatch(origin.url):
        raise InputError(
            phrase("{url} is no web address", url=repr(origin.url[:60])),
            field="url",
            advice=phrase("Give an address that begins with https://."),
        )
    return replace(origin, **checked, url=origin.url[:1000], licence=" ".join(origin.licence.split())[:100])


def _decide(lines: QuerySet[ImportLine], *, take: bool, act: Act) -> int:
    open_to_decision = lines.filter(outcome=ImportLine.Outcome.CONFLICTING, file__state=_State.PREVIEWED)
    return open_to_decision.update(
        take=take, decided_by=act.actor, decided_at=act.at, decided_because=act.reason[:5000]
    )


def _lock(number: int) -> str:
    """Return the name under which jobs on one file wait for each other."""
    return f"import {number}"


def _start(
    number: int, ready: Import.State, under_way: Import.State, task: str, act: Act, *, done: Import.State
) -> None:
    with transaction.atomic():
        if not Import.objects.filter(id=number, state=ready).update(state=under_way, failure="", done=0):
            file = Import.objects.get(id=number)
            if file.state in (under_way, done):
                return
            raise (
                _no_preview(file)
                if ready is _State.PREVIEWED
                else InputError(
                    phrase("{file_name} was not imported", file_name=file.file_name),
                    advice=phrase("Only an import that was carried out is undone."),
                )
            )
        actor = act.actor.pk if act.actor is not None else None
        app.configure_task(task, queue="imports", lock=_lock(number)).defer(
            number=number, actor=actor, reason=act.reason
        )


def _outdated(file: Import) -> Phrase:
    return phrase("the register has changed since {file_name} was previewed", file_name=file.file_name)


def _no_preview(file: Import) -> InputError:
    return InputError(
        phrase(
            "{file_name} is {state}; only what was previewed is imported",
            file_name=file.file_name,
            state=file.state,
        ),
        advice=phrase("Wait for the preview."),
    )


def _lines(file: Import) -> Sequence[Line]:
    given = Given(
        content=bytes(file.content),
        file_name=file.file_name,
        origin=Origin(publisher=file.publisher, title=file.title, url=file.url, licence=file.licence),
        stated_on=file.stated_on,
    )
    return list(layout_of(file.layout).read(given))


def _keep_lines(file: Import, compared: Sequence[Compared]) -> None:
    decided = {
        (line.line, line.kind, line.name): line
        for line in file.lines.filter(outcome=ImportLine.Outcome.CONFLICTING, take__isnull=False)
    }
    rows = [_row(file, one) for one in compared]
    for row in rows:
        earlier = decided.get((row.line, row.kind, row.name))
        if earlier is not None and (earlier.differences, earlier.problem) == (row.differences, row.problem):
            row.take, row.decided_because = earlier.take, earlier.decided_because
            row.decided_by_id, row.decided_at = earlier.decided_by_id, earlier.decided_at
    file.lines.all().delete()
    ImportLine.objects.bulk_create(rows, batch_size=_BATCH)


def _row(file: Import, one: Compared) -> ImportLine:
    return ImportLine(
        file=file, line=one.line.line, kind=getattr(one.line, "kind", ""), name=one.line.name[:_LONGEST_NAME],
        outcome=one.outcome.value, entry_id=one.entry, differences=difference_rows(one), problem=one.problem,
    )  # fmt: skip
