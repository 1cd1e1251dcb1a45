"""Typed figures held against Epoch AI's tables, which nobody copied from: slips of the pen show."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from interlock.agency.demonstration.facts import shipped_facts
from interlock.register import Kind
from interlock.register.names import key

COLUMNS = {
    "parameters": "Parameters",
    "training_compute": "Training compute (FLOP)",
    "training_chip_count": "Hardware quantity",
    "training_time": "Training time (hours)",
}
MOST = 2.0


def table(realdata: Path) -> dict[str, dict[str, str]]:
    """Return Epoch's rows by the register's key of the name, the later file over the earlier."""
    found: dict[str, dict[str, str]] = {}
    for name in ("all_ai_models_2025-04.csv", "notable_ai_models.csv"):
        with (realdata / "models" / name).open(encoding="utf-8", newline="") as file:
            found |= {key(row["Model"].strip()): row for row in csv.DictReader(file)}
    return found


@pytest.mark.realdata
def test_no_figure_differs_by_more_than_a_factor_two_without_a_reason(realdata: Path) -> None:
    """Where a typed figure and Epoch's are far apart, a note at the figure says why."""
    rows = table(realdata)
    compared, apart = 0, []
    for one in shipped_facts():
        row = rows.get(one.record.key, {}) if one.record.kind is Kind.MODEL else {}
        for name, column in COLUMNS.items():
            for stated in one.record.values.get(name, ()):
                if not row.get(column) or stated.value is None:
                    continue
                ours = stated.value["central"] if isinstance(stated.value, dict) else stated.value
                compared += 1
                ratio = ours / float(row[column])
                own_note = stated.note.removesuffix(one.reading.words).strip()
                if not 1 / MOST <= ratio <= MOST and not own_note:
                    apart.append((one.record.name, name, ours, row[column]))

    assert apart == []
    assert compared >= 150
