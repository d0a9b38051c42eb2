// Places or firms compared: horizontal bars, the value at the end of each, an interval as a whisker, one reference line.

import { axisNumber, grid, nameAxis, tip, tipBox, valueAxis } from "./axes.js";
import { SHAPES, sized, words } from "./theme.js";

function colour(bar, anyHighlighted, theme) {
  if (bar.status) return theme[bar.status];
  return anyHighlighted && !bar.highlighted ? theme["line-strong"] : theme.accent;
}

function label(bar, theme) {
  return {
    show: true,
    position: (bar.value ?? 0) < 0 ? "left" : "right",
    formatter: bar.text,
    ...words(theme, { colour: theme.ink, weight: bar.highlighted ? 650 : 400 }),
    backgroundColor: theme.surface,
    padding: [1, 3],
  };
}

/** The figures stand in a layer of their own, above the reference line, which would else run through them. */
function figures(bars, theme) {
  return {
    type: "scatter",
    silent: true,
    z: 8,
    symbolSize: 1,
    itemStyle: { color: "transparent", opacity: 1 },
    data: bars.map((bar, at) => ({ value: [bar.high ?? bar.value, at], label: label(bar, theme) })),
  };
}

function whiskers(bars, theme) {
  if (!bars.some((bar) => bar.low !== null && bar.high !== null)) return [];
  return [
    {
      type: "custom",
      silent: true,
      z: 6,
      data: bars.map((bar, at) => [bar.low ?? Number.NaN, bar.high ?? Number.NaN, at]),
      encode: { x: [0, 1], y: 2 },
      renderItem(_params, api) {
        const [low, high] = [api.coord([api.value(0), api.value(2)]), api.coord([api.value(1), api.value(2)])];
        if (!Number.isFinite(low[0]) || !Number.isFinite(high[0])) return null;
        const style = { stroke: theme.ink, lineWidth: 1.4 * theme.scale };
        const half = sized(theme, 4);
        const lines = [
          [low, high],
          [[low[0], low[1] - half], [low[0], low[1] + half]],
          [[high[0], high[1] - half], [high[0], high[1] + half]],
        ];
        return {
          type: "group",
          children: lines.map(([from, to]) => ({ type: "line", shape: { x1: from[0], y1: from[1], x2: to[0], y2: to[1] }, style })),
        };
      },
    },
  ];
}

/** The state's shape at the foot of each bar, so that the colours need not be told apart. */
function shapes(bars, theme) {
  if (!bars.some((bar) => bar.status)) return [];
  return [
    {
      type: "scatter",
      silent: true,
      z: 7,
      data: bars.map((bar, at) => ({
        value: [0, at],
        symbol: bar.value === null ? "none" : (SHAPES[bar.status] ?? "none"),
        symbolSize: sized(theme, 10),
        symbolOffset: ["80%", 0],
        itemStyle: { color: theme.surface, opacity: 1 },
      })),
    },
  ];
}

function reference(chart, theme) {
  if (chart.reference === null) return undefined;
  return {
    silent: true,
    symbol: "none",
    lineStyle: { color: theme.ink, type: "dashed", width: 1.4 * theme.scale },
    label: { ...words(theme, { colour: theme.ink }), position: "end", formatter: `${chart.reference_label} ${chart.reference_text}` },
    data: [{ xAxis: chart.reference }],
  };
}

export function barOption(chart, theme, width) {
  const bars = [...chart.bars].reverse();
  const anyHighlighted = bars.some((bar) => bar.highlighted);
  const names = bars.map((bar) => (bar.value === null ? `${bar.label}  ${bar.text}` : bar.label));
  return {
    grid: grid(theme, { top: chart.reference === null ? 4 : sized(theme, 24), right: sized(theme, 92) }),
    xAxis: valueAxis(theme, { scale: false, axisLabel: { ...words(theme), formatter: axisNumber, hideOverlap: true } }),
    yAxis: nameAxis(theme, names, {
      axisLabel: { ...words(theme, { colour: theme.ink }), interval: 0, width: Math.max(70, width * 0.34), overflow: "truncate" },
      axisLine: { show: false },
    }),
    tooltip: tipBox(theme, (point) => barTip(bars[point.dataIndex]), { trigger: "item" }),
    series: [
      {
        name: chart.title,
        type: "bar",
        barMaxWidth: sized(theme, 22),
        barCategoryGap: "32%",
        data: bars.map((bar) => ({
          value: bar.value,
          itemStyle: { color: colour(bar, anyHighlighted, theme), borderRadius: [0, 3, 3, 0] },
        })),
        markLine: reference(chart, theme),
      },
      ...whiskers(bars, theme),
      figures(bars, theme),
      ...shapes(bars, theme),
    ],
  };
}

function barTip(bar) {
  return bar ? tip(bar.label, [[bar.status_word || "", bar.text]]) : null;
}

export function barStops(chart) {
  const last = chart.bars.length - 1;
  return chart.bars.map((bar, at) => ({
    seriesIndex: 0,
    dataIndex: last - at,
    words: `${bar.label}: ${bar.text} ${bar.status_word}`,
    source: bar.source,
    url: bar.url,
  }));
}

/** How tall the picture must be for every bar to be read. */
export function barHeight(chart, theme) {
  return sized(theme, 44 + 30 * chart.bars.length);
}
