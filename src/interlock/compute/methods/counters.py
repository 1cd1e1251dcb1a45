"""Training compute from a framework's own counter, with its known faults mended or allowed for.

What is known exactly is mended exactly: multiply-adds × 2, forward passes × 3 (forward and backward).
Attention that a tool misses is added where its share is given, and widens the interval where it isn't.
A tool in no table is refused by name, unless it is stated what its number counts.

References
----------
.. [1] The table and its sources: `interlock.compute.methods.counter_tools`.
.. [2] Attention adds 1.5 % to 10 % at 2,048 to 8,192 tokens of context for the models of 20 to 500 billion
   parameters in tests/reference/test_training_compute.py, and half as much again as the rest at long context.
"""

from __future__ import annotations

from dataclasses import replace

from interlock.compute.conventions import Attention, Convention, Counting
from interlock.compute.methods.counter_tools import (
    COUNTER_TOOLS,
    AttentionSeen,
    CountedUnit,
    CounterTool,
    Scope,
    find_tool,
)
from interlock.compute.methods.passes import FLOP_PER_PASS, PASSES_OF_TRAINING
from interlock.compute.methods.provenance import account, refuse_unless
from interlock.errors import UnknownNameError
from interlock.phrases import listed, phrase
from interlock.quantities import Estimate, Flop, Fraction, Number

__all__ = ["counter"]

_ATTENTION_USUAL, _ATTENTION_LONG = 1.05, 1.5


def counter(
    count: Number,
    *,
    tool: str,
    counting: Counting | None = None,
    counts: CountedUnit | None = None,
    scope: Scope | None = None,
    attention: AttentionSeen | None = None,
    attention_share: Estimate[Fraction] | None = None,
    active_share: Estimate[Fraction] | None = None,
) -> Estimate[Flop]:
    """Return the compute of a run from the number that a tool reports for all of it.

    Parameters
    ----------
    count
        The tool's number, in whatever it counts, for the whole run.
    counting, counts, scope, attention
        What the number counts, where that is stated; each goes before the table.
    attention_share
        Share of the forward pass in attention, to add what the tool misses.
    active_share
        Active over total parameters of a mixture of experts, for tools that take the total.

    Raises
    ------
    UnknownNameError
        If the tool is in no table and `counting` isn't stated.

    Examples
    --------
    >>> share = Estimate.exact(Fraction(0.25))
    >>> print(counter(Number(1e22), tool="fvcore", attention_share=share))
    8 × 10²² FLOP
    """
    row = _stated(tool, counting, counts=counts, scope=scope, attention=attention)
    unit = FLOP_PER_PASS if row.counts is CountedUnit.MAC else 1.0
    scoped = PASSES_OF_TRAINING if row.scope is Scope.FORWARD else 1.0
    counted = Estimate.exact(Flop(count.value * unit * scoped))
    if row.all_parameters and active_share:
        counted = counted.times(active_share)
    corrected, note = _with_attention(counted, row.attention, attention_share)
    seen = row.attention is AttentionSeen.COUNTED or attention_share is not None
    return corrected.explained(
        account(
            "counter",
            {
                "tool": row.name,
                "number reported": count,
                "counts": listed((str(row.counts), phrase(str(row.scope)))),
                "attention share": attention_share,
                "active share": active_share if row.all_parameters else None,
            },
            convention=Convention(counting=row.counting, attention=Attention.FULL if seen else None),
            sources=(row.source,),
            notes=(note, *_notes(row, scaled=active_share is not None)),
        )
    )


def _notes(row: CounterTool, *, scaled: bool) -> tuple[str, ...]:
    return (
        phrase("multiply-adds doubled") if row.counts is CountedUnit.MAC else "",
        phrase("forward pass taken three times, as if all weights were trained")
        if row.scope is Scope.FORWARD
        else "",
        phrase("all parameters are counted: too high for a mixture of experts")
        if row.all_parameters and not scaled
        else "",
        row.faults,
    )


def _stated(
    tool: str,
    counting: Counting | None,
    *,
    counts: CountedUnit | None,
    scope: Scope | None,
    attention: AttentionSeen | None,
) -> CounterTool:
    row = find_tool(tool)
    if row is None and counting is None:
        raise UnknownNameError(
            phrase("the counter {tool} is in no table", tool=repr(tool)),
            field="counters.tool",
            advice="State whether it counts model or hardware FLOP, or use one of: "
            + ", ".join(sorted(known.name for known in COUNTER_TOOLS))
            + ".",
        )
    row = row or CounterTool(
        name=tool,
        spellings=(),
        versions="",
        counts=CountedUnit.FLOP,
        scope=Scope.TRAINING,
        attention=AttentionSeen.DEPENDS,
        counting=counting or Counting.MODEL,
        faults="a tool in no table: taken to count FLOP, forward and backward, where nothing else is stated",
        source="",
    )
    return replace(
        row,
        counts=counts or row.counts,
        scope=scope or row.scope,
        attention=attention or row.attention,
        counting=counting or row.counting,
    )


def _with_attention(
    counted: Estimate[Flop], attention: AttentionSeen, share: Estimate[Fraction] | None
) -> tuple[Estimate[Flop], str]:
    if attention is AttentionSeen.COUNTED or (attention is AttentionSeen.DEPENDS and share is None):
        high = 1.0 if attention is AttentionSeen.COUNTED else _ATTENTION_LONG
        note = (
            ""
            if high == 1
            else phrase("whether attention is counted depends on the kernel: up to half as much again")
        )
        return replace(counted, high=counted.high * high), note
    if share is not None:
        refuse_unless(
            share.high < 1,
            "a forward pass of attention only",
            field="counters.attention_share",
            advice="Give a share from 0 to below 1.",
        )
        if attention is AttentionSeen.MISSING:
            rest = Estimate(unit=Number, central=1 - share.central, low=1 - share.high, high=1 - share.low)
            return counted.over(rest), "attention added by its share of the forward pass"
        return replace(counted, high=counted.high / (1 - share.high)), "attention may or may not be counted"
    usual = replace(counted, central=counted.central * _ATTENTION_USUAL, high=counted.high * _ATTENTION_LONG)
    return usual, "attention is missing: 5 % added, up to half as much again"
