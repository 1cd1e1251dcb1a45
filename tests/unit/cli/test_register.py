"""``interlock register`` against a live register: what is shown, what is refused, and with which code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from interlock.adapters.client import RefusedError
from interlock.agency.accounts.models import User
from interlock.agency.accounts.seats import Seat
from interlock.agency.register import importing
from interlock.agency.register.models import Import
from interlock.cli.app import app
from interlock.errors import InputError
from tests.unit.agency.api.conftest import strong, token_of
from tests.unit.agency.conftest import person, record, take

pytestmark = [pytest.mark.enable_socket, pytest.mark.django_db(transaction=True)]

EXAMPLE = Path(__file__).parents[3] / "examples" / "dense-405b.yaml"


@pytest.fixture
def officer(transactional_db: None) -> User:  # noqa: ARG001  # a person is a row
    """Return a caseworker with a second factor."""
    return strong(person("officer@agency.example", seat=Seat.CASEWORKER))


@pytest.fixture
def url(live_server: object) -> str:
    """Return the address of a register that holds one model."""
    estimate = {"low": 3e25, "central": 3.8e25, "high": 4.6e25}
    take(record("Example 405B", training_compute=estimate, developers=["Example Labs"]))
    return str(live_server)


def run(*words: str, **environment: str) -> Result:
    """Run a command and return what it did."""
    return CliRunner().invoke(app, ["register", *words], env=environment)


def test_search_and_show_print_a_table_or_json(url: str) -> None:
    """The address in the table is what show takes."""
    found = run("search", "example", "405", "--url", url)
    assert found.exit_code == 0
    assert "models/example-405b" in found.output

    shown = run("show", "models/example-405b", "--url", url)
    assert "3.8 × 10²⁵ (3 × 10²⁵ to 4.6 × 10²⁵)" in " ".join(shown.output.split())
    told = json.loads(run("show", "models/example-405b", "--json", "--url", url).output)
    assert told["values"]["training_compute"]["value"]["high"] == 4.6e25


def test_export_writes_a_file_or_none(url: str, tmp_path: Path) -> None:
    """A refused export leaves nothing half written."""
    done = run(
        "export", "models", "--filter", "q=example", "--to", str(tmp_path / "models.csv"), "--url", url
    )
    assert done.exit_code == 0
    assert "Example 405B" in (tmp_path / "models.csv").read_text(encoding="utf-8-sig")

    refused = run(
        "export", "models", "--filter", "contry=DE", "--to", str(tmp_path / "none.csv"), "--url", url
    )
    assert isinstance(refused.exception, RefusedError)
    assert [one.name for one in tmp_path.iterdir()] == ["models.csv"]


def test_an_import_is_a_preview_until_it_is_applied(
    url: str, officer: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The job runs elsewhere; the command waits, counts, and says that nothing was taken in."""
    token = tmp_path / "token"
    token.write_text(token_of(officer) + "\n", encoding="ascii")

    def work(_seconds: float) -> None:
        importing.preview(Import.objects.values_list("id", flat=True).get(), progress=lambda *_: None)

    monkeypatch.setattr("interlock.cli.register.time.sleep", work)
    done = run(
        "import", str(EXAMPLE), "--publisher", "Example Labs", "--title", "Declaration", "--on", "2026-05-02",
        "--token-file", str(token), "--url", url, "--json",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["import"]["state"] == "previewed"


@pytest.mark.parametrize(
    "words",
    [
        ("show", "models"), ("show", "models/x", "--on", "soon"), ("export", "models", "--to", "models.xls"),
        ("export", "models", "--to", "m.csv", "--filter", "country"),
        ("search", "x", "--token-file", "/nowhere/token"),
        ("import", "/nowhere/x.csv", "--publisher", "P", "--title", "T", "--on", "2026-05-02"),
    ],
)  # fmt: skip
def test_what_can_not_be_meant_is_refused_before_anything_is_sent(words: tuple[str, ...]) -> None:
    """Bad words end with what to write instead."""
    done = run(*words, "--url", "http://127.0.0.1:9")

    assert isinstance(done.exception, InputError)
    assert done.exception.advice


def test_a_refusal_ends_as_every_bad_input_does(url: str) -> None:
    """The register's own words, and exit code 2 by the command line's one rule."""
    done = run("show", "models/nothing", "--url", url)

    assert isinstance(done.exception, RefusedError)
    assert "(404)" in str(done.exception)
