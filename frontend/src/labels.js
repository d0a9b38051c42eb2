// Names on a map that never cover each other: an area's name moves until no spot lies under it; a spot's name goes
// below, above, right or left of it, or waits for the pointer where no side is free.

import { sized } from "./theme.js";

export const LINE = 16;
const SIZE = 12;

/** Chinese characters are as wide as they are high, Latin letters a little more than half. */
function widthOf(text, size) {
  return [...text].reduce((sum, letter) => sum + (letter.charCodeAt(0) > 0x2e7f ? 1 : 0.58), 0) * size;
}

function boxAt([x, y], width, height) {
  return { left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 };
}

function overlap(one, other) {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}

function isFree(box, taken, { width, height }) {
  const inside = box.left >= 0 && box.right <= width && box.top >= 0 && box.bottom <= height;
  return inside && !taken.some((each) => overlap(box, each));
}

/** What is written on an area, from most to least: shape, name and figure; shape and name; the name. */
function versions(area, theme) {
  const measure = (mark, lines) => ({
    mark,
    lines,
    width: Math.max(...lines.map((line) => widthOf(line, sized(theme, SIZE)))) + sized(theme, 4),
    height: sized(theme, LINE * (lines.length + (mark ? 1 : 0))),
  });
  const full = measure(Boolean(area.status), area.text ? [area.label, area.text] : [area.label]);
  return [full, measure(Boolean(area.status), [area.label])];
}

const STEPS = [0, 1, -1, 2, -2, 3, -3];

function placeArea(area, taken, theme, size) {
  const step = sized(theme, 12);
  for (const version of versions(area, theme)) {
    for (const down of STEPS) {
      for (const across of STEPS) {
        const at = [area.pixel[0] + across * step * 1.5, area.pixel[1] + down * step];
        const box = boxAt(at, version.width, version.height);
        if (isFree(box, taken, size)) return { ...version, at, box };
      }
    }
  }
  const [, short] = versions(area, theme);
  return { ...short, at: area.pixel, box: boxAt(area.pixel, short.width, short.height) };
}

function placeSpot(spot, taken, theme, size) {
  const [width, height, away] = [widthOf(spot.label, sized(theme, 11)) + 2, sized(theme, 13), sized(theme, 8)];
  const [x, y] = spot.pixel;
  const sides = {
    bottom: [x, y + away + height / 2],
    top: [x, y - away - height / 2],
    right: [x + away + width / 2, y],
    left: [x - away - width / 2, y],
  };
  for (const [side, at] of Object.entries(sides)) {
    const box = boxAt(at, width, height);
    if (isFree(box, taken, size)) return { side, box };
  }
  return null;
}

/** Where each name goes, in pixels: `areas` with the lines that fit, `spots` with a side, or null where none is free. */
export function placeNames({ areas, spots }, theme, size) {
  const dots = spots.map((spot) => boxAt(spot.pixel, sized(theme, 15), sized(theme, 15)));
  const taken = [...dots];
  const placed = areas.map((area) => {
    const found = placeArea(area, taken, theme, size);
    taken.push(found.box);
    return { ...found, area };
  });
  const sides = spots.map((spot, at) => {
    const found = placeSpot(spot, taken.filter((box) => box !== dots[at]), theme, size);
    if (found) taken.push(found.box);
    return found?.side ?? null;
  });
  return { areas: placed, spots: sides };
}
