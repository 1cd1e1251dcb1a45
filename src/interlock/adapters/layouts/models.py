"""Epoch AI's tables of models, in both column layouts, as records of the register.

Training compute has the interval that `interlock.adapters.epoch_models` gives it: the stated bounds, else
the factor of Epoch's confidence. The rest is what the cells say, in the register's units. Where a row has one
organisation, its countries are said of that organisation too.

References
----------
.. [1] Epoch AI, *Data on AI Models*, https://epoch.ai/data/ai-models, CC BY 4.0.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from interlock.adapters.epoch_columns import Cells, is_models_table
from interlock.adapters.epoch_models import published_compute
from interlock.adapters.epoch_words import outputs
from interlock.adapters.layouts.identity import Names
from interlock.adapters.layouts.layout import Given, Head, Layout, Line
from interlock.adapters.layouts.tables import (
    amount,
    countries,
    day,
    each_row,
    first_address,
    flag,
    keep,
    line_of_text,
    whole,
    words,
)
from interlock.errors import InputError
from interlock.phrases import phrase
from interlock.register import Kind, Origin, Record, Stated
from interlock.register.names import key

__all__ = ["MODELS"]

_CONFIDENCE: Final = {
    "Confident": "confident", "Likely": "likely", "Speculative": "speculative", "Unknown": "unknown",
    "Unverified": "unknown", "Wrong": "unknown",
}  # fmt: skip
_ACCESS: Final = {
    "Open weights (unrestricted)": "open weights",
    "Open weights (restricted use)": "open weights, restricted",
    "Open weights (non-commercial)": "open weights, restricted",
    "API access": "api",
    "Hosted access (no API)": "hosted",
    "Unreleased": "unreleased",
}
_COUNTRY: Final = ("Country (of organization)", "Country (from Organization)")
_LONGEST_ALSO: Final = 200


def _read(given: Given) -> Iterator[Line]:
    names = Names("developer")
    organisations: set[str] = set()

    def read(cells: Cells) -> Iterator[Line]:
        yield _model(cells, given, names)
        yield from _organisation(cells, given, organisations)

    return each_row(given, read)


def _model(cells: Cells, given: Given, names: Names) -> Record:
    name = cells.text("Model")
    if not name:
        raise InputError(
            phrase("the row names no model"), field="Model", advice=phrase("Name it, or leave the row out.")
        )
    values = {**_published(cells), **_training(cells), **_words(cells)}
    also = names.take(name, by=", ".join(cells.parts("Organization"))[:_LONGEST_ALSO], line=cells.row.line)
    return Record(
        kind=Kind.MODEL, name=name, also=also, values=values, stated_on=given.stated_on,
        origin=given.origin, line=cells.row.line,
    )  # fmt: skip


def _organisation(cells: Cells, given: Given, known: set[str]) -> Iterator[Record]:
    """Say of a row's one organisation in which countries it is; the first row that says so counts."""
    named, codes = words(cells, "Organization"), countries(cells, *_COUNTRY)
    if len(named) != 1 or not codes or key(named[0]) in known:
        return
    known.add(key(named[0]))
    yield Record(
        kind=Kind.ORGANISATION, name=named[0], values=keep(countries=codes), stated_on=given.stated_on,
        origin=given.origin, line=cells.row.line,
    )  # fmt: skip


def _noted(value: object, *notes: str) -> Stated | None:
    return None if value is None else Stated(value=value, note=" ".join(note for note in notes if note))


def _published(cells: Cells) -> dict[str, tuple[Stated, ...]]:
    compute = published_compute(cells)
    how = "" if compute is None else _provenance(compute.provenance.inputs, compute.provenance.notes)
    return keep(
        developers=words(cells, "Organization"),
        countries=countries(cells, *_COUNTRY),
        released=day(cells, "Publication date"),
        parameters=_noted(cells.number("Parameters"), _note(cells, "Parameters notes")),
        training_compute=_noted(compute, how, _note(cells, "Training compute notes")),
        compute_basis=None if compute is None else "compiled by the source",
        compute_convention=None if compute is None else "model",
        fine_tuning_compute=_noted(
            cells.number("Finetune compute (FLOP)", zero_is_none=True), _note(cells, "Finetune compute notes")
        ),
        confidence=_CONFIDENCE.get(cells.text("Confidence")),
    )


def _training(cells: Cells) -> dict[str, tuple[Stated, ...]]:
    return keep(
        dataset_size=_noted(
            cells.number("Training dataset size (total)", "Training dataset size (datapoints)"),
            _note(cells, "Dataset size notes"),
        ),
        epochs=cells.number("Epochs", zero_is_none=True),
        batch_size=_noted(cells.number("Batch size", zero_is_none=True), _note(cells, "Batch size notes")),
        training_chips=words(cells, "Training hardware"),
        training_chip_count=whole(cells, "Hardware quantity"),
        training_time=_noted(cells.number("Training time (hours)"), _note(cells, "Training time notes")),
        utilisation=cells.share("Hardware utilization (MFU)", "Hardware utilization"),
        hardware_utilisation=cells.share("Hardware utilization (HFU)"),
        training_power=cells.number("Training power draw (W)"),
        training_cost=_noted(
            amount(cells, "Training compute cost (2023 USD)"),
            "In US dollars of 2023.",
            _note(cells, "Compute cost notes"),
        ),
        numerical_format=line_of_text(cells, "Numerical format"),
    )


def _words(cells: Cells) -> dict[str, tuple[Stated, ...]]:
    domains, tasks = words(cells, "Domain"), words(cells, "Task")
    generates = outputs(domains, tasks) if domains else None
    bases = words(cells, "Base model")
    return keep(
        domains=domains,
        tasks=tasks,
        generates=None if generates is None else [output.value for output in generates],
        access=_ACCESS.get(cells.text("Model accessibility")),
        base_model_named=line_of_text(cells, "Base model"),
        base_model=bases,
        training_data=line_of_text(cells, "Training dataset"),
        frontier=flag(cells, "Frontier model"),
        paper=line_of_text(cells, "Reference"),
        website=first_address(cells.text("Link")),
        authors=line_of_text(cells, "Authors"),
    )


def _note(cells: Cells, column: str) -> str:
    return cells.text(column)[:5000]


def _provenance(inputs: tuple[tuple[str, object], ...], notes: tuple[str, ...]) -> str:
    said = [f"{name.capitalize()}: {value}." for name, value in inputs]
    return " ".join((*said, *(f"{note[:1].upper()}{note[1:]}." for note in notes)))


def _is_models(head: Head) -> bool:
    return is_models_table(tuple(head.columns))


MODELS: Final = Layout(
    name="epoch models",
    title=phrase("Epoch AI's table of models"),
    origin=Origin(
        publisher="Epoch AI",
        title="Data on AI Models",
        url="https://epoch.ai/data/ai-models",
        licence="CC BY 4.0",
    ),
    recognises=_is_models,
    read=_read,
)
"""Notable models (2026) and all models (2025)."""
