"""Brings .venv, the bundled front end and the translations up to date, and does nothing when nothing changed.

usage: python tools/prepare.py run|dev|bench

Standard library only: it runs before anything is installed. Every step has a fingerprint of all that it depends on
in .stamps/, and is done again when that is another one. The three profiles hold one another (run, dev, bench), and
nothing is ever uninstalled, so that going from one to the other and back costs nothing.
"""

import fcntl
import hashlib
import os
import re
import shutil
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS = ROOT / ".stamps"
FRONT_END = ROOT / "frontend"
BUILT = ROOT / "src/tidehead/city/shell/static/built"
PROFILES = ("run", "dev", "bench")
OLDEST_NODE = 20
OLDEST_JAVA = 17
CERTIFICATES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem")


class StepFailed(Exception):
    """A command of the set-up failed; its own words are already on the screen."""


def main(profile: str) -> int:
    STAMPS.mkdir(exist_ok=True)
    with (STAMPS / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            prepare(profile)
        except StepFailed as failure:
            print(f"Set-up stopped: {failure}", file=sys.stderr)
            return 1
    return 0


def prepare(profile: str) -> None:
    if not venv_is_whole():
        report("Making .venv", make_venv)
    if not any(is_done(f"packages-{name}", packages_fingerprint(name)) for name in PROFILES[PROFILES.index(profile) :]):
        report(f"Installing the libraries ({profile})", lambda: install_packages(profile))
        mark_done(f"packages-{profile}", packages_fingerprint(profile))
    if profile != "run" and machine_java() >= OLDEST_JAVA:
        once("spark", spark_fingerprint(), "Installing Spark, since this machine has Java", install_spark)
    once("project", project_fingerprint(), "Installing Tidehead itself", install_project)
    if (FRONT_END / "package.json").exists():
        if not BUILT.is_dir():
            forget("front-end")
        once("front-end", front_end_fingerprint(), "Building the front end", build_front_end)
    stale = stale_translations()
    if stale:
        report("Compiling the translations", lambda: compile_translations(stale))


# Stamps


def once(step: str, fingerprint: str, title: str, work: Callable[[], None]) -> None:
    if not is_done(step, fingerprint):
        forget(step)
        report(title, work)
        mark_done(step, fingerprint)


def is_done(step: str, fingerprint: str) -> bool:
    stamp = STAMPS / step
    return stamp.exists() and stamp.read_text() == fingerprint


def mark_done(step: str, fingerprint: str) -> None:
    (STAMPS / step).write_text(fingerprint)


def forget(step: str) -> None:
    (STAMPS / step).unlink(missing_ok=True)


def fingerprint_of(files: Iterable[Path], *words: str) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file.relative_to(ROOT)}\0".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    for word in words:
        digest.update(f"{word}\0".encode())
    return digest.hexdigest()


def report(title: str, work: Callable[[], None]) -> None:
    print(f"{title} …", flush=True)
    start = time.monotonic()
    work()
    print(f"  done in {time.monotonic() - start:.1f} s", flush=True)


def command(*words: str | Path, cwd: Path = ROOT, env: dict[str, str] | None = None) -> None:
    done = subprocess.run(words, cwd=cwd, env={**os.environ, **(env or {})}, stdin=subprocess.DEVNULL, check=False)
    if done.returncode != 0:
        raise StepFailed(" ".join(str(word) for word in words[:6]) + f" ended with {done.returncode}")


# Python


def venv_is_whole() -> bool:
    """False where .venv is missing, was moved here from elsewhere, or its Python has gone."""
    activate = VENV / "bin" / "activate"
    if not activate.exists() or str(VENV) not in activate.read_text():
        return False
    try:
        probe = subprocess.run([PYTHON, "-c", "import pip"], capture_output=True, check=False)
    except OSError:
        return False
    return probe.returncode == 0


def make_venv() -> None:
    command(getattr(sys, "_base_executable", sys.executable), "-m", "venv", "--clear", VENV)


def venv_identity() -> str:
    made = (VENV / "pyvenv.cfg").stat()
    return f"{made.st_ino} {made.st_mtime_ns}"


def packages_fingerprint(profile: str) -> str:
    return fingerprint_of([ROOT / "requirements" / f"{profile}.txt"], venv_identity())


def project_fingerprint() -> str:
    return fingerprint_of([ROOT / "pyproject.toml", ROOT / "requirements/build.txt"], venv_identity())


def install_packages(profile: str) -> None:
    install("-r", f"requirements/{profile}.txt")


def spark_fingerprint() -> str:
    return fingerprint_of([ROOT / "requirements/spark.txt"], venv_identity())


def install_spark() -> None:
    """456 MB, and of no use without Java: tests and benchmarks on Spark say that they are left out where it is not."""
    install("-r", "requirements/spark.txt", constraint=ROOT / "requirements/build.txt")


def machine_java() -> int:
    """The major version of the Java that Spark would start; 0 where there is none."""
    home = os.environ.get("JAVA_HOME", "")
    java = shutil.which("java", path=str(Path(home) / "bin")) if home else shutil.which("java")
    if not java:
        return 0
    answer = subprocess.run([java, "-version"], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    found = re.search(r'version "(\d+)', answer.stderr)
    return int(found[1]) if found else 0


def install_project() -> None:
    if not (ROOT / "README.md").exists():
        raise StepFailed("README.md is missing; is this a whole checkout?")
    install("--no-deps", "-e", ".", constraint=ROOT / "requirements/build.txt")


def install(*what: str, constraint: Path | None = None) -> None:
    """With uv, ten times faster; with plain pip where uv cannot be had or finds no way to the packages."""
    if has_uv():
        builds = ["--build-constraints", str(constraint)] if constraint else []
        try:
            command(VENV / "bin/uv", "pip", "install", "--quiet", "--python", PYTHON, *builds, *what, env=trust())
        except StepFailed:
            print("uv could not do it; trying plain pip, which takes longer …", flush=True)
        else:
            return
    env = {"PIP_CONSTRAINT": str(constraint)} if constraint else {}
    command(*PIP_INSTALL, *what, env=env)


def trust() -> dict[str, str]:
    """Lets uv and node trust whom the machine trusts: an office's own certificate is not among theirs."""
    bundles = [ssl.get_default_verify_paths().cafile, *CERTIFICATES]
    bundle = next((path for path in bundles if path and Path(path).is_file()), None)
    if bundle is None:
        return {}
    return {"UV_SYSTEM_CERTS": "true", "NODE_EXTRA_CA_CERTS": os.environ.get("NODE_EXTRA_CA_CERTS", bundle)}


PIP_INSTALL = (PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")


def has_uv() -> bool:
    if not (VENV / "bin/uv").exists():
        try:
            command(*PIP_INSTALL, "-r", "requirements/uv.txt")
        except StepFailed:
            return False
    return True


# Front end


def front_end_fingerprint() -> str:
    files = (file for file in sorted(FRONT_END.rglob("*")) if "node_modules" not in file.parts and file.is_file())
    return fingerprint_of(files)


def build_front_end() -> None:
    if machine_node() >= OLDEST_NODE and shutil.which("npm"):
        path = os.environ.get("PATH", os.defpath)
    else:
        install("-r", "requirements/node.txt")
        path = f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    env = {"PATH": path, **trust()}
    npm, node = shutil.which("npm", path=path), shutil.which("node", path=path)
    if not npm or not node:
        raise StepFailed("neither the machine nor requirements/node.txt gave a node to build the front end with")
    command(npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", cwd=FRONT_END, env=env)
    command(node, "build.mjs", cwd=FRONT_END, env=env)


def machine_node() -> int:
    """The major version of the machine's own node; 0 where it has none."""
    if not shutil.which("node"):
        return 0
    answer = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)\.", answer)
    return int(found[1]) if found else 0


# Translations


def stale_translations() -> list[Path]:
    found = sorted((ROOT / "src").glob("**/locale/*/LC_MESSAGES/*.po"))
    return [po for po in found if not is_compiled(po)]


def is_compiled(po: Path) -> bool:
    mo = po.with_suffix(".mo")
    return mo.exists() and mo.stat().st_mtime_ns >= po.stat().st_mtime_ns


def compile_translations(stale: list[Path]) -> None:
    for po in stale:
        command(VENV / "bin/pybabel", "--quiet", "compile", "-i", po, "-o", po.with_suffix(".mo"))


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in PROFILES:
        sys.exit(f"usage: {sys.argv[0]} {'|'.join(PROFILES)}")
    sys.exit(main(sys.argv[1]))
