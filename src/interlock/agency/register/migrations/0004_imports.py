"""What names what; chips that an undone import brought in; what a preview showed, and who decided on a line."""

from typing import Any, ClassVar

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Adds the columns."""

    dependencies: ClassVar[list[Any]] = [
        ("register", "0003_lists"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations: ClassVar[list[Any]] = [
        migrations.AddField("chip", "is_held", models.BooleanField(default=True)),
        migrations.AddField(
            "entry",
            "refers",
            django.contrib.postgres.fields.ArrayField(models.BigIntegerField(), blank=True, default=list),
        ),
        migrations.AddField(
            "entry",
            "unlinked",
            django.contrib.postgres.fields.ArrayField(
                models.CharField(max_length=640), blank=True, default=list
            ),
        ),
        migrations.AddField("import", "fingerprint", models.CharField(blank=True, max_length=64)),
        migrations.AddField("importline", "decided_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "importline",
            "decided_by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            "entry", django.contrib.postgres.indexes.GinIndex(fields=["refers"], name="entry_refers")
        ),
        migrations.AddIndex(
            "entry", django.contrib.postgres.indexes.GinIndex(fields=["unlinked"], name="entry_unlinked")
        ),
    ]
