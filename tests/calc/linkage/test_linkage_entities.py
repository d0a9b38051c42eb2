"""Entities: what decisions, codes, branches and lists ask of them, whatever the order of rows."""

import random
from itertools import pairwise

import numpy as np
import pytest

from tests.calc.linkage.corrupting import Corruptor, Firm
from tidehead.calc.linkage import (
    Block,
    Decisions,
    Field,
    LinkageRefused,
    Plan,
    Records,
    Resolution,
    Thresholds,
    link_lists,
    link_new,
    resolve,
)
from tidehead.calc.linkage.clustering import Constraints, Pairs, Scored, clusters

PLACES = {"河北省": "13", "石家庄市": "1301", "保定市": "1306"}
PLAN = Plan(
    (
        Field("name", "company_name"),
        Field("code", "unified_code"),
        Field("address", "address"),
        Field("day", "date"),
    ),
    tuple(
        Block(keys)
        for keys in (("code",), ("name:core",), ("name:slips",), ("name:sound",), ("name:rare",), ("address",))
    ),
    places=PLACES,
)
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def made_up(count: int, seed: int = 5) -> list[Firm]:
    """Firms from nothing but a seed."""
    draw = random.Random(seed)  # noqa: S311
    characters = "宏达永盛鑫源春风海华金诚恒泰东方荣光瑞丰和顺博远天成锦绣新锐"
    trades = ("机械", "阀门", "餐饮", "塑料制品", "纺织", "贸易", "电子科技", "果蔬")
    helper = Corruptor([], PLACES, seed)
    firms = []
    for number in range(count):
        brand = "".join(draw.sample(characters, 2))
        name = f"{draw.choice(('石家庄', '保定市', '河北'))}{brand}{draw.choice(trades)}有限公司"
        address = f"石家庄市{draw.choice('东南西北')}{draw.choice('山河湖海')}路{number}号"
        day = f"{draw.randint(1985, 2020)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}"
        firms.append(Firm(name, helper.new_code("91130100"), address, day))
    return firms


@pytest.fixture(scope="module")
def made() -> tuple[Records, list[int], dict[int, int], Resolution]:
    corrupted = Corruptor(made_up(500), PLACES, 1).made()
    return corrupted.records, corrupted.truth, corrupted.parent, resolve(corrupted.records, PLAN)


def rows(**columns: list[str | None]) -> Records:
    size = len(next(iter(columns.values())))
    return Records([f"r{at}" for at in range(size)], columns)


def quality(entity: list[int], truth: list[int]) -> tuple[float, float]:
    pairs = [(a, b) for a in range(len(truth)) for b in range(a)]
    found = [(a, b) for a, b in pairs if entity[a] == entity[b]]
    true = sum(truth[a] == truth[b] for a, b in pairs)
    hit = sum(truth[a] == truth[b] for a, b in found)
    return hit / len(found), hit / true


def test_firms_written_wrong_are_found_again(made: tuple[Records, list[int], dict[int, int], Resolution]) -> None:
    precision, recall = quality(made[3].entity.tolist(), made[1])
    assert precision > 0.97
    assert recall > 0.8


def test_a_branch_is_never_its_parent_and_says_whose_it_is(
    made: tuple[Records, list[int], dict[int, int], Resolution],
) -> None:
    _, _, parent, found = made
    assert all(found.entity[branch] != found.entity[own] for branch, own in parent.items())
    told = {(each.branch, found.entity[found.row[each.parent]]) for each in found.branches()}
    hit = [(f"r{branch}", found.entity[own]) in told for branch, own in parent.items()]
    assert sum(hit) / len(hit) > 0.8


def test_the_order_of_rows_does_not_matter(made: tuple[Records, list[int], dict[int, int], Resolution]) -> None:
    records, _, _, found = made
    order = np.random.default_rng(2).permutation(len(records.ids)).tolist()
    turned = Records(
        [records.ids[at] for at in order],
        {name: [values[at] for at in order] for name, values in records.columns.items()},
    )
    groups = {frozenset(group) for group in found.groups()}
    assert {frozenset(group) for group in resolve(turned, PLAN).groups()} == groups


def test_decisions_hold_and_outlast_every_new_run(
    made: tuple[Records, list[int], dict[int, int], Resolution],
) -> None:
    records, _, _, found = made
    apart = next(group for group in found.groups() if len(group) == 2)
    singles = [id for at, id in enumerate(records.ids) if (found.entity == found.entity[at]).sum() == 1][:2]
    decisions = Decisions(must=((singles[0], singles[1]),), cannot=((apart[0], apart[1]),))
    for _ in range(2):  # a second run asks the same and gets the same
        again = resolve(records, PLAN, decisions=decisions, model=found.model)
        assert again.entity[again.row[apart[0]]] != again.entity[again.row[apart[1]]]
        assert again.entity[again.row[singles[0]]] == again.entity[again.row[singles[1]]]
        assert again.verdict(*apart) == "different"
        assert again.verdict(*singles) == "same"
        asked = {frozenset((doubt.first, doubt.second)) for doubt in again.doubts()}
        assert frozenset(apart) not in asked
    undone = resolve(records, PLAN, model=found.model)
    assert undone.entity[undone.row[apart[0]]] == undone.entity[undone.row[apart[1]]]


def test_decisions_that_contradict_are_refused() -> None:
    records = rows(name=["宏达厂", "宏达厂", "宏达厂"], code=[""] * 3, address=[""] * 3, day=[""] * 3)
    both_ways = Decisions(must=(("r0", "r1"), ("r1", "r2")), cannot=(("r0", "r2"),))
    with pytest.raises(LinkageRefused) as refusal:
        resolve(records, PLAN, decisions=both_ways)
    assert "矛盾" in refusal.value.message.zh


def test_decisions_about_rows_that_are_not_here_wait() -> None:
    records = rows(name=["宏达厂", "永盛店"], code=["", ""], address=["", ""], day=["", ""])
    assert resolve(records, PLAN, decisions=Decisions(must=(("r0", "gone"),))).groups() == ()


def test_two_valid_codes_keep_apart_what_a_third_row_would_bridge() -> None:
    firms = made_up(60)
    one, two = firms[0], firms[1]
    listed = [*firms, Firm(one.name, "", one.address, one.day), Firm(one.name, two.code, one.address, one.day)]
    records = rows(
        name=[firm.name for firm in listed],
        code=[firm.code for firm in listed],
        address=[firm.address for firm in listed],
        day=[firm.day for firm in listed],
    )
    found = resolve(records, PLAN)
    assert found.entity[61] != found.entity[0]
    assert found.entity[60] in (found.entity[0], found.entity[61])  # it fits both alike, and may be only one
    assert found.explain("r0", "r61").veto is not None


def test_one_bridge_does_not_join_two_groups() -> None:
    """Rows 0, 1 and 2, 3 are sure pairs; only 1 and 2 look alike, the other three pairs speak against it."""
    pairs = Pairs(np.array([0, 1, 2]), np.array([1, 2, 3]))
    against: list[Pairs] = []

    def rescore(asked: Pairs) -> tuple[np.ndarray, np.ndarray]:
        against.append(asked)
        return np.full(len(asked), -3.0), np.zeros(len(asked), dtype=np.bool_)

    none = Pairs(np.array([], dtype=np.int64), np.array([], dtype=np.int64))
    bits, veto = np.array([9.0, 5.0, 9.0]), np.zeros(3, dtype=np.bool_)
    found = clusters(4, Scored(pairs, bits, veto, rescore), cut=3.0, constraints=Constraints(none, none))
    # between the pairs: (5 - 3 - 3 - 3) / 4 = -1 bits
    assert found.tolist() == [0, 0, 2, 2]
    assert len(against[0]) == 3
    found = clusters(4, Scored(pairs, bits + [0, 5, 0], veto, rescore), cut=3.0, constraints=Constraints(none, none))
    assert found.tolist() == [0, 0, 0, 0]  # (10 - 9) / 4 > 0


def test_two_lists_are_linked_one_to_one() -> None:
    firms = made_up(80)
    left = Records([f"a{at}" for at in range(80)], table(firms))
    right = Records([f"b{at}" for at in range(81)], table([*firms, firms[3]]))  # the last one is the fourth again
    found = link_lists(left, right, PLAN)
    assert {frozenset(group) for group in found.groups()} >= {
        frozenset((f"a{at}", f"b{at}")) for at in range(80) if at != 3
    }
    assert all(len(group) == 2 for group in found.groups())
    other = link_lists(left, right, PLAN, decisions=Decisions(must=(("a3", "b80"),), cannot=(("a5", "b5"),)))
    assert ("a3", "b80") in other.groups()
    assert not any("a5" in group for group in other.groups())


def table(firms: list[Firm]) -> dict[str, list[str | None]]:
    return {
        "name": [firm.name for firm in firms],
        "code": [firm.code for firm in firms],
        "address": [firm.address for firm in firms],
        "day": [firm.day for firm in firms],
    }


def test_new_rows_find_their_place_and_move_nobody() -> None:
    firms = made_up(200)
    known = Records([f"k{at}" for at in range(200)], table(firms))
    model = resolve(known, PLAN).model
    entities = [f"e{at}" for at in range(200)]
    entities[1] = "e0"  # people said so, whatever the scores say
    new = Records(["n0", "n1", "n2", "n3"], table([firms[7], firms[9], made_up(201, seed=99)[-1], firms[7]]))
    found = link_new(known, entities, new, PLAN, model)
    at = found.row
    assert found.entity[at["n0"]] == found.entity[at["k7"]] == found.entity[at["n3"]]
    assert found.entity[at["n1"]] == found.entity[at["k9"]]
    assert found.entity[at["n2"]] == at["n2"]
    assert found.entity[at["k0"]] == found.entity[at["k1"]]
    assert all(found.entity[one] != found.entity[two] for one, two in pairwise([0, *range(2, 200)]))


def test_a_register_of_a_few_rows_is_read_with_caution_and_sense() -> None:
    records = rows(
        name=[
            "石家庄宏达机械有限公司",
            "石家莊市宏達機械股份有限公司",
            "石家庄宏达机械有限公司东分公司",
            "保定永盛餐饮有限公司",
        ],
        code=["91350100M000100Y43", "91350100M000100Y43", "", ""],
        address=["石家庄市中山路12号", "中山路12号", "石家庄市海河路1号", "中山路12号"],
        day=["", "", "", ""],
    )
    found = resolve(records, PLAN)
    assert found.groups() == (("r0", "r1"),)
    assert found.branches()[0].branch == "r2"
    assert found.explain("r0", "r1").parts[0].outcome.zh == "只差公司形式或地名写法"


def test_codes_that_were_renamed_are_one_code() -> None:
    plan = Plan((Field("code", "code", aliases={"OLD1": "NEW1"}), Field("name", "text")), (Block(("code",)),))
    found = resolve(rows(code=["old1", "NEW1"], name=["宏达", "宏达"]), plan)
    assert found.explain("r0", "r1").parts[0].outcome.en == "equal"


@pytest.mark.parametrize(
    ("records", "plan", "words"),
    [
        (Records(["a", "a"], {"name": ["x", "y"]}), Plan((Field("name", "text"),), (Block(("name",)),)), "twice"),
        (Records(["a"], {"name": ["x"]}), Plan((Field("town", "text"),), (Block(("town",)),)), "missing"),
        (Records(["a"], {"name": ["x", "y"]}), Plan((Field("name", "text"),), (Block(("name",)),)), "rows"),
        (Records(["a"], {"name": ["x"]}), Plan((), (Block(("name",)),)), "no field"),
        (Records(["a"], {"name": ["x"]}), Plan((Field("name", "text"),), ()), "no block"),
        (Records(["a"], {"name": ["x"]}), Plan((Field("name", "text"),) * 2, (Block(("name",)),)), "one name"),
        (
            Records(["a"], {"name": ["x"]}),
            Plan((Field("name", "text", ("name", "name")),), (Block(("name",)),)),
            "too many",
        ),
    ],
)
def test_what_cannot_be_linked_is_refused_with_its_reason(records: Records, plan: Plan, words: str) -> None:
    with pytest.raises(LinkageRefused, match=words):
        resolve(records, plan)


def test_thresholds_without_order_are_refused() -> None:
    with pytest.raises(LinkageRefused):
        Thresholds(same=0.1, doubtful=0.9)


@pytest.mark.parametrize("size", [0, 1, 2])
def test_hardly_any_rows_are_no_trouble(size: int) -> None:
    records = rows(name=["宏达厂", None][:size], code=["", None][:size], address=["", ""][:size], day=["", ""][:size])
    found = resolve(records, PLAN)
    assert (len(found.entity), found.groups(), found.doubts(), found.branches()) == (size, (), (), ())
