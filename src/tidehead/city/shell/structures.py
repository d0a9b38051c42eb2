"""Pictures of structure, in the same chart language: bubbles, networks, flows, funnels and matrices.

They stand beside the pictures of `charts.py` and are drawn, downloaded and read aloud the same way; the page loads what
draws them only when it has one. Coordinates are given: nothing is laid out by chance in the browser.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext

from tidehead.city.shell.charts import DataTable, Words
from tidehead.city.shell.formatting import figure_text, is_unknown, percent_text, unit_text
from tidehead.city.shell.statuses import status_of

Drawn = tuple[dict[str, object], DataTable, Mapping[str, object]]
"""What charts.js draws, its data in words, and its data as numbers for a spreadsheet."""


@dataclass(frozen=True, slots=True)
class Bubble:
    """One thing at (x, y); `size` is an area. `low` and `high` are the interval of y."""

    label: Words
    x: float | None
    y: float | None
    size: float | None = None
    group: Words = ""
    status: str = ""
    low: float | None = None
    high: float | None = None
    url: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BubbleChart:
    """Many things by two measures and a size; what lacks a measure is told below the picture, not drawn at zero."""

    name: str
    title: Words
    bubbles: tuple[Bubble, ...]
    x_label: Words
    y_label: Words
    size_label: Words = ""
    x_unit: str = ""
    y_unit: str = ""
    size_unit: str = ""
    x_reference: float | None = None
    y_reference: float | None = None
    log_x: bool = False
    log_y: bool = False
    source: Words = ""
    synthetic: bool = False
    empty: Words = ""

    def has_data(self) -> bool:
        return any(_is_placed(bubble) for bubble in self.bubbles)

    def drawn(self) -> Drawn:
        body = {
            "kind": "bubble",
            "unit": "",
            "x": {"label": _with_unit(self.x_label, self.x_unit), "reference": self.x_reference, "log": self.log_x},
            "y": {"label": _with_unit(self.y_label, self.y_unit), "reference": self.y_reference, "log": self.log_y},
            "bubbles": [self._bubble(each) for each in self.bubbles if _is_placed(each)],
        }
        size = _with_unit(self.size_label, self.size_unit) or gettext("Size")
        columns = (
            gettext("Name"),
            gettext("Category"),
            _with_unit(self.x_label, self.x_unit),
            _with_unit(self.y_label, self.y_unit),
            size,
            gettext("Status"),
        )
        rows = tuple(
            (str(each.label), str(each.group), *self._texts(each), _word(each.status)) for each in self.bubbles
        )
        numbers = [
            (str(each.label), str(each.group), _known(each.x), _known(each.y), _known(each.size), _word(each.status))
            for each in self.bubbles
        ]
        return body, DataTable(columns, rows), {"columns": columns, "rows": numbers}

    def _texts(self, bubble: Bubble) -> tuple[str, str, str]:
        y = figure_text(bubble.y, self.y_unit)
        if not is_unknown(bubble.low) and not is_unknown(bubble.high):
            y = f"{y} ({figure_text(bubble.low, self.y_unit, value_high=bubble.high)})"
        return figure_text(bubble.x, self.x_unit), y, figure_text(bubble.size, self.size_unit)

    def _bubble(self, bubble: Bubble) -> dict[str, object]:
        x, y, size = self._texts(bubble)
        facts = [(str(self.x_label), x), (str(self.y_label), y)]
        if self.size_label:
            facts.append((str(self.size_label), size))
        return _thing(bubble.label, bubble.status, bubble.url, bubble.source) | {
            "x": bubble.x,
            "y": bubble.y,
            "size": _known(bubble.size),
            "low": _known(bubble.low),
            "high": _known(bubble.high),
            "group": str(bubble.group),
            "facts": facts,
        }


@dataclass(frozen=True, slots=True)
class NetNode:
    """A node at (x, y) in the unit square, y upwards; `size` is an area."""

    code: str
    label: Words
    x: float
    y: float
    size: float | None = None
    group: Words = ""
    status: str = ""
    url: str = ""
    source: str = ""
    facts: tuple[tuple[Words, str], ...] = ()


@dataclass(frozen=True, slots=True)
class NetLink:
    """A tie between two nodes; the heavier, the stronger it is drawn. `dashed` for a weaker kind of tie."""

    a: str
    b: str
    weight: float | None = None
    dashed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Nodes and ties at given places: the same picture every time."""

    name: str
    title: Words
    nodes: tuple[NetNode, ...]
    links: tuple[NetLink, ...]
    size_label: Words = ""
    weight_label: Words = ""
    source: Words = ""
    synthetic: bool = False
    empty: Words = ""

    def has_data(self) -> bool:
        return bool(self.nodes)

    def drawn(self) -> Drawn:
        at = {node.code: place for place, node in enumerate(self.nodes)}
        links = [link for link in self.links if link.a in at and link.b in at]
        body = {
            "kind": "network",
            "unit": "",
            "nodes": [self._node(node) for node in self.nodes],
            "links": [[at[link.a], at[link.b], _known(link.weight), link.dashed] for link in links],
        }
        named = {node.code: str(node.label) for node in self.nodes}
        columns = (gettext("From"), gettext("To"), str(self.weight_label) or gettext("Weight"))
        pairs = [(named[link.a], named[link.b], link.weight) for link in links]
        alone = [(label, "", None) for code, label in named.items() if not any(code in (x.a, x.b) for x in links)]
        rows = tuple((a, b, "" if is_unknown(weight) else figure_text(weight)) for a, b, weight in (*pairs, *alone))
        numbers = [(a, b, _known(weight)) for a, b, weight in (*pairs, *alone)]
        return body, DataTable(columns, rows), {"columns": columns, "rows": numbers}

    def _node(self, node: NetNode) -> dict[str, object]:
        return _thing(node.label, node.status, node.url, node.source) | {
            "x": node.x,
            "y": node.y,
            "size": _known(node.size),
            "group": str(node.group),
            "facts": [(str(label), text) for label, text in node.facts],
        }


@dataclass(frozen=True, slots=True)
class FlowNode:
    """A band's stop; `layer` counts from the left, 0 first."""

    code: str
    label: Words
    layer: int
    status: str = ""
    url: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Flow:
    """What goes from one node to another; unknown is told in the data and drawn as a thin dashed line."""

    a: str
    b: str
    value: float | None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sankey:
    """Flows from layer to layer; each band is as wide as its value."""

    name: str
    title: Words
    nodes: tuple[FlowNode, ...]
    flows: tuple[Flow, ...]
    unit: str = ""
    unit_en: str = ""
    source: Words = ""
    synthetic: bool = False
    empty: Words = ""

    def has_data(self) -> bool:
        return bool(self.flows)

    def drawn(self) -> Drawn:
        named = {node.code: str(node.label) for node in self.nodes}
        body = {
            "kind": "sankey",
            "unit": unit_text(self.unit, unit_en=self.unit_en),
            "nodes": [
                _thing(each.label, each.status, each.url, each.source) | {"code": each.code, "layer": each.layer}
                for each in self.nodes
            ],
            "flows": [
                {
                    "a": flow.a,
                    "b": flow.b,
                    "value": _known(flow.value),
                    "text": figure_text(flow.value, self.unit, unit_en=self.unit_en),
                    "source": flow.source,
                }
                for flow in self.flows
            ],
        }
        columns = (gettext("From"), gettext("To"), _with_unit(gettext("Value"), body["unit"]))
        pairs = [(named[flow.a], named[flow.b], flow.value) for flow in self.flows]
        rows = tuple((a, b, figure_text(value, self.unit, unit_en=self.unit_en)) for a, b, value in pairs)
        return body, DataTable(columns, rows), {"columns": columns, "rows": [(a, b, _known(v)) for a, b, v in pairs]}


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """A step of a ladder, with how many stand on it; None is unknown."""

    label: Words
    count: float | None
    note: Words = ""
    url: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Funnel:
    """How many stand on each step, the lowest first, with the share that has come up from the step before.

    A step with more than the one before it has no such share: what is known of the two is not the same.
    """

    name: str
    title: Words
    steps: tuple[FunnelStep, ...]
    unit: str = ""
    unit_en: str = ""
    source: Words = ""
    synthetic: bool = False
    empty: Words = ""

    def has_data(self) -> bool:
        return any(not is_unknown(step.count) for step in self.steps)

    def drawn(self) -> Drawn:
        shares = self._shares()
        body = {
            "kind": "funnel",
            "unit": unit_text(self.unit, unit_en=self.unit_en),
            "steps": [
                _thing(step.label, "", step.url, step.source)
                | {"count": _known(step.count), "text": self._count(step), "note": str(step.note), "share": share}
                for step, share in zip(self.steps, shares, strict=True)
            ],
        }
        columns = (gettext("Step"), _with_unit(gettext("Value"), body["unit"]), gettext("Of the step before"))
        rows = tuple(
            (str(step.label), self._count(step), share) for step, share in zip(self.steps, shares, strict=True)
        )
        numbers = [(str(step.label), _known(step.count), share) for step, share in zip(self.steps, shares, strict=True)]
        return body, DataTable(columns, rows), {"columns": columns, "rows": numbers}

    def _count(self, step: FunnelStep) -> str:
        return figure_text(step.count, self.unit, unit_en=self.unit_en)

    def _shares(self) -> list[str]:
        counts = [_known(step.count) for step in self.steps]
        before = [None, *counts[:-1]]
        return [
            percent_text(count / former) if count is not None and former and count <= former else ""
            for count, former in zip(counts, before, strict=True)
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """A heat map: `values[row][column]`; the darker, the more. Unknown cells stay empty."""

    name: str
    title: Words
    rows: tuple[Words, ...]
    columns: tuple[Words, ...]
    values: tuple[tuple[float | None, ...], ...]
    urls: tuple[tuple[str, ...], ...] = ()
    unit: str = ""
    unit_en: str = ""
    source: Words = ""
    synthetic: bool = False
    empty: Words = ""

    def has_data(self) -> bool:
        return any(not is_unknown(value) for row in self.values for value in row)

    def drawn(self) -> Drawn:
        heads = tuple(str(each) for each in self.columns)
        body = {
            "kind": "matrix",
            "unit": unit_text(self.unit, unit_en=self.unit_en),
            "rows": [str(each) for each in self.rows],
            "columns": list(heads),
            "values": [[_known(value) for value in row] for row in self.values],
            "texts": [[self._text(value) for value in row] for row in self.values],
            "urls": [list(row) for row in self.urls],
        }
        columns = (gettext("Name"), *heads)
        named = list(zip((str(each) for each in self.rows), self.values, strict=True))
        rows = tuple((label, *(self._text(value) for value in row)) for label, row in named)
        numbers = [(label, *(_known(value) for value in row)) for label, row in named]
        return body, DataTable(columns, rows), {"columns": columns, "rows": numbers}

    def _text(self, value: float | None) -> str:
        return figure_text(value, self.unit, unit_en=self.unit_en)


Structure = BubbleChart | Network | Sankey | Funnel | Matrix


def _thing(label: Words, status: str, url: str, source: str) -> dict[str, object]:
    return {"label": str(label), "status": status, "status_word": _word(status), "url": url, "source": source}


def _is_placed(bubble: Bubble) -> bool:
    return not is_unknown(bubble.x) and not is_unknown(bubble.y)


def _word(status: str) -> str:
    return str(status_of(status).word) if status else ""


def _with_unit(label: object, unit: object) -> str:
    shown = unit_text(str(unit)) if unit else ""
    return f"{label} ({shown})" if shown else str(label)


def _known(value: float | None) -> float | None:
    return None if is_unknown(value) else value
