"""`tidehead up`: from an empty folder to the cockpit in one command; and `tidehead work`, the reader beside it."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPResponse
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import psutil
import pytest

from tests.cli.asking import DEMO, command, own_environment

START_LIMIT_S = 60
ADDRESS = re.compile(r"http://\S+/account/sign-in/\S+/")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Running:
    """A Tidehead that was started as people start it, in a terminal's own group of processes."""

    def __init__(self, data: Path, **settings: str) -> None:
        self.port = free_port()
        self.log = data.with_name(f"{data.name}.log")
        environment = own_environment(data, TIDEHEAD_PORT=str(self.port), PYTHONUNBUFFERED="1", **settings)
        with self.log.open("w") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tidehead.city.cli", "up"],
                env=environment,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        self.address = self._until(lambda: ADDRESS.search(self.said))[0]
        self._until(self.answers)

    @property
    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def children(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def stop(self, sign: signal.Signals = signal.SIGINT) -> int:
        """Ctrl-C as a terminal sends it, to the whole group of processes; any other signal to the first alone."""
        if sign == signal.SIGINT:
            os.killpg(self.process.pid, sign)
        else:
            self.process.send_signal(sign)
        return self.process.wait(timeout=20)

    def _until(self, found: object) -> object:
        deadline = time.monotonic() + START_LIMIT_S
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            if seen := found():  # type: ignore[operator]
                return seen
            time.sleep(0.1)
        self.process.kill()
        raise AssertionError(f"it did not start: {self.said}")


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    started = Running(tmp_path / "data", TIDEHEAD_PACK=str(DEMO))
    children = started.children()
    yield started
    for each in [started.process, *children]:
        if each.is_running() if isinstance(each, psutil.Process) else each.poll() is None:
            each.kill()


def left(processes: list[psutil.Process], *, within_s: float = 15) -> list[psutil.Process]:
    """Those that still run after a while; what only waits for its parent to take notice is gone."""
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline and any(map(_runs, processes)):
        time.sleep(0.1)
    return [each for each in processes if _runs(each)]


def _runs(process: psutil.Process) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def browser() -> OpenerDirector:
    return build_opener(HTTPCookieProcessor(CookieJar()))


def enter(visitor: OpenerDirector, address: str) -> HTTPResponse:
    """Open a one-time address and press its button."""
    page = visitor.open(address, timeout=20).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    return visitor.open(address, data=urlencode({"csrfmiddlewaretoken": token}).encode(), timeout=20)


def test_one_command_leads_to_the_cockpit_and_ctrl_c_ends_it(running: Running) -> None:
    visitor = browser()
    page = enter(visitor, running.address)
    assert page.status == 200
    assert page.url == f"http://127.0.0.1:{running.port}/"
    assert "示例湾" in page.read().decode()
    assert visitor.open(f"http://127.0.0.1:{running.port}/plans/", timeout=20).status == 200
    children = running.children()
    assert children, "the server and the reader run beside it"
    running.stop()
    assert not left(children)
    assert not running.answers()
    assert "Traceback" not in running.said


def test_a_printed_address_signs_in_once(running: Running) -> None:
    assert enter(browser(), running.address).status == 200
    with pytest.raises(HTTPError, match="401"):
        enter(browser(), running.address)


def test_a_stop_by_the_system_ends_everything_too(running: Running) -> None:
    children = running.children()
    running.stop(signal.SIGTERM)
    assert not left(children)


def test_server_and_reader_end_when_what_started_them_was_killed(running: Running) -> None:
    children = running.children()
    running.process.kill()
    running.process.wait(timeout=10)
    assert not left(children)


def test_a_second_start_keeps_what_is_there_and_prints_a_new_address(running: Running) -> None:
    running.stop()
    again = Running(running.log.with_suffix(""), TIDEHEAD_PACK=str(DEMO))
    try:
        assert "demo is loaded and unchanged." in again.said
        assert again.address.rpartition("sign-in")[2] != running.address.rpartition("sign-in")[2]
        with pytest.raises(HTTPError, match="401"):
            enter(browser(), running.address.replace(str(running.port), str(again.port)))
    finally:
        again.stop()


# What cannot start says why


def test_a_taken_port_is_said_before_anything_else(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        refused = command(["up"], data=tmp_path / "data", TIDEHEAD_PORT=port, TIDEHEAD_PACK=str(DEMO))
    assert refused.returncode == 1
    assert port in refused.stderr and "TIDEHEAD_PORT" in refused.stderr
    assert not (tmp_path / "data" / "tidehead.sqlite3").exists()


@pytest.mark.parametrize(
    ("name", "text"), [("TIDEHEAD_PORT", "99999"), ("TIDEHEAD_THREADS", "none"), ("TIDEHEAD_PACK", "/no/such/folder")]
)
def test_a_wrong_setting_is_refused_by_its_name(tmp_path: Path, name: str, text: str) -> None:
    refused = command(["up"], data=tmp_path / "data", **{name: text})
    assert refused.returncode == 1
    assert name in refused.stderr
    assert "Traceback" not in refused.stderr


def test_an_unknown_setting_is_refused(tmp_path: Path) -> None:
    refused = command(["up"], data=tmp_path / "data", TIDEHEAD_PROT="8331")
    assert refused.returncode == 1
    assert "TIDEHEAD_PROT is not a setting" in refused.stderr


def test_without_any_region_it_says_how_to_get_one(tmp_path: Path) -> None:
    refused = command(["up"], data=tmp_path / "data", TIDEHEAD_PORT=str(free_port()))
    assert refused.returncode == 1
    assert "TIDEHEAD_PACK" in refused.stderr


def test_the_reader_alone_stops_when_nothing_waits(tmp_path: Path) -> None:
    assert command(["pack", "load", str(DEMO)], data=tmp_path / "data").returncode == 0
    done = command(["work", "--once"], data=tmp_path / "data")
    assert (done.returncode, done.stderr) == (0, "")
