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
    sessionStorage.setItem(`${OWN}-${found.scenario}`, text);
    location.assign(`/lab?scenario=${found.scenario}`);
  } catch (error) {
    answerBox.replaceChildren(faultList([error.message]));
  }
}

export function begin() {
  const file = document.getElementById("own-file");
  const text = document.getElementById("own-text");
  const answer = document.getElementById("own-answer");
  file.addEventListener("change", async () => {
    if (file.files.length) text.value = await file.files[0].text();
  });
  document.getElementById("own-open").addEventListener("click", () => opened(text.value, answer));
}
