// The page's own colours and sizes, read from its style sheet, so that a picture looks like what is around it.

const NAMES = [
  "accent", "accent-strong", "accent-soft", "surface", "surface-2", "ink", "ink-2", "ink-3", "line", "line-strong",
  "reached", "ahead", "on_course", "behind", "behind-fill", "off_course", "unknown",
];

/** Colours by name, the font, and `scale`: 1 on a desk, larger on a wall. */
export function pageTheme() {
  const style = getComputedStyle(document.documentElement);
  const colours = Object.fromEntries(NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
  return {
    ...colours,
    behind: colours["behind-fill"],
    font: getComputedStyle(document.body).fontFamily,
    scale: Number.parseFloat(style.fontSize) / 16,
    still: matchMedia("(prefers-reduced-motion: reduce)").matches,
  };
}

export function sized(theme, pixels) {
  return Math.round(pixels * theme.scale * 10) / 10;
}

export function words(theme, { colour = theme["ink-2"], size = 12, weight = 400 } = {}) {
  return { color: colour, fontSize: sized(theme, size), fontFamily: theme.font, fontWeight: weight };
}

/** A colour between two, for values on a map: `share` from 0 to 1. */
export function between(one, other, share) {
  const [a, b] = [one, other].map((hex) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)));
  return `#${a.map((part, at) => Math.round(part + (b[at] - part) * share).toString(16).padStart(2, "0")).join("")}`;
}

// Each state's shape, the same as in icons.svg: a colour alone tells nothing to some readers.
export const SHAPES = {
  reached: "path://M8 1a7 7 0 1 1 0 14a7 7 0 1 1 0-14zM6.800 11.600l5.200-5.400-1.300-1.300-3.900 4.100-1.800-1.800-1.300 1.300z",
  ahead: "path://M8 1.500L14.800 14H1.200z",
  on_course: "circle",
  behind: "path://M8 14.500L1.200 2h13.600z",
  off_course: "path://M2 2h12v12H2zM4.500 5.700L6.800 8 4.500 10.300 5.700 11.500 8 9.200l2.300 2.300 1.200-1.200L9.200 8l2.300-2.300-1.200-1.200L8 6.800 5.700 4.500z",
  unknown: "path://M8 1a7 7 0 1 1 0 14a7 7 0 1 1 0-14zM8 3.400a4.600 4.600 0 1 0 0 9.200a4.600 4.600 0 1 0 0-9.200z",
};
