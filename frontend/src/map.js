// A schematic map of our own drawing, always marked as one. Areas are coloured by state or by value; spots are
// platforms or towns, with the shape of their state.

import { tip, tipBox } from "./axes.js";
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

/** The middle of the largest ring's box: good enough for a label on a schematic shape. */
function middle(area) {
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
    return between(theme.surface, theme.accent, 0.12 + 0.6 * share);
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
    label: { show: true, formatter: area.text ? `{name|${area.label}}\n{text|${area.text}}` : `{name|${area.label}}` },
  }));
}

function stateSpots(areas, theme) {
  const marked = areas.filter((area) => area.status);
  return {
    name: "states",
    type: "scatter",
    coordinateSystem: "geo",
    silent: true,
    z: 4,
    data: marked.map((area) => ({
      value: middle(area),
      symbol: SHAPES[area.status],
      symbolSize: sized(theme, 13),
      symbolOffset: [0, -sized(theme, area.text ? 27 : 20)],
      itemStyle: { color: theme[area.status] },
    })),
  };
}

function spots(chart, theme) {
  return {
    name: "spots",
    type: "scatter",
    coordinateSystem: "geo",
    z: 6,
    data: chart.spots.map((spot) => ({
      value: spot.at,
      symbol: spot.status ? SHAPES[spot.status] : "circle",
      symbolSize: sized(theme, 14),
      itemStyle: { color: spot.status ? theme[spot.status] : theme.accent, borderColor: theme.surface, borderWidth: 1.5 },
    })),
    label: {
      show: true,
      position: "bottom",
      distance: 3,
      formatter: (point) => chart.spots[point.dataIndex].label,
      ...words(theme, { colour: theme.ink, size: 11 }),
      textBorderColor: theme.surface,
      textBorderWidth: 2.5,
    },
    labelLayout: { hideOverlap: true, moveOverlap: "shiftY" },
  };
}

/** Longitudes are narrower than latitudes away from the equator; a tile map is a plain plane. */
function aspect(areas, spotList) {
  const ys = [...areas.flatMap((area) => area.rings.flat().map(([, y]) => y)), ...spotList.map((spot) => spot.at[1])];
  const mean = ys.reduce((sum, y) => sum + y, 0) / ys.length;
  return mean > 15 && mean < 60 ? Math.cos((mean * Math.PI) / 180) : 1;
}

// On a phone there is no room for a figure in each area: it is in the tip and in the table below.
const ROOM_FOR_FIGURES = 480;

function withoutFigures(areas) {
  return areas.map((area) => ({ ...area, text: "" }));
}

export function mapOption(chart, theme, { echarts, width }) {
  const name = `map-${chart.name}`;
  const areas = width < ROOM_FOR_FIGURES * theme.scale ? withoutFigures(chart.areas) : chart.areas;
  const shapes = areas.length ? areas : [boxAround(chart.spots)];
  echarts.registerMap(name, asGeoJson(shapes));
  return {
    geo: {
      map: name,
      roam: false,
      preserveAspect: "contain",
      top: sized(theme, 8),
      bottom: sized(theme, 8),
      left: sized(theme, 8),
      right: sized(theme, 8),
      aspectScale: aspect(shapes, chart.spots),
      regions: regions(areas, theme),
      label: {
        rich: {
          name: { ...words(theme, { colour: theme.ink, weight: 550 }), lineHeight: sized(theme, 16) },
          text: { ...words(theme, { size: 11, colour: theme.ink }), lineHeight: sized(theme, 15) },
        },
      },
      itemStyle: { areaColor: theme["surface-2"], borderColor: theme.line },
      emphasis: { itemStyle: { areaColor: theme["accent-soft"], borderColor: theme.accent, borderWidth: 2 * theme.scale }, label: { color: theme.ink } },
      select: { disabled: true },
      tooltip: { show: true },
    },
    tooltip: tipBox(theme, (point) => mapTip(chart, point), { trigger: "item" }),
    series: [stateSpots(areas, theme), spots(chart, theme)],
  };
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
  const places = chart.spots.map((spot, at) => ({ seriesIndex: 1, dataIndex: at, words: stopWords(spot), source: spot.source, url: spot.url }));
  return [...areas, ...places];
}

function stopWords(place) {
  return [place.label, place.text, place.status_word].filter(Boolean).join(" ");
}
