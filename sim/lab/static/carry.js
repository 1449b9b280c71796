// What a person has done to a page is carried over to the page that takes its place: what is folded
// open, what is typed and not yet sent, where the cursor stands, and how far the page is scrolled.

/** Folds are known by the name in their `data-fold`. */
function folds(part) {
  return [...part.querySelectorAll("details[data-fold]")];
}

/** Whether a field says something else than the server wrote into it. */
function touched(field) {
  if (field.type === "radio" || field.type === "checkbox") return field.checked !== field.defaultChecked;
  if (field.tagName === "SELECT") {
    const written = [...field.options].findIndex((option) => option.defaultSelected);
    return field.selectedIndex !== Math.max(written, 0);
  }
  return field.type !== "hidden" && field.value !== field.defaultValue;
}

/** Fields are known by their ids. */
function typed(part, sent) {
  const found = [...part.querySelectorAll("form:not([data-keep]) :is(input, select, textarea)[id]")];
  return found.filter((field) => field.form !== sent && touched(field));
}

function pointer(element) {
  if (element.id) return `#${CSS.escape(element.id)}`;
  if (element.tagName === "H1") return "h1";
  if (element.tagName === "SUMMARY") {
    const name = element.parentElement.dataset.fold;
    return name ? `details[data-fold="${CSS.escape(name)}"] > summary` : "";
  }
  if (!element.name) return "";
  const value = element.type === "radio" || element.type === "checkbox" ? element.value : null;
  const one = `[name="${CSS.escape(element.name)}"]`;
  return value === null ? one : `${one}[value="${CSS.escape(value)}"]`;
}

function point(focus, marked) {
  const field = document.querySelector(focus);
  field?.focus({ preventScroll: true });
  if (marked && field?.setSelectionRange) field.setSelectionRange(...marked);
}

/**
 * Carry over what was done to `old`, which is about to be replaced by `next`.
 *
 * `sent` is the form that was just sent and taken down: what is in it has arrived, and is not carried.
 * Returns whether something is being typed, and a function that puts cursor and scroll back, for when
 * `next` stands on the page.
 */
export function carry(old, next, sent = null) {
  const fields = typed(old, sent);
  for (const fold of folds(old).filter((each) => each.open)) {
    next.querySelector(`details[data-fold="${CSS.escape(fold.dataset.fold)}"]`)?.setAttribute("open", "");
  }
  for (const field of fields) {
    const same = next.querySelector(`#${CSS.escape(field.id)}`);
    if (!same) continue;
    if (field.type === "radio" || field.type === "checkbox") same.checked = field.checked;
    else same.value = field.value;
  }
  const active = old.contains(document.activeElement) ? document.activeElement : null;
  const focus = active ? pointer(active) : "";
  // Only fields of text have a place of the cursor; of others it is null.
  const marked = active?.selectionStart == null ? null : [active.selectionStart, active.selectionEnd];
  const height = window.scrollY;
  const put = () => {
    window.scrollTo(0, height);
    if (focus) point(focus, marked);
  };
  return { typing: fields.includes(active), put };
}

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
 * Wait until no finger or button is down: a page replaced in the middle of a click loses the click.
 *
 * Not for ever, since a release over a list that has opened is not heard.
 */
export function settled() {
  if (!pressed) return Promise.resolve();
  return new Promise((go) => {
    waiting.push(go);
    setTimeout(released, LONGEST_PRESS_MS);
  });
}
