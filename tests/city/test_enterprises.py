"""Enterprises: loaded from the pack, found again, never lost when they were entered here."""

from pathlib import Path

import pytest

from tidehead.city.enterprises.importing import load_enterprises
from tidehead.city.enterprises.models import Enterprise
from tidehead.city.enterprises.queries import (
    Sought,
    all_enterprises,
    enterprise_by_code,
    enterprise_slices,
    enterprises,
    industries,
    search_enterprises,
)
from tidehead.city.places.queries import place_ids
from tidehead.packs import read_pack

pytestmark = pytest.mark.django_db
DEMO = Path(__file__).resolve().parents[2] / "packs" / "demo"


def test_every_enterprise_of_the_pack_is_there_with_its_source() -> None:
    region = read_pack(DEMO)
    known = enterprises(row.code for row in region.enterprises)
    assert known.keys() == {row.code for row in region.enterprises}
    assert all(firm.source and firm.locator and firm.synthetic for firm in known.values())


def test_a_search_takes_name_short_name_and_code() -> None:
    firm = all_enterprises()[0]
    for text in (firm.code, firm.label.zh, firm.label.en, firm.short_name):
        assert firm.code in {found.code for found in search_enterprises(text)}
    assert search_enterprises("没有这样的企业") == ()


def test_a_place_includes_what_stands_under_it() -> None:
    whole = enterprise_slices(Sought(place="990000")).count()
    part = enterprise_slices(Sought(place="990101")).count()
    assert 0 < part < whole


def test_a_place_includes_what_lies_within_it_though_no_tree_says_so() -> None:
    firm = Enterprise.objects.create(code="own-2", label_zh="区内企业", place_id=place_ids()["platform.lamp"])
    assert firm.code in {found.code for found in enterprise_slices(Sought(text=firm.code, place="990101"))[0:5]}
    assert not enterprise_slices(Sought(text=firm.code, place="990102")).count()


def test_industries_are_counted() -> None:
    assert sum(count for _name, count in industries()) == len([one for one in all_enterprises() if one.industry])


def test_loading_again_changes_nothing_and_keeps_what_was_entered_here() -> None:
    Enterprise.objects.create(code="own-1", label_zh="本地录入")
    before = {firm.code for firm in all_enterprises()}
    load_enterprises(read_pack(DEMO))
    assert {firm.code for firm in all_enterprises()} == before
    assert enterprise_by_code("own-1").source == ""
    assert enterprise_by_code("none") is None
