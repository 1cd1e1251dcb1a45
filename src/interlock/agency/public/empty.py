"""What a page without entries says: what would be here, and how it gets here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from interlock.register import Kind

__all__ = ["how_it_gets_here"]

_EMPTY: Final[Mapping[Kind, str | Promise]] = {
    Kind.STATE: gettext_lazy(
        "The members and observers of the United Nations stand here. They come with the agency's set-up."
    ),
    Kind.ORGANISATION: gettext_lazy(
        "Developers, compute providers, fabs and other organisations stand here once an imported table or a "
        "declaration names them."
    ),
    Kind.FACILITY: gettext_lazy(
        "Data centres stand here, with declared power and cooling, once an officer has imported a table of "
        "sites."
    ),
    Kind.CLUSTER: gettext_lazy(
        "Clusters of chips stand here, planned ones marked as such, once an officer has imported a table of "
        "them or a provider has declared one."
    ),
    Kind.CHIP_MODEL: gettext_lazy(
        "Models of chips stand here, with their performance, once an officer has imported a table of "
        "hardware."
    ),
    Kind.MODEL: gettext_lazy(
        "AI models stand here, with their training compute and its interval, once an officer has imported a "
        "table of models or a developer has declared one."
    ),
    Kind.TRAINING_RUN: gettext_lazy("Training runs stand here once a developer has declared one."),
    Kind.DEPLOYMENT: gettext_lazy(
        "Models in use stand here once a provider has declared where it offers one."
    ),
    Kind.PERMIT: gettext_lazy("Permits stand here once the agency has issued one."),
}


def how_it_gets_here(kind: Kind) -> str:
    """Return what would stand in a list without filters, and how it gets there."""
    return str(_EMPTY[kind])
