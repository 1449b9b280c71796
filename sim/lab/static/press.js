// Waits for a click that is under way.

const CLICK_MS = 50;
const LONGEST_PRESS_MS = 1000;
let pressed = false;
const waiting = [];

function released() {
  pressed = false;
  // A click comes after the release, and has to find what it was aimed at.
  setTimeout(() => {
    for (const go of waiting.splice(0)) go();
  }, CLICK_MS);
}

addEventListener("pointerdown", () => (pressed = true), true);
addEventListener("pointerup", released, true);
addEventListener("pointercancel", released, true);

/**
 * Wait until no finger or button is down: a click ends on what it began on, as it was then.
 *
 * Not for ever, since a release over a list that has opened is not heard.
 */
export function settled() {
  if (!pressed) return Promise.resolve();
  return new Promise((go) => {
    waiting.push(go);
    setTimeout(go, LONGEST_PRESS_MS);
  });
}
