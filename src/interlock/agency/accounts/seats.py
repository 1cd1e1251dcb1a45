"""Seats, actions, and the matrix that says which seat may do what."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Seat"]


class Seat(StrEnum):
    """Where somebody sits. Everyone who has not come in sits with the public."""

    PUBLIC = "public"
    APPLICANT = "applicant"
    CASEWORKER = "caseworker"
    INSPECTOR = "inspector"
    DELEGATE = "delegate"

    @property
    def label(self) -> str:
        """The seat's name, in English."""
        return self.value.capitalize()

    @property
    def is_officer(self) -> bool:
        """Whether it belongs to the agency or its council; officers need a second factor."""
        return self in (Seat.CASEWORKER, Seat.INSPECTOR, Seat.DELEGATE)
