"""What each regime counts as training compute: in, out, or not said.

Where a regime is silent, the compute is counted, and the total says which part that was; the total without
it is given beside. So an omission in a law never makes a run look smaller than it may be judged to be.

The cells were collected from secondary readings of the texts, except Epoch's (its own methods page) and
California's (the statute); a cell that nobody has read is marked so and treated as silent.

References
----------
.. [1] European Commission (2025), guidelines on general-purpose AI models, C(2025) 5045 of 18 July 2025 and
   C(2025) 7719 of 19 November 2025, annex.
.. [2] Epoch AI, *Estimating training compute*, https://epoch.ai/data/ai-models-documentation/estimation.
.. [3] California Business and Professions Code, sections 22757.10 to 22757.16 (SB 53).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from interlock.errors import InputError, UnknownNameError
from interlock.phrases import phrase
from interlock.quantities import Estimate, Flop

__all__ = [
    "INCLUSION_RULES", "Category", "InclusionRules", "PrecisionRule", "Rule", "Ruling", "counted_operations",
    "inclusion_rules",
]  # fmt: skip


class Category(StrEnum):
    """What a part of the compute was spent on."""

    PRE_TRAINING = "pre_training"
    FINE_TUNING = "fine_tuning"
    REINFORCEMENT_LEARNING = "reinforcement_learning"
    SYNTHETIC_DATA_PRIVATE = "synthetic_data_private"
    """Generated for this model, samples later discarded included."""
    SYNTHETIC_DATA_PUBLIC = "synthetic_data_public"
    """Publicly accessible data that somebody's model generated."""
    BASE_MODEL = "base_model"
    MERGED_MODEL = "merged_model"
    DISTILLATION_TEACHER = "distillation_teacher"
    FAILED_EXPERIMENTS = "failed_experiments"
    EVALUATION = "evaluation"
    REWARD_MODELS = "reward_models"
    RECOMPUTATION = "recomputation"


class Ruling(StrEnum):
    """What a regime says about a category."""

    IN = "in"
    OUT = "out"
    SILENT = "silent"


class PrecisionRule(StrEnum):
    """How operations at different precisions count."""

    EACH_OPERATION = "each operation counts once, whatever its precision"
    SIXTEEN_BIT_OR_RAW = "the greater of 16-bit equivalents and raw operations"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One cell: what one regime says about one category."""

    ruling: Ruling
    reason: str
    read: bool = True
    """False where nobody has read the text for this cell."""

    @property
    def counts(self) -> bool:
        """Whether the category is counted: in, or not said."""
        return self.ruling is not Ruling.OUT


@dataclass(frozen=True, slots=True, kw_only=True)
class InclusionRules:
    """One regime's counting convention."""

    id: str
    title: str
    citation: str
    confidence: str
    """primary, secondary or remembered."""
    rules: Mapping[Category, Rule]
    precision: PrecisionRule = PrecisionRule.EACH_OPERATION
    tolerance: float | None = None
    """Share by which a reported estimate may err, where the regime states one."""

    def rule(self, category: Category) -> Rule:
        """Return what the regime says; a category in no cell is silent and unread."""
        return self.rules.get(category, _UNREAD)


_UNREAD = Rule(ruling=Ruling.SILENT, reason=phrase("the text was not read for this: counted"), read=False)


def _in(reason: str) -> Rule:
    return Rule(ruling=Ruling.IN, reason=reason)


def _out(reason: str) -> Rule:
    return Rule(ruling=Ruling.OUT, reason=reason)


def _silent(reason: str = phrase("the text says nothing of it: counted")) -> Rule:
    return Rule(ruling=Ruling.SILENT, reason=reason)


def _regime(rules: InclusionRules) -> tuple[str, InclusionRules]:
    return rules.id, rules


_EU = InclusionRules(
    id="eu-annex-2025",
    title="European guidelines on general-purpose AI models, annex",
    citation="C(2025) 5045, formally adopted as C(2025) 7719, annex; tolerance: paragraph 123 (July)",
    confidence="secondary",
    tolerance=0.3,
    rules={
        Category.PRE_TRAINING: _in(phrase("training")),
        Category.FINE_TUNING: _in(phrase("one life cycle")),
        Category.REINFORCEMENT_LEARNING: _in(phrase("one life cycle")),
        Category.SYNTHETIC_DATA_PRIVATE: _in(
            phrase("forward passes that generate training data, discarded samples too")
        ),
        Category.SYNTHETIC_DATA_PUBLIC: _out(phrase("publicly accessible data are left out")),
        Category.BASE_MODEL: _in(phrase("initialising models")),
        Category.MERGED_MODEL: _in(phrase("merged models")),
        Category.DISTILLATION_TEACHER: _out(phrase("the teacher's own training is left out")),
        Category.FAILED_EXPERIMENTS: _out(phrase("failed experiments are left out")),
        Category.EVALUATION: _out(phrase("evaluation and red-teaming are left out")),
        Category.REWARD_MODELS: _out(phrase("models that only judge or reward are left out")),
        Category.RECOMPUTATION: _out(phrase("recomputation is left out")),
    },
)
_FMF = InclusionRules(
    id="fmf-2024",
    title="Frontier Model Forum, brief on measuring training compute",
    citation="Frontier Model Forum (2024), brief on measuring training compute",
    confidence="secondary",
    rules={
        Category.PRE_TRAINING: _in(phrase("training")),
        Category.FINE_TUNING: _in(phrase("training after pre-training")),
        Category.REINFORCEMENT_LEARNING: _in(phrase("training after pre-training")),
    },
)
_EPOCH = InclusionRules(
    id="epoch",
    title="Epoch AI, database of models",
    citation="https://epoch.ai/data/ai-models-documentation/estimation",
    confidence="primary",
    rules={
        Category.PRE_TRAINING: _in(phrase("final training run")),
        Category.FINE_TUNING: _out(phrase("in a column of its own")),
        Category.REINFORCEMENT_LEARNING: _out(phrase("in a column of its own")),
        Category.SYNTHETIC_DATA_PRIVATE: _out(phrase("not counted unless an entry says so")),
        Category.SYNTHETIC_DATA_PUBLIC: _out(phrase("not counted unless an entry says so")),
        Category.BASE_MODEL: _in(phrase("base models are included")),
        Category.MERGED_MODEL: _in(phrase("base models are included")),
        Category.DISTILLATION_TEACHER: _out(phrase("teachers are left out")),
        Category.FAILED_EXPERIMENTS: _out(phrase("final runs only")),
        Category.EVALUATION: _out(phrase("training only")),
        Category.REWARD_MODELS: _out(phrase("final runs only")),
        Category.RECOMPUTATION: _out(phrase("recomputation is left out")),
    },
)
_US = InclusionRules(
    id="us-operations",
    title="Integer or floating-point operations: California SB 53, New York RAISE, Executive Order 14110",
    citation="Cal. Bus. & Prof. Code 22757.11; N.Y. Gen. Bus. Law 1420; EO 14110 section 4.2(b)",
    confidence="primary",
    rules={
        Category.PRE_TRAINING: _in(phrase("original training")),
        Category.FINE_TUNING: _in(phrase("subsequent fine-tuning and other material modifications")),
        Category.REINFORCEMENT_LEARNING: _in(phrase("subsequent reinforcement learning")),
        Category.SYNTHETIC_DATA_PRIVATE: _silent(),
        Category.SYNTHETIC_DATA_PUBLIC: _silent(),
        Category.BASE_MODEL: _in(phrase("modifications of a preceding foundation model count on top of it")),
        Category.MERGED_MODEL: _in(
            phrase("modifications of a preceding foundation model count on top of it")
        ),
        Category.DISTILLATION_TEACHER: _silent(
            phrase("silent (RAISE of December 2025 had a test of its own): counted")
        ),
        Category.FAILED_EXPERIMENTS: _silent(),
        Category.EVALUATION: _silent(),
        Category.REWARD_MODELS: _silent(),
        Category.RECOMPUTATION: _silent(),
    },
)
_KOREA = InclusionRules(
    id="kr-notice-2026",
    title="Republic of Korea, notice on safety duties under the AI Basic Act",
    citation="AI Basic Act, article 32, and the notice on safety duties (2026)",
    confidence="secondary",
    rules={
        Category.PRE_TRAINING: _in(phrase("all that is related to training")),
        Category.FINE_TUNING: _in(phrase("all that is related to training")),
        Category.REINFORCEMENT_LEARNING: _in(phrase("all that is related to training")),
        Category.SYNTHETIC_DATA_PRIVATE: _in(
            phrase("preprocessing is named as included; generation is read as such")
        ),
        Category.FAILED_EXPERIMENTS: _out(phrase("left out where it adds nothing real to capability")),
        Category.EVALUATION: _out(phrase("left out where it adds nothing real to capability")),
    },
)
_MIRI = InclusionRules(
    id="miri-2025",
    title="MIRI Technical Governance Team, draft agreement",
    citation="arXiv:2511.10783",
    confidence="secondary",
    precision=PrecisionRule.SIXTEEN_BIT_OR_RAW,
    rules={
        Category.PRE_TRAINING: _in(phrase("training run")),
        Category.FINE_TUNING: _in(phrase("training run, with a cap of its own")),
        Category.REINFORCEMENT_LEARNING: _in(phrase("training run, with a cap of its own")),
        Category.SYNTHETIC_DATA_PRIVATE: _silent(),
        Category.SYNTHETIC_DATA_PUBLIC: _silent(),
        Category.FAILED_EXPERIMENTS: _in(
            phrase("large-scale hyperparameter searches that update parameters count")
        ),
        Category.EVALUATION: _silent(),
    },
)
_PAUSEAI = InclusionRules(
    id="pauseai",
    title="PauseAI proposal, all training that is declared",
    citation="https://pauseai.info/proposal, 4 February 2025: FLOP of training, without counting rules",
    confidence="primary",
    rules={
        Category.PRE_TRAINING: _in(phrase("training")),
        Category.FINE_TUNING: _in(phrase("training")),
        Category.REINFORCEMENT_LEARNING: _in(phrase("training")),
        Category.SYNTHETIC_DATA_PRIVATE: _silent(),
        Category.SYNTHETIC_DATA_PUBLIC: _silent(),
        Category.BASE_MODEL: _in(phrase("training of the model that it started from")),
        Category.MERGED_MODEL: _in(phrase("training of the models that it was merged from")),
        Category.DISTILLATION_TEACHER: _silent(),
        Category.FAILED_EXPERIMENTS: _silent(),
        Category.EVALUATION: _silent(),
        Category.REWARD_MODELS: _silent(),
        Category.RECOMPUTATION: _silent(),
    },
)

INCLUSION_RULES: Mapping[str, InclusionRules] = MappingProxyType(
    dict(map(_regime, (_EU, _FMF, _EPOCH, _US, _KOREA, _MIRI, _PAUSEAI)))
)
"""Every counting convention that a rulebook may name, by id."""


def inclusion_rules(convention: str) -> InclusionRules:
    """Return the rules of one counting convention.

    Raises
    ------
    UnknownNameError
        If the convention is in no table.

    Examples
    --------
    >>> inclusion_rules("eu-annex-2025").rule(Category.DISTILLATION_TEACHER).ruling
    <Ruling.OUT: 'out'>
    """
    if convention not in INCLUSION_RULES:
        raise UnknownNameError(
            phrase("the counting convention {convention} is in no table", convention=repr(convention)),
            field="convention",
            advice=phrase("Use one of: {inclusion_rules}.", inclusion_rules=", ".join(INCLUSION_RULES)),
        )
    return INCLUSION_RULES[convention]


_SIXTEEN = 16


def counted_operations(
    raw: Estimate[Flop], rule: PrecisionRule, *, bits: int | None = None
) -> Estimate[Flop]:
    """Return operations as a regime counts them; `bits` is the width of the operands, None if unknown.

    A 32-bit operation is read as two 16-bit equivalents, by bit length as in the export rules' total
    processing performance; the draft agreement doesn't say how it converts.

    Raises
    ------
    InputError
        If the width is not positive.
    """
    if bits is not None and bits <= 0:
        raise InputError(
            phrase("a width of {bits} bits", bits=bits), field="bits", advice=phrase("Give for instance 16.")
        )
    if rule is PrecisionRule.EACH_OPERATION or bits is None or bits <= _SIXTEEN:
        return raw
    return raw.scaled(bits / _SIXTEEN)
