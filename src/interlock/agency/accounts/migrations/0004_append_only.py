"""What was done to who may come in is append-only: the database itself refuses to change it."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    """Adds the trigger."""

    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("accounts", "0003_invitations"),
        ("register", "0002_append_only"),
    ]
    operations: ClassVar[list[migrations.RunSQL]] = [
        migrations.RunSQL(
            "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON accounts_accountchange "
            "FOR EACH ROW EXECUTE FUNCTION register_append_only()",
            "DROP TRIGGER append_only ON accounts_accountchange",
        )
    ]
