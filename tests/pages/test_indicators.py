"""Indicators: the list, the page of each, lists of clusters, contradictions."""

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
from tidehead.city.indicators.queries import all_indicators, all_taxonomies, contradictions, proven_checks

pytestmark = pytest.mark.django_db
DEMO = Path(__file__).parents[2] / "packs" / "demo"
LIST, TAXONOMIES, CONTRADICTIONS = "/indicators/", "/indicators/taxonomies/", "/indicators/contradictions/"
PAGES = (LIST, TAXONOMIES, CONTRADICTIONS, "/indicators/gdp/")


def page_of(code: str) -> str:
    return reverse("web:indicator", args=[code])


def with_figure(folder: Path, row: str) -> None:
    """The demo pack loaded with one observation more."""
    pack = Path(shutil.copytree(DEMO, folder / "demo"))
    with (pack / "observations" / "city.csv").open("a", encoding="utf-8") as rows:
        rows.write(row + "\n")
    load_region(pack)


@pytest.mark.parametrize("address", PAGES)
def test_pages_cost_little_and_speak_both_languages(bob: Client, address: str) -> None:
    assert queries_of(bob, address) <= MOST_QUERIES
    assert "指标" in words_of(bob.get(address, CHINESE))
    assert "Indicators" in words_of(bob.get(address, ENGLISH))


@pytest.mark.parametrize("address", PAGES)
def test_a_stranger_is_sent_to_sign_in(charlie: Client, address: str) -> None:
    answer = charlie.get(address)
    assert answer.status_code == 302
    assert "/account/sign-in/" in answer["Location"]


@pytest.mark.parametrize("address", PAGES[:3])
def test_without_a_region_pages_say_what_to_do(bob: Client, address: str) -> None:
    take_the_region_away()
    page = words_of(bob.get(address, ENGLISH))
    assert "tidehead pack load" in page or ".yaml" in page


@pytest.mark.parametrize("address", [LIST, "/indicators/gdp/"])
def test_a_day_that_is_none_is_refused(bob: Client, address: str) -> None:
    assert bob.get(address, {"as_of": "soon"}).status_code == 400


# The list


def test_the_list_names_every_indicator_with_the_regions_newest_figure(bob: Client) -> None:
    page = bob.get(LIST, ENGLISH)
    rows = {row.code: row for row in page.context["rows"]}
    assert set(rows) == {indicator.code for indicator in all_indicators()}
    assert (rows["gdp"].latest, rows["gdp"].period) == ("CNY 35.18B", "Q1 2026")
    assert (rows["tax_per_mu"].period, rows["tax_per_mu"].nature) == ("2025", "ratio")


def test_old_figures_are_marked(bob: Client) -> None:
    rows = {row.code: row for row in bob.get(LIST, ENGLISH).context["rows"]}
    assert rows["contract_turnover"].is_old  # nothing after 2023, and the pack was checked in mid 2026
    assert not rows["gdp"].is_old


def test_a_topic_can_be_chosen(bob: Client) -> None:
    page = bob.get(LIST, {**ENGLISH, "topic": "talent"})
    chip = next(chip for chip in page.context["chips"] if chip.code == "talent")
    assert chip.chosen and len(page.context["rows"]) == chip.count
    assert "Choose another topic" in words_of(bob.get(LIST, {**ENGLISH, "topic": "none-such"}))


def test_the_list_can_be_taken_away(bob: Client) -> None:
    texts = excel_texts(bob.get(LIST, {**ENGLISH, "format": "xlsx"}))
    assert {"Indicator", "Gross domestic product", INVENTED["en"]} <= set(texts)


# The page of an indicator


def test_every_indicator_has_a_page_at_little_cost(bob: Client) -> None:
    for indicator in all_indicators():
        assert queries_of(bob, page_of(indicator.code)) <= MOST_QUERIES, indicator.code
        for language in (ENGLISH, CHINESE):
            assert "%(" not in words_of(bob.get(page_of(indicator.code), language)), indicator.code


def test_series_and_peers_say_their_finding(bob: Client) -> None:
    page = words_of(bob.get(page_of("gdp"), ENGLISH))
    assert "Demo Bay: CNY 145.08B in 2025, +39.7% since 2019" in page  # 1450.8 / 1038.4
    assert "Lampshell District leads with CNY 55.27B in 2025, Tidefir County has CNY 28.1B" in page
    chosen = words_of(bob.get(page_of("gdp"), {**ENGLISH, "of": "990102", "period": "2024"}))
    assert "Sailgrit County is number 2 of 3 in 2024, Lampshell District leads with CNY 52.39B" in chosen


def test_the_place_page_can_ask_for_a_place(bob: Client) -> None:
    assert bob.get(page_of("gdp"), {"of": "990103"}).context["of"] == "990103"
    assert bob.get(page_of("gdp"), {"of": "nowhere"}).context["of"] == "990000"


def test_numerator_and_denominator_lead_to_their_pages(bob: Client) -> None:
    page = words_of(bob.get(page_of("rd_share_of_gdp"), ENGLISH))
    assert page_of("rd_spending") in page and page_of("gdp") in page
    assert page_of("rd_share_of_gdp") in words_of(bob.get(page_of("gdp"), ENGLISH))


def test_superseded_values_are_kept_beside_the_newest(bob: Client) -> None:
    answer = bob.get(page_of("gdp"), {**ENGLISH, "format": "csv", "table": "vintages"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    of_2024 = [(row["Value"], row["Known on"], row["State"]) for row in rows if row["Period"] == "2024"]
    assert of_2024 == [("1370.2", "2025-03-20", "superseded"), ("1373.6", "2025-11-30", "shown")]


def test_figures_as_known_on_a_day_are_those_of_that_day(bob: Client) -> None:
    asked = {**ENGLISH, "format": "csv", "table": "figures", "as_of": "2025-06-30"}
    rows = list(csv.DictReader(io.StringIO(bob.get(page_of("gdp"), asked).content.decode("utf-8-sig"))))
    values = {(row["Place"], row["Period"]): row["Value"] for row in rows}
    assert values["Demo Bay", "2024"] == "1370.2"
    assert ("Demo Bay", "2025") not in values


def test_a_dispute_shows_both_values(bob: Client, tmp_path: Path) -> None:
    with_figure(tmp_path, "gdp,990000,,,2025,1460,,亿元,eq,preliminary,,2026-03-20,demo-register,L9,")
    page = words_of(bob.get(page_of("gdp"), ENGLISH))
    assert "For 1 figure, sources known on the same day give different values" in page
    assert "disputed" in page
    shown = {"CNY 145.08B", "CNY 146B"}
    assert all(value in page for value in shown)


def test_contradictions_and_checks_that_touch_it_are_linked(bob: Client) -> None:
    page = words_of(bob.get(page_of("energy_per_output"), ENGLISH))
    assert f"{CONTRADICTIONS}#contradiction-energy-base-2021" in page


def test_an_unknown_indicator_is_not_found(bob: Client) -> None:
    answer = bob.get(page_of("none"), ENGLISH)
    assert answer.status_code == 404
    assert "See the list of indicators" in answer.content.decode()


# Lists of clusters, contradictions


def test_lists_of_clusters_say_how_many_are_stated_and_listed(bob: Client) -> None:
    page = words_of(bob.get(TAXONOMIES, ENGLISH))
    assert "3 stated, 2 listed, the rest unknown" in page
    assert "5 stated, all listed" in page
    assert all(f'id="{each.code}"' in page for each in all_taxonomies())
    assert "narrower than" in page and "a source says so" in page


def test_the_crosswalk_can_be_taken_away(bob: Client) -> None:
    answer = bob.get(TAXONOMIES, {**CHINESE, "format": "csv"})
    assert "氢能装备" in answer.content.decode("utf-8-sig")


def test_contradictions_show_both_sides_and_arithmetic_its_outcome(bob: Client) -> None:
    page = words_of(bob.get(CONTRADICTIONS, ENGLISH))
    for each in contradictions():
        assert f'id="contradiction-{each.code}"' in page
        for side in each.sides:
            assert reverse("web:locator_source", args=[side.source, side.locator]) in page
    for check in proven_checks():
        assert f'id="check-{check.code}"' in page
    assert "an error in one of them" in page and "holds" in page
