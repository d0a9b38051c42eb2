"""Firms to industries: names and scopes a second on one and two processes, a million firms through the command.

The peer is the plain way: for each firm every word of the same list looked for with `in`, the earliest and longest
taken. Synthetic firms by seed from the pack's own words; goal: 20,000 firms a second on two cores, start included.
"""

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tidehead.city.common.firm_books import read_book
from tidehead.reading.firms import Book, Classifier

SEED = 20261121
PACKS = Path(__file__).resolve().parent.parent / "packs"
FIRMS, SOME, MANY = 20_000, 300, 1_000_000
DEEDS = ("制造、销售", "销售", "加工", "批发、零售", "研发、制造", "服务")


def main() -> list[dict[str, Any]]:
    """The rows: our classifier, the plain way beside it, and the command with two processes."""
    pack = max(PACKS.iterdir(), key=lambda one: _size(one / "industries" / "words.csv"))
    book = read_book(pack)
    classifier = Classifier(book)
    firms = invented(book, FIRMS)
    ours = timed(lambda: classifier.classify(*zip(*firms, strict=True)))
    plain = timed(lambda: [plainly(book, name + scope) for name, scope in firms[:SOME]]) / SOME
    return [
        row("one process", FIRMS, ours, "every word looked for", plain * FIRMS / ours),
        row("the command, two processes, start included", MANY, command(pack, invented(book, MANY))),
    ]


def invented(book: Book, count: int) -> list[tuple[str, str]]:
    """Names and scopes of firms that do not exist."""
    lots = random.Random(SEED)  # noqa: S311 - a bench, no secret
    words = [word for entry in book.words for word in entry.words]
    firms = []
    for _ in range(count):
        named = lots.sample(words, 6)
        scope = "、".join(named[:3]) + lots.choice(DEEDS) + "；" + "、".join(named[3:]) + lots.choice(DEEDS) + "。"
        firms.append((f"某某{named[0]}有限公司", scope))
    return firms


def plainly(book: Book, text: str) -> str:
    found = [(text.find(word), -len(word), entry.code) for entry in book.words for word in entry.words if word in text]
    return min(found)[2] if found else ""


def command(pack: Path, firms: list[tuple[str, str]]) -> float:
    """Seconds of `tidehead register classify` over a file of firms."""
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "firms.csv"
        table.write_text("name,business_scope\n" + "".join(f"{name},{scope}\n" for name, scope in firms), "utf-8")
        words = [str(Path(sys.executable).with_name("tidehead")), "register", "classify", str(table), "--json"]
        options = ["--pack", str(pack), "--processes", "2", "--quiet", "--out", str(Path(folder) / "out.jsonl")]
        start = time.perf_counter()
        subprocess.run([*words, *options], check=True)  # noqa: S603 - our own command
        return time.perf_counter() - start


def timed(work: Any) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def row(name: str, count: int, seconds: float, peer: str | None = None, ratio: float | None = None) -> dict[str, Any]:
    used = resource.getrusage(resource.RUSAGE_CHILDREN if peer is None else resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "name": name,
        "n": count,
        "seconds": round(seconds, 3),
        "rate": round(count / seconds),
        "peak_mb": round(used),
        "peer": peer,
        "ratio": None if ratio is None else round(ratio, 1),
    }


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


if __name__ == "__main__":
    for line in main():
        print(json.dumps(line, ensure_ascii=False))
