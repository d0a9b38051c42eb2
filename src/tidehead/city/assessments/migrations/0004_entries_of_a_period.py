"""The same cells may be handed in for two periods."""

from django.db import migrations, models


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
    ]
