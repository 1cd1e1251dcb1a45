"""The form by which somebody makes a token."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from interlock.agency.api.scopes import Scope
from interlock.agency.api.tokens import LONGEST_DAYS

__all__ = ["TokenForm"]

_SCOPES = (
    (Scope.READ, _("Read values that are not public, as far as your seat may")),
    (Scope.IMPORT, _("Upload files, decide conflicts and apply imports")),
    (Scope.CORRECT, _("Correct values")),
    (Scope.UNDO, _("Undo acts")),
)


class TokenForm(forms.Form):
    """What a token is for, what it may do and how long it holds."""

    label = forms.CharField(
        label=_("What it is for"),
        max_length=100,
        help_text=_("So that you know later which program holds it."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"), choices=_SCOPES, widget=forms.CheckboxSelectMultiple
    )
    days = forms.IntegerField(
        label=_("How many days it holds"), min_value=1, max_value=LONGEST_DAYS, initial=30
    )
