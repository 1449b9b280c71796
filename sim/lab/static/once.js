// A form that opens something is sent once. At the second click of a double click a browser throws away
// the first answer, and with it the seat that was taken, and asks again for what is no longer free.

const AGAIN_MS = 10_000;
let sent = new WeakMap();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented || form.matches("[data-send]")) return;
  const now = performance.now();
  if (now - (sent.get(form) ?? -AGAIN_MS) < AGAIN_MS) event.preventDefault();
  else sent.set(form, now);
});

// Whoever comes back to a page may send its form again.
addEventListener("pageshow", () => {
  sent = new WeakMap();
});
