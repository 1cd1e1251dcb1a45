"""Training compute from the architecture: every matrix product of one token, added up.

A token costs 2 FLOP per multiply-add with a weight, plus what the tokens cost among each other:

- softmax attention, 2 (key size + value size) per head and token looked at (scores, weighted sum);
- the indexer of sparse attention, 2 (key size + 1) per head and earlier token;
- a recurrence, per head and number of its state (key size × value size): 7 for the gated delta rule (decay 1,
  read by key 2, write 2, read by query 2), 5 for Mamba-2 (decay 1, write 2, read 2).

Looking up an embedding costs nothing; the head costs 2 × hidden × vocabulary, tied or not. Norms,
activations, softmax, biases and rotations are left out, as in every published count: below 1 % of any
large model. Training is three times the forward pass. A recurrence computed in chunks, as in training,
executes more than the recurrence asks for; that is hardware's affair and not counted.

How many tokens are looked at is the convention. ``full``: the whole sequence, or the window, chunk or number
chosen if that is less (PaLM, Megatron's papers, torch's counter). ``causal``: the mean over positions of what
the mask leaves, about half.

References
----------
.. [1] Kaplan et al. (2020), arXiv:2001.08361, section 2.1. Embedding lookup free, 2 per weight.
.. [2] Narayanan et al. (2021), arXiv:2104.04473, appendix; Chowdhery et al. (2022), PaLM,
   arXiv:2204.02311, appendix B: 6N + 12 · layers · heads · head size · sequence.
.. [3] Korthikanti et al. (2022), arXiv:2205.05198. Recomputation of the attention core alone.
.. [4] Yang et al. (2024), arXiv:2412.06464 (gated delta rule); Dao and Gu (2024), arXiv:2405.21060 (Mamba-2).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from interlock.compute.architecture import (
    Architecture,
    Attention,
    Component,
    LayerGroup,
    Reach,
    Recurrence,
    RecurrenceKind,
    all_parts,
)
from interlock.compute.conventions import Attention as AttentionConvention
from interlock.compute.conventions import Convention, Counting
from interlock.compute.methods.provenance import account
from interlock.compute.methods.recomputation import Recomputation
from interlock.errors import InputError
from interlock.phrases import numeral, phrase
from interlock.quantities import Estimate, Flop, Tokens

__all__ = ["AttentionCount", "FlopBreakdown", "forward_flop_per_token", "training_flop"]

_FLOP_PER_MULTIPLY_ADD = 2
_PER_STATE_NUMBER = {RecurrenceKind.GATED_DELTA: 7, RecurrenceKind.STATE_SPACE: 5}
_BACKWARD = 2
_LONGEST_SEQUENCE = 10**9
_SCORES, _INDEXING, _STATE = "attention scores", "indexer scores", "recurrent state"
_SOURCES = ("arXiv:2001.08361, section 2.1", "arXiv:2204.02311, appendix B", "arXiv:2104.04473")


class AttentionCount(StrEnum):
    """How many of the tokens before and after are counted as looked at."""

    FULL = "full"
    CAUSAL = "causal"


@dataclass(frozen=True, slots=True, kw_only=True)
class FlopBreakdown:
    """FLOP of one text token on its way forward, by operation."""

    operations: dict[str, float]
    """Component or operation → FLOP; only those that cost something."""
    sequence_length: int
    attention: AttentionCount

    @property
    def total(self) -> float:
        """All operations."""
        return sum(self.operations.values())

    @property
    def between_tokens(self) -> float:
        """What depends on other tokens: attention scores, indexer scores and recurrent states."""
        return sum(self.operations.get(name, 0.0) for name in (_SCORES, _INDEXING, _STATE))

    @property
    def output_head(self) -> float:
        """The output head, which full recomputation does not run again."""
        return self.operations.get(str(Component.OUTPUT_HEAD), 0.0)

    def as_dict(self) -> dict[str, object]:
        """Return the breakdown with plain keys, as ``--json`` prints it."""
        return {
            "unit": "FLOP per token, forward",
            "total": self.total,
            "sequence_length": self.sequence_length,
            "attention": str(self.attention),
            "operations": dict(self.operations),
        }


def forward_flop_per_token(
    architecture: Architecture,
    *,
    sequence_length: int,
    attention: AttentionCount | str = AttentionCount.FULL,
) -> FlopBreakdown:
    """Return what one text token costs forward, averaged over a sequence.

    Parameters
    ----------
    architecture
        From `interlock.compute.architecture.read_architecture`.
    sequence_length
        Tokens that see each other.
    attention
        ``full`` or ``causal``; see the module.

    Raises
    ------
    InputError
        If the sequence length is not a whole number from 1 to 10^9, or the attention neither of the two.

    Examples
    --------
    >>> from interlock.compute.architecture import read_architecture
    >>> config = {"model_type": "llama", "num_hidden_layers": 32, "hidden_size": 4096, "vocab_size": 128256,
    ...           "intermediate_size": 14336, "num_attention_heads": 32, "num_key_value_heads": 8}
    >>> breakdown = forward_flop_per_token(read_architecture(config, source="8B"), sequence_length=8192)
    >>> f"{breakdown.total:.4g}", f"{breakdown.operations['attention scores']:.4g}"
    ('1.93e+10', '4.295e+09')
    """
    counted = _attention_count(attention)
    _check_length(sequence_length)
    operations: dict[str, float] = {}
    for part in all_parts(architecture):
        if part.multiplied:
            name = str(part.component)
            operations[name] = operations.get(name, 0.0) + _FLOP_PER_MULTIPLY_ADD * part.multiplied
    for group in architecture.groups:
        for name, flop in _between_tokens(group, sequence_length, counted):
            operations[name] = operations.get(name, 0.0) + flop * group.count
    return FlopBreakdown(operations=operations, sequence_length=sequence_length, attention=counted)


def training_flop(
    architecture: Architecture,
    *,
    tokens: Tokens | Estimate[Tokens],
    sequence_length: int,
    attention: AttentionCount | str = AttentionCount.FULL,
    recomputation: Recomputation | str = Recomputation.NONE,
) -> Estimate[Flop]:
    """Return the compute of training on `tokens`, exact where they are.

    Without recomputation these are model FLOP; with it hardware FLOP: ``selective`` runs the attention core
    forward once more, ``full`` everything but the output head, ``unknown`` spans from none to full.

    Raises
    ------
    InputError
        If a name or the sequence length can't be used.

    Examples
    --------
    >>> from interlock.compute.architecture import read_architecture
    >>> config = {"model_type": "llama", "hidden_size": 16384, "intermediate_size": 53248,
    ...           "num_hidden_layers": 126, "num_attention_heads": 128, "num_key_value_heads": 8,
    ...           "vocab_size": 128256}
    >>> model = read_architecture(config, source="405B")
    >>> compute = training_flop(model, tokens=Tokens(15.6e12), sequence_length=8192, attention="causal")
    >>> print(compute, "|", compute.provenance.convention)
    3.9 × 10²⁵ FLOP | model FLOP, causal attention
    """
    kind = _recomputation(recomputation)
    forward = forward_flop_per_token(architecture, sequence_length=sequence_length, attention=attention)
    low, high = (forward.total * (1 + _BACKWARD) + again for again in _repeated(forward, kind))
    seen = tokens if isinstance(tokens, Estimate) else Estimate.exact(tokens)
    counting = Counting.MODEL if kind is Recomputation.NONE else Counting.HARDWARE
    looked_at = (
        AttentionConvention.FULL if forward.attention is AttentionCount.FULL else AttentionConvention.CAUSAL
    )
    provenance = account(
        "architecture",
        {
            "model": architecture.family,
            "tokens": seen,
            "sequence length": phrase("{number} tokens", number=numeral(f"{sequence_length:,}")),
            "forward FLOP per token": Flop(forward.total),
            "recomputation": str(kind),
        },
        convention=Convention(counting=counting, attention=looked_at),
        sources=_SOURCES,
        notes=_notes(architecture, forward),
    )
    per_token = Estimate.from_interval(Flop, low=low, high=high)
    return _times(per_token, seen).explained(provenance)


def _times(per_token: Estimate[Flop], tokens: Estimate[Tokens]) -> Estimate[Flop]:
    """FLOP per token times tokens; interval ends multiply, for the two do not vary together."""
    if per_token.is_exact:
        return Estimate(
            unit=Flop,
            central=per_token.central * tokens.central,
            low=per_token.central * tokens.low,
            high=per_token.central * tokens.high,
            shape=tokens.shape,
        )
    return Estimate(
        unit=Flop,
        central=per_token.central * tokens.central,
        low=per_token.low * tokens.low,
        high=per_token.high * tokens.high,
    )


def _repeated(forward: FlopBreakdown, kind: Recomputation) -> tuple[float, float]:
    """Return the FLOP run a second time, at least and at most."""
    full = forward.total - forward.output_head
    match kind:
        case Recomputation.NONE:
            return 0.0, 0.0
        case Recomputation.SELECTIVE:
            return forward.between_tokens, forward.between_tokens
        case Recomputation.FULL:
            return full, full
        case Recomputation.UNKNOWN:
            return 0.0, full


def _between_tokens(group: LayerGroup, length: int, counted: AttentionCount) -> list[tuple[str, float]]:
    """Return what the tokens of one layer cost among each other, per token."""
    match group.mixing:
        case Attention() as layer:
            looked_at = _looked_at(layer, length, counted)
            per_pair = _FLOP_PER_MULTIPLY_ADD * layer.heads * (layer.key_size + layer.value_size)
            costs = [(_SCORES, per_pair * looked_at)]
            if layer.indexer is not None:
                scored = float(length) if counted is AttentionCount.FULL else _mean_within(length, length)
                per_score = _FLOP_PER_MULTIPLY_ADD * layer.indexer.heads * (layer.indexer.key_size + 1)
                costs.append((_INDEXING, per_score * scored))
            return costs
        case Recurrence() as layer:
            numbers = layer.heads * layer.key_size * layer.value_size
            return [(_STATE, float(_PER_STATE_NUMBER[layer.kind] * numbers))]
        case None:
            return []


def _looked_at(layer: Attention, length: int, counted: AttentionCount) -> float:
    """Return the tokens that one token looks at, itself included: a mean over positions if causal."""
    span = length if layer.span is None else min(layer.span, length)
    if counted is AttentionCount.FULL:
        return float(span)
    if layer.reach is Reach.CHUNKED:
        whole, rest = divmod(length, span)
        return (whole * _sum_to(span) + _sum_to(rest)) / length
    return _mean_within(length, span)


def _mean_within(length: int, span: int) -> float:
    """Return the mean over positions i = 1..length of min(i, span)."""
    return (_sum_to(span) + (length - span) * span) / length


def _sum_to(count: int) -> int:
    return count * (count + 1) // 2


def _attention_count(name: AttentionCount | str) -> AttentionCount:
    try:
        return AttentionCount(name)
    except ValueError:
        raise InputError(
            phrase("{name} is no way to count attention", name=repr(str(name)[:40])),
            field="attention",
            advice=phrase("Write full or causal."),
        ) from None


def _recomputation(name: Recomputation | str) -> Recomputation:
    try:
        return Recomputation(name)
    except ValueError:
        known = ", ".join(Recomputation)
        raise InputError(
            phrase("{name} is no kind of recomputation", name=repr(str(name)[:40])),
            field="recomputation",
            advice=phrase("Write one of {known}.", known=known),
        ) from None


def _check_length(length: int) -> None:
    if type(length) is not int or not 1 <= length <= _LONGEST_SEQUENCE:
        raise InputError(
            phrase("{length} is not a whole number of tokens from 1 to 10^9", length=repr(length)),
            field="sequence_length",
            advice=phrase("Give the number of tokens in one training sequence."),
        )


def _notes(architecture: Architecture, forward: FlopBreakdown) -> list[str]:
    share = forward.between_tokens / forward.total if forward.total else 0.0
    notes: list[str] = [
        phrase(
            "between tokens (attention scores, states): {part} % of the forward pass",
            part=numeral(f"{100 * share:.1f}"),
        )
    ]
    if architecture.context is not None and forward.sequence_length > architecture.context:
        notes.append(
            phrase(
                "the sequence is longer than the {context} tokens the configuration allows",
                context=numeral(f"{architecture.context:,}"),
            )
        )
    if any(part.component is Component.VISION for part in architecture.parts):
        notes.append(phrase("images are not counted: the vision tower is met by no text token"))
    return notes
