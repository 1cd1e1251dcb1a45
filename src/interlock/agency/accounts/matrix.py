"""One matrix: which seat may do what, to what is its own and to what is another's.

Everything that is not in the table is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from interlock.agency.accounts.seats import Seat

__all__ = ["MATRIX", "Action", "Reach"]


class Action(StrEnum):
    """What somebody may want to do."""

    READ_PUBLIC = "read public values"
    READ_SECRET = "read values that are not public"  # noqa: S105  # an action
    EXPORT = "export what is shown"
    UPLOAD_IMPORT = "upload a file and preview it"
    APPLY_IMPORT = "apply an import"
    UNDO = "undo an act"
    CORRECT = "correct a value"
    READ_AUDIT = "read who did what"
    INSPECT_SITES = "see the sites that deserve a look"
    SEE_ORGANISATION = "see what the register holds of one's organisation"
    SEE_COUNCIL = "see the council's overview"
    INVITE = "invite and remove members"
    ISSUE_TOKEN = "issue tokens for programs"  # noqa: S105  # an action


class Reach(StrEnum):
    """To what a seat's right extends."""

    NONE = "none"
    OWN = "own"
    """What belongs to the organisation or the State of the seat."""
    ALL = "all"


_NOBODY: Final = dict.fromkeys(Action, Reach.NONE)

MATRIX: Final[Mapping[Seat, Mapping[Action, Reach]]] = {
    Seat.PUBLIC: _NOBODY | {Action.READ_PUBLIC: Reach.ALL, Action.EXPORT: Reach.ALL},
    Seat.APPLICANT: _NOBODY
    | {
        Action.READ_PUBLIC: Reach.ALL,
        Action.READ_SECRET: Reach.OWN,
        Action.EXPORT: Reach.ALL,
        Action.SEE_ORGANISATION: Reach.OWN,
        Action.INVITE: Reach.OWN,
        Action.ISSUE_TOKEN: Reach.OWN,
    },
    Seat.CASEWORKER: _NOBODY
    | dict.fromkeys(
        (
            Action.READ_PUBLIC, Action.READ_SECRET, Action.EXPORT, Action.UPLOAD_IMPORT, Action.APPLY_IMPORT,
            Action.UNDO, Action.CORRECT, Action.READ_AUDIT, Action.INSPECT_SITES,
        ),
        Reach.ALL,
    )
    | {Action.INVITE: Reach.OWN, Action.ISSUE_TOKEN: Reach.OWN},
    Seat.INSPECTOR: _NOBODY
    | dict.fromkeys(
        (Action.READ_PUBLIC, Action.READ_SECRET, Action.EXPORT, Action.READ_AUDIT, Action.INSPECT_SITES),
        Reach.ALL,
    )
    | {Action.INVITE: Reach.OWN, Action.ISSUE_TOKEN: Reach.OWN},
    Seat.DELEGATE: _NOBODY
    | dict.fromkeys(
        (Action.READ_PUBLIC, Action.EXPORT, Action.READ_AUDIT, Action.SEE_COUNCIL),
        Reach.ALL,
    )
    | {Action.READ_SECRET: Reach.OWN, Action.INVITE: Reach.OWN, Action.ISSUE_TOKEN: Reach.OWN},
}  # fmt: skip
"""By seat and action. Inviting further needs an administrator; a token speaks for oneself alone."""
