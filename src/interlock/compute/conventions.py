"""What a number of FLOP counts: the mathematics or the execution, with which attention, at which precision.

Three conventions give three numbers for one training run, so that two figures may be compared only after
both are brought to one of them. An estimate of compute names its own in ``provenance.convention``.

Examples
--------
>>> Convention.parse("hardware FLOP, full attention, bf16")
Convention(counting=<Counting.HARDWARE: 'hardware FLOP'>, attention=<Attention.FULL: 'full attention'>,
    precision='bf16', remarks=())
>>> print(Convention(counting=Counting.MODEL, attention=Attention.NONE))
model FLOP, no attention
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from interlock.errors import InputError
from interlock.phrases import listed, marked, phrase

__all__ = ["Attention", "Convention", "Counting"]

_LONGEST_PRECISION = 12
_PRECISIONS = ("fp", "bf", "tf", "int", "mxfp", "nvfp", "e4m3", "e5m2", "hf8", "mixed")


class Counting(StrEnum):
    """Whether an operation counts once, or as often as the machine executes it."""

    MODEL = marked("model FLOP")
    """Forward and backward pass, each once; what the EU, Epoch and the PaLM paper count."""
    HARDWARE = marked("hardware FLOP")
    """As executed, with activations recomputed in the backward pass."""


class Attention(StrEnum):
    """How much of the products of queries, keys and values is counted."""

    FULL = marked("full attention")
    """The whole sequence times the sequence, masked or not (PaLM, Megatron, torch's counter)."""
    CAUSAL = marked("causal attention")
    """Only what the mask leaves: about half."""
    NONE = marked("no attention")
    """Parameters only, as in 6ND."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Convention:
    """What an estimate of compute counts."""

    counting: Counting
    attention: Attention | None = None
    """None where it is not known."""
    precision: str | None = None
    """Such as ``bf16`` or ``fp8``; the operations are counted alike, the chips' peak differs."""
    remarks: tuple[str, ...] = ()

    @staticmethod
    def parse(text: str) -> Convention:
        """Return the convention that `text` writes, in any order of its parts.

        Raises
        ------
        InputError
            If it doesn't say whether it counts model or hardware FLOP.
        """
        return _parsed(text)

    def __str__(self) -> str:
        return _written(self)


_COUNTINGS = {name: kind for kind in Counting for name in (str(kind), kind.name.lower())}
_ATTENTIONS = {str(kind): kind for kind in Attention}


# A few dozen conventions recur in every estimate.
@lru_cache(maxsize=1024)
def _written(convention: Convention) -> str:
    parts = (convention.counting, convention.attention, convention.precision, *convention.remarks)
    return listed(phrase(str(part)) for part in parts if part)


@lru_cache(maxsize=1024)
def _parsed(text: str) -> Convention:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    counting = next((_COUNTINGS[part] for part in parts if part in _COUNTINGS), None)
    if counting is None:
        raise InputError(
            phrase("the convention {text} does not say what it counts", text=repr(text)),
            advice=phrase("Begin with 'model FLOP' or 'hardware FLOP'."),
        )
    attention = next((_ATTENTIONS[part] for part in parts if part in _ATTENTIONS), None)
    rest = [part for part in parts if part not in _COUNTINGS and part != attention]
    precision = next((part for part in rest if _is_precision(part)), None)
    return Convention(
        counting=counting,
        attention=attention,
        precision=precision,
        remarks=tuple(part for part in rest if part != precision),
    )


def _is_precision(part: str) -> bool:
    return len(part) <= _LONGEST_PRECISION and part.lower().startswith(_PRECISIONS)
