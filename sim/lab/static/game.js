// Keeps the page of a game as it is on the server, and loses nothing that was chosen on it.
//
// The server says over a stream that there is something new; the page is then fetched once more, and
// what differs is put in its place. What was chosen and not yet sent is kept in this tab, also when it
// is loaded anew. Without this script everything works by loading the page.

import { drop, keep, kept, restore, say, written } from "./draft.js";
import { settled } from "./press.js";
import { renew } from "./renew.js";

const SECONDS_BETWEEN_TRIES = 2;
const SECONDS_TO_A_NEW_STREAM = 3;
// Longer than between the two clicks of a double click.
const REST_MS = 700;
const SENT = "application/x-www-form-urlencoded";

const root = () => document.querySelector("[data-live]");
const pause = (seconds) => new Promise((go) => setTimeout(go, seconds * 1000));

// The page as it is now

const turnsWith = (page) => `${page.querySelector("h2, h1")?.textContent} ${page.dataset.draft}`;

/** Whether somebody is at a field of which the server does not know yet. */
const typing = () => document.activeElement?.matches("form:not([data-keep]) :is(input, select, textarea)");

function show(text, sent) {
  const fresh = new DOMParser().parseFromString(text, "text/html");
  const next = fresh.querySelector("[data-live]");
  if (!next) return false;
  const page = root();
  const turned = turnsWith(page) !== turnsWith(next);
  const before = document.activeElement;
  const goesOn = typing();
  document.title = fresh.title;
  renew(page, next, "[data-sent], [data-link]");
  if (sent?.isConnected) sent.reset();
  restore();
  const fault = page.querySelector("[role=alert]");
  const lost = before !== document.body && before?.isConnected === false;
  if (fault) fault.focus();
  else if (turned && !goesOn) {
    scrollTo(0, 0);
    page.querySelector("h1").focus({ preventScroll: true });
  } else if (lost) page.querySelector("h1").focus({ preventScroll: true });
  if (turned || sent) resting = performance.now() + REST_MS;
  rest();
  return true;
}

let resting = 0;

/**
 * After the page has turned, buttons rest for a moment: whoever clicks twice, or just then, meant what
 * stood there before. The button that was used stays, since it does the same once more.
 */
function rest() {
  const left = resting - performance.now();
  if (left <= 0) return;
  const buttons = [...document.querySelectorAll("form[data-send] button")];
  for (const button of buttons) button.disabled = button !== document.activeElement;
  setTimeout(() => {
    if (performance.now() < resting) return;
    for (const button of buttons) button.disabled = false;
  }, left + 1);
}

let refreshing = false;
let sending = 0;
// What the stream said last; empty before it has said anything.
let latest = "";

function catchUp() {
  if (!sending && latest && latest !== root()?.dataset.version) refresh();
}

async function refresh() {
  if (refreshing) return;
  refreshing = true;
  const seen = latest;
  let heard = false;
  try {
    const answer = await fetch(location.href, { headers: { accept: "text/html" } });
    heard = answer.status < 500 && answer.status !== 429;
    if (answer.redirected) location.replace(answer.url);
    else if (answer.ok) {
      const text = await answer.text();
      await settled();
      // What is being sent is answered with the page as it is then.
      if (!sending) show(text);
    }
  } catch {
    heard = false;
  } finally {
    refreshing = false;
  }
  if (!heard) setTimeout(catchUp, SECONDS_BETWEEN_TRIES * 1000);
  // What the stream said meanwhile may be newer than the page that was fetched.
  else if (latest !== seen) catchUp();
}

// Sending

const underWay = new WeakSet();

async function send(form, button) {
  // What is sent twice is sent once.
  if (underWay.has(form)) return;
  underWay.add(form);
  sending++;
  try {
    await arrive(form, button);
  } finally {
    sending--;
    underWay.delete(form);
    catchUp();
  }
}

async function arrive(form, button) {
  const draft = form === kept();
  // They keep the focus, which they would lose if they were disabled.
  for (const each of form.querySelectorAll("button")) each.setAttribute("aria-disabled", "true");
  say("Sending …");
  for (;;) {
    // What was changed while there was no connection goes along.
    const body = new URLSearchParams(new FormData(form, button));
    const chosen = draft ? written(form) : null;
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body,
        headers: { accept: "text/html", "content-type": SENT },
      });
      if (answer.status < 500) {
        const text = await answer.text();
        if (answer.ok && draft) drop(form, chosen);
        const here = new URL(answer.url).pathname === location.pathname;
        if (answer.redirected && !here) {
          location.assign(answer.url);
          return;
        }
        await settled();
        const changed = draft && written(form) !== chosen;
        if (!show(text, answer.ok ? form : null)) location.reload();
        // When the round was played meanwhile, the page shows what came of it.
        else if (answer.ok && !changed) say(document.querySelector("[data-decided]") ? "Taken down." : "");
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

let stream = null;

function linked(text) {
  const line = document.querySelector("[data-link]");
  if (!line) return;
  line.hidden = !text;
  line.textContent = text;
}

function listen() {
  hush();
  const mine = new EventSource(root().dataset.live);
  stream = mine;
  mine.addEventListener("open", () => linked(""));
  mine.addEventListener("state", (event) => {
    linked("");
    const now = JSON.parse(event.data);
    if (!now || now.version === "gone") {
      hush();
      location.reload();
      return;
    }
    const line = document.querySelector("[data-status]");
    if (line && !line.dataset.status && now.status) line.textContent = now.status;
    latest = now.version;
    catchUp();
  });
  mine.addEventListener("error", () => {
    linked("No connection; trying again.");
    if (mine.readyState !== EventSource.CLOSED) return;
    setTimeout(() => mine === stream && listen(), SECONDS_TO_A_NEW_STREAM * 1000);
  });
}

function hush() {
  stream?.close();
  stream = null;
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
  // A browser has six connections to a server at most, all its tabs together: one that nobody looks at
  // holds none, or the seventh would wait for ever.
  document.addEventListener("visibilitychange", () => (document.hidden ? hush() : listen()));
  restore();
  if (!document.hidden) listen();
}
