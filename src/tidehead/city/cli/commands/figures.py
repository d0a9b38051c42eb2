"""`tidehead figures`: query figures with their sources."""

import csv
import dataclasses
import io
import json
import sys
from datetime import date

import click
from rich.console import Console
from rich.table import Table

from tidehead.city.cli.days import parse_day
from tidehead.city.indicators.queries import figures as query_figures
from tidehead.city.indicators.queries import indicator_by_code
from tidehead.city.indicators.queries import vintages as query_vintages
from tidehead.city.indicators.types import Figure
from tidehead.city.places.queries import place_by_code

COLUMNS = (
    "indicator",
    "place",
    "industry",
    "organisation",
    "period",
    "value",
    "value_high",
    "comparator",
    "basis",
    "yoy_pct",
    "as_of",
    "source",
    "locator",
    "state",
    "note",
)


@click.command()
@click.option("--indicator", default="", help="Indicator code.")
@click.option("--place", default="", help="Place code.")
@click.option("--period", default="", help="Only this period: 2025, 2025Q1, 2025-10.")
@click.option("--as-of", callback=parse_day, metavar="DATE", help="As known on this date.")
@click.option("--vintages", is_flag=True, help="Every value ever accepted; needs --indicator.")
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "csv"]), help="Default: table on a terminal, else json."
)
def figures(indicator: str, place: str, period: str, as_of: date | None, vintages: bool, form: str | None) -> None:
    """Query figures; every row names its source and the place in it."""
    if vintages and not indicator:
        raise click.UsageError("--vintages needs --indicator.")
    if indicator and indicator_by_code(indicator) is None:
        raise click.ClickException(f"There is no indicator {indicator!r}. Search for its name on the pages.")
    if place and place_by_code(place) is None:
        raise click.ClickException(f"There is no place {place!r}. Search for its name on the pages.")
    if vintages:
        found = query_vintages(indicator=indicator, place=place)
    else:
        found = query_figures(indicator=indicator, place=place, as_of=as_of)
    rows = [figure_row(figure) for figure in found if period in ("", figure.period)]
    click.echo(_FORMS[form or ("table" if sys.stdout.isatty() else "json")](rows), nl=False)


def figure_row(figure: Figure) -> dict[str, object]:
    flat = {**dataclasses.asdict(figure.subject), **{name: getattr(figure, name) for name in COLUMNS[4:]}}
    return {name: flat[name].isoformat() if isinstance(flat[name], date) else flat[name] for name in COLUMNS}


def _as_json(rows: list[dict[str, object]]) -> str:
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


def _as_csv(rows: list[dict[str, object]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _as_table(rows: list[dict[str, object]]) -> str:
    shown = [name for name in COLUMNS if any(row[name] not in (None, "") for row in rows)] or ["indicator"]
    table = Table(*shown, caption=f"{len(rows)} figures")
    for row in rows:
        table.add_row(*("" if row[name] is None else str(row[name]) for name in shown))
    console = Console(file=io.StringIO(), width=160)
    console.print(table)
    return console.file.getvalue()  # type: ignore[attr-defined,no-any-return]


_FORMS = {"json": _as_json, "csv": _as_csv, "table": _as_table}
