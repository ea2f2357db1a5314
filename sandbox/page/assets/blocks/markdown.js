// A light reading of Markdown: headings, lists, quotes, code, bold, italics and links.
import { h } from "../dom.js";
import { link } from "./entities.js";
import { plainNodes } from "./plain.js";

// In this order: code, bold (twice), struck, italics (twice), a link with a label, a bare address.
const INLINE = new RegExp(
  [
    /(`+)([^`]+)\1/,
    /\*\*(\S(?:[^\n]*?\S)?)\*\*/,
    /__(\S(?:[^\n]*?\S)?)__/,
    /~~(\S(?:[^\n]*?\S)?)~~/,
    /(?<![\w*])\*([^\s*](?:[^*\n]*[^\s*])?)\*(?![\w*])/,
    /(?<![\w_])_([^\s_](?:[^_\n]*[^\s_])?)_(?![\w_])/,
    /\[([^\]\n]+)\]\(([^\s()]+(?:\([^\s()]*\)[^\s()]*)?)\)/,
    /<?(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]*_~])>?/,
  ]
    .map((form) => form.source)
    .join("|"),
  "g",
);

function inline(text, depth = 0) {
  if (depth > 4) return plainNodes(text);
  const made = [];
  let at = 0;
  for (const match of text.matchAll(INLINE)) {
    const [whole, , code, bold, strong, strike, star, line, label, address, bare] = match;
    made.push(...plainNodes(text.slice(at, match.index)));
    at = match.index + whole.length;
    if (code !== undefined) made.push(h("code.b-code", {}, plainNodes(code, { withEmoji: false })));
    else if (bold ?? strong) made.push(h("strong", {}, inline(bold ?? strong, depth + 1)));
    else if (strike) made.push(h("s", {}, inline(strike, depth + 1)));
    else if (star ?? line) made.push(h("em", {}, inline(star ?? line, depth + 1)));
    else if (label) made.push(link(address, plainNodes(label)));
    else made.push(link(bare));
  }
  made.push(...plainNodes(text.slice(at)));
  return made;
}

const ITEM = /^(\s*)([-*+]|\d{1,9}[.)])\s+(.*)$/;
const HEADING = /^(#{1,6})\s+(.*?)\s*#*$/;
const FENCE = /^\s*(```|~~~)/;
const RULE = /^\s*([-*_])(\s*\1){2,}\s*$/;

function fence(lines, from) {
  const mark = FENCE.exec(lines[from])?.[1] ?? "";
  let end = from + 1;
  while (end < lines.length && !lines[end].trim().startsWith(mark)) end += 1;
  const code = lines.slice(from + 1, end).join("\n");
  return [h("pre.b-pre", {}, plainNodes(code, { withEmoji: false })), end + 1];
}

function quote(lines, from) {
  let end = from;
  while (end < lines.length && /^\s*>/.test(lines[end])) end += 1;
  const inside = lines
    .slice(from, end)
    .map((line) => line.replace(/^\s*> ?/, ""))
    .join("\n");
  return [h("blockquote.b-quote", {}, inline(inside)), end];
}

/** Items one after the other; deeper ones are pushed in, not nested: this is a light reading. */
function list(lines, from) {
  const mark = ITEM.exec(lines[from])?.[2] ?? "";
  const ordered = /^\d/.test(mark);
  const items = [];
  let end = from;
  for (; end < lines.length; end += 1) {
    const found = ITEM.exec(lines[end]);
    if (!found || (/^\d/.test(found[2]) !== ordered && !found[1])) break;
    const item = h("li", { dir: "auto" }, task(found[3]));
    const depth = Math.floor(found[1].replaceAll("\t", "  ").length / 2);
    item.style.marginInlineStart = `${Math.min(depth, 6) * 1.4}em`;
    items.push(item);
  }
  const start = ordered ? parseInt(mark, 10) : null;
  return [h(ordered ? "ol.b-list" : "ul.b-list", { start: start === 1 ? null : start }, items), end];
}

function task(words) {
  const box = /^\[([ xX])\] (.*)$/.exec(words);
  if (!box) return inline(words);
  const done = box[1] !== " ";
  return [h("span", { role: "img", "aria-label": done ? "Done:" : "To do:" }, done ? "☑ " : "☐ "), ...inline(box[2])];
}

function paragraph(lines, from) {
  let end = from + 1;
  while (end < lines.length && lines[end].trim() && !starts(lines[end])) end += 1;
  return [h("p.b-text", { dir: "auto" }, inline(lines.slice(from, end).join("\n"))), end];
}

const starts = (line) => [FENCE, HEADING, RULE, ITEM, /^\s*>/].some((form) => form.test(line));

function next(lines, at) {
  const line = lines[at];
  if (FENCE.test(line)) return fence(lines, at);
  if (RULE.test(line)) return [h("hr.b-divider"), at + 1];
  if (/^\s*>/.test(line)) return quote(lines, at);
  if (ITEM.test(line)) return list(lines, at);
  const heading = HEADING.exec(line);
  if (!heading) return paragraph(lines, at);
  const level = heading[1].length;
  return [
    h(
      "div.b-md-heading",
      { role: "heading", "aria-level": level + 2, class: `b-md-${Math.min(level, 3)}`, dir: "auto" },
      inline(heading[2]),
    ),
    at + 1,
  ];
}

export function markdown(block) {
  if (typeof block.text !== "string") throw new TypeError("no text");
  const lines = block.text.split("\n");
  const made = [];
  for (let at = 0; at < lines.length; ) {
    if (!lines[at].trim()) at += 1;
    else {
      const [drawn, end] = next(lines, at);
      made.push(drawn);
      at = end;
    }
  }
  return h("div.b-markdown", {}, made);
}
