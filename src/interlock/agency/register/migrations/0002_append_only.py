"""Statements, acts, verdicts and placements are append-only: the database itself refuses to change them."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

_TABLES = ("register_statement", "register_change", "register_verdict", "register_chipplacement")

_FUNCTION = """
CREATE FUNCTION register_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the table % is append-only: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def _trigger(table: str) -> str:
    return (
        f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION register_append_only()"
    )


class Migration(migrations.Migration):
    """Adds the triggers."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("register", "0001_initial")]
    operations: ClassVar[list[migrations.RunSQL]] = [
        migrations.RunSQL(_FUNCTION, "DROP FUNCTION register_append_only()"),
        *(migrations.RunSQL(_trigger(table), f"DROP TRIGGER append_only ON {table}") for table in _TABLES),
    ]
