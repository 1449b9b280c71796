// Plays one run: the map, the day in words, and the story, in step.

import { days, draw, label, make, spoken, townName } from "./map.js";
import { change, faultList, fetched, query, whenChanged } from "./setup.js";

const player = document.getElementById("player");
const slider = document.getElementById("day");
const play = document.getElementById("play");
const words = document.getElementById("day-words");
const story = document.getElementById("story");
const went = document.getElementById("went");
const listeners = new Set();
const LONGEST_FRAME_MS = 1000;

let telling = null;
let states = [];
let day = 1;
let timer = null;
let wanted = null;
let atEnd = false;

/** Call back with the telling whenever another run was played. */
export function whenTraced(callback) {
  listeners.add(callback);
  if (telling) callback(telling);
}

async function load(asked) {
  wanted = asked;
  const note = document.getElementById("telling");
  note.textContent = "The run is being played ...";
  let answer;
  try {
    answer = await fetched(`/lab/trace?${asked}`);
  } catch {
    answer = null;
  }
  if (wanted !== asked) return;
  if (!answer || answer.status === 503) {
    setTimeout(() => wanted === asked && load(asked), 1500);
    return;
  }
  note.textContent = "";
  const found = await answer.json().catch(() => ({ faults: ["This run could not be played."] }));
  if (wanted !== asked) return;
  if (found.faults) {
    words.replaceChildren(faultList(found.faults));
    return;
  }
  traced(found);
}

function traced(found) {
  pause();
  telling = found;
  states = days(found.frames);
  document.getElementById("opening").textContent = found.opening;
  went.textContent = found.went;
  slider.max = String(states.length);
  const params = new URLSearchParams(query);
  document.getElementById("run-number").textContent = params.get("run") ?? "0";
  document.getElementById("run-seed").textContent = params.get("seed") ?? "1";
  story.replaceChildren(...found.beats.map(beatItem));
  spark(found.frames.attacks, found.end);
  // Who was at the end stays there, so that a change of a knob shows its outcome at once.
  go(atEnd ? states.length : Math.min(day, states.length), { quiet: true });
  for (const callback of listeners) callback(found);
}

function beatItem(beat) {
  const item = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "link";
  button.textContent = beat.date;
  button.setAttribute("aria-label", `${beat.date}: go to this day`);
  button.addEventListener("click", () => go(beat.day));
  const text = document.createElement("span");
  text.textContent = `: ${beat.text}`;
  item.append(button, text);
  item.dataset.day = String(Math.max(1, beat.day));
  return item;
}

function spark(attacks, end) {
  const chart = document.getElementById("spark");
  const most = Math.max(1, ...attacks);
  const wide = 600 / attacks.length;
  const points = attacks.map((n, place) => `${(place * wide).toFixed(2)},${(44 - (40 * n) / most).toFixed(1)} ${((place + 1) * wide).toFixed(2)},${(44 - (40 * n) / most).toFixed(1)}`);
  const parts = [make("polygon", { points: `0,44 ${points.join(" ")} 600,44`, class: "spark-fire" })];
  if (end.ended) parts.push(make("line", { x1: (end.day - 0.5) * wide, x2: (end.day - 0.5) * wide, y1: 0, y2: 44, class: "spark-end" }));
  chart.replaceChildren(...parts);
}

const dateOf = (number) => {
  const when = new Date(`${telling.start}T00:00:00Z`);
  when.setUTCDate(when.getUTCDate() + number - 1);
  return when.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
};

/** Show a day. */
export function go(number, { quiet = false } = {}) {
  if (!states.length) return;
  day = Math.max(1, Math.min(states.length, number));
  atEnd = day === states.length;
  const state = states[day - 1];
  draw(state);
  slider.value = String(day);
  const date = dateOf(day);
  slider.setAttribute("aria-valuetext", `Day ${day}, ${date}`);
  document.getElementById("day-date").textContent = date;
  document.getElementById("day-number").textContent = `day ${day} of ${states.length}`;
  tellStory();
  tellDay(state, date, quiet || timer !== null);
  if (timer !== null && atEnd) pause();
}

function tellStory() {
  let last = null;
  for (const item of story.children) {
    const past = Number(item.dataset.day) <= day;
    item.hidden = !past;
    item.removeAttribute("aria-current");
    if (past) last = item;
  }
  if (last) {
    last.setAttribute("aria-current", "step");
    // The list scrolls by itself; the page must not.
    story.scrollTop = Math.max(0, last.offsetTop - story.offsetTop - 40);
  }
  document.getElementById("story-empty").hidden = last !== null;
  went.hidden = !(day >= telling.end.day);
}

/** The day in words. While the run plays nothing is announced, or a screen reader would never end. */
function tellDay(state, date, quiet) {
  words.setAttribute("aria-live", quiet ? "off" : "polite");
  const byParty = new Map();
  for (const [, party, number] of state.fire) byParty.set(party, (byParty.get(party) ?? 0) + number);
  const shots = [...byParty].sort((a, b) => b[1] - a[1]).map(([party, number]) => `${label(party)} ${number}`);
  const lines = [`${state.attacks === 0 ? "No attacks" : state.attacks === 1 ? "One attack" : `${state.attacks} attacks`}${shots.length ? `: ${shots.join(", ")}` : ""}.`];
  for (const [party, sectors] of Object.entries(state.offensives))
    lines.push(`Offensive by ${spoken(party)} at ${sectors.slice(0, 4).map(townName).join(", ")}${sectors.length > 4 ? " and more" : ""}.`);
  for (const [, sector, party] of state.captures) lines.push(`${townName(sector)} is taken by ${spoken(party)}.`);
  if (state.fled) lines.push(`About ${state.fled.toLocaleString("en-GB", { maximumSignificantDigits: 2 })} people flee.`);
  lines.push(...state.said);
  const head = document.createElement("p");
  head.className = "unseen";
  head.textContent = `Day ${day}, ${date}.`;
  const list = document.createElement("ul");
  for (const line of lines) {
    const item = document.createElement("li");
    item.textContent = line;
    list.append(item);
  }
  words.replaceChildren(head, list);
}

function start() {
  if (timer !== null || !states.length) return;
  if (atEnd) go(1, { quiet: true });
  play.textContent = "Pause";
  play.setAttribute("aria-pressed", "true");
  let before = performance.now();
  let due = 0;
  const tick = (now) => {
    if (timer === null) return;
    // Nobody saw the days of a tab that was hidden.
    due += (Math.min(now - before, LONGEST_FRAME_MS) / 1000) * Number(document.getElementById("speed").value);
    before = now;
    const steps = Math.floor(due);
    due -= steps;
    if (steps > 0) go(day + steps);
    if (timer !== null) timer = requestAnimationFrame(tick);
  };
  timer = requestAnimationFrame(tick);
}

function pause() {
  if (timer === null) return;
  cancelAnimationFrame(timer);
  timer = null;
  play.textContent = "Play";
  play.setAttribute("aria-pressed", "false");
}

export function begin() {
  play.addEventListener("click", () => (timer === null ? start() : pause()));
  const buttons = { "to-start": () => 1, "step-back": () => day - 1, "step-on": () => day + 1, "to-end": () => states.length };
  for (const [id, target] of Object.entries(buttons))
    document.getElementById(id).addEventListener("click", () => {
      pause();
      go(target());
    });
  slider.addEventListener("input", () => {
    pause();
    go(Number(slider.value));
  });
  player.addEventListener("keydown", (event) => {
    if (event.key !== " " || event.target.closest("button, select, input")) return;
    event.preventDefault();
    if (timer === null) start();
    else pause();
  });
  const whole = document.getElementById("whole");
  whole.hidden = !document.fullscreenEnabled;
  whole.addEventListener("click", () => {
    if (document.fullscreenElement) document.exitFullscreen();
    else player.requestFullscreen();
  });
  document.addEventListener("fullscreenchange", () => {
    whole.textContent = document.fullscreenElement ? "Leave full screen" : "Full screen";
  });
  document.getElementById("other-run").addEventListener("click", () => {
    change((params) => params.set("run", String(Number(params.get("run") ?? 0) + 1)));
  });
  document.addEventListener("view", (event) => event.detail !== "run" && pause());
  whenChanged(load);
  load(query);
}
