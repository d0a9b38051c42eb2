"""Days as people write them on the command line."""

from datetime import date, datetime

import click


def parse_day(context: click.Context, parameter: click.Parameter, text: str | None) -> date | None:
    """A click callback: the day of "2025-03-31", None where none is given."""
    if text is None:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=None).date()  # noqa: DTZ007
    except ValueError:
        raise click.BadParameter(f"{text!r} is not a date. Write it as 2025-03-31.") from None
