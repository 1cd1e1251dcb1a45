"""The closed forms of Narayanan et al. 2021 for GPT models, as a check on the count by operation.

With full recomputation an iteration costs 96 B s l h² (1 + s/6h + V/16lh) hardware FLOP, without it
72 B s l h² (1 + s/6h + V/12lh) model FLOP, for B sequences of s tokens, l layers of width h and a
vocabulary of V. They assume a feed-forward of 4h without gate, full attention and as many keys as queries;
other architectures need `interlock.compute.methods.architecture`.

References
----------
.. [1] Narayanan et al. (2021), *Efficient large-scale language model training on GPU clusters using
   Megatron-LM*, arXiv:2104.04473, equations 2 to 4 and table 1.
"""

from __future__ import annotations

from dataclasses import dataclass

from interlock.errors import InputError
from interlock.phrases import phrase
from interlock.quantities import Flop, FlopPerSecond, Hours, Parameters, Tokens

__all__ = ["GptShape", "gpt_parameters", "iteration_flop", "time_to_train"]

_PER_TOKEN_AND_PARAMETER = 8  # 2 forward, 4 backward, 2 forward again


@dataclass(frozen=True, slots=True, kw_only=True)
class GptShape:
    """A GPT model: layers, width, vocabulary, and the length of its sequences, in the paper's letters."""

    layers: int
    hidden: int
    vocabulary: int
    sequence: int

    def __post_init__(self) -> None:
        for name in ("layers", "hidden", "vocabulary", "sequence"):
            value = getattr(self, name)
            if not isinstance(value, int) or isinstance(value, bool) or value < 1:
                raise InputError(
                    phrase("{value} is not a whole number above 0", value=repr(value)),
                    field=name,
                    advice=phrase("Give a size of the model."),
                )


def gpt_parameters(shape: GptShape) -> Parameters:
    """Return P = 12 l h² (1 + 13/12h + (V + s)/12lh), equation 2.

    Examples
    --------
    >>> shape = GptShape(layers=96, hidden=12288, vocabulary=51200, sequence=2048)
    >>> print(gpt_parameters(shape))
    1.7 × 10¹¹ parameters
    """
    layers, hidden = shape.layers, shape.hidden
    tables = (shape.vocabulary + shape.sequence) / (12 * layers * hidden)
    return Parameters(12 * layers * hidden**2 * (1 + 13 / (12 * hidden) + tables))


def iteration_flop(shape: GptShape, *, batch: int, recomputation: bool) -> Flop:
    """Return the FLOP of one iteration over `batch` sequences, equation 3.

    With recomputation these are hardware FLOP, without it model FLOP, both with full attention.

    Examples
    --------
    >>> shape = GptShape(layers=24, hidden=2304, vocabulary=51200, sequence=2048)
    >>> print(iteration_flop(shape, batch=512, recomputation=True))
    1.5 × 10¹⁶ FLOP
    """
    layers, hidden = shape.layers, shape.hidden
    passes, head = (96, 16) if recomputation else (72, 12)
    share = 1 + shape.sequence / (6 * hidden) + shape.vocabulary / (head * layers * hidden)
    return Flop(passes * batch * shape.sequence * layers * hidden**2 * share)


def time_to_train(parameters: Parameters, tokens: Tokens, *, chips: int, achieved: FlopPerSecond) -> Hours:
    """Return 8 T P / n X, equation 4: the time to train with full recomputation.

    Parameters
    ----------
    parameters, tokens
        P and T.
    chips
        n.
    achieved
        X, hardware FLOP/s per chip as measured, not the peak.

    Examples
    --------
    >>> time = time_to_train(Parameters(175e9), Tokens(300e9), chips=1024, achieved=FlopPerSecond(140e12))
    >>> round(time.value / 24)
    34
    """
    if chips < 1 or achieved.value <= 0:
        raise InputError(phrase("training needs at least one chip at more than 0 FLOP/s"), field="chips")
    flop = _PER_TOKEN_AND_PARAMETER * tokens.value * parameters.value
    return Hours(flop / (chips * achieved.value) / 3600)
