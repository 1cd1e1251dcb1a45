"""The record of who may come in cannot be emptied in one stroke either."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    """Adds the trigger."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("accounts", "0004_append_only")]
    operations: ClassVar[list[migrations.RunSQL]] = [
        migrations.RunSQL(
            "CREATE TRIGGER never_emptied BEFORE TRUNCATE ON accounts_accountchange "
            "FOR EACH STATEMENT EXECUTE FUNCTION register_append_only()",
            "DROP TRIGGER never_emptied ON accounts_accountchange",
        )
    ]
