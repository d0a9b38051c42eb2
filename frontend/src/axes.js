// Axes, grids and tips that all kinds of charts share.

import { sized, words } from "./theme.js";

const chinese = () => document.documentElement.lang.startsWith("zh");

/** Axis labels: short where numbers are long; the unit stands above the picture, so only its multiples are added. */
export function axisNumber(value) {
  if (value === 0) return "0";
  const steps = chinese() ? [[1e8, "亿"], [1e4, "万"]] : [[1e9, "B"], [1e6, "M"]];
  const [size, name] = steps.find(([least]) => Math.abs(value) >= least) ?? [1, ""];
  return `${new Intl.NumberFormat("en", { maximumFractionDigits: 2 }).format(value / size)}${name}`;
}

export function valueAxis(theme, more = {}) {
  return {
    type: "value",
    scale: true,
    axisLabel: { ...words(theme), formatter: axisNumber },
    axisLine: { show: false },
    splitLine: { lineStyle: { color: theme.line, width: 1 } },
    splitNumber: 4,
    ...more,
  };
}

export function nameAxis(theme, names, more = {}) {
  return {
    type: "category",
    data: names,
    axisLabel: { ...words(theme), hideOverlap: true },
    axisTick: { show: false },
    axisLine: { lineStyle: { color: theme["line-strong"] } },
    ...more,
  };
}

export function grid(theme, more = {}) {
  return { left: 4, right: sized(theme, 16), top: sized(theme, 12), bottom: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel", ...more };
}

export function legend(theme, names) {
  return {
    type: "plain",
    top: 0,
    left: 0,
    itemGap: sized(theme, 14),
    itemWidth: sized(theme, 20),
    itemHeight: sized(theme, 9),
    textStyle: words(theme),
    data: names,
    selectedMode: "multiple",
    inactiveColor: theme.line,
  };
}

/** Tips are built as nodes with classes: text with style attributes would be refused by the page's policy. */
export function tipBox(theme, formatter, more = {}) {
  return {
    show: true,
    confine: true,
    padding: 0,
    borderWidth: 0,
    backgroundColor: "transparent",
    extraCssText: "box-shadow: none; white-space: normal;",
    transitionDuration: theme.still ? 0 : 0.15,
    formatter,
    ...more,
  };
}

function node(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

export function tip(head, rows, note = "") {
  const box = node("div", "tip");
  box.append(node("div", "tip__head", head));
  for (const [label, text] of rows) {
    const row = node("div", "tip__row");
    row.append(node("span", "", label), node("b", "", text));
    box.append(row);
  }
  if (note) box.append(node("div", "tip__note", note));
  return box;
}
