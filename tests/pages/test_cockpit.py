"""The cockpit and the wall screen: the region at a glance."""

from datetime import date

import pytest
from django.test import Client

from tests.pages.asking import (
    CHINESE,
    ENGLISH,
    MOST_QUERIES,
    queries_of,
    take_the_region_away,
    words_of,
)
from tidehead.city.common.region import current_region
from tidehead.city.indicators.newest import figures_version, newest_figures
from tidehead.city.web.overview import overview

pytestmark = pytest.mark.django_db
PAGES = ("/", "/wall/")
BEFORE_THE_YEARBOOK = date(2025, 6, 30)
TODAY = date(2026, 11, 21)


@pytest.mark.parametrize("address", PAGES)
def test_the_cockpit_speaks_both_languages(bob: Client, address: str) -> None:
    chinese, english = words_of(bob.get(address, CHINESE)), words_of(bob.get(address, ENGLISH))
    assert "示例湾" in chinese and '<html lang="zh-CN"' in chinese and "目标" in chinese
    assert "Demo Bay" in english and '<html lang="en"' in english and "Its date is past; no report yet" in english


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2101-01-01", "9999-12-31"])
@pytest.mark.parametrize("address", [*PAGES, "/indicators/targets/", "/indicators/", "/indicators/gdp/"])
def test_a_day_beyond_the_figures_is_refused_with_what_to_ask_for(bob: Client, address: str, day: str) -> None:
    answer = bob.get(address, {"as_of": day, **ENGLISH})
    assert answer.status_code == 400 and "between 1900-01-01 and 2100-12-31" in answer.content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_the_cockpit_asks_the_database_little(bob: Client, address: str) -> None:
    assert queries_of(bob, address) <= MOST_QUERIES


@pytest.mark.parametrize("address", PAGES)
def test_without_a_region_the_cockpit_says_what_to_do(bob: Client, address: str) -> None:
    take_the_region_away()
    answer = bob.get(address, ENGLISH)
    assert answer.status_code == 503
    assert "tidehead pack load" in answer.content.decode()


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("day", ["yesterday", "2025-13-01", "20250630x"])
def test_a_bad_date_is_refused_with_how_to_write_one(bob: Client, address: str, day: str) -> None:
    answer = bob.get(address, {"as_of": day, **ENGLISH})
    assert answer.status_code == 400
    assert "2025-06-30" in answer.content.decode()


def test_every_headline_figure_leads_to_its_source(bob: Client) -> None:
    region = current_region()
    assert region is not None
    page = words_of(bob.get("/", ENGLISH))
    shown = overview(region, today=TODAY).headlines
    assert len(shown) == len(region.headline)
    for headline in shown:
        assert headline.latest is not None
        assert f'data-source="/figures/{headline.latest.id}/source/"' in page


def test_what_became_known_later_is_not_shown() -> None:
    region = current_region()
    assert region is not None
    seen = overview(region, today=TODAY, as_of=BEFORE_THE_YEARBOOK)
    headlines = [headline.latest for headline in seen.headlines if headline.latest]
    everything = [*headlines, *(row.figure for row in seen.new), *(row.latest for row in seen.old)]
    assert everything
    assert all(figure.as_of <= BEFORE_THE_YEARBOOK for figure in [*everything, *seen.map.values.values()])


def test_newest_figures_are_of_the_day_that_is_asked_for() -> None:
    found = newest_figures(most=500, version=figures_version(), as_of=BEFORE_THE_YEARBOOK)
    assert found
    assert max(figure.as_of for figure in found) <= BEFORE_THE_YEARBOOK


def test_the_targets_are_judged_on_the_day_that_is_asked_for(bob: Client) -> None:
    cockpit, targets = (bob.get(page, {"as_of": "2024-06-30"}) for page in ("/", "/indicators/targets/"))
    lights = {code: count for code, count in cockpit.context["lights"] if count}
    assert lights == {choice.value: choice.count for choice in targets.context["lights"]}
    assert lights != {code: count for code, count in bob.get("/").context["lights"] if count}


def test_another_indicator_can_be_put_on_the_map(bob: Client) -> None:
    choices = bob.get("/").context["seen"].map.choices
    for choice in choices:
        assert bob.get("/", {"map": choice.code}).context["seen"].map.indicator == choice
    assert bob.get("/", {"map": "no such indicator"}).status_code == 200
