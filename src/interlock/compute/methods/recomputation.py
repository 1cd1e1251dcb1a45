"""From model FLOP to hardware FLOP: what recomputing activations in the backward pass adds.

Training is three passes of equal cost: forward, backward to activations, backward to weights. Where the
forward pass of a share r of the network is run again, the factor is (3 + r) / 3: exactly 4/3 where all of
it is, so that 6ND becomes 8ND. The output head is not run again, which lowers the factor of small models.

References
----------
.. [1] Chen et al. (2016), *Training deep nets with sublinear memory cost*, arXiv:1604.06174.
.. [2] Narayanan et al. (2021), *Efficient large-scale language model training on GPU clusters using
   Megatron-LM*, arXiv:2104.04473 (96 against 72 B s l h²).
.. [3] Korthikanti et al. (2022), *Reducing activation recomputation in large transformer models*,
   arXiv:2205.05198 (selective recomputation: the attention core only).
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache

from interlock.compute.conventions import Convention, Counting
from interlock.compute.methods.provenance import refuse_unless
from interlock.phrases import listed, phrase
from interlock.quantities import Estimate, Flop, Number, Provenance

__all__ = ["FULL_FACTOR", "Recomputation", "recomputation_factor", "to_hardware", "to_model"]

_PASSES = 3.0
FULL_FACTOR = 4 / 3
"""Every activation recomputed: four passes where the mathematics needs three."""
_LARGEST_SELECTIVE = 0.2
_SOURCES = ("arXiv:2104.04473", "arXiv:2205.05198")


class Recomputation(StrEnum):
    """How much of the forward pass is run again."""

    NONE = "none"
    SELECTIVE = "selective"
    """The attention core only; its share of the forward pass is small at short context."""
    FULL = "full"
    UNKNOWN = "unknown"


@lru_cache(maxsize=256)
def recomputation_factor(
    kind: Recomputation, *, recomputed_share: float | None = None, head_share: float = 0.0
) -> Estimate[Number]:
    """Return hardware FLOP over model FLOP.

    Parameters
    ----------
    recomputed_share
        Share of the forward pass that is run again, if it is known; it overrides `kind`.
    head_share
        Share of the forward pass in the output head, which full recomputation leaves out.

    Examples
    --------
    >>> print(recomputation_factor(Recomputation.FULL), recomputation_factor(Recomputation.UNKNOWN))
    1.3 1–1.3
    """
    for name, share in (("recomputed_share", recomputed_share), ("head_share", head_share)):
        refuse_unless(
            share is None or 0 <= share <= 1,
            f"the share {share!r} is not between 0 and 1",
            field=name,
            advice="Give a share of the forward pass.",
        )
    if recomputed_share is not None:
        return _factor(1 + recomputed_share / _PASSES, 1 + recomputed_share / _PASSES, "share stated")
    match kind:
        case Recomputation.NONE:
            return _factor(1.0, 1.0, "none")
        case Recomputation.FULL:
            full = 1 + (1 - head_share) / _PASSES
            return _factor(full, full, "full")
        case Recomputation.SELECTIVE:
            return _factor(1.0, 1 + _LARGEST_SELECTIVE / _PASSES, "selective: the attention core")
        case Recomputation.UNKNOWN:
            return _factor(1.0, FULL_FACTOR, "not stated: from none to full")


def to_hardware(estimate: Estimate[Flop], factor: Estimate[Number]) -> Estimate[Flop]:
    """Return model FLOP as hardware FLOP; hardware FLOP pass unchanged."""
    return _converted(estimate, factor, Counting.HARDWARE)


def to_model(estimate: Estimate[Flop], factor: Estimate[Number]) -> Estimate[Flop]:
    """Return hardware FLOP as model FLOP; model FLOP pass unchanged."""
    return _converted(estimate, factor, Counting.MODEL)


def _converted(estimate: Estimate[Flop], factor: Estimate[Number], to: Counting) -> Estimate[Flop]:
    provenance = estimate.provenance
    convention = Convention.parse(provenance.convention or str(Counting.MODEL))
    if convention.counting is to:
        return estimate
    result = estimate.times(factor) if to is Counting.HARDWARE else estimate.over(factor)
    note = phrase(
        "brought from {counting} to {to} by a factor {factor} (recomputation {reason})",
        counting=phrase(str(convention.counting)),
        to=phrase(str(to)),
        factor=factor,
        reason=_reason(factor),
    )
    return result.explained(
        Provenance(
            method=provenance.method,
            inputs=provenance.inputs,
            sources=(*provenance.sources, *_SOURCES),
            convention=str(
                Convention(
                    counting=to,
                    attention=convention.attention,
                    precision=convention.precision,
                    remarks=convention.remarks,
                )
            ),
            notes=(*provenance.notes, note),
        )
    )


def _factor(low: float, high: float, reason: str) -> Estimate[Number]:
    provenance = Provenance(method=phrase("recomputation"), sources=_SOURCES, notes=(reason,))
    return Estimate.from_interval(Number, low=low, high=high, provenance=provenance)


def _reason(factor: Estimate[Number]) -> str:
    return listed(factor.provenance.notes, "; ") or phrase("factor stated")
