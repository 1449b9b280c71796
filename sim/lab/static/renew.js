// Brings a part of the page up to what the server says now, and leaves alone what is still true.
//
// What is still there stays the same element. So the cursor, what is typed and not yet sent, what is
// folded open, a list that is open, and how far a table is moved sideways stay as people have put them.

const ELEMENT = Node.ELEMENT_NODE;

/** What tells an element from others of its kind; two that differ in it are never taken for the same. */
function key(element) {
  const { id, dataset, type } = element;
  if (id) return `#${id}`;
  const name = element.getAttribute("name") ?? "";
  const value = type === "radio" || type === "checkbox" || element.tagName === "OPTION" ? element.value : "";
  return [dataset.fold, dataset.switch, dataset.undo, name, value].map((one) => one ?? "").join(" ");
}

/** How well a node fits the place of another; 0 if it does not. */
function fit(old, next) {
  if (old.kind !== next.kind || old.key !== next.key) return 0;
  if (old.node.nodeType !== ELEMENT) return 1;
  return 2 + (old.node.className === next.node.className ? 2 : 0) + (old.text === next.text ? 3 : 0);
}

const described = (node) => ({
  node,
  kind: node.nodeName,
  key: node.nodeType === ELEMENT ? key(node) : "",
  text: node.textContent,
});

/** Which old node each new one takes up, in their order, so that all together fit best. */
function pairs(olds, nexts) {
  const best = Array.from({ length: olds.length + 1 }, () => new Array(nexts.length + 1).fill(0));
  const fits = olds.map((old) => nexts.map((next) => fit(old, next)));
  for (let i = olds.length - 1; i >= 0; i--)
    for (let j = nexts.length - 1; j >= 0; j--)
      best[i][j] = Math.max(best[i + 1][j], best[i][j + 1], fits[i][j] && fits[i][j] + best[i + 1][j + 1]);
  const found = new Map();
  for (let i = 0, j = 0; i < olds.length && j < nexts.length; ) {
    if (fits[i][j] && best[i][j] === fits[i][j] + best[i + 1][j + 1]) found.set(nexts[j++].node, olds[i++].node);
    else if (best[i][j] === best[i + 1][j]) i++;
    else j++;
  }
  return found;
}

/** People fold and unfold; the server only says how a fold begins. */
const byHand = (element, name) => name === "open" && element.tagName === "DETAILS";

function attributes(old, next) {
  for (const { name } of [...old.attributes])
    if (!next.hasAttribute(name) && !byHand(old, name)) old.removeAttribute(name);
  for (const { name, value } of next.attributes)
    if (old.getAttribute(name) !== value && !byHand(old, name)) old.setAttribute(name, value);
}

function inside(old, next, leave) {
  const found = pairs([...old.childNodes].map(described), [...next.childNodes].map(described));
  const kept = new Set(found.values());
  for (const node of [...old.childNodes]) if (!kept.has(node)) node.remove();
  let place = old.firstChild;
  for (const node of [...next.childNodes]) {
    const same = found.get(node);
    if (same) {
      renew(same, node, leave);
      place = same.nextSibling;
    } else {
      old.insertBefore(node, place);
    }
  }
}

/**
 * Bring `old`, which stands on the page, up to `next`, which is used up by it.
 *
 * Elements that fit the selector `leave` are left as they are: scripts write into them.
 */
export function renew(old, next, leave = null) {
  if (old.nodeType !== ELEMENT) {
    if (old.nodeValue !== next.nodeValue) old.nodeValue = next.nodeValue;
    return;
  }
  if (old.isEqualNode(next) || (leave && old.matches(leave))) return;
  attributes(old, next);
  inside(old, next, leave);
}

/** The same for what is in a part of the page, from text of our own server. */
export function renewWithin(part, html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  inside(part, template.content, null);
}
