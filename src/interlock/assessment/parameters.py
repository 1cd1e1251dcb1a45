"""How many parameters a subject has, from its files first and its own words second.

A configuration or the headers of the weights can be recounted by anyone; a declared number can't. Where
both are given they must agree, and a difference is reported.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from interlock.assessment.subject import Subject
from interlock.compute.architecture import ParameterCount, count_parameters
from interlock.compute.tensors import compare_count
from interlock.findings import Finding, FindingKind
from interlock.phrases import marked, numeral, phrase
from interlock.quantities import Estimate, Parameters, Provenance

__all__ = ["TAKEN_AS_DENSE", "ParameterFacts", "assess_parameters"]

_TOLERANCE = 0.02
"""Relative difference that rounding explains: developers state two or three figures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterFacts:
    """Parameter counts of a subject; None is unknown."""

    total: Estimate[Parameters] | None
    active: Estimate[Parameters] | None
    count: ParameterCount | None
    """The exact count by component, where a configuration was given."""
    findings: tuple[Finding, ...]


def assess_parameters(subject: Subject) -> ParameterFacts:
    """Return the parameter counts of a subject and what disagrees about them."""
    model = subject.declaration.model
    declared = model.parameters if model is not None else None
    stated_total = declared.total if declared is not None else None
    stated_active = declared.active if declared is not None else None
    if subject.architecture is None:
        return _from_weights(subject, stated_total, stated_active)
    count = count_parameters(subject.architecture)
    findings = [
        finding
        for stated, counted, which in (
            (stated_total, count.total, "total"),
            (stated_active, count.active, "active"),
        )
        if stated is not None and (finding := _difference(subject, stated, counted, which)) is not None
    ]
    if subject.tensors is not None:
        finding = compare_count(count.total, subject.tensors, subject=subject.name)
        findings += [finding] if finding is not None else []
    return ParameterFacts(
        total=_exact(count.total, marked("counted from the configuration"), subject.architecture.source),
        active=_exact(count.active, marked("counted from the configuration"), subject.architecture.source),
        count=count,
        findings=tuple(findings),
    )


def _from_weights(
    subject: Subject, total: Estimate[Parameters] | None, active: Estimate[Parameters] | None
) -> ParameterFacts:
    if subject.tensors is None:
        return ParameterFacts(total=total, active=active or _as_dense(total), count=None, findings=())
    counted = subject.tensors.total
    finding = _difference(subject, total, counted, "total") if total is not None else None
    exact = _exact(counted, marked("counted from the weight headers"), subject.source)
    return ParameterFacts(
        total=exact,
        active=active or _as_dense(exact),
        count=None,
        findings=(finding,) if finding is not None else (),
    )


TAKEN_AS_DENSE = phrase("active parameters are not stated: every parameter is taken to work on every token")
"""Too high for a mixture of experts, never too low."""


def _as_dense(total: Estimate[Parameters] | None) -> Estimate[Parameters] | None:
    if total is None:
        return None
    return total.explained(replace(total.provenance, notes=(*total.provenance.notes, TAKEN_AS_DENSE)))


def _exact(count: int, method: str, source: str) -> Estimate[Parameters]:
    return Estimate.exact(Parameters(count), Provenance(method=phrase(method), sources=(source,)))


def _difference(subject: Subject, stated: Estimate[Parameters], counted: int, which: str) -> Finding | None:
    if stated.low * (1 - _TOLERANCE) <= counted <= stated.high * (1 + _TOLERANCE):
        return None
    ratio = counted / stated.central if stated.central else float("inf")
    return Finding(
        kind=FindingKind.DISCREPANCY,
        check="declared-parameters",
        subject=subject.name,
        message=(
            phrase(
                "{stated} ({which}) are declared, {counted} are counted from the model's files: "
                "{ratio} times as many",
                stated=stated,
                which=which,
                counted=numeral(f"{counted:,}"),
                ratio=numeral(f"{ratio:.2f}"),
            )
        ),
        checked=phrase("the declared number of parameters against the model's own files"),
        not_checked=phrase("whether the files are those of the model that was trained"),
        likely_causes=(
            phrase("total and active parameters taken for each other"),
            phrase("another version of the model"),
        ),
        settle=phrase("the weight headers of the model that was trained"),
        evidence=((phrase("declared"), str(stated)), (phrase("counted"), numeral(f"{counted:,}"))),
    )
