"""How a method tells what it was made from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from interlock.compute.conventions import Convention
from interlock.errors import InputError
from interlock.phrases import Phrase, phrase
from interlock.quantities import Estimate, Provenance, Quantity

__all__ = ["account", "refuse_unless"]


def account(
    method: str,
    inputs: Mapping[str, Estimate[Any] | Quantity | str | None],
    *,
    convention: Convention | None = None,
    sources: Sequence[str] = (),
    notes: Sequence[str] = (),
) -> Provenance:
    """Return the provenance of one estimate; inputs that are None were not given and are left out.

    The sources and notes of inputs that are estimates themselves follow the method's own.
    """
    given = tuple([(_spoken(name), value) for name, value in inputs.items() if value is not None])
    told_sources, told_notes = list(sources), list(notes)
    for _, value in given:
        if isinstance(value, Estimate):
            told_sources += value.provenance.sources
            told_notes += value.provenance.notes
    return Provenance(
        method=_spoken(method),
        inputs=given,
        sources=_unique(told_sources),
        convention=str(convention) if convention else None,
        notes=_unique(told_notes),
    )


def refuse_unless(condition: bool, problem: str | Callable[[], str], *, field: str, advice: str) -> None:  # noqa: FBT001  # a guard reads as a sentence
    """Raise an input error naming the field, unless the condition holds.

    A problem that has to be composed is given as a function, so that sound input composes nothing.

    Raises
    ------
    InputError
        If it doesn't hold.
    """
    if not condition:
        raise InputError(problem() if callable(problem) else problem, field=field, advice=advice)


def _spoken(name: str) -> str:
    return name if isinstance(name, Phrase) else phrase(name)


def _unique(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([text for text in texts if text])) if texts else ()
