"""Finding every quantified statement of a text, beside jionlp's money and time finders on the same text.

n counts characters, the rate is characters a second on one core. jionlp finds money amounts and times only: no counts,
percentages, kinds, indicators or spans of other figures. The texts are the example documents where they lie beside the
project; otherwise, and always as a second row, a made-up text from a fixed seed, labelled synthetic.
"""

import random
import time
import tracemalloc
from collections.abc import Callable
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tidehead.reading import read
from tidehead.reading.output import to_jsonl, to_xlsx

SEEDS = Path(__file__).resolve().parent.parent.parent / "shared" / "seeds"
SYNTHETIC_PARAGRAPHS = 1_500
REPEATS = 3
ISSUED = date(2025, 3, 20)

CHINESE = (
    "{y}年，全市实现{m}{v}亿元，同比增长{p}%，其中{c}家规上企业贡献{q}%以上。",
    "到{t}年，力争{m}突破{w}亿元，年均增长{p}%左右，培育国家级专精特新企业{c}家。",
    "推进项目建设，完善产业链条，加强部门协同，优化营商环境，提高服务效率，营造良好氛围。",
    "截至{y}年底，累计建成标准厂房{w}万平方米，引进人才{c}名，兑现补助{q}万元。",
    "坚持创新驱动，深化改革开放，统筹发展和安全，不断提升治理能力和治理水平，增进民生福祉。",
)
ENGLISH = (
    "In {y}, {m} reached £{v} million, up {p} per cent on the previous year. ",
    "By {t} the region will create {c} jobs and attract ${w} million of private investment. ",
    "The partners work together on skills, transport and innovation, and report to the board in public. ",
    "Some {c} firms employ {q}% of the workforce, and the number of start-ups rose to {w} in {y}. ",
)
MEASURES = {
    "zh": ("规上工业增加值", "固定资产投资", "财政收入", "进出口总额"),
    "en": ("output", "exports", "investment", "retail sales"),
}


def main() -> list[dict[str, Any]]:
    rows = []
    seeds = "\n".join(path.read_text("utf-8") for path in sorted(SEEDS.glob("*.txt"))) if SEEDS.is_dir() else ""
    for name, text in (("the five example documents", seeds), ("synthetic, Chinese", made_up("zh"))):
        if text:
            rows += compared(name, text)
    rows.append(timed("synthetic, English", made_up("en"), lambda text: read(text, issued_on=ISSUED)))
    reading = read(made_up("zh"), issued_on=ISSUED)
    rows.append(timed("write JSON lines", reading.text, lambda _: to_jsonl(reading)))
    rows.append(timed("write a workbook", reading.text, lambda _: to_xlsx(reading)))
    return rows


def compared(name: str, text: str) -> list[dict[str, Any]]:
    """Our row, once for each of jionlp's finders where it is installed; ratio: how many times faster we are."""
    row = timed(f"read {name}", text, lambda text: read(text, issued_on=ISSUED))
    if find_spec("jionlp") is None:
        return [row]
    jionlp = import_module("jionlp")
    finders = {"jionlp extract_money": jionlp.ner.extract_money, "jionlp extract_time": jionlp.ner.extract_time}
    return [row | {"peer": peer, "ratio": peer_seconds(find, text) / row["seconds"]} for peer, find in finders.items()]


def peer_seconds(find: Callable[..., object], text: str) -> float:
    """Line by line, as its makers advise; the words it cannot take are skipped and cost it nothing."""
    lines = [line for line in text.split("\n") if line.strip()]

    def work() -> None:
        for line in lines:
            try:
                find(line)
            except (ValueError, TypeError, IndexError, KeyError, AttributeError):
                continue

    work_once(work)
    return best(work, repeats=1)


def work_once(work: Callable[[], object]) -> None:
    """Its tables are loaded on first use, which is not counted."""
    work()


def timed(name: str, text: str, work: Callable[[str], object]) -> dict[str, Any]:
    seconds = best(lambda: work(text), repeats=REPEATS)
    tracemalloc.start()
    work(text)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return {"name": name, "n": len(text), "seconds": seconds, "rate": len(text) / seconds, "peak_mb": peak / 1e6}


def best(work: Callable[[], object], *, repeats: int) -> float:
    """The shortest of a few runs: the one least disturbed by whatever else the machine does."""
    durations = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        durations.append(time.process_time() - start)
    return min(durations)


def made_up(language: str) -> str:
    """Paragraphs of invented figures, about three figures in a hundred characters, the same on every run."""
    chance = random.Random(7)  # noqa: S311 - a fixed text, no secret
    patterns = CHINESE if language == "zh" else ENGLISH
    paragraphs = []
    for _ in range(SYNTHETIC_PARAGRAPHS):
        paragraphs.append("".join(filled(pattern, language, chance) for pattern in chance.sample(patterns, 3)))
    return "\n".join(paragraphs)


def filled(pattern: str, language: str, chance: random.Random) -> str:
    return pattern.format(
        y=chance.randint(2019, 2024),
        t=chance.randint(2026, 2035),
        m=chance.choice(MEASURES[language]),
        v=round(chance.uniform(10, 3000), 1),
        w=chance.randint(10, 900),
        p=round(chance.uniform(0.5, 15), 1),
        c=chance.randint(3, 5000),
        q=round(chance.uniform(1, 90), 1),
    )
