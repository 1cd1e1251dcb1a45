"""Declarations (``interlock: declaration/v1``, YAML, JSON or JSON Lines) as records of the register.

What a declaration says beyond what the register holds of an entry, such as the single stages of a training,
stays in the declaration. Nothing is worked out here but sums of what is stated for every part.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Final

from interlock.adapters.layouts.layout import LIMITS, Given, Head, Layout, Line
from interlock.adapters.layouts.tables import keep
from interlock.errors import InputError
from interlock.phrases import phrase
from interlock.quantities import Estimate
from interlock.register import Kind, Record, Refusal, Stated
from interlock.statements.declaration import (
    Convention,
    Declaration,
    Precision,
    UtilisationKind,
    iter_declarations,
)
from interlock.statements.declaration import Kind as Declared

__all__ = ["DECLARATIONS"]

_LENGTH_OF_CODE: Final = 2
_MOST_KINDS_OF_CHIP: Final = 2
_NO_STATE: Final = "EU"
_LONGEST_NAME: Final = 300
_PEAKS: Final = {
    Precision.FP64: "peak_fp64", Precision.FP32: "peak_fp32", Precision.TF32: "peak_tf32",
    Precision.FP8: "peak_fp8", Precision.INT8: "peak_int8", Precision.FP4: "peak_fp4",
}  # fmt: skip
_Values = dict[str, tuple[Stated, ...]]


def _read(given: Given) -> Iterator[Line]:
    for item, line in iter_declarations(given.content, source=given.file_name, limits=LIMITS):
        if isinstance(item, InputError):
            yield Refusal(line=item.line or line, name="", error=item)
            continue
        try:
            found = list(_records(item, given, line))
        except InputError as error:
            name = str(item.name)[:_LONGEST_NAME]
            yield Refusal(line=line, name=name, error=error.within(given.file_name, line=line))
        else:
            yield from found


def _records(declared: Declaration, given: Given, line: int | None) -> Iterator[Record]:
    def record(kind: Kind, name: str, values: _Values) -> Record:
        return Record(
            kind=kind, name=name, values=values, stated_on=given.stated_on, origin=given.origin, line=line
        )

    name = str(declared.name)
    match declared.kind:
        case Declared.TRAINING_RUN:
            run = {**_model(declared, Kind.TRAINING_RUN), **_run(declared, given.stated_on)}
            yield record(Kind.TRAINING_RUN, name, run)
        case Declared.MODEL:
            yield record(Kind.MODEL, name, {**_model(declared, Kind.MODEL), **_released(declared)})
        case Declared.DEPLOYMENT:
            yield record(Kind.MODEL, name, {**_model(declared, Kind.MODEL), **_released(declared)})
            yield record(Kind.DEPLOYMENT, name, _deployment(declared))
        case Declared.CLUSTER:
            yield record(Kind.CLUSTER, name, _cluster(declared))
        case Declared.CHIP:
            yield record(Kind.CHIP_MODEL, name, _chip(declared))
    developer = _developer(declared)
    if declared.developer is not None and declared.developer.name and developer:
        yield record(Kind.ORGANISATION, str(declared.developer.name), developer)


def _developer(declared: Declaration) -> _Values:
    if declared.developer is None:
        return {}
    return keep(
        countries=_countries([declared.developer.country]),
        annual_revenue=declared.developer.annual_revenue_usd,
        accredited_university=declared.developer.accredited_university,
    )


def _who(declared: Declaration) -> list[str]:
    named = declared.developer is not None and declared.developer.name
    return [str(named)] if named else []


def _countries(places: Iterable[Any]) -> list[str]:
    """Return the countries of places; ``US-CA`` lies in US, and the Union is no State."""
    codes = {
        str(place)[:_LENGTH_OF_CODE] for place in places if place is not None and str(place) != _NO_STATE
    }
    return sorted(codes)


def _model(declared: Declaration, kind: Kind) -> _Values:
    model, developer = declared.model, declared.developer
    counts = model.parameters if model is not None else None
    active = (
        keep(active_parameters=counts.active if counts is not None else None) if kind is Kind.MODEL else {}
    )
    return {
        **keep(
            developers=_who(declared),
            countries=_countries([developer.country] if developer is not None else []),
            parameters=counts.total if counts is not None else None,
            generates=[str(output) for output in model.generates or ()] if model is not None else None,
            purpose=str(model.purpose) if model is not None and model.purpose else None,
            description=declared.description,
        ),
        **active,
        **_compute(declared),
        **_hardware(declared),
        **_measured(declared, kind),
    }


def _compute(declared: Declaration) -> _Values:
    published = declared.published
    if published is not None and published.training_compute is not None:
        note = f"Stands in: {published.source}." if published.source else ""
        return keep(
            training_compute=Stated(value=published.training_compute, note=note),
            compute_basis="compiled by the source" if published.compiled else "stated by the developer",
            compute_convention=str(published.convention) if published.convention else None,
        )
    stages = declared.stages
    conventions = {stage.convention or Convention.MODEL for stage in stages}
    total = _total([stage.compute for stage in stages])
    if total is None or len(conventions) != 1:
        return {}
    return keep(
        training_compute=Stated(value=total, note="The sum of its stages, each as declared."),
        compute_basis="stated by the developer",
        compute_convention=str(conventions.pop()),
    )


def _total(parts: Iterable[Estimate[Any] | None]) -> dict[str, float] | None:
    """Return the sum of parts, its ends those of the parts; None unless every part is stated."""
    known = list(parts)
    stated = [part for part in known if part is not None]
    if not stated or len(stated) < len(known):
        return None
    return {
        "low": sum(part.low for part in stated),
        "central": sum(part.central for part in stated),
        "high": sum(part.high for part in stated),
    }


def _hardware(declared: Declaration) -> _Values:
    uses = declared.hardware
    chips = sorted({str(use.chip) for use in uses if use.chip is not None})
    one = uses[0] if len(uses) == 1 else None
    count = one.count if one is not None else None
    share = keep()
    if one is not None and one.utilisation is not None and one.utilisation_kind is not None:
        is_model = one.utilisation_kind is UtilisationKind.MFU
        share = keep(**{"utilisation" if is_model else "hardware_utilisation": one.utilisation})
    return {
        **keep(
            training_chips=chips,
            training_chip_count=round(count.central) if count is not None else None,
            training_time=one.hours if one is not None else None,
            chip_hours=_total([use.chip_hours for use in uses]),
            numerical_format=str(one.precision).upper() if one is not None and one.precision else None,
            tokens=_total([stage.tokens for stage in declared.stages]),
            training_cost=declared.costs.training_cost if declared.costs is not None else None,
        ),
        **share,
    }


def _measured(declared: Declaration, kind: Kind) -> _Values:
    if kind is not Kind.MODEL:
        return {}
    mmlu = declared.capabilities.mmlu if declared.capabilities is not None else None
    bases = [str(ancestor.name) for ancestor in declared.ancestors if ancestor.name]
    is_open = declared.model.open_weights if declared.model is not None else None
    return keep(
        mmlu=mmlu.estimate if mmlu is not None else None,
        base_model=bases,
        base_model_named=", ".join(bases)[:1000],
        access="open weights" if is_open else None,
    )


def _released(declared: Declaration) -> _Values:
    return keep(released=declared.dates.released if declared.dates is not None else None)


def _run(declared: Declaration, on: date) -> _Values:
    dates = declared.dates
    if dates is None:
        return {}
    started, ended = dates.started or dates.planned_start, dates.ended
    status = None
    if ended is not None and ended <= on:
        status = "ended"
    elif started is not None:
        status = "running" if dates.started is not None and started <= on else "planned"
    return keep(started=started, ended=ended, status=status)


def _deployment(declared: Declaration) -> _Values:
    dates = declared.dates
    places = declared.deployment.places if declared.deployment is not None else None
    is_open = declared.model.open_weights if declared.model is not None else None
    return keep(
        model=str(declared.name),
        providers=_who(declared),
        countries=_countries(places or ()),
        since=(dates.deployed or dates.released) if dates is not None else None,
        access="open weights" if is_open else None,
        description=declared.description,
    )


def _cluster(declared: Declaration) -> _Values:
    cluster = declared.cluster
    if cluster is None:
        return keep(owners=_who(declared), description=declared.description)
    chips = [use for use in cluster.chips if use.chip is not None]
    if len(chips) > _MOST_KINDS_OF_CHIP:
        raise InputError(
            phrase("the cluster has {chips} kinds of chip; the register holds two", chips=len(chips)),
            field="cluster.chips",
            advice=phrase("Declare its parts as clusters of their own."),
        )  # fmt: skip
    first, second = (*chips, None, None)[:2]
    is_eight_bit = cluster.precision in (Precision.FP8, Precision.INT8)
    return keep(
        owners=_who(declared),
        chip_model=str(first.chip) if first is not None else None,
        chip_count=round(first.count.central) if first is not None and first.count is not None else None,
        second_chip_model=str(second.chip) if second is not None else None,
        second_chip_count=round(second.count.central)
        if second is not None and second.count is not None
        else None,
        single_site=cluster.colocated,
        description=declared.description,
        **{"performance_8bit" if is_eight_bit else "performance": cluster.performance},
    )


def _chip(declared: Declaration) -> _Values:
    chip = declared.chip
    named = _who(declared)
    designer = named[0] if named else None
    if chip is None:
        return keep(manufacturer=designer, description=declared.description)
    peaks = chip.peaks or {}
    sixteen = [peaks[form] for form in (Precision.BF16, Precision.FP16) if form in peaks]
    return keep(
        manufacturer=designer,
        tpp=chip.tpp,
        die_area=chip.die_area,
        peak_16bit=max(sixteen, key=lambda rate: rate.central, default=None),
        memory_bandwidth=chip.memory_bandwidth,
        chip_interconnect_bandwidth=chip.chip_interconnect_bandwidth,
        marketed_for_data_centres=chip.marketed_for_data_centres,
        description=declared.description,
        **{name: peaks.get(form) for form, name in _PEAKS.items()},
    )


def _is_declaration(head: Head) -> bool:
    return not head.columns and "declaration/v1" in head.text and "interlock" in head.text


DECLARATIONS: Final = Layout(
    name="declarations",
    title=phrase("Declarations of a party"),
    origin=None,
    recognises=_is_declaration,
    read=_read,
)
"""Of runs, models, deployments, clusters and chips."""
