"""Epoch AI's table of models, row by row, as declarations. Both column layouts are read.

Epoch states with 90 % confidence that a value lies within a factor 3 (Confident), 10 (Likely) or 30
(Speculative) of the truth. Where it gives bounds, they are the interval. Where it says Unknown, Unverified,
Wrong or nothing, the widest of the three stands.

What the table does not say stays unknown: whether a model is general or narrow, where it is offered, and how
many parameters of a mixture work on each token. Its dataset sizes count datapoints, which are tokens for some
rows and words, images or games for others, and often leave the epochs open: no operations are counted from
them. Chips and hours of a row test the compute that Epoch gives; where it gives none, having seen the same
columns, none is worked out from them.

References
----------
.. [1] Epoch AI, *Data on AI Models*, https://epoch.ai/data/ai-models, CC BY 4.0.
.. [2] Epoch AI, *AI models documentation: estimation*,
   https://epoch.ai/data/ai-models-documentation/estimation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeVar

from interlock.adapters.epoch_columns import Cells, is_models_table
from interlock.adapters.epoch_words import country_code, outputs
from interlock.documents import CsvRow, Document, Limits, read_csv
from interlock.errors import InputError
from interlock.phrases import phrase
from interlock.quantities import Estimate, Flop, Parameters, Provenance, UsDollars
from interlock.quantities.units import Quantity
from interlock.statements.declaration import FORMAT, Declaration, read_declaration

__all__ = ["CONFIDENCE_FACTORS", "cited_link", "iter_epoch_models", "published_compute"]

CONFIDENCE_FACTORS: Final[Mapping[str, float]] = {"Confident": 3.0, "Likely": 10.0, "Speculative": 30.0}
"""Factor either way that holds the truth with 90 % probability, by Epoch's word."""
_UNSTATED_FACTOR: Final = 30.0
Q = TypeVar("Q", bound=Quantity)
_TABLE: Final = "Epoch AI, Data on AI Models"
_COMPUTE: Final = "Training compute (FLOP)"
_LOWER: Final = "Training compute lower bound"
_UPPER: Final = "Training compute upper bound"
_PRECISIONS: Final = {
    "FP64": "fp64", "FP32": "fp32", "TF32": "tf32", "BF16": "bf16", "FP16": "fp16", "FP8": "fp8",
    "FP4": "fp4",
    "NVFP4": "fp4", "MXFP4": "fp4", "INT8": "int8", "INT4": "int4",
}  # fmt: skip
_NAME_LENGTH: Final = 300
_OPEN: Final = "Open weights"
_CLOSED: Final = frozenset({"Unreleased", "API access", "Hosted access (no API)"})


def iter_epoch_models(
    data: bytes,
    *,
    source: str,
    limits: Limits = Limits(),  # noqa: B008  # Limits is frozen
) -> Iterator[tuple[Declaration | InputError, int | None]]:
    """Yield a declaration for each row, or the error that says why it can't be used, with the row's line.

    Every row has a name of its own: a row without one is named by its number, and so is the second of two
    rows with one name.

    Raises
    ------
    InputError
        If the table has neither layout.
    """
    columns, rows = read_csv(data, source=source, limits=limits)
    if not is_models_table(columns):
        raise InputError(
            phrase("the columns are not those of {table}", table=_TABLE),
            source=source,
            line=1,
            advice=phrase("Give the table as published."),
        )
    taken: set[str] = set()
    number = 0
    for number, row in enumerate(rows, start=1):
        if row.problem is not None:
            yield row.problem, row.line
            continue
        name = _distinct_name(Cells(row, source).text("Model"), number, taken)
        try:
            yield _declaration(row, source, name), row.line
        except InputError as error:
            yield error, row.line
    if number == 0:
        yield (
            InputError(
                phrase("the table has no rows"), source=source, advice=phrase("Give the table as published.")
            ),
            None,
        )


def _distinct_name(stated: str, number: int, taken: set[str]) -> str:
    name = stated[: _NAME_LENGTH - 20] or f"unnamed model (row {number})"
    if name in taken:
        name = f"{name} (row {number})"
    while name in taken:
        name += "'"
    taken.add(name)
    return name


def _declaration(row: CsvRow, source: str, name: str) -> Declaration:
    cells = Cells(row, source)
    value: dict[str, Any] = {
        "interlock": FORMAT,
        "kind": "model",
        "name": name,
        "developer": _developer(cells),
        "dates": {"released": cells.day("Publication date")},
        "model": _model(cells),
        "training": _training(cells),
        "published": _published(cells),
        "costs": _costs(cells),
    }
    hardware = _hardware(cells)
    if value["published"] is not None:
        value["hardware"] = hardware
    document = Document(source=source, value=value, line=row.line, locate=lambda _: row.line)
    return read_declaration(document)


def cited_link(cells: Cells) -> str:
    """Return the first address, or the title, that the row cites."""
    first = (cells.text("Link").replace(",", " ").split() or [""])[0]
    return first[:_NAME_LENGTH] or cells.text("Reference")[:_NAME_LENGTH]


def _sources(cells: Cells) -> tuple[str, ...]:
    link = cited_link(cells)
    return (_TABLE, link) if link else (_TABLE,)


def _factor(cells: Cells) -> tuple[float, str]:
    word = cells.text("Confidence")
    factor = CONFIDENCE_FACTORS.get(word)
    if factor is not None:
        return factor, f"{word}: within a factor {factor:g}"
    return _UNSTATED_FACTOR, f"{word or 'not stated'}: a factor {_UNSTATED_FACTOR:g} assumed"


def _published(cells: Cells) -> dict[str, object] | None:
    compute = published_compute(cells)
    if compute is None:
        return None
    # Epoch counts base models in, and works most figures out from the other columns of the row.
    return {
        "training_compute": compute,
        "convention": "model",
        "source": cited_link(cells) or _TABLE,
        "includes_base": True,
        "compiled": True,
    }


def published_compute(cells: Cells) -> Estimate[Flop] | None:
    """Return a row's training compute with the interval that its bounds or its confidence give, or None.

    Raises
    ------
    InputError
        If a cell of it can't be read.
    """
    central, low, high = (cells.number(column) for column in (_COMPUTE, _LOWER, _UPPER))
    factor, confidence = _factor(cells)
    notes: list[str] = []
    if central is None:
        if low is None or high is None or low >= high:
            return None
        return Estimate.from_interval(
            Flop, low=low, high=high, provenance=_provenance(cells, "bounds", notes)
        )
    # A bound at the value itself states no spread, one on the wrong side contradicts it: neither is an end.
    if low is not None and low >= central:
        notes.append(f"the stated lower bound {low:.3g} is not below the value and was left aside")
        low = None
    if high is not None and high <= central:
        notes.append(f"the stated upper bound {high:.3g} is not above the value and was left aside")
        high = None
    if low is not None and high is not None:
        confidence = "bounds as stated"
    elif low is not None or high is not None:
        confidence = f"one bound as stated, the other end by confidence ({confidence})"
    return Estimate.from_interval(
        Flop,
        low=central / factor if low is None else low,
        central=central,
        high=central * factor if high is None else high,
        provenance=_provenance(cells, confidence, notes),
    )


def _provenance(cells: Cells, confidence: str, notes: list[str]) -> Provenance:
    return Provenance(
        method=phrase("published figure"),
        inputs=(("confidence", confidence),),
        sources=_sources(cells),
        convention="model FLOP",
        notes=tuple(notes),
    )


def _stated(cells: Cells, quantity: Q, *notes: str) -> Estimate[Q]:
    return Estimate.exact(quantity, Provenance(method=phrase("stated"), sources=_sources(cells), notes=notes))


def _developer(cells: Cells) -> dict[str, object]:
    countries = cells.parts("Country (of organization)", "Country (from Organization)")
    return {
        "name": cells.text("Organization")[:_NAME_LENGTH] or None,
        "country": country_code(countries) if countries else None,
    }


def _model(cells: Cells) -> dict[str, object]:
    total = cells.number("Parameters")
    domains = cells.parts("Domain")
    access = cells.text("Model accessibility")
    return {
        "parameters": None if total is None else {"total": _stated(cells, Parameters(total))},
        "generates": outputs(domains, cells.parts("Task")),
        "open_weights": True if access.startswith(_OPEN) else False if access in _CLOSED else None,
        # Trained primarily on biological sequences: excluded by another domain, left open within biology.
        "biological_sequence_data": False if domains and "Biology" not in domains else None,
    }


def _training(cells: Cells) -> dict[str, object]:
    bases = cells.parts("Base model")
    fine_tuning = cells.number("Finetune compute (FLOP)", zero_is_none=True)
    stages: list[dict[str, object]] = [{"name": "pre-training", "kind": "pre-training"}]
    if fine_tuning is not None:
        compute = _stated(cells, Flop(fine_tuning))
        stages.append(
            {"name": "fine-tuning", "kind": "fine-tuning", "compute": compute, "convention": "model"}
        )
    return {
        "stages": stages,
        "base_models": [{"name": base[:_NAME_LENGTH], "relation": "base"} for base in bases],
    }


def _hardware(cells: Cells) -> list[dict[str, object]]:
    chips = cells.parts("Training hardware")
    count, hours = cells.number("Hardware quantity"), cells.number("Training time (hours)")
    model_share = cells.share("Hardware utilization (MFU)", "Hardware utilization")
    hardware_share = cells.share("Hardware utilization (HFU)")
    if len(chips) != 1 or count is None:
        # Of several types it is not said how many there were of each.
        return []
    kind = "mfu" if "Hardware utilization (MFU)" in cells.cells and model_share else None
    return [
        {
            "chip": chips[0][:_NAME_LENGTH],
            "count": count,
            "hours": hours,
            "precision": _PRECISIONS.get(cells.text("Numerical format").upper()),
            "utilisation": model_share or hardware_share,
            "utilisation_kind": kind or ("hfu" if hardware_share and not model_share else None),
        }
    ]


def _costs(cells: Cells) -> dict[str, object] | None:
    cost = cells.number("Training compute cost (2023 USD)")
    if cost is None:
        return None
    return {"training_cost": _stated(cells, UsDollars(cost), "in US dollars of 2023")}
