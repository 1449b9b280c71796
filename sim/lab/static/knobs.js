// Knobs, switches and the search for any other number.

import { renewWithin } from "./renew.js";
import { change, fetched, query, whenChanged } from "./setup.js";

const SEARCH_MS = 200;
let undone = false;

/** A control was moved: its value goes into the set-up, or out of it where it is that of the scenario. */
function moved(control) {
  const key = control.dataset.key;
  const base = baseOf(control);
  const value = "list" in control.dataset ? listed(control.value) : control.value.trim();
  if (value === "") return;
  const other = pair(control);
  if (other) other.value = value;
  control.closest(".knob").classList.toggle("changed", !same(value, base));
  change((params) => {
    if (same(value, base)) params.delete(key);
    else params.set(key, value);
  });
}

/** Words with commas between them, as JSON. */
const listed = (text) => JSON.stringify(text.split(",").map((word) => word.trim()).filter(Boolean));

const same = (one, other) => one === other || (other !== "" && Number(one) === Number(other));

/** The slider beside a field, or the field beside a slider. */
function pair(control) {
  const beside = control.parentElement.querySelectorAll("[data-key]");
  return [...beside].find((one) => one !== control) ?? null;
}

/** The value that the scenario has, as text. */
const baseOf = (control) => control.dataset.base ?? pair(control).dataset.base;

/** How a control writes the value of a set-up. */
function shown(control, text) {
  if (!("list" in control.dataset) && control.tagName !== "SELECT") return text;
  let value = text;
  try {
    value = JSON.parse(text);
  } catch {
    // A plain word stands without quotation marks.
  }
  return Array.isArray(value) ? value.join(", ") : String(value ?? "");
}

/** Every control says what the set-up says: it may have been changed elsewhere on the page. */
function level(asked) {
  const params = new URLSearchParams(asked);
  for (const control of document.querySelectorAll("[data-key]")) {
    const base = baseOf(control);
    const value = params.get(control.dataset.key) ?? base;
    control.closest(".knob").classList.toggle("changed", !same(value, base));
    const text = shown(control, value);
    // Somebody may be in the middle of a word.
    if (control !== document.activeElement && !same(control.value, text)) control.value = text;
  }
  for (const box of document.querySelectorAll("[data-switch]")) box.checked = box.defaultChecked;
  for (const field of document.querySelectorAll("[data-usual]")) {
    const value = params.get(field.name) ?? field.dataset.usual;
    if (field !== document.activeElement && field.value !== value) field.value = value;
  }
}

function listen(form) {
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", (event) => {
    const control = event.target;
    if (control.dataset.key) moved(control);
    else if (["seed", "run", "runs"].includes(control.name) && control.checkValidity() && control.value !== "")
      change((params) => params.set(control.name, control.value));
  });
  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-usual]")) event.target.reportValidity();
  });
  form.addEventListener("focusout", (event) => {
    // A field that was emptied and left says again what holds.
    if (event.target.value === "" && document.body.dataset.state === "ready") setTimeout(() => level(query));
  });
}

/** What was changed is taken back in place: to load the page anew would lose its figures. */
function undo(part) {
  part.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-undo]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    undone = true;
    const key = link.dataset.undo;
    change((params) => {
      for (const name of [...params.keys()]) if (key ? name === key : name.includes(".")) params.delete(name);
    });
  });
}

function switches(texts) {
  texts.addEventListener("change", (event) => {
    const key = event.target.dataset.switch;
    if (key) change((params) => params.set(key, String(event.target.checked)));
  });
}

function search(field, fold) {
  let number = 0;
  const look = async () => {
    const mine = ++number;
    const answer = await fetched(`/lab/keys?${query}&q=${encodeURIComponent(field.value)}`).catch(() => null);
    if (!answer?.ok || mine !== number) return;
    const text = await answer.text();
    if (mine !== number) return;
    const keys = document.getElementById("keys");
    renewWithin(keys, text);
    level(query);
    if (!keys.contains(document.activeElement)) uncover(field);
  };
  field.addEventListener("input", () => {
    const mine = ++number;
    setTimeout(() => mine === number && look(), SEARCH_MS);
  });
  fold.addEventListener("toggle", () => fold.open && look());
}

/** Where the knobs scroll by themselves, put the field at their top, so that what was found is seen. */
function uncover(field) {
  const panel = field.closest(".set-up");
  if (panel.scrollHeight <= panel.clientHeight) return;
  const label = panel.querySelector(`label[for="${field.id}"]`);
  panel.scrollTop += label.getBoundingClientRect().top - panel.getBoundingClientRect().top - 12;
}

export function begin() {
  listen(document.getElementById("set-up"));
  switches(document.getElementById("texts"));
  undo(document.getElementById("changes"));
  search(document.getElementById("search"), document.getElementById("more"));
  whenChanged((asked) => {
    level(asked);
    // A link that was used to undo is gone.
    if (undone && document.activeElement === document.body)
      (document.querySelector("a[data-undo]") ?? document.getElementById("set-up-head")).focus();
    undone = false;
  });
  // Browsers write into fields what stood there when the page was left.
  level(query);
  // On a phone the knobs would push everything else off the screen.
  if (matchMedia("(max-width: 62rem)").matches) document.getElementById("set-up-fold").open = false;
}
