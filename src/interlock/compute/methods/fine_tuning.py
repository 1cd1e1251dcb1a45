"""Compute of fine-tuning, with all or some of the weights frozen.

A token costs two FLOP per parameter in each pass it takes part in:

1. forward through all active parameters;
2. backward to the activations, through every layer above the first that is trained, frozen or not;
3. backward to the weights, only where weights are trained.

With nothing frozen this is 6ND. Low-rank adapters (LoRA) train few weights, so that a token costs little
more than 4N, never little more than 0. Padding tokens are computed like all others.

References
----------
.. [1] Hu et al. (2021), *LoRA*, arXiv:2106.09685.
.. [2] AWS (2026), *Fine-Tuning FLOPs Meter*: (4 N_total + 2 N_trainable) per token; total parameters for
   mixtures of experts too, and padding left out, both of which are mended here.
"""

from __future__ import annotations

from functools import partial

from interlock.compute.conventions import Attention, Convention, Counting
from interlock.compute.methods.passes import passes
from interlock.compute.methods.provenance import account, refuse_unless
from interlock.phrases import phrase
from interlock.quantities import Estimate, Flop, Fraction, Number, Parameters, Tokens

__all__ = ["fine_tuning", "with_padding"]

_SOURCES = ("arXiv:2001.08361, section 2.1", "arXiv:2106.09685")
_NONE = Estimate.exact(Parameters(0.0))
_ROUNDING = 1e-9


def fine_tuning(
    *,
    active: Estimate[Parameters],
    trained: Estimate[Parameters] | None = None,
    below_first_trained: Estimate[Parameters] = _NONE,
    tokens: Estimate[Tokens],
) -> Estimate[Flop]:
    """Return the model FLOP, without attention, of fine-tuning.

    Parameters
    ----------
    active
        Parameters that work on each token, adapters included.
    trained
        Those of them that are trained; all where it is None.
    below_first_trained
        Active parameters in the layers before the first trained one: no gradient flows there.
    tokens
        Tokens computed, padding and repeated epochs included (see `with_padding`).

    Examples
    --------
    >>> adapters = Estimate.exact(Parameters(0.04e9))
    >>> print(fine_tuning(active=Estimate.exact(Parameters(70.04e9)), trained=adapters,
    ...                   tokens=Estimate.exact(Tokens(1e9))))
    2.8 × 10²⁰ FLOP
    """
    trained = trained or active
    _refuse_impossible(active, trained, below_first_trained)
    passed = _passed(active, trained, below_first_trained)
    frozen = trained.central < active.central
    return passes(passed, tokens).explained(
        account(
            "fine-tuning",
            {
                "active parameters": active,
                "trained parameters": trained,
                "parameters below the first trained layer": below_first_trained
                if below_first_trained.high
                else None,
                "tokens computed": tokens,
            },
            convention=Convention(counting=Counting.MODEL, attention=Attention.NONE),
            sources=_SOURCES,
            notes=(
                phrase("frozen layers are passed forward and backward, without weight gradients")
                if frozen
                else "",
                phrase("attention between tokens is left out"),
            ),
        )
    )


def _passed(
    active: Estimate[Parameters], trained: Estimate[Parameters], below: Estimate[Parameters]
) -> Estimate[Parameters]:
    """Return the parameters passed per token, forward, to activations and to weights together."""
    return Estimate(
        unit=Parameters,
        central=2 * active.central - below.central + trained.central,
        low=max(2 * active.low - below.high + trained.low, active.low),
        high=2 * active.high - below.low + trained.high,
    )


def _refuse_impossible(
    active: Estimate[Parameters], trained: Estimate[Parameters], below: Estimate[Parameters]
) -> None:
    for name, part in (("trained", trained), ("below_first_trained", below)):
        refuse_unless(
            part.central <= active.central,
            partial("{} can't be more than the {} that work on a token".format, part, active),
            field=name,
            advice="Count per token, for a mixture of experts too, and count adapters as active.",
        )
    refuse_unless(
        trained.central + below.central <= active.central * (1 + _ROUNDING),
        "the trained parameters do not fit above the first trained layer",
        field="below_first_trained",
        advice="Count there only layers in which, and below which, nothing is trained.",
    )


def with_padding(tokens: Estimate[Tokens], *, padding: Estimate[Fraction]) -> Estimate[Tokens]:
    """Return the tokens computed, given those that aren't padding and the share of padding in a batch.

    Examples
    --------
    >>> print(with_padding(Estimate.exact(Tokens(6e9)), padding=Estimate.exact(Fraction(0.4))))
    1 × 10¹⁰ tokens
    """
    refuse_unless(
        padding.high < 1, "a batch of padding only", field="padding", advice="Give a share from 0 to below 1."
    )
    kept = Estimate(unit=Number, central=1 - padding.central, low=1 - padding.high, high=1 - padding.low)
    return tokens.over(kept)
