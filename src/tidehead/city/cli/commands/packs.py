"""`tidehead pack check`: what is wrong with a pack, and what its arithmetic proves."""

import json
import sys
from pathlib import Path

import click

from tidehead.packs import Report, check_pack

_COLOURS = {"holds": "green", "fails": "red", "unknown": "yellow"}


@click.command()
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def check(directory: Path, as_json: bool) -> None:
    """Check the pack in DIRECTORY; exit 1 when anything is wrong."""
    report = check_pack(directory)
    if as_json:
        click.echo(json.dumps(_as_json(report), ensure_ascii=False, indent=1))
    else:
        _show(report)
    sys.exit(0 if report.ok else 1)


def _show(report: Report) -> None:
    for problem in report.problems:
        click.secho(str(problem), fg="red")
    for advice in report.advice:
        click.secho(f"advice   {advice}", dim=True)
    for result in report.checks:
        click.secho(f"{result.outcome:<8} ", fg=_COLOURS[result.outcome], nl=False)
        click.echo(f"{result.check.id}: {result.explanation.en}")
    for contradiction in report.contradictions:
        click.echo(f"recorded {contradiction.id}: {contradiction.label.en} ({contradiction.verdict})")
    click.echo(", ".join(f"{count} {name}" for name, count in report.counts.items()))
    failed = sum(result.outcome != "holds" for result in report.checks)
    click.secho(f"{len(report.problems)} problems, {failed} of {len(report.checks)} checks do not hold.", bold=True)


def _as_json(report: Report) -> dict[str, object]:
    return {
        "ok": report.ok,
        "digest": report.digest,
        "counts": report.counts,
        "problems": [
            {"file": p.file, "line": p.line, "code": p.code, "zh": p.message_zh, "en": p.message_en}
            for p in report.problems
        ],
        "checks": [
            {"id": r.check.id, "outcome": r.outcome, "zh": r.explanation.zh, "en": r.explanation.en}
            for r in report.checks
        ],
        "contradictions": [
            {"id": c.id, "zh": c.label.zh, "en": c.label.en, "verdict": c.verdict} for c in report.contradictions
        ],
    }
