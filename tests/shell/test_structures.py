"""Pictures of structure are plain JSON with finding, source, table and numbers; unknown stays unknown."""

import json

import pytest

from tests.shell.gallery import bubble_chart, funnel, matrix, network, sankey
from tidehead.city.shell.charts import as_json
from tidehead.city.shell.structures import BubbleChart, Funnel, FunnelStep, Matrix, Network, Sankey

MAKERS = (bubble_chart, network, sankey, funnel, matrix)


@pytest.mark.parametrize("make", MAKERS)
def test_every_structure_is_plain_json_with_finding_and_table(make):
    chart = make()
    body = as_json(chart)
    assert json.loads(json.dumps(body))["title"] == str(chart.title)
    assert body["synthetic"] is True
    assert body["empty"] is False
    widths = {len(body["table"]["columns"]), *(len(row) for row in body["table"]["rows"])}
    assert len(widths) == 1
    assert len(body["download"]["rows"]) == len(body["table"]["rows"])


@pytest.mark.parametrize(
    "chart",
    [
        BubbleChart(name="a", title="t", bubbles=(), x_label="x", y_label="y"),
        Network(name="a", title="t", nodes=(), links=()),
        Sankey(name="a", title="t", nodes=(), flows=()),
        Funnel(name="a", title="t", steps=(FunnelStep("one", None),)),
        Matrix(name="a", title="t", rows=("r",), columns=("c",), values=((None,),)),
    ],
)
def test_a_structure_without_anything_known_is_empty(chart):
    assert as_json(chart)["empty"] is True


def test_a_bubble_without_a_measure_is_told_but_not_drawn():
    body = as_json(bubble_chart())
    drawn = [each["label"] for each in body["bubbles"]]
    assert "未知行业" not in drawn
    assert ("未知行业", "", None, 1.0, None, "") in body["download"]["rows"]


def test_an_unknown_flow_is_null_and_says_so():
    body = as_json(sankey())
    unknown = next(flow for flow in body["flows"] if flow["a"] == "wire")
    assert unknown["value"] is None
    assert unknown["text"] == "—"


def test_a_step_of_a_funnel_says_which_share_came_up():
    body = as_json(funnel())
    assert [step["share"] for step in body["steps"]][:3] == ["", "32.0%", "23.4%"]  # 410/1280, 96/410
    assert body["steps"][-1]["share"] == ""


def test_a_tie_to_a_node_that_is_not_there_is_left_out_and_a_lone_node_is_told():
    body = as_json(network())
    assert all(0 <= a < 8 and 0 <= b < 8 for a, b, _, _ in body["links"])
    assert len(body["download"]["rows"]) == 7


def test_an_unknown_cell_of_a_matrix_is_empty_in_the_download():
    body = as_json(matrix())
    assert body["values"][1][2] is None
    assert body["download"]["rows"][1][3] is None
