"""What a unit's card tells, why scores moved, what would help; and schemes that read the region's own figures."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.city.assessing import AS_OF, changed, computed, demo_scheme, person, published
from tidehead.city.assessments.actions import note_on_run, start_run, take_figures
from tidehead.city.assessments.comparing import compare
from tidehead.city.assessments.editing import adopt_scheme, draft_from, save_draft
from tidehead.city.assessments.leagues import league
from tidehead.city.assessments.queries import content_of, run_by_id, scheme_version
from tidehead.city.assessments.scorecards import advice, correctable, moved, scorecard
from tidehead.city.assessments.snapshots import _fits
from tidehead.city.assessments.types import AssessmentRefused, NotFound, SchemeFaulty
from tidehead.city.indicators.queries import figure_by_id, figures, indicator_by_code

pytestmark = pytest.mark.django_db
NOW = timezone.now()


# Scorecards


def test_the_points_of_a_card_add_up_to_its_score() -> None:
    run = computed()
    for unit in ("F01", "F03", "F07"):
        card = scorecard(run, unit)
        row = next(row for row in league(run).rows if row.unit == unit)
        assert card.row == row
        bonus = 3.0 if unit == "F01" else 2.0 if unit == "F07" else 0.0  # 1 point a patent, at most 4
        assert sum(part.points for part in card.parts) + bonus == pytest.approx(row.score, abs=1e-9)


def test_a_card_shows_how_each_value_was_computed_in_both_languages() -> None:
    card = scorecard(computed(), "F01")
    part = card.parts[0]
    assert (part.id, part.value, part.pillar) == ("tax_per_mu", 30.0, "total")  # 900 万元 over 30 亩
    assert "900" in part.line.text.zh
    assert "30" in part.line.text.en
    assert part.line.detail
    assert len(card.adjustments) == 4
    assert [line.what.en for line in card.summary] == ["Score", "Loss"]
    assert "Place" in card.doubt.en


def test_a_filled_cell_says_by_which_rule() -> None:
    card = scorecard(computed(), "F09")
    assert {part.id: part.filled for part in card.parts if part.filled} == {"energy_per_value_added": "mean_score"}


def test_a_card_carries_its_notes_and_a_unit_that_is_not_there_has_none() -> None:
    run = computed()
    note_on_run(by=person("alice"), run_id=run, text="Land was measured anew.", unit="F02", now=NOW)
    assert [note.text for note in scorecard(run, "F02").notes] == ["Land was measured anew."]
    for ask in (scorecard, moved, advice, correctable):
        with pytest.raises(NotFound):
            ask(run, "F99")


def test_a_card_asks_the_database_little() -> None:
    run = computed()
    scorecard(run, "F01")
    with CaptureQueriesContext(connection) as asked:
        scorecard(run, "F02")
    assert len(asked) <= 20


# Why it moved


def test_the_parts_of_a_change_add_up_to_it() -> None:
    earlier = published(period="2024", as_of=date(2025, 3, 31))
    later = computed(*changed("F04", tax_paid="800"))
    found = moved(later, "F04")
    assert found.before.id == earlier
    assert sum(part.change for part in found.parts) == pytest.approx(found.score - found.score_before, abs=1e-9)
    own = next(part.change for part in found.parts if part.name == "own")
    assert own > 0
    assert moved(earlier, "F04") is None  # nothing was before


def test_two_runs_are_compared_unit_by_unit() -> None:
    before = computed(draws=0, period="2024")
    after = computed(*changed("F04", tax_paid="800"), draws=0)
    found = compare(before, after)
    assert (found.count, found.came, found.left) == (12, 0, 0)
    assert found.attributed
    changes = {row.unit: row.score - row.score_before for row in found.rows if row.score is not None}
    assert max(changes, key=changes.get) == "F04"
    for row in found.rows:
        if row.parts:
            assert sum(part.change for part in row.parts) == pytest.approx(row.score - row.score_before, abs=1e-9)
    assert compare(before, after, offset=10, limit=5).rows == found.rows[10:]


def test_units_that_came_and_left_are_counted() -> None:
    rows = changed("F04")
    found = compare(computed(*rows[:-1], draws=0), computed(*rows[1:], draws=0, as_of=AS_OF + timedelta(days=1)))
    assert (found.count, found.came, found.left) == (12, 1, 1)
    assert found.rows[-1].unit == "F01"  # who left comes last
    assert (found.rows[-1].score, found.rows[-1].rank) == (None, None)


# Advice


def test_advice_reaches_the_next_place_when_it_says_so() -> None:
    run = computed()
    row = next(row for row in league(run).rows if row.unit == "F02")
    found = advice(run, "F02", goal="rank")
    assert found.goal.en == f"Reach place {row.rank - 1}"
    if found.reached:
        assert found.rank <= row.rank - 1
        assert found.improvements
    assert found.text.zh


def test_who_is_best_or_has_no_score_gets_no_advice() -> None:
    run = computed()
    best = next(row for row in league(run, board="machinery").rows if row.rank == 1)
    for unit, goal in ((best.unit, "rank"), (best.unit, "grade"), ("F11", "rank"), ("F11", "grade")):
        with pytest.raises(AssessmentRefused):
            advice(run, unit, goal=goal)


# The region's own figures

PLACES = """
id: towns-race
label: {zh: 区域赛马（算例）, en: Race of areas (example)}
family: towns-race
standing: proposed
assessed: {kind: places, tree: administration, parent: "990000", noun: {zh: 县区, en: county}}
variables:
  - {name: gdp_total, label: {zh: 生产总值, en: Output}, unit: 万元, indicator: gdp}
  - {name: people, label: {zh: 人口, en: People}, unit: 万人, indicator: population}
tree:
  id: total
  label: {zh: 总分, en: Total}
  weight: 100
  children:
    - id: size
      label: {zh: 规模, en: Size}
      value: gdp_total
      unit: 亿元
      weight: 60
      normalise: {method: min_max, low: 0, high: 1}
    - id: crowd
      label: {zh: 人口规模, en: People}
      value: people
      unit: 万人
      weight: 40
      missing: zero
      normalise: {method: min_max, low: 0, high: 1}
"""


def a_race(text: str = PLACES) -> int:
    """The id of an adopted scheme that assesses the counties."""
    draft = draft_from(by=person("alice"), version_id=demo_scheme().id, now=NOW)
    source = save_draft(by=person("alice"), version_id=draft, text=text, edits=0, now=NOW)
    assert not source.faults, source.faults
    adopt_scheme(by=person("dora"), version_id=draft, now=NOW)
    return draft


def taken(scheme: int, *, period: str = "2025", as_of: date = date(2026, 6, 30), by: str = "alice") -> int:
    return take_figures(by=person(by), scheme_id=scheme, period=period, as_of=as_of, now=NOW)


def test_places_are_assessed_by_the_regions_figures_and_each_cell_keeps_its_figure() -> None:
    scheme = a_race()
    made = taken(scheme)
    content = content_of(made)
    assert content.entries.ids == ("990101", "990102", "990103", "new_area")
    assert content.entries.columns["gdp_total"][0] == pytest.approx(552.7 * 10_000)  # 亿元 to 万元
    run = start_run(by=person("alice"), scheme_id=scheme, entries_id=made, draws=50, now=NOW)
    assert {row.place for row in league(run).rows} == set(content.entries.ids)
    assert [row.rank for row in league(run).rows] == [1, 2, 3, 4]
    origin = next(each for each in correctable(run, "990101") if each.column == "gdp_total")
    assert (figure_by_id(origin.figure).value, origin.period) == (552.7, "2025")
    assert run_by_id(run).entries.synthetic


def test_figures_are_taken_as_they_were_known_on_the_day() -> None:
    scheme = a_race()
    with pytest.raises(AssessmentRefused):
        taken(scheme, period="2024", as_of=date(2025, 1, 1))  # the year is over, but nobody has published it yet
    late = content_of(taken(scheme, period="2024", as_of=date(2026, 1, 1)))
    assert figure_by_id(late.figures["gdp_total"][0]).as_of <= date(2026, 1, 1)
    assert taken(scheme) == taken(scheme)  # the same figures of the same day are kept once


def test_a_stock_stands_until_a_newer_one_and_a_flow_does_not() -> None:
    stock, flow = indicator_by_code("population"), indicator_by_code("gdp")
    figure = figures(indicator="population")[0]
    later = date(figure.period_end.year + 3, 12, 31)
    assert _fits(figure, stock, str(later.year), later)
    assert not _fits(figure, flow, str(later.year), later)
    before = date(figure.period_end.year - 3, 12, 31)
    assert not _fits(figure, stock, str(before.year), before)


def test_where_nothing_is_known_of_a_period_others_are_named() -> None:
    with pytest.raises(AssessmentRefused) as refused:
        taken(a_race(), period="2030", as_of=date(2031, 1, 1))
    assert "2025" in refused.value.text.en


def test_figures_are_not_taken_for_a_scheme_of_tables_nor_in_a_unit_that_does_not_fit() -> None:
    with pytest.raises(AssessmentRefused):
        taken(demo_scheme().id)
    with pytest.raises(PermissionDenied):
        taken(a_race(), by="bob")
    wrong = PLACES.replace("unit: 万元, indicator: gdp", "unit: 家, indicator: gdp").replace("unit: 亿元", "unit: 家")
    with pytest.raises(SchemeFaulty):
        taken(a_race(wrong.replace("id: towns-race", "id: towns-race-2")))
    for period in ("2025年", "x"):
        with pytest.raises(AssessmentRefused):
            taken(scheme_of_race(), period=period)


def scheme_of_race() -> int:
    made = a_race(PLACES.replace("id: towns-race", "id: towns-race-3"))
    assert scheme_version(made).assessed == "places"
    return made
