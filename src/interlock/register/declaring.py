"""From what the register holds of an entry to a declaration, so that it is judged like any other.

A model, a run, a deployment, a cluster or a chip of the register is judged by `interlock.assessment.assess`,
as a declaration on a developer's own disk is. This module only translates. What a value can't say stays
unknown; a value that can't be used is left out and named, so that one odd number stops no verdict.

Some of what a law asks stands on other entries: the developer's revenue, the compute of a base model, the
peak of a chip. `interlock.register.linking.missing` says which; the caller loads them.

=====================  ==========================================================================
what is asked          where it is taken from
=====================  ==========================================================================
country of developer   the entry's own ``countries``, else those of the developers; only if all agree
annual revenue         the greatest among the developers, their parents and their affiliates: laws count
                       a developer with its affiliates
accredited university  yes only if every developer is one, no if one is known not to be
training compute       ``training_compute``, by its ``compute_basis``:
                       stated by the developer: a published figure, pooled with what else is known;
                       compiled by the source: a figure that holds its base models, tested by the row's
                       other columns and not pooled with them;
                       lower bound: an amount to which an uncounted part is added, so that it can show that
                       a threshold is passed and never that it isn't
base models            ``base_model``, with the compute that the register holds of each
chips of a cluster     by name where the chip is in the shipped table, else by stated performance, else by
                       the peaks of the chip's entry, else by its H100 equivalents
=====================  ==========================================================================

Chips and hours test a figure of compute. Where a table gives them and no figure, none is worked out, except
from chip-hours, which only somebody who saw the run can state.

Examples
--------
>>> held = Held(kind=Kind.MODEL, name="Example 405B", values={
...     "training_compute": {"low": 3.1e25, "central": 3.8e25, "high": 4.6e25},
...     "compute_basis": "stated by the developer", "generates": ["text"]})
>>> declared = declare(held, linked={})
>>> print(declared.subject.declaration.published.training_compute)
3.1–4.6 × 10²⁵ FLOP
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from interlock.assessment import Subject
from interlock.documents import Document
from interlock.phrases import phrase
from interlock.quantities import Estimate, FlopPerSecond, Tokens
from interlock.register.equipment import chip_section, cluster_section, is_known_chip
from interlock.register.figures import Figures
from interlock.register.kinds import Kind
from interlock.register.linking import Held, Linked, developers_of, entries, members, model_of, with_model
from interlock.statements.declaration import FORMAT, Output, read_declaration

__all__ = ["JUDGED", "Declared", "declare"]

JUDGED: Final = {
    Kind.MODEL: "model",
    Kind.TRAINING_RUN: "training_run",
    Kind.DEPLOYMENT: "deployment",
    Kind.CLUSTER: "cluster",
    Kind.CHIP_MODEL: "chip",
}
"""Kinds of entry of which rulebooks speak, and the kind of declaration that each becomes."""

_COMPILED, _LOWER_BOUND = "compiled by the source", "lower bound"
_NOT_STANDING: Final = frozenset({"planned", "decommissioned"})
_OPEN: Final = "open weights"
_CLOSED: Final = frozenset({"api", "hosted", "unreleased", "product", "internal"})
_NAME_LENGTH: Final = 300
_OUTPUTS: Final = frozenset(Output)
_PRECISIONS: Final = {
    "FP64": "fp64", "FP32": "fp32", "TF32": "tf32", "BF16": "bf16", "FP16": "fp16", "FP8": "fp8",
    "FP6": "fp6", "FP4": "fp4", "NVFP4": "fp4", "MXFP4": "fp4", "INT16": "int16", "INT8": "int8",
    "INT4": "int4",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """An entry as a subject to judge."""

    subject: Subject
    left_out: tuple[str, ...]
    """What could not be used and why, in sentences without a final full stop."""


def declare(held: Held, *, linked: Linked) -> Declared | None:
    """Return the entry as a subject; None for what no rulebook speaks of, or what does not stand yet.

    Parameters
    ----------
    linked
        By number, the entries that `missing` asked for, as far as they are known.

    Raises
    ------
    InputError
        If what remains is still no declaration.
    """
    if held.kind not in JUDGED or not _stands(held):
        return None
    model = model_of(held, linked)
    translation = _Translation(with_model(held, model), linked)
    value = translation.declaration(model)
    if value is None:
        return None
    declaration = read_declaration(Document(source=held.source, value=value))
    return Declared(
        subject=Subject(declaration=declaration, source=held.source),
        left_out=tuple(translation.figures.left_out),
    )


def _stands(held: Held) -> bool:
    """Return whether there is something to judge: a planned cluster has no chips that compute."""
    return held.kind is not Kind.CLUSTER or held.values.get("status") not in _NOT_STANDING


# ── translation ──


class _Translation:
    """One entry on its way to a declaration."""

    def __init__(self, held: Held, linked: Linked) -> None:
        self.held, self.linked = held, linked
        self.figures = Figures(held)

    def declaration(self, model: Held | None) -> dict[str, Any] | None:
        """Return the declaration as plain keys; None where a chip says nothing that can be judged."""
        held = self.held
        value: dict[str, Any] = {
            "interlock": FORMAT,
            "kind": JUDGED[held.kind],
            "name": held.name[:_NAME_LENGTH],
        }
        match held.kind:
            case Kind.CLUSTER:
                return {**value, "cluster": cluster_section(self.figures, self.linked)}
            case Kind.CHIP_MODEL:
                chip = chip_section(self.figures, value["name"])
                return None if chip is None else {**value, "chip": chip}
            case _:
                return {**value, **self._trained(model)}

    # models, runs, deployments

    def _trained(self, model: Held | None) -> dict[str, Any]:
        values = self.held.values
        bound = values.get("compute_basis") == _LOWER_BOUND
        published = None if bound else self._published()
        return {
            "developer": self._developer(model),
            "dates": self._dates(model),
            "model": self._model(),
            "training": self._training(bounded=bound),
            "published": published,
            "hardware": self._hardware(supports=published is not None, bounded=bound),
            "costs": self._costs(),
            "capabilities": self._capabilities(),
            "deployment": {"places": [_place(code) for code in values["countries"]]}
            if self.held.kind is Kind.DEPLOYMENT and values.get("countries")
            else None,
        }

    def _published(self) -> dict[str, Any] | None:
        compute = self.figures.get("training_compute", method=phrase("published figure"))
        if compute is None:
            return None
        compiled = self.held.values.get("compute_basis") == _COMPILED
        return {
            "training_compute": compute,
            "convention": self.held.values.get("compute_convention"),
            "source": self.held.cited.get("training_compute", self.held.source)[:_NAME_LENGTH],
            # Who compiles from many sources counts base models in; who trained it mostly does not say.
            "includes_base": True if compiled else None,
            "compiled": compiled or None,
        }

    def _developer(self, model: Held | None) -> dict[str, Any]:
        developers = developers_of(self.held, self.linked)
        # Of a deployment the States are where it is offered, not where its developer has its seat.
        where = model if self.held.kind is Kind.DEPLOYMENT else self.held
        own = where.values.get("countries") if where is not None else None
        codes = set(own or [code for each in developers for code in each.values.get("countries") or ()])
        names = [member["name"] for member in members(self.held.values.get("developers"))]
        return {
            "name": ", ".join(names)[:_NAME_LENGTH] or None,
            "country": _place(codes.pop()) if len(codes) == 1 else None,
            "annual_revenue_usd": self._revenue(developers),
            "accredited_university": _universities(developers, len(names)),
        }

    def _revenue(self, developers: tuple[Held, ...]) -> Estimate[Any] | None:
        known = [
            found
            for developer in developers
            for each in (developer, *entries(developer, ("parent", "affiliates"), self.linked))
            if (
                found := self.figures.get(
                    "annual_revenue", of=each, note=phrase("revenue of {name}", name=each.name)
                )
            )
            is not None
        ]
        return max(known, key=lambda found: found.central, default=None)

    def _dates(self, model: Held | None) -> dict[str, Any]:
        values = self.held.values
        started = values.get("started")
        planned = values.get("status") == "planned"
        released = values.get("released") or (model.values.get("released") if model is not None else None)
        return {
            "released": released,
            "started": None if planned else started,
            "planned_start": started if planned else None,
            "ended": values.get("ended") if not started or (values.get("ended") or "") >= started else None,
            "deployed": values.get("since"),
        }

    def _model(self) -> dict[str, Any]:
        values = self.held.values
        total, active = self.figures.get("parameters"), self.figures.get("active_parameters")
        if total is not None and active is not None and active.low > total.high:
            self.figures.left_out.append(
                phrase("active parameters are left out: they are more than all parameters")
            )
            active = None
        access, domains = values.get("access") or "", values.get("domains") or ()
        return {
            "parameters": {"total": total, "active": active} if total or active else None,
            "generates": self._words("generates"),
            "purpose": values.get("purpose"),
            "open_weights": True if access.startswith(_OPEN) else False if access in _CLOSED else None,
            # Trained primarily on biological sequences: excluded by another domain, left open within biology.
            "biological_sequence_data": False if domains and "Biology" not in domains else None,
        }

    def _words(self, name: str) -> list[str] | None:
        """Return what is generated; None if a word is unknown, since half a list would let a rule miss it."""
        words = self.held.values.get(name)
        if not words or any(word not in _OUTPUTS for word in words):
            return None
        return sorted(words)

    def _training(self, *, bounded: bool) -> dict[str, Any]:
        stages: list[dict[str, Any]] = [{"name": "pre-training", "kind": "pre-training"}]
        if bounded:
            stages[0] |= {
                "compute": self.figures.get("training_compute", method=phrase("lower bound")),
                "convention": self.held.values.get("compute_convention"),
            }
            stages.append({"name": "training beyond the lower bound", "kind": "pre-training"})
        else:
            stages[0]["tokens"] = self._tokens()
        tuning = self.figures.get("fine_tuning_compute")
        if tuning is not None:
            stages.append(
                {"name": "fine-tuning", "kind": "fine-tuning", "compute": tuning, "convention": "model"}
            )
        return {"stages": stages, "base_models": list(self._bases())}

    def _tokens(self) -> Estimate[Tokens] | None:
        """Return the tokens seen; where epochs stand beside them, once and with every epoch are both held."""
        tokens: Estimate[Tokens] | None = self.figures.get("tokens")
        epochs = self.figures.get("epochs")
        if tokens is None or epochs is None or epochs.central <= 1:
            return tokens
        high = tokens.high * epochs.high
        told = replace(
            tokens.provenance, notes=(phrase("whether epochs are counted in it is not said: both are held"),)
        )
        return Estimate.from_interval(Tokens, low=tokens.low, high=high, provenance=told)

    def _bases(self) -> Iterator[dict[str, Any]]:
        for member in members(self.held.values.get("base_model")):
            base = self.linked.get(member["entry"]) if member["entry"] is not None else None
            compute = None
            if base is not None and base.values.get("compute_basis") != _LOWER_BOUND:
                compute = self.figures.get(
                    "training_compute", of=base, method=phrase("held of {name}", name=base.name)
                )
            yield {
                "name": member["name"][:_NAME_LENGTH],
                "relation": "base",
                "training_compute": compute,
            }

    def _hardware(self, *, supports: bool, bounded: bool) -> list[dict[str, Any]]:
        values = self.held.values
        chips = members(values.get("training_chips"))
        count, chip_hours = values.get("training_chip_count"), self.figures.get("chip_hours")
        model_share, hardware_share = (
            self.figures.get("utilisation"),
            self.figures.get("hardware_utilisation"),
        )
        seen = supports or chip_hours is not None
        # Of several types it is not said how many there were of each.
        if bounded or not seen or len(chips) != 1 or not (count or chip_hours):
            return []
        return [
            {
                "chip": chips[0]["name"][:_NAME_LENGTH],
                "count": count or None,
                "hours": self.figures.get("training_time") if chip_hours is None else None,
                "chip_hours": chip_hours,
                "precision": _PRECISIONS.get((values.get("numerical_format") or "").upper()),
                "peak": self._peak_of(chips[0]),
                "utilisation": model_share or hardware_share,
                "utilisation_kind": "mfu" if model_share else "hfu" if hardware_share else None,
            }
        ]

    def _peak_of(self, chip: dict[str, Any]) -> Estimate[FlopPerSecond] | None:
        """Return the peak that the register holds of a chip that the shipped table doesn't know."""
        entry = self.linked.get(chip["entry"]) if chip["entry"] is not None else None
        if entry is None or is_known_chip(chip["name"]):
            return None
        found: Estimate[FlopPerSecond] | None = self.figures.get("peak_16bit", of=entry)
        return found

    def _costs(self) -> dict[str, Any] | None:
        cost = self.figures.get("training_cost")
        return None if cost is None else {"training_cost": cost}

    def _capabilities(self) -> dict[str, Any] | None:
        score = self.figures.get("mmlu")
        return None if score is None else {"mmlu": {"score": score}}


def _place(code: str) -> str:
    return "GB" if code == "UK" else code


def _universities(developers: tuple[Held, ...], named: int) -> bool | None:
    stated = [each.values.get("accredited_university") for each in developers]
    if False in stated:
        return False
    return True if stated and len(stated) == named and all(stated) else None
