"""Every component once, with invented values: rendered by the tests, and looked at when the looks change."""

from datetime import date
from types import SimpleNamespace

from tidehead.city.shell.charts import (
    Area,
    Bar,
    BarChart,
    Gantt,
    LineChart,
    Mark,
    Milestone,
    SchematicMap,
    Series,
    Sparkline,
    Spot,
    Task,
    tile,
)
from tidehead.city.shell.structures import (
    Bubble,
    BubbleChart,
    Flow,
    FlowNode,
    Funnel,
    FunnelStep,
    Matrix,
    NetLink,
    NetNode,
    Network,
    Sankey,
)
from tidehead.city.shell.tables import Cell, Column, Row, Table

STATES = ("reached", "ahead", "on_course", "behind", "off_course", "unknown")
PLACES = ("潮湾区", "望海区", "青屿市", "石塘县", "云岭县", "临港新区", "芦洲市", "南浦县")
LEVELS = (812.4, 640.0, 633.5, 512.25, 402.0, 388.1, None, 96.0)


def gallery() -> dict[str, object]:
    """The context of gallery.html."""
    return {
        "headlines": _headlines(),
        "line": line_chart(),
        "bars": bar_chart(),
        "gantt": gantt(),
        "map": schematic_map(),
        "structures": (bubble_chart(), network(), sankey(), funnel(), matrix()),
        "nothing": LineChart(name="nothing", title="No unit has reported yet", series=()),
        "targets": target_table(),
    }


def line_chart() -> LineChart:
    years = [str(year) for year in range(2018, 2026)]
    levels = (402.0, 431.5, 440.2, None, 520.8, 561.0, 602.4, 640.1)
    actual = tuple(Mark(year, level, source="/sources/1/") for year, level in zip(years, levels, strict=True))
    path = tuple(Mark(str(year), 440.2 + 52 * (year - 2020)) for year in range(2020, 2028))
    forecast = tuple(
        Mark(str(year), 640.1 + 38 * (year - 2025), low=640 + 20 * (year - 2025), high=640 + 60 * (year - 2025))
        for year in range(2026, 2028)
    )
    return LineChart(
        name="output",
        title="产出低于目标路径，按现速2027年差约85亿元",
        series=(
            Series("实际值", actual, "actual"),
            Series("目标路径", path, "path"),
            Series("目标", (Mark("2027", 804.2),), "target"),
            Series("预测", forecast, "forecast"),
        ),
        unit="亿元",
        source="潮湾年鉴 2025，表 3-1",
        synthetic=True,
    )


TRADES = ("水泵", "电机", "模具", "塑料", "汽车零部件", "医药", "机床", "阀门")


def bubble_chart() -> BubbleChart:
    bubbles = tuple(
        Bubble(
            trade,
            0.4 + 0.35 * at,
            0.5 + 0.6 * at,
            size,
            group=("装备", "材料")[at % 2],
            low=0.3 + 0.6 * at,
            high=0.8 + 0.6 * at,
        )
        for at, (trade, size) in enumerate(
            zip(TRADES, (320.0, 180.0, 95.0, None, 44.0, 12.0, 260.0, 70.0), strict=True)
        )
    )
    return BubbleChart(
        name="bubbles",
        title="六个行业的专业化程度高于全省",
        bubbles=(*bubbles, Bubble("未知行业", None, 1.0)),
        x_label="增长",
        y_label="区位商",
        size_label="企业",
        size_unit="家",
        x_reference=1.5,
        y_reference=1.0,
        source="登记数据",
        synthetic=True,
    )


def network() -> Network:
    places = ((0.1, 0.2), (0.3, 0.7), (0.5, 0.4), (0.7, 0.8), (0.9, 0.3), (0.2, 0.9), (0.6, 0.1), (0.85, 0.6))
    nodes = tuple(
        NetNode(f"n{at}", trade, x, y, 10.0 * at, group=("已有", "可及")[at % 2], facts=(("密度", f"0.{at}"),), url="/")
        for at, (trade, (x, y)) in enumerate(zip(TRADES, places, strict=True))
    )
    links = tuple(NetLink(f"n{at}", f"n{at + 1}", 0.1 * at, dashed=at % 3 == 0) for at in range(7))
    return Network(
        name="space", title="模具与塑料相邻最近", nodes=nodes, links=links, weight_label="邻近度", synthetic=True
    )


def sankey() -> Sankey:
    nodes = (
        FlowNode("steel", "钢材", 0),
        FlowNode("wire", "漆包线", 0, status="behind"),
        FlowNode("motor", "电机", 1),
        FlowNode("pump", "水泵", 2, status="reached", url="/"),
    )
    flows = (
        Flow("steel", "motor", 30.0),
        Flow("wire", "motor", None),
        Flow("motor", "pump", 52.0),
        Flow("steel", "pump", 12.0),
    )
    return Sankey(name="flows", title="泵的电机来自本地", nodes=nodes, flows=flows, unit="亿元", synthetic=True)


def funnel() -> Funnel:
    steps = zip(
        ("科技型中小企业", "创新型中小企业", "专精特新", "小巨人", "单项冠军"), (1280, 410, 96, 12, None), strict=True
    )
    return Funnel(
        name="ladder",
        title="每百家科技型企业有八家走到专精特新",
        steps=tuple(FunnelStep(label, count, url="/") for label, count in steps),
        unit="家",
        synthetic=True,
    )


def matrix() -> Matrix:
    values = tuple(
        tuple(None if (row, column) == (1, 2) else 0.1 * row + 0.2 * column for column in range(6)) for row in range(5)
    )
    return Matrix(
        name="coupling", title="机床与汽车最相依", rows=TRADES[:5], columns=TRADES[2:], values=values, synthetic=True
    )


def bar_chart() -> BarChart:
    bars = tuple(
        Bar(place, level, status=STATES[index % 6], highlighted=index == 2, source="/sources/2/")
        for index, (place, level) in enumerate(zip(PLACES, LEVELS, strict=True))
    )
    return BarChart(
        name="ranked",
        title="潮湾区一地超过全部产出的五分之一",
        bars=bars,
        unit="亿元",
        reference=560.0,
        reference_label="目标",
        source="潮湾年鉴 2025",
        synthetic=True,
    )


def gantt() -> Gantt:
    tasks = tuple(
        Task(
            f"{place}组团启动区建设",
            f"{2022 + index % 3}-0{1 + index}-01",
            None if index == 6 else f"{2024 + index % 4}-12-31",
            status=STATES[index % 6],
            group="湾区组团" if index < 4 else "山区组团",
            milestones=(Milestone(f"{2023 + index % 3}-06-30", "首批企业入驻", True),),
            words="长期" if index == 6 else "",
            source="/sources/3/",
        )
        for index, place in enumerate(PLACES)
    )
    return Gantt(name="schedule", title="八个组团中两个已晚于计划", tasks=tasks, today="2026-11-21", synthetic=True)


def schematic_map() -> SchematicMap:
    cells = ((1, 0), (2, 0), (0, 1), (1, 1), (2, 1), (3, 1), (1, 2), (2, 2))
    areas = tuple(
        Area(f"a{index}", place, tile(*cell), status=STATES[index % 6], value=LEVELS[index], source="/sources/4/")
        for index, (place, cell) in enumerate(zip(PLACES, cells, strict=True))
    )
    spots = (
        Spot("s1", "临港平台", (3.5, -1.6), status="ahead", url="/places/s1/"),
        Spot("s2", "青屿平台", (0.5, -1.7), status="behind"),
    )
    return SchematicMap(
        name="map", title="山区三县晚于路径，临港新区领先", areas=areas, spots=spots, unit="亿元", synthetic=True
    )


def target_table() -> Table:
    columns = (
        Column("target", "指标", filtered=False),
        Column("place", "地方", filtered=True),
        Column("base", "基期", kind="figure", unit="亿元", secondary=True),
        Column("latest", "最新", kind="figure", unit="亿元"),
        Column("target_value", "目标", kind="figure", unit="亿元"),
        Column("share", "完成", kind="percent"),
        Column("trend", "走势", sortable=False),
        Column("period", "期间", kind="period"),
        Column("status", "状态", kind="status", filtered=True),
    )
    rows = tuple(
        Row(
            (
                Cell(f"规上工业增加值·{place}", url="/targets/1/"),
                place,
                Cell(None if index == 3 else 100.5 + index, source="/sources/5/"),
                Cell(level, source="/sources/6/"),
                Cell(1200.0, comparator="ge", source="/sources/7/"),
                None if level is None else level / 1200,
                Cell(picture=Sparkline("走势", (1, 2, None, 3, 2.5, 4), target=3.5)),
                "2025-01/2025-10",
                STATES[index % 6],
            ),
            key=str(index),
        )
        for index, (place, level) in enumerate(zip(PLACES, LEVELS, strict=True))
    )
    return Table(
        name="targets",
        title="目标一览",
        columns=columns,
        rows=rows,
        source="潮湾统计公报",
        as_of=date(2026, 11, 14),
        synthetic=True,
    )


def _headlines() -> list[SimpleNamespace]:
    rows = (
        ("规上工业增加值", 1284.36, "亿元", "on_course"),
        ("研发经费占比", 3.12, "%", "ahead"),
        ("高新技术企业", 13250, "家", "behind"),
        ("亩均税收", None, "万元/亩", "unknown"),
    )
    line = Sparkline("2018—2025", (4.0, 4.3, 4.4, None, 5.2, 5.6, 6.0, 6.4), target=6.8)
    return [
        SimpleNamespace(
            label=label, value=value, unit=unit, status=state, period="2025", line=line, source="/sources/1/"
        )
        for label, value, unit, state in rows
    ]
