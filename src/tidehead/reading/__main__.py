"""`python -m tidehead.reading FILE`: one reading as one JSON object, from a process that a hostile file may kill.

Exit 0 with the reading, 1 with {"error": {code, zh, en, place}} where the file is refused, 2 where the call is wrong.
"""

import argparse
import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from tidehead.reading.document import read
from tidehead.reading.errors import ReadingError
from tidehead.reading.output import row
from tidehead.reading.records import Reading


def as_record(reading: Reading) -> dict[str, Any]:
    """The whole reading in plain types; statements by the names of their fields."""
    return {
        "title": reading.title,
        "issued_on": reading.issued_on.isoformat() if reading.issued_on else None,
        "issued_basis": reading.issued_basis,
        "plan_period": list(reading.plan_period) if reading.plan_period else None,
        "language": reading.language,
        "text": reading.text,
        "page_starts": list(reading.page_starts),
        "statements": [row(statement) for statement in reading.statements],
        "sha256": reading.sha256,
        "source_format": reading.source_format,
        "warnings": [{"code": w.code, "zh": w.zh, "en": w.en, "line": w.line} for w in reading.warnings],
    }


def main(arguments: list[str] | None = None) -> int:
    asked = _parser().parse_args(arguments)
    try:
        answer, code = as_record(read(asked.file, issued_on=asked.issued_on)), 0
    except ReadingError as error:
        answer, code = {"error": error.as_record()}, 1
    # ASCII only: whatever the pipe's encoding, and lone halves of characters too, it comes through whole.
    sys.stdout.write(json.dumps(answer) + "\n")
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tidehead.reading", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--issued-on", type=date.fromisoformat, metavar="YYYY-MM-DD")
    return parser


if __name__ == "__main__":
    sys.exit(main())
