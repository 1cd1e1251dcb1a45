"""What counts as existing: lists, sums and charts leave out what is planned, gone or perhaps counted twice.

Examples
--------
>>> counts_as_existing({"status": "existing"}), counts_as_existing({"status": "planned"})
(True, False)
>>> counts_as_existing({"status": "existing", "possible_duplicate": True})
False
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from interlock.register.values import Json

__all__ = ["NOT_EXISTING", "counts_as_existing"]

NOT_EXISTING: Final = frozenset({"planned", "under construction", "decommissioned", "closed", "abandoned"})
"""Words of `status` that say that something does not stand yet, or any more."""


def counts_as_existing(values: Mapping[str, Json]) -> bool:
    """Return whether a cluster or facility with these values counts towards what exists.

    Parameters
    ----------
    values
        Standing values by property, as in `EntryView.values`. Something whose status nobody stated counts:
        leaving it out would hide it.
    """
    return values.get("status") not in NOT_EXISTING and values.get("possible_duplicate") is not True
