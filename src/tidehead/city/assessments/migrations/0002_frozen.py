"""What is published does not change: triggers refuse every update of a result, and of what a published run stands on."""

from django.db import migrations

FROZEN = (
    "scheme_id",
    "entries_id",
    "corrects_id",
    "corrections",
    "period",
    "as_of",
    "seed",
    "draws",
    "settings",
    "engine",
    "scheme_digest",
    "data_digest",
    "result_digest",
    "units",
    "scored",
    "steps",
    "boards",
    "drivers",
    "computed_by",
    "computed_at",
    "reviewed_by",
    "reviewed_at",
    "published_by",
    "published_at",
    "notice_from",
    "notice_to",
    "public",
)
RESULTS, RUNS = "assessments_result_frozen", "assessments_run_frozen"
ENTRIES = "assessments_entryset_frozen"
CHANGED = "OLD.state IN ('published', 'superseded') AND ({})"
KEPT = "content digest scheme_code kind as_of units file_sha256 stored_as".split()
GIVEN = (
    "id run_id ordinal unit name place board score aggregate adjustments rank rank_low rank_median rank_high "
    "ahead_of_next doubt grade grade_shares adjusted_score adjusted_rank points filled reasons"
).split()


def statements(vendor):
    """The same three triggers in each engine's words."""
    unlike = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
    cast = "::text" if vendor == "postgresql" else ""
    changed = CHANGED.format(" OR ".join(f"OLD.{name}{cast} {unlike} NEW.{name}{cast}" for name in FROZEN))
    back = "OLD.state IN ('published', 'superseded') AND NEW.state NOT IN ('published', 'superseded', 'withdrawn')"
    again = "OLD.state = 'superseded' AND NEW.state = 'published'"
    cells = " OR ".join(f"OLD.{name}{cast} {unlike} NEW.{name}{cast}" for name in KEPT)
    given = " OR ".join(f"OLD.{name}{cast} {unlike} NEW.{name}{cast}" for name in GIVEN)
    wanted = (
        (RESULTS, "assessments_result", given, "results are never changed"),
        (RUNS, "assessments_run", f"({changed}) OR ({back}) OR ({again})", "a published run is frozen"),
        (ENTRIES, "assessments_entryset", cells, "entries are never changed"),
    )
    if vendor != "postgresql":
        return [
            f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} WHEN {when} BEGIN SELECT RAISE(ABORT, '{told}'); END"
            for name, table, when, told in wanted
        ]
    return [
        statement
        for name, table, when, told in wanted
        for statement in (
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{told}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
            f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION {name}()",
        )
    ]


def freeze(apps, schema_editor):
    for statement in statements(schema_editor.connection.vendor):
        schema_editor.execute(statement)


def thaw(apps, schema_editor):
    is_postgres = schema_editor.connection.vendor == "postgresql"
    for name, table in ((RESULTS, "result"), (RUNS, "run"), (ENTRIES, "entryset")):
        schema_editor.execute(f"DROP TRIGGER {name}{f' ON assessments_{table}' if is_postgres else ''}")
        if is_postgres:
            schema_editor.execute(f"DROP FUNCTION {name}()")


class Migration(migrations.Migration):
    dependencies = [("assessments", "0001_tables")]
    operations = [migrations.RunPython(freeze, thaw)]
