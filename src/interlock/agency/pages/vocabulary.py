"""The register's vocabulary in the language of the page: kinds, properties, choices, seats, outcomes.

`interlock.register` names things in English and knows no language. Here each of its words is a message
that is translated; a test fails when one is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import ngettext, pgettext_lazy

from interlock.agency.accounts.seats import Seat
from interlock.agency.pages.numbers import whole
from interlock.register import Kind, Property
from interlock.rulebooks import Outcome

__all__ = [
    "CHOICES", "KINDS", "LABELS", "choice_label", "kind_count", "kind_heading", "kind_label", "outcome_label",
    "property_label", "seat_label", "word_label",
]  # fmt: skip

KINDS: Final[Mapping[Kind, tuple[str | Promise, str | Promise]]] = {
    Kind.STATE: (pgettext_lazy("kind", "State"), pgettext_lazy("kinds", "States")),
    Kind.ORGANISATION: (pgettext_lazy("kind", "organisation"), pgettext_lazy("kinds", "Organisations")),
    Kind.FACILITY: (pgettext_lazy("kind", "facility"), pgettext_lazy("kinds", "Facilities")),
    Kind.CLUSTER: (pgettext_lazy("kind", "cluster"), pgettext_lazy("kinds", "Clusters")),
    Kind.CHIP_MODEL: (pgettext_lazy("kind", "chip model"), pgettext_lazy("kinds", "Chip models")),
    Kind.MODEL: (pgettext_lazy("kind", "AI model"), pgettext_lazy("kinds", "AI models")),
    Kind.TRAINING_RUN: (pgettext_lazy("kind", "training run"), pgettext_lazy("kinds", "Training runs")),
    Kind.DEPLOYMENT: (pgettext_lazy("kind", "deployment"), pgettext_lazy("kinds", "Deployments")),
    Kind.PERMIT: (pgettext_lazy("kind", "permit"), pgettext_lazy("kinds", "Permits")),
}
"""By kind: the singular as within a sentence, the plural as a heading."""

LABELS: Final[Mapping[str, str | Promise]] = {
    "ISO 3166 code": pgettext_lazy("property", "ISO 3166 code"),
    "Official name": pgettext_lazy("property", "Official name"),
    "Population": pgettext_lazy("property", "Population"),
    "Member of the United Nations since": pgettext_lazy("property", "Member of the United Nations since"),
    "Roles": pgettext_lazy("property", "Roles"),
    "States": pgettext_lazy("property", "States"),
    "Parent organisation": pgettext_lazy("property", "Parent organisation"),
    "Affiliates": pgettext_lazy("property", "Affiliates"),
    "Annual revenue": pgettext_lazy("property", "Annual revenue"),
    "Annual spending on compute": pgettext_lazy("property", "Annual spending on compute"),
    "Staff": pgettext_lazy("property", "Staff"),
    "Founded": pgettext_lazy("property", "Founded"),
    "Accredited university": pgettext_lazy("property", "Accredited university"),
    "Invented for demonstration": pgettext_lazy("property", "Invented for demonstration"),
    "Website": pgettext_lazy("property", "Website"),
    "Description": pgettext_lazy("property", "Description"),
    "Owner": pgettext_lazy("property", "Owner"),
    "Users": pgettext_lazy("property", "Users"),
    "State": pgettext_lazy("property", "State"),
    "Address": pgettext_lazy("property", "Address"),
    "Coordinates": pgettext_lazy("property", "Coordinates"),
    "State of construction": pgettext_lazy("property", "State of construction"),
    "Power": pgettext_lazy("property", "Power"),
    "Power for computing": pgettext_lazy("property", "Power for computing"),
    "Heat that cooling could carry": pgettext_lazy("property", "Heat that cooling could carry"),
    "H100 equivalents": pgettext_lazy("property", "H100 equivalents"),
    "Performance at 8 bits": pgettext_lazy("property", "Performance at 8 bits"),
    "Buildings in operation": pgettext_lazy("property", "Buildings in operation"),
    "Capital cost": pgettext_lazy("property", "Capital cost"),
    "Water use, litres a day": pgettext_lazy("property", "Water use, litres a day"),
    "Observed on the site": pgettext_lazy("property", "Observed on the site"),
    "Project": pgettext_lazy("property", "Project"),
    "Investors": pgettext_lazy("property", "Investors"),
    "Energy companies": pgettext_lazy("property", "Energy companies"),
    "Confidence of the source": pgettext_lazy("property", "Confidence of the source"),
    "Facility": pgettext_lazy("property", "Facility"),
    "Possibly the same as": pgettext_lazy("property", "Possibly the same as"),
    "Possible duplicate": pgettext_lazy("property", "Possible duplicate"),
    "On one site": pgettext_lazy("property", "On one site"),
    "Chip": pgettext_lazy("property", "Chip"),
    "Chips": pgettext_lazy("property", "Chips"),
    "Second chip": pgettext_lazy("property", "Second chip"),
    "Chips of the second model": pgettext_lazy("property", "Chips of the second model"),
    "Performance at 16 bits": pgettext_lazy("property", "Performance at 16 bits"),
    "In operation from": pgettext_lazy("property", "In operation from"),
    "Decommissioned": pgettext_lazy("property", "Decommissioned"),
    "Cost of the hardware": pgettext_lazy("property", "Cost of the hardware"),
    "Sector": pgettext_lazy("property", "Sector"),
    "Superseded by": pgettext_lazy("property", "Superseded by"),
    "Builds upon": pgettext_lazy("property", "Builds upon"),
    "Designer": pgettext_lazy("property", "Designer"),
    "Foundry": pgettext_lazy("property", "Foundry"),
    "Type": pgettext_lazy("property", "Type"),
    "Released": pgettext_lazy("property", "Released"),
    "Total processing performance": pgettext_lazy("property", "Total processing performance"),
    "Peak, FP64": pgettext_lazy("property", "Peak, FP64"),
    "Peak, FP32": pgettext_lazy("property", "Peak, FP32"),
    "Peak, TF32": pgettext_lazy("property", "Peak, TF32"),
    "Peak, 16 bits": pgettext_lazy("property", "Peak, 16 bits"),
    "Peak, FP8": pgettext_lazy("property", "Peak, FP8"),
    "Peak, INT8": pgettext_lazy("property", "Peak, INT8"),
    "Peak, FP4": pgettext_lazy("property", "Peak, FP4"),
    "Memory": pgettext_lazy("property", "Memory"),
    "Memory bandwidth": pgettext_lazy("property", "Memory bandwidth"),
    "Bandwidth between chips": pgettext_lazy("property", "Bandwidth between chips"),
    "Bandwidth between nodes": pgettext_lazy("property", "Bandwidth between nodes"),
    "Thermal design power": pgettext_lazy("property", "Thermal design power"),
    "Die area": pgettext_lazy("property", "Die area"),
    "Process, nm": pgettext_lazy("property", "Process, nm"),
    "Transistors": pgettext_lazy("property", "Transistors"),
    "Price at release": pgettext_lazy("property", "Price at release"),
    "Marketed for data centres": pgettext_lazy("property", "Marketed for data centres"),
    "Data sheet": pgettext_lazy("property", "Data sheet"),
    "Developer": pgettext_lazy("property", "Developer"),
    "Parameters": pgettext_lazy("property", "Parameters"),
    "Parameters active on each token": pgettext_lazy("property", "Parameters active on each token"),
    "Training compute": pgettext_lazy("property", "Training compute"),
    "Basis of the training compute": pgettext_lazy("property", "Basis of the training compute"),
    "What the training compute counts": pgettext_lazy("property", "What the training compute counts"),
    "Fine-tuning compute": pgettext_lazy("property", "Fine-tuning compute"),
    "Training tokens": pgettext_lazy("property", "Training tokens"),
    "Size of the training data, in the source's own unit": pgettext_lazy(
        "property", "Size of the training data, in the source's own unit"
    ),
    "Epochs": pgettext_lazy("property", "Epochs"),
    "Batch size, in the source's own unit": pgettext_lazy("property", "Batch size, in the source's own unit"),
    "Trained on": pgettext_lazy("property", "Trained on"),
    "Chips used": pgettext_lazy("property", "Chips used"),
    "Training time": pgettext_lazy("property", "Training time"),
    "Chip-hours": pgettext_lazy("property", "Chip-hours"),
    "Utilisation, model FLOP": pgettext_lazy("property", "Utilisation, model FLOP"),
    "Utilisation, hardware FLOP": pgettext_lazy("property", "Utilisation, hardware FLOP"),
    "Power drawn in training": pgettext_lazy("property", "Power drawn in training"),
    "Cost of training": pgettext_lazy("property", "Cost of training"),
    "Number format": pgettext_lazy("property", "Number format"),
    "MMLU": pgettext_lazy("property", "MMLU"),
    "Domains": pgettext_lazy("property", "Domains"),
    "Tasks": pgettext_lazy("property", "Tasks"),
    "Generates": pgettext_lazy("property", "Generates"),
    "Purpose": pgettext_lazy("property", "Purpose"),
    "Access to the weights": pgettext_lazy("property", "Access to the weights"),
    "Base model as the source names it": pgettext_lazy("property", "Base model as the source names it"),
    "Base model": pgettext_lazy("property", "Base model"),
    "Training data": pgettext_lazy("property", "Training data"),
    "At the frontier when released": pgettext_lazy("property", "At the frontier when released"),
    "Publication": pgettext_lazy("property", "Publication"),
    "Authors": pgettext_lazy("property", "Authors"),
    "Note on the numbers": pgettext_lazy("property", "Note on the numbers"),
    "Model": pgettext_lazy("property", "Model"),
    "Clusters": pgettext_lazy("property", "Clusters"),
    "State of the permit": pgettext_lazy("property", "State of the permit"),
    "State of the run": pgettext_lazy("property", "State of the run"),
    "Started": pgettext_lazy("property", "Started"),
    "Ended": pgettext_lazy("property", "Ended"),
    "Provider": pgettext_lazy("property", "Provider"),
    "Offered since": pgettext_lazy("property", "Offered since"),
    "Offered until": pgettext_lazy("property", "Offered until"),
    "Access": pgettext_lazy("property", "Access"),
    "Holder": pgettext_lazy("property", "Holder"),
    "For the model": pgettext_lazy("property", "For the model"),
    "For the run": pgettext_lazy("property", "For the run"),
    "Number": pgettext_lazy("property", "Number"),
    "Issued": pgettext_lazy("property", "Issued"),
    "Valid until": pgettext_lazy("property", "Valid until"),
    "Ceiling of training compute": pgettext_lazy("property", "Ceiling of training compute"),
    "Ceiling of parameters": pgettext_lazy("property", "Ceiling of parameters"),
    "Conditions": pgettext_lazy("property", "Conditions"),
    "Also known as": pgettext_lazy("property", "Also known as"),
    "ISO 3166 code of three letters": pgettext_lazy("property", "ISO 3166 code of three letters"),
    "ISO 3166 code in digits": pgettext_lazy("property", "ISO 3166 code in digits"),
    "At the United Nations": pgettext_lazy("property", "At the United Nations"),
}
"""By the English label of a property."""

CHOICES: Final[Mapping[str, str | Promise]] = {
    "developer": pgettext_lazy("value", "developer"),
    "compute provider": pgettext_lazy("value", "compute provider"),
    "fab": pgettext_lazy("value", "fab"),
    "chip designer": pgettext_lazy("value", "chip designer"),
    "red team": pgettext_lazy("value", "red team"),
    "research": pgettext_lazy("value", "research"),
    "authority": pgettext_lazy("value", "authority"),
    "planned": pgettext_lazy("value", "planned"),
    "under construction": pgettext_lazy("value", "under construction"),
    "operating": pgettext_lazy("value", "operating"),
    "closed": pgettext_lazy("value", "closed"),
    "confident": pgettext_lazy("value", "confident"),
    "likely": pgettext_lazy("value", "likely"),
    "speculative": pgettext_lazy("value", "speculative"),
    "unknown": pgettext_lazy("value", "unknown"),
    "existing": pgettext_lazy("value", "existing"),
    "decommissioned": pgettext_lazy("value", "decommissioned"),
    "private": pgettext_lazy("value", "private"),
    "public": pgettext_lazy("value", "public"),
    "public and private": pgettext_lazy("value", "public and private"),
    "stated by the developer": pgettext_lazy("value", "stated by the developer"),
    "compiled by the source": pgettext_lazy("value", "compiled by the source"),
    "lower bound": pgettext_lazy("value", "lower bound"),
    "model": pgettext_lazy("value", "the model's own operations"),
    "hardware": pgettext_lazy("value", "all operations of the hardware"),
    "general": pgettext_lazy("value", "general"),
    "narrow": pgettext_lazy("value", "narrow"),
    "open weights": pgettext_lazy("value", "open weights"),
    "open weights, restricted": pgettext_lazy("value", "open weights, restricted"),
    "api": pgettext_lazy("value", "API"),
    "hosted": pgettext_lazy("value", "hosted"),
    "unreleased": pgettext_lazy("value", "unreleased"),
    "running": pgettext_lazy("value", "running"),
    "paused": pgettext_lazy("value", "paused"),
    "ended": pgettext_lazy("value", "ended"),
    "abandoned": pgettext_lazy("value", "abandoned"),
    "product": pgettext_lazy("value", "product"),
    "internal": pgettext_lazy("value", "internal use"),
    "issued": pgettext_lazy("value", "issued"),
    "suspended": pgettext_lazy("value", "suspended"),
    "reinstated": pgettext_lazy("value", "reinstated"),
    "revoked": pgettext_lazy("value", "revoked"),
    "surrendered": pgettext_lazy("value", "surrendered"),
    "expired": pgettext_lazy("value", "expired"),
    "exhausted": pgettext_lazy("value", "exhausted"),
    "member": pgettext_lazy("value", "member"),
    "observer": pgettext_lazy("value", "observer"),
}
"""By the word that is kept."""

_SEATS: Final[Mapping[Seat, str | Promise]] = {
    Seat.PUBLIC: pgettext_lazy("seat", "Public"),
    Seat.APPLICANT: pgettext_lazy("seat", "Applicant"),
    Seat.CASEWORKER: pgettext_lazy("seat", "Caseworker"),
    Seat.INSPECTOR: pgettext_lazy("seat", "Inspector"),
    Seat.DELEGATE: pgettext_lazy("seat", "Delegate"),
}
_OUTCOMES: Final[Mapping[Outcome, str | Promise]] = {
    Outcome.APPLIES: pgettext_lazy("outcome", "applies"),
    Outcome.NEEDS_DECISION: pgettext_lazy("outcome", "needs a decision"),
    Outcome.INDETERMINATE: pgettext_lazy("outcome", "indeterminate"),
    Outcome.UNKNOWN: pgettext_lazy("outcome", "unknown"),
    Outcome.DOES_NOT_APPLY: pgettext_lazy("outcome", "does not apply"),
}
_COUNTS: Final[Mapping[Kind, Callable[[int], str]]] = {
    Kind.STATE: lambda count: ngettext("%(count)s State", "%(count)s States", count),
    Kind.ORGANISATION: lambda count: ngettext("%(count)s organisation", "%(count)s organisations", count),
    Kind.FACILITY: lambda count: ngettext("%(count)s facility", "%(count)s facilities", count),
    Kind.CLUSTER: lambda count: ngettext("%(count)s cluster", "%(count)s clusters", count),
    Kind.CHIP_MODEL: lambda count: ngettext("%(count)s chip model", "%(count)s chip models", count),
    Kind.MODEL: lambda count: ngettext("%(count)s AI model", "%(count)s AI models", count),
    Kind.TRAINING_RUN: lambda count: ngettext("%(count)s training run", "%(count)s training runs", count),
    Kind.DEPLOYMENT: lambda count: ngettext("%(count)s deployment", "%(count)s deployments", count),
    Kind.PERMIT: lambda count: ngettext("%(count)s permit", "%(count)s permits", count),
}


def kind_label(kind: Kind) -> str:
    """Return what one entry of a kind is called, as within a sentence."""
    return str(KINDS[kind][0])


def kind_heading(kind: Kind) -> str:
    """Return what the entries of a kind are called, as a heading."""
    return str(KINDS[kind][1])


def kind_count(kind: Kind, count: int) -> str:
    """Return a number of entries with their noun, such as ``3 clusters``."""
    return _COUNTS[kind](count) % {"count": whole(count)}


def property_label(prop: Property) -> str:
    """Return what a property is called, as a heading."""
    return str(LABELS.get(prop.label, prop.label))


WORDS: Final[Mapping[str, Mapping[str, str | Promise]]] = {
    "domains": {
        "Audio": pgettext_lazy("domain", "Audio"),
        "Biology": pgettext_lazy("domain", "Biology"),
        "Driving": pgettext_lazy("domain", "Driving"),
        "Earth science": pgettext_lazy("domain", "Earth science"),
        "Games": pgettext_lazy("domain", "Games"),
        "Image generation": pgettext_lazy("domain", "Image generation"),
        "Language": pgettext_lazy("domain", "Language"),
        "Materials science": pgettext_lazy("domain", "Materials science"),
        "Mathematics": pgettext_lazy("domain", "Mathematics"),
        "Medicine": pgettext_lazy("domain", "Medicine"),
        "Multimodal": pgettext_lazy("domain", "Multimodal"),
        "Other": pgettext_lazy("domain", "Other"),
        "Recommendation": pgettext_lazy("domain", "Recommendation"),
        "Robotics": pgettext_lazy("domain", "Robotics"),
        "Search": pgettext_lazy("domain", "Search"),
        "Speech": pgettext_lazy("domain", "Speech"),
        "Video": pgettext_lazy("domain", "Video"),
        "Vision": pgettext_lazy("domain", "Vision"),
    },
    "generates": {
        "action": pgettext_lazy("generates", "action"),
        "audio": pgettext_lazy("generates", "audio"),
        "code": pgettext_lazy("generates", "code"),
        "embedding": pgettext_lazy("generates", "embedding"),
        "forecast": pgettext_lazy("generates", "forecast"),
        "image": pgettext_lazy("generates", "image"),
        "label": pgettext_lazy("generates", "label"),
        "score": pgettext_lazy("generates", "score"),
        "structure": pgettext_lazy("generates", "structure"),
        "text": pgettext_lazy("generates", "text"),
        "video": pgettext_lazy("generates", "video"),
    },
}
"""By property: words that sources commonly use where any word may stand; all others are quoted."""


def word_label(word: str, prop: Property) -> str:
    """Return a source's word in the language of the page where it is a common one, else as it stands."""
    return str(WORDS.get(prop.name, {}).get(word, word))


def choice_label(word: str) -> str:
    """Return a word of a choice in the page's language; one that is no choice, as it is."""
    return str(CHOICES.get(word, word))


def seat_label(seat: Seat) -> str:
    """Return a seat's name."""
    return str(_SEATS[seat])


def outcome_label(outcome: Outcome) -> str:
    """Return an outcome in a word or three."""
    return str(_OUTCOMES[outcome])
