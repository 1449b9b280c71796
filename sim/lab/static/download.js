// The set-up as a link, a command and a file; pictures and data to download.

import { query, whenChanged } from "./setup.js";

const by = (id) => document.getElementById(id);

async function refresh(asked) {
  by("link").value = `${location.origin}/lab?${asked}`;
  for (const link of document.querySelectorAll("a[data-download]")) link.href = `/lab/download/${link.dataset.download}?${asked}`;
  const answer = await fetch(`/lab/download/command.txt?${asked}`).catch(() => null);
  const text = answer?.ok ? (await answer.text()).trim() : "";
  // An answer may be overtaken by the next.
  if (asked === query) by("command").value = text;
}

async function copy(field) {
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    by("copied").textContent = "Copied.";
  } catch {
    by("copied").textContent = "It is marked: copy it with the keyboard.";
  }
}

export function begin() {
  for (const button of document.querySelectorAll("[data-copy]"))
    button.addEventListener("click", () => copy(by(button.dataset.copy)));
  whenChanged(refresh);
  refresh(query);
}
