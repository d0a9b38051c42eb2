"""`tidehead map`: a deployment's own geometry in place of the schematic map."""

from pathlib import Path

import click

from tidehead.city.places.actions import drop_own_map, use_own_map
from tidehead.city.places.types import GeometryRefused


@click.group("map")
def map_() -> None:
    """Use your own GeoJSON in place of the schematic map."""


@map_.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--property",
    "name",
    default="code",
    show_default=True,
    help="Property of each feature that holds the place's code.",
)
def load(file: Path, name: str) -> None:
    """Draw the map from the polygons in FILE."""
    try:
        count = use_own_map(file.read_bytes(), property_name=name)
    except GeometryRefused as refused:
        raise click.ClickException(f"{file}: {refused}") from refused
    click.echo(f"{count} areas drawn from {file}.")


@map_.command()
def schematic() -> None:
    """Go back to the pack's schematic map."""
    drop_own_map()
    click.echo("The schematic map is shown again.")
