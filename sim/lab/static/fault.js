// A page that could not be set up: if it names a file that this tab has kept, the lab is handed it again.

import { handedAgain } from "./setup.js";

const scenario = new URLSearchParams(location.search).get("scenario") ?? "";
const TRIED = "ceasefire-lab-tried";

if (sessionStorage.getItem(TRIED) !== location.href && (await handedAgain(scenario))) {
  sessionStorage.setItem(TRIED, location.href);
  location.reload();
}
