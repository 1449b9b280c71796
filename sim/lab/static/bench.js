// The page of one scenario. Each part is a module of its own; without any of them the page is a form.

import { begin as engine } from "./engine.js";
import { begin as knobs } from "./knobs.js";
import { begin as own } from "./own.js";
import { begin as views } from "./views.js";

views();
knobs();
own();
engine();
document.body.dataset.state = "ready";
