"""Tables of firms: taken in, mapped, read cell by cell, decided on; and the way back."""

import gzip
import io
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from tests.support.enterprises_pages import (
    FAULTY,
    HEADINGS,
    NOW,
    SOUND,
    a_read_table,
    a_table,
    a_taken_table,
    as_suggested,
    code_of,
    rows_of_firms,
    table_of,
)
from tests.support.holders import acting_as
from tidehead.city.common.trail import recent_trail
from tidehead.city.enterprises import building, firms, imports, versions
from tidehead.city.enterprises.imports import IncomingTable, Mapped
from tidehead.city.enterprises.models import RegisterImport, RegisterVersion
from tidehead.city.enterprises.searching import filter_of, read_search
from tidehead.city.enterprises.staging import claim_import, release_imports, stage_next
from tidehead.city.enterprises.types import NotThere, Overtaken, RegisterRefused

pytestmark = pytest.mark.django_db


def found(**asked: str) -> set[str]:
    slices = firms.firm_slices(filter_of(read_search(asked)))
    return {firm.code for firm in slices[0 : slices.count()]}


# The register of the pack


def test_the_packs_firms_are_the_first_register() -> None:
    version = versions.current_version()
    assert version.reason == "pack" and version.rows == firms.register_size() > 0
    assert {part.kind for part in versions.version_by_number(version.number).parts} == {"pack"}
    firm = firms.register_firm("demo-firm-01")
    assert firm.synthetic and firm.division and firm.because, (
        "it is classified by its name, with the words that decided"
    )


def test_a_trade_that_a_list_names_makes_an_industry_but_no_confidence() -> None:
    every = firms.firm_slices(filter_of(read_search({})))[0:50]
    known = [firm for firm in every if firm.division]
    assert known and all(where != "scope" for firm in known for where, _word, _code in firm.because)
    by_trade = [firm for firm in known if firm.by_trade]
    assert by_trade and all(firm.confidence is None for firm in by_trade)
    assert all(any(where == "name" for where, *_ in firm.because) for firm in known if firm.confidence is not None)


# Taking in


def test_columns_are_suggested_and_what_is_personal_is_left_out() -> None:
    table = imports.import_by_id(a_table())
    columns = {each.heading: each.column for each in table.headings}
    assert (
        columns["统一社会信用代码"] == "code"
        and columns["企业名称"] == "name"
        and columns["注册资本"] == "capital_text"
    )
    person = next(each for each in table.headings if each.heading == "法定代表人")
    assert person.personal == "person" and person.column == ""
    assert not table.panel and table.state == "uploaded"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-8-sig", "utf-16"])
def test_any_encoding_is_read(encoding: str) -> None:
    content = table_of(rows_of_firms(), encoding=encoding)
    sent = IncomingTable(name="firms.csv", content=io.BytesIO(content))
    table = imports.import_by_id(imports.receive_table(by=acting_as("alice"), table=sent, now=NOW))
    assert [each.heading for each in table.headings] == list(HEADINGS)


def test_a_packed_table_is_read() -> None:
    sent = IncomingTable(name="firms.csv.gz", content=io.BytesIO(gzip.compress(table_of(rows_of_firms()))))
    import_id = imports.receive_table(by=acting_as("alice"), table=sent, now=NOW)
    imports.map_columns(by=acting_as("alice"), import_id=import_id, mapped=as_suggested(import_id), now=NOW)
    assert stage_next()
    assert imports.import_by_id(import_id).sound == SOUND


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("firms.pdf", b"%PDF", "cannot be read"),
        ("firms.csv", b"", "empty"),
        ("firms.csv", "企业名称\n".encode(), "no rows"),
        ("firms.xlsx", b"PK\x03\x04 no book", ""),
    ],
)
def test_what_is_no_table_is_refused_with_the_reason_and_not_kept(name: str, content: bytes, told: str) -> None:
    with pytest.raises(RegisterRefused) as refused:
        imports.receive_table(
            by=acting_as("alice"), table=IncomingTable(name=name, content=io.BytesIO(content)), now=NOW
        )
    assert told in refused.value.text.en and refused.value.text.zh
    assert not RegisterImport.objects.exists()


def test_the_same_file_is_not_taken_twice() -> None:
    a_table()
    with pytest.raises(RegisterRefused, match="uploaded before"):
        a_table(name="again.csv")


def test_who_may_not_import_is_refused() -> None:
    for who in ("bob", "henry", "rita"):
        with pytest.raises(PermissionDenied):
            a_table(who=who)
    assert a_table(who="stella"), "statisticians hand tables in"


# Mapping


def test_a_mapping_is_remembered_for_the_same_headings() -> None:
    first = a_table()
    columns = as_suggested(first).columns | {"备注": "status"}
    imports.map_columns(by=acting_as("alice"), import_id=first, mapped=Mapped(columns=columns), now=NOW)
    again = imports.import_by_id(a_table(rows_of_firms(3, first=50)))
    assert {each.heading: each.column for each in again.headings}["备注"] == "status"


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"备注": "name"}, "Two columns"),
        ({"企业名称": ""}, "names of firms"),
        ({"备注": "shoe_size"}, "no column"),
        ({"法定代表人": "status"}, "not taken in"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused(changed: dict[str, str], told: str) -> None:
    import_id = a_table()
    mapped = Mapped(columns=as_suggested(import_id).columns | changed)
    with pytest.raises(RegisterRefused, match=told):
        imports.map_columns(by=acting_as("alice"), import_id=import_id, mapped=mapped, now=NOW)
    assert imports.import_by_id(import_id).state == "uploaded"


# Reading


def test_faults_are_told_cell_by_cell_and_sound_rows_counted() -> None:
    table = imports.import_by_id(a_read_table())
    assert (table.state, table.rows_total, table.sound) == ("staged", SOUND + len(FAULTY), SOUND)
    assert (table.faulty, table.fatal) == (3, 2)
    faults = list(imports.faults_of(table))
    assert [(each.row, each.column, each.fatal) for each in faults] == [
        (SOUND + 2, "code", True),  # row 1 is the heading's
        (SOUND + 3, "registered_on", False),
        (SOUND + 4, "name", True),
    ]
    assert faults[1].text == "2020-02-31" and faults[1].what.zh and faults[1].remedy.en


def test_the_report_tells_what_was_mended_repeated_and_not_known() -> None:
    rows = rows_of_firms(6)
    rows[0][0] = rows[0][0].lower()
    rows[1][0] = " ".join((rows[1][0][:6], rows[1][0][6:]))
    rows[2][0] = rows[3][0]
    rows[3][4], rows[4][4], rows[5][3] = "50(万美元)", "N/A", ""
    notes = imports.notes_of(imports.import_by_id(a_read_table(rows)))
    told = ("small_letters", "written_apart", "repeated", "foreign_capital", "unknown_capital", "unknown_day")
    assert notes == dict.fromkeys(told, 1)
    assert imports.notes_of(imports.import_by_id(a_table(rows_of_firms(2)))) == {}, "it is not read yet"


def test_a_cell_that_was_not_understood_is_not_kept_where_capital_stands() -> None:
    rows = rows_of_firms(2)
    rows[1][4] = "虚构人"  # the columns slipped: a person's name
    import_id = a_read_table(rows)
    building.take_table(by=acting_as("alice"), import_id=import_id, now=NOW, with_faults=True)
    assert building.build_next()
    firm = firms.register_firm(rows[1][0])
    assert firm is not None and firm.capital_text == "" and "虚构人" not in repr(firm)


def test_nothing_of_a_person_reaches_the_register() -> None:
    a_taken_table()
    firm = firms.register_firm(code_of(1))
    assert "虚构人" not in repr(firm)


def test_of_two_workers_one_gets_the_table_and_an_interrupted_one_is_read_again() -> None:
    import_id = a_table()
    imports.map_columns(by=acting_as("alice"), import_id=import_id, mapped=as_suggested(import_id), now=NOW)
    assert claim_import(now=NOW) == import_id
    assert claim_import(now=NOW) is None
    assert release_imports() == 1
    assert stage_next() and not stage_next()
    assert imports.import_by_id(import_id).sound == SOUND


def test_reading_can_be_stopped_and_begun_anew() -> None:
    import_id = a_table()
    alice = acting_as("alice")
    imports.map_columns(by=alice, import_id=import_id, mapped=as_suggested(import_id), now=NOW)
    imports.stop_reading(by=alice, import_id=import_id, now=NOW)
    assert imports.import_by_id(import_id).state == "uploaded" and not stage_next()
    with pytest.raises(Overtaken):
        imports.stop_reading(by=alice, import_id=import_id, now=NOW)


def test_a_table_that_breaks_the_reader_again_and_again_is_given_up() -> None:
    import_id = a_table()
    imports.map_columns(by=acting_as("alice"), import_id=import_id, mapped=as_suggested(import_id), now=NOW)
    for _ in range(5):
        assert claim_import(now=NOW) == import_id
        release_imports()
    assert claim_import(now=NOW) is None
    assert imports.import_by_id(import_id).state == "failed" or imports.import_by_id(import_id).error.en


# Deciding


def test_sound_rows_are_taken_and_the_named_firms_stay() -> None:
    before = firms.register_size()
    import_id = a_taken_table(as_of=date(2026, 6, 30), origin="an invented register")
    assert firms.register_size() == before + SOUND
    assert firms.register_firm("demo-firm-01") is not None
    firm = firms.register_firm(code_of(3))
    assert firm.name == "灯螺区潮声3号轴承有限公司" and firm.capital_cny == 300 * 10_000
    assert (firm.source, firm.source_row) == ("an invented register", 4)
    assert imports.import_by_id(import_id).state == "taken"
    verbs = {row.verb.removeprefix("register.table_") for row in recent_trail(subject=f"import:{import_id}")}
    assert verbs == {"taken", "read", "mapped", "received"}


def test_rows_with_faulty_cells_are_taken_where_somebody_says_so_and_fatal_ones_never() -> None:
    import_id = a_read_table()
    building.take_table(by=acting_as("alice"), import_id=import_id, with_faults=True, now=NOW)
    assert building.build_next()
    assert firms.register_firm(code_of(900)).registered_on is None
    assert firms.register_firm(code_of(901)) is None


def test_a_table_that_is_the_whole_register_takes_the_place_of_those_before() -> None:
    a_taken_table()
    a_taken_table(rows_of_firms(2, first=100), whole=True)
    assert firms.register_firm(code_of(1)) is None and firms.register_firm(code_of(100)) is not None
    assert firms.register_firm("demo-firm-01") is not None, "the pack's named firms stay"


def test_going_back_and_forward_again() -> None:
    first = versions.current_version().number
    a_taken_table()
    second = versions.current_version().number
    building.go_back(by=acting_as("alice"), number=first, now=NOW)
    assert versions.current_version().number == first and firms.register_firm(code_of(1)) is None
    building.go_back(by=acting_as("alice"), number=second, now=NOW)
    assert firms.register_firm(code_of(1)) is not None
    with pytest.raises(NotThere):
        building.go_back(by=acting_as("alice"), number=second, now=NOW)
    assert RegisterVersion.objects.filter(state="current").count() == 1


def test_nothing_is_taken_twice_nor_by_who_may_not() -> None:
    import_id = a_read_table(who="stella")
    with pytest.raises(PermissionDenied):
        building.take_table(by=acting_as("stella"), import_id=import_id, now=NOW)
    building.take_table(by=acting_as("alice"), import_id=import_id, now=NOW)
    with pytest.raises(Overtaken):
        building.take_table(by=acting_as("alice"), import_id=import_id, now=NOW)
    with pytest.raises(Overtaken):
        imports.refuse_table(by=acting_as("alice"), import_id=import_id, reason="late", now=NOW)


def test_a_refused_table_says_why_and_can_be_sent_again() -> None:
    import_id = a_read_table()
    with pytest.raises(RegisterRefused, match="Say why"):
        imports.refuse_table(by=acting_as("alice"), import_id=import_id, reason=" ", now=NOW)
    imports.refuse_table(by=acting_as("alice"), import_id=import_id, reason="of another year", now=NOW)
    assert imports.import_by_id(import_id).reason == "of another year"
    assert firms.register_firm(code_of(1)) is None
    assert a_table(), "the same file may come again"


def test_a_mended_table_takes_the_place_of_the_first() -> None:
    first = a_read_table()
    second = a_table(rows_of_firms(9), mends=first)
    assert imports.import_by_id(first).state == "refused" and imports.import_by_id(first).mended_by == second


def test_a_table_without_a_sound_row_is_not_taken() -> None:
    import_id = a_read_table([FAULTY[0]])
    with pytest.raises(RegisterRefused, match="Not one row"):
        building.take_table(by=acting_as("alice"), import_id=import_id, now=NOW)


# Searching what was brought in


def test_firms_are_found_by_two_characters_industry_place_and_capital() -> None:
    a_taken_table()
    assert {code_of(nth) for nth in range(1, SOUND + 1)} <= found(text="潮声")
    assert found(text="潮声3") == {code_of(3)}
    division = firms.register_firm(code_of(1)).division
    assert code_of(1) in found(industry=division)
    assert code_of(1) in found(place="990101") and code_of(1) not in found(place="990103")
    assert found(text="潮声", capital_from="7000000") == {code_of(7), code_of(8)}
    assert found(text="潮声", registered_to="2001-12-31") == {code_of(1)}


def test_what_cannot_be_asked_is_left_out() -> None:
    assert read_search({"capital_from": "nan", "registered_from": "31.02.", "text": "\x00a"}).asked == {"text": "a"}
