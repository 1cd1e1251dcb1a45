"""From a file's bytes to a `Rulebook`, refusing whatever could be silently misread.

Shapes are checked by `schema`; here names are checked against the vocabulary, units against the
quantities they limit, citations against the documents, periods against each other and references
against the provisions. Every refusal names file, line and field.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from interlock.documents import Document, Value, read_yaml
from interlock.errors import InputError
from interlock.phrases import phrase
from interlock.quantities import Period
from interlock.rulebooks.build_conditions import ConditionBuilder, amount
from interlock.rulebooks.citations import Citation, Confidence, Reading, SourceDocument
from interlock.rulebooks.conditions import AllOf, AnyOf, Condition, Not, Presumption, Reference
from interlock.rulebooks.dates import LegalDates
from interlock.rulebooks.model import Provision, Rulebook, RulebookKind, Subject
from interlock.rulebooks.obligations import Clock, Duration, Obligation, Only
from interlock.rulebooks.schema import (
    KEYS,
    TAG,
    CitationText,
    DatesText,
    ObligationText,
    OnlyText,
    ParameterText,
    ProvisionText,
    RulebookText,
)
from interlock.rulebooks.thresholds import Parameter, ParameterValue
from interlock.rulebooks.vocabulary import DATES, UNITS, closest, is_place

__all__ = ["read_rulebook"]

_Path = tuple[str | int, ...]
_LONGEST_EXPLANATION = 10_000


def read_rulebook(data: bytes, *, source: str) -> Rulebook:
    """Return the rulebook that a file's bytes hold.

    Raises
    ------
    InputError
        If the file is not a sound ``rulebook/v1``; file, line, field and remedy are given.
    """
    documents = read_yaml(data, source=source)
    if len(documents) != 1:
        raise InputError(
            f"the file holds {len(documents)} YAML documents, not one",
            source=source,
            advice="Split it into files.",
        )
    document = documents[0]
    _refuse_hidden_characters(document)
    try:
        text = RulebookText.model_validate(document.value)
    except ValidationError as error:
        faults = error.errors(include_url=False)
        # A misspelt key is also a missing one; what was written says more than what was not.
        misspelt = (fault for fault in faults if fault["type"] == "extra_forbidden")
        raise _refusal(document, next(misspelt, faults[0])) from None
    return _Builder(document, text).rulebook(hashlib.sha256(data).hexdigest())


def _refusal(document: Document, fault: ErrorDetails) -> InputError:
    path = tuple(step for step in fault["loc"] if not str(step).startswith(TAG))
    given = _short(fault["input"])
    match fault["type"]:
        case "extra_forbidden":
            return document.error(
                f"the key {path[-1]!r} is not known", path, advice=closest(str(path[-1]), KEYS)
            )
        case "missing":
            return document.error(f"the key {path[-1]!r} is missing", path[:-1], advice="Give it.")
        case "family":
            return document.error(f"{given} is not such a rule: {fault['msg']}", path)
        case "value_error":
            return document.error(str(fault["ctx"]["error"]), path)
        case "literal_error":
            return document.error(f"{given} is none of {fault['ctx']['expected']}", path)
        case _:
            return document.error(f"{given} was given; {fault['msg'][:1].lower()}{fault['msg'][1:]}", path)


def _short(given: object) -> str:
    text = repr(given)
    return text if len(text) <= 60 else f"{text[:57]}..."  # noqa: PLR2004  # fits a line


def _refuse_hidden_characters(document: Document) -> None:
    """Refuse control and direction characters: a rule must read as it is stored."""
    for path, text in _strings(document.value, ()):
        hidden = next((c for c in text if unicodedata.category(c) in ("Cc", "Cf") and c != "\n"), None)
        if hidden is not None:
            raise document.error(
                f"the text holds the invisible character U+{ord(hidden):04X}",
                path,
                advice="Remove it: a rule must read as it is stored.",
            )


def _strings(value: Value, path: _Path) -> Iterator[tuple[_Path, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield path, key
            yield from _strings(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _strings(item, (*path, index))


class _Builder:
    """Builds the parts of one rulebook, knowing where each stands in the file."""

    def __init__(self, document: Document, text: RulebookText) -> None:
        self._document, self._text = document, text
        self._kind = RulebookKind(text.kind)
        self._sources = {
            key: SourceDocument(
                key=key, title=item.title, version=item.version, url=item.url, read=Confidence(item.read)
            )
            for key, item in text.documents.items()
        }
        self._parameters = {
            name: self._parameter(name, item, ("parameters", name)) for name, item in text.parameters.items()
        }
        self._conditions = ConditionBuilder(document, self._parameters)

    def rulebook(self, revision: str) -> Rulebook:
        text = self._text
        provisions: dict[str, Provision] = {}
        for index, item in enumerate(text.provisions):
            path: _Path = ("provisions", index)
            if item.id in provisions:
                raise self._document.error(
                    f"the provision {item.id!r} occurs twice", (*path, "id"), advice="Rename one of them."
                )
            provisions[item.id] = self._provision(item, path)
        self._check_references(provisions)
        return Rulebook(
            id=text.id,
            title=phrase(text.title),
            kind=self._kind,
            jurisdiction=phrase(text.jurisdiction),
            summary=phrase(text.summary),
            documents=self._sources,
            parameters=self._parameters,
            provisions=provisions,
            revision=revision,
            source=self._document.source,
        )

    def _citation(self, item: CitationText, path: _Path) -> Citation:
        found = self._sources.get(item.document)
        if found is None:
            raise self._document.error(
                f"no document {item.document!r} is listed",
                (*path, "document"),
                advice=closest(item.document, self._sources),
            )
        confidence = Confidence(item.confidence) if item.confidence else None
        return Citation(document=found, place=item.place, phrase=item.phrase, stated_confidence=confidence)

    def _parameter(self, name: str, item: ParameterText, path: _Path) -> Parameter:
        unit = UNITS.get(item.unit)
        if unit is None:
            raise self._document.error(
                f"the unit {item.unit!r} is not known", (*path, "unit"), advice=closest(item.unit, UNITS)
            )
        ends = self._ends(item, path)
        values = tuple(
            ParameterValue(
                period=Period(value.since, end),
                value=amount(self._document, value.value, unit, (*path, "values", index, "value"), bare=True),
                citation=self._citation(value.citation, (*path, "values", index, "citation")),
            )
            for index, (value, end) in enumerate(zip(item.values, ends, strict=True))
        )
        return Parameter(
            name=name, unit=unit, meaning=phrase(item.meaning or name.replace("-", " ")), values=values
        )

    def _ends(self, item: ParameterText, path: _Path) -> list[date | None]:
        """Return the day on which each value ends, refusing values out of order or overlapping."""
        for index, (earlier, later) in enumerate(pairwise(item.values)):
            if later.since <= earlier.since or (earlier.to is not None and earlier.to > later.since):
                raise self._document.error(
                    f"the value from {later.since} overlaps the value from {earlier.since}",
                    (*path, "values", index + 1, "from"),
                    advice="Give values in order of their days, each ending where the next begins.",
                )
        for index, value in enumerate(item.values):
            if value.to is not None and value.to <= value.since:
                raise self._document.error(
                    f"the value ends ({value.to}) before it begins ({value.since})",
                    (*path, "values", index, "to"),
                )
        following = [*(value.since for value in item.values[1:]), None]
        return [value.to or after for value, after in zip(item.values, following, strict=False)]

    def _provision(self, item: ProvisionText, path: _Path) -> Provision:
        for index, place in enumerate(item.scope):
            if not is_place(place):
                raise self._document.error(
                    f"{place!r} is not a place",
                    (*path, "scope", index),
                    advice="Write EU, a country such as KR, or US-CA.",
                )
        return Provision(
            id=item.id,
            title=phrase(item.title),
            subject=Subject(item.subject),
            scope=frozenset(item.scope),
            dates=self._dates(item.dates, (*path, "dates")),
            when=self._conditions.build(item.when, (*path, "when")),
            obligations=tuple(
                self._obligation(duty, (*path, "obligations", index))
                for index, duty in enumerate(item.obligations)
            ),
            citation=self._citation(item.citation, (*path, "citation")),
            readings=tuple(
                Reading(
                    reading=phrase(r.reading),
                    citation=self._citation(r.citation, (*path, "readings", index, "citation")),
                )
                for index, r in enumerate(item.readings)
            ),
            note=None if item.note is None else phrase(item.note),
        )

    def _dates(self, item: DatesText, path: _Path) -> LegalDates:
        enforceable = item.enforceable if isinstance(item.enforceable, date) else None
        stages = {"enacted": item.enacted, "effective": item.effective, "applicable": item.applicable}
        given = {name: day for name, day in {**stages, "enforceable": enforceable}.items() if day is not None}
        if self._kind.is_proposed and (item.proposed is None or given):
            raise self._document.error(
                f"a {self._kind} has the date 'proposed' and none of {', '.join(stages)}, enforceable",
                path,
                advice="State the day on which it was proposed, or change the rulebook's kind.",
            )
        if not self._kind.is_proposed and (item.proposed is not None or not any(stages.values())):
            raise self._document.error(
                f"a {self._kind} needs at least one of the dates {', '.join(stages)}, and not 'proposed'",
                path,
            )
        for (first, earlier), (second, later) in pairwise(given.items()):
            if later < earlier:
                raise self._document.error(
                    f"{second} ({later}) is before {first} ({earlier})",
                    (*path, second),
                    advice="Check the two days.",
                )
        begun = item.proposed or min(given.values())
        if item.repealed is not None and item.repealed <= begun:
            raise self._document.error(
                f"repealed ({item.repealed}) is not after {begun}", (*path, "repealed")
            )
        return LegalDates(
            proposed=item.proposed,
            enacted=item.enacted,
            effective=item.effective,
            applicable=item.applicable,
            enforceable=enforceable,
            enforced=item.enforceable != "never",
            repealed=item.repealed,
        )

    def _obligation(self, item: ObligationText, path: _Path) -> Obligation:
        if item.clock is not None and item.due is not None:
            raise self._document.error(
                "a duty has a clock or a due day, not both", path, advice="Keep one of them."
            )
        return Obligation(
            what=phrase(item.what),
            who=phrase(item.who),
            citation=self._citation(item.citation, (*path, "citation")),
            clock=self._clock(item, (*path, "clock")),
            due=item.due,
            every=self._duration(item.every, (*path, "every")),
            only=self._only(item.only, (*path, "only")),
        )

    def _only(self, item: OnlyText | None, path: _Path) -> Only | None:
        if item is None:
            return None
        self._check_event(item.event, (*path, "event"), "no duty can depend on")
        if item.since is None and item.before is None:
            raise self._document.error("'only' has neither 'from' nor 'before'", path, advice="Give a day.")
        if item.since is not None and item.before is not None and item.before <= item.since:
            raise self._document.error(
                f"no day lies from {item.since} on and before {item.before}", (*path, "before")
            )
        return Only(event=item.event, since=item.since, before=item.before)

    def _check_event(self, event: str, path: _Path, problem: str) -> None:
        if event not in DATES:
            raise self._document.error(f"{problem} {event!r}", path, advice=closest(event, DATES))

    def _clock(self, item: ObligationText, path: _Path) -> Clock | None:
        clock = item.clock
        if clock is None:
            return None
        self._check_event(clock.start, (*path, "start"), "no clock can start with")
        if (clock.within is None) == (clock.ahead is None):
            raise self._document.error("a clock has exactly one of 'within' and 'ahead'", path)
        return Clock(
            start=clock.start,
            within=self._duration(clock.within, (*path, "within")),
            ahead=self._duration(clock.ahead, (*path, "ahead")),
        )

    def _duration(self, text: str | None, path: _Path) -> Duration | None:
        if text is None:
            return None
        try:
            return Duration.parse(text)
        except InputError as error:
            raise self._document.error(error.problem, path, advice=error.advice) from None

    def _check_references(self, provisions: Mapping[str, Provision]) -> None:
        names = list(provisions)
        refers = {name: list(_references(provision.when)) for name, provision in provisions.items()}
        for name, targets in refers.items():
            for target in targets:
                if target not in provisions:
                    raise self._document.error(
                        f"no provision {target!r} exists", ("provisions", names.index(name), "when"),
                        advice=closest(target, names),
                    )  # fmt: skip
        done: set[str] = set()
        for name in names:
            if cycle := _cycle(name, refers, done, ()):
                raise self._document.error(
                    f"provisions refer to each other in a circle: {' → '.join(cycle)}",
                    ("provisions", names.index(name), "when"),
                    advice="Break the circle.",
                )
        self._check_size(provisions)

    def _check_size(self, provisions: Mapping[str, Provision]) -> None:
        """Refuse references that multiply: an explanation shows every leaf, however often it is reached."""
        sizes: dict[str, int] = {}
        for index, name in enumerate(provisions):
            if _size(name, provisions, sizes) > _LONGEST_EXPLANATION:
                raise self._document.error(
                    f"the explanation of {name!r} would have more than {_LONGEST_EXPLANATION:,} lines",
                    ("provisions", index, "when"),
                    advice="Refer to each provision once.",
                )


def _references(condition: Condition) -> Iterator[str]:
    match condition:
        case AllOf(members=members) | AnyOf(members=members):
            for member in members:
                yield from _references(member)
        case Not(member=member) | Presumption(member=member):
            yield from _references(member)
        case Reference(provision=name):
            yield name
        case _:
            return


def _cycle(
    name: str, refers: Mapping[str, list[str]], done: set[str], above: tuple[str, ...]
) -> tuple[str, ...] | None:
    if name in above:
        return (*above[above.index(name) :], name)
    if name in done:
        return None
    for target in refers[name]:
        if found := _cycle(target, refers, done, (*above, name)):
            return found
    done.add(name)
    return None


def _size(name: str, provisions: Mapping[str, Provision], sizes: dict[str, int]) -> int:
    if name not in sizes:
        below = (_size(target, provisions, sizes) for target in _references(provisions[name].when))
        sizes[name] = 1 + sum(below)
    return sizes[name]
