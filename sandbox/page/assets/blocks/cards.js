// Cards, and carousels of them.
import { h } from "../dom.js";
import { drawElement } from "../elements/index.js";
import { smallImage } from "./images.js";
import { drawText } from "./words.js";

export function card(block, context) {
  if (!block.hero_image && !block.title && !block.actions && !block.body) throw new TypeError("an empty card");
  const buttons = (block.actions ?? []).map((element) =>
    drawElement({ ...element, block_id: block.block_id }, context, { dispatches: true }),
  );
  return h(
    "article.b-card",
    {},
    block.hero_image ? smallImage(block.hero_image, "b-hero") : null,
    block.icon || block.title || block.subtitle
      ? h(
          "div.b-card-head",
          {},
          block.icon ? smallImage(block.icon, "b-icon") : null,
          h(
            "div",
            {},
            block.title ? h("div.b-card-title.b-text", { dir: "auto" }, drawText(block.title)) : null,
            block.subtitle ? h("div.b-soft.b-text", { dir: "auto" }, drawText(block.subtitle)) : null,
          ),
        )
      : null,
    block.body ? h("div.b-text", { dir: "auto" }, drawText(block.body)) : null,
    buttons.length ? h("div.b-actions", {}, buttons) : null,
  );
}

export function carousel(block, context, draw) {
  return h(
    "div.b-carousel",
    { role: "group", "aria-roledescription": "carousel", "aria-label": "Cards", tabindex: "0" },
    block.elements.map((element) =>
      draw({ block_id: block.block_id, ...element, type: element.type ?? "card" }, context),
    ),
  );
}
