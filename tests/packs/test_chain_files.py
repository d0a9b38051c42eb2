"""Chains and input–output tables of a pack: read as they are written, and each mistake told once, with its line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tidehead.calc.chains.types import Basis, Stage
from tidehead.packs import Problem, check_pack, read_pack
from tidehead.packs.schema import Region

ProblemsOf = Callable[[Path], tuple[Problem, ...]]
PACKS = Path(__file__).parents[2] / "packs"
CHAIN = "chains/hydrogen.yaml"
TABLE = "io/demo-2024.csv"
SHARE = "{nodes: [polymer], share: 0.4}"

# file, what stands there, what is put in its place, the mistake it makes
MISTAKES = [
    (CHAIN, "id: hydrogen\n", "id: helium\n", "chain_file"),
    (CHAIN, "draft: true", "draft: false", "chain_draft"),
    (CHAIN, "draft: true", "draft: true\nsource: demo-firms-2026", "chain_draft"),
    (CHAIN, "demo-2025/precision", "demo-2025:precision", "not_a_cluster"),
    (CHAIN, "demo-2025/precision", "demo-2025/opera", "unknown"),
    (CHAIN, "    stage: equipment\n", "    stage: machines\n", "not_one_of"),
    (
        CHAIN,
        '    parent: compressor\n    industries: ["3451"]',
        '    parent: heap\n    industries: ["3451"]',
        "unknown",
    ),
    (CHAIN, '["3451"]', '["34511"]', "not_an_industry_code"),
    (CHAIN, '["3451"]', "[3451]", "not_text"),
    (CHAIN, '["3451"]', '["3452"]', "unknown_industry_code"),
    ("io/tables.yaml", "industries: [F, I]", "industries: [F, I, D]", "unknown_industry_code"),
    (CHAIN, '["7311"]', '["9911"]', "not_an_hs_code"),
    (CHAIN, '["7311"]', '["73110"]', "not_an_hs_code"),
    (CHAIN, "words: [齿轮]", "words: [齿]", "word_too_short"),
    (CHAIN, '    industries: ["3453"]\n    hs: ["8483"]\n    words: [齿轮]\n', "", "chain_unmatched"),
    (CHAIN, "{nodes: [bearing, gear]}", "{nodes: [bearing, gears]}", "unknown"),
    (CHAIN, "{nodes: [bearing, gear]}", "{nodes: [gear], any_one: true}", "chain_any_one"),
    (CHAIN, "{nodes: [bearing, gear]}", "{nodes: [bearing, gear], colour: red}", "unknown_key"),
    (CHAIN, SHARE, "{nodes: [polymer], share: 40}", "out_of_range"),
    (CHAIN, "{nodes: [membrane], share: 0.3}", "{nodes: [membrane], share: 0.9}", "chain_shares"),
    (CHAIN, SHARE, "{nodes: [system]}", "chain_need_loop"),
    (
        CHAIN,
        "    key: true\n    needs:\n      - {nodes: [membrane]",
        "    parent: plate_metal\n    needs:\n      - {nodes: [membrane]",
        "chain_parent_loop",
    ),
    (CHAIN, "id: certification", "id: test_bench", "part_twice"),
    (CHAIN, "node: plate_metal, state", "node: plate_wood, state", "unknown"),
    (CHAIN, "state: under_way}", "state: under_way, source: demo-firms-2026}", "half_cited"),
    (CHAIN, "state: under_way}", "state: begun}", "not_one_of"),
    ("chains/standings.csv", "hydrogen,polymer,", "hydrogen,paper,", "unknown"),
    ("chains/standings.csv", "hydrogen,polymer,", "helium,polymer,", "unknown"),
    ("chains/standings.csv", ",demo-firm-11,", ",demo-firm-99,", "unknown"),
    ("chains/standings.csv", ",demo-firm-12,", ",demo-firm-05,", "standing_twice"),
    ("chains/standings.csv", "chief,2000", "chief,-1", "below_zero"),
    ("chains/standings.csv", "chief,2000", "boss,2000", "not_one_of"),
    ("chains/supply.csv", "compressor,0.8,", "compressor,,", "supply_empty"),
    ("chains/supply.csv", "compressor,0.8,", "compressor,80,", "out_of_range"),
    ("chains/supply.csv", "system,0.55,30,", "system,0.55,-30,", "below_zero"),
    ("chains/supply.csv", ",reported,", ",unknown,", "not_one_of"),
    (
        "chains/roles.yaml",
        "post: post.leader, draft",
        "post: post.leader, organisation: org.city, draft",
        "role_holder",
    ),
    ("chains/roles.yaml", "post: post.leader, draft: true", "post: post.leader", "role_draft"),
    ("chains/roles.yaml", "post: post.leader", "post: post.nobody", "unknown"),
    ("chains/targets.yaml", "{part: fit, weight: 4}", "{part: luck, weight: 4}", "not_one_of"),
    ("chains/targets.yaml", "{part: fit, weight: 4}", "{part: fit, weight: -4}", "below_zero"),
    ("chains/targets.yaml", "{part: size, weight: 1}", "{part: fit, weight: 1}", "part_twice"),
    ("chains/targets.yaml", 'valid_to: "2027-12-31"', 'valid_to: "2025-12-31"', "ends_before"),
    ("chains/targets.yaml", "chain: hydrogen,", "chain: helium,", "unknown"),
    ("chains/targets.yaml", "supply: 0.6", "supply: 60", "out_of_range"),
    ("chains/targets.yaml", "quotient: 0.8", "quotient: -1", "below_zero"),
    ("chains/targets.yaml", "value: 60,", "value: -60,", "below_zero"),
    ("io/tables.yaml", "kind: domestic", "kind: competitive", "io_imports"),
    ("io/tables.yaml", "industries: [F, I]", 'industries: [F, I, "3451"]', "io_industry_twice"),
    ("io/tables.yaml", "industries: [F, I]", 'industries: [F, I, "38"]', "io_industry_twice"),
    ("io/tables.yaml", "id: demo-2024", "id: demo-2025", "io_no_figures"),
    ("io/tables.yaml", "id: surplus", "id: taxes", "io_names"),
    (TABLE, "food,30,4,", "food,30,,", "io_cell"),
    (TABLE, "food,30,4,", "food,31,4,", "io_row"),
    (TABLE, "taxes,-3,", "taxes,3,", "io_column"),
    (TABLE, "wages,", "pay,", "io_rows"),
    (TABLE, "bought_outside,12,34,52,16,14,20,", "bought_outside,12,34,52,16,14,20,7", "io_cell_after"),
    (TABLE, "row,food,", "row,foods,", "header"),
]


@pytest.fixture(scope="module")
def region() -> Region:
    return read_pack(PACKS / "demo")


@pytest.mark.parametrize(("file", "old", "new", "code"), MISTAKES, ids=[f"{one[3]} {one[2][:30]}" for one in MISTAKES])
def test_each_mistake_is_told_with_its_place(
    demo: Path, problems_of: ProblemsOf, file: str, old: str, new: str, code: str
) -> None:
    text = (demo / file).read_text("utf-8")
    assert old in text, "the demo pack has changed: choose another spot"
    (demo / file).write_text(text.replace(old, new, 1), "utf-8")
    found = problems_of(demo)
    assert code in {one.code for one in found}
    assert all(one.message_en and one.message_zh and one.file for one in found)


def test_a_chain_is_read_with_its_needs_technologies_and_clusters(region: Region) -> None:
    (chain,) = region.chains
    stack = chain.node("stack")
    assert (chain.id, chain.draft, len(chain.nodes)) == ("hydrogen", True, 12)
    assert (stack.stage, stack.key, stack.hs) == (Stage.MIDSTREAM, True, ("8501",))
    assert [(need.nodes, need.any_one, need.share) for need in stack.needs] == [
        (("membrane",), False, 0.3),
        (("plate_metal", "plate_graphite"), True, 0.2),
    ]
    assert chain.node("plate_metal").parent == "stack"
    assert [(one.node, one.bottleneck, one.state) for one in chain.technologies] == [
        ("membrane", True, "open"),
        ("plate_metal", False, "under_way"),
    ]
    assert chain.clusters == ("demo-2025/hydrogen", "demo-2025/precision")


def test_firms_supply_roles_and_limits_are_read_as_sources_say(region: Region) -> None:
    chief, *_, last = region.standings
    assert (chief.enterprise, chief.role, chief.capacity, chief.basis) == (
        "demo-firm-01",
        "chief",
        2000,
        Basis.REPORTED,
    )
    assert (last.capacity, last.minutes, last.basis, last.confidence) == (None, None, Basis.UNKNOWN, None)
    assert [(one.rate, one.comparator, one.minutes) for one in region.supply] == [
        (0.8, "gt", None),
        (0.55, "approx", 30),
    ]
    assert {one.role: one.holder for one in region.chain_roles} == {
        "chief": "post.leader",
        "lead_department": "org.industry",
        "chief_enterprise": "demo-firm-01",
        "innovation": "org.hydrogen_institute",
    }
    limits = region.target_limits
    assert limits is not None
    assert sum(one.weight for one in limits.weights) == 4 + 2 + 7 * 1
    assert (limits.thresholds.firms, limits.thresholds.quotient, limits.thresholds.supply) == (2, 0.8, 0.6)
    assert [(one.measure, one.value, one.direction) for one in limits.limits] == [
        ("land_mu", 60, "at_most"),
        ("energy_tce", 3000, "at_most"),
        ("tax_per_mu", 30, "at_least"),
    ]


def test_an_input_output_table_adds_up_by_rows_and_columns(region: Region) -> None:
    (table,) = region.io_tables
    for nth, output in enumerate(table.output):
        spent = [row[nth] for row in (*table.flows, *table.imports, *table.added)]
        assert sum(table.flows[nth]) + sum(table.final[nth]) == output
        assert sum(spent) == output
    assert (table.year, table.unit, table.kind, len(table.sectors)) == (2024, "亿元", "domestic", 6)
    assert table.added[1][0] == -3  # subsidies: net taxes may be below 0


def test_firms_may_stand_in_a_table_of_their_own_and_under_a_unified_code(demo: Path) -> None:
    head = "chain,node,enterprise,role,capacity,minutes,basis,source,locator"
    (demo / "chains" / "standings-register.csv").write_text(
        f"{head}\nhydrogen,storage,91990000MA00000000,member,,,,demo-firms-2026,page\n", "utf-8"
    )
    assert "91990000MA00000000" in {one.enterprise for one in read_pack(demo).standings}


def test_a_circle_over_a_need_with_substitutes_may_stand(demo: Path, problems_of: ProblemsOf) -> None:
    path = demo / CHAIN
    path.write_text(path.read_text("utf-8").replace(SHARE, "{nodes: [polymer, system], any_one: true}"), "utf-8")
    assert problems_of(demo) == ()


def test_the_links_of_a_circle_are_named_in_the_order_of_need(demo: Path, problems_of: ProblemsOf) -> None:
    path = demo / CHAIN
    path.write_text(path.read_text("utf-8").replace(SHARE, "{nodes: [stack]}"), "utf-8")
    (problem,) = problems_of(demo)
    assert "membrane → stack → membrane" in problem.message_en or "stack → membrane → stack" in problem.message_en


def test_a_link_that_hangs_on_nothing_is_advice_and_no_mistake(demo: Path) -> None:
    path = demo / CHAIN
    text = path.read_text("utf-8").replace("{nodes: [membrane], share: 0.3}", "{nodes: [polymer]}")
    path.write_text(text.replace(f"    needs:\n      - {SHARE}\n", ""), "utf-8")
    report = check_pack(demo)
    assert [(one.code, one.line) for one in report.advice] == [
        ("chain_orphan", 1 + text.splitlines().index("  - id: membrane"))
    ]
    assert report.ok


def test_figures_without_a_head_are_refused(demo: Path, problems_of: ProblemsOf) -> None:
    (demo / "io" / "other.csv").write_text("row,a,output\na,1,1\n", "utf-8")
    assert [(one.file, one.code) for one in problems_of(demo)] == [("io/other.csv", "io_no_head")]


def test_a_pack_without_chains_has_none(demo: Path) -> None:
    for folder in ("chains", "io"):
        for file in (demo / folder).iterdir():
            file.unlink()
    region = read_pack(demo)
    assert (region.chains, region.standings, region.target_limits, region.io_tables) == ((), (), None, ())
