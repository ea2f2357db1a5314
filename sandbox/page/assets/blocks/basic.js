// The blocks that say something: header, section, context, divider, alert and video.
import { h } from "../dom.js";
import { drawElement } from "../elements/index.js";
import { link } from "./entities.js";
import { smallImage } from "./images.js";
import { drawText, wordsOf } from "./words.js";

export function header(block, context) {
  const tag = context.surface === "modal" ? "h3" : "h2"; // below the form's title, or the place's name
  return h(`${tag}.b-header`, { dir: "auto" }, drawText(block.text));
}

export const divider = () => h("hr.b-divider");

export function section(block, context) {
  if (!block.text && !block.fields) throw new TypeError("a section needs text or fields");
  const accessory = block.accessory
    ? h(
        "div.b-accessory",
        {},
        drawElement({ ...block.accessory, block_id: block.block_id }, context, {
          dispatches: true,
          label: wordsOf(block.text),
        }),
      )
    : null;
  return h(
    `div.b-section${accessory ? ".b-with-accessory" : ""}`,
    {},
    h(
      "div.b-section-words",
      {},
      block.text ? h("div.b-text", { dir: "auto" }, drawText(block.text)) : null,
      block.fields
        ? h(
            "div.b-fields",
            {},
            block.fields.map((field) => h("div.b-field.b-text", { dir: "auto" }, drawText(field))),
          )
        : null,
    ),
    accessory,
  );
}

export function context(block) {
  return h(
    "div.b-context",
    {},
    block.elements.map((element) =>
      element.type === "image"
        ? smallImage(element)
        : h("span.b-context-words.b-text", { dir: "auto" }, drawText(element)),
    ),
  );
}

const LEVELS = {
  default: ["", "Note"],
  info: ["b-info", "Information"],
  warning: ["b-warning", "Warning"],
  error: ["b-error", "Error"],
  success: ["b-success", "Done"],
};
const SIGNS = { default: "i", info: "i", warning: "!", error: "!", success: "✓" };

export function alert(block) {
  const level = Object.hasOwn(LEVELS, block.level ?? "default") ? (block.level ?? "default") : "default";
  const [kind, name] = LEVELS[level];
  return h(
    "div.b-alert",
    { role: "note", class: kind },
    h("span.b-sign", { role: "img", "aria-label": name }, SIGNS[level]),
    h("div.b-text", { dir: "auto" }, drawText(block.text)),
  );
}

export function video(block) {
  const url = block.title_url ?? block.video_url;
  const title = wordsOf(block.title) || block.alt_text;
  return h(
    "div.b-frame.b-video",
    {},
    h("div.b-video-title", {}, url ? link(url, title) : title),
    block.author_name ? h("div.b-soft", {}, block.author_name) : null,
    block.description ? h("div.b-text", { dir: "auto" }, drawText(block.description)) : null,
  );
}
