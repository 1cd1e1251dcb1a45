"""Scopes: what a token may do at most. What it may do is that, and its person's own rights."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from interlock.agency.accounts.matrix import Action

__all__ = ["ACTIONS", "Scope"]


class Scope(StrEnum):
    """One right that a token can carry."""

    READ = "read"
    IMPORT = "import"
    CORRECT = "correct"
    UNDO = "undo"


ACTIONS: Final[Mapping[Scope, frozenset[Action]]] = {
    Scope.READ: frozenset({Action.READ_SECRET, Action.READ_AUDIT}),
    Scope.IMPORT: frozenset({Action.UPLOAD_IMPORT, Action.APPLY_IMPORT}),
    Scope.CORRECT: frozenset({Action.CORRECT}),
    Scope.UNDO: frozenset({Action.UNDO}),
}
"""By scope, what it opens beyond what everybody may do."""
