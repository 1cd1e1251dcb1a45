"""The shapes of the API: what goes out and what comes in, with what each member means."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Final

from ninja import Schema
from pydantic import AwareDatetime, ConfigDict, Field, WithJsonSchema

__all__ = [
    "Assessed", "ChangeOut", "Changes", "ChangesSince", "Corrected", "Correction", "CorrectionSource",
    "Decision", "EntryOut", "EntrySummary", "EntryValue", "Found", "History", "Hits", "ImportOut",
    "ImportSummary", "Imports", "KindPath", "LineOut", "Lines", "ListedValue", "Listing", "Named",
    "Problem", "Reason", "RulebookOut", "Rulebooks", "Ruled", "Said", "SourceOut", "Trouble", "Undone",
    "Verdict",
]  # fmt: skip

_INTERVAL: Final = {
    "type": "object",
    "description": "An estimate with its 90 % interval.",
    "properties": {end: {"type": "number"} for end in ("low", "central", "high")},
    "required": ["low", "central", "high"],
    "additionalProperties": False,
}
_POINT: Final = {
    "type": "object",
    "description": "Degrees.",
    "properties": {"latitude": {"type": "number"}, "longitude": {"type": "number"}},
    "required": ["latitude", "longitude"],
    "additionalProperties": False,
}
_REFERENCE: Final = {
    "type": "object",
    "description": "Another entry; kind and slug are null for what has no page.",
    "properties": {
        "name": {"type": "string"},
        "kind": {"type": ["string", "null"]},
        "slug": {"type": ["string", "null"]},
    },
    "required": ["name", "kind", "slug"],
    "additionalProperties": False,
}
_SHAPES: Final = [
    _INTERVAL, _POINT, _REFERENCE,
    {"type": "array", "items": _REFERENCE}, {"type": "array", "items": {"type": "string"}},
    {"type": "number"}, {"type": "string"}, {"type": "boolean"}, {"type": "null"},
]  # fmt: skip

Value = Annotated[
    Any,
    WithJsonSchema({"anyOf": _SHAPES, "description": "A value in the shape of its type."}),
]
Given = Annotated[
    Any,
    WithJsonSchema({"description": "A value in the shape of its property's type; null: it is not known."}),
]


class KindPath(StrEnum):
    """A kind of entry, as addresses write it."""

    STATES = "states"
    ORGANISATIONS = "organisations"
    FACILITIES = "facilities"
    CLUSTERS = "clusters"
    CHIPS = "chips"
    MODELS = "models"
    RUNS = "runs"
    DEPLOYMENTS = "deployments"
    PERMITS = "permits"


class Trouble(Schema):
    """One thing that is wrong with a request."""

    detail: str
    pointer: str
    advice: str


class Problem(Schema):
    """A problem after RFC 9457."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[Trouble]


class ChangesSince(Problem):
    """What became of the entry since the caller read it."""

    version: int | None = None
    changes: list[dict[str, Any]] = Field(default_factory=list)


class SourceOut(Schema):
    """Where a value comes from."""

    publisher: str
    title: str
    url: str
    licence: str


class EntryValue(Schema):
    """What stands of one property."""

    value: Value
    type: str
    unit: str | None = Field(description="The unit of every number in the value.")
    stated_on: date = Field(description="The day of the source's word.")
    holds_from: date | None = Field(description="The day from which it is true of the world.")
    recorded_at: datetime
    source: SourceOut
    line: int | None
    note: str
    change: int = Field(description="The act by which it came in.")
    public: bool


class Said(EntryValue):
    """One statement of the history."""

    id: int
    property: str
    is_projection: bool
    stands: bool = Field(description="Whether this is what stands on the day asked for.")
    undone: bool


class Ruled(Schema):
    """What one rulebook says, as last worked out."""

    rulebook: str
    revision: str
    holds_from: date
    outcomes: dict[str, Any] = Field(description="By provision.")


class EntryOut(Schema):
    """An entry as of a day."""

    kind: str
    slug: str
    name: str
    url: str
    version: int = Field(description="The last act that touched it; a correction names it in If-Match.")
    as_of: date
    held_at: datetime | None
    changed_at: datetime
    values: dict[str, EntryValue]
    projections: list[Said] = Field(
        description="What was foretold and has not come yet; never an observation."
    )
    verdicts: list[Ruled]


class ListedValue(Schema):
    """One cell of a list."""

    value: Value
    unit: str | None
    stated_on: date


class EntrySummary(Schema):
    """An entry in a list: its public values that lists show."""

    kind: str
    slug: str
    name: str
    url: str
    version: int
    changed_at: datetime
    applies: list[str] = Field(description="Rulebooks of which a provision applies.")
    undecided: list[str] = Field(description="Rulebooks that can't tell yet.")
    values: dict[str, ListedValue]


class Listing(Schema):
    """A page of a list."""

    items: list[EntrySummary]
    next: str | None = Field(description="The cursor of the next page; null on the last.")
    previous: str | None
    count: int
    is_exact: bool = Field(description="Whether the count is the number of entries, not a lower bound.")


class Found(Schema):
    """One hit of a search."""

    entry: EntrySummary
    where: str


class Hits(Schema):
    """What a search found."""

    items: list[Found]


class History(Schema):
    """Statements about an entry, newest record first."""

    items: list[Said]
    next: str | None


class Verdict(Schema):
    """What one provision says, and because of what."""

    model_config = ConfigDict(extra="allow")

    rulebook: str
    provision: str
    title: str
    outcome: str
    on: date
    because: list[dict[str, Any]]


class Assessed(Schema):
    """Every verdict on an entry, with the traces."""

    as_of: date
    judged: bool = Field(description="False for kinds that no rulebook speaks of.")
    verdicts: list[Verdict]
    findings: list[dict[str, Any]]
    notes: list[str]


class Named(Schema):
    """An entry by its address."""

    kind: str
    slug: str
    name: str


class ChangeOut(Schema):
    """One act on the register."""

    id: int
    act: str
    made_at: datetime
    actor: str | None = Field(description="Who did it; only for those who may read the audit.")
    summary: str
    reason: str
    undoes: int | None
    undone: bool
    entries: list[Named] = Field(description="The first few it spoke of.")
    entry_count: int
    is_exact: bool = Field(description="Whether the count is the number of entries, not a lower bound.")


class Changes(Schema):
    """Acts, newest first."""

    items: list[ChangeOut]
    next: str | None


class RulebookOut(Schema):
    """A rulebook."""

    model_config = ConfigDict(extra="allow")

    id: str
    title: str
    kind: str
    jurisdiction: str
    summary: str
    revision: str
    in_force: bool
    provisions: list[dict[str, Any]]


class Rulebooks(Schema):
    """Every rulebook by which entries are judged."""

    items: list[RulebookOut]


class ImportSummary(Schema):
    """A file on its way into the register."""

    id: int
    file_name: str
    state: str
    publisher: str
    title: str
    stated_on: date
    uploaded_at: datetime


class ImportOut(ImportSummary):
    """A file, how far it has come, and what taking it in would do."""

    digest: str
    layout: str
    url: str
    licence: str
    done: int
    total: int
    counts: dict[str, int] = Field(description="Lines by outcome.")
    failure: str
    change: int | None = Field(
        description="The act that took it in; what POST /changes/{id}/undo takes back."
    )


class Imports(Schema):
    """Files, newest first."""

    items: list[ImportSummary]
    next: str | None


class LineOut(Schema):
    """What one line of a file would do, or did."""

    id: int
    line: int | None
    kind: str
    name: str
    outcome: str
    problem: str
    differences: list[dict[str, Any]]
    take: bool | None = Field(description="Of a conflict: whether the file's word is taken; null while open.")


class Lines(Schema):
    """Lines of a file, in its order."""

    items: list[LineOut]
    next: str | None


class _Strict(Schema):
    model_config = ConfigDict(extra="forbid")


class Decision(_Strict):
    """Whether the file's word is taken over what is held."""

    take: bool


class Reason(_Strict):
    """Why something is done."""

    reason: str = Field(min_length=1, max_length=2000, examples=["The table had shifted by a column."])


class CorrectionSource(_Strict):
    """Where the right value comes from."""

    publisher: str = Field(min_length=1, max_length=300, examples=["Example Labs"])
    title: str = Field(min_length=1, max_length=500, examples=["Technical report, table 1"])
    url: str = Field(default="", max_length=1000)
    licence: str = Field(default="", max_length=100)


class Correction(_Strict):
    """A value that supersedes what is held."""

    property: str = Field(max_length=40, examples=["training_compute"])
    value: Given = Field(examples=[{"low": 3e24, "central": 3.3e24, "high": 3.6e24}])
    reason: str = Field(min_length=1, max_length=2000, examples=["The paper's table 1 was misread."])
    source: CorrectionSource
    note: str = Field(default="", max_length=2000)


class Corrected(Schema):
    """What a correction did."""

    change: int
    version: int


class Undone(Schema):
    """What undoing did."""

    change: int | None = Field(description="The act that undid; null while a job is at it.")
    undoes: int
    entries: int
    file: int | None = Field(description="The import whose state tells when the job is done.")


Instant = AwareDatetime
"""An instant with its zone."""
