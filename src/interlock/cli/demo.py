"""``interlock demo``: the demonstration world, into an empty agency."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from interlock.cli.agency import needs_agency
from interlock.cli.output import console, messages, print_json
from interlock.errors import InputError

if TYPE_CHECKING:
    from interlock.agency.demonstration.world import World

__all__ = ["demo"]


def demo(
    seed: Annotated[
        int,
        typer.Option("--seed", metavar="NUMBER", min=0, help="What passwords and secrets follow from."),
    ] = 1,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON document on standard output.")
    ] = False,
) -> None:
    """Fill an empty agency with the demonstration world and print its accounts, once.

    Published models, chips, sites and clusters carry their sources; what is invented says so. A database
    that holds anything besides the States is refused. Whoever knows the seed knows the passwords: keep such
    a site to your own machine.

    Example: interlock demo --seed 7
    """
    needs_agency()
    from interlock.adapters import clock  # noqa: PLC0415  # beside the agency's own imports
    from interlock.agency.serving.opening import open_agency  # noqa: PLC0415  # the light base has no agency

    open_agency()
    from interlock.agency.demonstration.people import account_lines  # noqa: PLC0415  # after Django's set-up
    from interlock.agency.demonstration.world import load  # noqa: PLC0415  # after Django's set-up
    from interlock.agency.serving.preparing import missing_migrations  # noqa: PLC0415  # as above

    if missing := missing_migrations():
        raise InputError(
            f"the database lacks {len(missing)} migrations, the first {missing[0]}",
            advice="Run: interlock migrate",
        )
    world = load(at=clock.now(), seed=seed)
    if as_json:
        print_json(_as_dict(world))
        return
    for line in account_lines(world.accounts):
        console().print(line, soft_wrap=True)
    held = ", ".join(f"{name} {number:,}" for name, number in world.counts.items())
    messages().print(
        f"The demonstration world of seed {seed} is loaded: {held}. The accounts are shown only now. "
        "Whoever knows the seed knows their passwords.",
        soft_wrap=True,
    )


def _as_dict(world: World) -> dict[str, object]:
    return {
        "accounts": [account._asdict() for account in world.accounts],
        "counts": dict(world.counts),
    }
