"""The source drawer of figures, targets and anything else with a place in a source, as a part and as a page."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests.pages.asking import CHINESE, ENGLISH, MOST_QUERIES, queries_of, words_of
from tests.support.pages import read_a_document
from tidehead import __version__
from tidehead.city.evidence.queries import all_sources
from tidehead.city.indicators.computing import computed_values
from tidehead.city.indicators.queries import figures, figures_of_key, targets, vintages
from tidehead.city.indicators.standing import target_statuses
from tidehead.city.places.queries import all_places
from tidehead.city.web.locators import locator_words

pytestmark = pytest.mark.django_db
PART = {"HX-Request": "true"}


def drawers() -> list[str]:
    figure, target, place = figures(indicator="gdp")[0], targets()[0], all_places()[0]
    return [
        reverse("web:figure_source", args=[figure.id]),
        reverse("web:target_source", args=[target.code]),
        reverse("web:locator_source", args=[place.source, place.locator]),
    ]


def test_a_drawer_is_a_part_of_a_page_or_a_page() -> None:
    assert len(drawers()) == 3


def test_drawers_speak_both_languages(bob: Client) -> None:
    for address in drawers():
        assert "来源" in words_of(bob.get(address, CHINESE))
        assert "Source" in words_of(bob.get(address, ENGLISH))


def test_beside_the_page_only_the_part_is_sent(bob: Client) -> None:
    for address in drawers():
        assert "<html" in words_of(bob.get(address))
        part = words_of(bob.get(address, headers=PART))
        assert "<html" not in part
        assert "drawer__title" in part


def test_drawers_ask_the_database_little(bob: Client) -> None:
    for address in drawers():
        assert queries_of(bob, address) <= MOST_QUERIES


@pytest.mark.parametrize("address", ["/figures/999999999/source/", "/targets/none/source/", "/sources/none/at/L1/"])
@pytest.mark.parametrize("headers", [{}, PART])
def test_what_is_not_there_is_not_found(bob: Client, address: str, headers: dict[str, str]) -> None:
    answer = bob.get(address, ENGLISH, headers=headers)
    assert answer.status_code == 404
    assert ("<html" in answer.content.decode()) is not bool(headers)


def test_every_figure_names_its_document_and_the_place_in_it(bob: Client) -> None:
    titles = {source.code: source.title.en for source in all_sources()}
    for figure in figures(indicator="gdp"):
        part = words_of(bob.get(reverse("web:figure_source", args=[figure.id]), ENGLISH, headers=PART))
        assert titles[figure.source] in part
        assert locator_words(figure.locator) in part


def test_a_restated_figure_is_shown_beside_what_took_its_place(bob: Client) -> None:
    first, *_, last = [f for f in vintages(indicator="gdp", place="990000") if f.period == "2024"]
    assert (first.value, last.value) == (1370.2, 1373.6)
    part = words_of(bob.get(reverse("web:figure_source", args=[first.id]), ENGLISH, headers=PART))
    assert "superseded by later knowledge" in part
    assert reverse("web:figure_source", args=[last.id]) in part
    assert {f.id for f in figures_of_key(first.id)} >= {first.id, last.id}


def test_the_very_words_are_shown_once_the_document_is_loaded(bob: Client) -> None:
    read_a_document()
    figure = next(f for f in vintages(indicator="gdp", place="990000") if f.source == "demo-bulletin-2024")
    part = words_of(bob.get(reverse("web:figure_source", args=[figure.id]), headers=PART))
    assert "1370.2" in part.replace(",", "")
    assert "/documents/" in part


def test_every_target_leads_to_where_it_is_set(bob: Client) -> None:
    for target in targets():
        assert target.code
        assert words_of(bob.get(reverse("web:target_source", args=[target.code]), headers=PART))


# How numbers were computed


def test_every_computed_number_of_a_target_says_how_it_came_about(bob: Client) -> None:
    for status in target_statuses(targets(), today=date(2026, 11, 21)):
        address = reverse("web:target_source", args=[status.target.code])
        part = words_of(bob.get(address, {"as_of": "2026-11-21", **ENGLISH}, headers=PART))
        known = {
            "Plan to date": status.plan_to_date,
            "Required growth": status.required_growth,
            "Achieved growth": status.achieved_growth,
            "Forecast": status.forecast,
            "Chance of meeting": status.probability,
            "Rank": status.rank,
        }
        with translation.override("en"):
            told = {each.label for each in computed_values(status)}
        assert told == {label for label, value in known.items() if value is not None}, status.target.code
        assert ("How it was computed" in part) is bool(told)
        if status.base and status.plan_to_date is not None:
            assert reverse("web:figure_source", args=[status.base.id]) in part
        if told:
            assert f"Tidehead {__version__}" in part and "/indicators/methods/" in part


def test_computed_numbers_on_the_list_and_the_page_open_how_they_came_about(bob: Client) -> None:
    drawer = f'data-source="{reverse("web:target_source", args=["t-gdp-2026"])}"'
    assert words_of(bob.get("/targets/t-gdp-2026/")).count(drawer) >= 4
    assert words_of(bob.get("/indicators/targets/")).count(drawer) >= 4
