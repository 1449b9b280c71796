// The map of a run on one day. The server drew the places; this gives them holders, troops and fire.

const SVG = "http://www.w3.org/2000/svg";
const map = document.getElementById("map");
const holders = Object.fromEntries(JSON.parse(document.getElementById("ground").textContent).map((one) => [one.key, one]));
const cells = index("cell");
const towns = index("town");
const borders = [...map.querySelectorAll("[data-one]")];
const marks = document.getElementById("map-marks");
const fires = document.getElementById("map-fire");

for (const post of map.querySelectorAll(".post")) post.setAttribute("fill", holders[post.dataset.party]?.colour ?? "#777");

function index(name) {
  return Object.fromEntries([...map.querySelectorAll(`[data-${name}]`)].map((one) => [one.dataset[name], one]));
}

export function make(name, attributes, text) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  return element;
}

export const label = (party) => holders[party]?.label ?? party;
export const spoken = (party) => holders[party]?.spoken ?? party;
export const townName = (sector) => towns[sector]?.querySelector(".name").textContent ?? sector;

/** State of the map at the end of each day, from the changes that the frames list. */
export function days(frames) {
  const found = [];
  let held = { ...frames.holders };
  let troops = structuredClone(frames.troops);
  let offensives = {};
  const on = group([...frames.captures, ...frames.moves, ...frames.offensives].map((one) => one[0]));
  const captures = by(frames.captures);
  const moves = by(frames.moves);
  const begun = by(frames.offensives);
  const fire = by(frames.fire);
  const said = by(frames.said);
  for (let day = 1; day <= frames.last; day++) {
    if (on.has(day)) {
      held = { ...held };
      troops = structuredClone(troops);
      offensives = { ...offensives };
      for (const [, sector, party] of captures.get(day) ?? []) held[sector] = party;
      for (const [, sector, party, strength] of moves.get(day) ?? []) {
        troops[sector] = { ...troops[sector], [party]: strength };
        if (strength <= 0) delete troops[sector][party];
      }
      for (const [, party, sectors] of begun.get(day) ?? []) {
        if (sectors.length) offensives[party] = sectors;
        else delete offensives[party];
      }
    }
    found.push({
      day,
      held,
      troops,
      offensives,
      captures: captures.get(day) ?? [],
      fire: (fire.get(day) ?? []).map(([, s, p, n]) => [frames.sectors[s], frames.parties[p], n]),
      said: (said.get(day) ?? []).map(([, text]) => text),
      attacks: frames.attacks[day - 1],
      fled: frames.fled[day - 1],
    });
  }
  return found;
}

const group = (all) => new Set(all);

function by(list) {
  const found = new Map();
  for (const one of list) {
    if (!found.has(one[0])) found.set(one[0], []);
    found.get(one[0]).push(one);
  }
  return found;
}

/** Draw one day. */
export function draw(state) {
  for (const [sector, cell] of Object.entries(cells)) {
    const holder = state.held[sector];
    const fill = `url(#held-${holder})`;
    if (cell.getAttribute("fill") !== fill) cell.setAttribute("fill", fill);
    const letters = towns[sector].querySelector(".letters");
    letters.textContent = holders[holder]?.letters ?? "";
    letters.classList.toggle("long", letters.textContent.length > 2);
    towns[sector].querySelector("circle").setAttribute("stroke", holders[holder]?.colour ?? "#777");
  }
  for (const border of borders) {
    const sides = [border.dataset.one, border.dataset.other].map((sector) => holders[state.held[sector]]?.camp);
    border.classList.toggle("front", Boolean(sides[0] && sides[1] && sides[0] !== sides[1]));
  }
  marks.replaceChildren(...assaulted(state), ...garrisons(state));
  fires.replaceChildren(...fire(state));
}

const at = (sector) => [Number(towns[sector].dataset.x), Number(towns[sector].dataset.y)];

function assaulted(state) {
  const found = [];
  for (const [party, sectors] of Object.entries(state.offensives))
    for (const sector of sectors) {
      const [x, y] = at(sector);
      found.push(make("circle", { cx: x, cy: y, r: 9.5, class: "assaulted", stroke: holders[party]?.colour ?? "#000" }));
    }
  return found;
}

function garrisons(state) {
  const found = [];
  for (const [sector, forces] of Object.entries(state.troops)) {
    const posts = towns[sector].querySelectorAll(".post").length;
    Object.keys(forces).forEach((party, place) => {
      const [x, y] = at(sector);
      const left = x - 14 - 7 * (posts + place);
      found.push(make("rect", { x: left, y: y - 3.2, width: 6.4, height: 6.4, class: "troops", fill: holders[party]?.colour ?? "#777" }));
    });
  }
  return found;
}

function fire(state) {
  const counts = new Map();
  for (const [sector, , number] of state.fire) counts.set(sector, (counts.get(sector) ?? 0) + number);
  const found = [];
  for (const [sector, number] of counts) {
    const [x, y] = at(sector);
    found.push(make("circle", { cx: x + 7, cy: y - 7, r: Math.min(8, 4 + 0.7 * Math.sqrt(number)), class: "fire" }));
    found.push(make("text", { x: x + 7, y: y - 7, class: "fire-number" }, String(number)));
  }
  return found;
}
