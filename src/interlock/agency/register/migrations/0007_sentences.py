"""Why a line or a job failed, kept so that it can be said in another language."""

from typing import Any, ClassVar

from django.db import migrations

from interlock.agency.register.models.sentences import SentenceField

_TO_JSON = "ALTER TABLE {table} ALTER COLUMN {column} TYPE jsonb USING to_jsonb({column})"
_TO_TEXT = "ALTER TABLE {table} ALTER COLUMN {column} TYPE text USING {column} #>> '{{}}'"


def _retyped(model: str, column: str) -> migrations.RunSQL:
    """Return the change of a column's type: every text that is kept already stands as it is."""
    names = {"table": f"register_{model}", "column": column}
    state = [migrations.AlterField(model, column, SentenceField(blank=True, default=""))]
    return migrations.RunSQL(_TO_JSON.format(**names), _TO_TEXT.format(**names), state_operations=state)


class Migration(migrations.Migration):
    """Changes two columns from text to JSON."""

    dependencies: ClassVar[list[Any]] = [("register", "0006_public")]
    operations: ClassVar[list[Any]] = [_retyped("import", "failure"), _retyped("importline", "problem")]
