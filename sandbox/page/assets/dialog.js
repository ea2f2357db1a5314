// Dialogs, confirmations and popups: what lies over the page, in the order it was opened.
import { focusable, freshId, h, trapFocus } from "./dom.js";

/** @type {{escape: () => void, root: HTMLElement | null}[]} */
const layers = []; // the last one is on top: Escape is its alone

document.addEventListener(
  "keydown",
  (event) => {
    const top = layers.at(-1);
    if (!top) return;
    if (event.key === "Escape" && !event.isComposing) {
      event.preventDefault();
      event.stopImmediatePropagation();
      top.escape();
    } else if (event.key === "Tab" && top.root && document.activeElement === document.body) {
      // What had the focus is gone, for instance a button that was drawn anew.
      event.preventDefault();
      (focusable(top.root)[0] ?? top.root).focus();
    }
  },
  true,
);

/**
 * Lies on top from now on: `escape` is called for Escape. Returns what takes it away.
 * @param {() => void} escape
 * @param {HTMLElement | null} [root]
 */
export function layer(escape, root = null) {
  const mine = { escape, root };
  layers.push(mine);
  return () => {
    const at = layers.indexOf(mine);
    if (at >= 0) layers.splice(at, 1);
  };
}

let over = 0;
function pageIsOut(change) {
  over += change;
  document.getElementById("app")?.toggleAttribute("inert", over > 0);
}

/** Focus goes back to where it was, or to what took that place: a message may have been drawn anew. */
function giveBack(before) {
  const ts = before?.closest?.("[data-ts]")?.dataset.ts;
  const all = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-ts]"));
  const heir = before?.isConnected ? before : [...all].find((element) => ts && element.dataset.ts === ts);
  const place = heir && heir !== document.body ? heir : document.getElementById("conversation");
  place?.focus({ preventScroll: true });
}

/**
 * Puts `frame` (a dialog's element) over a veil. Returns what takes it away and gives focus back.
 * @param {HTMLElement} frame
 * @param {() => void} escape
 * @param {{onVeil?: (() => void) | null}} [more]
 */
export function overPage(frame, escape, { onVeil = null } = {}) {
  const before = document.activeElement;
  const veil = h("div.m-veil", {}, frame);
  veil.addEventListener("mousedown", (event) => {
    if (event.target === veil) (onVeil ?? (() => {}))();
  });
  document.body.append(veil);
  pageIsOut(1);
  const lift = trapFocus(frame);
  const lower = layer(escape, frame);
  return () => {
    lift();
    lower();
    veil.remove();
    pageIsOut(-1);
    giveBack(before);
  };
}

export const closeMark = () => {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("m-cross");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", "M3.5 3.5l9 9M12.5 3.5l-9 9");
  svg.append(path);
  return svg;
};

/**
 * A dialog with a title. `body` is a node; `actions` are nodes or
 * `{label, style: "primary"|"danger", press}`, where `press(close)` may be left out: then it closes.
 * `label` is for screen readers where there is no title. Returns `{close, root}`.
 * @param {{title?: string, body: Node, actions?: (Node | Record<string, any>)[], onClose?: () => void,
 *   wide?: boolean, label?: string, role?: string}} given
 */
export function openDialog({ title = "", body, actions = [], onClose, wide = false, label, role = "dialog" }) {
  const heading = freshId("m-title");
  /** @type {(() => void) | null} */
  let lift = null;
  function close() {
    if (!lift) return;
    lift();
    lift = null;
    onClose?.();
  }
  const root = h(
    `div.m-dialog${wide ? ".m-wide" : ""}`,
    {
      role,
      "aria-modal": "true",
      tabindex: "-1",
      ...(title ? { "aria-labelledby": heading } : { "aria-label": label }),
    },
    h(
      "header.m-head",
      {},
      h("h2.m-title", { id: heading }, title),
      h("button.m-icon", { type: "button", "aria-label": "Close", onclick: close }, closeMark()),
    ),
    h("div.m-body", {}, body),
    actions.length
      ? h(
          "footer.m-foot",
          {},
          actions.map((action) => actionButton(action, close)),
        )
      : null,
  );
  lift = overPage(root, close, { onVeil: close });
  first(root).focus();
  return { close, root };
}

function actionButton(action, close) {
  if (action instanceof Node) return action;
  const press = action.press ?? action.onclick ?? action.onClick ?? action.run;
  return h(
    `button.m-button${action.style ? `.m-${action.style}` : ""}`,
    { type: "button", onclick: (event) => (press ? press(close, event) : close()) },
    action.label,
  );
}

function first(root) {
  return (
    root.querySelector("[autofocus], [data-focus]") ??
    focusable(root).find((element) => !element.classList.contains("m-icon")) ??
    root
  );
}

/** Asks; true if they do mean it. */
export function confirmDialog({ title, text, confirm = "Yes", deny = "Cancel", danger = false }) {
  return new Promise((resolve) => {
    let answer = false;
    const words = freshId("m-words");
    const { root, close } = openDialog({
      title,
      role: "alertdialog",
      body: h("div.m-ask", { id: words }, text),
      actions: [
        { label: deny },
        h(
          `button.m-button.${danger ? "m-danger" : "m-primary"}`,
          {
            type: "button",
            "data-focus": true,
            onclick: () => {
              answer = true;
              close();
            },
          },
          confirm,
        ),
      ],
      onClose: () => resolve(answer),
    });
    root.setAttribute("aria-describedby", words);
    root.classList.add("m-small");
  });
}

/** Near its anchor and inside the window: below where there is room, else above. */
export function placeNear(anchor, panel, { sameWidth = false } = {}) {
  const at = anchor.getBoundingClientRect();
  if (sameWidth) panel.style.minWidth = `${at.width}px`;
  panel.style.maxHeight = "";
  const { offsetWidth: width, offsetHeight: height } = panel;
  const below = innerHeight - at.bottom - 12;
  const above = at.top - 12;
  const under = height <= below || below >= above;
  const room = Math.max(under ? below : above, 80);
  panel.style.maxHeight = `${room}px`;
  const tall = Math.min(height, room);
  panel.style.left = `${Math.max(8, Math.min(at.left, innerWidth - width - 8))}px`;
  panel.style.top = `${under ? at.bottom + 4 : at.top - tall - 4}px`;
}

/**
 * Something small near its anchor, closed by Escape and by a click elsewhere. `onClose(why)`;
 * `keepFocus`: the anchor keeps the focus, as for the list of a combobox. Returns what closes it.
 * @param {HTMLElement} anchor
 * @param {Node} content
 * @param {{onClose?: (why?: unknown) => void, keepFocus?: boolean, sameWidth?: boolean}} [more]
 */
export function popup(anchor, content, { onClose, keepFocus = false, sameWidth = false } = {}) {
  const panel = h("div.m-popup", {}, content);
  // Inside the dialog it belongs to: whatever is outside is hidden from screen readers meanwhile.
  (anchor.closest("[aria-modal]") ?? document.body).append(panel);
  const place = () => (anchor.isConnected ? placeNear(anchor, panel, { sameWidth }) : close(false));
  const outside = (event) => {
    if (!panel.contains(event.target) && !anchor.contains(event.target)) close(false);
  };
  const scrolled = (event) => {
    if (!panel.contains(event.target)) place();
  };
  const lower = layer(() => close(true));
  let open = true;
  function close(giveBack = true) {
    if (!open) return;
    open = false;
    lower();
    const inside = panel.contains(document.activeElement);
    watch.disconnect();
    panel.remove();
    document.removeEventListener("mousedown", outside, true);
    removeEventListener("resize", place);
    document.removeEventListener("scroll", scrolled, true);
    if (!keepFocus && giveBack !== false && (inside || document.activeElement === document.body)) anchor.focus();
    onClose?.();
  }
  document.addEventListener("mousedown", outside, true);
  addEventListener("resize", place);
  document.addEventListener("scroll", scrolled, true);
  const watch = new ResizeObserver(place);
  place();
  watch.observe(anchor);
  if (!keepFocus) (focusable(panel)[0] ?? panel).focus({ preventScroll: true });
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Tab" || keepFocus) return;
    event.preventDefault();
    close(true);
  });
  return close;
}
