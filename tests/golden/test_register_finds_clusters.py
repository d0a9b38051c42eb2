"""On the real register of one city the road from a file to a map of industries finds what everybody there knows.

The leaders are those that the counties' own plans and the press name; the register carries no industry at all, so a
county leads only where columns, codes, words, places, counts and shrunken quotients are all right.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from tidehead.calc.concentration import Shrunken, shrink
from tidehead.city.common.firm_books import read_book
from tidehead.lake.register import (
    Accept,
    Counts,
    FirmFilter,
    PublishOptions,
    Register,
    Staged,
    publish,
    read_table,
    stage,
    suggest_mapping,
)
from tidehead.reading.firms.rows import RowReader

pytestmark = pytest.mark.shared

PACK = Path(__file__).resolve().parents[2] / "packs" / "cn_331000"
FIRMS = Path("data") / "enterprise_registration" / "taizhou_enterprises.csv.gz"
ROWS = 26_137
"""As the data's own description counts them."""
YUHUAN, HUANGYAN, JIAOJIANG, WENLING, LINHAI = "331083", "331003", "331002", "331081", "331082"
VALVES, MOULDS, SEWING_MACHINES, PUMPS, GLASSES = "3443", "3525", "3553", "3441", "3587"
LEADERS = {
    VALVES: YUHUAN,
    MOULDS: HUANGYAN,
    SEWING_MACHINES: JIAOJIANG,
    PUMPS: WENLING,
    GLASSES: LINHAI,
}
GROUPS = {"352": HUANGYAN, "355": JIAOJIANG, "358": LINHAI}
"""Of these only: pumps and valves are one group, 344, which two counties lead."""
MAKERS = FirmFilter(activity="manufacture")
OLD_YUHUAN = "331021"


@dataclass(frozen=True)
class Brought:
    """The register and what reading its file gave."""

    register: Register
    staged: Staged


@pytest.fixture(scope="module")
def brought(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Brought]:
    source = PACK.parents[2] / "shared" / FIRMS
    if not source.is_file():
        pytest.skip("the register of the first region does not lie beside this project")
    folder = tmp_path_factory.mktemp("register")
    look = read_table(source, workspace=folder)
    mapping = suggest_mapping(look.headings, look.samples, {})
    staged = stage(source, mapping, out=folder / "staged", clean=RowReader(read_book(PACK)))
    publish(
        [(staged, Accept.SOUND)], folder / "version", options=PublishOptions(made_at="2026-01-01", index_names=False)
    )
    yield Brought(Register(folder / "version"), staged)


@pytest.fixture(scope="module")
def by_class(brought: Brought) -> tuple[Counts, Shrunken]:
    return quotients(brought, "class")


def quotients(brought: Brought, level: str, sought: FirmFilter = MAKERS) -> tuple[Counts, Shrunken]:
    counts = brought.register.place_industry("county", level, sought=sought)
    return counts, shrink(counts.matrix)


def ranking(found: tuple[Counts, Shrunken], industry: str) -> tuple[list[str], list[float], list[float]]:
    """Counties by shrunken quotient, highest first, with the ends of their intervals."""
    counts, shrunken = found
    at = counts.labels[1].index(industry)
    order = np.argsort(-shrunken.quotient[:, at])
    return (
        [str(counts.labels[0][one]) for one in order],
        [float(shrunken.low[one, at]) for one in order],
        [float(shrunken.high[one, at]) for one in order],
    )


def test_every_row_of_the_file_is_read_and_none_is_lost(brought: Brought) -> None:
    staged = brought.staged
    assert staged.rows == ROWS
    assert staged.sound + staged.faulty + sum(staged.left_out.values()) == ROWS
    assert brought.register.meta.rows == staged.sound - staged.repeated


def test_nine_counties_are_found_and_nearly_every_firm_in_one(brought: Brought) -> None:
    counts = brought.register.counts_by(("county",))
    assert len(counts.labels[0]) == 9
    assert counts.unknown < 0.05 * brought.register.meta.rows


def test_firms_with_the_code_of_an_abolished_county_lie_in_its_successor(brought: Brought) -> None:
    counties = [
        firm.county
        for firm in brought.register.rows_for_export()
        if firm.code[2:8] == OLD_YUHUAN and firm.county is not None
    ]
    assert len(counties) > 1_500
    assert OLD_YUHUAN not in counties
    assert counties.count(YUHUAN) > 0.98 * len(counties)


@pytest.mark.parametrize(("industry", "county"), LEADERS.items())
def test_the_county_known_for_an_industry_leads_it(
    by_class: tuple[Counts, Shrunken], industry: str, county: str
) -> None:
    places, low, high = ranking(by_class, industry)
    assert places[0] == county
    assert low[0] > 1
    assert low[0] > max(high[1:]), "its interval lies above every other county's"


@pytest.mark.parametrize(("industry", "county"), LEADERS.items())
def test_it_leads_among_all_firms_too(brought: Brought, industry: str, county: str) -> None:
    places, low, high = ranking(quotients(brought, "class", FirmFilter()), industry)
    assert (places[0], low[0] > 1) == (county, True)


@pytest.mark.parametrize(("group", "county"), GROUPS.items())
def test_it_leads_the_whole_group_where_that_is_one_trade(brought: Brought, group: str, county: str) -> None:
    places, low, _ = ranking(quotients(brought, "group"), group)
    assert places[0] == county
    assert low[0] > 1


def test_pumps_and_valves_together_are_led_by_the_two_counties_that_make_them(brought: Brought) -> None:
    places, low, _ = ranking(quotients(brought, "group"), "344")
    assert set(places[:2]) == {YUHUAN, WENLING}
    assert min(low[:2]) > 1


def test_what_everybody_knows_does_not_hang_on_the_newest_firms(brought: Brought) -> None:
    """As of 2010, a third of the rows: the same counties lead."""
    counts = brought.register.place_industry("county", "class", as_of=2010, sought=MAKERS)
    found = counts, shrink(counts.matrix)
    assert {industry: ranking(found, industry)[0][0] for industry in LEADERS} == LEADERS
