"""Which entries the public may know of, and append-only tables that cannot be emptied in one stroke either."""

from typing import Any, ClassVar

from django.db import migrations, models

_TABLES = ("register_statement", "register_change", "register_verdict", "register_chipplacement")

# An act that was undone and done again counts as undone here: such an entry stays hidden until it is next
# worked out, rather than shown by mistake.
_FILL = """
UPDATE register_entry AS entry SET is_public = true
WHERE is_listed AND (
    EXISTS (
        SELECT FROM register_statement AS said WHERE said.entry_id = entry.id AND said.public
            AND NOT EXISTS (SELECT FROM register_change AS other WHERE other.undoes_id = said.change_id)
    ) OR EXISTS (SELECT FROM register_entry AS other WHERE other.refers @> ARRAY[entry.id])
)
"""


def _trigger(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER never_emptied BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION register_append_only()",
        f"DROP TRIGGER never_emptied ON {table}",
    )


class Migration(migrations.Migration):
    """Adds the column and the triggers."""

    dependencies: ClassVar[list[Any]] = [("register", "0005_decision_reasons")]
    operations: ClassVar[list[Any]] = [
        migrations.AddField("entry", "is_public", models.BooleanField(default=False)),
        migrations.RunSQL(_FILL, migrations.RunSQL.noop),
        *(_trigger(table) for table in _TABLES),
    ]
