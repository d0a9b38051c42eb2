"""One deliberate mistake each: the reader names its file, its line and what to do, in both languages."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tidehead.packs import Problem

Problems = Callable[[Path], tuple[Problem, ...]]


@dataclass(frozen=True)
class Mistake:
    """`old` becomes `new` in `file`; problem `code` is expected in the line where `at` (or `new`) then stands."""

    file: str
    old: str
    new: str
    code: str
    en: str
    zh: str
    at: str = ""


GDP_2019 = "gdp,990000,,,2019,1038.4,,亿元,eq,actual,,,demo-bulletin-2019,t1 r1,"
RD = "t-rd-2026,rd_share_of_gdp,990000,,,2026,3.3,,%,eq,binding,level,2021,,,demo-plan-2022,L20,"
OUTPUT = "t-output-2026,industrial_output,990000,,,2026,2600,,亿元,near,expected,level,2021,,,demo-plan-2022"
CITY = "observations/city.csv"
AIMS = "targets/corridor.csv"
PLAN = "plans/corridor.yaml"
AREA = '{observation: "planned_area corridor 2022"}'

MISTAKES = {
    # what YAML reads as something else
    "an_unquoted_code": Mistake(
        "places.yaml", 'code: "990101"', "code: 990101", "not_text", 'quote it: "990101"', '请加引号："990101"'
    ),
    "an_unquoted_code_with_a_leading_zero": Mistake(
        "places.yaml", 'code: "990101"', "code: 0990101", "not_text", 'quote it: "0990101"', "请加引号"
    ),
    "an_unquoted_no": Mistake("places.yaml", "status: national", "status: no", "not_text", 'quote it: "no"', '"no"'),
    "an_unquoted_time": Mistake("pack.yaml", '"2026.06"', "12:30", "not_text", 'quote it: "12:30"', '"12:30"'),
    "an_unquoted_day": Mistake("pack.yaml", '"2026-06-30"', "2026-06-30", "not_text", "quote it", "请加引号"),
    "an_unquoted_year": Mistake(
        PLAN, 'period: "2022/2026"', "period: 2022", "not_text", 'quote it: "2022"', "请加引号"
    ),
    "an_unquoted_exponent": Mistake("places.yaml", "status: national", "status: 1e5", "not_text", "quote it", "加引号"),
    "an_unquoted_code_as_a_key": Mistake(
        "places.yaml", '"990000": ["990101"', '990000: ["990101"', "not_text", 'quote it: "990000"', "请加引号"
    ),
    # YAML that a pack does not need
    "a_duplicate_key": Mistake(
        "pack.yaml",
        "synthetic: true",
        "synthetic: true\nid: demo",
        "duplicate_key",
        "first in line 2",
        "首次在第 2 行",
        "id: demo\npublic",
    ),
    "an_anchor": Mistake("pack.yaml", "licence: CC0", "licence: &free CC0", "anchor", '"&free"', "锚点"),
    "an_alias": Mistake("pack.yaml", "id: demo", "id: *other", "alias", "Write the value out", "请直接写出值"),
    "a_tag": Mistake("pack.yaml", "id: demo", "id: !!str demo", "tag", "Remove it", "请删除"),
    "a_python_tag": Mistake("pack.yaml", "id: demo", "id: !!python/name:os.system demo", "tag", "Remove it", "请删除"),
    "a_merge_key": Mistake(
        "pack.yaml", "id: demo", "id: demo\n<<: {version: a}", "merge_key", "Write the keys out", "请把各键写全", "<<:"
    ),
    "a_second_document": Mistake(
        "pack.yaml", "id: demo", "id: demo\n---\na: b", "two_documents", '"---"', "第二个", "---"
    ),
    "yaml_that_does_not_close": Mistake(
        "pack.yaml",
        '{zh: "示例湾", en: "Demo Bay"}',
        '{zh: "示例湾"',
        "yaml",
        "did not find expected",
        "缺少“,”或“}”",
        "version",
    ),
    "deep_nesting": Mistake("pack.yaml", "id: demo", "id: " + "[" * 40 + "]" * 40, "too_deep", "12", "12"),
    # keys
    "an_unknown_key": Mistake(
        "places.yaml", 'aliases: ["灯螺"]', 'alias: ["灯螺"]', "unknown_key", "Known here: aliases", "可用：aliases"
    ),
    "a_missing_key": Mistake(
        "pack.yaml", 'root: "990000"\n', "", "missing_key", '"root" is missing. Add it.', "缺少“root”", "id: demo"
    ),
    "a_place_without_source": Mistake(
        "places.yaml",
        'kind: county\n    source: demo-register\n    locator: "t1 r2"',
        'kind: county\n    locator: "t1 r2"',
        "missing_key",
        '"source" is missing',
        "缺少“source”",
        'code: "990101"',
    ),
    "a_place_without_locator": Mistake(
        "places.yaml",
        '\n    locator: "t1 r2"',
        "",
        "missing_key",
        '"locator" is missing',
        "缺少“locator”",
        'code: "990101"',
    ),
    "an_indicator_without_unit": Mistake(
        "indicators.yaml",
        '    unit: "亿元"\n    unit_en: "100 million yuan"\n    direction: up\n    nature: flow\n    topic: economy',
        "    direction: up\n    nature: flow\n    topic: economy",
        "missing_key",
        '"unit" is missing',
        "缺少“unit”",
        "id: gdp",
    ),
    "a_label_without_chinese": Mistake(
        "pack.yaml",
        '{zh: "示例湾", en: "Demo Bay"}',
        '{en: "Demo Bay"}',
        "missing_key",
        '"label.zh"',
        "“label.zh”",
        "label:",
    ),
    "a_label_in_a_third_language": Mistake(
        "pack.yaml", 'en: "Demo Bay"}', 'fr: "Baie"}', "unknown_key", '"label.fr"', "“label.fr”"
    ),
    # values
    "a_list_for_a_value": Mistake("pack.yaml", "id: demo", "id: [demo]", "not_a_value", "a single value", "单个值"),
    "a_value_for_a_list": Mistake(
        "places.yaml", 'aliases: ["灯螺"]', 'aliases: "灯螺"', "not_a_list", '"aliases" must be a list', "必须是列表"
    ),
    "a_value_for_a_mapping": Mistake(
        "pack.yaml",
        'label: {zh: "示例湾", en: "Demo Bay"}',
        "label: demo",
        "not_a_mapping",
        "keys and values",
        "键和值",
    ),
    "a_key_without_its_value": Mistake("pack.yaml", "id: demo", "id:", "no_value", '"id" is empty', "“id”为空"),
    "text_for_a_number": Mistake(PLAN, "value: 3,", 'value: "3",', "not_a_number", "digits only", "只写数字"),
    "an_infinite_number": Mistake(PLAN, "value: 3,", "value: .inf,", "not_a_number", ".inf", ".inf"),
    "not_a_number_at_all": Mistake(PLAN, "value: 3,", "value: .nan,", "not_a_number", ".nan", ".nan"),
    "a_number_in_base_sixteen": Mistake(PLAN, "value: 3,", "value: 0x3,", "not_a_number", "0x3", "0x3"),
    "a_number_with_a_leading_zero": Mistake(PLAN, "value: 3,", "value: 03,", "not_a_number", "03", "03"),
    "a_yes_for_true": Mistake("pack.yaml", "synthetic: true", "synthetic: yes", "not_truth", "true nor false", "true"),
    "half_a_decimal": Mistake(
        "indicators.yaml", "decimals: 1\n", "decimals: 1.5\n", "not_whole", "whole number", "非负整数"
    ),
    "a_day_that_is_none": Mistake("pack.yaml", "2026-06-30", "2026-06-31", "not_a_day", "2025-01-31", "不是日期"),
    "a_period_that_is_none": Mistake(
        PLAN, 'deadline: "2024"', 'deadline: "2024Q5"', "not_a_period", "2025Q3", "不是时期"
    ),
    "a_code_with_capitals": Mistake("pack.yaml", "id: demo", "id: Demo", "not_a_code", "small letters", "小写字母"),
    "an_unknown_direction": Mistake(
        "indicators.yaml", "direction: down", "direction: sideways", "not_one_of", "up, down, none", "up, down, none"
    ),
    "a_locator_that_leads_nowhere": Mistake(
        "places.yaml", 'locator: "t1 r2"', "locator: somewhere", "not_a_locator", "does not say where", "没有说明位置"
    ),
    "a_unit_with_a_space": Mistake(
        "indicators.yaml", 'unit: "家"', 'unit: "家 数"', "not_a_unit", "is not a unit", "不是单位"
    ),
    "an_address_of_a_file": Mistake(
        "sources.yaml", "https://stat", "file://stat", "not_an_address", "https://", "网址"
    ),
    "a_digest_that_is_too_short": Mistake(
        "sources.yaml", 'text_sha256: "', 'text_sha256: "g', "not_a_digest", "64 hexadecimal", "64 位"
    ),
    "a_point_off_the_globe": Mistake(
        "places.yaml", "[150.4, 20.1]", "[150.4, 120.1]", "not_a_point", "[longitude, latitude]", "[经度, 纬度]"
    ),
    "a_headline_that_names_no_figure": Mistake(
        "pack.yaml", "- gdp 990000", "- gdp", "not_a_key", "indicator place period", "指标 地点 时期"
    ),
    "a_space_at_the_end": Mistake("places.yaml", '"灯螺区"', '"灯螺区 "', "spaces", "Remove it", "请删除"),
    "a_control_character": Mistake(
        "places.yaml", '"灯螺区"', '"灯螺\\u0007区"', "control", "control character", "控制字符"
    ),
    "a_name_of_a_thousand_words": Mistake("places.yaml", '"灯螺区"', f'"{"灯" * 1001}"', "too_long", "1000", "1000"),
    "an_alias_twice": Mistake(
        "places.yaml", 'aliases: ["灯螺"]', 'aliases: ["灯螺", "灯螺"]', "twice_in_list", "Keep one", "请只保留一处"
    ),
    # rows of CSV
    "another_header": Mistake(
        CITY, "indicator,place,industry", "place,indicator,industry", "header", "The first line must read", "首行必须是"
    ),
    "a_cell_too_many": Mistake(CITY, GDP_2019, GDP_2019 + ",", "cells", "16 cells", "有 16 个单元格"),
    "a_cell_too_few": Mistake(CITY, GDP_2019, GDP_2019[:-1], "cells", "14 cells", "有 14 个单元格"),
    "a_cell_over_two_lines": Mistake(
        CITY, GDP_2019, GDP_2019 + '"a\nb"', "line_in_cell", "Write it in one", "一行内", GDP_2019
    ),
    "a_quote_that_does_not_close": Mistake(CITY, GDP_2019, '"' + GDP_2019, "csv", "Not valid CSV", "不是有效的 CSV"),
    "an_observation_without_unit": Mistake(
        CITY, GDP_2019, GDP_2019.replace("亿元", ""), "missing_key", '"unit" is missing', "缺少“unit”"
    ),
    "an_observation_without_source": Mistake(
        CITY, GDP_2019, GDP_2019.replace("demo-bulletin-2019", ""), "missing_key", '"source" is missing', "缺少“source”"
    ),
    "an_observation_without_locator": Mistake(
        CITY, GDP_2019, GDP_2019.replace("t1 r1", ""), "missing_key", '"locator" is missing', "缺少“locator”"
    ),
    "an_observation_without_value": Mistake(
        CITY, GDP_2019, GDP_2019.replace("1038.4", ""), "missing_key", '"value" is missing', "缺少“value”"
    ),
    "a_value_with_a_thousands_mark": Mistake(
        CITY, GDP_2019, GDP_2019.replace("1038.4", '"1,038.4"'), "not_a_number", "1,038.4", "1,038.4"
    ),
    "a_spreadsheet_error_for_a_value": Mistake(
        CITY, GDP_2019, GDP_2019.replace("1038.4", "#N/A"), "not_a_number", "#N/A", "#N/A"
    ),
    # names
    "an_unknown_source": Mistake(
        CITY,
        GDP_2019,
        GDP_2019.replace("demo-bulletin-2019", "hearsay"),
        "unknown",
        "Define it in sources.yaml",
        "来源“hearsay”",
    ),
    "an_unknown_place": Mistake(
        CITY, GDP_2019, GDP_2019.replace("990000", "990009"), "unknown", 'place "990009"', "地点“990009”"
    ),
    "an_unknown_indicator": Mistake(
        CITY, GDP_2019, GDP_2019.replace("gdp", "gnp"), "unknown", 'indicator "gnp"', "指标“gnp”"
    ),
    "an_unknown_member": Mistake(
        "observations/parts.csv",
        "industrial_output,990000,demo-2021:hydrogen,,2022",
        "industrial_output,990000,demo-2021:helium,,2022",
        "unknown",
        'industry "demo-2021:helium"',
        "产业“demo-2021:helium”",
    ),
    "an_unknown_taxonomy": Mistake(
        "observations/parts.csv",
        "industrial_output,990000,demo-2021:hydrogen,,2022",
        "industrial_output,990000,demo-1921:hydrogen,,2022",
        "unknown",
        'taxonomy "demo-1921"',
        "产业分类“demo-1921”",
    ),
    "an_unknown_organisation": Mistake(
        PLAN, "[org.science]", "[org.magic]", "unknown", '"org.magic"', "机构“org.magic”", "id: c-01"
    ),
    "an_unknown_target_parent": Mistake(
        AIMS,
        "t-output-2026,demo-plan-2022",
        "t-output-2062,demo-plan-2022",
        "unknown",
        '"t-output-2062"',
        "目标“t-output-2062”",
    ),
    "an_unknown_topic": Mistake(
        "indicators.yaml",
        "topic: talent",
        "topic: tallent",
        "unknown",
        'topic "tallent"',
        "主题“tallent”",
        "id: rd_staff",
    ),
    "an_unknown_root": Mistake(
        "pack.yaml", 'root: "990000"', "root: atlantis", "unknown", '"atlantis"', "地点“atlantis”", "id: demo"
    ),
    "an_unknown_post": Mistake(
        "organisations.yaml",
        "post: post.mayor",
        "post: post.king",
        "unknown",
        '"post.king"',
        "岗位“post.king”",
        "id: leading",
    ),
    "an_unknown_group_of_a_taxonomy": Mistake(
        "taxonomies.yaml",
        '"机器人", en: "Robots"}, group: leading',
        '"机器人", en: "Robots"}, group: trailing',
        "unknown",
        '"demo-2021:trailing"',
        "产业分组",
        "id: demo-2021",
    ),
    "a_name_defined_twice": Mistake(
        "places.yaml",
        'code: "990102"',
        'code: "990101"',
        "defined_twice",
        "already defined in places.yaml:",
        "已在 places.yaml",
        'code: "990101"\n    label: {zh: "帆砾县"',
    ),
    "a_figure_said_twice": Mistake(
        CITY,
        GDP_2019,
        f"{GDP_2019}\n{GDP_2019}again",
        "same_figure",
        "as in observations/city.csv:2",
        "observations/city.csv:2",
        "again",
    ),
    "a_figure_said_twice_with_the_day_of_issue_spelt_out": Mistake(
        CITY,
        GDP_2019,
        GDP_2019 + "\n" + GDP_2019.replace("actual,,,", "actual,,2020-03-20,"),
        "same_figure",
        "its own as_of",
        "as_of",
        "2020-03-20",
    ),
    "another_folder_name": Mistake(
        "pack.yaml", "id: demo", "id: other", "pack_id", 'folder is "demo"', "文件夹却是“demo”", "id: other"
    ),
    # figures
    "a_unit_of_another_kind": Mistake(
        CITY, GDP_2019, GDP_2019.replace("亿元", "家"), "unit_differs", "does not convert to 亿元", "不能换算"
    ),
    "points_where_a_level_in_percent_is_meant": Mistake(
        AIMS, RD, RD.replace(",%,", ",百分点,"), "unit_differs", "百分点 does not convert to %", "不能换算"
    ),
    "a_ratio_without_denominator": Mistake(
        "indicators.yaml",
        "    denominator: gdp\n",
        "",
        "ratio_parts",
        "name its numerator and its denominator",
        "分子和分母",
        "id: rd_share_of_gdp",
    ),
    "a_range_without_its_end": Mistake(AIMS, "28,30,万元/亩", "28,,万元/亩", "range_needs_high", "Add it", "请补上"),
    "a_range_that_runs_backwards": Mistake(
        AIMS, "28,30,万元/亩", "30,28,万元/亩", "range_needs_high", "above value", "大于"
    ),
    "an_end_without_a_range": Mistake(
        AIMS, "28,30,万元/亩,range", "28,30,万元/亩,ge", "high_needs_range", "comparator is ge", "比较词是 ge"
    ),
    "a_target_of_nothing": Mistake(AIMS, "稳步提升", "", "target_empty", "or words", "或文字", "t-service-2026"),
    "a_target_value_without_unit": Mistake(
        AIMS, RD, RD.replace(",%,", ",,"), "target_unit", "Add the unit", "请补上单位"
    ),
    "a_target_without_period": Mistake(
        AIMS, RD, RD.replace(",2026,", ",,"), "target_period", "the period it is for", "目标时期"
    ),
    "a_base_that_nobody_published": Mistake(
        AIMS, RD, RD.replace(",2021,", ",2011,"), "base_missing", "2011, the base period", "基期 2011"
    ),
    "a_target_that_is_part_of_itself": Mistake(
        AIMS,
        OUTPUT,
        OUTPUT.replace(",,,demo", ",,t-output-added-2026,demo"),
        "own_parent",
        "part of itself",
        "组成部分",
    ),
    "a_part_of_a_target_about_something_else": Mistake(
        AIMS,
        RD,
        RD.replace(",,,demo-plan", ",,t-gdp-2026,demo-plan"),
        "parent_indicator",
        "another indicator",
        "指标不同",
    ),
    "a_figure_known_before_its_period": Mistake(
        CITY, GDP_2019, GDP_2019.replace(",2019,", ",2021,"), "known_before", "before 2021 began", "早于该时期开始"
    ),
    # places, taxonomies, plans
    "a_child_twice_in_a_tree": Mistake(
        "places.yaml",
        "corridor.north: [group.03]",
        "corridor.north: [group.03, group.04]",
        "child_twice",
        "under one parent",
        "出现两次",
        "id: corridor\n",
    ),
    "a_tree_that_bites_its_tail": Mistake(
        "places.yaml",
        "corridor.north: [group.03]",
        "corridor.north: [corridor.north]",
        "tree_loop",
        "lies under itself",
        "自身之下",
        "id: corridor\n",
    ),
    "a_branch_off_the_tree": Mistake(
        "places.yaml",
        "corridor.north: [group.03]",
        "port.hydrogen: [group.03]",
        "off_tree",
        "not under its root",
        "不在根之下",
        "id: corridor\n",
    ),
    "a_place_drawn_within_itself": Mistake(
        "places.yaml",
        "within: new_area\n    status: national",
        "within: platform.reed\n    status: national",
        "within_loop",
        "within itself",
        "自身之内",
        "code: platform.reed",
    ),
    "more_members_than_stated": Mistake(
        "taxonomies.yaml",
        "stated: 5",
        "stated: 4",
        "stated_fewer",
        "states 4 members but lists 5",
        "写明 4 个",
        "id: demo-2025",
    ),
    "a_crosswalk_to_nothing": Mistake(
        "crosswalk.csv",
        "robots,demo-2025,robots,same",
        "robots,demo-2025,,same",
        "crosswalk_none",
        'Relation "none"',
        "none",
    ),
    "a_crosswalk_by_text_without_the_text": Mistake(
        "crosswalk.csv", "text,demo-action-2025,§二(二)1", "text,,", "crosswalk_basis", "Add them", "请补上"
    ),
    "a_crosswalk_within_one_taxonomy": Mistake(
        "crosswalk.csv",
        "demo-2021,robots,demo-2025",
        "demo-2025,robots,demo-2025",
        "crosswalk_same",
        "same taxonomy",
        "同一分类",
    ),
    "a_section_that_the_plan_has_not": Mistake(
        PLAN,
        'section: "三（三）"',
        'section: "九"',
        "unknown_section",
        "Add it to sections",
        "加入 sections",
        "id: c-10",
    ),
    "a_deadline_before_the_start": Mistake(
        PLAN,
        'start: "2023"\n    finish: "2026"',
        'start: "2023"\n    finish: "2022"',
        "ends_before",
        "before the start",
        "早于开始",
        "id: s-group-03",
    ),
    "a_schedule_item_without_end": Mistake(
        PLAN, '    words: "远期谋划"\n', "", "no_finish", "finish or words", "finish 或 words", "id: s-group-04"
    ),
    "a_section_twice": Mistake(
        PLAN,
        'number: "三（四）"',
        'number: "三（三）"',
        "defined_twice",
        "already defined in plans",
        "章节",
        "id: corridor-2022",
    ),
    "a_town_off_the_globe": Mistake(
        "points.csv", ",150.4197,", ",1504.197,", "off_globe", "no point on Earth", "不是地球上"
    ),
    # checks
    "a_term_nobody_knows": Mistake(
        "checks.yaml", f"right: {AREA}", "right: {median: [1]}", "term", "sum, difference", "不是算式项"
    ),
    "a_term_that_is_code": Mistake(
        "checks.yaml", f"right: {AREA}", 'right: "1 + 1"', "term", "is not a term", "不是算式项"
    ),
    "a_quotient_of_three": Mistake(
        "checks.yaml",
        f"right: {AREA}",
        f"right: {{quotient: [{AREA}, {AREA}, {AREA}]}}",
        "term_pair",
        "exactly two terms",
        "恰好两项",
    ),
    "a_check_of_an_unknown_figure": Mistake(
        "checks.yaml",
        "planned_area corridor.core 2022",
        "planned_area corridor.moon 2022",
        "unknown",
        '"corridor.moon"',
        "地点",
        "id: corridor-area",
    ),
    "a_check_of_an_unknown_tree": Mistake(
        "checks.yaml", "{places: corridor}", "{places: forest}", "unknown", 'tree "forest"', "地点树", "id: four-groups"
    ),
    "a_contradiction_with_one_side": Mistake(
        "checks.yaml",
        "    sides:\n",
        "    sides: []\n    extra:\n",
        "too_few",
        "at least 2",
        "至少要有 2 项",
        "id: hydrogen-tenfold",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_refused_at_its_line_with_a_remedy(name: str, demo: Path, problems_of: Problems) -> None:
    mistake = MISTAKES[name]
    path = demo / mistake.file
    text = path.read_text("utf-8")
    assert mistake.old in text, "the demo pack has changed: choose another place to break"
    broken = text.replace(mistake.old, mistake.new, 1)
    path.write_text(broken, "utf-8")
    line = broken.count("\n", 0, broken.index(mistake.at or mistake.new or mistake.old)) + 1

    found = [problem for problem in problems_of(demo) if problem.code == mistake.code]

    assert [(problem.file, problem.line) for problem in found[:1]] == [(mistake.file, line)], problems_of(demo)
    assert mistake.en in found[0].message_en
    assert mistake.zh in found[0].message_zh
    assert found[0].message_en.endswith((".", header_end(mistake.code)))


def header_end(code: str) -> str:
    """The message about a header ends with the header itself."""
    return "note" if code == "header" else "."


@pytest.mark.parametrize("name", ["an_unquoted_code", "a_missing_key", "an_unknown_source", "a_unit_of_another_kind"])
def test_one_mistake_is_reported_once_and_not_again_wherever_it_is_used(
    name: str, demo: Path, problems_of: Problems
) -> None:
    mistake = MISTAKES[name]
    path = demo / mistake.file
    path.write_text(path.read_text("utf-8").replace(mistake.old, mistake.new, 1), "utf-8")
    assert len(problems_of(demo)) <= 2


def test_all_mistakes_of_a_pack_are_told_at_once_by_file_and_line(demo: Path, problems_of: Problems) -> None:
    for name in ("an_unknown_direction", "an_unknown_place", "a_range_without_its_end", "a_quotient_of_three"):
        path = demo / MISTAKES[name].file
        path.write_text(path.read_text("utf-8").replace(MISTAKES[name].old, MISTAKES[name].new, 1), "utf-8")
    problems = problems_of(demo)
    assert {problem.code for problem in problems} == {"not_one_of", "unknown", "range_needs_high", "term_pair"}
    assert list(problems) == sorted(problems, key=lambda problem: (problem.file, problem.line))


def test_a_broken_pack_yaml_does_not_hide_what_is_wrong_elsewhere(demo: Path, problems_of: Problems) -> None:
    (demo / "pack.yaml").write_text("id: [", "utf-8")
    path = demo / CITY
    path.write_text(path.read_text("utf-8").replace(GDP_2019, GDP_2019.replace("gdp", "gnp")), "utf-8")
    assert [(problem.file, problem.code) for problem in problems_of(demo)] == [(CITY, "unknown"), ("pack.yaml", "yaml")]


def test_a_problem_reads_as_file_line_message_and_code(demo: Path, problems_of: Problems) -> None:
    (demo / "pack.yaml").write_text((demo / "pack.yaml").read_text("utf-8").replace("id: demo", "id: 12"), "utf-8")
    assert str(problems_of(demo)[0]).startswith('pack.yaml:2: "id": 12 would be read as')
