// The set-up of the page: what its address says. Every part of the page asks here, and is told of changes.

const listeners = new Set();
let waiting = null;
let number = 0;
const handed = new Set();

export const HOLD_MS = 120;

/** The query of the set-up that the page shows, as the server writes it. */
export let query = location.search.replace(/^\?/, "");
query = without(query, ["plain"]);

function without(text, names) {
  const params = new URLSearchParams(text);
  for (const name of names) params.delete(name);
  return params.toString();
}

/** Call back with the new query whenever the set-up has changed. */
export function whenChanged(callback) {
  listeners.add(callback);
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
  const found = await answer.json();
  if (!answer.ok && !handed.has(wanted) && (await handedAgain(new URLSearchParams(wanted).get("scenario") ?? ""))) {
    handed.add(wanted);
    ask(wanted, mine);
    return;
  }
  document.body.dataset.state = answer.ok ? "ready" : "fault";
  if (!answer.ok) {
    fault.replaceChildren(faultList(found.faults ?? ["The lab refused this."]));
    return;
  }
  fault.replaceChildren();
  waiting = null;
  query = found.query;
  history.replaceState(null, "", `/lab?${query}${location.hash}`);
  swap("changes", found.changes);
  swap("texts", found.texts);
  for (const link of document.querySelectorAll("a[data-play]")) link.href = `${link.dataset.play}?${query}`;
  for (const callback of listeners) callback(query);
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

/** Put new HTML of our own server into a part of the page, and keep the focus where it was. */
export function swap(id, html) {
  const part = document.getElementById(id);
  const focus = part.contains(document.activeElement) ? document.activeElement.dataset : null;
  const template = document.createElement("template");
  template.innerHTML = html;
  part.replaceChildren(template.content);
  if (focus?.switch) part.querySelector(`[data-switch="${CSS.escape(focus.switch)}"]`)?.focus();
}
