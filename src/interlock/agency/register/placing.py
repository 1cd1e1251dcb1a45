"""What the lines of a list of single chips would do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from interlock.agency.register.known import numbers_of
from interlock.agency.register.models import ChipPlacement
from interlock.phrases import marked, phrase
from interlock.register import Kind
from interlock.register.chips import Placement
from interlock.register.names import key
from interlock.register.reconcile import Outcome

__all__ = ["PlacedChips", "Places"]

Places = tuple[int, int | None, int | None]
"""The entries of a chip's model, of its cluster and of its owner."""
_BATCH: Final = 5_000
_NO_MODEL: Final = marked("The register holds no chip model named {name}.")
_NO_CLUSTER: Final = marked("The register holds no cluster named {name}.")
_NO_OWNER: Final = marked("The register holds no organisation named {name}.")
_OTHER_MODEL: Final = phrase("The register holds this chip as one of another model.")
_RIVAL: Final = phrase("Another source says otherwise of the same day.")


@dataclass(frozen=True, slots=True)
class _Held:
    places: Places
    since: date
    publisher: str


class PlacedChips:
    """The chips of a list as the register holds them."""

    def __init__(self, placements: Sequence[Placement], void: frozenset[int]) -> None:
        self._models = numbers_of(Kind.CHIP_MODEL, {said.chip_model for said in placements})
        self._clusters = numbers_of(Kind.CLUSTER, {said.cluster for said in placements if said.cluster})
        self._owners = numbers_of(Kind.ORGANISATION, {said.owner for said in placements if said.owner})
        self._held = _held([said.serial for said in placements], void)

    def compare(self, said: Placement) -> tuple[Outcome, str, Places | None]:
        """Return what taking a line in would do, why it is refused or in conflict, and what it names."""
        model = self._models.get(key(said.chip_model))
        cluster = self._clusters.get(key(said.cluster)) if said.cluster else None
        owner = self._owners.get(key(said.owner)) if said.owner else None
        if model is None:
            return Outcome.REFUSED, _unknown(_NO_MODEL, said.chip_model), None
        if said.cluster and cluster is None:
            return Outcome.REFUSED, _unknown(_NO_CLUSTER, said.cluster), None
        if said.owner and owner is None:
            return Outcome.REFUSED, _unknown(_NO_OWNER, said.owner), None
        places = (model, cluster, owner)
        held = self._held.get(said.serial, [])
        if held and held[-1].places[0] != model:
            return Outcome.REFUSED, _OTHER_MODEL, None
        outcome = _against(said, places, held)
        return outcome, _RIVAL if outcome is Outcome.CONFLICTING else "", places


def _against(said: Placement, places: Places, held: Sequence[_Held]) -> Outcome:
    if not held:
        return Outcome.NEW
    if any(one.places == places and one.since == said.since for one in held):
        return Outcome.UNCHANGED
    latest = held[-1]
    if said.since < latest.since:
        return Outcome.EARLIER
    is_rival = said.since == latest.since and latest.publisher != said.origin.publisher
    return Outcome.CONFLICTING if is_rival else Outcome.CHANGED


def _unknown(pattern: str, name: str) -> str:
    return phrase("{problem} Import it first, or correct the name.", problem=phrase(pattern, name=name[:80]))


def _held(serials: Sequence[str], void: frozenset[int]) -> dict[str, list[_Held]]:
    """Return what was said of some chips, undone acts left out, the latest last."""
    found: dict[str, list[_Held]] = defaultdict(list)
    for start in range(0, len(serials), _BATCH):
        rows = (
            ChipPlacement.objects.filter(chip__serial__in=serials[start : start + _BATCH])
            .exclude(change__in=void)
            .order_by("since", "id")
            .values_list(
                "chip__serial", "chip__chip_model_id", "cluster_id", "owner_id", "since", "source__publisher"
            )
        )
        for serial, model, cluster, owner, since, publisher in rows:
            found[serial].append(_Held((model, cluster, owner), since, publisher))
    return found
