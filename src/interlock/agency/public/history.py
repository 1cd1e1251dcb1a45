"""Everything ever said of an entry, as sentences, with what became of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, pgettext

from interlock.agency.pages.days import day_element
from interlock.agency.pages.notes import note_told
from interlock.agency.pages.sentences import change_sentence
from interlock.agency.pages.values import Addresses, shown
from interlock.agency.pages.vocabulary import property_label
from interlock.agency.register.models import Source
from interlock.agency.register.reading import EntryView
from interlock.register import Property, Statement, same

__all__ = ["History", "Said", "histories", "source_line"]

_OPEN_UP_TO: Final = 6
_SHOWN_UP_TO: Final = 20
_HIDDEN: Final = ' <span class="secret">{}</span>'
_NOTE: Final = '<p class="source">{}</p>'
_MEMBER: Final = '<li class="{}"><p>{} <span class="tag">{}</span>{}</p>\n<p class="source">{}</p>{}</li>\n'


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One statement, and what became of it."""

    sentence: SafeString
    taken_in: SafeString
    note: str
    mark: str
    """Whether it stands, in a word or three."""
    style: str
    is_secret: bool

    @property
    def markup(self) -> SafeString:
        """The statement as a member of its list: joined here, since some entries have hundreds."""
        secret = _HIDDEN.format(escape(gettext("not public"))) if self.is_secret else ""
        note = _NOTE.format(escape(self.note)) if self.note else ""
        parts = (self.style, self.sentence, escape(self.mark), secret, self.taken_in, note)
        return mark_safe(_MEMBER.format(*parts))  # noqa: S308  # every part is escaped here, or was made as markup


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Everything said of one property, newest record first."""

    name: str
    label: str
    count: int
    """How much was said of it."""
    said: tuple[Said, ...]
    """All of it; of what has a long history, the newest and what stands."""
    is_open: bool

    @property
    def is_cut(self) -> bool:
        """Whether more was said than is shown."""
        return self.count > len(self.said)


def histories(
    view: EntryView, addresses: Addresses, *, is_named: bool, whole: str = ""
) -> tuple[History, ...]:
    """Return what was ever said, property by property in the order of the page.

    Parameters
    ----------
    whole
        The property of which all is shown, however much it is.
    """
    acts = {number: change_sentence(change, is_named=is_named) for number, change in view.changes.items()}
    by_name: dict[str, list[Statement]] = {}
    for one in view.statements:
        by_name.setdefault(one.property, []).append(one)
    return tuple(
        History(
            name=name,
            label=property_label(prop),
            count=len(by_name[name]),
            said=tuple(
                _said(view, prop, one, addresses, acts[one.change])
                for place, one in enumerate(by_name[name])
                if place < _SHOWN_UP_TO or name == whole or _stands(view, one)
            ),
            is_open=name == whole or _is_of_interest(prop, by_name[name]),
        )
        for name, prop in view.properties.items()
        if name in by_name
    )


def _stands(view: EntryView, one: Statement) -> bool:
    held = view.standing.get(one.property)
    return held is not None and held.id == one.id


def _is_of_interest(prop: Property, said: Sequence[Statement]) -> bool:
    """Return whether a few statements differ; what was only repeated stays folded."""
    first = said[0].value
    return len(said) <= _OPEN_UP_TO and any(not same(prop.type, one.value, first) for one in said)


def source_line(statement: Statement, source: Source) -> SafeString:
    """Return where a value comes from: publisher, title, day, line, licence."""
    parts = {
        "publisher": source.publisher, "title": _title(source.title, source.url),
        "day": day_element(statement.stated_on),
        "since": day_element(statement.holds_from) if statement.holds_from else "", "licence": source.licence,
    }  # fmt: skip
    if statement.holds_from and source.licence:
        text = gettext("{publisher}, {title}, stated on {day} as true from {since}, {licence}")
    elif statement.holds_from:
        text = gettext("{publisher}, {title}, stated on {day} as true from {since}")
    elif source.licence:
        text = gettext("{publisher}, {title}, stated on {day}, {licence}")
    else:
        text = gettext("{publisher}, {title}, stated on {day}")
    return format_html(text, **parts)


@lru_cache(maxsize=1024)
def _title(title: str, url: str) -> SafeString:
    cited = format_html("<cite>{}</cite>", title)
    return format_html('<a href="{}" rel="nofollow noopener">{}</a>', url, cited) if url else cited


def _said(
    view: EntryView, prop: Property, one: Statement, addresses: Addresses, taken_in: SafeString
) -> Said:
    style, mark = _standing(view, one)
    if one.line is not None:
        taken_in = format_html(gettext("{sentence} Line {line}."), sentence=taken_in, line=one.line)
    return Said(
        sentence=_sentence(one, prop, view.sources, addresses),
        taken_in=taken_in,
        note=note_told(one.note),
        mark=mark,
        style=style,
        is_secret=not one.public,
    )


def _sentence(
    one: Statement, prop: Property, sources: Mapping[int, Source], addresses: Addresses
) -> SafeString:
    source = sources[one.source]
    if one.value is None:
        text = gettext("{publisher} ({title}) stated on {day} that it is not known any more.")
    elif one.holds_from is None:
        text = gettext("{publisher} ({title}) stated on {day}: {value}.")
    else:
        text = gettext("{publisher} ({title}) stated on {day}: {value} from {since}.")
    return format_html(
        text,
        publisher=source.publisher,
        title=_title(source.title, source.url),
        day=day_element(one.stated_on),
        value=format_html('<span class="said">{}</span>', shown(one.value, prop, addresses=addresses)),
        since=day_element(one.holds_from) if one.holds_from else "",
    )


def _standing(view: EntryView, one: Statement) -> tuple[str, str]:
    """Return the class and the word for what became of a statement, by the moment of the page."""
    held = view.standing.get(one.property)
    style = "superseded"
    if one.change in view.void:
        style, mark = "undone", pgettext("statement", "taken back")
    elif view.held_at is not None and one.recorded_at > view.held_at:
        mark = pgettext("statement", "not yet in the register on this page's day")
    elif one.stated_on > view.as_of:
        mark = pgettext("statement", "stated after this page's day")
    elif one.is_projection:
        mark = pgettext("statement", "projection")
    elif _stands(view, one):
        style, mark = "stands", pgettext("statement", "stands")
    elif held is not None and one.holds_from != held.holds_from and not _is_outdone(view, one):
        mark = pgettext("statement", "of an earlier time")
    else:
        mark = pgettext("statement", "superseded")
    return style, mark


def _is_outdone(view: EntryView, one: Statement) -> bool:
    """Return whether there is a later word on the same day of the world."""
    return any(
        other.holds_from == one.holds_from and other.precedence > one.precedence
        for other in view.history(one.property)
        if other.change not in view.void
    )
