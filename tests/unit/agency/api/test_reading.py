"""Everybody reads the register through the API; a token opens no more than its person may see."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from interlock.agency.accounts.models import User
from interlock.agency.api.schemas import KindPath
from interlock.agency.register.models import Change
from interlock.agency.register.writing import begin, undo, write
from interlock.register import Kind
from tests.unit.agency.api.conftest import V1, bearer
from tests.unit.agency.conftest import act, record, take

pytestmark = pytest.mark.django_db


def secretly(name: str, **values: Any) -> None:  # noqa: ANN401  # JSON
    """Take in what only officers may see."""
    write(begin(Change.Act.IMPORT, act(), summary="secret.csv"), [record(name, **values)], public=False)


def test_an_entry_tells_value_interval_unit_source_and_dates(client: Client) -> None:
    """A number never stands alone."""
    take(record("Example 405B", training_compute={"low": 3e25, "central": 3.8e25, "high": 4.6e25}))

    told = client.get(f"{V1}/models/example-405b").json()
    value = told["values"]["training_compute"]
    assert value["value"] == {"low": 3e25, "central": 3.8e25, "high": 4.6e25}
    assert (value["unit"], value["stated_on"], value["source"]["publisher"]) == (
        "FLOP", "2026-05-02", "Epoch AI",
    )  # fmt: skip
    assert told["url"].endswith("/models/example-405b")


def test_references_are_told_by_kind_and_slug(client: Client) -> None:
    """No number from inside leaves; what has a page is named by its address."""
    take(record("Example 405B", developers=["Example Labs"]))

    value = client.get(f"{V1}/models/example-405b").json()["values"]["developers"]["value"]
    assert value == [{"name": "Example Labs", "kind": "organisations", "slug": "example-labs"}]


def test_an_entry_is_told_as_of_a_day_and_as_held_at_an_instant(client: Client) -> None:
    """The past stays readable."""
    take(record("Grok 3", training_compute=4.64e26, on=date(2025, 4, 1)))
    take(record("Grok 3", training_compute=3.5e26, on=date(2026, 5, 2)), by=act(days=2))

    def central(query: str) -> float:
        values = client.get(f"{V1}/models/grok-3?{query}").json()["values"]
        return float(values["training_compute"]["value"]["central"])

    assert central("") == 3.5e26
    assert central("as_of=2025-11-22") == 4.64e26
    assert central("held_at=2026-11-24T00:00:00Z&as_of=2026-11-30") == 4.64e26


def test_the_history_is_told_in_pages_with_what_was_undone(client: Client) -> None:
    """Every statement comes once, newest first."""
    take(record("Grok 3", parameters=1e12, on=date(2025, 4, 1)))
    second = take(record("Grok 3", parameters=2e12))
    undo(second.change, act(days=1))

    first = client.get(f"{V1}/models/grok-3/history?size=1").json()
    rest = client.get(f"{V1}/models/grok-3/history?size=1&cursor={first['next']}").json()
    assert [one["undone"] for one in (*first["items"], *rest["items"])] == [True, False]
    assert rest["items"][0]["stands"]
    assert rest["next"] is None


def test_a_list_is_filtered_sorted_and_paged(client: Client) -> None:
    """A cursor leads through every entry once."""
    take(*(record(f"Model {number:02}", parameters=number * 1e9) for number in range(1, 25)))

    first = client.get(f"{V1}/models?size=10&sort=-parameters&parameters_min=3e9").json()
    second = client.get(
        f"{V1}/models", {"size": 10, "sort": "-parameters", "parameters_min": "3e9", "cursor": first["next"]}
    ).json()
    names = [one["name"] for one in (*first["items"], *second["items"])]
    assert names == [f"Model {number:02}" for number in range(24, 4, -1)]
    assert (first["count"], first["is_exact"], first["previous"]) == (22, True, None)


def test_an_unknown_filter_is_refused_by_name(client: Client) -> None:
    """A misspelt filter is never silently no filter."""
    answer = client.get(f"{V1}/models?contry=DE")

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "contry"


def test_a_search_finds_by_beginnings(client: Client) -> None:
    """Accents and case make no difference."""
    take(record("Université Exämple 7B", parameters=7e9))

    found = client.get(f"{V1}/search?q=exam").json()["items"]
    assert [hit["entry"]["slug"] for hit in found] == ["universite-example-7b"]


def test_verdicts_come_with_because(client: Client) -> None:
    """Every verdict can be opened into its trace."""
    take(record("Example 405B", training_compute=3.8e25, countries=["US"]))

    told = client.get(f"{V1}/models/example-405b/verdicts").json()
    assert told["judged"]
    assert any(one["outcome"] == "applies" and one["because"] for one in told["verdicts"])


def test_secret_values_reach_officers_alone(client: Client, secret: str) -> None:
    """The public sees neither the value nor that it is there; the officer's answer may not be kept."""
    take(record("Example 405B", parameters=4e11))
    secretly("Example 405B", training_compute=1.23e25)

    public = client.get(f"{V1}/models/example-405b")
    officer = client.get(f"{V1}/models/example-405b", headers=bearer(secret))
    assert "training_compute" not in public.json()["values"]
    assert officer.json()["values"]["training_compute"]["public"] is False
    assert (public.headers["Cache-Control"], officer.headers["Cache-Control"]) == (
        "public, no-cache", "private, no-store",
    )  # fmt: skip
    assert "Authorization" in public.headers["Vary"]
    assert "Access-Control-Allow-Origin" not in officer.headers


def test_an_entry_of_which_all_is_secret_is_not_there(client: Client, secret: str) -> None:
    """Its name alone would tell."""
    secretly("Hidden 1T", parameters=1e12)

    assert client.get(f"{V1}/models/hidden-1t").status_code == 404
    assert client.get(f"{V1}/models/hidden-1t", headers=bearer(secret)).status_code == 200


def test_changes_tell_who_only_to_those_who_may_read_the_audit(client: Client, secret: str) -> None:
    """Acts are public, the people behind them are not."""
    take(record("Example 405B", parameters=4e11), by=act(User.objects.get()))

    public = client.get(f"{V1}/changes").json()["items"][0]
    officer = client.get(f"{V1}/changes", headers=bearer(secret)).json()["items"][0]
    assert (public["act"], public["actor"], officer["actor"]) == ("import", None, "Ada Officer")
    assert public["entries"][0]["slug"] == "example-405b"


def test_a_representation_that_is_held_is_not_sent_again(client: Client) -> None:
    """A strong tag names exactly these bytes."""
    take(record("Example 405B", parameters=4e11))
    first = client.get(f"{V1}/models/example-405b")

    again = client.get(f"{V1}/models/example-405b", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    take(record("Example 405B", parameters=5e11, on=date(2026, 6, 1)))
    changed = client.get(f"{V1}/models/example-405b", headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert not first.headers["ETag"].startswith("W/")


def test_everything_shown_can_be_exported(client: Client) -> None:
    """The export has the list's filters."""
    take(record("Example 405B", parameters=4e11), record("Small 1B", parameters=1e9))

    answer = client.get(f"{V1}/exports/models?form=csv&parameters_min=1e10")
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]  # a stream
    assert "Example 405B" in text
    assert "Small 1B" not in text


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/models/nothing", 404, "not-found"),
        ("/ships", 404, "not-found"),
        ("/models/UPPER", 404, "not-found"),
        ("/a/b/c/d/e", 404, "not-found"),
        ("/models/x?as_of=2025-02-30", 422, "invalid"),
        ("/search", 422, "invalid"),
        ("/imports", 401, "unauthorised"),
    ],
)
def test_every_refusal_is_a_problem(client: Client, path: str, status: int, code: str) -> None:
    """RFC 9457, whatever goes wrong."""
    answer = client.get(f"{V1}{path}")

    assert answer.headers["Content-Type"] == "application/problem+json"
    assert (answer.status_code, answer.json()["status"]) == (status, status)
    assert answer.json()["type"].endswith(f"/api/docs#{code}")
    assert set(answer.json()) == {"type", "title", "status", "detail", "instance", "errors"}


def test_kinds_of_the_contract_are_the_registers(client: Client) -> None:
    """No kind is left out."""
    assert {one.value for one in KindPath} == {kind.path for kind in Kind}
    assert all(client.get(f"{V1}/{kind.path}").status_code == 200 for kind in Kind)


def test_a_wrong_method_is_a_problem_with_the_right_ones(client: Client) -> None:
    """405 names what is allowed."""
    answer = client.delete(f"{V1}/rulebooks")

    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET")
    assert answer.json()["type"].endswith("#method")


def test_other_sites_may_read_what_everybody_may(client: Client) -> None:
    """Any origin, for reading without credentials, and for nothing else."""
    asking = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "GET"}

    assert client.get(f"{V1}/rulebooks").headers["Access-Control-Allow-Origin"] == "*"
    assert client.options(f"{V1}/models", headers=asking).headers["Access-Control-Allow-Origin"] == "*"
    acting = asking | {"Access-Control-Request-Method": "POST"}
    assert "Access-Control-Allow-Origin" not in client.options(f"{V1}/imports", headers=acting).headers


def test_the_head_of_an_answer_can_be_asked_for(client: Client) -> None:
    """HEAD is GET without the body."""
    answer = client.head(f"{V1}/rulebooks")

    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["ETag"] == client.get(f"{V1}/rulebooks").headers["ETag"]


def test_no_page_costs_many_queries(client: Client, django_assert_max_num_queries: object) -> None:
    """A page of a list asks the database a handful of times, however many entries it shows."""
    take(*(record(f"Model {number}", developers=[f"Labs {number}"]) for number in range(40)))

    with django_assert_max_num_queries(12):  # type: ignore[operator]  # pytest-django's own
        client.get(f"{V1}/models")
    with django_assert_max_num_queries(16):  # type: ignore[operator]  # pytest-django's own
        client.get(f"{V1}/models/model-1")
