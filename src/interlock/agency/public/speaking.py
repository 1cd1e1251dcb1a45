"""Sentences of the pure rooms, said in the page's language."""

from __future__ import annotations

from interlock.agency.register.speaking import said
from interlock.errors import InputError

__all__ = ["problem"]


def problem(error: InputError) -> str:
    """Return what is wrong with an address, and what to do."""
    place = f"{error.field}: " if error.field else ""
    advice = f" {said(error.advice)}" if error.advice else ""
    return f"{place}{said(error.problem)}.{advice}"
