// Pictures of structure: bubbles, networks, flows, funnels, matrices. Loaded only where a page has one.

import { install as sankey } from "echarts/lib/chart/sankey/install.js";
import { install as markArea } from "echarts/lib/component/marker/installMarkArea.js";
import { installLabelLayout } from "echarts/lib/label/installLabelLayout.js";
import { axisNumber, grid, nameAxis, tip, tipBox, valueAxis } from "./axes.js";
import { echarts } from "./echarts.js";
import { between, SHAPES, sized, words } from "./theme.js";

echarts.use([sankey, markArea, installLabelLayout]);

// Groups are told apart by colour and shape together.
const LOOKS = [
  ["accent", "circle"],
  ["behind", "triangle"],
  ["reached", "rect"],
  ["off_course", "diamond"],
  ["ink-3", "roundRect"],
  ["ahead", "arrow"],
];

function looksOf(things, theme) {
  const groups = [...new Set(things.map((each) => each.group))];
  const look = (group) => {
    const [colour, symbol] = LOOKS[groups.indexOf(group) % LOOKS.length];
    return { colour: theme[colour], symbol };
  };
  return { groups: groups.filter(Boolean), look };
}

function groupLegend(groups, look, theme) {
  if (groups.length < 2) return undefined;
  return {
    type: "plain",
    top: 0,
    left: 0,
    itemGap: sized(theme, 12),
    itemWidth: sized(theme, 10),
    itemHeight: sized(theme, 10),
    textStyle: words(theme),
    data: groups.map((name) => ({ name, icon: look(name).symbol, itemStyle: { color: look(name).colour } })),
    inactiveColor: theme.line,
  };
}

/** Areas in proportion to sizes, so that a thing twice as large looks twice as large. */
function radii(things, theme, [least, most]) {
  const largest = Math.max(...things.map((each) => each.size ?? 0), 0);
  return (each) => sized(theme, largest > 0 && each.size !== null ? Math.max(least, most * Math.sqrt(Math.max(each.size, 0) / largest)) : least + 2);
}

const factsOf = (each) => [...(each.status_word ? [["", each.status_word]] : []), ...(each.facts ?? [])];
const wordsOf = (each) => [each.label, each.group, ...factsOf(each).map(([label, text]) => `${label} ${text}`)].filter(Boolean).join(", ");
const stopOf = (each, seriesIndex, dataIndex) => ({ seriesIndex, dataIndex, words: wordsOf(each), source: each.source, url: each.url });

function halo(theme, style) {
  return { ...style, textBorderColor: theme.surface, textBorderWidth: 2.5 * theme.scale };
}

/** One series a group, in the groups' order: what the legend switches. */
function byGroup(things) {
  const groups = [...new Set(things.map((each) => each.group))];
  return groups.map((group) => [group, things.filter((each) => each.group === group)]);
}

// Bubbles

function measureAxis(axis, theme, place) {
  const base = valueAxis(theme, {
    name: axis.label,
    nameLocation: place === "y" ? "end" : "middle",
    nameGap: sized(theme, place === "y" ? 8 : 26),
    nameTextStyle: { ...words(theme, { colour: theme.ink }), align: place === "y" ? "left" : "center" },
  });
  return axis.log ? { ...base, type: "log", scale: undefined, minorTick: { show: false } } : base;
}

function references(chart, theme) {
  const lines = [
    ...(chart.x.reference === null ? [] : [{ xAxis: chart.x.reference }]),
    ...(chart.y.reference === null ? [] : [{ yAxis: chart.y.reference }]),
  ];
  if (!lines.length) return undefined;
  return { silent: true, symbol: "none", label: { show: false }, lineStyle: { color: theme["ink-3"], type: "dashed", width: 1.2 * theme.scale }, data: lines };
}

function intervals(bubbles, theme) {
  const known = bubbles.filter((each) => each.low !== null && each.high !== null);
  if (!known.length || known.length > 80) return [];
  return [
    {
      type: "custom",
      silent: true,
      z: 2,
      data: known.map((each) => [each.x, each.low, each.high]),
      encode: { x: 0, y: [1, 2] },
      renderItem(_params, api) {
        const [low, high] = [api.coord([api.value(0), api.value(1)]), api.coord([api.value(0), api.value(2)])];
        return { type: "line", shape: { x1: low[0], y1: low[1], x2: high[0], y2: high[1] }, style: { stroke: theme["line-strong"], lineWidth: 1.2 * theme.scale } };
      },
    },
  ];
}

function bubbleOption(chart, theme) {
  const { groups, look } = looksOf(chart.bubbles, theme);
  const radius = radii(chart.bubbles, theme, [7, 46]);
  const byStatus = chart.bubbles.some((each) => each.status);
  const mark = (each) => ({
    value: [each.x, each.y],
    symbolSize: radius(each),
    symbol: byStatus ? (SHAPES[each.status] ?? "circle") : look(each.group).symbol,
    itemStyle: { color: byStatus ? (theme[each.status] ?? theme["ink-3"]) : look(each.group).colour, opacity: 0.78, borderColor: theme.surface, borderWidth: 1 },
  });
  const sets = byGroup(chart.bubbles);
  return {
    grid: grid(theme, { bottom: sized(theme, 30), top: sized(theme, groups.length > 1 ? 52 : 28), right: sized(theme, 24) }),
    legend: groupLegend(groups, look, theme),
    xAxis: measureAxis(chart.x, theme, "x"),
    yAxis: measureAxis(chart.y, theme, "y"),
    tooltip: tipBox(theme, (point) => bubbleTip(sets, point), { trigger: "item" }),
    series: [
      ...sets.map(([group, bubbles], at) => ({
        name: group || chart.title,
        type: "scatter",
        z: 5,
        data: bubbles.map(mark),
        label: { show: true, position: "top", distance: 2, formatter: (point) => bubbles[point.dataIndex].label, ...halo(theme, words(theme, { colour: theme.ink, size: 11 })) },
        labelLayout: { hideOverlap: true },
        emphasis: { label: { show: true }, itemStyle: { opacity: 1, borderColor: theme.ink } },
        markLine: at ? undefined : references(chart, theme),
      })),
      ...intervals(chart.bubbles, theme),
    ],
  };
}

function bubbleTip(sets, point) {
  const each = sets[point.seriesIndex]?.[1][point.dataIndex];
  return each ? tip(each.label, factsOf(each), each.group) : null;
}

const groupedStops = (things) => byGroup(things).flatMap(([, each], series) => each.map((one, at) => stopOf(one, series, at)));
const groupedTarget = (things, point) => byGroup(things)[point.seriesIndex]?.[1][point.dataIndex];

// Networks: nodes and ties at given places

function ties(chart, theme) {
  const most = Math.max(...chart.links.map(([, , weight]) => weight ?? 0), 0);
  return {
    type: "custom",
    silent: true,
    z: 2,
    data: chart.links.map(([a, b]) => [chart.nodes[a].x, chart.nodes[a].y, chart.nodes[b].x, chart.nodes[b].y]),
    encode: { x: [0, 2], y: [1, 3] },
    renderItem(params, api) {
      const [, , weight, dashed] = chart.links[params.dataIndex];
      const [from, to] = [api.coord([api.value(0), api.value(1)]), api.coord([api.value(2), api.value(3)])];
      const share = most > 0 && weight !== null ? weight / most : 0.3;
      return {
        type: "line",
        shape: { x1: from[0], y1: from[1], x2: to[0], y2: to[1] },
        style: { stroke: theme["line-strong"], lineWidth: (0.7 + 2.3 * share) * theme.scale, lineDash: dashed ? [3, 4] : undefined, opacity: 0.35 + 0.55 * share },
      };
    },
  };
}

function networkOption(chart, theme) {
  const { groups, look } = looksOf(chart.nodes, theme);
  const radius = radii(chart.nodes, theme, [7, 34]);
  const byStatus = chart.nodes.some((each) => each.status);
  const sets = byGroup(chart.nodes);
  const hidden = { show: false, type: "value", min: -0.04, max: 1.04 };
  return {
    grid: { left: 8, right: 8, top: sized(theme, groups.length > 1 ? 34 : 8), bottom: 8 },
    legend: groupLegend(groups, look, theme),
    xAxis: hidden,
    yAxis: hidden,
    tooltip: tipBox(theme, (point) => bubbleTip(sets, point), { trigger: "item" }),
    series: [
      ...sets.map(([group, nodes]) => ({
        name: group || chart.title,
        type: "scatter",
        z: 5,
        data: nodes.map((each) => ({
          value: [each.x, each.y],
          symbolSize: radius(each),
          symbol: byStatus ? (SHAPES[each.status] ?? "circle") : look(each.group).symbol,
          itemStyle: { color: byStatus ? (theme[each.status] ?? theme["ink-3"]) : look(each.group).colour, opacity: 0.9, borderColor: theme.surface, borderWidth: 1.2 },
        })),
        label: { show: true, position: "bottom", distance: 2, formatter: (point) => nodes[point.dataIndex].label, ...halo(theme, words(theme, { colour: theme.ink, size: 11 })) },
        labelLayout: { hideOverlap: true },
        emphasis: { label: { show: true }, itemStyle: { opacity: 1, borderColor: theme.ink } },
      })),
      ties(chart, theme),
    ],
  };
}

// Flows

function sankeyOption(chart, theme, width) {
  const known = chart.flows.map((flow) => flow.value).filter((value) => value !== null && value > 0);
  const thin = known.length ? Math.min(...known) / 4 : 1; // an unknown flow is drawn as a thread, and says so
  const narrow = width < 560;
  return {
    tooltip: tipBox(theme, (point) => sankeyTip(chart, point), { trigger: "item" }),
    series: [
      {
        type: "sankey",
        left: 4,
        right: sized(theme, narrow ? 84 : 150),
        top: 8,
        bottom: 8,
        nodeGap: sized(theme, 10),
        nodeWidth: sized(theme, 12),
        draggable: false,
        layoutIterations: 24,
        emphasis: { focus: "adjacency" },
        data: chart.nodes.map((each) => ({ name: each.code, depth: each.layer, itemStyle: { color: each.status ? theme[each.status] : theme.accent, borderWidth: 0 } })),
        links: chart.flows.map((flow) => ({
          source: flow.a,
          target: flow.b,
          value: flow.value ?? thin,
          lineStyle: { color: flow.value === null ? theme["line-strong"] : theme["accent-soft"], opacity: flow.value === null ? 0.5 : 0.9, type: flow.value === null ? "dashed" : "solid", curveness: 0.5 },
        })),
        label: { formatter: (point) => chart.nodes.find((each) => each.code === point.name)?.label ?? "", ...words(theme, { colour: theme.ink, size: narrow ? 11 : 12 }), width: sized(theme, narrow ? 76 : 140), overflow: "truncate" },
      },
    ],
  };
}

function sankeyTip(chart, point) {
  if (point.dataType === "edge") {
    const flow = chart.flows[point.dataIndex];
    const named = (code) => chart.nodes.find((each) => each.code === code)?.label ?? code;
    return tip(`${named(flow.a)} → ${named(flow.b)}`, [["", flow.text]]);
  }
  const node = chart.nodes.find((each) => each.code === point.name);
  return node ? tip(node.label, factsOf(node)) : null;
}

function sankeyTarget(chart, point) {
  return point.dataType === "edge" ? chart.flows[point.dataIndex] : chart.nodes.find((each) => each.code === point.name);
}

const sankeyStops = (chart) => chart.nodes.map((each, at) => ({ ...stopOf(each, 0, at), dataType: "node" }));

// Funnels: a step is a bar about the middle, as wide as its count

function funnelOption(chart, theme, width) {
  const most = Math.max(...chart.steps.map((step) => step.count ?? 0), 1);
  const steps = [...chart.steps].reverse();
  const leftmost = width < 480 ? 0 : -most; // a narrow funnel stands on its left side: its words need the room
  const told = (step) => [step.text, step.share].filter(Boolean).join("  ·  ");
  return {
    grid: { left: 4, right: sized(theme, 16), top: 4, bottom: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    xAxis: { type: "value", show: false, min: leftmost, max: most },
    yAxis: nameAxis(theme, steps.map((step) => step.label), { axisLabel: { ...words(theme, { colour: theme.ink }), interval: 0, width: Math.max(80, width * 0.3), overflow: "truncate" }, axisLine: { show: false } }),
    tooltip: tipBox(theme, (point) => tip(steps[point.dataIndex].label, [["", told(steps[point.dataIndex])]], steps[point.dataIndex].note), { trigger: "item" }),
    series: [
      {
        type: "custom",
        name: chart.title,
        data: steps.map((step, at) => [leftmost && -(step.count ?? 0), step.count ?? 0, at]),
        encode: { x: [0, 1], y: 2 },
        renderItem(params, api) {
          const step = steps[params.dataIndex];
          const [left, right] = [api.coord([api.value(0), api.value(2)]), api.coord([api.value(1), api.value(2)])];
          const height = Math.min(api.size([0, 1])[1] * 0.72, sized(theme, 40));
          const wide = Math.max(right[0] - left[0], 2);
          const middle = (left[0] + right[0]) / 2;
          const inside = wide > sized(theme, 120);
          const shade = between(theme.surface, theme.accent, 0.35 + (0.6 * (steps.length - params.dataIndex)) / steps.length);
          return {
            type: "group",
            children: [
              { type: "rect", shape: { x: middle - wide / 2, y: left[1] - height / 2, width: wide, height, r: 4 }, style: { fill: step.count === null ? theme["surface-2"] : shade, stroke: step.count === null ? theme["line-strong"] : undefined, lineDash: step.count === null ? [4, 3] : undefined } },
              { type: "text", x: inside ? middle : middle + wide / 2 + 6, y: left[1], style: { text: told(step), fill: theme.ink, stroke: theme.surface, lineWidth: 2.5, font: `600 ${sized(theme, 12)}px ${theme.font}`, align: inside ? "center" : "left", verticalAlign: "middle" } },
            ],
          };
        },
      },
    ],
  };
}

const funnelStops = (chart) => chart.steps.map((step, at) => ({ seriesIndex: 0, dataIndex: chart.steps.length - 1 - at, words: [step.label, step.text, step.share].filter(Boolean).join(" "), source: step.source, url: step.url }));
const funnelTarget = (chart, point) => [...chart.steps].reverse()[point.dataIndex];

// Matrices

function cellsOf(chart) {
  return chart.values.flatMap((row, down) => row.map((value, across) => ({ down, across, value, text: chart.texts[down][across], url: chart.urls[down]?.[across] ?? "" })));
}

function matrixOption(chart, theme, width) {
  const cells = cellsOf(chart);
  const known = cells.map((cell) => cell.value).filter((value) => value !== null);
  const [low, high] = [Math.min(...known, 0), Math.max(...known)];
  const rows = [...chart.rows].reverse();
  const roomy = chart.columns.length * 46 < width;
  return {
    grid: grid(theme, { top: sized(theme, 8), right: sized(theme, 12) }),
    xAxis: nameAxis(theme, chart.columns, { position: "bottom", axisLabel: { ...words(theme), interval: 0, rotate: chart.columns.length * 84 > width ? 45 : 0, width: sized(theme, 90), overflow: "truncate" } }),
    yAxis: nameAxis(theme, rows, { axisLabel: { ...words(theme, { colour: theme.ink }), interval: 0, width: Math.max(70, width * 0.24), overflow: "truncate" } }),
    tooltip: tipBox(theme, (point) => cellTip(chart, cells[point.dataIndex]), { trigger: "item" }),
    series: [
      {
        type: "custom",
        name: chart.title,
        data: cells.map((cell) => [cell.across, rows.length - 1 - cell.down, cell.value]),
        encode: { x: 0, y: 1 },
        renderItem(params, api) {
          const cell = cells[params.dataIndex];
          const [x, y] = api.coord([api.value(0), api.value(1)]);
          const [wide, tall] = api.size([1, 1]);
          const share = cell.value === null || high <= low ? 0 : (cell.value - low) / (high - low);
          const fill = cell.value === null ? theme["surface-2"] : between(theme.surface, theme.accent, 0.06 + 0.74 * share);
          const children = [{ type: "rect", shape: { x: x - wide / 2 + 1, y: y - tall / 2 + 1, width: wide - 2, height: tall - 2, r: 2 }, style: { fill } }];
          if (roomy && cell.value !== null) children.push({ type: "text", x, y, style: { text: cell.text, fill: theme.ink, stroke: theme.surface, lineWidth: 2, font: `${sized(theme, 11)}px ${theme.font}`, align: "center", verticalAlign: "middle" } });
          return { type: "group", children };
        },
      },
    ],
  };
}

const cellTip = (chart, cell) => tip(`${chart.rows[cell.down]} × ${chart.columns[cell.across]}`, [["", cell.text]]);
const matrixStops = (chart) => cellsOf(chart).map((cell, at) => ({ seriesIndex: 0, dataIndex: at, words: `${chart.rows[cell.down]}, ${chart.columns[cell.across]}: ${cell.text}`, url: cell.url }));
const matrixTarget = (chart, point) => cellsOf(chart)[point.dataIndex];

export const heightOf = {
  funnel: (chart, theme) => sized(theme, 24 + 46 * chart.steps.length),
  matrix: (chart, theme) => sized(theme, 90 + 26 * chart.rows.length),
  sankey: (chart, theme) => sized(theme, Math.max(320, 26 * Math.max(...layers(chart)))),
};

function layers(chart) {
  const counts = new Map();
  for (const { layer } of chart.nodes) counts.set(layer, (counts.get(layer) ?? 0) + 1);
  return [...counts.values(), 1];
}

export const KINDS = {
  bubble: { option: bubbleOption, stops: (chart) => groupedStops(chart.bubbles), target: (chart, point) => groupedTarget(chart.bubbles, point) },
  network: { option: networkOption, stops: (chart) => groupedStops(chart.nodes), target: (chart, point) => groupedTarget(chart.nodes, point) },
  sankey: { option: sankeyOption, stops: sankeyStops, target: sankeyTarget },
  funnel: { option: funnelOption, stops: funnelStops, target: funnelTarget },
  matrix: { option: matrixOption, stops: matrixStops, target: matrixTarget },
};
