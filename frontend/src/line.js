// Values over time. A role looks the same on every page: actual solid, path dashed, target a diamond, forecast dotted
// with its interval as a band, peers grey, vintages pale. A gap stays a gap.

import { grid, legend, nameAxis, tip, tipBox, valueAxis } from "./axes.js";
import { sized, words } from "./theme.js";

function look(role, theme) {
  const looks = {
    actual: { color: theme.accent, width: 2.6, symbol: "circle", size: 7 },
    preliminary: { color: theme.accent, width: 2, symbol: "circle", hollow: true, size: 8 },
    path: { color: theme["ink-3"], width: 1.6, type: [6, 4], symbol: "none", size: 0 },
    target: { color: theme.ink, width: 0, symbol: "diamond", size: 14 },
    forecast: { color: theme["accent-strong"], width: 2, type: [2, 4], symbol: "circle", hollow: true, size: 7 },
    peer: { color: theme["line-strong"], width: 1.3, symbol: "none", size: 0 },
    vintage: { color: theme["ink-3"], width: 1.2, type: [1, 3], symbol: "circle", hollow: true, size: 5 },
  };
  const plain = { color: theme.accent, width: 2.2, symbol: "circle", size: 6 };
  return looks[role] ?? plain;
}

// Several plain series on one picture: told apart by colour, dash and symbol together.
const PLAIN = [
  ["accent", "solid", "circle"],
  ["reached", [8, 4], "rect"],
  ["behind", [3, 3], "triangle"],
  ["ink-2", [10, 3, 2, 3], "diamond"],
  ["off_course", [1, 3], "pin"],
  ["ahead", [6, 2], "arrow"],
];

function plainLook(index, theme) {
  const [colour, type, symbol] = PLAIN[index % PLAIN.length];
  return { color: theme[colour], width: 2.2, type, symbol, size: 7 };
}

function drawn(series, theme, plainIndex) {
  const style = series.role === "plain" ? plainLook(plainIndex, theme) : look(series.role, theme);
  const alone = (at) => series.marks[at] && !series.marks[at - 1] && !series.marks[at + 1];
  return {
    name: series.label,
    type: "line",
    data: series.marks.map((mark, at) => ({
      value: mark?.y ?? null,
      symbol: style.symbol === "none" && alone(at) ? "circle" : style.symbol,
      symbolSize: sized(theme, style.size || 6),
    })),
    connectNulls: series.role === "path" || series.role === "forecast",
    symbol: style.symbol,
    symbolSize: sized(theme, style.size),
    showAllSymbol: true,
    showSymbol: series.marks.filter(Boolean).length < 40 || series.role === "target",
    lineStyle: { color: style.color, width: style.width * theme.scale, type: style.type ?? "solid" },
    itemStyle: style.hollow
      ? { color: theme.surface, borderColor: style.color, borderWidth: 1.8 * theme.scale }
      : { color: style.color },
    emphasis: { focus: "none", scale: 1.4 },
    z: series.role === "actual" ? 5 : 3,
  };
}

/** The interval as two stacked areas: an invisible floor and the visible band on it. */
function bands(series, theme) {
  return series
    .filter((each) => each.marks.some((mark) => mark && mark.low !== null && mark.high !== null))
    .flatMap((each) => {
      const base = { type: "line", symbol: "none", silent: true, lineStyle: { opacity: 0 }, stack: `band ${each.label}`, stackStrategy: "all", tooltip: { show: false }, z: 1 };
      return [
        { ...base, name: `${each.label} low`, data: each.marks.map((mark) => mark?.low ?? null) },
        {
          ...base,
          name: `${each.label} band`,
          data: each.marks.map((mark) => (mark && mark.low !== null && mark.high !== null ? mark.high - mark.low : null)),
          areaStyle: { color: theme.accent, opacity: 0.16 },
        },
      ];
    });
}

export function lineOption(chart, theme) {
  let plain = 0;
  const series = chart.series.map((each) => drawn(each, theme, each.role === "plain" ? plain++ : 0));
  const names = chart.series.map((each) => each.label);
  return {
    grid: grid(theme, { top: names.length > 1 ? sized(theme, 40) : sized(theme, 12) }),
    legend: names.length > 1 ? legend(theme, names) : undefined,
    xAxis: nameAxis(theme, chart.categories, { boundaryGap: false, axisLabel: { ...words(theme), hideOverlap: true, alignMaxLabel: "right" } }),
    yAxis: valueAxis(theme, { scale: !chart.from_zero }),
    tooltip: tipBox(theme, (points) => lineTip(chart, points[0]?.dataIndex), {
      trigger: "axis",
      axisPointer: { type: "line", lineStyle: { color: theme["line-strong"], type: "dashed" } },
    }),
    series: [...bands(chart.series, theme), ...series],
  };
}

export function lineTip(chart, at) {
  if (at === undefined) return null;
  const known = chart.series.filter((each) => each.marks[at]);
  const notes = known.map((each) => each.marks[at].note).filter(Boolean);
  return tip(chart.categories[at], known.map((each) => [each.label, each.marks[at].text]), notes.join(" · "));
}

/** What can be stepped through with the keyboard: every known mark of the first series that has any. */
export function lineStops(chart) {
  const main = chart.series.findIndex((each) => each.marks.some(Boolean));
  return chart.categories.flatMap((period, at) => {
    const mark = chart.series[main]?.marks[at];
    const words = chart.series.filter((each) => each.marks[at]).map((each) => `${each.label} ${each.marks[at].text}`);
    return mark ? [{ seriesName: chart.series[main].label, dataIndex: at, words: `${period}: ${words.join(", ")}`, source: mark.source }] : [];
  });
}
