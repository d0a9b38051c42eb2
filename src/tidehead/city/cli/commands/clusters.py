"""`tidehead clusters`: location quotients of the register with their doubt, as text or JSON."""

import json

import click

from tidehead.city.clusters.asking import asked_in
from tidehead.city.clusters.plain import quotients_in_plain
from tidehead.city.clusters.types import INDUSTRY_LEVELS, PLACE_LEVELS, REFERENCES
from tidehead.city.enterprises.queries import current_register


@click.group()
def clusters() -> None:
    """How specialised places are."""


@clusters.command()
@click.option("--level", type=click.Choice(PLACE_LEVELS), default="county", show_default=True, help="Which places.")
@click.option(
    "--by", type=click.Choice(INDUSTRY_LEVELS), default="division", show_default=True, help="Which industries."
)
@click.option(
    "--reference",
    type=click.Choice(REFERENCES),
    default="region",
    show_default=True,
    help="What quotients compare with: the region's places together, or all places of the register.",
)
@click.option("--year", default="", help="Only firms registered by the end of this year.")
@click.option("--json", "json_wanted", is_flag=True, help="A line of JSON for each place and industry.")
def quotients(level: str, by: str, reference: str, year: str, json_wanted: bool) -> None:
    """Say how specialised each place is in each industry that it has, with the 90 % interval and the count."""
    if current_register() is None:
        raise click.ClickException("There is no register yet; 'tidehead register import FILE' makes one.")
    asked = asked_in({"level": level, "by": by, "reference": reference, "year": year})
    for row in quotients_in_plain(asked):
        if json_wanted:
            click.echo(json.dumps(row, ensure_ascii=False))
            continue
        low, high = row["low"] or 0.0, row["high"] or 0.0
        click.echo(
            f"{row['place']:12} {row['industry']:8} {row['firms']:7} firms, quotient {row['quotient'] or 0.0:.2f} "
            f"({low:.2f} to {high:.2f}), raw {row['raw'] or 0.0:.2f}  {row['industry_label']}"
        )
