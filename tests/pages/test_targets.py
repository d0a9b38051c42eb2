"""The list of targets, the page of each, and how they are judged."""

import csv
import io
import shutil
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from tests.pages.asking import (
    CHINESE,
    ENGLISH,
    INVENTED,
    MOST_QUERIES,
    excel_texts,
    queries_of,
    take_the_region_away,
    words_of,
)
from tidehead.city.cli.loading import load_region
from tidehead.city.indicators.queries import targets
from tidehead.city.shell.statuses import STATUSES

pytestmark = pytest.mark.django_db
DEMO = Path(__file__).parents[2] / "packs" / "demo"
LIST, METHODS = "/indicators/targets/", "/indicators/methods/"
IN_WORDS, MISSED, PARTED = "t-service-2026", "t-robots-2025", "t-gdp-2026"


def page_of(code: str) -> str:
    return reverse("web:target", args=[code])


def changed(folder: Path, file: str, line: str, *, instead_of: str = "") -> None:
    """The demo pack loaded with one line more in a file, or one text for another."""
    pack = Path(shutil.copytree(DEMO, folder / "demo"))
    path = pack / file
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(instead_of, line) if instead_of else text + line + "\n", encoding="utf-8")
    load_region(pack)


# The list


def test_the_list_shows_every_target_in_both_languages(bob: Client) -> None:
    english, chinese = words_of(bob.get(LIST, ENGLISH)), words_of(bob.get(LIST, CHINESE))
    for target in targets():
        assert page_of(target.code) in english
    assert f"{len(targets())} targets: " in english and f"共{len(targets())}项目标" in chinese
    assert "Research platforms of province level and above" in english and "省级以上研发平台" in chinese


def test_the_list_costs_little(bob: Client) -> None:
    assert queries_of(bob, LIST) <= MOST_QUERIES


def test_every_light_has_a_shape_and_a_word(bob: Client) -> None:
    page = words_of(bob.get(LIST, ENGLISH))
    for status in STATUSES:
        assert f"#light-{status.code}" in page
        assert f">{status.word}</span>" in page


def test_the_number_of_each_light_is_what_is_left_when_it_is_chosen(bob: Client) -> None:
    page = bob.get(LIST, ENGLISH)
    for light in page.context["lights"]:
        left = bob.get(LIST, {**ENGLISH, "status": light.value}).context["rows"]
        assert len(left) == light.count
        assert {row.light.code for row in left} == {light.value}


@pytest.mark.parametrize("name", ["source", "topic", "place", "force"])
def test_every_choice_keeps_what_it_counts(bob: Client, name: str) -> None:
    chooser = next(each for each in bob.get(LIST, ENGLISH).context["choosers"] if each.name == name)
    assert sum(choice.count for choice in chooser.choices) == len(targets())
    for choice in chooser.choices:
        assert len(bob.get(LIST, {**ENGLISH, name: choice.value}).context["rows"]) == choice.count


def test_the_worst_come_first_and_the_unknown_last(bob: Client) -> None:
    codes = [row.light.code for row in bob.get(LIST).context["rows"]]
    assert codes[0] == "off_course"
    assert codes[-1] == "unknown"
    assert codes == sorted(codes, key=["off_course", "behind", "on_course", "ahead", "reached", "unknown"].index)


def test_a_choice_that_fits_nothing_says_how_to_get_back(bob: Client) -> None:
    assert "Choose less, or show all targets." in words_of(bob.get(LIST, {**ENGLISH, "place": "nowhere"}))


def test_the_day_is_kept_in_the_links(bob: Client) -> None:
    page = words_of(bob.get(LIST, {**ENGLISH, "as_of": "2024-06-30"}))
    assert f"{page_of(PARTED)}?as_of=2024-06-30" in page
    assert "Figures as known on 30 Jun 2024" in page


def test_a_target_is_not_shown_before_its_document_was_issued(bob: Client) -> None:
    before = words_of(bob.get(LIST, {**ENGLISH, "as_of": "2025-09-09"}))  # the action plan is of 10 September
    after = words_of(bob.get(LIST, {**ENGLISH, "as_of": "2025-09-10"}))
    assert page_of("t-gdp-2027") not in before
    assert page_of("t-gdp-2027") in after and page_of("t-rd-2026") in before


@pytest.mark.parametrize("day", ["yesterday", "2024-13-01", "2024-02-30", "<b>"])
@pytest.mark.parametrize("address", [LIST, "/targets/t-gdp-2026/"])
def test_a_day_that_is_none_is_refused_with_the_way_to_write_one(bob: Client, address: str, day: str) -> None:
    answer = bob.get(address, {**ENGLISH, "as_of": day})
    assert answer.status_code == 400
    assert "Write it as 2025-06-30" in answer.content.decode()


def test_before_the_first_pack_the_list_says_what_to_do(bob: Client) -> None:
    take_the_region_away()
    assert "tidehead pack load" in words_of(bob.get(LIST, ENGLISH))


def test_the_list_leaves_as_csv_with_plain_numbers_and_every_source(bob: Client) -> None:
    answer = bob.get(LIST, {**ENGLISH, "format": "csv"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    row = next(row for row in rows if row["Code"] == "t-rd-2026")
    assert (row["Base"], row["Latest"], row["Target"], row["Plan to date"]) == ("2.1", "2.81", "3.3", "3.06")
    assert "Demo Bay Innovation Corridor Plan" in row["Source of the target"]
    assert row["Source of the latest"] and row["Source of the base"] and row["Light"] == "behind"
    assert row["Growth method"] == "equal steps"


def test_the_list_leaves_as_excel_in_chinese_and_says_that_it_is_invented(bob: Client) -> None:
    texts = excel_texts(bob.get(LIST, {**CHINESE, "format": "xlsx"}))
    assert {"指标", "基期值", "最新值", "序时目标值", "目标来源", INVENTED["zh-hans"]} <= set(texts)


def test_an_export_holds_only_what_was_chosen(bob: Client) -> None:
    answer = bob.get(LIST, {**ENGLISH, "format": "csv", "status": "off_course"})
    lights = {row["Light"] for row in csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))) if row["Light"]}
    assert lights == {"off course"}


# The page of a target


def test_every_target_has_a_page_at_little_cost(bob: Client) -> None:
    for target in targets():
        assert queries_of(bob, page_of(target.code)) <= MOST_QUERIES, target.code
        for language in (ENGLISH, CHINESE):
            assert "%(" not in words_of(bob.get(page_of(target.code), language)), target.code


def test_the_title_is_a_finding_with_its_numbers(bob: Client) -> None:
    assert "Behind: 2.81% in 2025 against 3.06% on the path" in words_of(bob.get(page_of("t-rd-2026"), ENGLISH))
    assert "滞后：2025年为2.81%，序时目标值3.06%" in words_of(bob.get(page_of("t-rd-2026"), CHINESE))


def test_all_four_tests_are_told_in_sentences(bob: Client) -> None:
    page = words_of(bob.get(page_of("t-gdp-2027"), ENGLISH))
    assert "since last year 23.0% of the whole year" in page
    assert "From 2024 to 2025 it changed by +5.6% a year; +6.1% a year is required" in page
    assert "80 % confidence between" in page
    assert "No other place of the same kind has this figure" in page


def test_a_missed_target_says_so(bob: Client) -> None:
    assert "Missed: CNY 13.94B in 2025" in words_of(bob.get(page_of(MISSED), ENGLISH))


def test_a_target_in_words_shows_its_words_and_no_path(bob: Client) -> None:
    page = words_of(bob.get(page_of(IN_WORDS), ENGLISH))
    assert "稳步提升" in page
    assert "worded without a number" in page


def test_parts_say_what_is_promised_beyond_or_short_of_the_whole(bob: Client, tmp_path: Path) -> None:
    assert "The parts promise CNY 154B, CNY 2B more" in words_of(bob.get(page_of(PARTED), ENGLISH))
    changed(tmp_path, "targets/corridor.csv", ",2026,500,,亿元", instead_of=",2026,580,,亿元")
    assert "4 parts make CNY 146B of CNY 152B: CNY 6B is owned by nobody" in words_of(bob.get(page_of(PARTED), ENGLISH))


def test_a_part_leads_to_its_whole_and_the_commitments_to_their_pages(bob: Client) -> None:
    assert page_of(PARTED) in words_of(bob.get(page_of("t-gdp-2026-990101"), ENGLISH))
    promised = [target.code for target in targets() if b"/plans/commitments/" in bob.get(page_of(target.code)).content]
    assert promised


def test_sources_that_differ_are_told_on_the_page(bob: Client, tmp_path: Path) -> None:
    row = "gdp,990101,,,2025,560,,亿元,eq,preliminary,,2026-03-20,demo-register,L9,"
    changed(tmp_path, "observations/parts.csv", row)
    page = words_of(bob.get(page_of("t-gdp-2026-990101"), ENGLISH))
    assert "give different values" in page
    assert "CNY 56B" in page.replace('<span class="figure__number">', "").replace("</span>", "").replace(
        '<span class="figure__before">', ""
    ).replace('<span class="figure__after">', "")
    assert "another source differs" in words_of(bob.get(LIST, ENGLISH))


def test_what_the_document_itself_gave_for_the_base_stays_in_sight(bob: Client) -> None:
    page = words_of(bob.get(page_of("t-energy-2026"), ENGLISH))
    assert "Also given" in page and "0.051" in page and "0.052" in page
    assert "it has moved away from the target" in page and "the wrong way" in page


def test_other_targets_for_the_same_are_named_with_their_documents(bob: Client) -> None:
    page = words_of(bob.get(page_of("t-gdp-2026"), ENGLISH))
    assert "Other targets for the same" in page
    assert page_of("t-gdp-2027") in page and "Three-year action plan" in page


def test_an_unknown_target_is_not_found(bob: Client) -> None:
    answer = bob.get(page_of("no-such-target"), ENGLISH)
    assert answer.status_code == 404
    assert "See the list of targets" in answer.content.decode()


# Who may see them; methods


@pytest.mark.parametrize("address", [LIST, "/targets/t-gdp-2026/", METHODS])
def test_a_stranger_sees_targets_only_where_the_region_makes_them_public(
    charlie: Client, tmp_path: Path, address: str
) -> None:
    assert charlie.get(address).status_code == 200
    changed(
        tmp_path, "pack.yaml", "public_pages: [cockpit]", instead_of="public_pages: [cockpit, targets, places, league]"
    )
    assert charlie.get(address).status_code == 302


def test_the_methods_page_works_a_case_through_in_both_languages(bob: Client) -> None:
    english, chinese = words_of(bob.get(METHODS, ENGLISH)), words_of(bob.get(METHODS, CHINESE))
    assert "plan = 100 + (200 − 100) × 3/5 = 160" in english and "序时目标值 = 100" in chinese
    assert "(150 ÷ 100)^(1/3) − 1 = +14.5%" in english
    assert queries_of(bob, METHODS) <= MOST_QUERIES
