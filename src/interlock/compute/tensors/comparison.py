"""Holding the parameters a configuration implies against those that lie in the weights."""

from __future__ import annotations

from collections.abc import Mapping

from interlock.compute.tensors.model import TensorCount
from interlock.compute.tensors.names import OUTPUT_HEAD
from interlock.findings import Finding, FindingKind
from interlock.phrases import numeral, phrase

__all__ = ["compare_count"]

_PACKING = (2, 4, 8)
_NEAR = 0.05


def compare_count(
    from_config: int, counted: TensorCount, *, subject: str, optional_parts: Mapping[str, int] | None = None
) -> Finding | None:
    """Return a discrepancy where configuration and weights differ, with likely causes; None where they agree.

    Parameters
    ----------
    from_config
        Parameters by the configuration.
    counted
        Parameters by the weights.
    subject
        The model.
    optional_parts
        Parts that a model may or may not bring with it, with their parameters, such as multi-token
        heads or a vision tower: a difference of exactly one of them is named.
    """
    difference = counted.total - from_config
    if difference == 0:
        return None
    relation = "more" if difference > 0 else "fewer"
    share = f"{abs(difference) / from_config:.2%}" if from_config else "all"
    return Finding(
        kind=FindingKind.DISCREPANCY,
        check="parameters-of-config-and-weights",
        subject=subject,
        message=(
            phrase(
                "the weights hold {total} parameters, the configuration implies {from_config}: "
                "{difference} {relation}, {share}",
                total=numeral(f"{counted.total:,}"),
                from_config=numeral(f"{from_config:,}"),
                difference=numeral(f"{abs(difference):,}"),
                relation=relation,
                share=share,
            )
        ),
        checked=phrase("the configuration's parameters against the names, formats and shapes of all tensors"),
        not_checked=phrase("the values in the tensors, and whether all of them are used"),
        likely_causes=tuple(_causes(difference, from_config, counted, optional_parts or {})),
        settle=phrase("the model's code, which says which tensors it loads"),
        evidence=(
            (phrase("elements stored"), numeral(f"{counted.stored_elements:,}")),
            (phrase("left out as aids of quantised weights"), numeral(f"{counted.scales:,}")),
            (phrase("left out as buffers"), numeral(f"{counted.buffers:,}")),
            *(("note", note) for note in counted.notes),
        ),
    )


def _causes(
    difference: int, from_config: int, counted: TensorCount, optional_parts: Mapping[str, int]
) -> list[str]:
    size = abs(difference)
    head = counted.components.get(OUTPUT_HEAD, 0)
    causes = []
    if size in {head, counted.embedding}:
        fewer = (
            "the output head is tied and not stored"
            if difference < 0
            else "a tied output head is stored twice"
        )
        causes.append(fewer)
    stored = "stored as well" if difference > 0 else "not stored"
    causes += [
        phrase("exactly the {part}, {stored}", part=part, stored=stored)
        for part, number in optional_parts.items()
        if number == size
    ]
    if size in {counted.scales, counted.buffers} and difference < 0:
        causes.append(phrase("the configuration's count holds scales or buffers"))
    for factor in _PACKING:
        if from_config and abs(counted.total * factor / from_config - 1) <= _NEAR and not counted.packed:
            causes.append(
                phrase(
                    "weights packed {factor} to an element in a form that was not recognised", factor=factor
                )
            )
    if any("are counted" in note for note in counted.notes):
        causes.append(phrase("tensors under the names of scales that are too large to be scales"))
    if not causes:
        causes.append(
            phrase("tensors that the configuration does not describe")
            if difference > 0
            else phrase("an incomplete set of files")
        )
    return causes
