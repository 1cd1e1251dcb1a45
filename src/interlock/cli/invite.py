"""``interlock invite``: the first administrator of the agency, of a State or of an organisation."""

from __future__ import annotations

from typing import Annotated

import typer

from interlock.adapters import clock
from interlock.cli.agency import needs_agency
from interlock.cli.output import messages

__all__ = ["invite"]


def invite(
    email: Annotated[str, typer.Argument(metavar="EMAIL", help="Whom to invite.")],
    seat: Annotated[
        str, typer.Option("--seat", metavar="SEAT", help="applicant, caseworker, inspector or delegate.")
    ],
    organisation: Annotated[
        str, typer.Option("--organisation", metavar="SLUG", help="An applicant's, as in its page's address.")
    ] = "",
    state: Annotated[
        str, typer.Option("--state", metavar="CODE", help="A delegate's, two letters of ISO 3166.")
    ] = "",
    member: Annotated[
        bool, typer.Option("--member", help="Without the right to invite and remove others.")
    ] = False,
    language: Annotated[str, typer.Option("--language", metavar="LANGUAGE", help="en or de.")] = "en",
) -> None:
    """Invite somebody, as an administrator, and print the link. It works once, for seven days.

    The link is also sent by mail. Whoever has it can take the seat: hand it over as you would a key.

    Example: interlock invite ada@agency.example --seat caseworker
    """
    needs_agency()
    from interlock.agency.serving.opening import open_agency  # noqa: PLC0415  # the light base has no agency

    open_agency()
    from interlock.agency.accounts.first import Wanted, invite_first  # noqa: PLC0415  # after Django's set-up

    wanted = Wanted(
        email=email, seat=seat, organisation=organisation, state=state, is_administrator=not member,
        language=language,
    )  # fmt: skip
    given = invite_first(wanted, at=clock.now())
    messages().print(f"{email} is invited as {seat}, until {given.expires_at:%Y-%m-%d %H:%M} UTC:")
    typer.echo(given.address)
