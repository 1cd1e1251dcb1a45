"""Why an officer decided a conflict as they did."""

from typing import Any, ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Adds the column."""

    dependencies: ClassVar[list[Any]] = [("register", "0004_imports")]
    operations: ClassVar[list[Any]] = [
        migrations.AddField("importline", "decided_because", models.TextField(blank=True, default="")),
    ]
