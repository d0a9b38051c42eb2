"""A real provider of OpenID Connect beside the tests: npm's oidc-provider, installed on first use and run by node."""

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

import pytest
import requests

HERE = Path(__file__).resolve().parent / "oidc"
CLIENT, SECRET = "tidehead", "a secret that only the tests know"
BACK = "http://testserver/account/sign-in/provider/back/"
INSTALL_LIMIT_S = 180


@dataclass(frozen=True)
class RunningProvider:
    issuer: str

    def sign_in(self, address: str, login: str) -> str:
        """What a person's browser does there: signs in as `login` and agrees. Returns where it is sent back to."""
        browser = requests.Session()
        answer = browser.get(address, allow_redirects=False, timeout=20)
        while True:
            if "Location" in answer.headers:
                address = urljoin(answer.url, answer.headers["Location"])
                if address.startswith(BACK):
                    return address
                answer = browser.get(address, allow_redirects=False, timeout=20)
                continue
            form = re.search(r'action="([^"]+)"', answer.text)
            prompt = re.search(r'name="prompt" value="(\w+)"', answer.text)
            if not form or not prompt:
                raise AssertionError(f"{answer.status_code} at {answer.url}: {answer.text[:300]}")
            given = {"prompt": prompt[1], "login": login, "password": "any"}
            answer = browser.post(urljoin(answer.url, form[1]), given, allow_redirects=False, timeout=20)


@contextmanager
def running_provider() -> Iterator[RunningProvider]:
    """The provider on a free port; skips the test where there is no node, or npm cannot install it."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    node, npm = shutil.which("node", path=path), shutil.which("npm", path=path)
    if not node or not npm:
        pytest.skip("there is no node to run a provider of OpenID Connect with")
    _install(npm, path)
    port = _free_port()
    words = [node, "server.mjs", str(port), CLIENT, SECRET, BACK]
    process = subprocess.Popen(words, cwd=HERE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        if not any(line.startswith("ready") for line in process.stdout):
            raise AssertionError("the provider did not start")
        yield RunningProvider(f"http://127.0.0.1:{port}")
    finally:
        process.kill()
        process.wait(timeout=10)


def _install(npm: str, path: str) -> None:
    """As the lock file says, once; .package-lock.json is what npm leaves when it is done."""
    done, lock = HERE / "node_modules" / ".package-lock.json", HERE / "package-lock.json"
    if done.exists() and done.stat().st_mtime >= lock.stat().st_mtime:
        return
    words = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    try:
        subprocess.run(
            words, cwd=HERE, env={**os.environ, "PATH": path}, check=True, capture_output=True, timeout=INSTALL_LIMIT_S
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        pytest.skip("npm cannot install the provider of OpenID Connect here")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
