"""People whom the attacks on accounts are made against or by."""

from __future__ import annotations

from tests.unit.agency.accounts.conftest import founder, head, lab
from tests.unit.agency.conftest import officer

__all__ = ["founder", "head", "lab", "officer"]
