// Work over time: a bar a task, coloured and marked by its state, milestones as diamonds, today as a line. An open end
// fades out instead of being drawn to a day that nobody named.

import { grid, nameAxis, tip, tipBox } from "./axes.js";
import { SHAPES, sized, words } from "./theme.js";

const DAY = 86_400_000;

/** A day of a period's start or end: "2025" begins on 1 January and ends on 31 December. */
export function dayOf(text, atEnd = false) {
  if (!text) return null;
  const [year, month, day] = text.split("-").map(Number);
  if (day) return Date.UTC(year, month - 1, day);
  if (month) return Date.UTC(year, atEnd ? month : month - 1, atEnd ? 0 : 1);
  return atEnd ? Date.UTC(year, 11, 31) : Date.UTC(year, 0, 1);
}

function range(chart) {
  const days = chart.tasks
    .flatMap((task) => [dayOf(task.start), dayOf(task.end, true), ...task.milestones.map((each) => dayOf(each.on, true))])
    .concat(dayOf(chart.today))
    .filter((day) => day !== null);
  const pad = Math.max(20 * DAY, (Math.max(...days) - Math.min(...days)) * 0.03);
  return [Math.min(...days) - pad, Math.max(...days) + pad];
}

function barShape(task, at, [first, last], theme) {
  return (params, api) => {
    const [start, end] = [dayOf(task.start) ?? first, dayOf(task.end, true) ?? last];
    const [from, to] = [api.coord([start, at]), api.coord([end, at])];
    const height = Math.min(sized(theme, 16), api.size([0, 1])[1] * 0.6);
    const { x, width } = params.coordSys;
    const left = Math.max(from[0], x);
    const right = Math.min(Math.max(to[0], left + 3), x + width);
    if (right <= left) return null;
    const colour = theme[task.status];
    const open = !task.end || !task.start;
    const fill = open
      ? { type: "linear", x: task.end ? 1 : 0, y: 0, x2: task.end ? 0 : 1, y2: 0, colorStops: [{ offset: 0, color: colour }, { offset: 1, color: `${colour}11` }] }
      : colour;
    return {
      type: "rect",
      shape: { x: left, y: from[1] - height / 2, width: right - left, height, r: open ? 0 : 3 },
      style: { fill, opacity: 0.88 },
    };
  };
}

function drawn(tasks, span, theme) {
  const shapes = tasks.map((task, at) => barShape(task, at, span, theme));
  return {
    name: "tasks",
    type: "custom",
    clip: true,
    encode: { x: [0, 1], y: 2 },
    data: tasks.map((task, at) => [dayOf(task.start) ?? span[0], dayOf(task.end, true) ?? span[1], at]),
    renderItem: (params, api) => (tasks[params.dataIndex].start || tasks[params.dataIndex].end ? shapes[params.dataIndex](params, api) : null),
  };
}

function states(tasks, span, theme) {
  return {
    name: "states",
    type: "scatter",
    silent: true,
    z: 6,
    data: tasks.map((task, at) => ({
      value: [dayOf(task.start) ?? span[0], at],
      symbol: (task.start || task.end) && task.status !== "unknown" ? SHAPES[task.status] : "none",
      symbolSize: sized(theme, 9),
      symbolOffset: [sized(theme, 10), 0],
      itemStyle: { color: theme.surface, opacity: 1 },
    })),
  };
}

function milestones(tasks, theme) {
  const marks = tasks.flatMap((task, at) => task.milestones.map((each) => ({ each, task, at })));
  return {
    name: "milestones",
    type: "scatter",
    z: 8,
    symbol: "diamond",
    symbolSize: sized(theme, 13),
    data: marks.map(({ each, at, task }) => ({
      value: [dayOf(each.on, true), at],
      itemStyle: { color: each.done === false ? theme.surface : theme.ink, borderColor: each.done === false ? theme.ink : theme.surface, borderWidth: 1.6, opacity: 1 },
      milestone: each,
      task,
    })),
  };
}

function todayLine(chart, theme, word) {
  if (!chart.today) return undefined;
  return {
    silent: true,
    symbol: "none",
    lineStyle: { color: theme["accent-strong"], width: 1.6 * theme.scale, type: "solid" },
    label: { ...words(theme, { colour: theme["accent-strong"], weight: 600 }), formatter: word, position: "end", distance: 3 },
    data: [{ xAxis: dayOf(chart.today) }],
  };
}

const LONG = 40;

/** Whether the schedule scrolls inside its picture, for which zoom.js has to be loaded first. */
export function isLong(chart) {
  return chart.kind === "gantt" && chart.tasks.length > LONG;
}

export function ganttOption(chart, theme, width, say) {
  const tasks = [...chart.tasks].reverse();
  const span = range(chart);
  const seen = Math.min(1, LONG / tasks.length);
  const long = isLong(chart);
  return {
    grid: grid(theme, { top: sized(theme, 26), right: sized(theme, long ? 30 : 20) }),
    xAxis: {
      type: "time",
      min: span[0],
      max: span[1],
      axisLabel: { ...words(theme), hideOverlap: true, formatter: { year: "{yyyy}", month: "{yyyy}-{MM}", day: "{yyyy}-{MM}-{dd}" } },
      axisLine: { lineStyle: { color: theme["line-strong"] } },
      splitLine: { show: true, lineStyle: { color: theme.line } },
      splitNumber: width < 500 ? 3 : 7,
    },
    yAxis: nameAxis(theme, tasks.map((task) => task.label), {
      axisLabel: { ...words(theme, { colour: theme.ink }), interval: long ? "auto" : 0, width: Math.max(90, width * 0.28), overflow: "truncate" },
      axisLine: { show: false },
      splitLine: { show: true, lineStyle: { color: theme.line, opacity: 0.5 } },
    }),
    dataZoom: long
      ? [
          { type: "slider", yAxisIndex: 0, start: 100 - seen * 100, end: 100, width: sized(theme, 14), right: 0, showDetail: false, brushSelect: false, borderColor: theme.line, fillerColor: `${theme.accent}33`, filterMode: "weakFilter" },
          { type: "inside", yAxisIndex: 0, zoomOnMouseWheel: false, moveOnMouseWheel: true, filterMode: "weakFilter" },
        ]
      : undefined,
    tooltip: tipBox(theme, (point) => ganttTip(tasks, point), { trigger: "item" }),
    series: [{ ...drawn(tasks, span, theme), markLine: todayLine(chart, theme, say("today")) }, states(tasks, span, theme), milestones(tasks, theme)],
  };
}

function ganttTip(tasks, point) {
  if (point.seriesName === "milestones") {
    return tip(point.data.task.label, [[point.data.milestone.text, point.data.milestone.label]]);
  }
  const task = tasks[point.dataIndex];
  const steps = task.milestones.map((each) => [each.text, each.label]);
  return tip(task.label, [[task.status_word, task.span], ...steps], task.group);
}

export function ganttStops(chart) {
  const last = chart.tasks.length - 1;
  return chart.tasks.map((task, at) => ({
    seriesIndex: 0,
    dataIndex: last - at,
    words: `${task.label}: ${task.span} ${task.status_word}`,
    source: task.source,
    url: task.url,
  }));
}

export function ganttHeight(chart, theme) {
  return sized(theme, 60 + 26 * Math.min(chart.tasks.length, LONG));
}
