"""Whoever types into search, filters, cursors and names gets answers, never syntax, errors or formulas."""

from __future__ import annotations

import base64
import csv
import io
import json
from urllib.parse import urlencode

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interlock.agency.register.exporting import ExportForm, export
from interlock.agency.register.listing import Query, list_entries, parse_query, sorts
from interlock.agency.register.models import Change, Entry, ModelRow
from interlock.agency.register.searching import LONGEST_QUERY, search, suggest
from interlock.agency.register.writing import begin, write
from interlock.errors import InputError
from interlock.register import Kind
from tests.unit.agency.conftest import NOW, act, record, take

pytestmark = pytest.mark.django_db
WITH_DATABASE = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
INJECTIONS = (
    "'; DROP TABLE register_entry; --",
    "' OR '1'='1",
    "%' OR 1=1 --",
    "\\'; SELECT pg_sleep(10); --",
    "a & | !",
    "((((",
    "':*",
    "a:*b & c",
    "<-> <2> a",
    "a\\",
    "'a' 'b",
    "!!!!!a",
    "%s %(words)s {0}",
    "$1 $$ $a$",
    "_%_%_%",
    "\ufeff\u202e\u2066\u200b",
    "𝕲𝖗𝖔𝖐",
    "ﷺ" * 60,
    "a\u0301" * 90,
    "İ" * 100,
    "\U0010ffff" * 10,
    "ß" * 200,
)


@pytest.mark.parametrize("text", INJECTIONS)
def test_injections_are_words(text: str, client: Client) -> None:
    """They find what has these words, which is nothing or the entry itself, and change nothing."""
    take(record("Grok 3", parameters=1e9))

    assert all(hit.entry.name == "Grok 3" for hit in search(text))
    assert suggest(text) in ("", "grok 3", "Grok 3")
    assert list_entries(parse_query(Kind.MODEL, {"q": [text]})).count in (0, 1)
    assert client.get("/search", {"q": text}).status_code == 200
    assert Entry.objects.filter(name="Grok 3").exists()


@WITH_DATABASE
@given(st.text(max_size=LONGEST_QUERY))
def test_any_text_can_be_searched_for(text: str) -> None:
    """No text that a person can type raises an error of the database."""
    search(text)
    suggest(text)
    list_entries(Query(kind=Kind.MODEL, text=text))


@WITH_DATABASE
@given(
    st.dictionaries(
        st.sampled_from(
            ["q", "sort", "cursor", "size", "country", "access", "applies", "developers", "domains", "x",
             "training_compute_min", "training_compute_max", "released_min", "released_max"]
        ),
        st.lists(st.text(max_size=30), max_size=3),
    )
)  # fmt: skip
def test_any_address_is_read_or_refused(asked: dict[str, list[str]]) -> None:
    """A list's address raises an input error that names its field, or gives a page."""
    try:
        query = parse_query(Kind.MODEL, asked)
    except InputError as error:
        assert error.field is not None  # noqa: PT017  # a page is an answer as well
    else:
        list_entries(query)


def _forged(parts: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


SCALARS: st.SearchStrategy[object] = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=10), st.just([]), st.just({})
)


@WITH_DATABASE
@given(
    sort=st.sampled_from(sorts(Kind.MODEL)), back=SCALARS | st.sampled_from([0, 1]), value=SCALARS,
    number=SCALARS | st.integers(1, 2**63 - 1),
)  # fmt: skip
def test_forged_cursors_are_refused_or_harmless(
    sort: str, back: object, value: object, number: object
) -> None:
    """A cursor is a place in a list; whatever else is put into one never reaches the database."""
    asked = {"sort": [sort], "cursor": [_forged([sort, back, value, number])]}
    try:
        query = parse_query(Kind.MODEL, asked)
    except InputError as error:
        assert error.field == "cursor"  # noqa: PT017  # a page is an answer as well
    else:
        assert list_entries(query).entries == ()


@pytest.mark.parametrize(
    "cursor", ["", "=", "a", "AAAA", "a" * 2001, "W10", _forged([[[]]]), "[" * 500, _forged("x"), "%00", "é"]
)
def test_malformed_cursors_are_refused(cursor: str, client: Client) -> None:
    """With status 400, never 500; an empty one is none."""
    status = client.get("/models?" + urlencode({"cursor": cursor})).status_code

    assert status == (400 if cursor else 200)


@pytest.mark.parametrize(
    "name",
    ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", '=HYPERLINK("https://example")', "＝1+1"],
)
def test_formulas_in_names_are_not_run_by_a_spreadsheet(name: str) -> None:
    """Each text cell that would be a formula begins with an apostrophe; numbers stay numbers."""
    take(record(name, training_compute=1e25, developers=[name]))
    content = b"".join(export(Query(kind=Kind.MODEL), ExportForm.CSV, at=NOW)).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(content, newline=""))

    assert row["name"] == row["developers"] == f"'{name}"
    assert row["training_compute"] == "1e+25"
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝")) for cell in row.values())


@pytest.mark.parametrize(
    "path", ["/models?q=%00", "/search?q=%00", "/search?q=%ED%A0%80", "/models?%00=1", "/models?q=%ff"]
)
def test_bytes_that_are_no_text_are_answered(path: str, client: Client) -> None:
    """Null bytes, lone surrogates and broken UTF-8 are answered below 500."""
    assert client.get(path).status_code in (200, 400)


def test_a_row_forged_to_be_public_publishes_no_secret_entry(client: Client) -> None:
    """Somebody at the database's prompt changes the copy that lists are read from, not the entry."""
    take(record("Open", parameters=1e9))
    secret = begin(Change.Act.IMPORT, act(), summary="from an inspection")
    write(secret, [record("Hidden Project", parameters=9e12)], public=False)
    forged = ModelRow.objects.filter(entry__name="Hidden Project").update(is_public=True, parameters=9e12)
    assert forged == 1
    for address in ("/models", "/models?sort=-parameters", "/models?parameters_min=1e12", "/api/v1/models"):
        assert "Hidden Project" not in client.get(address).text, address
    for form in ExportForm:
        exported = b"".join(client.get(f"/models/export.{form}").streaming_content)  # type: ignore[attr-defined]
        assert b"Hidden Project" not in exported, form
