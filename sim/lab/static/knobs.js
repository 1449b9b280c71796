// Knobs, switches and the search for any other number.

import { change, fetched, query, swap } from "./setup.js";

const SEARCH_MS = 200;

/** A control was moved: its value goes into the set-up, or out of it where it is that of the scenario. */
function moved(control) {
  const key = control.dataset.key;
  const base = control.dataset.base ?? pair(control)?.dataset.base;
  const value = "list" in control.dataset ? listed(control.value) : control.value.trim();
  if (value === "") return;
  const other = pair(control);
  if (other) other.value = value;
  control.closest(".knob")?.classList.toggle("changed", base !== undefined && !same(value, base));
  change((params) => {
    if (base !== undefined && same(value, base)) params.delete(key);
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

function listen(form) {
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", (event) => {
    const control = event.target;
    if (control.dataset.key) moved(control);
    else if (["seed", "run", "runs"].includes(control.name) && control.checkValidity() && control.value !== "")
      change((params) => params.set(control.name, control.value));
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
    swap("keys", await answer.text());
    uncover(field);
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
  search(document.getElementById("search"), document.getElementById("more"));
  for (const knob of document.querySelectorAll("[data-base]"))
    knob.closest(".knob").classList.toggle("changed", !same(knob.value, knob.dataset.base));
  // On a phone the knobs would push everything else off the screen.
  if (matchMedia("(max-width: 62rem)").matches) document.getElementById("set-up-fold").open = false;
}
