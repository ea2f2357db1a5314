// Rich text: sections, lists, quotes and preformatted text, with their styles and mentions.
import { h } from "../dom.js";
import { broadcast, channel, date, group, link, person } from "./entities.js";
import { emoji, emojiOf, plainNodes, plainText } from "./plain.js";

const STYLES = [
  ["code", "code.b-code"],
  ["bold", "strong"],
  ["italic", "em"],
  ["strike", "s"],
  ["underline", "u"],
  ["highlight", "mark"],
  ["client_highlight", "mark"],
];

function styled(nodes, style) {
  return STYLES.reduce((inside, [name, tag]) => (style?.[name] ? [h(tag, {}, inside)] : inside), nodes);
}

function character(part) {
  const known = emojiOf(part.name);
  if (known) return emoji(part.name, known);
  if (/^[0-9a-f]{2,6}(-[0-9a-f]{2,6})*$/i.test(part.unicode ?? "")) {
    const points = part.unicode.split("-").map((code) => parseInt(code, 16));
    if (points.every((point) => point <= 0x10ffff)) return emoji(part.name, String.fromCodePoint(...points));
  }
  return plainText(`:${part.name}:`);
}

function colour(part) {
  const value = String(part.value ?? "");
  const swatch = h("span.b-swatch", { "aria-hidden": "true" });
  if (/^#[0-9a-f]{3,8}$/i.test(value)) swatch.style.backgroundColor = value;
  return h("span.b-colour", {}, swatch, plainText(value));
}

const PARTS = {
  text: (part) => styled(plainNodes(part.text, { withEmoji: false }), part.style),
  link: (part) => styled([link(part.url, part.text ? plainNodes(part.text, { withEmoji: false }) : null)], part.style),
  user: (part) => styled([person(part.user_id)], part.style),
  usergroup: (part) => styled([group(part.usergroup_id)], part.style),
  channel: (part) => styled([channel(part.channel_id)], part.style),
  broadcast: (part) => styled([broadcast(part.range)], part.style),
  emoji: (part) => [character(part)],
  date: (part) => styled([date(part.timestamp, part.format, part.url, part.fallback ?? "")], part.style),
  color: (part) => [colour(part)],
};

function parts(all) {
  return (all ?? []).map((part) => {
    if (Object.hasOwn(PARTS, part?.type)) return PARTS[part.type](part);
    throw new TypeError(`rich text part: ${part?.type}`);
  });
}

const MARKS = ["disc", "circle", "square"];
const NUMBERS = ["decimal", "lower-alpha", "lower-roman"];

function list(part) {
  const ordered = part.style === "ordered";
  const indent = Math.max(0, Math.min(Number(part.indent) || 0, 8));
  const drawn = h(
    ordered ? "ol.b-list" : "ul.b-list",
    {
      start: ordered && part.offset ? Number(part.offset) + 1 : null,
      class: part.border ? "b-bordered" : "",
    },
    part.elements.map((item) => h("li", { dir: "auto" }, parts(item.elements))),
  );
  drawn.style.marginInlineStart = `${indent * 1.6}em`;
  drawn.style.listStyleType = (ordered ? NUMBERS : MARKS)[indent % 3];
  return drawn;
}

const SECTIONS = {
  rich_text_section: (part) => h("div.b-text", { dir: "auto" }, parts(part.elements)),
  rich_text_list: list,
  rich_text_quote: (part) => h("blockquote.b-quote", { dir: "auto" }, parts(part.elements)),
  rich_text_preformatted: (part) => h("pre.b-pre", { class: part.border ? "b-bordered" : "" }, parts(part.elements)),
};

/** The inside of a rich text, for blocks and for cells of tables. */
export function richParts(elements) {
  return elements.map((part) => {
    if (!Object.hasOwn(SECTIONS, part?.type)) throw new TypeError(`rich text: ${part?.type}`);
    return SECTIONS[part.type](part);
  });
}

export const richText = (block) => h("div.b-rich", {}, richParts(block.elements));
