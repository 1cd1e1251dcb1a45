"""Names are compared byte by byte, and what is undecided is found by an index."""

import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("register", "0002_append_only")]
    operations = [
        migrations.RemoveIndex(model_name="entry", name="entry_folded"),
        migrations.AlterField(
            model_name="entry", name="folded", field=models.CharField(db_collation="C", max_length=620)
        ),
        migrations.AddIndex(
            model_name="entry",
            index=django.contrib.postgres.indexes.GinIndex(fields=["undecided"], name="entry_undecided"),
        ),
    ]
