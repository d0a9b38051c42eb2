"""Rows of the trail that wait for their seal are guarded too: the triggers go, and come again as they are now."""

from django.db import migrations

from tidehead.city.common.trail_guard import guard_statements, unguard_statements


def guard_again(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for statement in [*unguard_statements(vendor), *guard_statements(vendor)]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("common", "0004_guarded_trail")]
    operations = [migrations.RunPython(guard_again, migrations.RunPython.noop)]
