// The views of the page as tabs: arrow keys move between them, the address remembers which is open.

const tabs = [...document.querySelectorAll('[role="tab"]')];

/** Open one view. */
export function open(id, { focus = false } = {}) {
  for (const tab of tabs) {
    const chosen = tab.id === `tab-${id}`;
    tab.setAttribute("aria-selected", String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
    document.getElementById(tab.getAttribute("aria-controls")).hidden = !chosen;
    if (chosen && focus) tab.focus();
    // On a phone the row of tabs is wider than the screen.
    if (chosen) tab.parentElement.scrollLeft = tab.offsetLeft - (tab.parentElement.clientWidth - tab.offsetWidth) / 2;
  }
  document.dispatchEvent(new CustomEvent("view", { detail: id }));
}

const nameOf = (tab) => tab.id.replace("tab-", "");

export function begin() {
  document.querySelector(".tabs").hidden = false;
  for (const tab of tabs) {
    const view = document.getElementById(tab.getAttribute("aria-controls"));
    view.setAttribute("role", "tabpanel");
    view.setAttribute("aria-labelledby", tab.id);
    view.tabIndex = 0;
    tab.addEventListener("click", () => chosen(tab));
    tab.addEventListener("keydown", (event) => {
      const place = tabs.indexOf(tab);
      const to = { ArrowRight: place + 1, ArrowLeft: place - 1, Home: 0, End: tabs.length - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      chosen(tabs[(to + tabs.length) % tabs.length], true);
    });
  }
  open(wanted() ?? nameOf(tabs[0]));
  // A link may lead to another view of the same set-up.
  addEventListener("hashchange", () => wanted() && open(wanted()));
}

/** The view that the address names, if it names one. */
function wanted() {
  const name = location.hash.replace("#", "");
  return tabs.some((tab) => nameOf(tab) === name) ? name : null;
}

function chosen(tab, focus = false) {
  history.replaceState(null, "", `${location.pathname}${location.search}#${nameOf(tab)}`);
  open(nameOf(tab), { focus });
}
