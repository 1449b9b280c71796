// The page of one scenario. Each part is a module of its own; without any of them the page is a form.

import { begin as download } from "./download.js";
import { begin as engine } from "./engine.js";
import { begin as knobs } from "./knobs.js";
import { begin as many } from "./many.js";
import { begin as own } from "./own.js";
import { begin as player } from "./player.js";
import { begin as views } from "./views.js";
import { begin as why } from "./why.js";

for (const begin of [views, knobs, own, engine, player, many, why, download]) begin();
document.body.dataset.state = "ready";
