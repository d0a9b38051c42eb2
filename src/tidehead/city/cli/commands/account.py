"""`tidehead account`: accounts and one-time sign-in links."""

import click
from django.conf import settings
from django.utils import timezone

from tidehead.city.accounts.actions import (
    close_account,
    create_api_token,
    create_user,
    drop_api_tokens,
    open_account,
    sign_in_link,
)
from tidehead.city.accounts.second_factor import reset_second_factor
from tidehead.city.accounts.types import ROLES, AccountRefused


@click.group()
def account() -> None:
    """Make accounts and one-time sign-in links."""


@account.command()
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), default="viewer", show_default=True)
def add(name: str, role: str) -> None:
    """Make an account called NAME and print its one-time sign-in address."""
    try:
        create_user(username=name, role=role, now=timezone.now())
    except AccountRefused as refused:
        raise click.ClickException(str(refused)) from refused
    click.echo(sign_in_address(sign_in_link(username=name, now=timezone.now())))


@account.command()
@click.argument("name")
def link(name: str) -> None:
    """Print a new one-time sign-in address for NAME."""
    try:
        click.echo(sign_in_address(sign_in_link(username=name, now=timezone.now())))
    except AccountRefused as refused:
        raise click.ClickException(str(refused)) from refused


@account.command()
@click.argument("name")
@click.option("--for", "purpose", default="system", show_default=True, help="What the key is for.")
def token(name: str, purpose: str) -> None:
    """Print a key for the API with the rights of NAME; it is shown this once."""
    try:
        click.echo(create_api_token(username=name, name=purpose, now=timezone.now()))
    except AccountRefused as refused:
        raise click.ClickException(str(refused)) from refused


@account.command("drop-tokens")
@click.argument("name")
def drop_tokens(name: str) -> None:
    """End every API key of NAME."""
    try:
        count = drop_api_tokens(username=name, now=timezone.now())
    except AccountRefused as refused:
        raise click.ClickException(str(refused)) from refused
    click.echo(f"{count} keys of {name} ended.")


@account.command()
@click.argument("name")
def close(name: str) -> None:
    """Let nobody in as NAME any more: sessions and API keys end, what was done stays."""
    try:
        close_account(username=name, now=timezone.now())
    except AccountRefused as refused:
        raise click.ClickException(str(refused)) from refused
    click.echo(f"{name} is closed.")


@account.command("open")
@click.argument("name")
def open_(name: str) -> None:
    """Let NAME in again."""
    try:
        open_account(username=name, now=timezone.now())
    except AccountRefused as refused:
        raise click.ClickException(str(refused)) from refused
    click.echo(f"{name} is open.")


@account.command("reset-second-factor")
@click.argument("name")
def reset_second_factor_(name: str) -> None:
    """Take the second factor off NAME, who has lost both the device and the recovery codes."""
    try:
        reset_second_factor(username=name, now=timezone.now())
    except AccountRefused as refused:
        raise click.ClickException(str(refused)) from refused
    click.echo(f"{name} signs in without a second factor until a new one is set up.")


def sign_in_address(token: str) -> str:
    """The address that signs in once: on the server that serves this data folder, or last did."""
    path = settings.DATA / "served_at"
    served = path.read_text(encoding="utf-8").strip() if path.exists() else ""
    return f"{served or own_address()}/account/sign-in/{token}/"


def own_address() -> str:
    """Where a server with these settings is reached."""
    environment = settings.ENVIRONMENT
    scheme = "https" if environment["HTTPS"] else "http"
    return f"{scheme}://{environment['HOST']}:{environment['PORT']}"
