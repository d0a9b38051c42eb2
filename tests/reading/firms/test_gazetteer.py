"""An address to its county, town and park."""

import pytest

from tidehead.reading.firms import Gazetteer, PlaceName

PLACES = (
    PlaceName("330001", ("北岸县", "北岸区"), "county", "330001"),
    PlaceName("330002", ("南岸县", "南岸"), "county", "330002"),
    PlaceName("330001100", ("新桥镇",), "town", "330001"),
    PlaceName("330002100", ("新桥镇", "石埠"), "town", "330002"),
    PlaceName("330001101", ("长港街道",), "town", "330001"),
    PlaceName("p1", ("临港园区",), "park", "330002"),
)


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer(PLACES, [("330009", "330002")])


@pytest.mark.parametrize(
    ("address", "name", "code", "county", "town"),
    [
        ("北岸县新桥镇一号", "", "", "330001", "330001100"),
        ("南岸县新桥镇一号", "", "", "330002", "330002100"),
        ("长港街道三号", "", "", "330001", "330001101"),
        ("新桥镇三号", "", "", "", ""),
        ("三号", "南岸某某厂", "", "330002", ""),
        ("三号", "某某厂", "91330001MA2XXXXXXX", "330001", ""),
        ("三号", "某某厂", "91330009MA2XXXXXXX", "330002", ""),
        ("三号", "某某厂", "91440101MA2XXXXXXX", "", ""),
        ("", "", "", "", ""),
    ],
)
def test_a_county_is_told_by_its_name_then_a_town_then_the_firms_name_then_its_code(
    gazetteer: Gazetteer, address: str, name: str, code: str, county: str, town: str
) -> None:
    found = gazetteer.locate(address, name, code)
    assert (found.county, found.town) == (county, town)
    assert (found.confidence > 0) == bool(county)


@pytest.mark.parametrize(
    ("address", "name", "county"),
    [
        ("东海县长港街道三号", "某某厂", ""),
        ("东海县三号", "南岸某某厂东海分厂", ""),
        ("东海县南岸路三号", "某某厂", ""),
        ("南岸县新桥镇三号", "某某厂", "330002"),
    ],
)
def test_a_firm_that_another_city_registered_lies_here_only_if_its_address_says_so_in_full(
    gazetteer: Gazetteer, address: str, name: str, county: str
) -> None:
    assert gazetteer.locate(address, name, "91440106MA2XXXXXXX").county == county
    assert gazetteer.locate(address, name, "91440000MA2XXXXXXX").county, "a province registers firms everywhere"


def test_a_park_lies_in_its_county(gazetteer: Gazetteer) -> None:
    assert gazetteer.locate("南岸县临港园区八号").park == "p1"
    assert gazetteer.locate("北岸县临港园区八号").park == ""


def test_the_weaker_the_evidence_the_less_sure(gazetteer: Gazetteer) -> None:
    by = [
        gazetteer.locate("北岸县"),
        gazetteer.locate("长港街道"),
        gazetteer.locate("", "北岸区某厂"),
        gazetteer.locate("", "", "91330001MA2XXXXXXX"),
    ]
    assert [one.confidence for one in by] == sorted((one.confidence for one in by), reverse=True)
