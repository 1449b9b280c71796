// Two charts: the survival curve with its band, and the kinds of end on top of each other.

import { make } from "./map.js";

const WIDE = 520;
const HIGH = 350;
const LEFT = 58;
const RIGHT = 18;
const TOP = 14;
const BOTTOM = 50;
const STEPS = [1, 2, 5, 7, 10, 14, 30, 60, 90, 180, 365, 730];

const across = (horizon) => (day) => LEFT + ((WIDE - LEFT - RIGHT) * day) / horizon;
const up = (share) => TOP + (HIGH - TOP - BOTTOM) * (1 - share);

/** Corners of a line that stays level until the next day. */
function stairs(days, values, x) {
  const points = [];
  days.forEach((day, place) => {
    if (place) points.push(`${x(day).toFixed(1)},${up(values[place - 1]).toFixed(1)}`);
    points.push(`${x(day).toFixed(1)},${up(values[place]).toFixed(1)}`);
  });
  return points;
}

function frame(horizon, words) {
  const x = across(horizon);
  const parts = [];
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    parts.push(make("line", { x1: LEFT, x2: WIDE - RIGHT, y1: up(share), y2: up(share), class: "grid" }));
    parts.push(make("text", { x: LEFT - 8, y: up(share), class: "tick upright" }, share === 1 ? "100 %" : String(100 * share)));
  }
  const step = STEPS.find((one) => horizon / one <= 6) ?? STEPS.at(-1);
  const ticks = [];
  for (let day = 0; day <= horizon; day += step) ticks.push(day);
  if (horizon - ticks.at(-1) < step / 2 && ticks.length > 1) ticks.pop();
  for (const day of [...ticks, horizon]) {
    parts.push(make("line", { x1: x(day), x2: x(day), y1: up(0), y2: up(0) + 5, class: "axis" }));
    parts.push(make("text", { x: x(day), y: up(0) + 20, class: "tick" }, String(day)));
  }
  parts.push(make("line", { x1: LEFT, x2: WIDE - RIGHT, y1: up(0), y2: up(0), class: "axis" }));
  parts.push(make("text", { x: (LEFT + WIDE - RIGHT) / 2, y: HIGH - 8, class: "axis-name" }, words));
  return parts;
}

function curve(figures, x, name) {
  const band = [...stairs(figures.days, figures.high, x), ...stairs(figures.days, figures.low, x).reverse()];
  return [
    make("polygon", { points: band.join(" "), class: `band ${name}` }),
    make("polyline", { points: stairs(figures.days, figures.share, x).join(" "), class: `curve ${name}` }),
  ];
}

/** Draw how many are still in force; what was pinned lies below it, dashed. */
export function survival(svg, now, pinned) {
  const horizon = now.horizon;
  const x = across(horizon);
  const parts = frame(horizon, "days since entry into force");
  const both = pinned && pinned.horizon === horizon;
  if (both) parts.push(...curve(pinned, x, "pinned"));
  parts.push(...curve(now, x, "now"));
  if (both) {
    const ends = [now.share.at(-1), pinned.share.at(-1)];
    let heights = ends.map(up);
    if (Math.abs(heights[0] - heights[1]) < 22) {
      const middle = (heights[0] + heights[1]) / 2;
      const sign = ends[0] >= ends[1] ? -1 : 1;
      heights = [middle + 11 * sign, middle - 11 * sign];
    }
    ["now", "pinned"].forEach((name, place) => parts.push(make("text", { x: WIDE - RIGHT - 6, y: Math.max(TOP + 10, Math.min(up(0) - 10, heights[place] - 8)), class: `end-name ${name}` }, name)));
  }
  svg.replaceChildren(...parts);
  const share = Math.round(100 * now.share.at(-1));
  svg.setAttribute("aria-label", `Share of runs still in force by day: ${share} percent after ${horizon} days${both ? `, pinned ${Math.round(100 * pinned.share.at(-1))} percent` : ""}. The numbers follow below.`);
}

/** Draw how many had ended in which way. */
export function ends(svg, now) {
  const x = across(now.horizon);
  const parts = frame(now.horizon, "days since entry into force");
  let below = now.days.map(() => 0);
  const said = [];
  for (const [kind, shares] of Object.entries(now.ends)) {
    const above = below.map((value, place) => value + shares[place]);
    const points = [...stairs(now.days, above, x), ...stairs(now.days, below, x).reverse()];
    parts.push(make("polygon", { points: points.join(" "), class: "end-area", fill: `url(#end-${kind})` }));
    said.push(`${kind} ${Math.round(100 * shares.at(-1))} percent`);
    below = above;
  }
  parts.push(make("polyline", { points: stairs(now.days, below, x).join(" "), class: "end-line" }));
  svg.replaceChildren(...parts);
  svg.setAttribute("aria-label", `Share of runs that had ended by day, by kind of end. After ${now.horizon} days: ${said.join(", ") || "none"}.`);
  for (const item of document.querySelectorAll("[data-end]")) item.hidden = !(item.dataset.end in now.ends);
}
