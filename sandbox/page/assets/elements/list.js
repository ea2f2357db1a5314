// The list under a combobox: groups, options with descriptions, at most as many as anybody reads.
import { fill, h } from "../dom.js";
import { plainText } from "../blocks/plain.js";

export const NOTHING = "Nothing fits.";
const MOST = 200;

/** Draws the options into the list. Returns `[{node, item}]` in their order. */
export function drawList(listbox, groups, stem, pick) {
  const options = [];
  let left = 0;
  const drawn = groups.map((group, at) => {
    const nodes = [];
    for (const item of group.items) {
      if (options.length >= MOST) left += 1;
      else {
        const node = option(item, `${stem}-${options.length}`, pick);
        options.push({ node, item });
        nodes.push(node);
      }
    }
    if (!group.label || !nodes.length) return nodes;
    const id = `${stem}-group-${at}`;
    return h(
      "div.e-group",
      { role: "group", "aria-labelledby": id },
      h("div.e-group-label", { id, dir: "auto" }, plainText(group.label)),
      nodes,
    );
  });
  fill(listbox, drawn, left ? h("div.e-empty", {}, `${left} more: type to narrow it down.`) : null);
  return options;
}

function option(item, id, pick) {
  return h(
    "div.e-option",
    { role: "option", id, "aria-selected": "false", onclick: () => pick(item) },
    h("span.e-tick", { "aria-hidden": "true" }),
    h(
      "span.e-option-words",
      {},
      h("span", { dir: "auto" }, plainText(item.label)),
      item.about ? h("small", { dir: "auto" }, plainText(item.about)) : null,
    ),
  );
}

/** Groups of which only the items with all these words in them are left, those that begin so first. */
export function fitting(groups, query) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length) return groups;
  const fits = (item) => {
    const text = `${item.label} ${item.about ?? ""} ${item.hint ?? ""}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
  const early = (item) =>
    item.label
      .toLowerCase()
      .split(/[\s(]+/)
      .findIndex((part) => part.startsWith(words[0])) >>> 0;
  return groups.map((group) => ({
    ...group,
    items: group.items.filter(fits).sort((a, b) => early(a) - early(b)),
  }));
}
