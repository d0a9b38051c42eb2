"""The full-text index over the search entries, kept by triggers (SQLite) or as an expression index (PostgreSQL)."""

from django.db import migrations

SQLITE = [
    "CREATE VIRTUAL TABLE common_search_index USING fts5(grams, content='common_searchentry', content_rowid='id', tokenize='unicode61')",
    "CREATE TRIGGER common_search_added AFTER INSERT ON common_searchentry BEGIN "
    "INSERT INTO common_search_index(rowid, grams) VALUES (new.id, new.grams); END",
    "CREATE TRIGGER common_search_removed AFTER DELETE ON common_searchentry BEGIN "
    "INSERT INTO common_search_index(common_search_index, rowid, grams) VALUES ('delete', old.id, old.grams); END",
]
POSTGRES = ["CREATE INDEX common_search_index ON common_searchentry USING gin (to_tsvector('simple', grams))"]


def make_index(apps, schema_editor):
    for statement in POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def drop_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX common_search_index")
        return
    for kind, name in (("TRIGGER", "added"), ("TRIGGER", "removed"), ("TABLE", "index")):
        schema_editor.execute(f"DROP {kind} common_search_{name}")


class Migration(migrations.Migration):
    dependencies = [("common", "0001_tables")]
    operations = [migrations.RunPython(make_index, drop_index)]
