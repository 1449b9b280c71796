// The set-up of the page: what its address says. Every part of the page asks here, and is told of changes.

import { renewWithin } from "./renew.js";

const listeners = new Set();
let waiting = null;
let number = 0;
const handed = new Set();
const waiters = [];

export const HOLD_MS = 120;

/** The query of the set-up that the page shows, as the server writes it. */
export let query = document.getElementById("set-up")?.dataset.query ?? "";

/** Call back with the new query whenever the set-up has changed. */
export function whenChanged(callback) {
  listeners.add(callback);
}

/** Wait until what was changed last is answered: what is begun before would be begun with the old set-up. */
export function answered() {
  if (!["asking", "lost"].includes(document.body.dataset.state)) return Promise.resolve();
  return new Promise((go) => waiters.push(go));
}

function tell() {
  for (const go of waiters.splice(0)) go();
}

/** Ask the server for a changed set-up. `edit` is given the parameters and changes them. */
export function change(edit) {
  const params = new URLSearchParams(waiting ?? query);
  edit(params);
  waiting = params.toString();
  const mine = ++number;
  document.body.dataset.state = "asking";
  setTimeout(() => {
    if (mine === number) ask(waiting, mine);
  }, HOLD_MS);
}

async function ask(wanted, mine) {
  const fault = document.getElementById("fault");
  let answer;
  try {
    answer = await fetched(`/lab/parts?${wanted}`);
  } catch (error) {
    if (mine !== number) return;
    fault.replaceChildren(faultList([error.message]));
    document.body.dataset.state = "lost";
    setTimeout(() => mine === number && ask(wanted, mine), 2000);
    return;
  }
  if (mine !== number) return;
  if (answer.status === 401) {
    // The lab was started anew with another code: it asks for that, and leads back.
    location.assign(`/lab?${wanted}${location.hash}`);
    return;
  }
  const found = await answer.json().catch(() => ({}));
  if (mine !== number) return;
  if (!answer.ok && !handed.has(wanted) && (await handedAgain(new URLSearchParams(wanted).get("scenario") ?? ""))) {
    handed.add(wanted);
    ask(wanted, mine);
    return;
  }
  document.body.dataset.state = answer.ok ? "ready" : "fault";
  if (!answer.ok) {
    fault.replaceChildren(faultList(found.faults ?? ["The lab refused this."]));
    tell();
    return;
  }
  fault.replaceChildren();
  waiting = null;
  query = found.query;
  history.replaceState(null, "", `/lab?${query}${location.hash}`);
  renewWithin(document.getElementById("changes"), found.changes);
  renewWithin(document.getElementById("texts"), found.texts);
  for (const link of document.querySelectorAll("a[data-play]")) link.href = `${link.dataset.play}?${query}`;
  for (const callback of listeners) callback(query);
  tell();
}

export const OWN = "ceasefire-lab-own";

/** Hand a scenario file to a lab that no longer has it, if this tab has kept it; whether that was done. */
export async function handedAgain(scenario) {
  const text = sessionStorage.getItem(`${OWN}-${scenario}`);
  if (text === null) return false;
  const answer = await handIn(text).catch(() => ({ faults: [] }));
  return !answer.faults;
}

/** Hand in a scenario file; what the lab says. */
export async function handIn(text) {
  const answer = await fetched("/lab/file", { method: "POST", body: text, headers: { "content-type": "text/plain" } });
  if (answer.status === 413) return { faults: ["Your file is larger than the lab takes."] };
  return answer.json();
}

/** Fetch, with words that a person understands if the lab cannot be reached. */
export async function fetched(address, options) {
  try {
    return await fetch(address, options);
  } catch {
    throw new Error("The lab cannot be reached. Trying again.");
  }
}

/** A list of messages, as text. */
export function faultList(messages) {
  const list = document.createElement("ul");
  list.className = "faults";
  for (const message of messages) {
    const item = document.createElement("li");
    item.textContent = message;
    list.append(item);
  }
  return list;
}
