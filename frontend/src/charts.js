// Draws every chart on a page from the JSON beside it: when it comes into view, again in the other theme, at every size.

import { barHeight, barOption, barStops } from "./bar.js";
import { saveCsv } from "./data.js";
import { echarts } from "./echarts.js";
import { ganttHeight, ganttOption, ganttStops, isLong } from "./gantt.js";
import { lineOption, lineStops } from "./line.js";
import { finishMap, mapOption, mapStops, placeAt } from "./map.js";
import { pageTheme } from "./theme.js";

const strings = JSON.parse(document.getElementById("shell-strings")?.textContent ?? "{}");
const say = (key) => strings[key] ?? key;
const drawn = new Map();

function readChart(place) {
  const chart = JSON.parse(document.getElementById(place.dataset.chart).textContent);
  return { ...chart, words: { synthetic: say("synthetic"), schematic: say("schematic") } };
}

/** The four kinds every page may have; the others come when a page has one. */
const KINDS = {
  line: { option: lineOption, stops: lineStops, target: lineTarget },
  bar: { option: barOption, stops: barStops, target: (chart, point) => [...chart.bars].reverse()[point.dataIndex], height: barHeight },
  gantt: { option: (chart, theme, width) => ganttOption(chart, theme, width, say), stops: ganttStops, target: ganttTarget, height: ganttHeight },
  map: { option: (chart, theme) => mapOption(chart, theme, echarts), stops: mapStops, target: placeAt },
};

async function loadKind(chart) {
  if (isLong(chart)) await import("./zoom.js");
  if (KINDS[chart.kind]) return;
  const structures = await import("./structures.js");
  for (const [kind, made] of Object.entries(structures.KINDS)) KINDS[kind] = { ...made, height: structures.heightOf[kind] };
}

function lineTarget(chart, point) {
  return chart.series.find((each) => each.label === point.seriesName)?.marks[point.dataIndex];
}

function ganttTarget(chart, point) {
  return point.data?.task ?? [...chart.tasks].reverse()[point.dataIndex];
}

function optionOf(chart, theme, width) {
  return {
    ...KINDS[chart.kind].option(chart, theme, width),
    animation: !theme.still,
    animationDuration: 350,
    textStyle: { fontFamily: theme.font },
    aria: { enabled: true, label: { description: chart.title } },
  };
}

/** Draws an option; a map then places its names, for which it must first know its size. */
function paint(picture, chart, theme, option) {
  picture.setOption(option, { notMerge: true });
  if (chart.kind === "map") finishMap(picture, chart, theme);
}

function open(target, place) {
  if (!target) return;
  if (target.source) document.dispatchEvent(new CustomEvent("tide:source", { detail: { path: target.source, from: place } }));
  else if (target.url) location.assign(target.url);
}

/** Arrow keys go from value to value, Enter opens the source, and the words are said by a screen reader. */
function setUpKeys(place, chart, picture) {
  const stops = KINDS[chart.kind].stops(chart);
  const spoken = document.createElement("p");
  spoken.className = "hidden";
  spoken.setAttribute("aria-live", "polite");
  place.after(spoken);
  let at = -1;
  place.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step && stops.length) {
      event.preventDefault();
      at = (at + step + stops.length) % stops.length;
      spoken.textContent = stops[at].words;
      const seriesIndex = stops[at].seriesName
        ? picture.getOption().series.findIndex((each) => each.name === stops[at].seriesName)
        : stops[at].seriesIndex;
      picture.dispatchAction({ type: "downplay" });
      picture.dispatchAction({ type: "highlight", ...stops[at], seriesIndex });
      picture.dispatchAction({ type: "showTip", ...stops[at], seriesIndex });
    } else if (event.key === "Enter" && stops[at]) open(stops[at], place);
  });
  place.addEventListener("blur", () => picture.dispatchAction({ type: "hideTip" }));
}

function neededHeight(place, chart, theme) {
  if (place.closest(".wall")) return;
  const needed = KINDS[chart.kind].height?.(chart, theme);
  if (needed) place.style.height = place.style.minHeight = `${needed}px`;
}

async function draw(place) {
  const chart = readChart(place);
  await loadKind(chart);
  const theme = pageTheme();
  neededHeight(place, chart, theme);
  const picture = echarts.init(place, null, { renderer: "canvas" });
  paint(picture, chart, theme, optionOf(chart, theme, place.clientWidth));
  picture.on("click", (point) => open(KINDS[chart.kind].target(chart, point), place));
  drawn.set(place, { chart, picture, size: `${place.clientWidth}×${place.clientHeight}` });
  setUpKeys(place, chart, picture);
  sizes.observe(place);
}

async function drawSafely(place) {
  try {
    await draw(place);
  } catch (error) {
    const note = document.createElement("p");
    note.className = "notice notice--warning";
    note.textContent = say("chart_failed");
    place.replaceChildren(note);
    console.error(error);
  }
}

function drawAgain() {
  const theme = pageTheme();
  for (const [place, { chart, picture }] of drawn) {
    if (!place.isConnected) {
      forget(place);
      continue;
    }
    neededHeight(place, chart, theme);
    picture.resize();
    paint(picture, chart, theme, { ...optionOf(chart, theme, place.clientWidth), animation: false });
  }
}

function forget(place) {
  drawn.get(place)?.picture.dispose();
  drawn.delete(place);
  sizes.unobserve(place);
}

const sizes = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const known = drawn.get(target);
    const size = `${target.clientWidth}×${target.clientHeight}`;
    if (!known || !target.clientWidth || known.size === size) continue;
    known.size = size;
    known.picture.resize();
    const theme = pageTheme();
    paint(known.picture, known.chart, theme, { ...optionOf(known.chart, theme, target.clientWidth), animation: false });
  }
});

const views = new IntersectionObserver(
  (entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      views.unobserve(entry.target);
      drawSafely(entry.target);
    }
  },
  { rootMargin: "300px" },
);

function setUp(root) {
  for (const place of root.querySelectorAll("[data-chart]")) {
    if (place.dataset.ready) continue;
    place.dataset.ready = "yes";
    views.observe(place);
  }
}

const FRAME = { width: 960, height: 560 };

function frameOf(chart) {
  const rows = (chart.bars ?? chart.tasks ?? chart.steps ?? (chart.kind === "matrix" ? chart.rows : undefined))?.length ?? 0;
  return { ...FRAME, height: Math.max(FRAME.height, 110 + 28 * rows) };
}

/** Room for the finding above the picture and for the source below it. */
function optionToSave(chart, theme, framed) {
  const size = frameOf(chart);
  const option = optionOf(chart, theme, size.width);
  const shift = (part) => part && { ...part, top: (Number(part.top) || 0) + 48, bottom: (Number(part.bottom) || 0) + 40, left: 16, right: Math.max(Number(part.right) || 0, 16) };
  const moved = { ...option, grid: shift(option.grid), geo: shift(option.geo), series: option.series?.map((each) => (each.type === "sankey" ? shift(each) : each)), legend: option.legend && { ...option.legend, top: 46, left: 16 } };
  return framed({ ...moved, dataZoom: undefined }, chart, theme, size.height);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-download]");
  if (!button) return;
  const place = document.querySelector(`[data-chart="${button.closest("[data-chart-tools]").dataset.chartTools}"]`);
  const chart = readChart(place);
  if (button.dataset.download === "csv") saveCsv(chart);
  else savePicture(chart, button.dataset.download);
});

async function savePicture(chart, kind) {
  await loadKind(chart);
  const { framed, saveSvg, savePng } = await import("./downloads.js");
  const theme = { ...pageTheme(), scale: 1, still: true };
  const draw = (made) => paint(made, chart, theme, optionToSave(chart, theme, framed));
  const picture = { draw, background: theme.surface, size: frameOf(chart), name: chart.name };
  if (kind === "svg") saveSvg(picture);
  else await savePng(picture);
}

document.addEventListener("tide:theme", drawAgain);
document.addEventListener("htmx:load", (event) => setUp(event.detail.elt.parentElement ?? document));
matchMedia("print").addEventListener("change", drawAgain);
setUp(document);
