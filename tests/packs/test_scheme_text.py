"""A scheme written as text and read again is the same scheme, whatever its words and numbers are."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tidehead.calc.labels import Label
from tidehead.calc.rules import Variable
from tidehead.calc.schemes.types import (
    Adjustment,
    Aggregation,
    Band,
    Boards,
    Case,
    Direction,
    Effect,
    Indicator,
    Method,
    Missing,
    Normalisation,
    Parameter,
    Pillar,
    Scheme,
    SchemeVariable,
    Standing,
    Tier,
    Treatment,
    Veto,
    Weighting,
)
from tidehead.packs import read_pack, read_scheme_text, scheme_text
from tidehead.packs.scheme_text import decimal_text

PACKS = Path(__file__).parents[2] / "packs"
AWKWARD = [
    "no",
    "2025",
    "1e5",
    "0990101",
    "12:30",
    "~",
    "null",
    "- a",
    "a: b",
    "#a",
    "{",
    "*a",
    "&a",
    "!a",
    "'",
    '"',
    "\\",
    "<<",
]


def scheme_of(**changes: object) -> Scheme:
    leaf = Indicator(
        "tax_per_mu",
        Label("亩均税收"),
        "tax / land",
        "万元/亩",
        1,
        Normalisation(Method.BASE_RATIO, base="base_tax"),
    )
    plain = Scheme(
        "plain",
        Label("办法"),
        "plain",
        Standing.TEMPLATE,
        Pillar("total", Label("总分"), 1, (leaf,)),
        (
            SchemeVariable(Variable("tax", unit="万元", label=Label("税收"))),
            SchemeVariable(Variable("land", unit="亩", label=Label("用地")), above=0.0),
            SchemeVariable(Variable("closed", "truth", label=Label("停产"))),
            SchemeVariable(Variable("trade", "text", label=Label("行业"))),
            SchemeVariable(Variable("opened", "day", label=Label("投产"))),
        ),
        (Parameter("base_tax", 20.0, "万元/亩", Label("基准")),),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def read(text: str) -> Scheme:
    scheme, problems = read_scheme_text(text)
    assert problems == ()
    assert scheme is not None
    return scheme


words = st.one_of(
    st.sampled_from(AWKWARD),
    st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=20),
    st.text("甲乙 ab,:#{}[]&*!|>'\"%@`-", min_size=1, max_size=12).map(str.strip).filter(bool),
)
numbers = st.floats(-1e12, 1e12).filter(lambda value: value == 0 or abs(value) > 1e-9)
positive = st.floats(1e-6, 1e9)
labels = st.builds(Label, words, words | st.just(""))
normalisations = st.one_of(
    st.builds(Normalisation, st.just(Method.BASE_RATIO), st.just("base_tax * 2"), st.none() | st.just(0.0), st.none()),
    st.builds(Normalisation, st.sampled_from([Method.RANK, Method.BORDA, Method.PERCENT_RANK, Method.FRACTION_OF_MAX])),
    st.builds(lambda low: Normalisation(Method.MIN_MAX, low=low, high=low + 10), st.integers(-100, 100).map(float)),
    st.builds(
        lambda edge, points: Normalisation(Method.TIERS, tiers=(Tier(None, points), Tier(edge, 1.0))), numbers, numbers
    ),
)
indicators = st.builds(
    Indicator,
    st.just("tax_per_mu"),
    labels,
    st.sampled_from(["tax / land", "case when closed\n  then 0\n  else tax / land end", "base_tax"]),
    st.just("万元/亩"),
    positive,
    normalisations,
    st.sampled_from(Direction),
    st.sampled_from(Missing),
    words | st.just(""),
    noise=st.just(0.0) | st.floats(1e-6, 1),
    easily_moved=st.booleans(),
    reachable_high=st.none() | numbers,
)
adjustments = st.builds(Adjustment, st.just("extra"), labels, st.just("1.5"), st.booleans())
vetoes = st.builds(Veto, st.just("shut"), labels, st.just("closed"), st.just(Effect.ZERO))
cells = st.one_of(st.none(), numbers)


@st.composite
def schemes(draw: st.DrawFn) -> Scheme:
    inner = Pillar("inner", draw(labels), draw(positive), (draw(indicators),), *draw(kinds_of_mean))
    case = Case(
        "one",
        draw(labels),
        {draw(words): {"tax": draw(cells), "closed": draw(st.none() | st.booleans())}},
        {},
        draw(positive),
    )
    return scheme_of(
        label=draw(labels),
        note=draw(labels | st.just(Label(""))),
        period=draw(st.sampled_from(["", "2025", "2025Q1", "2021/2025"])),
        in_force_from=draw(st.sampled_from(["", "2025-01-31"])),
        tree=Pillar("total", draw(labels), draw(positive), (inner,), *draw(kinds_of_mean)),
        adjustments=tuple(draw(st.lists(adjustments, max_size=1))),
        bonus_ceiling=draw(st.none() | positive),
        vetoes=tuple(draw(st.lists(vetoes, max_size=1))),
        boards=Boards(draw(st.sampled_from(["", "trade"])), draw(st.dictionaries(words, labels, max_size=2))),
        grades=draw(st.sampled_from([(), (Band("A", Label("甲"), up_to=0.3), Band("B", Label("乙"), up_to=1.0))])),
        treatment=draw(st.none() | st.just(Treatment())),
        public=draw(st.lists(words, unique=True, max_size=3).map(tuple)),
        cases=(case,),
    )


kinds_of_mean = st.sampled_from([(Aggregation.ARITHMETIC, Weighting.RELATIVE), (Aggregation.SUM, Weighting.RELATIVE)])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(schemes())
def test_what_is_written_is_read_again_as_the_same_scheme(scheme: Scheme) -> None:
    assert read(scheme_text(scheme)) == scheme


@settings(deadline=None)
@given(numbers)
def test_a_number_is_written_as_the_shortest_plain_decimal_that_reads_the_same(value: float) -> None:
    text = decimal_text(value)
    assert float(text) == value
    assert set(text) <= set("0123456789.-")
    assert len(text.strip("-0.").replace(".", "")) <= 22


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -1e18, 1e-40])
def test_a_number_that_no_pack_can_hold_is_not_written(value: float) -> None:
    with pytest.raises(ValueError, match=re.escape(str(value))):
        decimal_text(value)


@pytest.mark.parametrize("word", AWKWARD)
def test_words_that_yaml_takes_for_something_else_stay_words(word: str) -> None:
    scheme = scheme_of(label=Label(word, word), public=(word,))
    assert read(scheme_text(scheme)) == scheme


@pytest.mark.parametrize("directory", sorted(path for path in PACKS.iterdir() if (path / "schemes").is_dir()))
def test_every_scheme_that_ships_is_written_and_read_again(directory: Path) -> None:
    for scheme in read_pack(directory).schemes:
        assert read(scheme_text(scheme)) == scheme


def test_the_text_names_what_a_reader_has_to_know_even_where_it_is_the_default() -> None:
    text = scheme_text(scheme_of())
    assert "missing: refuse" in text
    assert "aggregation: sum" in text
    assert "weighting: points" in text
    assert "notice_days" not in text


def test_a_scheme_on_its_own_is_refused_with_the_line_of_each_fault() -> None:
    text = scheme_text(scheme_of()).replace("weight: 1\n", "weight: 99\n", 1).replace("tax / land", "tax + land")
    scheme, problems = read_scheme_text(text, "mine.yaml")
    lines = text.splitlines()
    assert scheme is None
    assert {(one.file, one.code) for one in problems} == {("mine.yaml", "scheme")}
    assert [lines[one.line - 1].strip() for one in problems] == ["tree:"]  # formulas are read once the tree holds
    scheme, problems = read_scheme_text(scheme_text(scheme_of()).replace("tax / land", "tax + land"), "mine.yaml")
    assert [lines[one.line - 1].strip()[:5] for one in problems] == ["value"]
    assert "万元" in problems[0].message_en
    assert "亩" in problems[0].message_zh


def test_a_text_that_is_no_yaml_gives_no_scheme() -> None:
    scheme, problems = read_scheme_text("id: [", "mine.yaml")
    assert scheme is None
    assert [(one.file, one.code) for one in problems] == [("mine.yaml", "yaml")]


def test_a_scheme_takes_parameters_over_from_those_it_is_given() -> None:
    region = read_pack(PACKS / "demo")
    text = (PACKS / "demo" / "schemes" / "demo-firms-2025.yaml").read_text("utf-8")
    scheme, problems = read_scheme_text(text, parameters=region.parameters)
    assert problems == ()
    assert scheme is not None
    taken = scheme.parameters[0]
    assert (taken.name, taken.value, taken.source, taken.clause) == (
        "base_tax_per_mu",
        20,
        "demo-firm-rule-2026",
        "附件1",
    )
    assert [one.code for one in read_scheme_text(text)[1]] == ["unknown"]
