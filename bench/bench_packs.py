"""Reading and cross-checking a whole pack, against PyYAML and csv.reader on the same files.

The peers only parse: no lines, no names checked, no types. One is yaml.safe_load, the other PyYAML on libyaml.
The made-up pack is the invented region with more places, observations and commitments. n counts observations.
"""

import csv
import io
import shutil
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from tidehead.packs import check_pack, pack_digest, read_pack

PACKS = Path(__file__).resolve().parent.parent / "packs"
SIZES = (2_000, 20_000, 100_000)
COMMITMENTS = 1_000
REPEATS = 3
PEERS: dict[str, Any] = {
    "safe_load, csv": yaml.SafeLoader,
    "libyaml, csv": getattr(yaml, "CSafeLoader", yaml.SafeLoader),
}


def main() -> list[dict[str, Any]]:
    rows = []
    for directory in sorted(path for path in PACKS.iterdir() if (path / "pack.yaml").is_file()):
        rows += measured(directory, f"read packs/{directory.name}")
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            directory = Path(folder) / str(size) / "demo"
            made_up(directory, size)
            rows += measured(directory, "read a made-up pack")
        rows.append(timed("digest of the largest", lambda: pack_digest(directory), SIZES[-1]))
    return rows


def measured(directory: Path, name: str) -> list[dict[str, Any]]:
    """Reading, and reading with arithmetic, against both peers; n is the number of observations."""
    count = len(read_pack(directory).observations)
    rows = []
    for peer, loader in PEERS.items():
        peer_seconds = best(lambda loader=loader: parsed_only(directory, loader))
        row = timed(name, lambda: read_pack(directory), count)
        rows.append(row | {"peer": peer, "ratio": peer_seconds / row["seconds"]})
    rows.append(timed(f"{name}, and check its arithmetic", lambda: check_pack(directory), count))
    return rows


def timed(name: str, work: Callable[[], object], count: int) -> dict[str, Any]:
    seconds = best(work)
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return {"name": name, "n": count, "seconds": seconds, "rate": count / seconds, "peak_mb": peak / 1e6}


def best(work: Callable[[], object]) -> float:
    """The shortest of a few runs: the one least disturbed by whatever else the machine does."""
    durations = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        work()
        durations.append(time.perf_counter() - start)
    return min(durations)


def parsed_only(directory: Path, loader: Any) -> None:
    """What a reader without any checks would do with the same files."""
    for path in sorted(directory.rglob("*.*")):
        text = path.read_text("utf-8")
        if path.suffix == ".yaml":
            yaml.load(text, Loader=loader)  # noqa: S506 - a safe loader is passed in
        else:
            list(csv.reader(io.StringIO(text)))


def made_up(directory: Path, observations: int) -> None:
    """The invented region with so many observations, a place for every hundred of them, and more commitments."""
    shutil.copytree(PACKS / "demo", directory)
    places = [f"made.p{number}" for number in range(observations // 100)]
    path = directory / "places.yaml"
    head, mark, trees = path.read_text("utf-8").partition("trees:\n")
    made = "".join(
        f'  - {{code: {code}, label: {{zh: "示例", en: "Made up"}}, kind: town, source: demo-register, locator: t9}}\n'
        for code in places
    )
    path.write_text(head + made + mark + trees, "utf-8")
    with (directory / "observations" / "made.csv").open("w", encoding="utf-8", newline="") as file:
        header = (directory / "observations" / "city.csv").read_text("utf-8").splitlines()[0]
        file.write(header + "\n")
        for code in places:
            for number in range(100):
                period = f"{1950 + number // 4}Q{number % 4 + 1}"
                file.write(f"gdp,{code},,,{period},{number}.5,,亿元,eq,actual,,,demo-register,t9 r{number},\n")
    tasks = "".join(
        f'  - id: made-{number}\n    label: {{zh: "示例任务", en: "A made-up task"}}\n    section: "三（一）"\n'
        f'    source: demo-plan-2022\n    locator: "L29"\n    deadline: "2026"\n    responsible: [org.science]\n'
        for number in range(COMMITMENTS)
    )
    plan = directory / "plans" / "corridor.yaml"
    plan.write_text(plan.read_text("utf-8").replace("commitments:\n", f"commitments:\n{tasks}", 1), "utf-8")
