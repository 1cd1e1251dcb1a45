"""The commands together, and what happens when one fails."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from interlock import __version__
from interlock.cli import agency, check, chips, compute, declare, demo, invite, params, register, rulebooks
from interlock.cli.output import EXIT_BAD_INPUT, EXIT_INTERNAL, complain, stop_quietly, write_in_utf8
from interlock.errors import InterlockError

__all__ = ["app", "main"]

app = typer.Typer(
    name="interlock",
    help="Which AI training runs, models, clusters and chips the law concerns, and from which number.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("check")(check.check)
app.command("params")(params.params)
app.command("compute")(compute.compute)
app.command("chips")(chips.chips)
app.command("declare")(declare.declare)
app.add_typer(rulebooks.app, name="rulebooks")
app.add_typer(register.app, name="register")
app.command("serve")(agency.serve)
app.command("demo")(demo.demo)
app.command("migrate")(agency.migrate)
app.command("invite")(invite.invite)
app.command("backup")(agency.backup)
app.command("restore")(agency.restore)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"interlock {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    _version_wanted: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    pass


def _run() -> None:
    out = sys.stdout
    try:
        app()
    except SystemExit:
        # Click catches a broken pipe itself, silences the stream and exits with 1, our internal error.
        if sys.stdout is not out:
            sys.stdout = out
            stop_quietly()
        raise


def main() -> None:
    """Run the command line and exit; bad input ends with one message, never with a traceback."""
    write_in_utf8()
    try:
        _run()
    except InterlockError as error:
        complain(str(error))
        sys.exit(EXIT_BAD_INPUT)
    except BrokenPipeError:
        stop_quietly()
    except KeyboardInterrupt:
        complain("stopped")
        sys.exit(130)
    except Exception as error:  # noqa: BLE001  # the last line of defence: a person gets a sentence
        complain(
            f"internal error: {type(error).__name__}: {error}. Report it with the command and the input."
        )
        sys.exit(EXIT_INTERNAL)
