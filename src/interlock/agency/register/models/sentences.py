"""Sentences kept so that they can be said in the language of whoever reads them."""

from __future__ import annotations

from typing import Any

from django.db.models import JSONField
from django.db.models.expressions import BaseExpression

from interlock.phrases import kept, recalled

__all__ = ["SentenceField"]


class SentenceField(JSONField):
    """A text or an `interlock.phrases.Phrase`; what was a phrase when it was kept is one when it is read."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str | None:  # noqa: ANN401  # Django's own types
        """Return the text, with its pattern and parts where it had them."""
        plain = super().from_db_value(value, expression, connection)
        return None if plain is None else recalled(plain)

    def get_prep_value(self, value: Any) -> Any:  # noqa: ANN401  # as Django hands it on
        """Return what the database keeps: a text, or an object with a phrase's pattern and parts."""
        return value if isinstance(value, BaseExpression) or not isinstance(value, str) else kept(value)
