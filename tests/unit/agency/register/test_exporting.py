"""An export is exactly what the list shows, each value with its source, safe to open."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from typing import Any

import pyarrow.parquet as pq  # type: ignore[import-untyped]  # it has no types
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interlock.agency.register import exporting
from interlock.agency.register.exporting import ExportForm, export, harmless
from interlock.agency.register.listing import Query, list_entries, parse_query
from interlock.agency.register.models import Change, Entry
from interlock.agency.register.writing import begin, write
from interlock.register import PROPERTIES, Kind, ValueType
from tests.unit.agency.conftest import EPOCH, NOW, act, record, take

pytestmark = pytest.mark.django_db


def sent(query: Query, form: ExportForm) -> bytes:
    """Return a whole export."""
    return b"".join(export(query, form, at=NOW))


def csv_rows(content: bytes) -> list[dict[str, str]]:
    """Return the rows of a CSV export."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def parquet_rows(content: bytes) -> list[dict[str, Any]]:
    """Return the rows of a Parquet export."""
    rows: list[dict[str, Any]] = pq.read_table(io.BytesIO(content)).to_pylist()
    return rows


def names_in(content: bytes, form: ExportForm) -> list[str]:
    """Return the names of an export's rows."""
    match form:
        case ExportForm.CSV:
            return [row["name"] for row in csv_rows(content)]
        case ExportForm.JSON:
            return [row["name"] for row in json.loads(content)["entries"]]
        case ExportForm.PARQUET:
            return [row["name"] for row in parquet_rows(content)]


def three() -> None:
    """Take three models in."""
    take(
        record("Alpha", training_compute={"low": 3.1e25, "central": 3.8e25, "high": 4.6e25},
               developers=["Example Labs", "Über, GmbH"], released=date(2025, 2, 4), countries=["DE"]),
        record("Beta", training_compute=1e24, access="api", countries=["US"]),
        record("Gamma", parameters=4.05e11, countries=["DE"]),
    )  # fmt: skip


@pytest.mark.parametrize("form", list(ExportForm))
@pytest.mark.parametrize(
    "asked",
    [{}, {"sort": ["-training_compute"]}, {"country": ["DE"]}, {"q": ["exam"]}, {"sort": ["-changed_at"]}],
)
def test_an_export_has_the_rows_of_the_list_in_its_order(
    form: ExportForm, asked: dict[str, list[str]]
) -> None:
    """All forms, filters and orders."""
    three()
    query = parse_query(Kind.MODEL, asked)
    content = sent(query, form)

    assert names_in(content, form) == [entry.name for entry in list_entries(query).entries]


def test_all_pages_are_exported(monkeypatch: pytest.MonkeyPatch) -> None:
    """However small the batches in which entries are read."""
    three()
    monkeypatch.setattr(exporting, "_BATCH", 1)

    assert len(csv_rows(sent(Query(kind=Kind.MODEL, size=1), ExportForm.CSV))) == 3
    assert pq.ParquetFile(io.BytesIO(sent(Query(kind=Kind.MODEL), ExportForm.PARQUET))).num_row_groups == 3


def test_every_value_has_its_interval_unit_and_source() -> None:
    """In a CSV file, by columns."""
    three()
    alpha = csv_rows(sent(Query(kind=Kind.MODEL), ExportForm.CSV))[0]

    assert [float(alpha[f"training_compute{end}"]) for end in ("_low", "", "_high")] == [
        3.1e25,
        3.8e25,
        4.6e25,
    ]
    assert alpha["training_compute_unit"] == "FLOP"
    assert alpha["training_compute_source"] == EPOCH.publisher
    assert alpha["training_compute_source_url"] == EPOCH.url
    assert alpha["training_compute_source_licence"] == EPOCH.licence
    assert alpha["training_compute_stated_on"] == "2026-05-02"
    assert alpha["developers"] == "Example Labs; Über, GmbH"
    assert alpha["parameters"] == alpha["parameters_source"] == ""


def test_json_says_what_was_asked_and_when() -> None:
    """The file can be understood without the page it came from."""
    three()
    document = json.loads(sent(parse_query(Kind.MODEL, {"country": ["DE"]}), ExportForm.JSON))

    assert document["meta"]["query"] == {"country": ["DE"]}
    assert document["meta"]["generated_at"] == NOW.isoformat()
    compute = document["entries"][0]["values"]["training_compute"]
    assert compute["value"] == {"low": 3.1e25, "central": 3.8e25, "high": 4.6e25}
    assert (compute["unit"], compute["source"]["publisher"]) == ("FLOP", EPOCH.publisher)


def test_parquet_keeps_types_and_units() -> None:
    """Numbers are numbers, lists are lists, the unit is the column's."""
    three()
    content = sent(Query(kind=Kind.MODEL), ExportForm.PARQUET)
    schema = pq.read_schema(io.BytesIO(content))

    assert schema.field("training_compute").metadata == {b"unit": b"FLOP"}
    assert parquet_rows(content)[0]["developers"] == ["Example Labs", "Über, GmbH"]
    assert json.loads(schema.metadata[b"interlock"])["kind"] == "model"


@pytest.mark.parametrize("form", list(ExportForm))
def test_an_empty_list_is_a_whole_file(form: ExportForm) -> None:
    """With its head, and nothing below."""
    content = sent(Query(kind=Kind.PERMIT), form)

    match form:
        case ExportForm.CSV:
            assert content.startswith(b"\xef\xbb\xbfname,page,")
            assert csv_rows(content) == []
        case ExportForm.JSON:
            assert json.loads(content)["entries"] == []
        case ExportForm.PARQUET:
            assert parquet_rows(content) == []


@pytest.mark.parametrize("form", [ExportForm.CSV, ExportForm.JSON])
def test_secret_values_are_left_out(form: ExportForm) -> None:
    """Neither the value nor its source goes out."""
    take(record("Open", parameters=1e9))
    write(
        begin(Change.Act.IMPORT, act()),
        [record("Open", training_compute=7.77e25, on=date(2026, 6, 1))],
        public=False,
    )

    assert b"7.77e+25" not in sent(Query(kind=Kind.MODEL), form)


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_is_exported_in_every_form(kind: Kind) -> None:
    """With every listed property filled in."""
    samples = {
        ValueType.ESTIMATE: 1.5, ValueType.COUNT: 3, ValueType.TEXT: "text", ValueType.DAY: "2026-05-02",
        ValueType.COUNTRY: "DE", ValueType.COUNTRIES: ["DE"], ValueType.FLAG: True, ValueType.REFERENCE: "X",
        ValueType.REFERENCES: ["X", "Y"],
    }  # fmt: skip
    said: dict[str, Any] = {
        prop.name: [prop.choices[0] if prop.choices else "word"] if prop.type is ValueType.WORDS
        else prop.choices[0] if prop.choices else samples[prop.type]
        for prop in PROPERTIES[kind].values() if prop.listed
    }  # fmt: skip
    take(record("One", kind=kind, **said))
    query = parse_query(kind, {"q": ["one"]})

    assert set(json.loads(sent(query, ExportForm.JSON))["entries"][0]["values"]) == set(said)
    flat = parquet_rows(sent(query, ExportForm.PARQUET))[0]
    assert all(flat[name] not in (None, []) for name in said)
    assert all(csv_rows(sent(query, ExportForm.CSV))[0][name] for name in said)


TEXTS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cf", "Co", "Zl", "Zp")), min_size=1, max_size=20
)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=TEXTS.filter(str.strip), compute=st.floats(0, 1e30))
def test_names_and_numbers_survive_every_form(name: str, compute: float) -> None:
    """Quotes, commas, accents and formulas come back as they were; numbers to the last bit."""
    with transaction.atomic():
        take(record(name, training_compute=compute))
        kept = Entry.objects.get(kind=Kind.MODEL).name
        query = Query(kind=Kind.MODEL)
        in_csv = csv_rows(sent(query, ExportForm.CSV))[0]
        in_json = json.loads(sent(query, ExportForm.JSON))["entries"][0]
        in_parquet = parquet_rows(sent(query, ExportForm.PARQUET))[0]

        assert in_csv["name"] == harmless(kept)
        assert in_json["name"] == in_parquet["name"] == kept
        assert float(in_csv["training_compute"]) == in_parquet["training_compute"] == compute
        transaction.set_rollback(True)


@given(st.text())
def test_no_cell_begins_as_a_formula(text: str) -> None:
    """Whatever stands in it; and taking the apostrophe away gives the text again."""
    cell = harmless(text)

    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert text in (cell, cell[1:])
