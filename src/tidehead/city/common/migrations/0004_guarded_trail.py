"""The trail refuses changes. A later change of the table that SQLite makes by copying it has to guard it again."""

from django.db import migrations

from tidehead.city.common.trail_guard import guard_statements, unguard_statements


def guard(apps, schema_editor):
    for statement in guard_statements(schema_editor.connection.vendor):
        schema_editor.execute(statement)


def unguard(apps, schema_editor):
    for statement in unguard_statements(schema_editor.connection.vendor):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("common", "0003_sealed_trail")]
    operations = [migrations.RunPython(guard, unguard)]
