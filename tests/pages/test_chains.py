"""Pages of chains: what everybody sees, what who leads the chain does, in both languages, with few questions."""

from http import HTTPStatus
from xml.etree import ElementTree

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
from tests.support.chains_pages import CHAIN, GAP, a_pool, a_target_list
from tidehead.city.chains.picture import picture_of
from tidehead.city.chains.queries import current_pool, gap_cases
from tidehead.city.chains.target_lists import target_list

pytestmark = pytest.mark.django_db
TABS = "chain gaps map flows lists roles progress hits wall".split()
SVG = "{http://www.w3.org/2000/svg}"


def page(route: str, **more: object) -> str:
    return reverse(f"chains:{route}", kwargs={"code": CHAIN, **more})


# Everybody looks


@pytest.mark.parametrize("name", TABS)
@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
def test_every_tab_answers_in_both_languages_and_says_that_it_is_invented(
    bob: Client, name: str, language: dict
) -> None:
    words = words_of(bob.get(page(name), language))
    assert INVENTED[language["lang"]] in words or name == "wall"
    assert ("氢能装备" if language == CHINESE else "Hydrogen equipment") in words


@pytest.mark.parametrize("name", TABS)
def test_every_tab_asks_little(carl: Client, name: str) -> None:
    picture_of(CHAIN)  # the register is read once
    assert queries_of(carl, page(name)) <= MOST_QUERIES


def test_the_list_counts_what_is_missing_and_names_the_chief(bob: Client) -> None:
    words = words_of(bob.get(reverse("chains:chains"), ENGLISH))
    assert "Hydrogen equipment" in words
    assert "our own draft" in words
    assert queries_of(bob, reverse("chains:chains")) <= MOST_QUERIES
    assert "氢能装备（虚构）" in excel_texts(bob.get(reverse("chains:chains"), {"format": "xlsx"} | CHINESE))


def test_without_chains_the_page_says_what_to_do(bob: Client) -> None:
    take_the_region_away()
    assert "chains/*.yaml" in words_of(bob.get(reverse("chains:chains"), ENGLISH))
    assert bob.get(page("chain")).status_code == HTTPStatus.NOT_FOUND


def test_strangers_are_sent_to_sign_in(charlie: Client) -> None:
    answer = charlie.get(page("chain"))
    assert answer.status_code == HTTPStatus.FOUND
    assert "sign" in answer["Location"]


# The fishbone


def test_the_fishbone_links_every_node_and_says_its_status_in_words(bob: Client) -> None:
    words = words_of(bob.get(page("chain"), ENGLISH))
    for node in picture_of(CHAIN).info.chain.nodes:
        assert f'href="{page("node", node=node.id)}"' in words
    assert "Proton-exchange membrane: unknown, firms unknown" in words
    assert "style=" not in words


def test_the_drawing_is_a_file_that_stands_alone(bob: Client) -> None:
    answer = bob.get(page("drawing"), ENGLISH)
    assert answer["Content-Type"].startswith("image/svg+xml")
    assert "attachment" in answer["Content-Disposition"]
    drawn = ElementTree.fromstring(answer.content)  # noqa: S314
    assert drawn.tag == f"{SVG}svg"
    assert len(drawn.findall(f".//{SVG}rect")) == 1 + picture_of(CHAIN).info.nodes
    assert not drawn.findall(f".//{SVG}style")
    said = " ".join(text.text or "" for text in drawn.iter(f"{SVG}text"))
    assert "Invented data" in said


def test_data_of_the_fishbone_come_as_a_table(bob: Client) -> None:
    answer = bob.get(page("chain"), {"format": "csv", "table": "nodes"} | ENGLISH)
    assert "Fuel-cell stack" in answer.content.decode("utf-8-sig")


# A link


def test_a_link_says_why_what_breaks_and_who_could_stand_in(bob: Client) -> None:
    words = words_of(bob.get(page("node", node="plate_metal"), ENGLISH))
    assert "not on the list: only 12 firms are known" in words
    assert "no local firm" not in words
    assert "Graphite bipolar plate" in words
    assert "Corrosion-proof plate coating" in words
    compressor = words_of(bob.get(page("node", node="compressor"), ENGLISH))
    assert "80" in compressor
    assert "reported" in compressor
    assert bob.get(page("node", node="gold")).status_code == HTTPStatus.NOT_FOUND


def test_only_who_may_sees_what_can_be_done(bob: Client, carl: Client) -> None:
    assert "Set the status by hand" not in words_of(bob.get(page("node", node=GAP), ENGLISH))
    assert "Set the status by hand" in words_of(carl.get(page("node", node=GAP), ENGLISH))
    answer = bob.post(page("set_status", node=GAP), {"status": "weak", "reason": "no"})
    assert answer.status_code == HTTPStatus.FORBIDDEN


def test_setting_a_status_shows_the_reason_and_taking_it_back_works(carl: Client) -> None:
    address = page("set_status", node=GAP)
    shown = carl.post(
        address, {"status": "weak", "reason": "a trial line runs"}, follow=True, headers={"Accept-Language": "en"}
    )
    assert "a trial line runs" in words_of(shown)
    both = words_of(carl.get(page("node", node=GAP), ENGLISH))
    assert "As computed: unknown" in both
    assert "by hand: weak" in both
    assert picture_of(CHAIN).status[GAP] == "weak"
    carl.post(address, {"status": "computed"})
    assert picture_of(CHAIN).status[GAP] == "unknown"


def test_a_refusal_is_told_on_the_page_that_one_comes_back_to(carl: Client) -> None:
    given = {"enterprise": "nobody-knows", "reason": "seen", "back": page("node", node=GAP)}
    shown = carl.post(page("put_firm", node=GAP), given, follow=True)
    assert "nobody-knows" in words_of(shown)
    away = carl.post(page("put_firm", node=GAP), given | {"back": "https://elsewhere.example/"})
    assert away["Location"] == page("node", node=GAP)


def test_a_firm_is_put_on_and_taken_off_again(carl: Client) -> None:
    carl.post(page("put_firm", node=GAP), {"enterprise": "demo-firm-03", "reason": "overlooked"})
    (firm,) = picture_of(CHAIN).firms[GAP]
    carl.post(reverse("chains:change_standing", args=[firm.standing, "off"]), {"reason": "gone"})
    assert picture_of(CHAIN).firms[GAP] == ()
    carl.post(reverse("chains:change_standing", args=[firm.standing, "back"]))
    assert len(picture_of(CHAIN).firms[GAP]) == 1
    assert carl.post(reverse("chains:change_standing", args=[firm.standing, "up"])).status_code == HTTPStatus.NOT_FOUND


def test_work_on_a_gap_is_a_task_or_a_lead_and_both_are_shown_beside_it(olga: Client, carl: Client) -> None:
    given = {"kind": "missing", "title": "补链：质子交换膜", "key": "k1"}
    olga.post(page("work_on_gap", node=GAP, what="task"), given)
    carl.post(page("work_on_gap", node=GAP, what="project"), given | {"key": "k2"})
    assert {one.what for one in gap_cases(CHAIN)} == {"task", "project"}
    words = words_of(carl.get(page("node", node=GAP), ENGLISH))
    for one in gap_cases(CHAIN):
        assert one.number in words
        part = reverse("chains:case_part", args=[one.number])
        assert "Proton-exchange membrane" in words_of(carl.get(part, ENGLISH))
    assert carl.post(page("work_on_gap", node=GAP, what="party"), given).status_code == HTTPStatus.NOT_FOUND


def test_work_of_a_link_counts_though_its_gap_is_called_otherwise_now(olga: Client, carl: Client) -> None:
    carl.post(page("put_firm", node=GAP), {"enterprise": "demo-firm-03", "reason": "overlooked"})
    assert "Open a task" in words_of(olga.get(page("node", node=GAP), ENGLISH))
    olga.post(page("work_on_gap", node=GAP, what="task"), {"kind": "missing", "title": "补链", "key": "k"})
    (case,) = gap_cases(CHAIN)
    assert "Open a task" not in words_of(olga.get(page("node", node=GAP), ENGLISH))
    rows = words_of(olga.get(page("gaps"), {"format": "csv", "table": "gaps"} | ENGLISH)).splitlines()
    assert case.number in next(row for row in rows if "Proton-exchange membrane" in row.split(",")[0])


# Lists, roles, parts


def test_lists_and_roles_are_changed_with_a_reason(carl: Client) -> None:
    carl.post(page("put_on_list", name="firms"), {"item": "demo-firm-01", "reason": "leads the chain"})
    words = words_of(carl.get(page("lists"), ENGLISH))
    assert "leads the chain" in words
    given = {"role": "fund", "kind": "words", "holder": "示例基金", "reason": "set up"}
    carl.post(page("name_holder"), given)
    assert "示例基金" in words_of(carl.get(page("roles"), ENGLISH))
    assert excel_texts(carl.get(page("roles"), {"format": "xlsx", "table": "roles"} | CHINESE))


def test_an_unnamed_role_says_that_it_is_unknown(bob: Client) -> None:
    words = words_of(bob.get(page("roles"), ENGLISH))
    assert "Finance body" in words
    assert "unknown" in words


def test_a_firms_part_says_where_it_stands_and_vanishes_where_it_stands_nowhere(bob: Client) -> None:
    assert "Fuel-cell stack" in words_of(bob.get(reverse("chains:firm_part", args=["demo-firm-01"]), ENGLISH))
    assert bob.get(reverse("chains:firm_part", args=["nobody"])).status_code == HTTPStatus.NO_CONTENT
    assert bob.get(reverse("chains:case_part", args=["nothing"])).status_code == HTTPStatus.NO_CONTENT


def test_places_of_the_map_lead_to_their_firms(bob: Client) -> None:
    place = next(one.place for some in picture_of(CHAIN).firms.values() for one in some if one.place)
    assert "demo-firm" in words_of(bob.get(page("map"), {"place": place} | ENGLISH))


@pytest.mark.parametrize("since", ["2020-01-01", "yesterday", ""])
def test_progress_takes_any_day_and_no_day(bob: Client, since: str) -> None:
    words_of(bob.get(page("progress"), {"since": since} | ENGLISH))


def test_a_version_that_is_not_there_is_not_found(bob: Client) -> None:
    assert bob.get(page("progress"), {"from": "77"}).status_code == HTTPStatus.NOT_FOUND


# Firms from outside


def test_without_a_pool_every_page_says_how_to_load_one(carl: Client) -> None:
    assert "tidehead chains pool" in words_of(carl.get(reverse("chains:pool"), ENGLISH))
    assert reverse("chains:pool") in words_of(carl.get(page("node", node=GAP), ENGLISH))
    shown = carl.post(page("make_targets", node=GAP), follow=True)
    assert shown.status_code == HTTPStatus.OK
    assert "notice--error" in shown.content.decode()


def test_a_list_is_made_looked_at_taken_away_and_followed_up(carl: Client) -> None:
    a_pool()
    made = carl.post(page("make_targets", node=GAP))
    words = words_of(carl.get(made["Location"], ENGLISH))
    assert "远方膜科技有限公司" in words
    assert "Left out" in words
    assert "远方膜科技有限公司" in excel_texts(carl.get(made["Location"], {"format": "xlsx", "table": "targets"}))
    first = target_list(int(made["Location"].rstrip("/").rpartition("/")[2])).targets[0]
    shown = reverse("chains:target", args=[first.id])
    assert "Fit to the gap" in words_of(carl.get(shown, ENGLISH))
    carl.post(reverse("chains:record_outcome", args=[first.id]), {"state": "contacted", "note": "met"})
    carl.post(reverse("chains:make_lead", args=[first.id]), {"title": "膜项目", "key": "k"})
    after = words_of(carl.get(shown, ENGLISH))
    assert gap_cases(CHAIN)[0].number in after
    assert "Hit rate" in words_of(carl.get(page("hits"), ENGLISH))


def test_who_only_looks_makes_no_list_and_records_nothing(bob: Client) -> None:
    first = target_list(a_target_list()).targets[0]
    assert bob.post(page("make_targets", node=GAP)).status_code == HTTPStatus.FORBIDDEN
    record = reverse("chains:record_outcome", args=[first.id])
    assert bob.post(record, {"state": "signed"}).status_code == HTTPStatus.FORBIDDEN
    assert "Record" not in words_of(bob.get(reverse("chains:target", args=[first.id]), ENGLISH)).replace("Recorded", "")


def test_the_pool_is_chosen_and_dropped_by_the_office(olga: Client, bob: Client) -> None:
    a_pool()
    assert bob.post(reverse("chains:pool"), {"verb": "drop"}).status_code == HTTPStatus.FORBIDDEN
    olga.post(reverse("chains:pool"), {"verb": "drop"})
    assert current_pool() is None
    assert "notice--error" in olga.post(reverse("chains:pool"), {"version": "99999"}, follow=True).content.decode()
