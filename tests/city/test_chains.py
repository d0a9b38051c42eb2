"""Chains: loaded from the pack, computed against the register, changed by people with reasons, and worked on."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils.translation import override

from tests.support.chains_pages import CHAIN, GAP, NOW, a_pool, a_register, a_target_list, firm
from tests.support.city import DEMO
from tests.support.holders import acting_as
from tidehead.calc.chains import Node, Stage
from tidehead.calc.labels import Label
from tidehead.city.accounts.types import SYSTEM
from tidehead.city.cases.queries import case_by_number
from tidehead.city.chains import actions, targeting
from tidehead.city.chains.importing import load_chains
from tidehead.city.chains.maps import chain_of, digest_of, plain
from tidehead.city.chains.matching import quotient
from tidehead.city.chains.naming import four_lists, role_sheet
from tidehead.city.chains.picture import all_pictures, picture_of
from tidehead.city.chains.plain import gaps_in_plain
from tidehead.city.chains.queries import (
    chain_by_code,
    current_pool,
    events_since,
    gap_cases,
    gap_of_number,
    removed_standings,
    standings_of_firm,
    versions_of,
)
from tidehead.city.chains.rights import EDIT, may_edit
from tidehead.city.chains.sheets import four_ones
from tidehead.city.chains.target_lists import hit_rates_of, target_by_id, target_list, target_lists
from tidehead.city.chains.types import ChainRefused, ChangedMeanwhile, NoSuchChain
from tidehead.city.chains.wording import finding
from tidehead.city.common.trail import trail_slices
from tidehead.city.common.types import TrailWanted
from tidehead.packs import read_pack
from tidehead.packs.schema import Region

pytestmark = pytest.mark.django_db


@pytest.fixture
def region() -> Region:
    return read_pack(DEMO)


def status_of(node: str) -> str:
    return picture_of(CHAIN).status[node]


# The pack's chain


def in_english(picture) -> str:
    """Whatever language a test before this one has left."""
    with override("en"):
        return str(finding(picture))


def test_the_map_of_the_pack_is_kept_whole(region: Region) -> None:
    (kept,) = [one.chain for one in all_infos()]
    assert kept == region.chains[0]


def all_infos() -> tuple:
    return tuple(one.info for one in all_pictures())


def test_a_map_survives_being_kept(region: Region) -> None:
    chain = region.chains[0]
    assert chain_of(plain(chain)) == chain
    assert digest_of(plain(chain)) == digest_of(plain(chain_of(plain(chain))))


def test_loading_the_same_pack_again_makes_no_version(region: Region) -> None:
    load_chains(region, now=NOW)
    assert [one.number for one in versions_of(CHAIN)] == [1]


def test_a_changed_map_is_a_new_version_beside_the_old(region: Region) -> None:
    row = region.chain_rows[0]
    seal = Node("seal", Label("密封件", "Seal"), Stage.UPSTREAM, words=("密封件",))
    changed = replace(row, chain=replace(row.chain, nodes=(*row.chain.nodes, seal)))
    load_chains(replace(region, chain_rows=(changed,)), now=NOW)
    assert [one.number for one in versions_of(CHAIN)] == [2, 1]
    assert chain_by_code(CHAIN).node_label("seal").en == "Seal"
    assert [one.what for one in events_since(CHAIN, NOW)] == ["map"]


def test_an_unknown_chain_is_refused() -> None:
    with pytest.raises(NoSuchChain):
        picture_of("gold")


# Gaps


def test_gaps_of_the_demo_chain_are_those_its_standings_leave() -> None:
    picture = picture_of(CHAIN)
    # standings.csv: two firms make gears; membrane, both plates, compressor, bench and certification have nobody;
    # one firm each makes polymer, bearings, stacks, tanks, systems. A dozen named firms are no register: whom they
    # leave out is unknown, and nothing is missing.
    assert picture.status["membrane"] == "unknown"
    assert picture.count("missing") == 0
    assert picture.doubts["membrane"].zh == "名单内无：仅知 12 家企业，导入企业登记表后再判断"
    assert picture.facts["membrane"].firms is None
    assert picture.status["stack"] == "single"
    assert picture.status["gear"] == "weak"
    single = next(gap for gap in picture.gaps if gap.node == "polymer")
    assert single.breaks == ("membrane", "stack", "system")
    assert in_english(picture) == "6 of 12 links are unknown: only 12 firms are known, not the register"


BAKER = firm("here-1", "示例糕点有限公司", industry="1411", group_="141", division="14", scope="糕点生产")


def test_a_register_without_any_firm_of_the_industries_shows_what_is_missing() -> None:
    a_register(BAKER)
    picture = picture_of(CHAIN)
    # compressor, membrane, plates, bench and certification have no industry codes: who is of theirs is unknown
    assert (picture.registered, picture.status["membrane"]) == (True, "unknown")
    assert "经营范围未写到这一层，无法判断" in picture.doubts["membrane"].zh
    gear = next(row for row in picture.firms["gear"])
    assert gear.standing is not None
    for row in picture.firms["gear"]:
        actions.take_firm_off(by=acting_as("carl"), standing_id=row.standing, reason="closed", now=NOW)
    assert status_of("gear") == "missing"  # 3453, and nobody here is of it
    assert picture_of(CHAIN).facts["gear"].firms == 0
    assert "is missing: none of 1 firms" in in_english(picture_of(CHAIN))


@pytest.mark.parametrize(("industry", "group"), [("3453", "345"), ("", "345"), ("", "")])
def test_a_firm_of_the_industry_that_says_nothing_leaves_it_unknown(industry: str, group: str) -> None:
    a_register(BAKER, firm("here-2", "示例传动厂", industry=industry, group_=group, division="34", scope="机械"))
    for row in picture_of(CHAIN).firms["gear"]:
        actions.take_firm_off(by=acting_as("carl"), standing_id=row.standing, reason="closed", now=NOW)
    picture = picture_of(CHAIN)
    assert (picture.status["gear"], picture.facts["gear"].of_class) == ("unknown", 1)
    assert "（同行业企业 1 家）" in picture.doubts["gear"].zh


def test_one_firm_that_says_the_words_among_many_is_not_called_alone() -> None:
    said = firm("here-3", "示例齿轮厂", industry="3453", group_="345", division="34", scope="齿轮生产")
    silent = [
        firm(f"here-{n}", f"示例传动{n}厂", industry="3453", group_="345", division="34", scope="机械") for n in (4, 5)
    ]
    a_register(said, *silent)
    for row in picture_of(CHAIN).firms["gear"]:
        if row.standing:
            actions.take_firm_off(by=acting_as("carl"), standing_id=row.standing, reason="closed", now=NOW)
    picture = picture_of(CHAIN)
    assert ([one.code for one in picture.firms["gear"]], picture.status["gear"]) == (["here-3"], "unknown")
    assert "here-3" not in {one.enterprise for one in picture.critical}


def test_a_register_of_the_pack_alone_is_a_list_of_names() -> None:
    a_register(BAKER, kind="pack")
    picture = picture_of(CHAIN)
    assert (picture.registered, picture.count("missing")) == (False, 0)


def test_the_firm_that_most_hangs_on_comes_first() -> None:
    first = picture_of(CHAIN).critical[0]
    assert (first.products, "system" in (*first.breaks, *first.alone_on)) == (("system",), True)


def test_a_reported_rate_is_told_as_reported() -> None:
    known = picture_of(CHAIN).facts["compressor"]
    assert (known.supply, known.basis.value) == (0.8, "reported")
    assert picture_of(CHAIN).facts["system"].basis.value == "estimated"


def test_gaps_as_plain_values_name_what_breaks() -> None:
    found = gaps_in_plain(picture_of(CHAIN))
    assert (found["chain"], found["draft"], found["synthetic"]) == (CHAIN, True, True)
    assert {"node", "kind", "because", "breaks", "output_cny", "jobs"} <= found["gaps"][0].keys()


# Who may


def test_whoever_leads_or_answers_for_the_chain_changes_it_and_others_do_not() -> None:
    assert EDIT == "chains.edit"
    assert may_edit(acting_as("carl"), CHAIN)  # of the lead department
    assert may_edit(acting_as("olga"), CHAIN)  # the office of the whole region
    for name in ("henry", "rita", "stella", "sam", "ann", "erin", "lena"):
        assert not may_edit(acting_as(name), CHAIN), name


def test_who_may_not_changes_nothing() -> None:
    rita = acting_as("rita")
    with pytest.raises(PermissionDenied):
        actions.set_status(by=rita, chain=CHAIN, node=GAP, status="sound", reason="no", now=NOW)
    with pytest.raises(PermissionDenied):
        actions.put_firm(by=rita, chain=CHAIN, node=GAP, enterprise="demo-firm-03", reason="no", now=NOW)
    with pytest.raises(PermissionDenied):
        targeting.choose_pool(by=acting_as("carl"), folder="x", label="x", now=NOW)


# A status set by hand


def test_a_status_set_by_hand_stands_with_its_reason_until_it_is_taken_back() -> None:
    carl = acting_as("carl")
    actions.set_status(by=carl, chain=CHAIN, node=GAP, status="weak", reason="a trial line runs", now=NOW)
    picture = picture_of(CHAIN)
    assert picture.status[GAP] == "weak"
    assert picture.overrides[GAP].reason == "a trial line runs"
    assert picture.computed[GAP] == "unknown"  # what is computed stays beside it
    actions.undo_status(by=carl, chain=CHAIN, node=GAP, now=NOW)
    assert status_of(GAP) == "unknown"
    with pytest.raises(ChangedMeanwhile):
        actions.undo_status(by=carl, chain=CHAIN, node=GAP, now=NOW)


@pytest.mark.parametrize(("status", "reason"), [("unknown", "x"), ("great", "x"), ("weak", " "), ("weak", "x" * 501)])
def test_a_status_needs_to_be_one_and_to_have_a_reason(status: str, reason: str) -> None:
    with pytest.raises(ChainRefused):
        actions.set_status(by=acting_as("carl"), chain=CHAIN, node=GAP, status=status, reason=reason, now=NOW)


# Firms on links


def test_a_firm_put_on_a_link_closes_the_gap_and_leaves_a_trail() -> None:
    carl = acting_as("carl")
    row = actions.put_firm(by=carl, chain=CHAIN, node=GAP, enterprise="demo-firm-03", reason="overlooked", now=NOW)
    assert status_of(GAP) == "single"
    assert (CHAIN, GAP, "") in standings_of_firm("demo-firm-03")
    verbs = [one.verb for one in trail_slices(TrailWanted(subject=f"chain:{CHAIN}"))[0:5]]
    assert "chain.firm_put" in verbs
    actions.take_firm_off(by=carl, standing_id=row, reason="moved away", now=NOW)
    assert status_of(GAP) == "unknown"
    assert removed_standings(CHAIN)[0][4] == "moved away"
    actions.put_firm_back(by=carl, standing_id=row, now=NOW)
    assert status_of(GAP) == "single"


def test_loading_the_pack_again_does_not_bring_back_whom_a_person_took_off(region: Region) -> None:
    firm = next(one for one in picture_of(CHAIN).firms["storage"])
    assert firm.standing is not None
    actions.take_firm_off(by=acting_as("carl"), standing_id=firm.standing, reason="closed", now=NOW)
    load_chains(region, now=NOW)
    assert status_of("storage") == "unknown"


def test_firms_that_left_the_pack_are_taken_off_and_whom_a_person_put_on_stays(region: Region) -> None:
    carl = acting_as("carl")
    actions.put_firm(by=carl, chain=CHAIN, node=GAP, enterprise="demo-firm-03", reason="overlooked", now=NOW)
    load_chains(replace(region, standing_rows=()), now=NOW)
    picture = picture_of(CHAIN)
    assert {node for node, some in picture.firms.items() if any(one.standing for one in some)} == {GAP}
    load_chains(region, now=NOW)
    assert status_of("storage") == "single"


def test_a_firm_nobody_knows_or_that_is_there_is_refused() -> None:
    carl = acting_as("carl")
    with pytest.raises(ChainRefused, match="no-such-firm"):
        actions.put_firm(by=carl, chain=CHAIN, node=GAP, enterprise="no-such-firm", reason="?", now=NOW)
    with pytest.raises(ChainRefused, match="already"):
        actions.put_firm(by=carl, chain=CHAIN, node="storage", enterprise="demo-firm-02", reason="?", now=NOW)
    with pytest.raises(NoSuchChain):
        actions.put_firm(by=carl, chain=CHAIN, node="gold", enterprise="demo-firm-02", reason="?", now=NOW)


# Roles and lists


def test_a_role_that_a_person_names_counts_instead_of_the_packs() -> None:
    carl, today = acting_as("carl"), NOW.date()
    row = actions.name_holder(
        by=carl, chain=CHAIN, role="chief_enterprise", kind="enterprise", holder="demo-firm-02", reason="new", now=NOW
    )
    (leader,) = [one for one in role_sheet(chain_by_code(CHAIN), today=today) if one.role == "chief_enterprise"]
    assert (leader.holder, leader.by) == ("demo-firm-02", carl.name)
    assert actions.end_role(by=carl, role_id=row, now=NOW) == CHAIN
    (nobody,) = [one for one in role_sheet(chain_by_code(CHAIN), today=today) if one.role == "chief_enterprise"]
    assert nobody.kind == ""  # unknown, not the pack's again: a person ended it


def test_the_four_ones_say_what_is_there() -> None:
    ones = dict(four_ones(role_sheet(chain_by_code(CHAIN), today=NOW.date())))
    assert list(ones.values()) == [True, True, False, False]  # chain, institute (the innovation body), park, fund
    actions.name_holder(
        by=acting_as("carl"), chain=CHAIN, role="fund", kind="words", holder="示例基金", reason="set up", now=NOW
    )
    assert dict(four_ones(role_sheet(chain_by_code(CHAIN), today=NOW.date())))[list(ones)[3]] is True


def test_a_holder_that_nobody_knows_or_holds_it_already_is_refused() -> None:
    carl = acting_as("carl")
    with pytest.raises(ChainRefused):
        actions.name_holder(by=carl, chain=CHAIN, role="chief", kind="post", holder="post.nobody", reason="?", now=NOW)
    given = {"role": "fund", "kind": "words", "holder": "示例基金", "reason": "?"}
    actions.name_holder(by=carl, chain=CHAIN, **given, now=NOW)
    with pytest.raises(ChainRefused, match="already"):
        actions.name_holder(by=carl, chain=CHAIN, **given, now=NOW)


def test_the_four_lists_hold_what_exists_with_reason_and_history() -> None:
    carl = acting_as("carl")
    put = {"by": carl, "chain": CHAIN, "now": NOW, "reason": "matters"}
    entry = actions.put_on_list(**put, list_name="firms", item="demo-firm-01", node="stack")
    actions.put_on_list(**put, list_name="technologies", item="thin_membrane")
    assert [(one.list, one.item) for one in four_lists(picture_of(CHAIN))] == [
        ("firms", "demo-firm-01"),
        ("technologies", "thin_membrane"),
    ]
    for name, item in (("firms", "nobody"), ("technologies", "magic"), ("tasks", "T-0"), ("projects", "P-0")):
        with pytest.raises(ChainRefused):
            actions.put_on_list(**put, list_name=name, item=item)
    with pytest.raises(ChainRefused, match="already"):
        actions.put_on_list(**put, list_name="firms", item="demo-firm-01")
    assert actions.drop_from_list(by=carl, entry_id=entry, reason="sold", now=NOW) == (CHAIN, "firms")
    gone = [one for one in four_lists(picture_of(CHAIN), dropped=True) if one.dropped_at]
    assert [(one.item, one.dropped_reason) for one in gone] == [("demo-firm-01", "sold")]


# Work on gaps


def test_a_task_for_a_gap_and_the_gap_know_each_other() -> None:
    olga = acting_as("olga")
    task = actions.GapTask(title="补链：质子交换膜", lead="org.industry", key="form-1")
    number = actions.open_gap_task(by=olga, chain=CHAIN, node=GAP, kind="missing", task=task, now=NOW)
    assert gap_of_number(number) == (CHAIN, GAP, "missing")
    (case,) = gap_cases(CHAIN)
    assert (case.number, case.what, case.ended) == (number, "task", False)
    again = actions.open_gap_task(by=olga, chain=CHAIN, node=GAP, kind="missing", task=task, now=NOW)
    assert again == number  # the same form, sent twice
    assert len(gap_cases(CHAIN)) == 1
    actions.put_on_list(by=olga, chain=CHAIN, list_name="tasks", item=number, reason="of the year", now=NOW)


def test_a_lead_for_a_gap_is_a_project_lead() -> None:
    carl = acting_as("carl")
    lead = actions.lead_of_gap("补链：质子交换膜项目", investor="示例膜公司")
    number = actions.open_gap_lead(by=carl, chain=CHAIN, node=GAP, kind="missing", lead=lead, now=NOW)
    found = case_by_number(number, SYSTEM)
    assert found is not None
    assert (found.family, gap_of_number(number)) == ("project", (CHAIN, GAP, "missing"))


def test_a_gap_of_no_kind_is_refused() -> None:
    with pytest.raises(NoSuchChain):
        actions.open_gap_lead(
            by=acting_as("carl"), chain=CHAIN, node=GAP, kind="ugly", lead=actions.lead_of_gap("x"), now=NOW
        )


# Firms from outside


def test_without_a_pool_no_list_is_made() -> None:
    assert current_pool() is None
    with pytest.raises(ChainRefused, match="pool"):
        targeting.make_target_list(by=acting_as("carl"), chain=CHAIN, node=GAP, now=NOW)


def test_firms_from_elsewhere_are_ranked_and_who_breaks_a_limit_is_left_out() -> None:
    shown = target_list(a_target_list())
    # far-4 bakes and far-5 is a branch without a scope; far-3 needs 500 mu where the pack allows 60
    assert [one.enterprise for one in shown.targets] == ["far-1", "far-2"]
    assert [one.enterprise for one in shown.left_out] == ["far-3"]
    assert "用地" in shown.left_out[0].broken[0].zh
    best = shown.targets[0]
    assert best.low < best.middle < best.high  # energy and carbon are unknown: an interval, not a zero
    growth = next(part for part in best.parts if part.part == "expansion")
    assert growth.value == 1.0  # founded last year
    assert shown.synthetic is True


def test_a_node_that_nothing_can_be_found_by_is_refused(region: Region) -> None:
    a_pool()
    row = region.chain_rows[0]
    bare = replace(row.chain.nodes[0], words=(), industries=())
    load_chains(
        replace(region, chain_rows=(replace(row, chain=replace(row.chain, nodes=(bare, *row.chain.nodes[1:]))),)),
        now=NOW,
    )
    with pytest.raises(ChainRefused, match="neither"):
        targeting.make_target_list(by=acting_as("carl"), chain=CHAIN, node=bare.id, now=NOW)


def test_outcomes_are_recorded_once_and_judge_the_list() -> None:
    carl, listed = acting_as("carl"), a_target_list()
    first, second = target_list(listed).targets
    later = NOW + timedelta(days=30)
    for target, state in ((first, "contacted"), (first, "signed"), (second, "refused")):
        targeting.record_outcome(by=carl, target_id=target.id, state=state, now=later, note="met")
    same = {"by": carl, "target_id": first.id, "state": "signed", "now": later, "key": "k"}
    assert targeting.record_outcome(**same) == targeting.record_outcome(**same)
    ((head, rates),) = hit_rates_of(CHAIN)
    assert (head.id, rates[0].tried, rates[0].hits, rates[0].share) == (listed, 2, 1, 0.5)
    assert [one.state for one in target_list(listed).targets] == ["signed", "refused"]
    with pytest.raises(ChainRefused):
        targeting.record_outcome(by=carl, target_id=first.id, state="happy", now=later)


def test_what_came_before_a_list_does_not_speak_for_it() -> None:
    carl, listed = acting_as("carl"), a_target_list()
    target = target_list(listed).targets[0]
    targeting.record_outcome(by=carl, target_id=target.id, state="signed", now=NOW - timedelta(days=1))
    ((_head, rates),) = hit_rates_of(CHAIN)
    assert rates[0].tried == 0


def test_a_target_becomes_a_project_lead_of_the_gap() -> None:
    carl = acting_as("carl")
    target = target_list(a_target_list()).targets[0]
    number = targeting.make_lead(by=carl, target_id=target.id, title="膜项目", kind="missing", now=NOW)
    assert gap_of_number(number) == (CHAIN, GAP, "missing")
    _head, after = target_by_id(target.id)
    assert (after.state, after.project) == ("lead", number)


def test_a_list_stays_as_it_was_made_when_the_pool_goes() -> None:
    listed = a_target_list()
    targeting.drop_pool(by=acting_as("olga"), now=NOW)
    assert current_pool() is None
    assert len(target_list(listed).targets) == 2
    assert [one.id for one in target_lists(CHAIN, node=GAP)] == [listed]


def test_a_folder_without_a_register_is_no_pool() -> None:
    with pytest.raises(ChainRefused, match="no register"):
        targeting.choose_pool(by=SYSTEM, folder="nothing-here", label="x", now=NOW)


def test_a_quotient_needs_a_count_of_the_region_and_enough_firms_elsewhere() -> None:
    # 30 of 1,000 here, 10 of 1,000 there: three times as many
    assert quotient(30, 1_000, 10, 1_000) == pytest.approx(3.0)
    assert quotient(30, 206, 10, 1_000) is None
    assert quotient(30, 1_000, 4, 1_000) is None
    a_pool()
    assert picture_of(CHAIN).facts[GAP].quotient is None  # a dozen named firms are no count of the region


def test_what_changed_since_a_day_is_told_the_latest_first() -> None:
    carl, before = acting_as("carl"), NOW - timedelta(days=1)
    actions.put_firm(by=carl, chain=CHAIN, node=GAP, enterprise="demo-firm-03", reason="overlooked", now=NOW)
    actions.set_status(by=carl, chain=CHAIN, node=GAP, status="weak", reason="trial", now=NOW + timedelta(hours=1))
    assert [one.what for one in events_since(CHAIN, before) if one.by == carl.name] == ["status_set", "firm_added"]
    assert [one.what for one in events_since(CHAIN, NOW + timedelta(minutes=1)) if one.by == carl.name] == [
        "status_set"
    ]
