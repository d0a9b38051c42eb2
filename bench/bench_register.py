"""A register of synthetic firms: taken in, searched, counted; sizes by two settings of the environment.

Import: a CSV whose scopes hold three to seven trades of the pack's words, read, checked and classified in two processes
(staging), and written as a version with its index of names (publishing). Search: the middle and the slowest of 60
questions of two characters, half of them with a county and a division, page and total. Counts: place x industry and
location quotients, each the better of two, and duplicate names; two threads, memory limit 6 GB.
Sizes: BENCH_REGISTER_ROWS (default 1000000) for search and counts, BENCH_REGISTER_IMPORT (default 200000) for import.
Either at 0 leaves its part out, so that each can be run alone; what is done is told on stderr at once,
so that a run that is broken off leaves what it measured.
Sixty million: BENCH_REGISTER_ROWS=60000000 BENCH_REGISTER_IMPORT=0 python -m bench.measure register (2.5 GB of disk,
about four minutes). The peer, pandas, counts the same table (up to 10 million rows); ratios are its seconds over ours.
"""

import os
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

from tidehead.city.common.firm_books import read_book
from tidehead.lake import DuckEngine
from tidehead.lake.register import (
    Accept,
    FirmFilter,
    MadeIndustry,
    MadePlace,
    MadeUpTable,
    PublishOptions,
    Register,
    StageOptions,
    make_up,
    publish,
    read_table,
    stage,
    suggest_mapping,
)
from tidehead.reading.firms.rows import RowReader

PACK = Path(__file__).resolve().parent.parent / "packs" / "cn_331000"
ROWS = int(os.environ.get("BENCH_REGISTER_ROWS", "1000000"))
IMPORTED = int(os.environ.get("BENCH_REGISTER_IMPORT", "200000"))
PEER_ROWS = 10_000_000
PLACES, INDUSTRIES = 90, 400


def table() -> MadeUpTable:
    first, second = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申"
    places = tuple(
        MadePlace(f"99{at // 10:02d}{at % 10:02d}", f"{first[at % 10]}{second[at // 10]}县", 1.0 + at % 7)
        for at in range(PLACES)
    )
    trades = "泵阀机床模具眼镜车灯轴承电机塑料家具"
    industries = tuple(
        MadeIndustry(f"{13 + at // 10:02d}{at % 10}0", f"{trades[at % 18]}{trades[at * 7 % 17]}", 1.0 + at % 11)
        for at in range(INDUSTRIES)
    )
    return MadeUpTable(places, industries)


def timed(work: Callable[[], Any], times: int = 2) -> tuple[float, Any]:
    best, made = float("inf"), None
    for _ in range(times):
        begun = time.perf_counter()
        made = work()
        best = min(best, time.perf_counter() - begun)
    return best, made


def peak() -> int:
    own, helpers = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return round((own + helpers) / 1e3)


def row(name: str, n: int, seconds: float, **more: Any) -> dict[str, Any]:
    sys.stderr.write(f"{name}: {n} in {seconds:.2f} s, load {os.getloadavg()[0]:.1f}\n")
    return {"name": name, "n": n, "seconds": round(seconds, 4), "rate": round(n / seconds), "peak_mb": peak(), **more}


def main() -> list[dict[str, Any]]:
    folder = Path(tempfile.mkdtemp(prefix="tidehead-bench-"))
    try:
        return [*(imported(folder) if IMPORTED else []), *(counted(folder) if ROWS else [])]
    finally:
        shutil.rmtree(folder)


# Import


def imported(folder: Path) -> list[dict[str, Any]]:
    path, book = folder / "firms.csv", read_book(PACK)
    make_up(folder / "source", IMPORTED, table(), seed=5)
    write_list(folder / "source", path, [word.words[0] for word in book.words])
    shutil.rmtree(folder / "source")
    look = read_table(path)
    mapping = suggest_mapping(look.headings, look.samples)
    seconds, staged = timed(
        lambda: stage(path, mapping, out=folder / "staged", clean=RowReader(book), options=StageOptions(processes=2)), 1
    )
    written, meta = timed(
        lambda: publish([(staged, Accept.SOUND)], folder / "version", options=PublishOptions(threads=2)), 1
    )
    again, _ = timed(
        lambda: stage(path, mapping, out=folder / "staged", clean=RowReader(book), options=StageOptions(processes=2)), 1
    )
    rows = [
        row("import: read, check, classify (2 processes)", IMPORTED, seconds),
        row("import: write the version and its index of names", meta.rows, written),
        row("import: taken up again when all chunks are there", IMPORTED, again),
    ]
    shutil.rmtree(folder / "staged")
    return rows


def write_list(source: Path, path: Path, words: list[str]) -> None:
    """Firms as a list with scopes of three to seven trades, some cells in other spellings, one in 500 with a fault."""
    engine = duckdb.connect(config={"threads": 2})
    engine.execute("create table words as select unnest(?) as word, unnest(range(?)) as place", [words, len(words)])
    engine.execute(
        f"""copy (
            select name as 企业名称,
                case when mod(source_row, 500) = 0 then code[:17] || '?' else code end as 统一社会信用代码,
                case mod(source_row, 3) when 0 then strftime(registered_on, '%Y年%m月%d日')
                    else registered_on::varchar end as 成立日期,
                case mod(source_row, 4) when 0 then 'N/A' when 1 then (capital_cny / 1e4)::bigint || '万元人民币'
                    else (capital_cny / 1e4)::bigint || '(万元人民币)' end as 注册资本,
                array_to_string(list_transform(range(3 + mod(source_row, 5)), lambda k:
                    words[1 + mod(source_row * (k + 3) * 7919, {len(words)})]), '、')
                    || '制造、加工、销售；货物进出口、技术进出口。' as 经营范围,
                address as 住所, '王某某' as 法定代表人
            from read_parquet('{source}/firms/*.parquet'), (select list(word order by place) as words from words)
            order by hash(source_row)) to '{path}' (header)"""  # noqa: S608
    )


# Questions


def counted(folder: Path) -> list[dict[str, Any]]:
    place = folder / "made"
    making, _ = timed(lambda: make_up(place, ROWS, table(), seed=7), 1)
    rows = [row("make up synthetic firms", ROWS, making)]
    register = Register(place, DuckEngine(threads=2, memory="6GB", folder=folder / "spill"))
    if register.meta.names_indexed:
        rows += searched(register)
    seconds, counts = timed(register.place_industry)
    rows.append(row("place x industry, 90 x 40", ROWS, seconds, **against_pandas(place, seconds)))
    seconds, _ = timed(lambda: register.place_industry("county", "class"))
    rows.append(row("place x industry, 90 x 400", ROWS, seconds))
    seconds, quotients = timed(register.location_quotients)
    assert counts.matrix.sum() == quotients.counts.sum() == ROWS
    rows.append(row("location quotients, 90 x 40", ROWS, seconds))
    seconds, found = timed(register.duplicates, 1)
    rows.append(row(f"duplicate names ({len(found)} shown)", ROWS, seconds))
    return rows


def searched(register: Register) -> list[dict[str, Any]]:
    names = [firm.name or "" for firm in register.search(FirmFilter(), 10, 30).rows]
    questions = [FirmFilter(text=name[4 + at % 4 : 6 + at % 4]) for at, name in enumerate(names)]
    questions += [FirmFilter(text=one.text, counties=("990003",), industry="35") for one in questions]
    register.search(questions[0])
    taken = [timed(lambda one=one: register.search(one, 0, 50), 1)[0] for one in questions]  # type: ignore[misc]
    size = register.meta.rows
    return [
        row("two characters: middle", size, statistics.median(taken)),
        row("two characters: slowest", size, max(taken)),
    ]


def against_pandas(place: Path, seconds: float) -> dict[str, Any]:
    if ROWS > PEER_ROWS:
        return {}
    import pandas as pd

    def plain() -> Any:
        frame = pd.read_parquet(place / "firms", columns=["county", "division"])
        return frame.groupby(["county", "division"]).size()

    peer, _ = timed(plain, 1)
    return {"peer": "pandas", "ratio": round(peer / seconds, 1)}


if __name__ == "__main__":
    for one in main():
        print(one)
