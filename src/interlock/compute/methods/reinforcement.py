"""Compute of reinforcement learning: rollouts, scoring, updates.

Per token and parameter, in FLOP: 2 to generate it and 2 to read each prompt token (once per sample, unless
prompts are cached, which is not assumed); 2 for each scoring pass (the policy before the update, the
reference policy, the reward model); 6 for each update of the policy, and of a critic if there is one.
Where rollouts are long and few are learned from, generating them outweighs the updates, and a count of
updates alone (6ND) hides most of it.

References
----------
.. [1] Kaplan et al. (2020), arXiv:2001.08361, section 2.1: 2 N forward, 6 N to train, per token.
.. [2] Ouyang et al. (2022), *Training language models to follow instructions with human feedback*,
   arXiv:2203.02155 (policy, reference, reward and value model).
.. [3] European Commission (2025), C(2025) 5045, annex: forward passes that generate what the model
   learns from count; reward models' own training doesn't.
"""

from __future__ import annotations

from dataclasses import dataclass

from interlock.compute.addition import common_total
from interlock.compute.conventions import Attention, Convention, Counting
from interlock.compute.methods.passes import PASSES_OF_TRAINING, passes
from interlock.compute.methods.provenance import account
from interlock.phrases import phrase
from interlock.quantities import Estimate, Flop, Parameters, Tokens

__all__ = ["ReinforcementLearning", "reinforcement", "reinforcement_parts"]

_SOURCES = ("arXiv:2001.08361, section 2.1", "arXiv:2203.02155", "C(2025) 5045, annex")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReinforcementLearning:
    """One stage of reinforcement learning.

    Parameters
    ----------
    active
        Parameters of the policy that work on each token.
    generated
        Tokens generated, those of samples later discarded included.
    prompt
        Prompt tokens read while generating, once per sample.
    updated
        Tokens from which the policy is updated, once per epoch over them; None where every token
        generated is learned from once.
    scored
        Tokens that the reference policy and the reward model read; None for all generated and prompt
        tokens.
    reference, reward, critic
        Active parameters of these models; None where there is none (a rule, a verifier).
    recomputes_old_policy
        Whether the policy's own probabilities are computed in a pass of their own before the update.
    """

    active: Estimate[Parameters]
    generated: Estimate[Tokens]
    prompt: Estimate[Tokens] | None = None
    updated: Estimate[Tokens] | None = None
    scored: Estimate[Tokens] | None = None
    reference: Estimate[Parameters] | None = None
    reward: Estimate[Parameters] | None = None
    critic: Estimate[Parameters] | None = None
    recomputes_old_policy: bool = False

    @property
    def read(self) -> Estimate[Tokens]:
        """Tokens that pass through the policy while generating."""
        return Estimate.total([self.generated, self.prompt]) if self.prompt else self.generated


def reinforcement_parts(stage: ReinforcementLearning) -> tuple[tuple[str, Estimate[Flop]], ...]:
    """Return name and model FLOP of each part, so that a regime can leave some out.

    Examples
    --------
    >>> stage = ReinforcementLearning(
    ...     active=Estimate.exact(Parameters(1e9)), generated=Estimate.exact(Tokens(1e9)))
    >>> [(name, str(compute)) for name, compute in reinforcement_parts(stage)]
    [('rollouts', '2 × 10¹⁸ FLOP'), ('policy updates', '6 × 10¹⁸ FLOP')]
    """
    scored = stage.scored or stage.read
    updated = stage.updated or stage.generated
    parts = [("rollouts", stage.active, stage.read, 1.0)]
    if stage.recomputes_old_policy:
        parts.append(("old policy pass", stage.active, scored, 1.0))
    if stage.reference:
        parts.append(("reference pass", stage.reference, scored, 1.0))
    if stage.reward:
        parts.append(("reward pass", stage.reward, scored, 1.0))
    parts.append(("policy updates", stage.active, updated, PASSES_OF_TRAINING))
    if stage.critic:
        parts.append(("critic pass", stage.critic, scored, 1.0))
        parts.append(("critic updates", stage.critic, updated, PASSES_OF_TRAINING))
    return tuple((name, passes(model, tokens, times=times)) for name, model, tokens, times in parts)


def reinforcement(stage: ReinforcementLearning) -> Estimate[Flop]:
    """Return the model FLOP, without attention, of a whole stage of reinforcement learning.

    The parts share their inputs, so that their ends are added, not their variances.
    """
    parts = reinforcement_parts(stage)
    return common_total(part for _, part in parts).explained(
        account(
            "reinforcement learning",
            {
                "active parameters": stage.active,
                "tokens generated": stage.generated,
                "prompt tokens": stage.prompt,
                "tokens updated from": stage.updated,
                **dict(parts),
            },
            convention=Convention(counting=Counting.MODEL, attention=Attention.NONE),
            sources=_SOURCES,
            notes=(
                "" if stage.updated else phrase("every token generated is taken as learned from once"),
                "" if stage.prompt else phrase("prompt tokens are left out: none were stated"),
                phrase("attention between tokens is left out"),
            ),
        )
    )
