"""What officers type in: a file with its source, a reason, a corrected value. Nothing is decided here."""

from __future__ import annotations

import builtins
from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext, gettext_lazy

from interlock.adapters.layouts import LIMITS
from interlock.agency.caseworker.fields import LONGEST_LINE, initial_of, value_fields, value_of
from interlock.agency.pages.days import day
from interlock.agency.pages.notes import dated_note
from interlock.agency.register.speaking import said
from interlock.errors import InputError
from interlock.register import Json, Property, ValueType, canonical
from interlock.register.names import clean

__all__ = ["ApplyForm", "CorrectionForm", "DecisionForm", "ReasonForm", "UploadForm", "add_problem"]

_LONGEST_REASON: Final = 5000
_MEBIBYTE: Final = 2**20
_DAY: Final = ("%Y-%m-%d", "%d.%m.%Y")


class _Day(forms.DateField):
    """A day, typed or chosen."""

    def __init__(self, **keywords: Any) -> None:  # noqa: ANN401  # Django's
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, input_formats=_DAY, **keywords)


class _Reason(forms.CharField):
    """Why, in the officer's words."""

    def __init__(self, **keywords: Any) -> None:  # noqa: ANN401  # Django's
        super().__init__(
            max_length=_LONGEST_REASON,
            widget=forms.Textarea(attrs={"rows": 3}),
            **{"required": True, **keywords},
        )

    def clean(self, value: Any) -> str:  # noqa: ANN401  # Django's
        """Return the text without characters that cannot be seen."""
        text = super().clean(value)
        return str(canonical(ValueType.PROSE, text)) if text.strip() else ""


class _Source(forms.Form):
    """Who says so, and where."""

    publisher = forms.CharField(
        max_length=300, label=gettext_lazy("Publisher of the source"),
        help_text=gettext_lazy("Who says so: an organisation or a person."),
    )  # fmt: skip
    title = forms.CharField(max_length=500, label=gettext_lazy("Title of the source"))
    url = forms.CharField(
        max_length=LONGEST_LINE, required=False, label=gettext_lazy("Web address of the source"),
        widget=forms.TextInput(attrs={"inputmode": "url", "placeholder": "https://"}),
    )  # fmt: skip

    def clean_publisher(self) -> str:
        """Return the publisher's name, which hides nothing."""
        return _honest(self.cleaned_data["publisher"])

    def clean_title(self) -> str:
        """Return the title, which hides nothing."""
        return _honest(self.cleaned_data["title"])

    def clean_url(self) -> str:
        """Return a web address."""
        url = self.cleaned_data["url"]
        if not url:
            return ""
        try:
            return str(canonical(ValueType.ADDRESS, url))
        except InputError as error:
            raise ValidationError(_problem(error)) from error


class UploadForm(_Source):
    """A file, and what is said of it."""

    field_order = ("file", "publisher", "title", "url", "licence", "stated_on", "is_guess_right", "once")
    file = forms.FileField(
        label=gettext_lazy("File"),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("The file is empty. Give the file as published."),
        },
        max_length=300,
    )
    licence = forms.CharField(max_length=100, required=False, label=gettext_lazy("Licence of the source"))
    stated_on = _Day(
        required=False, label=gettext_lazy("Day of the source’s words"),
        help_text=gettext_lazy("The day on which the source published them, not the day of this upload."),
    )  # fmt: skip
    once = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput())

    def __init__(
        self,
        *arguments: Any,  # noqa: ANN401  # Django's
        guess: date | None = None,
        too_large: bool = False,
        **keywords: Any,  # noqa: ANN401  # Django's
    ) -> None:
        super().__init__(*arguments, **keywords)
        self._too_large = too_large
        if too_large:
            self.fields["file"].error_messages["required"] = _too_large()
        self.guess = guess
        if guess is not None:
            self.fields["is_guess_right"] = forms.BooleanField(
                required=False,
                label=gettext("It is %(day)s") % {"day": day(guess)},
                widget=forms.CheckboxInput(attrs={"value": guess.isoformat()}, check_test=lambda _: False),
            )

    def clean_file(self) -> File[bytes]:
        """Return the file, if it is not too large to be read."""
        file: File[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > LIMITS.size:
            raise ValidationError(_too_large(), code="large")
        return file

    def clean(self) -> dict[str, Any]:
        """Ask for the day of the words; a guess counts only where it was confirmed."""
        cleaned: dict[str, Any] = super().clean() or {}
        confirmed = self.data.get("is_guess_right", "")
        if cleaned.get("stated_on") is None and "stated_on" not in self.errors:
            if self.guess is not None and confirmed == self.guess.isoformat():
                cleaned["stated_on"] = self.guess
            else:
                self.add_error("stated_on", gettext("Give the day on which the source published them."))
        return cleaned


class ReasonForm(forms.Form):
    """A reason, before something is taken back."""

    reason = _Reason(
        label=gettext_lazy("Reason"), help_text=gettext_lazy("It is quoted wherever this act is told.")
    )
    once = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput())


class ApplyForm(forms.Form):
    """Why a file is taken in; it may stay empty."""

    reason = _Reason(required=False)


class DecisionForm(forms.Form):
    """What becomes of a conflict, and why."""

    take = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])
    reason = _Reason(label=gettext_lazy("Reason"))

    @property
    def takes(self) -> bool:
        """Whether the file's word is taken."""
        return bool(self.cleaned_data["take"] == "yes")


class CorrectionForm(_Source):
    """A corrected value of one property, with its reason and source."""

    is_unknown = forms.BooleanField(
        required=False, label=gettext_lazy("Not known any more: what was stated no longer stands")
    )
    is_meant = forms.BooleanField(
        required=False, label=gettext_lazy("The name is meant as typed, lookalike letters included")
    )
    reason = _Reason(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Why the held value is wrong. It is quoted wherever this correction is told."),
    )
    dated = _Day(required=False, label=gettext_lazy("Day of the source, where it bears one"))
    property = forms.CharField(max_length=40, widget=forms.HiddenInput())
    seen = forms.CharField(max_length=19, required=False, widget=forms.HiddenInput())
    once = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput())

    def __init__(self, *arguments: Any, prop: Property, held: Json, **keywords: Any) -> None:  # noqa: ANN401  # Django's
        keywords["initial"] = {**initial_of(prop, held), **keywords.get("initial", {})}
        super().__init__(*arguments, **keywords)
        self.prop = prop
        self.value: Json = None
        """What is stated; None for what is not known any more."""
        self._own = value_fields(prop)
        self.fields.update(self._own)
        own = (*self._own, "is_unknown", "is_meant")
        self.order_fields([*own, "reason", "publisher", "title", "url", "dated"])
        if prop.to is None:
            del self.fields["is_meant"]

    def clean(self) -> dict[str, Any]:
        """Make the value what the register keeps."""
        cleaned: dict[str, Any] = super().clean() or {}
        if any(name in self.errors for name in self._own):
            return cleaned
        first = next(iter(self._own))
        try:
            self.value = value_of(self.prop, cleaned)
        except InputError as error:
            self.add_error(first, _problem(error))
            return cleaned
        except ValidationError as error:
            self.add_error(first, error)
            return cleaned
        if cleaned.get("is_unknown"):
            self.value = None
        elif self.value is None:
            self.add_error(first, gettext("Give a value, or say below that it is not known any more."))
        return cleaned

    @builtins.property  # the field of that name stands above
    def note(self) -> str:
        """What is kept beside the value."""
        dated: date | None = self.cleaned_data.get("dated")
        return dated_note(dated) if dated else ""


def add_problem(form: forms.Form, error: InputError) -> None:
    """Say in a form what the register answered to it, beside the field that it names."""
    field = error.field if error.field in form.fields else None
    form.add_error(field, _problem(error))


def _honest(name: str) -> str:
    try:
        return clean(name)
    except InputError as error:
        raise ValidationError(_problem(error)) from error


def _problem(error: InputError) -> str:
    """Return what is wrong and what to do, as sentences; the place is told by the field."""
    line = gettext("Line %(line)d: %(problem)s") if error.line else "%(problem)s"
    problem = line % {"line": error.line, "problem": said(error.problem)}
    sentence = f"{problem[:1].upper()}{problem[1:]}."
    return f"{sentence} {said(error.advice)}" if error.advice else sentence


def _too_large() -> str:
    return gettext("The file is larger than %(most)d MiB. Split it into smaller files.") % {
        "most": LIMITS.size // _MEBIBYTE
    }
