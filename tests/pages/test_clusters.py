"""Pages of clusters: bubbles, one cluster, a place, the space, complexity, definitions, input–output tables."""

import csv
import io
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.pages.asking import CHINESE, ENGLISH, INVENTED, excel_texts, queries_of, words_of
from tests.support.clusters_pages import OWN, SPECIAL, TABLE, a_register
from tidehead.city.clusters.models import DefinitionRow, TableRow
from tidehead.city.enterprises.models import RegisterVersion
from tidehead.city.enterprises.types import CURRENT

pytestmark = pytest.mark.django_db
MOST = 30
PAGES = (
    "",
    "?by=class&reference=register",
    "?level=town&by=division&place=990101001",
    "?year=2020",
    "space/",
    "space/?place=990101&by=class&reference=register",
    "complexity/?by=class&reference=register",
    "definitions/",
    "tables/",
    f"tables/{TABLE}/",
    "coupling/",
    "of/precision/",
    "of/3841/?reference=register",
    "places/990101/?by=class&reference=register",
    "places/990101001/?by=class",
)


@pytest.mark.parametrize("language", [ENGLISH, CHINESE], ids=["en", "zh"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_answers_in_both_languages_and_asks_little(
    alice: Client, page: str, language: dict[str, str]
) -> None:
    a_register()
    words = words_of(alice.get(f"/clusters/{page}", {**language, **_asked(page)}))
    assert INVENTED[language["lang"]] in words
    assert queries_of(alice, f"/clusters/{page}") <= MOST


def _asked(page: str) -> dict[str, str]:
    return dict(part.split("=") for part in page.partition("?")[2].split("&") if part)


@pytest.mark.parametrize("page", PAGES)
def test_strangers_are_sent_to_sign_in_and_firms_are_refused(charlie: Client, erin: Client, page: str) -> None:
    assert charlie.get(f"/clusters/{page}").status_code == HTTPStatus.FOUND
    assert erin.get(f"/clusters/{page}").status_code == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize("page", ["", "space/", "complexity/", "of/precision/"])
def test_without_a_register_the_page_says_what_to_do(bob: Client, page: str) -> None:
    RegisterVersion.objects.filter(state=CURRENT).update(state="superseded")
    words = words_of(bob.get(f"/clusters/{page}", ENGLISH))
    assert "There is no register of firms yet." in words
    assert "Bring in a table of firms" in words


def test_the_bubbles_find_what_every_district_is_known_for(bob: Client) -> None:
    a_register()
    rows = csv_of(bob, "/clusters/", by="class", reference="register", table="clusters")
    leading = {row["Industry"].split()[0]: row for row in rows}
    for place, code in SPECIAL.items():
        row = leading[code]
        assert float(row["Interval (90 %)"].split("–")[0]) > 1.5
        assert float(row["Chance of more than 1"].rstrip("%")) > 0.95
        assert row["Leading place"] == {"990101": "Lampshell District", "990102": "Sailgrit County"}.get(
            place, "Tidefir County"
        )


def test_every_quotient_stands_with_its_count_interval_and_chance(bob: Client) -> None:
    a_register()
    for row in csv_of(bob, "/clusters/", by="class", table="strongest"):
        low, high = (float(end) for end in row["Interval (90 %)"].split("–"))
        assert low <= float(row["Quotient, shrunk"]) <= high
        assert int(row["Firms"]) > 0
        assert 0 <= float(row["Chance of more than 1"].rstrip("%")) <= 100


@pytest.mark.parametrize("level", ["county", "town"])
def test_one_place_can_be_looked_at_alone(bob: Client, level: str) -> None:
    a_register()
    place = OWN[0] if level == "county" else "990101001"
    rows = csv_of(bob, "/clusters/", by="class", level=level, place=place, table="clusters")
    assert len({row["Leading place"] for row in rows}) == 1


def test_the_reference_is_always_said(bob: Client) -> None:
    a_register()
    assert "compare with the region&#x27;s places together" in words_of(bob.get("/clusters/", ENGLISH))
    wide = words_of(bob.get("/clusters/", {**ENGLISH, "reference": "register"}))
    assert "compare with all places that the register has firms of" in wide


def test_a_cluster_tells_its_places_years_spread_and_definition(bob: Client) -> None:
    a_register()
    words = words_of(bob.get("/clusters/of/precision/", ENGLISH))
    for told in ("Sailgrit County", "Ellison and Glaeser", "What it is made of", "our own proposal", "精密"):
        assert told in words
    assert "with the sizes of firms by jobs, known of 100%" in words
    assert b"/enterprises/?cluster=precision" in bob.get("/clusters/of/precision/").content


def test_a_cluster_without_firms_says_so_and_one_that_is_none_is_not_found(bob: Client) -> None:
    a_register(60, seed=5)
    assert "The register has no firm of it." in words_of(bob.get("/clusters/of/new_materials/", ENGLISH))
    assert bob.get("/clusters/of/nothing/").status_code == HTTPStatus.NOT_FOUND
    assert bob.get("/clusters/places/123456/").status_code == HTTPStatus.NOT_FOUND
    assert bob.get("/clusters/tables/nothing/").status_code == HTTPStatus.NOT_FOUND


def test_the_backtest_stands_before_what_could_come_next(bob: Client) -> None:
    a_register()
    words = words_of(bob.get(f"/clusters/places/{OWN[0]}/", {**ENGLISH, "by": "class", "reference": "register"}))
    assert "area under the curve" in words
    assert words.index("area under the curve") < words.index("could come next" if "supported" in words else "lie near")
    assert "The interval includes chance" in words
    assert "not a recommendation" in words


def test_shift_share_adds_up_in_the_file(bob: Client) -> None:
    a_register()
    rows = csv_of(bob, f"/clusters/places/{OWN[0]}/", by="class", reference="register", table="shift")
    assert rows
    for row in rows:
        change = int(row["2025"]) - int(row["2020"])
        parts = sum(float(row[name]) for name in ("With all", "Because of the industry", "By itself"))
        assert parts == pytest.approx(change)


def test_the_space_is_the_same_picture_every_time(bob: Client) -> None:
    a_register()
    address = "/clusters/space/?by=class&reference=register"
    assert picture_of(bob, address) == picture_of(bob, address)


def test_two_versions_of_a_definition_are_told_apart(bob: Client) -> None:
    a_register()
    row = DefinitionRow.objects.get(current=True)
    narrow = [
        one | {"rules": [{"codes": ["3451"], "words": [], "weight": 1.0}]} if one["member"] == "precision" else one
        for one in row.members
    ]
    old = DefinitionRow.objects.create(
        taxonomy=row.taxonomy,
        version="0",
        digest="0",
        members=narrow,
        standing="proposed",
        kept_at=timezone.now(),
        current=False,
    )
    rows = csv_of(bob, "/clusters/definitions/", old=str(old.pk), new=str(row.pk), table="split")
    precision = next(one for one in rows if "Precision parts" in one.values())
    growth, definition = float(precision["of it growth"]), float(precision["of it definition"])
    assert growth + definition == pytest.approx(int(precision["Change"]))
    assert definition > 0
    assert all(float(one["of it definition"]) == 0 for one in rows if one is not precision)


def test_a_table_tells_key_sectors_and_what_is_bought_at_home(bob: Client) -> None:
    rows = csv_of(bob, f"/clusters/tables/{TABLE}/", table="sectors")
    assert [row["Sector"] for row in rows if row["Kind"] == "key sector"] == ["Materials"]
    home = {row["Sector"]: row for row in csv_of(bob, f"/clusters/tables/{TABLE}/", table="supply")}
    # Food buys 30 + 6 + ... of the region and 12 of elsewhere: the row of imports in the pack's table.
    assert home["Farming and food"]["Basis"] == "of the table"


def test_a_wider_table_is_estimated_and_marked_so(bob: Client) -> None:
    a_register()
    TableRow.objects.filter(code=TABLE).update(place="")
    address = f"/clusters/tables/{TABLE}/"
    words = words_of(bob.get(address, ENGLISH))
    assert "estimated" in words
    assert "FLQ" in words
    wide = csv_of(bob, address, table="supply", share="100")
    small = csv_of(bob, address, table="supply", share="1")
    food = "Inputs bought in the region"
    assert float(small[0][food].rstrip("%")) <= float(wide[0][food].rstrip("%"))


def test_a_table_that_cannot_be_used_says_why(bob: Client) -> None:
    row = TableRow.objects.get(code=TABLE)
    row.content["output"][0] += 50
    row.save()
    for address in (f"/clusters/tables/{TABLE}/", "/clusters/coupling/"):
        assert "This table cannot be used" in words_of(bob.get(address, ENGLISH))


def test_coupling_names_the_tightest_pair_first(bob: Client) -> None:
    rows = csv_of(bob, "/clusters/coupling/", table="pairs")
    strengths = [float(row["Coupling (0–1)"]) for row in rows]
    assert strengths == sorted(strengths, reverse=True)
    assert len(rows) <= 15  # six sectors: 6 · 5 ÷ 2


def test_a_firm_shows_how_special_its_place_is(bob: Client) -> None:
    a_register()
    firm = next(f"made-{nth:06d}" for nth in range(100) if _is_here(bob, f"made-{nth:06d}"))
    words = words_of(bob.get(f"/clusters/firms/{firm}/", ENGLISH))
    assert "Its cluster here" in words
    assert "chance of more than 1" in words
    assert bob.get("/clusters/firms/nobody/").status_code == HTTPStatus.NO_CONTENT


def _is_here(client: Client, code: str) -> bool:
    return client.get(reverse("clusters:firm_part", args=[code])).status_code == HTTPStatus.OK


@pytest.mark.parametrize(
    ("page", "table"),
    [("", "clusters"), ("", "strongest"), ("space/", "industries"), ("complexity/", "places"), ("of/34/", "places")],
)
def test_tables_are_taken_away_as_excel(bob: Client, page: str, table: str) -> None:
    a_register()
    answer = bob.get(f"/clusters/{page}", {"format": "xlsx", "table": table, **ENGLISH})
    assert len(excel_texts(answer)) > 5


def csv_of(client: Client, address: str, **asked: str) -> list[dict[str, str]]:
    answer = client.get(address, {**ENGLISH, "format": "csv", **asked})
    assert answer.status_code == HTTPStatus.OK
    text = answer.getvalue().decode("utf-8-sig")
    rows = csv.DictReader(io.StringIO(text))
    return [row for row in rows if len([each for each in row.values() if each is not None]) == len(row)]


def picture_of(client: Client, address: str) -> str:
    content = client.get(address).content.decode()
    return content[content.index('"kind": "network"') : content.index("</script>", content.index('"kind": "network"'))]
