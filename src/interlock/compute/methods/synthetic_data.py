"""Compute of generating synthetic training data: 2 N per token, discarded samples included.

The European annex counts the forward passes that made synthetic data for the model, also for samples later
discarded, and leaves out data that are publicly accessible.

References
----------
.. [1] European Commission (2025), guidelines on general-purpose AI models, C(2025) 5045, annex.
.. [2] Kaplan et al. (2020), arXiv:2001.08361, section 2.1: 2 N forward per token.
"""

from __future__ import annotations

from interlock.compute.conventions import Attention, Convention, Counting
from interlock.compute.methods.passes import passes
from interlock.compute.methods.provenance import account, refuse_unless
from interlock.phrases import phrase
from interlock.quantities import Estimate, Flop, Fraction, Parameters, Tokens

__all__ = ["synthetic_data"]

_SOURCES = ("C(2025) 5045, annex", "arXiv:2001.08361, section 2.1")


def synthetic_data(
    *,
    active: Estimate[Parameters],
    kept: Estimate[Tokens],
    kept_share: Estimate[Fraction] | None = None,
    prompt: Estimate[Tokens] | None = None,
) -> Estimate[Flop]:
    """Return the model FLOP, without attention, of generating data with a model of `active` parameters.

    Parameters
    ----------
    kept
        Tokens generated; if `kept_share` is given, those that were kept.
    kept_share
        Share of the generated tokens that was kept.
    prompt
        Prompt tokens read, once per sample, also of samples discarded.

    Examples
    --------
    >>> print(synthetic_data(active=Estimate.exact(Parameters(37e9)), kept=Estimate.exact(Tokens(1e11)),
    ...                      kept_share=Estimate.exact(Fraction(0.25))))
    3 × 10²² FLOP
    """
    refuse_unless(
        kept_share is None or kept_share.low > 0,
        "nothing was kept",
        field="kept_share",
        advice="Give a share above 0, or all tokens generated.",
    )
    generated = kept.over(kept_share) if kept_share else kept
    read = Estimate.total([generated, prompt]) if prompt else generated
    return passes(active, read).explained(
        account(
            "synthetic data",
            {
                "active parameters": active,
                "tokens kept": kept,
                "share kept": kept_share,
                "prompt tokens": prompt,
            },
            convention=Convention(counting=Counting.MODEL, attention=Attention.NONE),
            sources=_SOURCES,
            notes=(
                "" if kept_share else phrase("no samples are taken as discarded: no share kept was stated"),
                phrase("attention between tokens is left out"),
            ),
        )
    )
