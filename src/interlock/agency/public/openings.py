"""What an entry is, in a sentence or three, made of what stands of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from interlock.register import Kind

__all__ = ["opening"]

_Sentence = tuple[tuple[str, ...], str | Promise]
"""The properties that it needs, and the sentence with their names in braces."""

_IS: Final[Mapping[Kind, tuple[_Sentence, ...]]] = {
    Kind.STATE: (((), _("{name} is a State.")),),
    Kind.ORGANISATION: (
        (("countries", "parent"), _("{name} is an organisation ({countries}). It belongs to {parent}.")),
        (("countries",), _("{name} is an organisation ({countries}).")),
        ((), _("{name} is an organisation.")),
    ),
    Kind.FACILITY: (
        (("owners", "country"), _("{name} is a facility of {owners} ({country}).")),
        (("country",), _("{name} is a facility ({country}).")),
        ((), _("{name} is a facility.")),
    ),
    Kind.CLUSTER: (
        (
            ("owners", "chip_count", "chip_model"),
            _("{name} is a cluster of {owners} with {chip_count} chips of the model {chip_model}."),
        ),
        (("owners", "country"), _("{name} is a cluster of {owners} ({country}).")),
        (("owners",), _("{name} is a cluster of {owners}.")),
        ((), _("{name} is a cluster.")),
    ),
    Kind.CHIP_MODEL: (
        (("manufacturer",), _("{name} is a chip model designed by {manufacturer}.")),
        ((), _("{name} is a chip model.")),
    ),
    Kind.MODEL: (
        (("developers", "countries"), _("{name} is an AI model developed by {developers} ({countries}).")),
        (("developers",), _("{name} is an AI model developed by {developers}.")),
        ((), _("{name} is an AI model.")),
    ),
    Kind.TRAINING_RUN: (
        (("model", "developers"), _("{name} is a training run of {model} by {developers}.")),
        (("developers",), _("{name} is a training run by {developers}.")),
        ((), _("{name} is a training run.")),
    ),
    Kind.DEPLOYMENT: (
        (("model", "providers"), _("{name} is {model} as offered by {providers}.")),
        (("model",), _("{name} is a deployment of {model}.")),
        ((), _("{name} is a deployment.")),
    ),
    Kind.PERMIT: (
        (("holder", "subject_run"), _("{name} is a permit held by {holder} for the run {subject_run}.")),
        (
            ("holder", "subject_model"),
            _("{name} is a permit held by {holder} for the model {subject_model}."),
        ),
        (("holder",), _("{name} is a permit held by {holder}.")),
        ((), _("{name} is a permit.")),
    ),
}
"""By kind; the first of which everything needed is held."""

_FURTHER: Final[Mapping[Kind, tuple[_Sentence, ...]]] = {
    Kind.STATE: (
        (("un_member_since",), _("It has been a member of the United Nations since {un_member_since}.")),
    ),
    Kind.ORGANISATION: ((("roles",), _("Its roles: {roles}.")),),
    Kind.FACILITY: (),
    Kind.CLUSTER: ((("first_operational",), _("It has been in operation since {first_operational}.")),),
    Kind.CHIP_MODEL: ((("released",), _("It was released on {released}.")),),
    Kind.MODEL: ((("released",), _("It was released on {released}.")),),
    Kind.TRAINING_RUN: (
        (("started", "ended"), _("It began on {started} and ended on {ended}.")),
        (("started",), _("It began on {started}.")),
    ),
    Kind.DEPLOYMENT: ((("since",), _("It has been offered since {since}.")),),
    Kind.PERMIT: (
        (("issued", "valid_until"), _("It was issued on {issued} and is valid until {valid_until}.")),
        (("issued",), _("It was issued on {issued}.")),
    ),
}


def opening(kind: Kind, name: str, shown: Mapping[str, SafeString]) -> SafeString:
    """Return what an entry is.

    Parameters
    ----------
    shown
        Values as markup, by property; the sentences say what these allow and nothing else.
    """
    sentences = [_first(_IS[kind], shown), _first(_FURTHER[kind], shown)]
    said = ((format_html(str(one), name=name, **shown),) for one in sentences if one is not None)
    return format_html_join(" ", "{}", said)


def _first(sentences: tuple[_Sentence, ...], shown: Mapping[str, SafeString]) -> str | Promise | None:
    return next((text for needs, text in sentences if all(name in shown for name in needs)), None)
