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

/** What is written on an area, from most to least: shape, name and figure; shape and name; the name alone. */
function versions(area, theme) {
  const measure = (mark, lines) => ({
    mark,
    lines,
    width: Math.max(...lines.map((line) => widthOf(line, sized(theme, SIZE)))) + sized(theme, 4),
    height: sized(theme, LINE * (lines.length + (mark ? 1 : 0))),
  });
  const mark = Boolean(area.status);
  return [measure(mark, area.text ? [area.label, area.text] : [area.label]), measure(mark, [area.label]), measure(false, [area.label])];
}

function isInside([x, y], rings) {
  return rings.some((ring) =>
    ring.reduce((inside, [x1, y1], at) => {
      const [x2, y2] = ring[(at + 1) % ring.length];
      return y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1 ? !inside : inside;
    }, false),
  );
}

/** A name that has left its area would name the neighbour: its middle line stays inside, or all of it where it can. */
function isOn(area, box, whole) {
  const [middleX, middleY] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
  const points = whole
    ? [[box.left, box.top], [box.right, box.top], [box.left, box.bottom], [box.right, box.bottom]]
    : [[middleX, middleY], [middleX, box.top], [middleX, box.bottom]];
  return points.every((point) => isInside(point, area.rings));
}

/** Places to try, the nearest to the middle first. */
const STEPS = [0, 1, -1, 2, -2, 3, -3, 4, -4]
  .flatMap((across, _at, all) => all.map((down) => [across, down]))
  .sort((one, other) => Math.hypot(...one) - Math.hypot(...other));

function placeArea(area, taken, theme, size) {
  const step = sized(theme, 9);
  for (const whole of [true, false]) {
    for (const version of versions(area, theme)) {
      for (const [across, down] of STEPS) {
        const at = [area.pixel[0] + across * step * 1.4, area.pixel[1] + down * step];
        const box = boxAt(at, version.width, version.height);
        if (isFree(box, taken, size) && isOn(area, box, whole)) return { ...version, at, box };
      }
    }
  }
  const short = versions(area, theme)[2];
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
