"""An index in the order of a league, so that a page of 100,000 units is read without sorting them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessments", "0002_frozen")]
    operations = [
        migrations.AddIndex(
            model_name="result",
            index=models.Index(
                models.F("run"),
                models.F("board"),
                models.Func(
                    "rank",
                    function="COALESCE",
                    template="%(function)s(%(expressions)s, 2147483647)",
                    output_field=models.IntegerField(),
                ),
                models.F("ordinal"),
                name="result_in_league_order",
            ),
        )
    ]
