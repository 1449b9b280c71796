// A stream of events from the lab, which is opened again whenever it was lost.

import { handedAgain } from "./setup.js";

const AGAIN_MS = 1500;

/**
 * Open a stream; give a function that closes it.
 *
 * `takes` has what is done with each kind of event. `lost` is called when the connection is. A browser
 * tries again by itself where a connection broke off, but not where the lab refused one: it may be busy,
 * or started anew without the file of this tab.
 */
export function stream(path, asked, takes, lost) {
  let events = null;
  let closed = false;
  const open = () => {
    if (closed) return;
    events = new EventSource(`${path}?${asked}`);
    for (const [name, take] of Object.entries(takes))
      events.addEventListener(name, (event) => closed || take(JSON.parse(event.data)));
    events.addEventListener("error", async () => {
      if (closed) return;
      lost();
      if (events.readyState !== EventSource.CLOSED) return;
      await handedAgain(new URLSearchParams(asked).get("scenario") ?? "");
      setTimeout(open, AGAIN_MS);
    });
  };
  open();
  return () => {
    closed = true;
    events.close();
  };
}
