"""From a property to the fields in which an officer types its value, and back to the value.

Each type has one way to be typed; the table `_WAYS` says which. What the fields bring is made canonical by
the property itself, so that a form accepts what the register keeps and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from babel import Locale
from django import forms
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language, gettext, gettext_lazy, pgettext

from interlock.agency.caseworker.typed import number, shown_number
from interlock.agency.pages.names import country_name
from interlock.agency.pages.numbers import unit_label
from interlock.agency.pages.vocabulary import choice_label
from interlock.quantities import Fraction
from interlock.register import Json, Property, ValueType

__all__ = ["LONGEST_LINE", "NumberField", "initial_of", "value_fields", "value_of"]

LONGEST_LINE: Final = 1000
_LONGEST_PROSE: Final = 20_000
_LONGEST_NUMBER: Final = 60
_MORE_NAMES: Final = 3
"""Empty inputs below the names that are held."""
_MOST_NAMES: Final = 500
_NO_STATES: Final = frozenset(("EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"))
_Fields = dict[str, forms.Field]


class NumberField(forms.Field):
    """A number as officers write it."""

    def __init__(self, **keywords: Any) -> None:  # noqa: ANN401  # Django's
        attributes = {"autocomplete": "off", "maxlength": str(_LONGEST_NUMBER)}
        super().__init__(widget=forms.TextInput(attrs=attributes), **keywords)

    def to_python(self, value: Any) -> float | None:  # noqa: ANN401  # Django's
        """Return the number; None where nothing was typed."""
        text = str(value or "").strip()[: _LONGEST_NUMBER + 1]
        return number(text) if text else None


class _Names(forms.TextInput):
    """One input for each of several names."""

    template_name = "caseworker/widgets/names.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:  # noqa: ANN401  # Django's
        context = super().get_context(name, None, attrs)
        held = [one for one in value or () if one]
        context["widget"]["values"] = [*held, *[""] * _MORE_NAMES]
        return context

    def value_from_datadict(self, data: Any, _files: Any, name: str) -> list[str]:  # noqa: ANN401  # Django's
        return data.getlist(name) if isinstance(data, MultiValueDict) else list(data.get(name, ()))


class _NamesField(forms.Field):
    """Several names, each in an input of its own."""

    def to_python(self, value: Any) -> list[str]:  # noqa: ANN401  # Django's
        names = [" ".join(str(one).split()) for one in value or ()]
        return [one[:LONGEST_LINE] for one in names if one][:_MOST_NAMES]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """How values of one type are typed."""

    fields: Callable[[Property], _Fields]
    initial: Callable[[Property, Json], dict[str, Any]]
    value: Callable[[Property, Mapping[str, Any]], Json]
    """None where nothing was typed."""


def value_fields(prop: Property) -> _Fields:
    """Return the fields in which a value of a property is typed; none of them is required by itself."""
    return _WAYS[prop.type].fields(prop)


def initial_of(prop: Property, value: Json) -> dict[str, Any]:
    """Return what stands in the fields for a value that is held."""
    return {} if value is None else _WAYS[prop.type].initial(prop, value)


def value_of(prop: Property, cleaned: Mapping[str, Any]) -> Json:
    """Return the value that the fields hold, as it is kept; None where nothing was typed.

    Raises
    ------
    InputError
        If it is no value of the property.
    """
    value = _WAYS[prop.type].value(prop, cleaned)
    return None if value is None else prop.canonical(value)


# ── numbers ──


def _scale(prop: Property) -> float:
    """Return what a typed number is divided by: shares are typed in per cent."""
    return 100.0 if prop.unit is Fraction else 1.0


def _with_unit(label: str, prop: Property) -> str:
    unit = unit_label(prop.unit)
    return pgettext("form", "%(label)s, in %(unit)s") % {"label": label, "unit": unit} if unit else label


def _estimate_fields(prop: Property) -> _Fields:
    return {
        "central": NumberField(
            required=False,
            label=_with_unit(gettext("Central value"), prop),
            help_text=gettext("The source’s one number, or its best estimate."),
        ),
        "low": NumberField(required=False, label=_with_unit(gettext("Low end"), prop)),
        "high": NumberField(
            required=False,
            label=_with_unit(gettext("High end"), prop),
            help_text=gettext("Low and high end of the 90 % interval. Leave both empty for an exact number."),
        ),
    }


def _estimate_initial(prop: Property, value: Json) -> dict[str, Any]:
    names = ("central",) if value["low"] == value["high"] else ("central", "low", "high")
    return {name: shown_number(round(value[name] * _scale(prop), 12)) for name in names}


def _estimate_value(prop: Property, cleaned: Mapping[str, Any]) -> Json:
    given = {name: cleaned.get(name) for name in ("low", "central", "high")}
    if all(one is None for one in given.values()):
        return None
    scaled = {name: one / _scale(prop) for name, one in given.items() if one is not None}
    if set(scaled) == {"central"}:
        return scaled["central"]
    return scaled  # one end alone is refused with words by the property


def _count_value(_prop: Property, cleaned: Mapping[str, Any]) -> Json:
    return cleaned.get("value")


def _point_fields(_prop: Property) -> _Fields:
    return {
        "latitude": forms.CharField(
            required=False, max_length=30, label=gettext("Latitude, in degrees"),
            help_text=gettext("Negative south of the equator."),
        ),
        "longitude": forms.CharField(
            required=False, max_length=30, label=gettext("Longitude, in degrees"),
            help_text=gettext("Negative west of Greenwich."),
        ),
    }  # fmt: skip


def _point_value(_prop: Property, cleaned: Mapping[str, Any]) -> Json:
    given = {name: cleaned.get(name) for name in ("latitude", "longitude")}
    if not any(given.values()):
        return None
    return {name: _signed(str(one)) for name, one in given.items() if one}


def _signed(text: str) -> float:
    plain = text.strip().replace("−", "-")
    return -number(plain[1:]) if plain.startswith("-") else number(plain)


# ── words ──


def _line(prop: Property, **attributes: str) -> forms.CharField:
    return forms.CharField(
        required=False, max_length=LONGEST_LINE, label=gettext("Value"),
        widget=forms.TextInput(attrs={"autocomplete": "off", **attributes, **_suggested(prop)}),
    )  # fmt: skip


def _suggested(prop: Property) -> dict[str, str]:
    """Return what makes an input suggest names that the register holds, where there is a script."""
    if prop.to is None:
        return {}
    return {
        "list": "held-names",
        "hx-get": reverse("caseworker:names", args=[prop.to.path]),
        "hx-trigger": "input changed delay:250ms",
        "hx-target": "#held-names",
        "hx-swap": "innerHTML",
        "maxlength": "300",
    }


def _words_fields(prop: Property) -> _Fields:
    if prop.choices:
        choices = [(word, choice_label(word)) for word in prop.choices]
        return {
            "value": forms.MultipleChoiceField(
                required=False, label=gettext("Value"), choices=choices, widget=forms.CheckboxSelectMultiple()
            )
        }
    return {
        "value": forms.CharField(
            required=False, max_length=_LONGEST_PROSE, label=gettext("Value"),
            help_text=gettext("One on each line."), widget=forms.Textarea(attrs={"rows": 6}),
        )
    }  # fmt: skip


def _words_value(prop: Property, cleaned: Mapping[str, Any]) -> Json:
    given = cleaned.get("value") or []
    lines = given if prop.choices else str(given or "").splitlines()
    return [line for line in lines if line.strip()] or None


def _choices(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [("", gettext("Choose one")), *pairs]


def _choice_fields(prop: Property) -> _Fields:
    pairs = [(word, choice_label(word)) for word in prop.choices]
    return {"value": forms.ChoiceField(required=False, label=gettext("Value"), choices=_choices(pairs))}


def _country_fields(_prop: Property) -> _Fields:
    pairs = _states(get_language() or "en")
    return {"value": forms.ChoiceField(required=False, label=gettext("Value"), choices=_choices(pairs))}


def _countries_fields(_prop: Property) -> _Fields:
    return {
        "value": forms.MultipleChoiceField(
            required=False, label=gettext("Value"), choices=_states(get_language() or "en"),
            help_text=gettext("Hold Ctrl or Cmd to choose several."),
            widget=forms.SelectMultiple(attrs={"size": 10}),
        )
    }  # fmt: skip


@lru_cache(maxsize=8)
def _states(language: str) -> list[tuple[str, str]]:  # noqa: ARG001  # what is remembered is of one language
    codes = [
        str(code)
        for code in Locale("en").territories
        if len(str(code)) == 2 and str(code).isalpha() and code not in _NO_STATES  # noqa: PLR2004  # ISO 3166 alpha-2
    ]
    return sorted(((code, country_name(code)) for code in codes), key=lambda pair: pair[1])


def _flag_fields(_prop: Property) -> _Fields:
    choices = [("yes", pgettext("flag", "yes")), ("no", pgettext("flag", "no"))]
    return {
        "value": forms.ChoiceField(
            required=False, label=gettext("Value"), choices=choices, widget=forms.RadioSelect()
        )
    }


def _day_fields(_prop: Property) -> _Fields:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return {
        "value": forms.DateField(
            required=False, label=gettext("Value"), widget=widget, input_formats=["%Y-%m-%d", "%d.%m.%Y"]
        )
    }


def _prose_fields(_prop: Property) -> _Fields:
    return {
        "value": forms.CharField(
            required=False, max_length=_LONGEST_PROSE, label=gettext("Value"),
            widget=forms.Textarea(attrs={"rows": 8}),
        )
    }  # fmt: skip


def _names_fields(prop: Property) -> _Fields:
    return {
        "value": _NamesField(
            required=False, label=gettext("Value"), widget=_Names(attrs=_suggested(prop)),
            help_text=gettext_lazy("One name in each. Leave the rest empty."),
        )
    }  # fmt: skip


def _whole(value: Mapping[str, Any]) -> Json:
    return value.get("value") or None


_TEXT: Final = _Way(
    fields=lambda prop: {"value": _line(prop)},
    initial=lambda _, value: {"value": value},
    value=lambda _, cleaned: _whole(cleaned),
)
_WAYS: Final[Mapping[ValueType, _Way]] = {
    ValueType.ESTIMATE: _Way(fields=_estimate_fields, initial=_estimate_initial, value=_estimate_value),
    ValueType.COUNT: _Way(
        fields=lambda prop: {"value": NumberField(required=False, label=_with_unit(gettext("Value"), prop))},
        initial=lambda _, value: {"value": shown_number(value)},
        value=_count_value,
    ),
    ValueType.TEXT: _TEXT,
    ValueType.ADDRESS: _Way(
        fields=lambda prop: {"value": _line(prop, inputmode="url", placeholder="https://")},
        initial=_TEXT.initial,
        value=_TEXT.value,
    ),
    ValueType.PROSE: _Way(fields=_prose_fields, initial=_TEXT.initial, value=_TEXT.value),
    ValueType.DAY: _Way(fields=_day_fields, initial=_TEXT.initial, value=_TEXT.value),
    ValueType.CHOICE: _Way(fields=_choice_fields, initial=_TEXT.initial, value=_TEXT.value),
    ValueType.COUNTRY: _Way(fields=_country_fields, initial=_TEXT.initial, value=_TEXT.value),
    ValueType.COUNTRIES: _Way(fields=_countries_fields, initial=_TEXT.initial, value=_TEXT.value),
    ValueType.WORDS: _Way(
        fields=_words_fields,
        initial=lambda prop, value: {"value": value if prop.choices else "\n".join(value)},
        value=_words_value,
    ),
    ValueType.REFERENCE: _Way(
        fields=_TEXT.fields, initial=lambda _, value: {"value": value["name"]}, value=_TEXT.value
    ),
    ValueType.REFERENCES: _Way(
        fields=_names_fields,
        initial=lambda _, value: {"value": [one["name"] for one in value]},
        value=_TEXT.value,
    ),
    ValueType.FLAG: _Way(
        fields=_flag_fields,
        initial=lambda _, value: {"value": "yes" if value else "no"},
        value=lambda _, cleaned: {"yes": True, "no": False}.get(str(cleaned.get("value") or "")),
    ),
    ValueType.POINT: _Way(
        fields=_point_fields,
        initial=lambda _, value: {name: shown_number(one) for name, one in value.items()},
        value=_point_value,
    ),
}
