// Why the run ended: the chain of events, and on request what the end depended on.

import { whenTraced, go } from "./player.js";
import { renewWithin } from "./renew.js";
import { answered, faultList, query, whenChanged } from "./setup.js";
import { stream } from "./stream.js";
import { open } from "./views.js";

const by = (id) => document.getElementById(id);
let source = null;

function traced(telling) {
  by("why-went").textContent = telling.went;
  by("head-why").textContent = telling.end.ended ? "Why did this run end?" : "How did it hold?";
  by("why-datings").textContent = telling.datings;
  by("chain").replaceChildren(
    ...telling.why.map((step) => {
      const item = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.className = "link";
      button.textContent = step.date;
      button.setAttribute("aria-label", `${step.date}: show this day on the map`);
      button.addEventListener("click", () => {
        open("run", { focus: true });
        go(step.day);
      });
      const text = document.createElement("span");
      text.textContent = `: ${step.text}`;
      item.append(button, text);
      return item;
    }),
  );
  picture();
}

function picture() {
  const image = by("causes");
  if (!by("why-drawn").open) return;
  image.src = `/lab/download/causes.svg?${query}`;
  image.hidden = false;
}

function ask() {
  stop();
  by("ask-cancel").hidden = false;
  by("ask-progress").hidden = false;
  by("ask-progress").value = 0;
  by("ask-state").textContent = "Asking.";
  const takes = {
    progress: ({ done, total }) => {
      by("ask-progress").max = total || 1;
      by("ask-progress").value = done;
      by("ask-state").textContent = done ? "" : "Waiting for others who ask.";
    },
    waiting: () => {
      by("ask-state").textContent = "Waiting for the quick engine, which is being compiled. It is asked then by itself.";
    },
    answer: ({ html }) => {
      stop();
      renewWithin(by("depended-on"), html);
      by("ask-state").textContent = "Answered below.";
    },
    fault: ({ text }) => {
      stop();
      by("ask-state").textContent = "";
      by("depended-on").replaceChildren(faultList([text]));
    },
  };
  source = stream("/lab/why", query, takes, () => {
    by("ask-state").textContent = "The lab cannot be reached. It goes on when it can.";
  });
}

function stop() {
  source?.();
  source = null;
  by("ask-cancel").hidden = true;
  by("ask-progress").hidden = true;
}

export function begin() {
  whenTraced(traced);
  by("why-drawn").addEventListener("toggle", picture);
  by("ask").addEventListener("click", () => answered().then(ask));
  by("ask-cancel").addEventListener("click", () => {
    stop();
    by("ask-state").textContent = "Stopped.";
    by("ask").focus();
  });
  whenChanged(() => {
    stop();
    by("depended-on").replaceChildren();
    by("ask-state").textContent = "";
  });
}
