"""Keeps the reading worker alive beside the server: one that ends is started again, ever more slowly."""

import logging
import subprocess
import time
from threading import Event, Thread

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Seconds between an unexpected end and the next start; the pause doubles each time."""
STEADY_SECONDS = 120.0
"""A worker that ran this long before it ended is started as if it had never ended before."""
PATIENCE_SECONDS = 10.0
_log = logging.getLogger(__name__)


class Worker:
    """A process of its own that runs until `stop`."""

    def __init__(self, command: list[str], *, first_pause: float = FIRST_PAUSE) -> None:
        self.command = command
        self.starts = 0
        self._first_pause = first_pause
        self._stopping = Event()
        self._thread = Thread()

    def start(self) -> None:
        """Start the process here and now: a server that forks while another thread starts it would hold its pipes."""
        first = self._spawn()
        self._thread = Thread(target=self._supervise, args=(first,), name="reading-worker", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the worker, by force where it does not end by itself in time."""
        self._stopping.set()
        self._thread.join(timeout=2 * PATIENCE_SECONDS)

    def _supervise(self, process: subprocess.Popen[bytes] | None) -> None:
        pause = self._first_pause
        while not self._stopping.is_set():
            began = time.monotonic()
            code = self._watch(process) if process else "no process"
            if self._stopping.is_set():
                return
            pause = self._first_pause if time.monotonic() - began > STEADY_SECONDS else pause
            _log.warning("the reading worker ended with %s; it is started again in %g s", code, pause)
            if self._stopping.wait(pause):
                return
            pause = min(2 * pause, LONGEST_PAUSE)
            process = self._spawn()

    def _spawn(self) -> subprocess.Popen[bytes] | None:
        """A new process in a session of its own, so that Ctrl-C ends it only through this one; None where it fails."""
        try:
            process = subprocess.Popen(self.command, start_new_session=True)  # noqa: S603
        except OSError as error:
            _log.warning("the reading worker cannot be started: %s", error)
            return None
        self.starts += 1
        return process

    def _watch(self, process: subprocess.Popen[bytes]) -> int:
        """One life of the worker; its exit status."""
        while process.poll() is None:
            if self._stopping.wait(0.2):
                return self._end(process)
        return int(process.returncode)

    @staticmethod
    def _end(process: subprocess.Popen[bytes]) -> int:
        process.terminate()
        try:
            return process.wait(timeout=PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()
