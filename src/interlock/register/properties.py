"""What may be stated of each kind of entry: the register's vocabulary.

Every property has one type and, where it is a number, one unit. What the register lists, filters and sorts
by is derived from this table, and so are the forms for corrections, the columns of an export and the API.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from interlock.errors import UnknownNameError
from interlock.phrases import phrase
from interlock.quantities import (
    BitPerSecond,
    BytePerSecond,
    Bytes,
    ChipHours,
    Flop,
    FlopPerSecond,
    Fraction,
    Hours,
    Number,
    Parameters,
    Quantity,
    SquareMillimetres,
    Tokens,
    TotalProcessingPerformance,
    UsDollars,
    Watts,
)
from interlock.register.kinds import Kind
from interlock.register.values import Json, ValueType, canonical

__all__ = ["PROPERTIES", "Property", "property_of"]

_Unit = type[Quantity]


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """One thing that may be stated of an entry."""

    name: str
    label: str
    """In English, as a heading; the interface translates it."""
    type: ValueType
    unit: _Unit | None = None
    to: Kind | None = None
    """Of a reference: the kind of entry it names."""
    creates: bool = False
    """Of a reference: whether naming an unknown entry brings one into being."""
    choices: tuple[str, ...] = ()
    public: bool = True
    listed: bool = False
    """Whether tables of this kind show it, sort by it and filter by it."""

    def canonical(self, value: Json) -> Json:
        """Return a value of this property as it is kept; see `interlock.register.values`."""
        return canonical(self.type, value, choices=frozenset(self.choices))


def property_of(kind: Kind, name: str) -> Property:
    """Return a property by name.

    Raises
    ------
    UnknownNameError
        If entries of that kind have none of that name.
    """
    try:
        return PROPERTIES[kind][name]
    except KeyError:
        raise UnknownNameError(
            phrase("an entry of kind {kind} has no property {name}", kind=kind, name=repr(name)),
            advice=phrase("Properties: {names}.", names=", ".join(PROPERTIES[kind])),
        ) from None


def _estimate(name: str, label: str, unit: type[Quantity], *, listed: bool = False) -> Property:
    return Property(name=name, label=label, type=ValueType.ESTIMATE, unit=unit, listed=listed)


def _count(name: str, label: str, *, listed: bool = False) -> Property:
    return Property(name=name, label=label, type=ValueType.COUNT, listed=listed)


def _plain(name: str, label: str, kind: ValueType, *, listed: bool = False) -> Property:
    return Property(name=name, label=label, type=kind, listed=listed)


def _choice(name: str, label: str, *choices: str, listed: bool = False) -> Property:
    return Property(name=name, label=label, type=ValueType.CHOICE, choices=choices, listed=listed)


def _reference(
    name: str, label: str, to: Kind, *, many: bool = False, creates: bool = False, listed: bool = False
) -> Property:
    kind = ValueType.REFERENCES if many else ValueType.REFERENCE
    return Property(name=name, label=label, type=kind, to=to, creates=creates, listed=listed)


_DESCRIPTION = _plain("description", "Description", ValueType.PROSE)
_WEBSITE = _plain("website", "Website", ValueType.ADDRESS)
_COUNTRY = _plain("country", "State", ValueType.COUNTRY, listed=True)
_COUNTRIES = _plain("countries", "States", ValueType.COUNTRIES, listed=True)
_POINT = _plain("point", "Coordinates", ValueType.POINT)
_PLACE = _plain("address", "Address", ValueType.TEXT)
_CONFIDENCE = _choice(
    "confidence", "Confidence of the source", "confident", "likely", "speculative", "unknown"
)
_INVENTED = _plain("invented", "Invented for demonstration", ValueType.FLAG)
_ALIASES = _plain("aliases", "Also known as", ValueType.WORDS)
_DEVELOPERS = _reference("developers", "Developer", Kind.ORGANISATION, many=True, creates=True, listed=True)
_OWNERS = _reference("owners", "Owner", Kind.ORGANISATION, many=True, creates=True, listed=True)
_USERS = _reference("users", "Users", Kind.ORGANISATION, many=True, creates=True)
_POWER = _estimate("power", "Power", Watts, listed=True)
_H100 = _estimate("h100_equivalents", "H100 equivalents", Number, listed=True)

_STATE = (
    _plain("code", "ISO 3166 code", ValueType.COUNTRY, listed=True),
    _plain("three_letter_code", "ISO 3166 code of three letters", ValueType.TEXT),
    _plain("numeric_code", "ISO 3166 code in digits", ValueType.TEXT),
    _plain("official_name", "Official name", ValueType.TEXT),
    _count("population", "Population"),
    _choice("un_standing", "At the United Nations", "member", "observer"),
    _plain("un_member_since", "Member of the United Nations since", ValueType.DAY),
)
_ORGANISATION = (
    Property(
        name="roles", label="Roles", type=ValueType.WORDS, listed=True,
        choices=(
            "developer", "compute provider", "fab", "chip designer", "red team", "research", "authority",
        ),
    ),
    _COUNTRIES,
    _reference("parent", "Parent organisation", Kind.ORGANISATION, creates=True, listed=True),
    _reference("affiliates", "Affiliates", Kind.ORGANISATION, many=True, creates=True),
    _estimate("annual_revenue", "Annual revenue", UsDollars, listed=True),
    _estimate("compute_spend", "Annual spending on compute", UsDollars),
    _estimate("staff", "Staff", Number),
    _plain("founded", "Founded", ValueType.DAY),
    _plain("accredited_university", "Accredited university", ValueType.FLAG),
    _INVENTED, _ALIASES, _WEBSITE, _DESCRIPTION,
)  # fmt: skip
_FACILITY = (
    _ALIASES, _OWNERS, _USERS, _COUNTRY, _PLACE, _POINT,
    _choice(
        "status", "State of construction", "planned", "under construction", "operating", "closed", listed=True
    ),
    _POWER,
    _estimate("it_power", "Power for computing", Watts),
    _estimate("cooling_capacity", "Heat that cooling could carry", Watts, listed=True),
    _H100,
    _estimate("performance", "Performance at 8 bits", FlopPerSecond),
    _count("buildings", "Buildings in operation"),
    _estimate("capital_cost", "Capital cost", UsDollars),
    _estimate("water_use", "Water use, litres a day", Number),
    _plain("construction_note", "Observed on the site", ValueType.PROSE),
    _plain("project", "Project", ValueType.TEXT),
    _plain("investors", "Investors", ValueType.WORDS),
    _plain("energy_companies", "Energy companies", ValueType.WORDS),
    _CONFIDENCE, _DESCRIPTION, _INVENTED,
)  # fmt: skip
_CLUSTER = (
    _ALIASES, _OWNERS, _USERS, _COUNTRY, _PLACE, _POINT,
    _reference("facility", "Facility", Kind.FACILITY, listed=True),
    _choice("status", "State of construction", "planned", "existing", "decommissioned", listed=True),
    _plain("possible_duplicate_of", "Possibly the same as", ValueType.WORDS),
    _plain("possible_duplicate", "Possible duplicate", ValueType.FLAG, listed=True),
    _plain("single_site", "On one site", ValueType.FLAG),
    _reference("chip_model", "Chip", Kind.CHIP_MODEL, listed=True),
    _count("chip_count", "Chips", listed=True),
    _reference("second_chip_model", "Second chip", Kind.CHIP_MODEL),
    _count("second_chip_count", "Chips of the second model"),
    _H100,
    _estimate("performance", "Performance at 16 bits", FlopPerSecond, listed=True),
    _estimate("performance_8bit", "Performance at 8 bits", FlopPerSecond),
    _POWER,
    _plain("first_operational", "In operation from", ValueType.DAY, listed=True),
    _plain("decommissioned", "Decommissioned", ValueType.DAY),
    _estimate("hardware_cost", "Cost of the hardware", UsDollars),
    _choice("sector", "Sector", "private", "public", "public and private"),
    _plain("superseded_by", "Superseded by", ValueType.WORDS),
    _plain("builds_upon", "Builds upon", ValueType.WORDS),
    _CONFIDENCE, _DESCRIPTION, _INVENTED,
)  # fmt: skip
_CHIP_MODEL = (
    _reference("manufacturer", "Designer", Kind.ORGANISATION, creates=True, listed=True),
    _reference("foundry", "Foundry", Kind.ORGANISATION, creates=True),
    _plain("category", "Type", ValueType.TEXT, listed=True),
    _plain("released", "Released", ValueType.DAY, listed=True),
    _estimate("tpp", "Total processing performance", TotalProcessingPerformance, listed=True),
    _estimate("peak_fp64", "Peak, FP64", FlopPerSecond),
    _estimate("peak_fp32", "Peak, FP32", FlopPerSecond),
    _estimate("peak_tf32", "Peak, TF32", FlopPerSecond),
    _estimate("peak_16bit", "Peak, 16 bits", FlopPerSecond, listed=True),
    _estimate("peak_fp8", "Peak, FP8", FlopPerSecond),
    _estimate("peak_int8", "Peak, INT8", FlopPerSecond),
    _estimate("peak_fp4", "Peak, FP4", FlopPerSecond),
    _estimate("memory", "Memory", Bytes, listed=True),
    _estimate("memory_bandwidth", "Memory bandwidth", BytePerSecond),
    _estimate("chip_interconnect_bandwidth", "Bandwidth between chips", BytePerSecond),
    _estimate("node_interconnect_bandwidth", "Bandwidth between nodes", BitPerSecond),
    _estimate("thermal_design_power", "Thermal design power", Watts, listed=True),
    _estimate("die_area", "Die area", SquareMillimetres),
    _count("process_nm", "Process, nm"),
    _estimate("transistors", "Transistors", Number),
    _estimate("price", "Price at release", UsDollars),
    _plain("marketed_for_data_centres", "Marketed for data centres", ValueType.FLAG),
    _plain("datasheet", "Data sheet", ValueType.ADDRESS),
    _ALIASES, _DESCRIPTION,
)  # fmt: skip
_TRAINING_FIGURES = (
    _estimate("training_compute", "Training compute", Flop, listed=True),
    _choice(
        "compute_basis", "Basis of the training compute", "stated by the developer", "compiled by the source",
        "lower bound",
    ),
    _choice("compute_convention", "What the training compute counts", "model", "hardware"),
    _estimate("fine_tuning_compute", "Fine-tuning compute", Flop),
    _estimate("tokens", "Training tokens", Tokens),
    _estimate("dataset_size", "Size of the training data, in the source's own unit", Number),
    _estimate("epochs", "Epochs", Number),
    _estimate("batch_size", "Batch size, in the source's own unit", Number),
    _reference("training_chips", "Trained on", Kind.CHIP_MODEL, many=True),
    _count("training_chip_count", "Chips used"),
    _estimate("training_time", "Training time", Hours),
    _estimate("chip_hours", "Chip-hours", ChipHours),
    _estimate("utilisation", "Utilisation, model FLOP", Fraction),
    _estimate("hardware_utilisation", "Utilisation, hardware FLOP", Fraction),
    _estimate("training_power", "Power drawn in training", Watts),
    _estimate("training_cost", "Cost of training", UsDollars),
    _plain("numerical_format", "Number format", ValueType.TEXT),
    _CONFIDENCE,
)  # fmt: skip
_MODEL = (
    _DEVELOPERS, _COUNTRIES,
    _plain("released", "Released", ValueType.DAY, listed=True),
    _estimate("parameters", "Parameters", Parameters, listed=True),
    _estimate("active_parameters", "Parameters active on each token", Parameters),
    *_TRAINING_FIGURES,
    _estimate("mmlu", "MMLU", Fraction, listed=True),
    _plain("domains", "Domains", ValueType.WORDS, listed=True),
    _plain("tasks", "Tasks", ValueType.WORDS),
    _plain("generates", "Generates", ValueType.WORDS),
    _choice("purpose", "Purpose", "general", "narrow"),
    _choice(
        "access", "Access to the weights", "open weights", "open weights, restricted", "api", "hosted",
        "unreleased", listed=True,
    ),
    _plain("base_model_named", "Base model as the source names it", ValueType.TEXT),
    _reference("base_model", "Base model", Kind.MODEL, many=True),
    _plain("training_data", "Training data", ValueType.TEXT),
    _plain("frontier", "At the frontier when released", ValueType.FLAG),
    _plain("paper", "Publication", ValueType.TEXT),
    _plain("authors", "Authors", ValueType.TEXT),
    _plain("numbers_note", "Note on the numbers", ValueType.PROSE),
    _ALIASES, _WEBSITE, _DESCRIPTION, _INVENTED,
)  # fmt: skip
_TRAINING_RUN = (
    _DEVELOPERS, _COUNTRIES,
    _reference("model", "Model", Kind.MODEL, creates=True, listed=True),
    _reference("clusters", "Clusters", Kind.CLUSTER, many=True, listed=True),
    _choice("status", "State of the run", "planned", "running", "paused", "ended", "abandoned", listed=True),
    _plain("started", "Started", ValueType.DAY, listed=True),
    _plain("ended", "Ended", ValueType.DAY),
    _estimate("parameters", "Parameters", Parameters, listed=True),
    *_TRAINING_FIGURES,
    _plain("generates", "Generates", ValueType.WORDS),
    _choice("purpose", "Purpose", "general", "narrow"),
    _DESCRIPTION, _INVENTED,
)  # fmt: skip
_DEPLOYMENT = (
    _reference("model", "Model", Kind.MODEL, creates=True, listed=True),
    _reference("providers", "Provider", Kind.ORGANISATION, many=True, creates=True, listed=True),
    _COUNTRIES,
    _plain("since", "Offered since", ValueType.DAY, listed=True),
    _plain("until", "Offered until", ValueType.DAY),
    _choice("access", "Access", "open weights", "api", "product", "internal", listed=True),
    _WEBSITE, _DESCRIPTION, _INVENTED,
)  # fmt: skip
_PERMIT = (
    _reference("holder", "Holder", Kind.ORGANISATION, creates=True, listed=True),
    _reference("subject_model", "For the model", Kind.MODEL),
    _reference("subject_run", "For the run", Kind.TRAINING_RUN),
    _plain("number", "Number", ValueType.TEXT, listed=True),
    _choice(
        "status", "State of the permit",
        "issued", "suspended", "reinstated", "revoked", "surrendered", "expired", "exhausted", listed=True,
    ),
    _plain("issued", "Issued", ValueType.DAY, listed=True),
    _plain("valid_until", "Valid until", ValueType.DAY, listed=True),
    _estimate("compute_ceiling", "Ceiling of training compute", Flop),
    _estimate("parameter_ceiling", "Ceiling of parameters", Parameters),
    _plain("conditions", "Conditions", ValueType.PROSE),
    _INVENTED,
)  # fmt: skip


def _by_name(*properties: Property) -> Mapping[str, Property]:
    return {prop.name: prop for prop in properties}


PROPERTIES: Final[Mapping[Kind, Mapping[str, Property]]] = {
    Kind.STATE: _by_name(*_STATE),
    Kind.ORGANISATION: _by_name(*_ORGANISATION),
    Kind.FACILITY: _by_name(*_FACILITY),
    Kind.CLUSTER: _by_name(*_CLUSTER),
    Kind.CHIP_MODEL: _by_name(*_CHIP_MODEL),
    Kind.MODEL: _by_name(*_MODEL),
    Kind.TRAINING_RUN: _by_name(*_TRAINING_RUN),
    Kind.DEPLOYMENT: _by_name(*_DEPLOYMENT),
    Kind.PERMIT: _by_name(*_PERMIT),
}
"""By kind and name, in the order in which a page shows them."""
