"""The triggers that keep the trail as it is: a row is sealed once and never changed; no row is ever deleted.

Rows that wait for their seal are kept, too: nothing else would miss them.
"""

TABLE = "common_trail"
SAID = ("actor", "account", "verb", "subject", "detail", "at")
KEPT, TAKEN, EMPTIED = "trail_kept", "trail_taken", "trail_emptied"
TOLD = "the trail is added to, never changed"


def guard_statements(vendor: str) -> list[str]:
    """What puts the triggers in place, in an engine's own words."""
    if vendor == "postgresql":
        same = " AND ".join(f"NEW.{column} IS NOT DISTINCT FROM OLD.{column}" for column in ("id", *SAID))
        return [
            f"CREATE FUNCTION {KEPT}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{TOLD}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
            f"CREATE TRIGGER {KEPT} BEFORE UPDATE ON {TABLE} FOR EACH ROW "
            f"WHEN (NOT (OLD.number IS NULL AND {same})) EXECUTE FUNCTION {KEPT}()",
            f"CREATE TRIGGER {TAKEN} BEFORE DELETE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {KEPT}()",
            f"CREATE TRIGGER {EMPTIED} BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT EXECUTE FUNCTION {KEPT}()",
        ]
    same = " AND ".join(f"NEW.{column} IS OLD.{column}" for column in ("id", *SAID))
    return [
        f"CREATE TRIGGER {KEPT} BEFORE UPDATE ON {TABLE} "
        f"WHEN NOT (OLD.number IS NULL AND {same}) BEGIN SELECT RAISE(ABORT, '{TOLD}'); END",
        f"CREATE TRIGGER {TAKEN} BEFORE DELETE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{TOLD}'); END",
    ]


def unguard_statements(vendor: str) -> list[str]:
    """What takes them away."""
    if vendor == "postgresql":
        return [
            f"DROP TRIGGER IF EXISTS {KEPT} ON {TABLE}",
            f"DROP TRIGGER IF EXISTS {TAKEN} ON {TABLE}",
            f"DROP TRIGGER IF EXISTS {EMPTIED} ON {TABLE}",
            f"DROP FUNCTION IF EXISTS {KEPT}()",
        ]
    return [f"DROP TRIGGER IF EXISTS {KEPT}", f"DROP TRIGGER IF EXISTS {TAKEN}"]
