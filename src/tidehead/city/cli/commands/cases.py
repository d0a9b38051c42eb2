"""`tidehead cases`: whether the logs of cases are whole, and what is drawn from them drawn anew."""

import click
from django.db import transaction

from tidehead.city.cases.verifying import rebuild_cases, verify_all_logs

MOST_NAMED = 20


@click.group()
def cases() -> None:
    """Verify the logs of cases, or draw anew what is drawn from them."""


@cases.command()
def verify() -> None:
    """Follow every case's chain of digests and name the cases whose log is not whole.

    A log is whole when its entries are numbered without a gap, no entry was changed, none was cut off its end, and its
    opening says what the case says of itself.
    """
    checked, broken = verify_all_logs()
    if broken:
        named = ", ".join(broken[:MOST_NAMED]) + (" …" if len(broken) > MOST_NAMED else "")
        raise click.ClickException(f"{len(broken)} of {checked} logs are not whole: {named}")
    click.echo(f"{checked} logs are whole.")


@cases.command()
def rebuild() -> None:
    """Replay every log and write states, fields and clocks anew, as after the holidays of a year became known."""
    with transaction.atomic():
        rebuilt = rebuild_cases()
    click.echo(f"{rebuilt} cases were drawn anew from their logs.")
