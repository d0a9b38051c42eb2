"""The small pictures of league tables: they say in words what they draw, and draw nothing of the unknown."""

import re

from tidehead.city.shell.cell_pictures import RankRange, Shares, SignedBar
from tidehead.city.shell.charts import Sparkline
from tidehead.city.shell.markup import picture_html
from tidehead.city.shell.tables import Cell, Column, Row, Table, exported, shown_rows


def number_after(mark: str, html: str) -> float:
    return float(re.search(rf'{mark}="([-0-9.]+)"', html)[1])


def test_a_better_place_is_further_left_and_the_range_holds_the_place():
    third = picture_html(RankRange("3rd, 2 to 6", 3, 2, 6, of=11))
    first = picture_html(RankRange("1st", 1, None, None, of=11))
    assert number_after("cx", first) < number_after("cx", third)
    bar = third[third.index("<rect") :]
    left, width = number_after(" x", bar), number_after("width", bar)
    assert left < number_after("cx", third) < left + width
    assert "<rect" not in first


def test_a_board_of_one_is_drawn():
    assert "<circle" in picture_html(RankRange("1st", 1, 1, 1, of=1))


def test_shares_fill_the_bar_in_proportion():
    html = picture_html(Shares("A 75 %, B 25 %", (("A", 0.75), ("B", 0.25), ("C", 0.0)), marked="A", width=120))
    widths = [float(each) for each in re.findall(r'<rect[^>]* width="([0-9.]+)"', html)]
    assert widths == [120 * 0.75 - 1, 120 * 0.25 - 1]
    assert html.count("shares__part--marked") == 1


def test_gains_point_right_and_losses_left_of_the_middle():
    gain, loss = (picture_html(SignedBar("x", value, most=2.0, width=100)) for value in (1.0, -1.0))
    assert number_after(" x", gain[gain.index("<rect") :]) == 50.0
    assert number_after(" x", loss[loss.index("<rect") :]) == 50.0 - 0.5 * 48.0


def test_the_unknown_is_a_dash_in_every_picture():
    nothing = (
        RankRange("r", None, None, None, of=3),
        Shares("s", (("A", float("nan")),)),
        SignedBar("b", None, most=1.0),
        Sparkline("l", (None,)),
    )
    assert {picture_html(each).count("—") for each in nothing} == {1}
    assert not any("<svg" in picture_html(each) for each in nothing)


def test_what_comes_from_outside_is_escaped():
    hostile = '"><script>alert(1)</script>'
    for picture in (
        RankRange(hostile, 1, 1, 1, of=2),
        Shares(hostile, ((hostile, 1.0),), width=900),
        SignedBar(hostile, 1.0, most=1.0),
    ):
        assert "<script" not in picture_html(picture)


def test_a_table_shows_the_picture_and_takes_away_the_value(rf):
    cell = Cell(3, text="3 (2–6)", picture=RankRange("3 (2–6)", 3, 2, 6, of=9))
    table = Table(name="t", title="T", columns=(Column("u", "Unit"), Column("r", "Range")), rows=(Row(("a", cell)),))
    assert shown_rows(table)[0].cells[1].picture is cell.picture
    file = exported(rf.get("/", {"format": "csv", "table": "t"}), table)
    assert "3" in file.content.decode("utf-8-sig").splitlines()[-1]
