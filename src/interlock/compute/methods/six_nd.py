"""Training compute from parameters and tokens: C = 6 N D.

Two FLOP per parameter and token forward, four backward. The products of queries and keys, and of weights
and values, are left out: 2 % to 10 % of the whole at 2,048 to 8,192 tokens of context, more beyond.

References
----------
.. [1] Kaplan et al. (2020), *Scaling laws for neural language models*, arXiv:2001.08361, section 2.1
   (N without embeddings).
.. [2] Hoffmann et al. (2022), *Training compute-optimal large language models*, arXiv:2203.15556,
   appendix F (N with embeddings).
.. [3] European Commission (2025), guidelines on general-purpose AI models, C(2025) 5045, annex: for
   dense transformers, P all parameters.
"""

from __future__ import annotations

from enum import StrEnum

from interlock.compute.conventions import Attention, Convention, Counting
from interlock.compute.methods.passes import PASSES_OF_TRAINING, passes
from interlock.compute.methods.provenance import account
from interlock.phrases import marked, phrase
from interlock.quantities import Estimate, Flop, Parameters, Tokens

__all__ = ["CountedParameters", "six_nd"]

_SOURCES = ("arXiv:2001.08361, section 2.1", "arXiv:2203.15556, appendix F", "C(2025) 5045, annex")


class CountedParameters(StrEnum):
    """Which parameters the N of 6ND is."""

    ACTIVE = marked("active parameters, embeddings included")
    NON_EMBEDDING = marked("active parameters without embeddings")
    TOTAL = marked("all parameters, active or not")


def six_nd(
    parameters: Estimate[Parameters],
    tokens: Estimate[Tokens],
    *,
    counted: CountedParameters = CountedParameters.ACTIVE,
) -> Estimate[Flop]:
    """Return 6 N D, in model FLOP without attention.

    Parameters
    ----------
    parameters
        Parameters that work on each token: all of a dense model, the routed and shared ones of a mixture
        of experts.
    tokens
        Tokens seen, repeated epochs counted again.
    counted
        Which parameters these are; it is told, and changes nothing else.

    Examples
    --------
    >>> compute = six_nd(Estimate.exact(Parameters(405e9)), Estimate.exact(Tokens(15.6e12)))
    >>> print(compute, "|", compute.provenance.convention)
    3.8 × 10²⁵ FLOP | model FLOP, no attention
    """
    notes = [
        phrase("N counts {counted}", counted=phrase(str(counted))),
        phrase("attention between tokens is left out"),
    ]
    if counted is CountedParameters.TOTAL:
        notes.append(
            phrase("for a mixture of experts this is too high by the ratio of total to active parameters")
        )
    return passes(parameters, tokens, times=PASSES_OF_TRAINING).explained(
        account(
            "6ND",
            {"parameters": parameters, "tokens": tokens},
            convention=Convention(counting=Counting.MODEL, attention=Attention.NONE),
            sources=_SOURCES,
            notes=notes,
        )
    )
