"""`tidehead pack check`: what is wrong with a pack, and what its arithmetic proves."""

import json
import sys
from pathlib import Path

import click

from tidehead.packs import check_pack


@click.command()
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def check(directory: Path, as_json: bool) -> None:
    """Check the pack in DIRECTORY; exit 1 when anything is wrong."""
    report = check_pack(directory)
    if as_json:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False, indent=1))
    else:
        _show(report)
    sys.exit(0 if report.passed else 1)


def _show(report) -> None:  # type: ignore[no-untyped-def]
    for problem in report.problems:
        click.secho(f"{problem.file}:{problem.line}: {problem.message_en}", fg="red")
    for result in report.results:
        colour = {"holds": "green", "fails": "red"}.get(result.outcome, "yellow")
        click.secho(f"{result.outcome:<8}", fg=colour, nl=False)
        click.echo(f"{result.check.id}: {result.explanation.en}")
    for contradiction in report.contradictions:
        click.echo(f"recorded {contradiction.id}: {contradiction.label.en} ({contradiction.verdict})")
    click.echo(", ".join(f"{count} {name}" for name, count in report.counts.items()))
    click.secho(f"{len(report.problems)} problems", fg="red" if report.problems else "green")
