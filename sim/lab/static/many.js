// Many runs: counted on request, drawn as they come in, and compared with what was pinned.

import { ends, survival } from "./chart.js";
import { answered, faultList, fetched, query, whenChanged } from "./setup.js";
import { stream } from "./stream.js";

const by = (id) => document.getElementById(id);
const WORDS = { attacks: "attacks", breaches: "breaches of the text", accusations: "accusations", accusations_true: "of them true", accusations_false: "of them false", accusations_contested: "of them contested", accusations_pretext: "of them a pretext", talks: "talks", patrols_done: "patrols done", displaced: "people displaced" };
const PINNED = "ceasefire-lab-pin";

let source = null;
let figures = null;
let counted = null;
let announced = 0;
let pinned = null;
let away = false;

function count() {
  stop();
  counted = query;
  announced = 0;
  figures = null;
  away = false;
  by("stale").hidden = true;
  // What stands there belongs to the figures of before.
  by("pin").hidden = true;
  uncompared();
  by("cancel").hidden = false;
  by("progress").hidden = false;
  by("progress").value = 0;
  by("many-state").textContent = "Running.";
  const takes = { begun, figures: show, done: finished, fault };
  source = stream("/lab/runs", counted, takes, lost);
}

function begun() {
  if (away) by("many-state").textContent = "Running.";
  away = false;
}

function stop() {
  source?.();
  source = null;
  by("cancel").hidden = true;
  by("progress").hidden = true;
}

function halt() {
  stop();
  by("many-state").textContent = figures ? `Stopped after ${figures.done} runs.` : "Stopped.";
}

function lost() {
  away = true;
  by("many-state").textContent = "The lab cannot be reached. It goes on when it can.";
}

function fault({ text }) {
  stop();
  by("many-state").replaceChildren(faultList([text]));
}

function show(found) {
  if (!found.done) return;
  figures = found;
  by("charts").hidden = false;
  by("numbers").hidden = false;
  by("progress").max = found.total;
  by("progress").value = found.done;
  by("reading").textContent = found.reading;
  survival(by("survival"), found, pinned?.figures);
  ends(by("ends"), found);
  tables(found);
  // Said at the first figures, at the half, and at the end.
  const share = found.done / found.total;
  const due = share >= 1 ? 3 : share >= 0.5 ? 2 : 1;
  if (due > announced) {
    announced = due;
    by("many-state").textContent = share >= 1 ? `All ${found.total} runs are done.` : `${found.done} of ${found.total} runs.`;
  }
}

function finished() {
  stop();
  if (figures?.failed) by("many-state").textContent = `${figures.failed} of ${figures.total} runs failed; the others are shown.`;
  by("pin").hidden = false;
  compare();
}

const percent = (value, digits = 0) => `${(100 * value).toFixed(digits)} %`;

function rows(table, list) {
  by(table).tBodies[0].replaceChildren(
    ...list.map((cells) => {
      const row = document.createElement("tr");
      cells.forEach((text, place) => {
        const cell = document.createElement(place ? "td" : "th");
        if (!place) cell.scope = "row";
        cell.textContent = text;
        row.append(cell);
      });
      return row;
    }),
  );
}

function tables(found) {
  rows("shares", found.table.map(([day, share, low, high]) => [`${day} days`, percent(share), `${percent(low)} to ${percent(high)}`]));
  const [mean, low, high] = found.mean;
  const days = low === null ? [] : [["days in force, up to the last day", `${mean.toFixed(1)} (${low.toFixed(1)} to ${high.toFixed(1)})`]];
  const half = found.median === null ? [] : [["half of all runs had ended by day", String(found.median)]];
  rows("counts", [...days, ...half, ...Object.entries(found.means).map(([name, value]) => [WORDS[name] ?? name, value.toLocaleString("en-GB")])]);
}

// Pinning

function pin() {
  keep(counted);
  pinned = { query: counted, figures };
  uncompared();
  marked();
}

/** No comparison stands there. */
function uncompared() {
  by("compared").hidden = true;
  by("difference").textContent = "";
}

/** The tab keeps the pin, so that it outlives a reload and another scenario. */
function keep(asked) {
  if (asked) sessionStorage.setItem(PINNED, asked);
  else sessionStorage.removeItem(PINNED);
}

function marked() {
  by("unpin").hidden = pinned === null;
  if (figures) survival(by("survival"), figures, pinned?.figures);
  if (!pinned) return;
  const link = by("pinned-link");
  link.href = `/lab?${pinned.query}#many`;
  link.textContent = new URLSearchParams(pinned.query)
    .toString()
    .split("&")
    .map(decodeURIComponent)
    .join("  ");
}

function unpin() {
  pinned = null;
  keep(null);
  uncompared();
  marked();
}

/** Load what another page of this tab pinned. */
function recall() {
  const asked = sessionStorage.getItem(PINNED);
  if (!asked) return;
  pinned = { query: asked, figures: null };
  marked();
  const close = stream(
    "/lab/runs",
    asked,
    {
      figures: (found) => {
        if (pinned?.query === asked) pinned.figures = found;
        else close();
      },
      done: () => {
        close();
        marked();
      },
      // Nothing is compared with what cannot be counted.
      fault: () => close(),
    },
    () => {},
  );
}

async function compare() {
  if (!pinned || !counted || pinned.query === counted) return;
  const [asked, against] = [counted, pinned];
  const answer = await fetched(`/lab/difference?${asked}&pin=${encodeURIComponent(pinned.query)}`).catch(() => null);
  const found = await answer?.json().catch(() => null);
  // Another count may have been begun meanwhile, or something else been pinned.
  if (!found || source || asked !== counted || against !== pinned) return;
  by("compared").hidden = false;
  if (found.faults) {
    by("difference").textContent = found.faults.join(" ");
    rows("differences", []);
    by("paired").textContent = "";
    return;
  }
  by("difference").textContent = found.sentence;
  const value = (row, number, signed) => {
    if (number === null) return "";
    const size = row.share ? 100 * number : number;
    const text = Math.abs(size) >= 99.95 ? Math.round(size).toLocaleString("en-GB") : size.toFixed(1);
    const plain = Number(text) === 0 ? text.replace("-", "") : text;
    return `${signed && Number(text) > 0 ? "+" : ""}${plain}${row.share ? (signed ? " points" : " %") : ""}`;
  };
  rows("differences", found.rows.map((row) => [row.what, value(row, row.base), value(row, row.other), value(row, row.value, true), `${value(row, row.low, true)} to ${value(row, row.high, true)}`]));
  by("paired").textContent = found.paired
    ? `${found.pairs} pairs of runs on the same random stream; ${found.moved} of them ended on another day or in another way. A difference is due to the change.`
    : "The two do not share their random streams, run by run, so the intervals are those of separate runs.";
}

export function begin() {
  by("count").addEventListener("click", () => answered().then(count));
  by("cancel").addEventListener("click", () => {
    halt();
    by("count").focus();
  });
  by("pin").addEventListener("click", pin);
  by("unpin").addEventListener("click", unpin);
  whenChanged((asked) => {
    by("count-runs").textContent = new URLSearchParams(asked).get("runs") ?? "500";
    by("stale").hidden = counted === null || counted === asked;
    if (source && counted !== asked) halt();
  });
  recall();
}
