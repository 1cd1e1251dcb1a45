"""``interlock register``: a register elsewhere, searched, shown, exported and filled through its API."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from interlock.adapters.client import Register
from interlock.cli.output import EXIT_BAD_INPUT, complain, console, day, messages, print_json
from interlock.errors import InputError
from interlock.quantities.notation import scientific

__all__ = ["app"]

app = typer.Typer(
    name="register",
    help="Search, show, export and fill a register elsewhere, through its API.",
    no_args_is_help=True,
)

_LARGEST_TOKEN_FILE = 4096
_POLL = 0.5
_LONGEST_JOB = 60 * 60
_BUSY = ("uploaded", "previewing", "applying")
_OUTCOMES = ("new", "changed", "unchanged", "earlier", "conflicting", "refused")

Url = Annotated[
    str, typer.Option("--url", metavar="URL", envvar="INTERLOCK_URL", help="The register's address.")
]
TokenFile = Annotated[
    Path | None,
    typer.Option(
        "--token-file", metavar="FILE", help="File that holds a token. Default: what INTERLOCK_TOKEN holds."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document on standard output.")]
KindArgument = Annotated[
    str, typer.Argument(metavar="KIND", help="Such as models, clusters, facilities, organisations, chips.")
]
Filters = Annotated[
    list[str] | None,
    typer.Option("--filter", metavar="NAME=VALUE", help="As in the list's address: country=DE, sort=-power."),
]


@app.command("search")
def search(
    words: Annotated[list[str], typer.Argument(metavar="WORD...", help="Beginnings of words.")],
    url: Url,
    kind: Annotated[str | None, typer.Option("--kind", metavar="KIND", help="Only this kind.")] = None,
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", help="How many at most.", min=1, max=100)
    ] = 20,
    token_file: TokenFile = None,
    as_json: AsJson = False,
) -> None:
    """Find entries by the beginnings of words in their names.

    Example: interlock register search llama 405b --url https://register.example
    """
    hits = _register(url, token_file).search(" ".join(words), kind=kind, limit=limit)
    if as_json:
        print_json({"items": hits})
        return
    table = _table("Name", "Kind", "Address", "Found by")
    for hit in hits:
        entry = hit["entry"]
        table.add_row(entry["name"], entry["kind"], f"{entry['kind']}/{entry['slug']}", hit["where"])
    console().print(table)


@app.command("show")
def show(
    address: Annotated[str, typer.Argument(metavar="KIND/SLUG", help="Such as models/deepseek-v3.")],
    url: Url,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DAY", help="As of a day. Default: today.")
    ] = None,
    token_file: TokenFile = None,
    as_json: AsJson = False,
) -> None:
    """Show an entry as of a day: every value with its interval, its day and its source.

    Example: interlock register show models/deepseek-v3 --on 2025-04-30 --url https://register.example
    """
    kind, _, slug = address.partition("/")
    if not slug:
        raise InputError(f"{address!r} names no entry", advice="Write it as models/deepseek-v3.")
    as_of = None if on is None else day(on)
    entry = _register(url, token_file).show(kind, slug, as_of=as_of)
    if as_json:
        print_json(entry)
        return
    console().print(f"{entry['name']}, as of {entry['as_of']}, version {entry['version']}")
    table = _table("Property", "Value", "Unit", "Said on", "By")
    for name, held in entry["values"].items():
        source = f"{held['source']['publisher']}, {held['source']['title']}"
        table.add_row(name, _shown(held["value"]), held["unit"] or "", held["stated_on"], source)
    console().print(table)


@app.command("export")
def export(
    kind: KindArgument,
    url: Url,
    to: Annotated[
        Path, typer.Option("--to", metavar="FILE", help="Write to this file: .csv, .json or .parquet.")
    ],
    filters: Filters = None,
    token_file: TokenFile = None,
) -> None:
    """Write a list to a file, with the same filters and order as on its page.

    Example: interlock register export models --filter country=FR --to models.csv --url https://register.example
    """
    form = to.suffix.removeprefix(".")
    if form not in ("csv", "json", "parquet"):
        raise InputError(f"{to.name!r} tells no form", advice="End the name in .csv, .json or .parquet.")
    chosen = _filters(filters or ())
    unfinished = to.with_name(f"{to.name}.part")
    try:
        with unfinished.open("wb") as file:
            written = _register(url, token_file).export(kind, file, form=form, **chosen)
        unfinished.replace(to)
    except OSError as error:
        raise InputError(
            f"{to} can't be written: {error.strerror}", advice="Choose another place."
        ) from error
    finally:
        unfinished.unlink(missing_ok=True)
    messages().print(f"{to}: {written:,} bytes")


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A table or declaration.")],
    url: Url,
    publisher: Annotated[str, typer.Option("--publisher", metavar="NAME", help="Who published the file.")],
    title: Annotated[str, typer.Option("--title", metavar="TITLE", help="What the file is called.")],
    on: Annotated[str, typer.Option("--on", metavar="DAY", help="The day of the source's word.")],
    source_url: Annotated[
        str, typer.Option("--source-url", metavar="ADDRESS", help="Where the file comes from.")
    ] = "",
    licence: Annotated[str, typer.Option("--licence", metavar="NAME", help="Its licence.")] = "",
    apply: Annotated[bool, typer.Option("--apply", help="Take it in after the preview.")] = False,
    token_file: TokenFile = None,
    as_json: AsJson = False,
) -> None:
    """Upload a file and preview, line by line, what it would change; take it in with --apply.

    Conflicts stay out until an officer has decided them.

    Example: interlock register import models.csv --publisher "Epoch AI" --title "AI models" --on 2026-05-02
    --url https://register.example
    """
    if not file.is_file():
        raise InputError("there is no such file", source=str(file), advice="Check the path.")
    register = _register(url, token_file)

    uploaded = register.upload(
        file, publisher=publisher, title=title, stated_on=day(on), url=source_url, licence=licence
    )
    told = _waited(register, uploaded)
    if apply and told["state"] == "previewed":
        told = _waited(register, register.apply(told["id"]))
    lines = [
        line
        for outcome in ("conflicting", "refused")
        for line in register.import_lines(told["id"], outcome=outcome)
    ]
    if as_json:
        print_json({"import": told, "lines": lines})
    else:
        _print_import(told, lines)
    if told["state"] == "failed":
        complain(told["failure"])
        raise typer.Exit(EXIT_BAD_INPUT)


def _print_import(told: Mapping[str, Any], lines: Iterable[Mapping[str, Any]]) -> None:
    counts = ", ".join(f"{told['counts'].get(name, 0):,} {name}" for name in _OUTCOMES)
    console().print(f"{told['file_name']}, import {told['id']}, {told['state']}: {counts}")
    table = _table("Line", "Name", "Outcome", "Why")
    for line in lines:
        why = line["problem"] or "; ".join(_difference(one) for one in line["differences"])
        table.add_row(str(line["line"] or ""), line["name"], line["outcome"], why)
    if table.row_count:
        console().print(table)
    if told["state"] == "previewed":
        messages().print("Nothing was taken in. Run it again with --apply to take it in.")


def _difference(one: Mapping[str, Any]) -> str:
    held, stated = _shown(one.get("held")), _shown(one.get("stated"))
    return f"{one.get('property')}: held {held}, the file says {stated}"


def _waited(register: Register, told: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the import once its job is done, showing how far it has come."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=messages(), transient=True) as progress:
        bar = progress.add_task(str(told["state"]), total=None)
        for _ in range(int(_LONGEST_JOB / _POLL)):
            if told["state"] not in _BUSY:
                return told
            time.sleep(_POLL)
            told = register.import_status(told["id"])
            progress.update(
                bar, description=str(told["state"]), completed=told["done"], total=told["total"] or None
            )
    raise InputError(
        f"import {told['id']} is still {told['state']}",
        advice="Look at its page; the job goes on without you.",
    )


def _register(url: str, token_file: Path | None) -> Register:
    return Register(url, token=_token(token_file))


def _token(path: Path | None) -> str | None:
    if path is None:
        return os.environ.get("INTERLOCK_TOKEN") or None
    try:
        with path.open("rb") as file:
            text = file.read(_LARGEST_TOKEN_FILE + 1)
    except OSError as error:
        raise InputError(
            f"the token can't be read: {error.strerror}", source=str(path), advice="Check the path."
        ) from error
    if len(text) > _LARGEST_TOKEN_FILE or not text.isascii() or not text.strip():
        raise InputError(
            "the file holds no token", source=str(path), advice="Write the token into it, alone."
        )
    return text.decode("ascii").strip()


def _filters(given: Iterable[str]) -> dict[str, str]:
    chosen: dict[str, str] = {}
    for one in given:
        name, sign, value = one.partition("=")
        if not sign or not name.isidentifier():
            raise InputError(f"--filter {one!r} has no name and value", advice="Write it as country=DE.")
        chosen[name] = value
    return chosen


def _table(*headings: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    for heading in headings:
        table.add_column(heading)
    return table


def _shown(value: object) -> str:
    """Return a kept value as a line."""
    match value:
        case None:
            return "not known"
        case {"low": low, "central": central, "high": high}:
            return (
                scientific(central)
                if low == high
                else f"{scientific(central)} ({scientific(low)} to {scientific(high)})"
            )
        case {"latitude": latitude, "longitude": longitude}:
            return f"{latitude:.4f}, {longitude:.4f}"
        case {"name": name}:
            return str(name)
        case list():
            return ", ".join(_shown(one) for one in value)
        case _:
            return " ".join(str(value).split())
