// A group of blocks under one title, which may be folded away.
import { h } from "../dom.js";
import { smallImage } from "./images.js";
import { richParts } from "./rich_text.js";
import { drawText } from "./words.js";

const WIDTHS = ["narrow", "standard", "wide", "full"];

function title(block) {
  if (block.title) return drawText(block.title);
  return richParts(block.rich_text_title.elements);
}

export function container(block, context, draw) {
  const words = h(
    "div.b-container-words",
    {},
    h("div.b-container-title", { dir: "auto" }, title(block)),
    block.subtitle ? h("div.b-soft.b-text", { dir: "auto" }, drawText(block.subtitle)) : null,
  );
  const head = [block.icon ? smallImage(block.icon, "b-icon") : null, words];
  const body = h(
    "div.b-container-body",
    {},
    block.child_blocks.map((child) => draw(child, context)),
  );
  const width = WIDTHS.includes(block.width) ? `b-width-${block.width}` : "b-width-standard";
  const kind = `b-container ${width}${block.has_header_divider ? " b-ruled" : ""}`;
  if (block.is_collapsible !== true) return h("section", { class: kind }, h("div.b-container-head", {}, head), body);
  return h(
    "details",
    { class: kind, open: block.default_collapsed !== true },
    h("summary.b-container-head", {}, h("span.b-fold", { "aria-hidden": "true" }), head),
    body,
  );
}
