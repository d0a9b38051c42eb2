"""Invents the demo pack's tables of firms and towns, the same ones every time: `python tools/demo_entries.py`.

Nothing here comes from anywhere: names and figures are drawn from a seeded generator, and the pack says so on every
screen (`synthetic: true`).
"""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from random import Random

ENTRIES = Path(__file__).resolve().parent.parent / "packs" / "demo" / "entries"
SEED = 20_260_630
FIRMS = 120
FIRST_YEAR = 100  # the others begin production in 2024 or 2025
PLACES = ("灯螺", "帆砾", "汐杉", "浪簧")
GROUPS = {"氢能装备": 1.3, "机器人": 1.1, "精密制造": 0.9, "其他": 0.7}  # a firm of the group against a middling one
TOWNS = ("螺塔", "砾渡", "杉坞", "簧港", "潮口", "石笋", "云坪", "苇荡", "盐仓", "鹭洲", "枫岭", "月台")
FIRM_COLUMNS = (
    "id", "name", "industry_group", "tax_paid", "land_mu", "value_added", "energy_tce", "staff", "rd_spending",
    "revenue", "new_patents", "sublet_tenants", "grave_accident", "opened_on",
)  # fmt: skip
TOWN_COLUMNS = (
    "id", "name", "output", "residents", "new_firms", "rd_spending", "patents", "clear_days", "energy_tce",
    "figures_falsified", "hill_share", "port_distance", "elderly_share",
)  # fmt: skip


def tables() -> dict[str, str]:
    """The text of each table by its file's name."""
    draw = Random(SEED)  # noqa: S311 -- invented figures, no secret
    firms = [_firm(draw, nth) for nth in range(FIRMS)]
    towns = [_town(draw, nth) for nth in range(len(TOWNS))]
    made = {
        "demo-firms-2024.csv": _text(FIRM_COLUMNS, _firm_rows(draw, firms, 2024)),
        "demo-firms-2025.csv": _text(FIRM_COLUMNS, _firm_rows(draw, firms, 2025)),
        "demo-towns-2024.csv": _text(TOWN_COLUMNS, _town_rows(draw, towns, 2024)),
    }
    return made | {"demo-towns-2025.csv": _text(TOWN_COLUMNS, _town_rows(draw, towns, 2025))}


def _text(columns: tuple[str, ...], rows: Iterator[dict[str, object]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _firm(draw: Random, nth: int) -> dict[str, object]:
    """What a firm is, apart from any year."""
    group = draw.choices(list(GROUPS), [3, 3, 4, 2])[0]
    opened = draw.randint(1998, 2021) if nth < FIRST_YEAR else 2024 + nth % 2
    place = PLACES[nth % len(PLACES)]
    return {
        "id": f"demo-{nth + 1:03d}",
        "name": f"{place}示例厂{nth + 1:03d}",
        "industry_group": group,
        "land_mu": round(draw.lognormvariate(3.2, 0.7), 1),
        "quality": GROUPS[group] * draw.lognormvariate(0, 0.45),
        "opened_on": f"{opened}-{draw.randint(1, 12):02d}-01",
        "tenants": draw.choice([1, 1, 2, 3, 4]) if draw.random() < 0.15 else 0,
    }


def _firm_rows(draw: Random, firms: list[dict[str, object]], year: int) -> Iterator[dict[str, object]]:
    """Handed in for a year: firms already producing, with some cells left empty."""
    for firm in firms:
        if str(firm["opened_on"]) > f"{year}-12-31":
            continue
        firm["quality"] = float(str(firm["quality"])) * draw.lognormvariate(0.03, 0.12)
        yield _firm_row(draw, firm, float(str(firm["quality"])), float(str(firm["land_mu"])))


def _firm_row(draw: Random, firm: dict[str, object], quality: float, land: float) -> dict[str, object]:
    value_added = 100 * quality * land * draw.lognormvariate(0, 0.15)
    revenue = value_added * draw.uniform(3, 5)
    row: dict[str, object] = {key: firm[key] for key in ("id", "name", "industry_group", "land_mu", "opened_on")}
    row |= {
        "tax_paid": round(20 * quality * land * draw.lognormvariate(0, 0.25), 2),
        "value_added": round(value_added, 1),
        "energy_tce": round(0.5 * value_added / quality * draw.lognormvariate(0, 0.3), 1),
        "staff": max(3, round(value_added / (22 * draw.lognormvariate(0, 0.25)))),
        "rd_spending": round(revenue * max(0.0, draw.gauss(0.032, 0.018)), 1),
        "revenue": round(revenue, 1),
        "new_patents": draw.choice([0, 0, 0, 1, 2, 3, 7]),
        "sublet_tenants": firm["tenants"],
        "grave_accident": int(draw.random() < 0.02),
    }
    if draw.random() < 0.06:
        row[draw.choice(["value_added", "energy_tce", "staff", "rd_spending"])] = ""
    return row


def _town(draw: Random, nth: int) -> dict[str, float]:
    """A town's lasting traits; those that make its life hard also hold it back."""
    hills = round(draw.uniform(5, 80), 1)
    return {
        "hill_share": hills,
        "port_distance": round(draw.uniform(2, 70), 1),
        "elderly_share": round(draw.uniform(12, 32), 1),
        "residents": round(draw.uniform(1.5, 9.0), 2),
        "strength": draw.lognormvariate(0.25 - hills / 120, 0.3) * (6 if nth == 3 else 1),  # one far above the others
    }


def _town_rows(draw: Random, towns: list[dict[str, float]], year: int) -> Iterator[dict[str, object]]:
    for nth, town in enumerate(towns):
        town["strength"] *= draw.lognormvariate(0.04, 0.08)
        output = 8 * town["residents"] * town["strength"]
        yield {
            "id": f"town.{nth + 1:02d}",
            "name": f"{TOWNS[nth]}镇",
            "output": round(output, 2),
            "residents": town["residents"],
            "new_firms": round(90 * town["residents"] * town["strength"] ** 0.5 * draw.lognormvariate(0, 0.2)),
            "rd_spending": round(output * 1e4 * max(0.004, draw.gauss(0.022, 0.007)), 0),
            "patents": "" if year == 2024 and nth == 7 else round(14 * town["strength"] * draw.lognormvariate(0, 0.4)),
            "clear_days": draw.randint(285, 352),
            "energy_tce": round(output * 1e4 * draw.uniform(0.05, 0.16), 0),
            "figures_falsified": int(year == 2025 and nth == 10),
            **{key: town[key] for key in ("hill_share", "port_distance", "elderly_share")},
        }


def main() -> None:
    """Write every table."""
    ENTRIES.mkdir(exist_ok=True)
    for name, text in tables().items():
        (ENTRIES / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
