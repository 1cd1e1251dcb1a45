"""What every list is narrowed and sorted by stands in the kind's own narrow rows, kept alike by the database."""

from datetime import UTC, datetime
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models

_KINDS = (
    "state", "organisation", "facility", "cluster", "chipmodel", "model", "trainingrun", "deployment", "permit",
)  # fmt: skip
_COLUMNS = ("folded", "countries", "applies", "undecided", "is_listed", "is_public", "changed_at")
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_SET = ", ".join(f"{column} = entry.{column}" for column in _COLUMNS)
_DIFFER = "({}) IS DISTINCT FROM ({})".format(
    ", ".join(f"kept.{column}" for column in _COLUMNS), ", ".join(f"entry.{column}" for column in _COLUMNS)
)
# Nothing but our own names is put into these.
_FUNCTION = f"""
CREATE FUNCTION register_rows_alike() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    kind_of_entry text;
BEGIN
    FOR kind_of_entry IN SELECT DISTINCT kind FROM after LOOP
        EXECUTE format(
            'UPDATE %I AS kept SET {_SET} FROM after AS entry WHERE kept.entry_id = entry.id AND {_DIFFER}',
            'register_' || replace(kind_of_entry, '_', '') || 'row'
        );
    END LOOP;
    RETURN NULL;
END
$$
"""  # noqa: S608
_TRIGGER = """
CREATE TRIGGER rows_alike AFTER UPDATE ON register_entry REFERENCING NEW TABLE AS after
FOR EACH STATEMENT EXECUTE FUNCTION register_rows_alike()
"""


def _fields(kind: str) -> list[migrations.AddField]:
    words = ArrayField(models.CharField(max_length=40), default=list)
    fields: dict[str, models.Field[Any, Any]] = {
        "folded": models.CharField(max_length=620, db_collation="C", default=""),
        "countries": ArrayField(models.CharField(max_length=2), default=list),
        "applies": words,
        "undecided": words.clone(),
        "is_listed": models.BooleanField(default=False),
        "is_public": models.BooleanField(default=False),
        "changed_at": models.DateTimeField(default=_LONG_AGO),
    }
    return [
        migrations.AddField(f"{kind}row", name, field, preserve_default=name != "changed_at")
        for name, field in fields.items()
    ]


def _fill(kind: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"UPDATE register_{kind}row AS kept SET {_SET} FROM register_entry AS entry WHERE entry.id = kept.entry_id",  # noqa: S608  # our own names
        migrations.RunSQL.noop,
    )


def _indexes(kind: str) -> list[migrations.AddIndex]:
    indexes: tuple[models.Index, ...] = (
        models.Index(fields=["folded", "entry"], name=f"{kind}_by_name"),
        models.Index(fields=["changed_at", "entry"], name=f"{kind}_by_change"),
        *(
            GinIndex(fields=[column], name=f"{kind}_{column}")
            for column in ("countries", "applies", "undecided")
        ),
    )
    return [migrations.AddIndex(f"{kind}row", index) for index in indexes]


class Migration(migrations.Migration):
    """Adds the columns, fills and indexes them, and lets the database keep them."""

    dependencies: ClassVar[list[Any]] = [("register", "0007_sentences")]
    operations: ClassVar[list[Any]] = [
        *(operation for kind in _KINDS for operation in _fields(kind)),
        *(_fill(kind) for kind in _KINDS),
        *(operation for kind in _KINDS for operation in _indexes(kind)),
        migrations.RunSQL(_FUNCTION, "DROP FUNCTION register_rows_alike"),
        migrations.RunSQL(_TRIGGER, "DROP TRIGGER rows_alike ON register_entry"),
    ]
