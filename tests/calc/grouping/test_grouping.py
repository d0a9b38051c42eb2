"""Duplicates and common causes: found in spoilt words, explained by their words, the same from run to run."""

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.calc.grouping.worlds import World, world
from tidehead.calc.grouping import (
    CommonCause,
    Duplicate,
    Request,
    common_causes,
    duplicate_score,
    grams,
    index,
    index_requests,
    likely_duplicates,
    likeness,
    nearest,
    phrases,
    pieces_of,
    plain_words,
)

BUS = "园区公交末班车太早，夜班员工回不了家"
BUS_AGAIN = "我公司反映：园区公交末班车太早，夜班员工回不了家"
NURSERY = "夜班员工孩子没有地方托管"


def asked(
    id: str, text: str, firm: str = "", day: str = "2026-03-02", topic: str = "traffic", place: str = "east"
) -> Request:
    return Request(id, text, topic, place, firm, date.fromisoformat(day))


def named(found: Iterable[Duplicate]) -> list[tuple[str, str]]:
    return [(one.request, one.original) for one in found]


def test_pieces_by_hand() -> None:
    assert plain_words("ＡＧＶ 小车，限行！") == "agv 小车 限行"
    assert [piece for piece, _, _ in grams("小车限行 agv")] == ["小车", "车限", "限行", "^ag", "agv", "gv$"]
    assert plain_words("……！") == ""
    assert list(grams("")) == []


@given(st.text(alphabet="园区公交车a bc1，！ ", max_size=30))
def test_the_quick_way_finds_the_same_pieces(text: str) -> None:
    plain = plain_words(text)
    assert pieces_of(plain) == [piece for piece, _, _ in grams(plain)]
    assert all(0 <= start < end <= len(plain) for _, start, end in grams(plain))
    assert plain_words(plain) == plain


def test_words_are_stretches_that_touch_and_words_of_letters_whole() -> None:
    every = dict.fromkeys([piece for piece, _, _ in grams("customs 公交末班")], 1.0)
    assert phrases("末班公交 customs checks", every, 5) == ("customs", "公交", "末班")
    assert phrases("公交末班", {}, 5) == ()
    assert phrases("公交末班", every, 5) == ("公交末班",)


def test_likeness_by_hand() -> None:
    """Two wordings of two pieces each, one shared; a piece weighs ln(3/(1+n)) + 1, n the wordings that have it.

    Shared ("公交", n = 2): 1; own ("交慢", "交少", n = 1): ln 1.5 + 1 = 1.4055. Cosine 1 ÷ (1 + 1.4055²) = 0.3361.
    """
    made = index_requests([asked("a", "公交慢", "x"), asked("b", "公交少", "y", "2026-04-01")])
    found = likeness(made, "a", "b")
    assert found.words == pytest.approx(1 / (1 + (np.log(1.5) + 1) ** 2))
    assert found.words == pytest.approx(0.3361, abs=5e-5)
    assert (found.firm, found.topic, found.place, found.time) == (0, 1, 1, 0.5)
    assert found.shared == ("公交",)
    expected = 0.6 * found.words + 0.25 * 0 + 0.05 * 1 + 0.05 * 1 + 0.05 * 0.5
    assert duplicate_score(found) == pytest.approx(expected)


def test_a_request_made_again_is_found_and_the_words_are_told() -> None:
    made = index_requests([asked("a", BUS, "x"), asked("b", NURSERY, "x"), asked("c", BUS_AGAIN, "x", "2026-03-09")])
    (found,) = likely_duplicates(made)
    assert (found.request, found.original, found.is_same_firm) == ("c", "a", True)
    assert "园区公交末班车太早" in found.likeness.shared
    assert found.score == pytest.approx(duplicate_score(found.likeness))


def test_the_same_words_of_another_firm_are_a_duplicate_and_like_words_are_not() -> None:
    other = asked("b", BUS, "y", "2026-03-05")
    assert named(likely_duplicates(index_requests([asked("a", BUS, "x"), other, asked("z", NURSERY)]))) == [("b", "a")]
    like = replace(other, text="我公司反映：园区公交末班车太早，夜班员工回不了宿舍")
    made = index_requests([asked("a", BUS, "x"), like, asked("z", NURSERY)])
    assert likely_duplicates(made) == ()
    assert named(likely_duplicates(index_requests([asked("a", BUS, "y"), like, asked("z", NURSERY)]))) == [("b", "a")]


def test_what_lies_too_far_apart_is_another_request() -> None:
    made = index_requests([asked("a", BUS, "x"), asked("b", BUS, "x", "2026-06-02")])
    assert likely_duplicates(made) == ()
    assert named(likely_duplicates(made, most_days=365)) == [("b", "a")]
    undated = [replace(one, day=None) for one in made.requests]
    assert named(likely_duplicates(index_requests(undated))) == [("b", "a")]


def test_each_request_names_the_one_it_is_most_like_among_those_before_it() -> None:
    made = index_requests(
        [asked("c", BUS, "x", "2026-03-20"), asked("a", BUS, "x"), asked("b", BUS_AGAIN, "x", "2026-03-04")]
    )
    assert sorted(named(likely_duplicates(made))) == [("b", "a"), ("c", "a")]


def test_a_common_cause_by_hand() -> None:
    requests = [
        asked("1", "园区公交末班车太早", "x"),
        asked("2", "请问园区公交末班车能不能晚一点", "y"),
        asked("3", "希望延长园区公交末班车时间", "z"),
        asked("4", "夜班员工孩子没有地方托管", "x", topic="schools"),
        asked("5", "出口退税到账太慢", "y", topic="tax"),
    ]
    (cause,) = common_causes(index_requests(requests), threshold=0.4)
    assert cause.members == ("1", "2", "3")
    assert (cause.size, cause.firms, cause.topic, cause.exemplar) == (3, 3, "traffic", "1")
    assert cause.words[0] == "园区公交末班车"
    assert 0.4 < cause.cohesion < 1
    assert cause.first_day == cause.last_day == date(2026, 3, 2)


def test_a_loose_group_still_says_what_most_of_it_shares() -> None:
    """Requests that each have one of four stretches of the exemplar: no piece is in half of them."""
    whole = "职工子女入学名额不足海关查验次数太多用水压力影响生产停车位被占用装卸"
    parts = [whole[at : at + 9] for at in (0, 0, 9, 9, 18, 18, 26)]
    requests = [asked(str(nth), text, f"f{nth}") for nth, text in enumerate([whole, *parts])]
    causes = common_causes(index_requests(requests), threshold=0.3)
    assert causes
    assert all(cause.words for cause in causes)


def test_one_firm_alone_is_no_common_cause() -> None:
    requests = [asked(str(nth), BUS, "x") for nth in range(5)]
    assert common_causes(index_requests(requests)) == ()
    assert common_causes(index_requests(requests), least_firms=1)[0].size == 5
    assert common_causes(index_requests([replace(one, firm="") for one in requests]))[0].firms == 5
    assert common_causes(index_requests(requests), least_firms=1, least=6) == ()


def test_nothing_is_joined_through_a_chain() -> None:
    """Every member is as like the exemplar as the threshold asks, not only like some other member."""
    made = index_requests(world(5, causes=12, firms_a_cause=6, singles=60, repeats=20).requests)
    for cause in common_causes(made):
        for member in cause.members:
            found = likeness(made, cause.exemplar, member)
            assert found.words >= (0.45 - 0.20) / 0.80 - 1e-6


def test_ids_stay_when_more_comes_and_when_a_group_splits() -> None:
    made = world(8, causes=10, firms_a_cause=8, singles=20, repeats=0)
    half = [one for one in made.requests if one.day and one.day < date(2026, 4, 15)]
    early = common_causes(index_requests(half))
    known = {member: cause.id for cause in early for member in cause.members}
    late = common_causes(index_requests(made.requests), known=known)
    carried = {cause.id for cause in late}
    assert len(early) >= 8
    assert carried >= {cause.id for cause in early}
    assert len(carried) == len(late) == 10
    for cause in late:
        before = {known[member] for member in cause.members if member in known}
        assert not before or cause.id in before
    assert common_causes(index_requests(made.requests)) == common_causes(index_requests(made.requests[::-1]))


def test_of_two_halves_of_a_group_one_keeps_the_id() -> None:
    requests = [asked(str(nth), BUS, f"f{nth}") for nth in range(4)]
    requests += [asked(str(nth), NURSERY, f"f{nth}") for nth in range(4, 7)]
    known = {one.id: "old" for one in requests}
    ids = [cause.id for cause in common_causes(index_requests(requests), known=known)]
    assert ids[0] == "old"
    assert len(set(ids)) == 2


def test_what_was_asked_before_is_shown_while_one_writes() -> None:
    made = index_requests([asked("a", BUS), asked("b", NURSERY), asked("c", "出口退税到账太慢")])
    found = nearest(made, Request("", "公交末班车太早了"), most=2)
    assert found[0][0] == "a"
    assert nearest(made, Request("", BUS))[0] == ("a", pytest.approx(1.0))
    assert nearest(made, Request("", "完全不同")) == ()
    assert nearest(made, Request("", "")) == ()
    assert nearest(index_requests([]), Request("", BUS)) == ()


def test_english_and_mixed_words_are_read_too() -> None:
    requests = [
        asked("a", "Customs inspections hold up our AGV parts for weeks", "x"),
        asked("b", "customs inspection holds up AGV parts", "x", "2026-03-04"),
        asked("c", "We need housing for engineers", "x"),
    ]
    (found,) = likely_duplicates(index_requests(requests))
    assert (found.request, found.original) == ("b", "a")
    assert "customs" in found.likeness.shared and "parts" in found.likeness.shared


@given(st.integers(0, 50), st.randoms(use_true_random=False))
def test_the_order_in_which_requests_are_given_does_not_matter(seed: int, random) -> None:
    requests = world(seed, causes=4, firms_a_cause=4, singles=6, repeats=5).requests
    mixed = random.sample(requests, len(requests))
    assert likely_duplicates(index_requests(requests)) == likely_duplicates(index_requests(mixed))
    assert common_causes(index_requests(requests)) == common_causes(index_requests(mixed))


@given(st.integers(0, 1000), st.sampled_from([10, 300, 3000]))
def test_pairs_found_quickly_are_those_of_comparing_all(seed: int, budget: int) -> None:
    """Also where the commonest pieces are left out of the search, but for pairs that share no other."""
    requests = world(seed, causes=4, firms_a_cause=5, singles=5, repeats=8).requests
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index, "BUDGET", budget)
        made = index_requests(requests)
        found = {(one, two): cosine for one, two, cosine in zip(*_parts(made.pairs), strict=True)}
    table = made.table.toarray()
    every = table @ table.T
    share = (table[:, made.searched] > 0).astype(int)
    for one in range(len(table)):
        for two in range(one + 1, len(table)):
            if abs(every[one, two] - index.LEAST_COSINE) < 1e-6:
                continue
            expected = every[one, two] >= index.LEAST_COSINE and share[one] @ share[two] > 0
            assert ((one, two) in found) == expected
            assert not expected or found[one, two] == pytest.approx(every[one, two], abs=1e-6)


def _parts(pairs: index.Pairs) -> tuple[list, list, list]:
    return pairs.first.tolist(), pairs.second.tolist(), pairs.cosine.tolist()


def measured(made: World) -> tuple[float, float, float, float]:
    """Precision and recall of duplicates, and of pairs of requests in one cause."""
    ready = index_requests(made.requests)
    found, causes = likely_duplicates(ready), common_causes(ready)
    right = sum(made.repeats.get(a, a) == made.repeats.get(b, b) for a, b in named(found))
    return right / len(found), right / len(made.repeats), *_pairs_in_causes(made, causes)


def _pairs_in_causes(made: World, causes: tuple[CommonCause, ...]) -> tuple[float, float]:
    def pairs(sizes: Iterable[int]) -> float:
        return sum(size * (size - 1) / 2 for size in sizes)

    both = Counter((made.causes[one], cause.id) for cause in causes for one in cause.members if one in made.causes)
    right = pairs(both.values())
    return right / pairs(cause.size for cause in causes), right / pairs(Counter(made.causes.values()).values())


@pytest.mark.parametrize(
    ("share", "least"),
    [(0.0, (0.99, 0.99, 0.99, 0.90)), (0.1, (0.99, 0.95, 0.99, 0.88)), (0.2, (0.99, 0.70, 0.99, 0.80))],
)
def test_precision_and_recall_in_words_that_were_spoilt(share: float, least: tuple[float, ...]) -> None:
    """A share of the signs lost, doubled, exchanged or replaced, and another opening and ending."""
    found = [
        measured(world(seed, causes=30, firms_a_cause=8, singles=300, repeats=150, share=share)) for seed in (1, 2)
    ]
    means = np.mean(found, axis=0)
    assert (means >= least).all(), means


def test_many_requests_in_few_wordings_are_told_quickly() -> None:
    """Forms give many requests the same words: pairs are not drawn of all with all."""
    requests = [asked(f"{nth:05}", (BUS, NURSERY)[nth % 2], f"f{nth % 700}") for nth in range(5000)]
    start = time.perf_counter()
    made = index_requests(requests)
    duplicates, causes = likely_duplicates(made), common_causes(made)
    assert time.perf_counter() - start < 20
    assert len(duplicates) == 5000 - 2
    assert [cause.size for cause in causes] == [2500, 2500]


def test_nothing_is_found_in_nothing_and_ids_given_twice_are_refused() -> None:
    empty = index_requests([])
    assert likely_duplicates(empty) == ()
    assert common_causes(empty) == ()
    wordless = index_requests([asked("a", "！！", "x"), asked("b", "", "x"), asked("c", "。", "y"), asked("d", BUS)])
    assert common_causes(wordless) == ()
    assert likely_duplicates(wordless) == ()
    with pytest.raises(ValueError, match="twice"):
        index_requests([asked("a", BUS), asked("a", NURSERY)])
    with pytest.raises(KeyError):
        likeness(empty, "a", "b")
