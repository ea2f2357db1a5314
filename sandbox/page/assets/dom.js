// Makes elements. Text from people only ever becomes text nodes: nothing here reads markup.

/**
 * h("button.quiet", { type: "button", onclick: f, "aria-label": "Close" }, "×")
 * Properties: on… are listeners, `dataset` an object, `style` is set as custom properties; true and
 * false set and leave out an attribute; null and undefined are left out. Children: nodes, text,
 * numbers, arrays of them; null, undefined and false are nothing.
 */
export function h(selector, properties = {}, ...children) {
  const [tag, ...classes] = selector.split(".");
  const element = document.createElement(tag || "div");
  if (classes.length) element.className = classes.join(" ");
  for (const [name, value] of Object.entries(properties ?? {})) put(element, name, value);
  element.append(...nodes(children));
  return element;
}

function put(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) element.addEventListener(name.slice(2).toLowerCase(), value);
  else if (name === "dataset") Object.assign(element.dataset, value);
  else if (name === "style") for (const [k, v] of Object.entries(value)) element.style.setProperty(k, v);
  else if (name === "class") element.classList.add(...String(value).split(" ").filter(Boolean));
  else if (name === "value") element.value = value;
  else element.setAttribute(name, value === true ? "" : String(value));
}

export function nodes(children) {
  return [children]
    .flat(Infinity)
    .filter((c) => c !== null && c !== undefined && c !== false && c !== "")
    .map((c) => (c instanceof Node ? c : document.createTextNode(String(c))));
}

/** Everything inside becomes this. */
export function fill(element, ...children) {
  element.replaceChildren(...nodes(children));
  return element;
}

let counted = 0;
/** An id no other element has. */
export function freshId(stem = "e") {
  counted += 1;
  return `${stem}-${counted}`;
}

/** What has the focus: of this page, which has only HTML and SVG. */
export const focused = () => /** @type {HTMLElement | null} */ (document.activeElement);

/**
 * An element that index.html has.
 * @returns {HTMLElement}
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`There is no #${id}.`);
  return found;
}

const FOCUSABLE =
  'a[href],button:not([disabled]),input:not([disabled]),select:not([disabled]),textarea:not([disabled]),[tabindex]:not([tabindex="-1"])';

/**
 * What Tab goes through.
 * @param {HTMLElement} root
 * @returns {HTMLElement[]}
 */
export function focusable(root) {
  const all = /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll(FOCUSABLE));
  return [...all].filter((e) => e.offsetParent !== null || e === document.activeElement);
}

/** Tab stays inside `root`. Returns what lifts it. */
export function trapFocus(root) {
  function onKey(event) {
    if (event.key !== "Tab") return;
    const all = focusable(root);
    if (!all.length) return;
    const first = all[0];
    const last = all[all.length - 1];
    if (event.shiftKey && (document.activeElement === first || document.activeElement === root)) {
      event.preventDefault();
      last.focus();
    } else if (!event.shiftKey && document.activeElement === last) {
      event.preventDefault();
      first.focus();
    }
  }
  root.addEventListener("keydown", onKey);
  return () => root.removeEventListener("keydown", onKey);
}

/** Arrow keys, Home and End go through what `items()` gives: lists, menus, sidebars. */
export function rove(root, items, { horizontal = false } = {}) {
  root.addEventListener("keydown", (event) => {
    const back = horizontal ? "ArrowLeft" : "ArrowUp";
    const on = horizontal ? "ArrowRight" : "ArrowDown";
    if (![back, on, "Home", "End"].includes(event.key)) return;
    const all = items();
    const at = all.indexOf(document.activeElement);
    if (at < 0) return;
    event.preventDefault();
    const next = { [back]: at - 1, [on]: at + 1, Home: 0, End: all.length - 1 }[event.key];
    all[(next + all.length) % all.length]?.focus();
  });
}

const spoken = () => document.getElementById("spoken");
/** Says something to those who listen to the page instead of looking at it. */
export function announce(words) {
  const place = spoken();
  if (place) place.textContent = words;
}
