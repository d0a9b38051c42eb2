"""The same cells may be handed in for two periods. SQLite makes the table anew for that, and its trigger with it."""

import importlib

from django.db import migrations, models

frozen = importlib.import_module("tidehead.city.assessments.migrations.0002_frozen")


def freeze_again(apps, schema_editor):
    if schema_editor.connection.vendor != "sqlite":
        return
    for statement in frozen.statements("sqlite"):
        if frozen.ENTRIES in statement:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0003_league_order")]

    operations = [
        migrations.RemoveConstraint(model_name="entryset", name="one_entry_set_a_digest_and_day"),
        migrations.AddConstraint(
            model_name="entryset",
            constraint=models.UniqueConstraint(
                fields=("scheme_code", "digest", "kind", "as_of", "period"), name="one_entry_set_a_digest_and_period"
            ),
        ),
        migrations.RunPython(freeze_again, migrations.RunPython.noop),
    ]
