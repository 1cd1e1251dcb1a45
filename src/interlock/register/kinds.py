"""What the register holds: nine kinds of entry, each with a page of its own."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Kind"]


class Kind(StrEnum):
    """A kind of entry. Single chips are held apart, by serial number, under their chip model."""

    STATE = "state"
    ORGANISATION = "organisation"
    FACILITY = "facility"
    CLUSTER = "cluster"
    CHIP_MODEL = "chip_model"
    MODEL = "model"
    TRAINING_RUN = "training_run"
    DEPLOYMENT = "deployment"
    PERMIT = "permit"

    @property
    def path(self) -> str:
        """The word for this kind in an address, such as ``runs``."""
        return _PATHS[self]

    @classmethod
    def from_path(cls, path: str) -> Kind:
        """Return the kind of an address.

        Raises
        ------
        KeyError
            If no kind has that path.
        """
        return _BY_PATH[path]


_PATHS = {
    Kind.STATE: "states",
    Kind.ORGANISATION: "organisations",
    Kind.FACILITY: "facilities",
    Kind.CLUSTER: "clusters",
    Kind.CHIP_MODEL: "chips",
    Kind.MODEL: "models",
    Kind.TRAINING_RUN: "runs",
    Kind.DEPLOYMENT: "deployments",
    Kind.PERMIT: "permits",
}
_BY_PATH = {path: kind for kind, path in _PATHS.items()}
