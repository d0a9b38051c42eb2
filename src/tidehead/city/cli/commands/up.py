"""`tidehead up`: one command from an empty folder to the cockpit; and the worker that reads documents beside it."""

import fcntl
import os
import socket
import sys
import time
from typing import TextIO

import click
from django.conf import settings
from django.core.management import call_command
from django.db import close_old_connections, connections
from django.utils import timezone
from granian import Granian
from granian.constants import Interfaces

from tidehead.city.accounts.actions import administrator_link
from tidehead.city.accounts.sessions import SessionStore
from tidehead.city.assessments.worker import compute_next, release_runs
from tidehead.city.cases.clockwork import remind_next
from tidehead.city.cases.mailing import send_next
from tidehead.city.cli.commands.account import own_address, sign_in_address
from tidehead.city.cli.commands.loads import load_with_progress, said
from tidehead.city.cli.supervision import Worker
from tidehead.city.common.region import current_region
from tidehead.city.common.trail import seal_next
from tidehead.city.enterprises.working import keep_register, release_register
from tidehead.city.evidence.actions import release_interrupted
from tidehead.city.evidence.reader import read_next, sweep_uploads
from tidehead.city.projects.handing_over import carry_out_handovers
from tidehead.city.tasks.clockwork import keep_tasks

IDLE_SECONDS = 0.5


@click.command()
def up() -> None:
    """Prepare the data folder, load the pack and serve the pages until stopped."""
    environment = settings.ENVIRONMENT
    _refuse_taken_port(environment["HOST"], environment["PORT"])
    lock = _only_server()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    if environment["PACK"]:
        click.echo(said(load_with_progress(environment["PACK"])))
    elif current_region() is None:
        raise click.ClickException(
            "No region is loaded. Set TIDEHEAD_PACK to a pack folder, or run 'tidehead pack load DIRECTORY'."
        )
    click.echo(f"Sign in once with:  {sign_in_address(administrator_link(now=timezone.now()))}")
    click.echo("Stop with Ctrl-C.")
    connections.close_all()
    worker = Worker([sys.executable, "-m", "tidehead.city.cli", "work", "--beside", str(os.getpid())])
    worker.start()
    try:
        _serve(environment)
    finally:
        worker.stop()
        lock.close()


def _serve(environment: dict[str, object]) -> None:
    Granian(
        "tidehead.city.cli.serving:application",
        address=str(environment["HOST"]),
        port=int(str(environment["PORT"])),
        interface=Interfaces.WSGI,
        blocking_threads=int(str(environment["THREADS"])),
        log_level="warning",
        backpressure=256,
        workers_kill_timeout=5,  # a request that hangs must not keep the whole from stopping
    ).serve()


def _only_server() -> TextIO:
    """Hold the data folder for this server until its process ends, however it ends; keep the address it serves."""
    path = settings.DATA / "served_at"
    held = path.open("a+", encoding="utf-8")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise click.ClickException(
            f"Another Tidehead serves {settings.DATA}. Stop it, or set TIDEHEAD_DATA to another folder."
        ) from error
    held.truncate(0)
    held.write(own_address())
    held.flush()
    return held


def _refuse_taken_port(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(
                f"{host}:{port} cannot be used ({error.strerror}). "
                "Stop what listens there, or set TIDEHEAD_PORT to another port."
            ) from error


@click.command()
@click.option("--once", is_flag=True, help="Stop when nothing waits.")
@click.option("--beside", type=int, metavar="PID", help="Stop when this process, which started it, is gone.")
def work(once: bool, beside: int | None) -> None:
    """Read documents and tables of firms, compute runs, tell people what is due, keep tasks, until stopped."""
    release_interrupted(now=timezone.now())
    release_runs()
    release_register()
    sweep_uploads()
    SessionStore.clear_expired()
    while beside in (None, os.getppid()):
        close_old_connections()
        # Each in its turn: documents that keep coming must not keep anybody from being told what is late.
        now = timezone.now()
        busy = [read_next(), compute_next(), remind_next(now), send_next(now), seal_next(), keep_tasks(now=now)]
        busy += [carry_out_handovers(now=now), keep_register()]
        if not any(busy):
            if once:
                return
            time.sleep(IDLE_SECONDS)
