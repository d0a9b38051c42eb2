// A schematic map of our own drawing, always marked as one. Areas are coloured by state or by value; spots are
// platforms or towns, with the shape of their state. Names are placed by labels.js once the map has its size.

import { tip, tipBox } from "./axes.js";
import { LINE, placeNames } from "./labels.js";
import { SHAPES, between, sized, words } from "./theme.js";

function asGeoJson(areas) {
  return {
    type: "FeatureCollection",
    features: areas.map((area) => ({
      type: "Feature",
      properties: { name: area.code, cp: middle(area) },
      geometry: { type: "MultiPolygon", coordinates: area.rings.map((ring) => [ring]) },
    })),
  };
}

/** The middle of the largest ring's box: good enough for a name on a schematic shape. */
export function middle(area) {
  const boxes = area.rings.map((ring) => {
    const [xs, ys] = [ring.map(([x]) => x), ring.map(([, y]) => y)];
    return [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  });
  const size = ([left, right, bottom, top]) => (right - left) * (top - bottom);
  const [left, right, bottom, top] = boxes.sort((a, b) => size(b) - size(a))[0];
  return [(left + right) / 2, (bottom + top) / 2];
}

function fills(areas, theme) {
  const values = areas.map((area) => area.value).filter((value) => value !== null);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const byState = areas.some((area) => area.status);
  return (area) => {
    if (byState) return area.status ? between(theme.surface, theme[area.status], 0.34) : theme["surface-2"];
    if (area.value === null) return theme["surface-2"];
    const share = high > low ? (area.value - low) / (high - low) : 0.5;
    return between(theme.surface, theme.accent, 0.12 + 0.5 * share);
  };
}

function regions(areas, theme) {
  const fill = fills(areas, theme);
  return areas.map((area) => ({
    name: area.code,
    itemStyle: {
      areaColor: fill(area),
      borderColor: area.status ? theme[area.status] : theme["line-strong"],
      borderWidth: 1.2 * theme.scale,
      borderType: area.status === "unknown" ? "dashed" : "solid",
    },
  }));
}

function spotSeries(chart, theme) {
  return {
    name: "spots",
    type: "scatter",
    coordinateSystem: "geo",
    z: 6,
    data: chart.spots.map((spot) => ({
      value: spot.at,
      symbol: spot.status ? SHAPES[spot.status] : "circle",
      symbolSize: sized(theme, 12),
      itemStyle: { color: spot.status ? theme[spot.status] : theme.accent, borderColor: theme.surface, borderWidth: 1.5, opacity: 1 },
    })),
  };
}

/** Longitudes are narrower than latitudes away from the equator; a tile map is a plain plane. */
function aspect(areas, spotList) {
  const ys = [...areas.flatMap((area) => area.rings.flat().map(([, y]) => y)), ...spotList.map((spot) => spot.at[1])];
  const mean = ys.reduce((sum, y) => sum + y, 0) / ys.length;
  return mean > 15 && mean < 60 ? Math.cos((mean * Math.PI) / 180) : 1;
}

export function mapOption(chart, theme, echarts) {
  const name = `map-${chart.name}`;
  const shapes = chart.areas.length ? chart.areas : [boxAround(chart.spots)];
  const inset = sized(theme, 8);
  echarts.registerMap(name, asGeoJson(shapes));
  return {
    geo: {
      map: name,
      roam: false,
      preserveAspect: "contain",
      top: inset,
      bottom: inset,
      left: inset,
      right: inset,
      aspectScale: aspect(shapes, chart.spots),
      regions: regions(chart.areas, theme),
      itemStyle: { areaColor: theme["surface-2"], borderColor: theme.line },
      emphasis: {
        itemStyle: { areaColor: theme["accent-soft"], borderColor: theme.accent, borderWidth: 2 * theme.scale },
        label: { show: false },
      },
      label: { show: false },
      select: { disabled: true },
      tooltip: { show: true },
    },
    tooltip: tipBox(theme, (point) => mapTip(chart, point), { trigger: "item" }),
    series: [spotSeries(chart, theme)],
  };
}

/** The second step, when the map knows its size: names of areas first, then those of spots that still find room. */
export function finishMap(picture, chart, theme) {
  const toPixel = (at) => picture.convertToPixel("geo", at);
  const names = placeNames(
    {
      areas: chart.areas.map((area) => ({ ...area, rings: area.rings.map((ring) => ring.map(toPixel)), pixel: toPixel(middle(area)) })),
      spots: chart.spots.map((spot) => ({ ...spot, pixel: toPixel(spot.at) })),
    },
    theme,
    { width: picture.getWidth(), height: picture.getHeight() },
  );
  const fromPixel = (at) => picture.convertFromPixel("geo", at);
  picture.setOption({
    series: [withNames(spotSeries(chart, theme), chart.spots, names.spots, theme), ...areaSeries(names.areas, fromPixel, theme)],
  });
}

function halo(theme, style) {
  return { ...style, textBorderColor: theme.surface, textBorderWidth: 2.5 * theme.scale };
}

/** A spot's name stands on its free side; without one it shows while the spot is pointed at or stepped to. */
function withNames(series, spots, sides, theme) {
  const style = halo(theme, words(theme, { colour: theme.ink, size: 11 }));
  const label = (at) => ({ show: sides[at] !== null, position: sides[at] ?? "top", distance: 4, formatter: spots[at].label, ...style });
  return {
    ...series,
    data: series.data.map((mark, at) => ({ ...mark, label: label(at), emphasis: { label: { ...label(at), show: true } } })),
  };
}

function areaSeries(placed, fromPixel, theme) {
  const line = sized(theme, LINE);
  const base = { type: "scatter", coordinateSystem: "geo", silent: true, z: 7 };
  const text = placed.map(({ at, mark, lines }) => ({
    value: fromPixel([at[0], at[1] + (mark ? line / 2 : 0)]),
    label: { formatter: lines.map((words, index) => `{${index ? "figure" : "name"}|${words}}`).join("\n") },
  }));
  const marks = placed
    .filter(({ mark }) => mark)
    .map(({ area, at, height }) => ({
      value: fromPixel([at[0], at[1] - height / 2 + line / 2]),
      symbol: SHAPES[area.status],
      itemStyle: { color: theme[area.status], opacity: 1 },
    }));
  const rich = {
    name: { ...halo(theme, words(theme, { colour: theme.ink, weight: 550 })), lineHeight: line },
    figure: { ...halo(theme, words(theme, { colour: theme.ink, size: 11 })), lineHeight: line },
  };
  return [
    { ...base, name: "names", symbolSize: 1, itemStyle: { color: "transparent", opacity: 1 }, label: { show: true, position: "inside", rich }, data: text },
    { ...base, name: "states", symbolSize: sized(theme, 12), data: marks },
  ];
}

/** Without areas there is still a plane to put the spots on. */
function boxAround(list) {
  const [xs, ys] = [list.map((spot) => spot.at[0]), list.map((spot) => spot.at[1])];
  const pad = Math.max(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys), 0.1) * 0.1;
  const [left, right, bottom, top] = [Math.min(...xs) - pad, Math.max(...xs) + pad, Math.min(...ys) - pad, Math.max(...ys) + pad];
  return { code: "", label: "", rings: [[[left, top], [right, top], [right, bottom], [left, bottom], [left, top]]], value: null, status: "" };
}

export function placeAt(chart, point) {
  if (point.componentType === "geo") return chart.areas.find((area) => area.code === point.name);
  return point.seriesName === "spots" ? chart.spots[point.dataIndex] : undefined;
}

function mapTip(chart, point) {
  const place = placeAt(chart, point);
  return place ? tip(place.label, [[place.status_word, place.text]].filter(([word, text]) => word || text)) : null;
}

export function mapStops(chart) {
  const areas = chart.areas.map((area) => ({ name: area.code, geoIndex: 0, words: stopWords(area), source: area.source, url: area.url }));
  const places = chart.spots.map((spot, at) => ({ seriesIndex: 0, dataIndex: at, words: stopWords(spot), source: spot.source, url: spot.url }));
  return [...areas, ...places];
}

function stopWords(place) {
  return [place.label, place.text, place.status_word].filter(Boolean).join(" ");
}
