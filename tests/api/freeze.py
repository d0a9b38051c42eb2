"""Writes the API's description again, when a change of it is meant: `.venv/bin/python -m tests.api.freeze`.

docs/openapi.json is the description itself, the table in docs/api.md its operations in words.
"""

import json
import os
import sys
import tempfile
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"
FROZEN, PAGE = DOCS / "openapi.json", DOCS / "api.md"
BEGIN, END = (
    "<!-- generated: operations; `python -m tests.api.freeze` writes it again -->",
    "<!-- end of operations -->",
)

_BODIES = {"application/json": "a body", "multipart/form-data": "a file"}


def described() -> dict[str, object]:
    """The description as it is served. Needs Django to be set up."""
    from tidehead.city.api.root import api

    return json.loads(json.dumps(api.get_openapi_schema(), default=str))


def operations_table(description: dict[str, object]) -> str:
    """One row for each operation: method, path, what it asks for, what it does."""
    lines = ["| method | path | asks for | what it does |", "| --- | --- | --- | --- |"]
    for path, operations in description["paths"].items():  # type: ignore[attr-defined]
        for method, operation in operations.items():
            asked = [p["name"] for p in operation.get("parameters", ()) if p["in"] == "query"]
            asked += [_BODIES[kind] for kind in operation.get("requestBody", {}).get("content", ())]
            lines.append(f"| {method.upper()} | `{path}` | {', '.join(asked)} | {operation['summary']} |")
    return "\n".join(lines)


def with_table(page: str, table: str) -> str:
    head, _, rest = page.partition(BEGIN)
    return f"{head}{BEGIN}\n\n{table}\n\n{END}{rest.partition(END)[2]}"


def main() -> None:
    import django

    django.setup()
    description = described()
    FROZEN.write_text(json.dumps(description, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(with_table(page, operations_table(description)), encoding="utf-8")


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tidehead.city.config.settings"
    with tempfile.TemporaryDirectory() as data:
        os.environ["TIDEHEAD_DATA"] = data
        sys.exit(main())
