"""A chart says the same in its picture, its table and its JSON, and unknown leaves a gap."""

import json

import gallery
import pytest
from django.utils import translation

from tidehead.city.shell.charts import (
    Bar,
    BarChart,
    Gantt,
    LineChart,
    Mark,
    Series,
    Sparkline,
    Task,
    as_json,
    has_data,
    tile,
)
from tidehead.city.shell.sparklines import drawing_of


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize("make", [gallery.line_chart, gallery.bar_chart, gallery.gantt, gallery.schematic_map])
def test_every_kind_is_plain_json_with_finding_source_and_table(make):
    said = json.loads(json.dumps(as_json(make()), allow_nan=False))
    assert said["title"] == make().title
    assert said["synthetic"] is True
    assert said["empty"] is False
    assert said["table"]["rows"]
    assert all(len(row) == len(said["table"]["columns"]) for row in said["table"]["rows"])


def test_an_unknown_year_is_a_gap_not_a_zero():
    said = as_json(gallery.line_chart())
    at = said["categories"].index("2021")
    actual = next(each for each in said["series"] if each["role"] == "actual")
    assert actual["marks"][at] is None
    assert [row[1] for row in said["table"]["rows"] if row[0] == "2021"] == ["—"]


def test_a_forecast_keeps_its_interval_in_words():
    said = as_json(gallery.line_chart())
    forecast = next(each for each in said["series"] if each["role"] == "forecast")
    known = [mark for mark in forecast["marks"] if mark]
    assert known[0]["low"] == 660  # 640 + 20
    assert known[0]["text"] == "CNY 67.81B (CNY 66–70B)"


def test_periods_stand_in_the_order_in_which_they_end():
    marks = tuple(Mark(x, 1.0) for x in ("2025", "2025Q1", "2024", "2025-06", "2025H1", "2026-01/2026-03"))
    said = as_json(LineChart(name="a", title="t", series=(Series("s", marks),)))
    assert said["categories"] == ["2024", "Q1 2025", "Jun 2025", "H1 2025", "2025", "Jan–Mar 2026"]


def test_bars_are_ranked_and_the_unknown_come_last():
    bars = (Bar("a", 1.0), Bar("b", None), Bar("c", float("nan")), Bar("d", 5.0))
    said = as_json(BarChart(name="a", title="t", bars=bars, unit="家"))
    assert [bar["label"] for bar in said["bars"]] == ["d", "a", "b", "c"]
    assert said["bars"][2]["value"] is None
    assert said["bars"][3]["value"] is None
    unranked = as_json(BarChart(name="a", title="t", bars=bars, ranked=False))
    assert [bar["label"] for bar in unranked["bars"]] == ["a", "b", "c", "d"]


def test_a_chart_of_unknowns_only_is_empty():
    unknown = LineChart(name="a", title="t", series=(Series("s", (Mark("2025", None), Mark("2026", float("nan")))),))
    assert not has_data(unknown)
    assert as_json(unknown)["empty"] is True
    assert not has_data(BarChart(name="a", title="t", bars=()))
    assert not has_data(Gantt(name="a", title="t", tasks=(Task("one day", None, None),)))


def test_an_open_end_stays_open():
    said = as_json(gallery.gantt())
    open_ended = next(task for task in said["tasks"] if task["end"] is None)
    assert open_ended["span"].endswith("长期")


def test_tiles_of_neighbours_do_not_touch():
    left, right = tile(0, 0)[0], tile(1, 0)[0]
    assert max(x for x, _ in left) < min(x for x, _ in right)
    assert min(y for _, y in left) > max(y for _, y in tile(0, 1)[0])


def test_a_sparkline_lifts_its_pen_over_a_gap():
    drawing = drawing_of(Sparkline("s", (1.0, 2.0, None, 3.0)))
    assert drawing.path.count("M") == 1 + 1
    assert drawing_of(Sparkline("s", (None, float("nan")))).path == ""


def test_a_flat_sparkline_runs_through_the_middle():
    assert drawing_of(Sparkline("s", (5.0, 5.0), height=24)).last_y == "12.0"


def test_a_download_holds_numbers_and_leaves_the_unknown_empty():
    said = as_json(gallery.line_chart())["download"]
    assert said["columns"][1] == "实际值 (100 million CNY)"
    assert [row[1] for row in said["rows"]][:4] == [402.0, 431.5, 440.2, None]
    bars = as_json(gallery.bar_chart())["download"]["rows"]
    assert bars[0] == ("潮湾区", 812.4, "reached")
