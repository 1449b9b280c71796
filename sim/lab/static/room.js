// Keeps the page of a game as it is on the server, and loses nothing that was chosen on it.
//
// The server says over a stream that there is something new; the page is then fetched once more and
// put in the place of the old one. What was chosen and not yet sent is kept in this tab, also when it
// is loaded anew. Without this script everything works by loading the page.

import { carry, settled } from "./carry.js";

const SECONDS_BETWEEN_TRIES = 2;
const SECONDS_TO_A_NEW_STREAM = 3;
const SENT = "application/x-www-form-urlencoded";

const root = () => document.querySelector("[data-live]");
const pause = (seconds) => new Promise((go) => setTimeout(go, seconds * 1000));

// What is chosen and not yet sent

const place = () => `ceasefire ${root().dataset.draft}`;
const fields = (form) => [...new FormData(form)].filter(([name]) => name !== "week");
const kept = () => document.querySelector("form[data-keep]");

function keep(form) {
  sessionStorage.setItem(place(), JSON.stringify(fields(form)));
  say("Not yet sent.");
}

function forget() {
  if (root()?.dataset.draft) sessionStorage.removeItem(place());
}

function restore() {
  const form = kept();
  if (!form) return;
  form.dataset.shown = JSON.stringify(fields(form));
  const draft = sessionStorage.getItem(place());
  if (!draft || draft === form.dataset.shown) return;
  const wanted = new Map();
  for (const [name, value] of JSON.parse(draft)) {
    wanted.set(name, [...(wanted.get(name) ?? []), value]);
  }
  for (const field of form.elements) {
    if (field.type === "radio" || field.type === "checkbox") {
      const values = wanted.get(field.name);
      // A choice that the draft does not know stays as the server has it.
      if (values) field.checked = values.includes(field.value);
      else if (field.type === "checkbox") field.checked = false;
    } else if (field.tagName === "SELECT" && wanted.has(field.name)) {
      field.value = wanted.get(field.name)[0];
    }
  }
  say("Not yet sent.");
}

function say(text) {
  const line = document.querySelector("[data-sent]");
  if (line) line.textContent = text;
}

// The page in place of the page

function swap(text, sent) {
  const fresh = new DOMParser().parseFromString(text, "text/html");
  const next = fresh.querySelector("[data-live]");
  if (!next) return false;
  const old = root();
  const turned = next.querySelector("h2, h1")?.textContent !== old.querySelector("h2, h1")?.textContent
    || next.dataset.draft !== old.dataset.draft;
  const carried = carry(old, next, sent);
  document.title = fresh.title;
  old.replaceWith(document.adoptNode(next));
  restore();
  const fault = next.querySelector("[role=alert]");
  if (fault) {
    fault.tabIndex = -1;
    fault.focus();
  } else if (turned && !carried.typing) {
    window.scrollTo(0, 0);
    next.querySelector("h1").focus({ preventScroll: true });
  } else {
    carried.put();
  }
  return true;
}

let refreshing = false;
let sending = false;
// What the stream said last; empty before it has said anything.
let latest = "";

function renew() {
  if (!sending && latest && latest !== root()?.dataset.version) refresh();
}

async function refresh() {
  if (refreshing) return;
  refreshing = true;
  const seen = latest;
  try {
    const answer = await fetch(location.href, { headers: { accept: "text/html" } });
    if (answer.redirected) location.replace(answer.url);
    else if (answer.ok) {
      const text = await answer.text();
      await settled();
      // What is being sent is answered with the page as it is then.
      if (!sending) swap(text);
    }
  } catch {
    // The stream tells when the lab is there again.
  } finally {
    refreshing = false;
  }
  // What the stream said meanwhile may be newer than the page that was fetched.
  if (latest !== seen) renew();
}

// Sending

async function send(form, button) {
  sending = true;
  try {
    await arrive(form, button);
  } finally {
    sending = false;
    renew();
  }
}

async function arrive(form, button) {
  const body = new URLSearchParams(new FormData(form, button));
  const buttons = [...form.querySelectorAll("button")];
  for (const each of buttons) each.disabled = true;
  say("Sending …");
  for (;;) {
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body,
        headers: { accept: "text/html", "content-type": SENT },
      });
      if (answer.status < 500) {
        const text = await answer.text();
        if (answer.ok && form.matches("[data-keep]")) forget();
        const here = new URL(answer.url).pathname === location.pathname;
        if (answer.redirected && !here) location.assign(answer.url);
        else {
          await settled();
          if (!swap(text, answer.ok ? form : null)) location.reload();
        }
        // When the round was played meanwhile, the page shows what came of it.
        if (answer.ok) say(document.querySelector("[data-decided]") ? "Taken down." : "");
        return;
      }
    } catch {
      // The same is sent until it arrives: what arrives twice counts once.
    }
    say("No connection. Your choices are kept here, and are sent as soon as the lab answers.");
    await pause(SECONDS_BETWEEN_TRIES);
  }
}

// The stream

function linked(text) {
  const line = document.querySelector("[data-link]");
  if (!line) return;
  line.hidden = !text;
  line.textContent = text;
}

function listen() {
  const stream = new EventSource(root().dataset.live);
  stream.addEventListener("open", () => linked(""));
  stream.addEventListener("state", (event) => {
    linked("");
    const now = JSON.parse(event.data);
    if (!now || now.version === "gone") {
      stream.close();
      location.reload();
      return;
    }
    const told = document.querySelector("[data-told]");
    if (told && !told.dataset.told && now.status) told.textContent = now.status;
    latest = now.version;
    renew();
  });
  stream.addEventListener("error", () => {
    linked("No connection; trying again.");
    if (stream.readyState !== EventSource.CLOSED) return;
    setTimeout(listen, SECONDS_TO_A_NEW_STREAM * 1000);
  });
}

if (root()) {
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-send]")) return;
    event.preventDefault();
    send(event.target, event.submitter);
  });
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-keep]");
    if (form) keep(form);
  });
  document.addEventListener("click", (event) => {
    // Leaves all to the rule, which is the first option of every choice.
    if (!event.target.matches("[data-rule]")) return;
    event.preventDefault();
    const form = event.target.closest("form");
    for (const field of form.elements) {
      if (field.type === "checkbox") field.checked = false;
      if (field.type === "radio") field.checked = field.value === "rule";
      if (field.tagName === "SELECT") field.selectedIndex = 0;
    }
    keep(form);
  });
  restore();
  listen();
}
