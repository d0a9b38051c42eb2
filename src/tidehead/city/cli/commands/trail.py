"""`tidehead trail`: whether the trail of who did what is whole."""

import click

from tidehead.city.common.trail import verify_trail


@click.group()
def trail() -> None:
    """Verify the trail of who did what."""


@trail.command()
@click.option("--expect", metavar="NUMBER:DIGEST", help="An end of the chain that was noted earlier.")
def verify(expect: str | None) -> None:
    """Follow the chain of digests and name the first row that does not fit.

    Prints the end of the chain. Whoever keeps it elsewhere can ask later, with --expect, whether what stood there then
    still does: somebody who can write to the database could make a whole new chain, but not one with that digest.
    """
    found = verify_trail(expected=_noted(expect))
    if found.broken is not None:
        raise click.ClickException(f"The trail is broken: {found.why.en}. {found.checked} rows before it are whole.")
    click.echo(f"{found.checked} rows are whole. The end of the chain: {found.head_number}:{found.head_digest}")


def _noted(text: str | None) -> tuple[int, str] | None:
    if text is None:
        return None
    number, colon, digest = text.partition(":")
    if not (number.isdigit() and colon and len(digest) == 64):
        raise click.BadParameter("it is NUMBER:DIGEST, as 'tidehead trail verify' prints it", param_hint="--expect")
    return int(number), digest
