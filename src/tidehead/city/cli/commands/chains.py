"""`tidehead chains`: the gaps of a chain as text or JSON, and the firms from elsewhere that targets are found among."""

import json
from datetime import datetime
from pathlib import Path

import click
from django.utils import timezone
from rich.console import Console
from rich.progress import Progress

from tidehead.city.accounts.types import SYSTEM
from tidehead.city.chains.picture import picture_of
from tidehead.city.chains.plain import gaps_in_plain
from tidehead.city.chains.pools import load_pool
from tidehead.city.chains.queries import all_chains, current_pool
from tidehead.city.chains.types import ChainRefused


@click.group()
def chains() -> None:
    """Gaps of chains, and firms from elsewhere."""


@chains.command()
@click.argument("chain")
@click.option("--json", "json_wanted", is_flag=True, help="One JSON object with every gap.")
def gaps(chain: str, json_wanted: bool) -> None:
    """Say what CHAIN lacks: what is missing, weak, hangs on one firm or leaks, why, and what breaks."""
    try:
        found = gaps_in_plain(picture_of(chain))
    except ChainRefused as refused:
        known = ", ".join(one.code for one in all_chains()) or "none; chains stand in the region's pack"
        raise click.ClickException(f"{refused.text.en} It has: {known}.") from refused
    if json_wanted:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    for gap in found["gaps"]:
        breaks = f" Breaks: {', '.join(gap['breaks'])}." if gap["breaks"] else ""
        click.echo(f"{gap['kind']:8} {gap['label']['zh']}: {gap['because']['zh']}.{breaks}")
    click.echo(f"{len(found['gaps'])} gaps in {found['nodes']} links; {found['searched']} firms searched.")


@chains.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.option("--label", default="", help="What the pool is called. Default: the file's name.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day that the table is of.")
@click.option("--synthetic", is_flag=True, help="The firms are made up; every page says so.")
def pool(file: Path | None, label: str, as_of: datetime | None, synthetic: bool) -> None:
    """Read FILE, a table of firms from elsewhere, as the pool that targets are found among.

    Without FILE, say which pool is used.
    """
    if file is None:
        current = current_pool()
        click.echo(f"{current.label}: {current.rows} firms." if current else "There is no pool. Give a table of firms.")
        return
    with Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task(file.name, total=1.0)
        try:
            load_pool(
                by=SYSTEM,
                path=file,
                label=label or file.name,
                as_of=as_of.date() if as_of else None,
                synthetic=synthetic,
                now=timezone.now(),
                told=lambda share: bar.update(task, completed=share),
            )
        except ChainRefused as refused:
            raise click.ClickException(str(refused.text.en or refused.text.zh)) from refused
    current = current_pool()
    click.echo(f"{current.label}: {current.rows} firms." if current else "No pool.")
