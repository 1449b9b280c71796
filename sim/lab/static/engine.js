// Says how far the quick engine is, until it is ready.

import { fetched } from "./setup.js";

const EVERY_MS = 2000;

export function begin() {
  const notice = document.getElementById("engine");
  if (!["starting", "compiling"].includes(notice.dataset.state)) return;
  const look = async () => {
    const answer = await fetched("/lab/engine").catch(() => null);
    if (answer?.ok) {
      const { state, words } = await answer.json();
      notice.dataset.state = state;
      if (notice.textContent !== words) notice.textContent = words;
      notice.hidden = words === "";
      if (!["starting", "compiling"].includes(state)) return;
    }
    setTimeout(look, EVERY_MS);
  };
  setTimeout(look, EVERY_MS / 4);
}
