"""Measures of clusters on an invented register, by hand and by law; definitions count as the classifier decides."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from tests.support.clusters_pages import AROUND, OWN, SPECIAL, TABLE, a_register
from tidehead.calc.concentration import Totals
from tidehead.city.clusters.changing import shifted
from tidehead.city.clusters.comparing import counted, split
from tidehead.city.clusters.counting import count_table, holes_of, last_full_year, registrations
from tidehead.city.clusters.definitions import default_definition
from tidehead.city.clusters.io_tables import analysed, domestic_table, supplied, table_by_code
from tidehead.city.clusters.measures import cluster_rows, growth_of, measured, strongest
from tidehead.city.clusters.ranking import floor_of
from tidehead.city.clusters.spaces import backtested, drawn, space
from tidehead.city.clusters.types import CLASS, CLUSTER, REGISTER, TOWN, Asked, CountTable, level_of_industry
from tidehead.city.enterprises.queries import current_register

pytestmark = pytest.mark.django_db
WIDE = Asked(by=CLASS, reference=REGISTER)


@pytest.mark.parametrize(
    ("code", "level"), [("34", "division"), ("344", "group"), ("3441", "class"), ("precision", "cluster")]
)
def test_a_code_tells_its_level(code: str, level: str) -> None:
    assert level_of_industry(code) == level


def test_without_a_wider_reference_only_the_regions_places_count() -> None:
    a_register()
    assert count_table(Asked(by=CLASS)).places == OWN
    wide = count_table(WIDE)
    assert wide.places == (*OWN, *AROUND)
    assert [wide.places[at] for at in wide.own] == list(OWN)


def test_firms_outside_every_cluster_are_in_the_denominator() -> None:
    a_register()
    by_cluster, by_class = count_table(Asked(by=CLUSTER)), count_table(Asked(by=CLASS))
    assert by_cluster.counts.sum() < by_class.counts.sum()  # class 4011 is in no cluster
    assert by_cluster.totals.table == by_class.totals.table == by_class.counts.sum()


def test_what_was_planted_is_found_first() -> None:
    a_register()
    found = strongest(measured(WIDE), most=3)
    assert {(one.place, one.industry) for one in found} == set(SPECIAL.items())
    assert all(one.above > 0.99 and one.low < one.quotient < one.high for one in found)
    assert all(one.quotient < one.raw for one in found)  # drawn towards the industry's other places


def test_a_ratio_of_registrations_by_hand() -> None:
    found = growth_of(30, 20, last=2025)
    assert (found.first, found.ratio) == (2021, 1.5)
    assert found.low < 1 < 1.5 < found.high
    assert growth_of(5, 0, last=2025).ratio is None
    assert growth_of(0, 5, last=2025).low == 0
    assert growth_of(0, 0, last=2025).low is None


def test_growth_counts_the_registrations_of_two_spans() -> None:
    a_register()
    register = current_register()
    row = next(one for one in cluster_rows(measured(WIDE)) if one.industry == "3451")
    years = registrations(register, "county", CLASS, "3451", frozenset(OWN))
    assert row.entries.new == sum(years.get(year, 0) for year in range(2021, 2026))
    assert row.entries.former == sum(years.get(year, 0) for year in range(2016, 2021))
    assert last_full_year(register) == 2025


def test_a_year_leaves_later_firms_out() -> None:
    a_register()
    now, then = count_table(Asked(by=CLASS)), count_table(Asked(by=CLASS, year=2018))
    assert 0 < then.counts.sum() < now.counts.sum()


def test_parts_of_a_change_add_up_to_it() -> None:
    a_register()
    found = shifted(WIDE, OWN[0], first=2020, last=2025)
    assert np.allclose(found.dunn.common + found.dunn.mix + found.dunn.own, found.after - found.before)
    assert float(found.gerfin.net) == pytest.approx(float(found.gerfin.structure * found.gerfin.location))
    assert shifted(WIDE, "nowhere", first=2020, last=2025) is None


def test_the_space_is_drawn_the_same_way_and_density_is_a_share() -> None:
    a_register()
    found = space(WIDE)
    known = found.density[np.isfinite(found.density)]
    assert ((known >= 0) & (known <= 1)).all()
    drawn.cache_clear()
    first = drawn(found)
    drawn.cache_clear()
    assert np.array_equal(first.xy, drawn(found).xy)
    assert set(found.present[found.table.places.index(OWN[0])]) <= {0.0, 1.0}


def test_chance_registrations_are_not_recommended_by() -> None:
    a_register()
    found = backtested(WIDE)
    assert found.found.entered > 0
    assert not found.supported  # places and industries were drawn at random
    assert backtested(Asked(TOWN, CLASS)) is not None


def test_a_definition_counts_what_the_register_says_of_clusters() -> None:
    """The made register gives each firm the cluster of its class, as the pack's definition does."""
    a_register()
    definition = default_definition()
    found = counted(definition)
    table = count_table(Asked(by=CLUSTER))
    by_cluster = dict(zip(table.industries, table.counts.sum(axis=0), strict=True))
    assert {code: n for code, n in found.now.items() if n} == by_cluster
    assert all(found.then[code] <= found.later[code] <= found.now[code] for code in found.now)


def test_the_same_definition_twice_is_all_growth() -> None:
    a_register()
    definition = default_definition()
    for one in split(definition, definition):
        assert one.definition == 0
        assert one.growth == one.new_now - one.old_then


def test_the_tables_own_supply_is_measured_and_a_wider_ones_estimated() -> None:
    a_register()
    info, table = table_by_code(TABLE), domestic_table(TABLE)
    own = supplied(info, table)
    assert not own.estimated
    # by hand: flows of the column ÷ (flows + the row of imports)
    bought = table.flows[:, 0].sum()
    assert own.by_buyer[0] == pytest.approx(bought / (bought + table.imported[:, 0].sum()))
    assert analysed(table).multipliers.min() >= 1
    assert date(2025, 12, 31).year == last_full_year(current_register())


def test_too_few_firms_or_places_are_not_ranked_by_complexity() -> None:
    """By hand: the third industry has 4 firms (fewer than 5), the fourth stands in 2 places; the last place has 19."""
    counts = np.array([[20.0, 20, 4, 9], [20, 5, 0, 9], [20, 7, 0, 0], [10, 9, 0, 0]])
    table = replace(_any_table(), counts=counts, totals=Totals(counts.sum(axis=1), counts.sum(axis=0), counts.sum()))
    floor = floor_of(table, (counts > 0).astype(float))
    assert floor.industries == (0, 1)
    assert floor.places == (0, 1, 2)
    assert floor.industries_needed == 1  # a third of two, rounded up


def test_a_place_is_named_the_most_complex_only_where_that_is_told_apart() -> None:
    a_register(60, seed=5)
    few = space(WIDE)
    assert few is None or few.first is None
    a_register()
    found = space(WIDE)
    assert found.complexity is not None
    unranked = [at for at in range(len(found.table.places)) if at not in found.floor.places]
    assert np.isnan(found.complexity.eci[unranked]).all()


def _any_table() -> CountTable:
    a_register()
    return count_table(WIDE)


def test_years_missing_in_the_register_are_no_decline() -> None:
    """By hand: 30 in 3 known years are 10 a year, 40 in 5 are 8 a year: 1.25; with one known year of five, unknown."""
    found = growth_of(30, 40, last=2018, holes=(2016, 2017))
    assert found.ratio == pytest.approx(1.25)
    assert found.low < 1.25 < found.high
    assert growth_of(30, 40, last=2018, holes=(2014, 2016, 2017)).ratio is None
    assert growth_of(30, 40, last=2018, holes=(2009, 2010, 2011, 2012)).ratio is None


def test_a_year_without_any_registration_is_a_hole_of_the_table() -> None:
    a_register()
    assert holes_of(current_register(), 2016, 2025) == ()
    a_register(count=1_200, seed=7, without=(2021, 2022, 2024))
    assert holes_of(current_register(), 2016, 2025) == (2021, 2022, 2024)
    assert all(row.entries.ratio is None for row in cluster_rows(measured(WIDE)))
    assert backtested(WIDE) is None
