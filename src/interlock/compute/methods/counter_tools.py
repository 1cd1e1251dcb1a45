"""What the counters of frameworks count, and where they are known to err.

Measured with torch 2.13.0 (CPU) and transformers 5.23.0 on a Llama of 4 layers, width 256 and 512 tokens,
whose attention is 24.9 % of the forward pass: 0.751 of the truth is a counter that misses it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from interlock.compute.conventions import Counting
from interlock.phrases import marked

__all__ = ["COUNTER_TOOLS", "AttentionSeen", "CountedUnit", "CounterTool", "Scope", "find_tool"]


class CountedUnit(StrEnum):
    """Whether a multiply-add counts once or twice."""

    FLOP = "FLOP"
    MAC = "MAC"


class Scope(StrEnum):
    """Which passes are in the count."""

    FORWARD = marked("forward")
    TRAINING = marked("forward and backward")


class AttentionSeen(StrEnum):
    """Whether the products of queries, keys and values are in the count."""

    COUNTED = "counted"
    MISSING = "missing"
    DEPENDS = "depends on the kernel"


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterTool:
    """One tool, or one of its numbers where it returns two."""

    name: str
    spellings: tuple[str, ...]
    versions: str
    counts: CountedUnit
    scope: Scope
    attention: AttentionSeen
    counting: Counting
    """Hardware FLOP where it counts what ran, recomputation included; model FLOP where it is a formula."""
    faults: str
    source: str
    all_parameters: bool = False
    """Whether the formula takes all parameters of a mixture of experts, active or not."""


_MEASURED = "measured with torch 2.13.0 (CPU), transformers 5.23.0"

COUNTER_TOOLS = (
    CounterTool(
        name="torch FlopCounterMode",
        spellings=("flopcountermode", "torch flop counter", "torch utils flop counter"),
        versions="2.13.0",
        counts=CountedUnit.FLOP,
        scope=Scope.TRAINING,
        attention=AttentionSeen.DEPENDS,
        counting=Counting.HARDWARE,
        faults="fused attention on the CPU counts 0 before the fix of September 2026 (0.751 measured), "
        "unknown and Triton kernels count 0; attention is full, not causal; gradient checkpointing counts "
        "(1.257 times)",
        source=f"pytorch #195460, #195801, #134385; {_MEASURED}",
    ),
    CounterTool(
        name="fvcore FlopCountAnalysis",
        spellings=("fvcore", "flopcountanalysis"),
        versions="0.1.5.post20221221",
        counts=CountedUnit.MAC,
        scope=Scope.FORWARD,
        attention=AttentionSeen.MISSING,
        counting=Counting.MODEL,
        faults="returns multiply-adds under the name flops; unsupported operations are listed, then ignored",
        source=f"fvcore #69; {_MEASURED}",
    ),
    CounterTool(
        name="thop",
        spellings=("thop", "pytorch opcounter"),
        versions="0.1.1.post2209072238",
        counts=CountedUnit.MAC,
        scope=Scope.FORWARD,
        attention=AttentionSeen.MISSING,
        counting=Counting.MODEL,
        faults="sees modules only, so that attention is missing in every kernel",
        source=f"olmoearth #605; {_MEASURED}",
    ),
    CounterTool(
        name="ptflops",
        spellings=("ptflops",),
        versions="0.7.5",
        counts=CountedUnit.MAC,
        scope=Scope.FORWARD,
        attention=AttentionSeen.MISSING,
        counting=Counting.MODEL,
        faults="fused attention is missing",
        source=_MEASURED,
    ),
    CounterTool(
        name="calflops flops",
        spellings=("calflops", "calflops flops"),
        versions="0.3.2",
        counts=CountedUnit.FLOP,
        scope=Scope.FORWARD,
        attention=AttentionSeen.MISSING,
        counting=Counting.MODEL,
        faults="fused attention is missing, so that FLOP stay linear in the sequence",
        source=f"calflops #26, #48; {_MEASURED}",
    ),
    CounterTool(
        name="calflops macs",
        spellings=("calflops macs",),
        versions="0.3.2",
        counts=CountedUnit.MAC,
        scope=Scope.FORWARD,
        attention=AttentionSeen.MISSING,
        counting=Counting.MODEL,
        faults="fused attention is missing",
        source=f"calflops #26, #48; {_MEASURED}",
    ),
    CounterTool(
        name="DeepSpeed FlopsProfiler",
        spellings=("deepspeed", "flopsprofiler", "get model profile"),
        versions="0.19.8",
        counts=CountedUnit.FLOP,
        scope=Scope.FORWARD,
        attention=AttentionSeen.DEPENDS,
        counting=Counting.MODEL,
        faults="fused attention only since #4724, flash-attn not at all; expert-parallel totals are wrong",
        source="DeepSpeed #4723, #4724, #3619",
    ),
    CounterTool(
        name="Hugging Face Trainer total_flos",
        spellings=("hf trainer", "hugging face trainer", "total flos", "transformers trainer"),
        versions="4 and 5",
        counts=CountedUnit.FLOP,
        scope=Scope.TRAINING,
        attention=AttentionSeen.MISSING,
        counting=Counting.MODEL,
        faults="6 × tokens × parameters without embeddings; frozen weights count as trained",
        source="transformers, Trainer.floating_point_ops",
        all_parameters=True,
    ),
    CounterTool(
        name="AWS Fine-Tuning FLOPs Meter",
        spellings=("aws fine tuning flops meter", "flops meter", "fine tuning flops meter"),
        versions="May 2026",
        counts=CountedUnit.FLOP,
        scope=Scope.TRAINING,
        attention=AttentionSeen.MISSING,
        counting=Counting.MODEL,
        faults="(4 × all + 2 × trainable parameters) × tokens without padding, which is computed too",
        source="AWS Fine-Tuning FLOPs Meter, 12 May 2026",
        all_parameters=True,
    ),
    CounterTool(
        name="Megatron-LM",
        spellings=("megatron", "num floating point operations"),
        versions="since the 12 B s l h² form",
        counts=CountedUnit.FLOP,
        scope=Scope.TRAINING,
        attention=AttentionSeen.COUNTED,
        counting=Counting.MODEL,
        faults="a closed form, full attention, without recomputation; wrong at times for new architectures",
        source="Megatron-LM, num_floating_point_operations; Megatron-Bridge #3029",
    ),
    CounterTool(
        name="DCGM tensor activity",
        spellings=("dcgm", "pipe tensor active", "tensor activity"),
        versions="field 1004",
        counts=CountedUnit.FLOP,
        scope=Scope.TRAINING,
        attention=AttentionSeen.COUNTED,
        counting=Counting.HARDWARE,
        faults="counts all work of the chips, training or not; r = 0.78 to framework counts over 608 jobs",
        source="arXiv:2605.20799",
    ),
)


def find_tool(name: str) -> CounterTool | None:
    """Return the tool that `name` spells, with or without a version; None if it is in no table.

    Examples
    --------
    >>> find_tool("torch FlopCounterMode 2.13").name, find_tool("abacus")
    ('torch FlopCounterMode', None)
    """
    words = f" {_words(name)} "
    found = [
        (len(spelling), tool)
        for tool in COUNTER_TOOLS
        for spelling in tool.spellings
        if f" {spelling} " in words
    ]
    return max(found, key=lambda pair: pair[0])[1] if found else None


def _words(name: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", name.casefold()))
