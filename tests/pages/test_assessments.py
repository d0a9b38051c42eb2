"""Pages of assessments: leagues, scorecards, schemes and their editor, new runs, published tables, objections."""

import io
import re
import zipfile
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.city.assessing import FIRMS, HEAD, changed, colleague, computed, demo_scheme, person, reviewed
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
from tests.support.site import signed_in_client
from tidehead.city.assessments.actions import publish_run
from tidehead.city.assessments.editing import draft_from
from tidehead.city.assessments.queries import entry_sets, objections, run_by_id, runs, scheme_families, scheme_source

pytestmark = pytest.mark.django_db
UNIT = "F05"
HTMX = {"HTTP_HX_REQUEST": "true"}
PARTS = ("moved", "advice", "correction")


@pytest.fixture
def gwen() -> Client:
    """Who reviews what Alice computed."""
    return signed_in_client(colleague().name)


@pytest.fixture
def run() -> int:
    return computed(draws=50)


@pytest.fixture
def two_runs() -> tuple[int, int]:
    earlier = computed(*changed(UNIT, tax_paid="100"), draws=50, period="2024", as_of=date(2026, 7, 1))
    return earlier, computed(draws=50)


@pytest.fixture
def on_notice() -> int:
    made = reviewed(draws=50)
    publish_run(by=person("dora"), run_id=made, now=timezone.now(), today=timezone.localdate())
    return made


@pytest.fixture
def draft() -> int:
    return draft_from(by=person("alice"), version_id=demo_scheme().id, now=timezone.now())


def addresses(run: int) -> list[str]:
    scheme = demo_scheme().id
    part = [reverse(f"assessments:{name}", args=[run, UNIT]) for name in PARTS]
    return [
        reverse("assessments:leagues"),
        reverse("assessments:run", args=[run]),
        reverse("assessments:run", args=[run]) + "?board=machinery",
        reverse("assessments:run", args=[run]) + "?wall=1",
        reverse("assessments:scorecard", args=[run, UNIT]),
        part[0],
        part[1] + "?goal=rank",
        part[2] + "?column=tax_paid&value=300",
        reverse("assessments:cell", args=[run, UNIT, "tax_per_mu"]),
        reverse("assessments:schemes"),
        reverse("assessments:scheme", args=[scheme]),
        reverse("assessments:new_run") + f"?scheme={scheme}",
        reverse("assessments:compare"),
        reverse("assessments:objections"),
        reverse("assessments:published"),
    ]


def posted(client: Client, name: str, *args: object, **data: object) -> HttpResponse:
    return client.post(reverse(f"assessments:{name}", args=args), data, follow=True)


# Looking


def test_pages_speak_both_languages(alice: Client, run: int) -> None:
    for address in addresses(run):
        if address.endswith("wall=1"):
            continue  # a wall has no navigation to name; its own test is below
        alice.cookies["django_language"] = "zh-hans"
        assert "赛马" in words_of(alice.get(address)), address
        alice.cookies["django_language"] = "en"
        assert "League" in words_of(alice.get(address)), address


def test_pages_ask_the_database_little(alice: Client, two_runs: tuple[int, int]) -> None:
    compare = reverse("assessments:compare") + "?before={}&after={}".format(*two_runs)
    for address in [*addresses(two_runs[1]), compare]:
        assert queries_of(alice, address) <= MOST_QUERIES, address


def test_questions_do_not_grow_with_the_league(alice: Client) -> None:
    few, many = computed(*FIRMS[:6], draws=0), computed(draws=0)
    asked = [queries_of(alice, reverse("assessments:run", args=[each])) for each in (few, many)]
    assert asked[1] <= asked[0] + 2  # the second has the first to be compared with


def test_what_is_not_there_is_not_found(alice: Client, run: int) -> None:
    for name, args in (
        ("run", [9999]),
        ("scorecard", [run, "nobody"]),
        ("moved", [run, "nobody"]),
        ("cell", [run, UNIT, "nothing"]),
        ("scheme", [9999]),
        ("template", [9999]),
        ("objection", [9999]),
        ("published_table", [run]),  # computed, not published
    ):
        assert alice.get(reverse(f"assessments:{name}", args=args)).status_code == 404, name


def test_what_cannot_be_asked_is_refused_in_words(alice: Client, run: int) -> None:
    advice = alice.get(reverse("assessments:advice", args=[run, UNIT]), {"goal": "money", **ENGLISH})
    assert advice.status_code == 400
    assert "better grade or a better place" in advice.content.decode()
    correction = reverse("assessments:correction", args=[run, UNIT])
    assert alice.get(correction, {"column": "nothing", "value": "1"}).status_code == 400
    assert "is no number" in words_of(alice.get(correction, {"column": "tax_paid", "value": "much", **ENGLISH}))
    assert alice.get(reverse("assessments:compare"), {"before": 1, "after": 9999}).status_code == 404


@pytest.mark.parametrize("name", PARTS)
def test_a_part_is_a_page_of_its_own_and_a_part_for_htmx(alice: Client, run: int, name: str) -> None:
    address = reverse(f"assessments:{name}", args=[run, UNIT])
    asked = {"goal": "rank", "column": "tax_paid", "value": "300"}
    assert "<html" in words_of(alice.get(address, asked))
    assert "<html" not in words_of(alice.get(address, asked, **HTMX))


def test_a_league_says_who_leads_how_surely_and_why_somebody_is_not_ranked(alice: Client, run: int) -> None:
    page = words_of(alice.get(reverse("assessments:run", args=[run]), ENGLISH))
    assert "2 boards" in page
    assert "Who leads" in page
    assert "Sure of their third" in page
    assert "Without a rank, and why" in page
    assert 'class="cell-picture range"' in page
    assert run_by_id(run).result_digest[:16] in page


@pytest.mark.parametrize(("language", "told"), [("en", "Who moved most"), ("zh-hans", "升降最大")])
def test_a_league_hangs_on_the_wall(alice: Client, run: int, language: str, told: str) -> None:
    page = words_of(alice.get(reverse("assessments:run", args=[run]), {"wall": "1", "lang": language}))
    assert told in page
    assert 'data-renew="300"' in page


def test_a_league_is_searched_and_an_empty_search_says_what_to_do(alice: Client, run: int) -> None:
    address = reverse("assessments:run", args=[run])
    assert "甲二" not in words_of(alice.get(address, {"find": "乙一"}))
    assert "Clear the search" in words_of(alice.get(address, {"find": "nobody at all", **ENGLISH}))


def test_a_search_does_not_change_who_leads(alice: Client, run: int) -> None:
    address = reverse("assessments:run", args=[run])
    found = words_of(alice.get(address, {"find": "甲二", "board": "machinery", **ENGLISH}))
    assert "甲一 leads" in found
    assert "甲二 leads" not in found


def test_before_the_first_run_the_page_says_what_to_do(alice: Client) -> None:
    take_the_region_away()
    assert "No assessment has been run yet." in words_of(alice.get(reverse("assessments:leagues"), ENGLISH))
    assert "The region's pack has no scheme." in words_of(alice.get(reverse("assessments:schemes"), ENGLISH))


def test_a_scorecard_explains_itself(alice: Client, two_runs: tuple[int, int]) -> None:
    page = words_of(alice.get(reverse("assessments:scorecard", args=[two_runs[1], UNIT]), ENGLISH))
    assert "Tax per mu" in page
    assert f'data-source="{reverse("assessments:cell", args=[two_runs[1], UNIT, "tax_per_mu"])}"' in page
    cell = words_of(alice.get(reverse("assessments:cell", args=[two_runs[1], UNIT, "tax_per_mu"]), ENGLISH))
    assert "240" in cell
    assert "Where the data come from" in cell
    moved = words_of(alice.get(reverse("assessments:moved", args=[two_runs[1], UNIT]), ENGLISH))
    assert "own performance" in moved


def test_a_league_counts_who_rose_and_who_fell(alice: Client, two_runs: tuple[int, int]) -> None:
    page = words_of(alice.get(reverse("assessments:run", args=[two_runs[1]]), ENGLISH))
    # every ranked unit is counted once
    found = re.search(r"▲ (\d+) rose, ▼ (\d+) fell, (\d+) kept their place; (\d+) had none before", page)
    assert found is not None
    ranked = sum(board.ranked for board in run_by_id(two_runs[1]).boards)
    assert sum(map(int, found.groups())) == ranked
    card = words_of(alice.get(reverse("assessments:scorecard", args=[two_runs[1], UNIT]), ENGLISH))
    assert "Rank over the runs" in card


def test_two_runs_are_put_side_by_side(alice: Client, two_runs: tuple[int, int]) -> None:
    asked = {"before": two_runs[0], "after": two_runs[1], **ENGLISH}
    page = words_of(alice.get(reverse("assessments:compare"), asked))
    assert "Who moved, and why" in page
    assert "What differs between the runs" in page
    lines = alice.get(reverse("assessments:compare"), {**asked, "format": "csv"}).content.decode("utf-8-sig")
    assert len(lines.splitlines()) >= 1 + len(FIRMS)


def test_a_scheme_shows_its_tree_its_clauses_and_its_cases(alice: Client) -> None:
    page = words_of(alice.get(reverse("assessments:scheme", args=[demo_scheme().id]), ENGLISH))
    assert "Tax counted ÷ Land used" in page
    assert "<code>tax_per_mu = tax_paid / land_mu</code>" in page
    assert "Golden cases" in page
    assert "第五条" in page


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_template_of_a_scheme_opens(alice: Client, language: str) -> None:
    answer = alice.get(reverse("assessments:template", args=[demo_scheme().id]), {"lang": language})
    assert {"en": "Tax counted", "zh-hans": "评价税收"}[language] in "".join(excel_texts(answer))


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_league_is_taken_away_whole(alice: Client, run: int, language: str) -> None:
    address = reverse("assessments:run", args=[run])
    lines = alice.get(address, {"format": "csv", "lang": language}).content.decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + len(FIRMS) + 1  # the last line marks the invented region
    assert INVENTED[language] in lines[-1]
    assert "甲一" in excel_texts(alice.get(address, {"format": "xlsx", "lang": language}))


# Strangers


def test_a_stranger_sees_what_is_published_and_no_more(charlie: Client, on_notice: int) -> None:
    page = words_of(charlie.get(reverse("assessments:leagues"), CHINESE))
    assert reverse("assessments:run", args=[on_notice]) in page
    league = words_of(charlie.get(reverse("assessments:run", args=[on_notice]), ENGLISH))
    assert "甲一" in league
    assert "units/F01" not in league
    assert "How it can be computed again" not in league
    assert "甲一" in words_of(charlie.get(reverse("assessments:published_table", args=[on_notice])))


def test_a_stranger_sees_nothing_of_a_run_that_is_not_published(charlie: Client, run: int) -> None:
    assert charlie.get(reverse("assessments:run", args=[run])).status_code == 404
    assert charlie.get(reverse("assessments:published_file", args=[run, "pdf"])).status_code == 404
    for name, args in (("scorecard", [run, UNIT]), ("scheme", [demo_scheme().id]), ("compare", []), ("new_run", [])):
        assert charlie.get(reverse(f"assessments:{name}", args=args)).status_code == 302, name


def test_who_only_looks_may_not_change_anything(bob: Client, run: int, draft: int) -> None:
    assert bob.get(reverse("assessments:new_run")).status_code == 403
    assert bob.get(reverse("assessments:edit_scheme", args=[draft])).status_code == 403
    assert bob.get(reverse("assessments:file_objection")).status_code == 403
    for name in ("review", "publish", "withdraw", "note"):
        assert bob.post(reverse(f"assessments:{name}", args=[run])).status_code == 403, name
    for name in ("trial", "drop_scheme", "adopt_scheme", "copy_scheme"):
        assert bob.post(reverse(f"assessments:{name}", args=[draft])).status_code == 403, name


# Files of a published table


@pytest.mark.parametrize(("language", "told"), [("en", "Each unit is assessed"), ("zh-hans", "每个单位以")])
def test_a_published_table_is_a_word_file_that_says_how_it_came_about(
    charlie: Client, on_notice: int, language: str, told: str
) -> None:
    answer = charlie.get(reverse("assessments:published_file", args=[on_notice, "docx"]), {"lang": language})
    with zipfile.ZipFile(io.BytesIO(answer.content)) as paper:
        text = paper.read("word/document.xml").decode()
    assert told in text
    assert "甲一" in text


def test_files_say_what_is_invented_who_is_not_ranked_and_how_to_object(charlie: Client, on_notice: int) -> None:
    answer = charlie.get(reverse("assessments:published_file", args=[on_notice, "xlsx"]), CHINESE)
    assert f'filename="demo-firms-2025-{on_notice}.xlsx"' in answer.headers["Content-Disposition"]
    sheets = "".join(excel_texts(answer))
    docx = charlie.get(reverse("assessments:published_file", args=[on_notice, "docx"]), CHINESE).content
    with zipfile.ZipFile(io.BytesIO(docx)) as paper:
        text = paper.read("word/document.xml").decode()
    for told in (sheets, text):
        assert "虚构数据：本地区并不存在" in told
        assert "未排名" in told
        assert "乙五" in told  # without a rank: its tax is unknown
        assert "期间可提出异议" in told
        assert "主管部门提出" in told
    assert "demo-firms-2025" in sheets
    page = words_of(charlie.get(reverse("assessments:published_table", args=[on_notice]), ENGLISH))
    assert "Objections go to the office of" in page


def test_strangers_see_no_column_of_blanks(alice: Client, charlie: Client, on_notice: int) -> None:
    address = reverse("assessments:leagues")
    assert ">Score</th>" in words_of(alice.get(address, ENGLISH))
    assert ">Score</th>" not in words_of(charlie.get(address, ENGLISH))


def test_a_published_table_is_a_pdf_and_an_excel_file(charlie: Client, on_notice: int) -> None:
    assert charlie.get(reverse("assessments:published_file", args=[on_notice, "pdf"])).content.startswith(b"%PDF")
    assert "甲一" in excel_texts(charlie.get(reverse("assessments:published_file", args=[on_notice, "xlsx"])))
    assert charlie.get(reverse("assessments:published_file", args=[on_notice, "odt"])).status_code == 404


def test_invented_data_and_proposals_are_marked_on_page_and_paper(
    alice: Client, dora: Client, gwen: Client, charlie: Client
) -> None:
    town = next(each for family in scheme_families() for each in family.versions if each.code == "demo-towns-2025")
    entries = next(each.id for each in entry_sets(town.code) if each.scheme_code == town.code)
    posted(alice, "new_run", step="start", scheme=town.id, entries=entries, draws=20, seed=1)
    run = runs(family=town.family)[:1][0].id
    posted(gwen, "review", run)
    posted(dora, "publish", run, days="7")
    page = words_of(charlie.get(reverse("assessments:published_table", args=[run]), ENGLISH))
    assert "Synthetic data: no unit, figure or place of this table is real." in page
    assert "our proposal, in force nowhere" in page
    sheets = excel_texts(charlie.get(reverse("assessments:published_file", args=[run, "xlsx"]), ENGLISH))
    assert INVENTED["en"] in sheets
    docx = charlie.get(reverse("assessments:published_file", args=[run, "docx"]), ENGLISH).content
    with zipfile.ZipFile(io.BytesIO(docx)) as paper:
        text = "".join(paper.read(name).decode() for name in paper.namelist() if name.endswith(".xml"))
    assert "our proposal, in force nowhere" in text
    assert "Synthetic data" in text


# From a table to a published result


def handed_in(client: Client, rows: tuple[str, ...], **more: object) -> HttpResponse:
    file = SimpleUploadedFile("firms.csv", "\n".join([HEAD, *rows]).encode())
    asked = {"step": "hand_in", "scheme": demo_scheme().id, "period": "2025", "as_of": "2026-03-31", "file": file}
    return client.post(reverse("assessments:new_run"), {**asked, **more, "lang": "en"})


def test_faults_of_a_table_are_listed_cell_by_cell_and_nothing_is_taken(alice: Client) -> None:
    alice.cookies["django_language"] = "en"
    before = len(entry_sets("demo-firms-2025"))
    rows = (*changed(UNIT, tax_paid="much", land_mu="-3")[:6], *FIRMS[6:])
    answer = handed_in(alice, rows)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "nothing was taken" in page
    assert "D6" in page  # the column and the line of the file
    assert "this is not one number" in page
    assert len(entry_sets("demo-firms-2025")) == before


def test_a_form_that_is_not_filled_in_says_so(alice: Client) -> None:
    answer = handed_in(alice, FIRMS, as_of="some day")
    assert answer.status_code == 422
    assert "field__error" in answer.content.decode()


def test_a_table_becomes_a_published_result_by_three_pairs_of_eyes(
    alice: Client, dora: Client, gwen: Client, charlie: Client
) -> None:
    for client in (alice, dora, gwen):
        client.cookies["django_language"] = "en"
    taken = handed_in(alice, FIRMS)
    assert taken.status_code == 302
    assert "chosen" in words_of(alice.get(taken.headers["Location"]))
    entries = taken.headers["Location"].rpartition("=")[2]
    posted(alice, "new_run", step="start", scheme=demo_scheme().id, entries=entries, draws=50, seed=7)
    run = runs()[:1][0].id
    assert "Review it" in words_of(gwen.get(reverse("assessments:run", args=[run])))
    assert "does not review it" in words_of(posted(alice, "review", run))
    assert "every digit is the same" in words_of(posted(alice, "run_again", run))
    assert "The note is kept." in words_of(posted(alice, "note", run, unit=UNIT, text="Look at the land again."))
    assert "Somebody else can publish it now." in words_of(posted(gwen, "review", run, note="Looked through."))
    assert alice.post(reverse("assessments:publish", args=[run])).status_code == 403
    assert "write a whole number" in words_of(posted(dora, "publish", run, days="soon"))
    assert "The notice period has begun." in words_of(posted(dora, "publish", run, days="7"))
    assert "甲一" in words_of(charlie.get(reverse("assessments:published_table", args=[run])))


def test_a_run_can_be_sent_back_and_withdrawn_with_a_reason(alice: Client, dora: Client, run: int) -> None:
    alice.cookies["django_language"] = dora.cookies["django_language"] = "en"
    posted(alice, "review", run)
    assert "Sent back." in words_of(posted(alice, "send_back", run, note="Land is missing."))
    assert "Land is missing." in words_of(alice.get(reverse("assessments:run", args=[run])))
    assert "Withdrawn. The reason stands on its page." in words_of(posted(dora, "withdraw", run, reason="Wrong rule."))
    assert "Wrong rule." in words_of(alice.get(reverse("assessments:run", args=[run])))


def test_the_second_of_two_reviewers_is_told(alice: Client, dora: Client, run: int) -> None:
    posted(alice, "review", run)
    dora.cookies["django_language"] = "en"
    assert "reviewed by now" in words_of(posted(dora, "review", run))


# Objections


def objected(client: Client, run: int, **changed_fields: object) -> HttpResponse:
    asked = {"run": run, "unit": UNIT, "column": "tax_paid", "value": "300", "reason": "Paid late."}
    return posted(client, "file_objection", **{**asked, **changed_fields})


def test_an_objection_is_upheld_corrected_and_replaces_what_was_published(
    alice: Client, dora: Client, gwen: Client, charlie: Client, on_notice: int
) -> None:
    alice.cookies["django_language"] = dora.cookies["django_language"] = "en"
    form = alice.get(reverse("assessments:file_objection"), {"run": on_notice, "unit": UNIT, "column": "tax_paid"})
    assert "File an objection" in words_of(form)
    assert "Filed. The effect is kept with it." in words_of(objected(alice, on_notice))
    claim = objections(run=on_notice)[0].id
    assert alice.post(reverse("assessments:decide", args=[claim]), {"accept": "yes", "reason": "x"}).status_code == 403
    assert dora.post(reverse("assessments:decide", args=[claim]), {"accept": "yes"}).status_code == 422
    decided = words_of(posted(dora, "decide", claim, accept="yes", reason="The receipt shows it."))
    assert "The receipt shows it." in decided
    posted(alice, "correct", on_notice)
    corrected = runs()[:1][0].id
    assert "This run corrects an earlier one." in words_of(alice.get(reverse("assessments:run", args=[corrected])))
    posted(gwen, "review", corrected)
    posted(dora, "publish", corrected, days="7")
    old = words_of(charlie.get(reverse("assessments:published_table", args=[on_notice]), ENGLISH))
    assert "A corrected table has replaced this one." in old
    assert run_by_id(on_notice).state == "superseded"


def test_what_cannot_be_objected_to_is_told_at_its_field(alice: Client, on_notice: int) -> None:
    alice.cookies["django_language"] = "en"
    refused = objected(alice, on_notice, value="much")
    assert refused.status_code == 422
    assert "This datum is a number." in refused.content.decode()
    assert objected(alice, on_notice, column="nothing").status_code == 404
    assert objected(alice, on_notice, value="240").status_code == 422  # as it stands already


def test_the_form_says_what_is_objected_to(alice: Client, on_notice: int) -> None:
    asked = {"run": on_notice, "unit": UNIT, "column": "tax_paid", "value": "300", **ENGLISH}
    page = words_of(alice.get(reverse("assessments:file_objection"), asked))
    assert "甲五" in page
    assert "Tax counted" in page
    assert "10 thousand CNY: 240" in page  # as the run has it
    assert "Tax counted</dd>" in page
    assert reverse("assessments:scorecard", args=[on_notice, UNIT]) in page
    assert alice.get(reverse("assessments:file_objection"), {**asked, "unit": "nobody"}).status_code == 404
    assert alice.get(reverse("assessments:file_objection")).status_code == 200


def test_a_group_that_nobody_is_in_is_refused_with_those_that_are_known(alice: Client, on_notice: int) -> None:
    alice.cookies["django_language"] = "en"
    correction = reverse("assessments:correction", args=[on_notice, UNIT])
    column = {"column": "industry_group"}
    assert "Choose one of: chemistry, machinery" in words_of(alice.get(correction, {**column, "value": "moon"}))
    assert "table-effect" in words_of(alice.get(correction, {**column, "value": "chemistry"}))
    form = words_of(alice.get(reverse("assessments:file_objection"), {"run": on_notice, "unit": UNIT, **column}))
    assert '<option value="chemistry"' in form
    assert objected(alice, on_notice, column="industry_group", value="moon").status_code == 422
    assert '<datalist id="words">' in words_of(alice.get(reverse("assessments:scorecard", args=[on_notice, UNIT])))


def test_yes_and_no_are_chosen(alice: Client, on_notice: int) -> None:
    alice.cookies["django_language"] = "en"
    correction = reverse("assessments:correction", args=[on_notice, UNIT])
    assert "table-effect" in words_of(alice.get(correction, {"column": "grave_accident", "value": "1"}))
    assert "Choose one of: yes, no" in words_of(alice.get(correction, {"column": "grave_accident", "value": "7"}))


def test_an_objection_can_be_taken_back(alice: Client, on_notice: int) -> None:
    alice.cookies["django_language"] = "en"
    objected(alice, on_notice)
    claim = objections(run=on_notice)[0].id
    assert "Taken back." in words_of(posted(alice, "take_back", claim, reason="Found the receipt."))
    assert words_of(alice.get(reverse("assessments:objections"))).count("taken back") >= 1


# The editor


def fields(**said: str) -> dict[str, str]:
    return {name.replace("__", ":"): text for name, text in said.items()}


def test_a_draft_is_tried_before_it_is_saved_and_the_sum_of_weights_is_told(alice: Client, draft: int) -> None:
    alice.cookies["django_language"] = "en"
    entries = entry_sets("demo-firms-2025")[0].id
    address = reverse("assessments:trial", args=[draft])
    tried = words_of(alice.post(address, {"entries": entries, **fields(weight__tax_per_mu="30")}, **HTMX))
    assert "add up to 90, and should add up to 100" in tried
    whole = {"weight__tax_per_mu": "30", "weight__productivity": "25"}
    tried = words_of(alice.post(address, {"entries": entries, **fields(**whole)}, **HTMX))
    assert "should add up" not in tried
    assert "table-trial" in tried
    assert "40" in scheme_source(draft).text  # nothing was stored


def test_a_draft_whose_weights_do_not_add_up_keeps_its_fields(alice: Client, draft: int) -> None:
    alice.cookies["django_language"] = "en"
    address = reverse("assessments:edit_scheme", args=[draft])
    edits = str(scheme_source(draft).edits)
    saved = words_of(alice.post(address, fields(weight__tax_per_mu="39", edits=edits), follow=True))
    assert "Saved." in saved
    assert "To be put right before it can be run" in saved
    assert 'name="weight:tax_per_mu" value="39"' in saved
    edits = str(scheme_source(draft).edits)
    mended = words_of(alice.post(address, fields(weight__tax_per_mu="40", edits=edits), follow=True))
    assert "To be put right" not in mended


def test_a_draft_tells_which_cases_fail_and_is_adopted_without_them(alice: Client, dora: Client, draft: int) -> None:
    alice.cookies["django_language"] = "en"
    address = reverse("assessments:edit_scheme", args=[draft])
    changed_weights = fields(weight__tax_per_mu="35", weight__productivity="20", edits=str(scheme_source(draft).edits))
    page = words_of(alice.post(address, changed_weights, follow=True))
    assert "Golden cases that no longer hold" in page
    dora.post(reverse("assessments:adopt_scheme", args=[draft]))
    assert scheme_source(draft).version.state == "draft"
    dora.post(reverse("assessments:adopt_scheme", args=[draft]), {"drop_failing_cases": "on"})
    assert scheme_source(draft).version.state == "adopted"


def test_a_field_that_is_no_number_is_told(alice: Client, draft: int) -> None:
    alice.cookies["django_language"] = "en"
    address = reverse("assessments:trial", args=[draft])
    entries = entry_sets("demo-firms-2025")[0].id
    assert "is no number" in words_of(alice.post(address, {"entries": entries, **fields(weight__tax_per_mu="much")}))
    assert "Choose the data" in words_of(alice.post(address, fields(weight__tax_per_mu="30")))
    saved = alice.post(reverse("assessments:edit_scheme", args=[draft]), fields(weight__tax_per_mu="much", edits="0"))
    assert saved.status_code == 422


def test_a_draft_is_saved_and_the_second_of_two_is_told(alice: Client, dora: Client, draft: int) -> None:
    alice.cookies["django_language"] = dora.cookies["django_language"] = "en"
    edits = scheme_source(draft).edits
    said = fields(weight__tax_per_mu="35", weight__productivity="20", edits=str(edits))
    assert "Saved." in words_of(posted(alice, "edit_scheme", draft, **said))
    assert "35" in words_of(alice.get(reverse("assessments:edit_scheme", args=[draft])))
    second = posted(dora, "edit_scheme", draft, **said)
    assert second.status_code == 422
    assert "notice--error" in second.content.decode()


def test_a_draft_is_written_as_text_adopted_and_then_run(alice: Client, dora: Client, draft: int) -> None:
    alice.cookies["django_language"] = dora.cookies["django_language"] = "en"
    source = scheme_source(draft)
    assert "demo-firms" in words_of(alice.get(reverse("assessments:edit_scheme", args=[draft]), {"view": "text"}))
    broken = posted(alice, "edit_scheme", draft, text="nothing: [", edits=source.edits)
    assert "To be put right" in broken.content.decode() or broken.status_code == 422
    now = scheme_source(draft)
    posted(alice, "edit_scheme", draft, text=source.text, edits=now.edits)
    assert alice.post(reverse("assessments:adopt_scheme", args=[draft])).status_code == 403
    assert "Adopted." in words_of(posted(dora, "adopt_scheme", draft))
    assert alice.get(reverse("assessments:edit_scheme", args=[draft])).status_code == 404


def test_a_draft_is_copied_and_thrown_away(alice: Client) -> None:
    alice.cookies["django_language"] = "en"
    page = posted(alice, "copy_scheme", demo_scheme().id)
    assert "Save the draft" in words_of(page)
    made = int(page.redirect_chain[-1][0].split("/")[3])
    assert "The draft is gone." in words_of(posted(alice, "drop_scheme", made))
    assert alice.get(reverse("assessments:scheme", args=[made])).status_code == 404
