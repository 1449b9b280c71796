// What a team has chosen and not yet sent: kept by this tab for the week that it is for.

export const kept = () => document.querySelector("form[data-keep]");

const place = () => `ceasefire ${document.querySelector("[data-draft]")?.dataset.draft}`;

/** What is chosen in a form, as text. */
export function written(form) {
  return JSON.stringify([...new FormData(form)].filter(([name]) => name !== "week"));
}

/** Say how far what is chosen has got. */
export function say(text) {
  const line = document.querySelector("[data-sent]");
  if (line && line.textContent !== text) line.textContent = text;
}

export function keep(form) {
  sessionStorage.setItem(place(), written(form));
  say("Not yet sent.");
}

/** Forget what has arrived; what was chosen since is kept. */
export function drop(form, arrived) {
  if (written(form) === arrived) sessionStorage.removeItem(place());
}

/** Show what is kept, and where nothing is, what the server has taken down. */
export function restore() {
  const form = kept();
  if (!form) return;
  const draft = sessionStorage.getItem(place());
  const wanted = draft ? JSON.parse(draft) : null;
  for (const field of form.elements) {
    const found = wanted?.filter(([name]) => name === field.name).map(([, value]) => value);
    const values = found?.length ? found : null;
    if (field.type === "radio" || field.type === "checkbox") {
      // A choice that the draft does not know stays as the server has it.
      if (values) set(field, "checked", values.includes(field.value));
      else set(field, "checked", field.defaultChecked && !(wanted && field.type === "checkbox"));
    } else if (field.tagName === "SELECT") {
      const options = [...field.options];
      const known = options.findIndex((option) => option.value === values?.[0]);
      const sent = options.findIndex((option) => option.defaultSelected);
      set(field, "selectedIndex", known >= 0 ? known : Math.max(sent, 0));
    }
  }
  say([...form.elements].some(differs) ? "Not yet sent." : "");
}

/** Only what differs is set: a list that is open would close. */
function set(field, name, value) {
  if (field[name] !== value) field[name] = value;
}

function differs(field) {
  if (field.type === "radio" || field.type === "checkbox") return field.checked !== field.defaultChecked;
  if (field.tagName !== "SELECT") return false;
  return field.selectedIndex !== Math.max([...field.options].findIndex((option) => option.defaultSelected), 0);
}
