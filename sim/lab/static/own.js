// A scenario file of one's own: it is read here, checked by the server, and kept by this tab, so that a
// lab that was started anew can be handed it again.

import { OWN, faultList, handIn } from "./setup.js";

async function opened(text, answerBox) {
  if (!text.trim()) {
    answerBox.replaceChildren(faultList(["Choose a file, or put its text into the field."]));
    return;
  }
  try {
    const found = await handIn(text);
    if (found.faults) {
      answerBox.replaceChildren(faultList(found.faults));
      return;
    }
    remember(found.scenario, text);
    location.assign(`/lab?scenario=${found.scenario}`);
  } catch (error) {
    answerBox.replaceChildren(faultList([error.message]));
  }
}

/** Keep a file. A tab has room for some megabytes; those of before make place. */
function remember(scenario, text) {
  try {
    sessionStorage.setItem(`${OWN}-${scenario}`, text);
  } catch {
    for (const name of Object.keys(sessionStorage)) if (name.startsWith(OWN)) sessionStorage.removeItem(name);
    sessionStorage.setItem(`${OWN}-${scenario}`, text);
  }
}

export function begin() {
  const file = document.getElementById("own-file");
  const text = document.getElementById("own-text");
  const answer = document.getElementById("own-answer");
  // A file that was mended meanwhile is chosen again by the same name, which alone would be no change.
  file.addEventListener("click", () => (file.value = ""));
  file.addEventListener("change", async () => {
    if (file.files.length) text.value = await file.files[0].text();
  });
  const pick = document.getElementById("pick");
  // Whoever comes back to the page finds the scenario that it shows, and not the one that was opened.
  addEventListener("pageshow", () => {
    for (const option of pick.options) option.selected = option.defaultSelected;
  });
  document.getElementById("own-open").addEventListener("click", () => opened(text.value, answer));
}
