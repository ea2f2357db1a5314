// A menu near a button: entries with a line of explanation, gone through by arrows.
import { h, rove } from "../dom.js";
import { popup } from "../dialog.js";

/**
 * @typedef {{words: string, detail?: string, picture?: Node, danger?: boolean, run: () => unknown}} Item
 */

/**
 * `groups`: [{head, items: [{words, detail, picture, danger, run}]}]. The focus goes back to the anchor,
 * unless an entry takes it elsewhere.
 * @param {HTMLElement} anchor
 * @param {{head?: string, items: Item[]}[]} groups
 * @param {{label?: string, onClose?: () => void}} [more]
 */
export function openMenu(anchor, groups, { label, onClose } = {}) {
  let close = () => {};
  /** @param {Item} item */
  const item = ({ words, detail, picture, danger, run }) =>
    h(
      "button.s-menu-item",
      {
        type: "button",
        role: "menuitem",
        tabindex: "-1",
        class: danger ? "s-menu-danger" : null,
        onclick: () => {
          close();
          run();
        },
      },
      picture ? h("span.s-menu-picture", {}, picture) : null,
      h("span.s-menu-words", {}, h("span", {}, words), detail ? h("span.s-menu-detail", {}, detail) : null),
    );
  const root = h(
    "div.s-menu",
    { role: "menu", "aria-label": label },
    groups
      .filter((group) => group.items.length)
      .map((group) =>
        h(
          "div.s-menu-group",
          {
            role: "group",
            "aria-label": group.head ?? null,
          },
          group.head ? h("div.s-menu-head", { "aria-hidden": "true" }, group.head) : null,
          group.items.map(item),
        ),
      ),
  );
  const items = () => [...root.querySelectorAll('[role="menuitem"]')];
  rove(root, items);
  root.addEventListener("keydown", (event) => {
    if (event.key.length !== 1 || event.key === " " || event.ctrlKey || event.metaKey) return;
    const all = items();
    const here = all.indexOf(document.activeElement);
    const starts = (e) => e.textContent.trim().toLowerCase().startsWith(event.key.toLowerCase());
    [...all.slice(here + 1), ...all.slice(0, here + 1)].find(starts)?.focus();
  });
  anchor.setAttribute("aria-expanded", "true");
  close = popup(anchor, root, {
    onClose: () => {
      anchor.setAttribute("aria-expanded", "false");
      onClose?.();
    },
  });
  items()[0]?.focus();
  return close;
}
