"""Weights by hand, EM on data whose truth is known, rarity, and blocks."""

import numpy as np
import pytest

from tidehead.calc.linkage import (
    Block,
    Candidates,
    Field,
    FieldModel,
    LinkageRefused,
    Model,
    Pairs,
    Plan,
    Records,
    blocking_recall,
    candidates,
    columns_of_block,
    estimated_recall,
    expectation_maximisation,
    explain,
    prepare,
    random_sample,
    score,
    train,
)
from tidehead.calc.linkage.model import collision, patterns, value_probabilities

PLAN = Plan((Field("name", "category"), Field("town", "category")), (Block(("name",)), Block(("town",))))
ROWS = Records(
    list("abcd"),
    {"name": ["宏达", "宏达", "永盛", "永盛"], "town": ["东", "东", "东", None]},
)


def fields(m: float, u: float) -> tuple[FieldModel, ...]:
    return tuple(
        FieldModel(name, ("equal", "different"), np.array([m, 1 - m]), np.array([u, 1 - u]))
        for name in ("name", "town")
    )


def test_a_score_is_the_sum_of_its_weights_worked_by_hand() -> None:
    prepared = prepare(ROWS, PLAN)
    model = Model(fields(0.9, 0.1), prior=0.2)
    # start: log2(0.2 / 0.8) = -2. Equal: log2(0.9 / 0.1) = 3.17; different: log2(0.1 / 0.9) = -3.17.
    # Both names are held by 2 of 4 rows: a chance of 2·(2·1) / (4·3) = 1/3 to share one; of the two rows only one
    # counts, so the name has 1 of 4: log2((1/3) / (1/4)) = 0.415. The town: 3·2 / 3·2 = 1, of three rows two count:
    # log2(1 / (2/3)) = 0.585.
    told = explain(prepared, model, 0, 1)
    assert told.start_bits == pytest.approx(-2)
    assert [part.bits for part in told.parts] == pytest.approx([3.17 + 0.415, 3.17 + 0.585], abs=0.001)
    assert [part.rarity for part in told.parts] == pytest.approx([0.415, 0.585], abs=0.001)
    assert told.bits == pytest.approx(-2 + 3.585 + 3.755, abs=0.001)
    assert told.probability == pytest.approx(1 / (1 + 2**-5.340), abs=0.001)
    assert told.bits == pytest.approx(told.start_bits + sum(part.bits for part in told.parts))


def test_unknown_speaks_neither_for_nor_against() -> None:
    told = explain(prepare(ROWS, PLAN), Model(fields(0.9, 0.1), prior=0.2), 2, 3)
    assert told.parts[1].bits == 0
    assert told.parts[1].outcome.en == "unknown on one side"


def test_a_pair_scores_the_same_both_ways_round() -> None:
    prepared, model = prepare(ROWS, PLAN), Model(fields(0.8, 0.2), prior=0.1)
    assert explain(prepared, model, 0, 2) == explain(prepared, model, 2, 0)


def test_expectation_maximisation_finds_what_the_data_were_made_with() -> None:
    random = np.random.default_rng(7)
    size, share = 60_000, 0.3
    m = [np.array([0.85, 0.10, 0.05]), np.array([0.7, 0.3]), np.array([0.9, 0.1])]
    u = [np.array([0.02, 0.08, 0.90]), np.array([0.1, 0.9]), np.array([0.05, 0.95])]
    match = random.random(size) < share
    drawn = [
        np.where(match, random.choice(len(a), size, p=a), random.choice(len(b), size, p=b))
        for a, b in zip(m, u, strict=True)
    ]
    levels = np.stack(drawn, axis=1).astype(np.int8)
    guess = [np.full(len(each), 1 / len(each)) + np.linspace(0.2, -0.2, len(each)) for each in m]
    found, prior, probability = expectation_maximisation(patterns(levels), u, guess)
    assert prior == pytest.approx(share, abs=0.01)
    for own, true in zip(found, m, strict=True):
        assert own == pytest.approx(true, abs=0.015)
    of_pair = probability[patterns(levels).of]
    assert of_pair[match].mean() > 0.9 > 0.1 > of_pair[~match].mean()


def test_training_is_the_same_whatever_the_order_of_rows() -> None:
    random = np.random.default_rng(3)
    names = [f"厂{number}" for number in random.integers(0, 300, 1200)]
    towns = [f"镇{number}" for number in random.integers(0, 20, 1200)]
    ids = [f"r{number:04}" for number in range(1200)]
    models = []
    for order in (np.arange(1200), random.permutation(1200)):
        rows = Records(
            [ids[at] for at in order], {"name": [names[at] for at in order], "town": [towns[at] for at in order]}
        )
        prepared = prepare(rows, PLAN)
        found = candidates(prepared)
        levels = np.stack([each.compare(found.pairs) for each in prepared.comparisons], axis=1)
        models.append(train(prepared, found, levels, random_sample(prepared, 1, most=5000)))
    for one, other in zip(models[0].fields, models[1].fields, strict=True):
        assert one.m == pytest.approx(other.m)
        assert one.u == pytest.approx(other.u)


def test_a_model_is_stored_and_read_back_and_fits_no_other_fields() -> None:
    model = Model(fields(0.9, 0.1), prior=0.2)
    again = Model.from_plain(model.as_plain())
    assert again.prior == model.prior
    assert again.fields[0].weights == pytest.approx(model.fields[0].weights)
    with pytest.raises(LinkageRefused) as refusal:
        score(prepare(ROWS, PLAN), Model(model.fields[:1], 0.2), Pairs(np.array([0]), np.array([1])))
    assert refusal.value.message.text("zh") == "模型与字段不符，请重新训练"


def test_values_seen_once_are_rarer_than_their_count_where_hardly_any_is_seen_twice() -> None:
    # 96 values once, 2 twice, 100 in all: 2·2 / (96·100); too few are seen twice to say more than 2/100 of those.
    assert value_probabilities(np.array([1] * 96 + [2] * 2))[1:] == pytest.approx([4 / 9600, 2 / 100])
    assert value_probabilities(np.array([1, 1, 2]))[1:] == pytest.approx([1 / 4, 2 / 4])  # too few to know better
    assert collision(np.array([2, 1, 1])) == pytest.approx(2 * 1 / (4 * 3))


def test_blocks_are_united_and_each_pair_is_found_once() -> None:
    found = candidates(prepare(ROWS, PLAN))
    # same name: ab, cd; same town: ab, ac, bc.
    assert list(zip(found.pairs.first.tolist(), found.pairs.second.tolist(), strict=True)) == [
        (0, 1),
        (0, 2),
        (1, 2),
        (2, 3),
    ]
    assert found.blocks.tolist() == [0b11, 0b10, 0b10, 0b01]
    assert [each.pairs for each in found.found] == [2, 3]
    assert found.of_block(0).tolist() == [0, 3]
    assert columns_of_block(Block(("name:first2", "town"))) == {"name", "town"}


def test_groups_that_are_too_large_are_left_out_and_counted() -> None:
    plan = Plan(PLAN.fields, (Block(("town",)),), largest_group=2)
    found = candidates(prepare(ROWS, plan))
    assert (len(found.pairs), found.found[0].left_out) == (0, 3)


@pytest.mark.parametrize(
    ("key", "one", "other"),
    [
        ("value:slips", "abcdef", "abcxdef"),
        ("value:slips", "abcdef", "abdef"),
        ("value:rare", "qqabcd", "xxabcd"),
        ("value:sound", "鸿达", "宏达"),
        ("value:first3", "abcdef", "abcxyz"),
        ("value:last2", "abcdef", "zzef"),
        ("value:year", "19560409", "19561111"),
        ("value:numbers", "路12号", "街12号"),
    ],
)
def test_a_key_finds_what_it_says(key: str, one: str, other: str) -> None:
    plan = Plan((Field("value", "text"),), (Block((key,)),))
    assert len(candidates(prepare(Records(["1", "2"], {"value": [one, other]}), plan)).pairs) == 1


def test_recall_of_blocking_with_and_without_truth() -> None:
    pairs = Pairs(np.array([0, 1]), np.array([1, 2]))
    found = Candidates(pairs, np.array([1, 1]), ())
    assert blocking_recall(found, Pairs(np.array([0, 0]), np.array([1, 2]))) == 0.5
    assert np.isnan(blocking_recall(found, Pairs(np.array([], dtype=np.int64), np.array([], dtype=np.int64))))
    # three matches by one block, two by two: 3² / (2·2) = 2.25 were missed, 5 of 7.25 found.
    assert estimated_recall(np.array([1, 2, 1, 3, 3]), np.ones(5)) == pytest.approx(5 / 7.25)
    assert np.isnan(estimated_recall(np.array([1]), np.ones(1)))


@pytest.mark.parametrize("key", ["nowhere", "name:colour"])
def test_a_key_that_is_none_is_refused(key: str) -> None:
    with pytest.raises(LinkageRefused, match="key"):
        candidates(prepare(ROWS, Plan(PLAN.fields, (Block((key,)),))))
