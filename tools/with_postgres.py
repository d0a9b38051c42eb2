"""Runs a command on a private PostgreSQL 15 or later, and always stops and removes it.

usage: python tools/with_postgres.py COMMAND [ARGUMENT …]

The command finds the database in TIDEHEAD_DATABASE_URL. The cluster lives in a temporary folder, listens on one free
port of 127.0.0.1 and asks for a password made for this run. It forgets to be durable, because nobody needs it later.
"""

import contextlib
import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

OLDEST = 15
START_LIMIT_S = 60
FAST_AND_FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class NoPostgres(Exception):
    """There is no fitting PostgreSQL here, or it does not start; the message says why."""


@dataclass(frozen=True)
class Owner:
    """Who runs the server. PostgreSQL refuses to run as root, so root lends it to another account."""

    uid: int
    gid: int

    @property
    def popen(self) -> dict[str, object]:
        mine = self.uid == os.getuid()
        return {} if mine else {"user": self.uid, "group": self.gid, "extra_groups": []}


def main(words: list[str]) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with cluster() as url:
            return subprocess.run(words, env={**os.environ, "TIDEHEAD_DATABASE_URL": url}, check=False).returncode
    except NoPostgres as reason:
        print(f"No PostgreSQL to test on: {reason}", file=sys.stderr)
        return 1


@contextlib.contextmanager
def cluster() -> Iterator[str]:
    binaries = find_binaries() or install_binaries()
    owner = server_owner()
    folder = Path(tempfile.mkdtemp(prefix="tidehead-postgres-"))
    try:
        os.chown(folder, owner.uid, owner.gid)
        password = secrets.token_urlsafe(16)
        make_cluster(binaries, owner, folder, password)
        with running(binaries, owner, folder) as port:
            make_database(binaries, port, password)
            yield f"postgres://tidehead:{password}@127.0.0.1:{port}/tidehead"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


# Finding it


def find_binaries() -> Path | None:
    """The folder of the newest PostgreSQL that is new enough; None where there is none."""
    on_path = shutil.which("postgres")
    folders = [*Path("/usr/lib/postgresql").glob("*/bin"), *Path("/usr").glob("pgsql-*/bin")]
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    dated = [(major_version(folder), folder) for folder in folders if (folder / "initdb").exists()]
    version, folder = max(dated, default=(0, Path()))
    return folder if version >= OLDEST else None


def major_version(folder: Path) -> int:
    answer = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"(\d+)", answer)
    return int(found[1]) if found else 0


def install_binaries() -> Path:
    as_root = [] if os.getuid() == 0 else ["sudo", "-n"]
    if shutil.which("apt-get") and subprocess.run([*as_root, "true"], capture_output=True, check=False).returncode == 0:
        print("Installing postgresql for the tests …", flush=True)
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        install = [*as_root, "apt-get", "install", "-qq", "-y", "-o", "DPkg::Lock::Timeout=300", "postgresql"]
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "env": env, "check": False}
        if subprocess.run(install, **quiet).returncode != 0:
            subprocess.run([*as_root, "apt-get", "update", "-qq"], **quiet)
            subprocess.run(install, **quiet)
    found = find_binaries()
    if found is None:
        raise NoPostgres(f"PostgreSQL {OLDEST} or later is not installed here and could not be installed")
    return found


def server_owner() -> Owner:
    if os.getuid() != 0:
        return Owner(os.getuid(), os.getgid())
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Owner(entry.pw_uid, entry.pw_gid)
    raise NoPostgres("root may not run it, and there is neither an account postgres nor nobody to lend it to")


# Running it


def make_cluster(binaries: Path, owner: Owner, folder: Path, password: str) -> None:
    secret = folder / "password"
    secret.touch(mode=0o600)
    secret.write_text(password)
    os.chown(secret, owner.uid, owner.gid)
    done = subprocess.run(
        [
            binaries / "initdb",
            *("--pgdata", folder / "data", "--username", "tidehead", "--pwfile", secret),
            *("--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"),
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        **owner.popen,
    )
    if done.returncode != 0:
        raise NoPostgres(f"initdb failed: {done.stderr.strip()}")


@contextlib.contextmanager
def running(binaries: Path, owner: Owner, folder: Path) -> Iterator[int]:
    port = free_port()
    settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=", *FAST_AND_FORGETFUL]
    words = [binaries / "postgres", "-D", folder / "data", "-p", str(port)]
    for setting in settings:
        words += ["-c", setting]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            words,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # so that a Ctrl-C reaches the tests first, and the server only through stop()
            **owner.popen,
        )
    try:
        wait_until_ready(binaries, server, port, log=folder / "log")
        yield port
    finally:
        stop(server)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_ready(binaries: Path, server: "subprocess.Popen[bytes]", port: int, *, log: Path) -> None:
    deadline = time.monotonic() + START_LIMIT_S
    words = [binaries / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]
    while subprocess.run(words, check=False).returncode != 0:
        if server.poll() is not None or time.monotonic() > deadline:
            raise NoPostgres(f"the server did not start: {log.read_text().strip()}")
        time.sleep(0.1)


def make_database(binaries: Path, port: int, password: str) -> None:
    words = [binaries / "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "tidehead", "tidehead"]
    subprocess.run(words, env={**os.environ, "PGPASSWORD": password}, check=True)


def stop(server: "subprocess.Popen[bytes]") -> None:
    server.send_signal(signal.SIGINT)  # PostgreSQL's "fast" shutdown: whoever is still connected is cut off
    try:
        server.wait(timeout=20)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(f"usage: {sys.argv[0]} COMMAND [ARGUMENT …]")
    sys.exit(main(sys.argv[1:]))
