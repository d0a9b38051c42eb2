"""Location quotients and stars: laws, a published case, refusals, and a slow obvious version."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tidehead.calc.concentration import (
    ConcentrationRefused,
    Totals,
    among_largest,
    amounts,
    at_least,
    coverage,
    location_quotient,
    shares,
    stars,
    tabulate,
    totals,
)

UNKNOWN = float("nan")
TABLES = arrays(
    np.float64,
    st.tuples(st.integers(1, 6), st.integers(1, 5)),
    elements=st.integers(0, 50).map(float),
)


def slow_quotients(table):
    every = sum(map(sum, table))
    found = []
    for row in table:
        line = []
        for nth, cell in enumerate(row):
            industry = sum(each[nth] for each in table)
            known = sum(row) > 0 and industry > 0
            line.append((cell / sum(row)) / (industry / every) if known else UNKNOWN)
        found.append(line)
    return found


@given(TABLES)
def test_the_fast_quotient_is_the_slow_one(table):
    np.testing.assert_allclose(location_quotient(table), slow_quotients(table.tolist()), rtol=1e-12)


@given(TABLES)
def test_quotients_weighted_by_their_industry_average_to_one(table):
    weights = shares(table.sum(axis=0))
    mean = (np.nan_to_num(location_quotient(table)) * np.nan_to_num(weights)).sum(axis=1)
    np.testing.assert_allclose(mean[table.sum(axis=1) > 0], 1.0)


@given(TABLES, st.floats(0.001, 1000), st.randoms(use_true_random=False))
def test_the_unit_and_the_order_of_rows_do_not_matter(table, unit, lots):
    order = list(range(len(table)))
    lots.shuffle(order)
    np.testing.assert_allclose(location_quotient(table * unit), location_quotient(table), rtol=1e-9)
    np.testing.assert_allclose(location_quotient(table[order]), location_quotient(table)[order], rtol=1e-12)
    np.testing.assert_array_equal(stars(table[order]).count, stars(table).count[order])


def test_an_unknown_cell_is_not_counted_as_zero():
    jobs = [[30.0, UNKNOWN], [10.0, 30.0]]
    assert np.isnan(location_quotient(jobs)).all()
    assert coverage(jobs).tolist() == [1 / 2, 1.0]
    margins = Totals(np.array([40.0, 40.0]), np.array([40.0, 40.0]), 80.0)
    np.testing.assert_array_equal(location_quotient(jobs, margins=margins), [[1.5, UNKNOWN], [0.5, 1.5]])


def test_published_margins_stand_for_a_part_of_the_table():
    """A county: 250 of 1,000 jobs in an industry that has 5 % of the country's: 0.25 / 0.05."""
    country = Totals(np.array([1000.0]), np.array([50_000.0]), 1_000_000.0)
    assert location_quotient([[250.0]], margins=country).item() == pytest.approx(5.0)


def test_totals_and_shares_of_a_table():
    found = totals([[1.0, 2.0], [3.0, 4.0]])
    assert (found.place.tolist(), found.industry.tolist(), found.table) == ([3.0, 7.0], [4.0, 6.0], 10.0)
    assert shares([[1.0, 3.0], [0.0, 0.0]]).tolist()[0] == [0.25, 0.75]


def test_what_cannot_be_a_table_is_refused_with_its_reason():
    with pytest.raises(ConcentrationRefused, match="below zero") as refused:
        location_quotient([[-1.0, 2.0]])
    assert refused.value.message.zh == "数量不能为负"
    with pytest.raises(ConcentrationRefused, match="2 axes"):
        location_quotient([1.0, 2.0])
    with pytest.raises(ConcentrationRefused, match="lengths differ"):
        location_quotient([[1.0, 2.0]], margins=Totals(np.ones(2), np.ones(2), 4.0))
    assert amounts([0.0, UNKNOWN]).shape == (2,)


def test_a_quotient_of_exactly_the_limit_reaches_it():
    assert at_least([1.0, np.nextafter(1.0, 0.0), UNKNOWN]).tolist()[:2] == [1.0, 0.0]
    assert at_least([2.0], 2.0).tolist() == [1.0]


def test_a_tenth_of_thirty_places_is_three_and_of_nineteen_or_nine_is_one():
    column = np.arange(1.0, 31.0)[:, None]
    assert np.flatnonzero(among_largest(column)[:, 0]).tolist() == [27, 28, 29]
    assert np.flatnonzero(among_largest(column[:19])[:, 0]).tolist() == [18]
    assert np.flatnonzero(among_largest(column[:9])[:, 0]).tolist() == [8]


def test_equal_places_share_a_star_and_nothing_has_none():
    assert among_largest([[5.0], [5.0], [1.0]])[:, 0].tolist() == [1.0, 1.0, 0.0]
    assert among_largest([[0.0], [0.0]])[:, 0].tolist() == [0.0, 0.0]
    assert np.isnan(among_largest([[UNKNOWN], [3.0]])[0, 0])


def test_three_stars_by_hand():
    """Ten places of 100 jobs; the first has 40 of the industry's 58: share 0.4 by 58/1000 is a quotient of 6.9."""
    industry = np.array([40.0, *[2.0] * 9])
    found = stars(np.column_stack([industry, 100.0 - industry]))
    assert found.count[:, 0].tolist() == [3.0] + [0.0] * 9
    assert found.specialisation[:, 1].sum() == 0


def test_stars_of_an_unknown_cell_are_unknown():
    margins = Totals(np.full(3, 10.0), np.array([12.0, 18.0]), 30.0)
    found = stars([[9.0, 1.0], [UNKNOWN, 8.0], [1.0, 9.0]], margins=margins)
    assert np.isnan(found.count[1, 0])
    assert found.count[0, 0] == 3.0


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 99)), max_size=30))
def test_a_list_of_firms_becomes_a_table(firms):
    place, industry, jobs = (np.array([firm[nth] for firm in firms], dtype=int) for nth in range(3))
    found = tabulate(place, industry, jobs.astype(float), size=(4, 3))
    for row in range(4):
        for column in range(3):
            assert found[row, column] == sum(each for at, of, each in firms if (at, of) == (row, column))
    assert tabulate(place, industry, size=(4, 3)).sum() == len(firms)


def test_a_firm_with_unknown_jobs_leaves_its_cell_unknown_and_one_elsewhere_is_refused():
    found = tabulate(np.array([0, 0]), np.array([0, 1]), [UNKNOWN, 4.0], size=(1, 2))
    np.testing.assert_array_equal(found, [[UNKNOWN, 4.0]])
    for place, industry in (([1], [0]), ([0], [2]), ([-1], [0]), ([0, 0], [0])):
        with pytest.raises(ConcentrationRefused):
            tabulate(np.array(place), np.array(industry), size=(1, 2))
    with pytest.raises(ConcentrationRefused):
        tabulate(np.array([0]), np.array([0]), [1.0, 2.0], size=(1, 2))
