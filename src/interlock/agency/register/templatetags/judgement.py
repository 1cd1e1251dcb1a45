"""Tags for verdicts: the threshold ruler, the sentence, the because.

=====================================  ==============================================================
``{{ text|spoken }}``                  a phrase of the pure rooms, in the language of the page
``{{ error|spoken_error }}``           an `InputError` with its place and its advice, likewise
``{% rulers assessment as drawn %}``   one drawing for each quantity that a provision compares
``{% groups assessment stored as g %}``  verdicts by what binds whom; ``stored`` may be left out
``{% duties assessment as owed %}``    what is owed, dated first
``{{ verdict|verdict_sentence:would }}``  what a verdict says, in the conditional where ``would`` is true
``{% beside verdict %}``               what it assumes, what would settle it, other readings
``{% because traces %}``               why, as nested lines, every leaf with its source
=====================================  ==============================================================
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any, Final

from django import template
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, gettext_lazy, gettext_noop, pgettext_lazy

from interlock.agency.register.speaking import PageSpeaker, said, told
from interlock.agency.register.verdict_history import StoredVerdict
from interlock.agency.register.verdict_sections import Group, GroupSection, Owed, arrange, owed
from interlock.assessment import Assessment
from interlock.errors import InputError
from interlock.phrases import numeral, phrase
from interlock.presentation.outcomes import TRUTH_SHAPES, comparisons
from interlock.presentation.ruler import Mark, lay_out
from interlock.presentation.ruler_svg import ruler_svg
from interlock.quantities import Estimate
from interlock.quantities.notation import scientific
from interlock.rulebooks import QUANTITIES, Outcome, Trace, Truth, Verdict, chance
from interlock.rulebooks.logic import likely

__all__ = [
    "Drawing", "because", "beside", "capital", "duties", "estimated", "force", "group_heading", "groups",
    "rulers", "spoken", "spoken_error", "verdict_sentence",
]  # fmt: skip

register = template.Library()

_TRUTHS: Final[dict[Truth, str | Promise]] = {
    Truth.TRUE: pgettext_lazy("condition", "holds"),
    Truth.NEEDS_DECISION: pgettext_lazy("condition", "left to an authority"),
    Truth.INDETERMINATE: pgettext_lazy("condition", "indeterminate"),
    Truth.UNKNOWN: pgettext_lazy("condition", "unknown"),
    Truth.FALSE: pgettext_lazy("condition", "does not hold"),
}
_NOT_IN_FORCE: Final = gettext_noop("%(title)s: not in force on this day")
_SAYS: Final[dict[Outcome, str]] = {
    Outcome.APPLIES: gettext_noop("%(title)s: applies"),
    Outcome.DOES_NOT_APPLY: gettext_noop("%(title)s: does not apply"),
    Outcome.INDETERMINATE: gettext_noop("%(title)s: the number is known too loosely to say"),
    Outcome.UNKNOWN: gettext_noop("%(title)s: something that decides it is not known"),
    Outcome.NEEDS_DECISION: gettext_noop("%(title)s: left to an authority, which has not decided"),
}
_WOULD: Final[dict[Outcome, str]] = {
    Outcome.APPLIES: gettext_noop("%(title)s: would apply"),
    Outcome.DOES_NOT_APPLY: gettext_noop("%(title)s: would not apply"),
}
_GROUPS: Final[dict[Group, str | Promise]] = {
    Group.LAW: gettext_lazy("Laws in force"),
    Group.GUIDELINE: gettext_lazy("Guidelines"),
    Group.PROPOSAL: gettext_lazy("Proposals and bills"),
    Group.NOT_IN_FORCE: gettext_lazy("Not in force on this day"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """One ruler, and what stands beside it in words."""

    heading: str
    estimate: Estimate[Any]
    svg: SafeString
    marks: tuple[tuple[Mark, str], ...]
    """Each threshold with the probability of lying above it, in words; by value."""
    unit: str


@register.filter
def spoken(text: object) -> str:
    """Return a phrase of the pure rooms in the language of the page.

    Names, citations and the words of a law are said as they stand.
    """
    return said(text)


@register.filter
def spoken_error(error: InputError) -> str:
    """Return where input fails, what is wrong with it and what to do."""
    return told(error)


@register.filter
def capital(text: str) -> str:
    """Return a phrase with its first letter as a sentence begins; the rest is left as it is."""
    return text[:1].upper() + text[1:]


@register.filter
def estimated(estimate: Estimate[Any]) -> str:
    """Return an estimate as interval and unit."""
    return spoken(estimate)


@register.filter
def group_heading(group: Group) -> str:
    """Return the heading of a group of rulebooks."""
    return str(_GROUPS[group])


@register.filter
def force(verdict: Verdict) -> str:
    """Return what a provision is on the day."""
    return said(phrase(verdict.force))


@register.filter
def verdict_sentence(verdict: Verdict, is_proposed: bool) -> str:  # noqa: FBT001  # a filter's argument has no name
    """Return what a verdict says of its provision; of a proposal what it would."""
    return gettext(_pattern(verdict, is_proposed=is_proposed)) % {"title": said(verdict.title)}


def _pattern(verdict: Verdict, *, is_proposed: bool) -> str:
    if not verdict.force.binds:
        return _NOT_IN_FORCE
    return (_WOULD if is_proposed else {}).get(verdict.outcome) or _SAYS[verdict.outcome]


@register.simple_tag
def rulers(assessment: Assessment, identifier: str = "ruler") -> tuple[Drawing, ...]:
    """Return a drawing for each quantity that a provision which stands compares with a threshold.

    Parameters
    ----------
    identifier
        Prefix of the drawings' ids, where a page shows several assessments.
    """
    return tuple(
        _drawing(quantity, estimate, marks, f"{identifier}-{number}")
        for number, (quantity, (estimate, marks)) in enumerate(comparisons(assessment.verdicts).items())
    )


def _drawing(quantity: str, estimate: Estimate[Any], marks: list[Mark], identifier: str) -> Drawing:
    heading = capital(spoken(QUANTITIES[quantity].words))
    title = gettext("%(quantity)s against thresholds") % {"quantity": heading}
    svg = ruler_svg(lay_out(estimate, marks), title=title, identifier=identifier, speaker=PageSpeaker())
    return Drawing(
        heading=heading,
        estimate=estimate,
        svg=mark_safe(svg),  # noqa: S308  # ruler_svg escapes what it is given
        marks=tuple(
            (mark, spoken(chance(likely(mark.probability)))) if mark.probability is not None else (mark, "")
            for mark in sorted(marks, key=lambda mark: mark.value)
        ),
        unit=said(phrase(estimate.unit.symbol)),
    )


@register.filter
def threshold(mark: Mark) -> str:
    """Return a threshold's number."""
    return said(numeral(scientific(mark.value, digits=3)))


@register.simple_tag
def groups(assessment: Assessment, stored: Iterable[StoredVerdict] | None = None) -> tuple[GroupSection, ...]:
    """Return the verdicts by what binds whom, with the days that are stored."""
    return arrange(assessment, stored or ())


@register.simple_tag
def duties(assessment: Assessment) -> tuple[Owed, ...]:
    """Return what is owed: what binds before what is proposed, dated duties first."""
    return owed(assessment)


@register.simple_tag
def because(traces: Iterable[Trace]) -> SafeString:
    """Return why a verdict is what it is: every line with its source, and what would settle it."""
    words = {truth: escape(str(word)) for truth, word in _TRUTHS.items()}
    return mark_safe(_lines(traces, words))  # noqa: S308  # every part is escaped where it is put in


@register.simple_tag
def beside(verdict: Verdict) -> SafeString:
    """Return what a verdict assumes, what would settle it, and how else its provision is read."""
    lines = [
        *(gettext("Assumed: %(text)s.") % {"text": said(text)} for text in verdict.assumptions),
        *(gettext("Would settle it: %(text)s.") % {"text": said(text)} for text in verdict.settle),
        *(
            gettext("Another reading: %(reading)s (%(source)s).")
            % {"reading": said(each.reading), "source": each.citation}
            for each in verdict.readings
        ),
    ]
    return format_html_join("\n", '<p class="small">{}</p>', ((line,) for line in lines))


def _lines(traces: Iterable[Trace], words: Mapping[Truth, str]) -> str:
    # Markup is joined here and not by templates within templates: a page holds some hundreds of lines.
    return f'<ul class="trace">{"".join(_line(trace, words) for trace in traces)}</ul>'


def _line(trace: Trace, words: Mapping[Truth, str]) -> str:
    truth = trace.value.truth
    text = (
        f'<span class="truth"><i aria-hidden="true">{TRUTH_SHAPES[truth]}</i>'
        f'<span class="hidden">{words[truth]}: </span></span> {escape(spoken(trace.text))}{_beside(trace)}'
    )
    if not trace.children:
        return f"<li>{text}</li>"
    below = _lines(trace.children, words)
    return f'<li><details class="line" open><summary>{text}</summary>{below}</details></li>'


def _beside(trace: Trace) -> str:
    parts: list[str] = []
    source = str(trace.citation) if trace.citation is not None else ""
    if source and source not in trace.text:
        parts.append(f' <span class="law small">{escape(source)}</span>')
    if trace.assumption:
        words = gettext("Assumed: %(assumption)s.") % {"assumption": spoken(trace.assumption)}
        parts.append(f' <em class="small">{escape(words)}</em>')
    estimate = trace.comparison.estimate if trace.comparison is not None else None
    if estimate is not None:
        parts.append(_origin(estimate))
    if trace.settle is not None and trace.value.truth.is_open:
        words = gettext("Would settle it: %(what)s.") % {"what": spoken(trace.settle)}
        parts.append(f' <span class="source">{escape(words)}</span>')
    return "".join(parts)


def _origin(estimate: Estimate[Any]) -> str:
    """Return where a number comes from: its method, its sources and what was noted about it."""
    told = estimate.provenance
    said = [spoken(text) for text in (told.method, *told.sources, *told.notes) if text]
    words = gettext("The number: %(origin)s.") % {"origin": "; ".join(said)}
    return f' <span class="source">{escape(words)}</span>'
