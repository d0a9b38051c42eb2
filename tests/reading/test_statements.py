"""Statements: whose figure, what it measures, when, and whether it is a fact or a goal. All sentences are invented."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidehead.reading import read

ISSUED = date(2031, 3, 1)

# (text, rows of (value, unit, time, kind, change, indicator))
REPORT = "北川市2030年国民经济和社会发展统计公报\n一、综合\n"
REPORTED = [
    (
        "全年地区生产总值（GDP）1234.56亿元，比上年增长5.6%。",
        [
            (1234.56, "亿元", "2030", "actual", None, "地区生产总值（GDP）"),
            (5.6, "%", "2030", "actual", "yoy", "地区生产总值（GDP）同比增长"),
        ],
    ),
    (
        "房地产开发投资88.2亿元，下降9.5%，占全部投资的比重为12.1%。",
        [
            (88.2, "亿元", "2030", "actual", None, "房地产开发投资"),
            (9.5, "%", "2030", "actual", "yoy", "房地产开发投资同比下降"),
            (12.1, "%", "2030", "actual", "share", "房地产开发投资占全部投资的比重"),
        ],
    ),
    (
        "其中，国有企业增加值增长4.1%，股份制企业增长7.5%。",
        [
            (4.1, "%", "2030", "actual", "yoy", "国有企业增加值同比增长"),
            (7.5, "%", "2030", "actual", "yoy", "股份制企业增加值同比增长"),
        ],
    ),
    (
        "年末在校学生58.7万人，自然增长率为-1.11‰。",
        [
            (58.7, "万人", "2030", "actual", None, "在校学生"),
            (-1.11, "‰", "2030", "actual", None, "自然增长率"),
        ],
    ),
    (
        "城乡居民人均可支配收入分别达到52000元、28000元。",
        [
            (52000, "元", "2030", "actual", None, "城镇居民人均可支配收入"),
            (28000, "元", "2030", "actual", None, "农村居民人均可支配收入"),
        ],
    ),
    (
        "甲县出口52亿元，乙县出口28亿元，分别增长2.5%和3.5%。",
        [
            (52, "亿元", "2030", "actual", None, "出口"),
            (28, "亿元", "2030", "actual", None, "出口"),
            (2.5, "%", "2030", "actual", "yoy", "出口同比增长"),
            (3.5, "%", "2030", "actual", "yoy", "出口同比增长"),
        ],
    ),
    (
        "水稻、小麦和玉米产量分别增长2.1%、3.2%和4.3%。",
        [
            (2.1, "%", "2030", "actual", "yoy", "水稻产量同比增长"),
            (3.2, "%", "2030", "actual", "yoy", "小麦产量同比增长"),
            (4.3, "%", "2030", "actual", "yoy", "玉米产量同比增长"),
        ],
    ),
]

NEWS = [
    (
        "去年，甲园区新开工亿元以上项目24个，其中10亿元以上项目6个。",
        [
            (24, "个", "2030", "actual", None, "新开工亿元以上项目"),
            (6, "个", "2030", "actual", None, "10亿元以上项目"),
        ],
    ),
    (
        "今年1—2月，规上工业产值完成325.6亿元，同比增长12.4%，增速居全省第2位。",
        [
            (325.6, "亿元", "2031-01/2031-02", "actual", None, "规上工业产值"),
            (12.4, "%", "2031-01/2031-02", "actual", "yoy", "规上工业产值同比增长"),
            (2, "位", "2031-01/2031-02", "actual", "rank", "规上工业产值增速全省位次"),
        ],
    ),
    (
        "截至2030年底，园区累计引进项目213个，吸引就业1.2万人。",
        [
            (213, "个", "2030", "actual", "cumulative", "累计引进项目"),
            (1.2, "万人", "2030", "actual", "cumulative", "吸引就业"),
        ],
    ),
    (
        "审批时间从15个工作日压缩到3个工作日。",
        [
            (15, "个工作日", None, "actual", None, "审批时间"),
            (3, "个工作日", None, "actual", None, "审批时间"),
        ],
    ),
    ("研究所：甲所、乙所、丙所共3家。", [(3, "家", None, "actual", None, "研究所")]),
    ("这里集聚了2000亩的临空产业园区。", [(2000, "亩", None, "actual", None, "临空产业园区面积")]),
    ("新路通车后，10分钟进入主城区。", [(10, "分钟", None, "actual", None, "进入主城区所需时间")]),
    (
        "现有县级以上龙头企业62家，其中国家级2家、省级15家。",
        [
            (62, "家", None, "actual", None, "县级以上龙头企业"),
            (2, "家", None, "actual", None, "国家级龙头企业"),
            (15, "家", None, "actual", None, "省级龙头企业"),
        ],
    ),
    ("研发人员占比超过四成。", [(4, "成", None, "actual", "share", "研发人员占比")]),
]

PLAN = "云水县新能源产业发展规划（2031—2035年）\n一、总体目标\n"
PLANNED = [
    (
        "到2035年，产业产值达到260亿元以上，规上企业达到80家。",
        [
            (260, "亿元", "2035", "target", None, "产业产值"),
            (80, "家", "2035", "target", None, "规上企业"),
        ],
    ),
    (
        "2032年、2033年分别改造茶园2万亩和2.5万亩。",
        [
            (2, "万亩", "2032", "target", None, "改造茶园"),
            (2.5, "万亩", "2033", "target", None, "改造茶园"),
        ],
    ),
    (
        "风电、光伏装机容量分别达到120万千瓦、200万千瓦。",
        [
            (120, "万千瓦", "2031-2035", "target", None, "风电装机容量"),
            (200, "万千瓦", "2031-2035", "target", None, "光伏装机容量"),
        ],
    ),
    ("每年安排专项资金不少于5000万元。", [(5000, "万元", "2031-2035", "annual_target", None, "每年安排专项资金")]),
    (
        "到2033年，研发投入强度由2.1%提高到3.5%。",
        [
            (2.1, "%", None, "actual", None, "研发投入强度"),
            (3.5, "%", "2033", "target", None, "研发投入强度"),
        ],
    ),
]

DEFINED = [
    "小镇规划面积3.6平方公里。",
    "对首次认定的企业，给予20万元奖励。",
    "实施“百企千项”工程。",
    "新建110千伏变电站。",
    "申报企业须为年营收10亿元以上企业。",
]


def _rows(text: str) -> list[tuple[object, ...]]:
    found = read(text, issued_on=ISSUED).statements
    return [(s.value, s.unit, s.time, s.kind, s.change, s.indicator) for s in found if s.kind != "definition"]


@pytest.mark.parametrize(("text", "rows"), REPORTED)
def test_a_bulletins_figures_are_of_its_year(text, rows):
    assert _rows(REPORT + text) == rows


@pytest.mark.parametrize(("text", "rows"), NEWS)
def test_a_news_items_figures_are_facts_of_the_time_it_names(text, rows):
    assert _rows("某报讯\n" + text) == rows


@pytest.mark.parametrize(("text", "rows"), PLANNED)
def test_a_plans_figures_are_goals_of_its_period(text, rows):
    assert _rows(PLAN + text) == rows


@pytest.mark.parametrize("text", DEFINED)
def test_a_number_that_sets_a_bound_or_a_name_is_a_definition(text):
    assert _rows("某报讯\n" + text) == []


def test_the_subject_is_the_body_or_the_place_the_sentence_opens_with():
    text = REPORT + "全市拥有医院58家。\n星图科技有限公司现有员工560人。公司累计获得专利87件。"
    subjects = [s.subject for s in read(text, issued_on=ISSUED).statements]
    assert subjects == ["北川市", "星图科技有限公司", "星图科技有限公司"]


def test_goals_say_how_hard_they_bind():
    text = PLAN + "力争产值突破100亿元。确保就业2万人以上。预计投资30亿元。"
    assert [s.modality for s in read(text, issued_on=ISSUED).statements] == ["striving", "binding", "expected"]


def test_a_heading_that_looks_back_makes_facts_and_one_that_looks_ahead_goals():
    text = "松江州政府工作报告\n一、2030年工作回顾\n新增企业75家。\n二、2031年工作安排\n新增企业90家。"
    found = read(text, issued_on=ISSUED).statements
    assert [(s.value, s.kind, s.time) for s in found] == [(75, "actual", "2030"), (90, "target", "2031")]


def test_a_year_of_completion_that_lies_ahead_is_a_milestone():
    (found,) = read("某报讯\n二期工程预计2033年建成投产。", issued_on=ISSUED).statements
    assert (found.value, found.unit, found.kind, found.milestone) == (2033, "年", "target", True)


@given(st.sampled_from(["万", "亿", "万亿"]), st.integers(1, 9999))
def test_a_scale_changes_the_unit_and_nothing_else_that_is_said(scale, number):
    plain, scaled = (read(f"某报讯\n去年全县出口{number}{x}元。", issued_on=ISSUED).statements[0] for x in ("", scale))
    assert scaled.unit == scale + (plain.unit or "")
    for name in ("value", "time", "kind", "change", "indicator", "subject"):
        assert getattr(scaled, name) == getattr(plain, name)


@given(st.lists(st.sampled_from([t for t, _ in [*REPORTED, *NEWS, *PLANNED]] + DEFINED), min_size=1, max_size=5))
def test_every_statement_can_be_read_again_at_its_place(sentences):
    reading = read("某报讯\n" + "\n".join(sentences), issued_on=ISSUED)
    for s in reading.statements:
        assert reading.text[s.start : s.end] == s.quote
        assert reading.text[s.value_start : s.value_end] == s.value_text
        assert s.start <= s.value_start < s.value_end <= s.end
        assert s.line == reading.text.count("\n", 0, s.value_start) + 1


WORDS = (
    "分别 和 、 与 及 ， 。 ； ： （ ） “ ” 《 》 \n \t | 其中 累计 共 等 同比增长 下降 占 比重 达到 超过 以上 左右 从 由 提高到 "
    "2030年 去年 今年 到 截至 前 1—9月 “十五五” 每年 年均 第3位 第一 10 3.5 % 亿元 万 亿 家 个 三分之一 翻一番 半小时 15分钟 "
    "甲市 全市 园区 公司 企业 产业 营业收入 面积 2000亩 的 规划面积 对 给予 奖励 力争 预计 建成 投产 城乡 居民 收入 一、 （二）"
).split(" ")


@given(st.lists(st.sampled_from(WORDS), max_size=40))
def test_any_heap_of_words_is_read_without_failing_and_within_its_text(words):
    text = "某报讯\n" + "".join(words)
    for s in read(text, issued_on=ISSUED).statements:
        assert text[s.value_start : s.value_end] == s.value_text
