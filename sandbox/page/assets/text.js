// The chat markup of messages and blocks: bold, quotes, code, mentions, links and dates, never as HTML.
import { broadcast, channel, date, group, link, person } from "./blocks/entities.js";
import { plainNodes } from "./blocks/plain.js";
import { h } from "./dom.js";

export const unescaped = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

/** Text as it is, with names of emoji as characters. */
export function renderPlain(text, { withEmoji = true } = {}) {
  const fragment = document.createDocumentFragment();
  fragment.append(...plainNodes(text, { withEmoji }));
  return fragment;
}

/** Text in the chat markup. `verbatim`: addresses that aren't marked as links stay text. */
export function renderMrkdwn(text, { verbatim = false } = {}) {
  const fragment = document.createDocumentFragment();
  const pieces = String(text ?? "").split("```");
  // An odd fence at the end opens nothing: it is shown as typed.
  if (pieces.length % 2 === 0) pieces.push(pieces.splice(-2).join("```"));
  pieces.forEach((piece, number) => {
    if (number % 2) fragment.append(fenced(piece));
    else fragment.append(...lines(trimmed(piece, number, pieces.length), { verbatim }));
  });
  return fragment;
}

// The line break next to a fence belongs to the fence, which is a box of its own.
function trimmed(piece, number, count) {
  const after = number > 0 ? piece.replace(/^\n/, "") : piece;
  return number < count - 1 ? after.replace(/\n$/, "") : after;
}

function fenced(text) {
  const inside = text.replace(/^\n|\n$/g, "");
  if (inside.trim() === "") return document.createTextNode(`\`\`\`${text}\`\`\``);
  const parts = inside.split(/(<[^<>\n]+>)/g).map((part, n) => (n % 2 ? token(part, false, inCode) : inCode(part)));
  return h("pre.b-pre", {}, parts);
}

const inCode = (text) => plainNodes(unescaped(text), { withEmoji: false });

const QUOTE = /^(?:&gt;|>) ?/;

function lines(text, options) {
  if (text === "") return [];
  const made = [];
  let quoted = [];
  let open = [];
  const flush = () => {
    if (open.length) made.push(...spread(open, options));
    if (quoted.length) made.push(h("blockquote.b-quote", {}, spread(quoted, options)));
    open = [];
    quoted = [];
  };
  for (const line of text.split("\n")) {
    const isQuote = QUOTE.test(line);
    if (isQuote ? open.length : quoted.length) flush();
    if (isQuote) quoted.push(line.replace(QUOTE, ""));
    else open.push(line);
  }
  flush();
  return made;
}

const spread = (all, options) =>
  all.flatMap((line, number) => [...(number ? [document.createTextNode("\n")] : []), ...inline(line, options)]);

const SPAN = /`([^`\n]+)`|(<[^<>\n]+>)/g;
const EMPHASIS = { "*": "strong", _: "em", "~": "s" };
const WORD = /[\p{L}\p{N}]/u;
const SPACE = /[\s\u200b]/; // a zero-width space counts: apps put it where a mark is to stay a mark

function spans(text) {
  const found = new Map();
  for (const match of text.matchAll(SPAN)) {
    found.set(match.index, { end: match.index + match[0].length, code: match[1], token: match[2] });
  }
  return found;
}

/** One line. `active`: the marks around it already, which don't stand inside themselves. */
function inline(text, options, active = "", first = true) {
  const special = spans(text);
  const made = [];
  const unclosed = new Set(active);
  let plain = "";
  const flush = () => {
    made.push(...words(plain, options));
    plain = "";
  };
  for (let at = 0; at < text.length; ) {
    const span = special.get(at);
    const mark = text[at];
    if (span) {
      flush();
      const start = first && made.length === 0;
      made.push(...[span.token ? token(span.token, start) : h("code.b-code", {}, codeInside(span.code))].flat());
      at = span.end;
    } else if (EMPHASIS[mark] && !unclosed.has(mark) && opens(text, at)) {
      const end = closing(text, at, mark, special);
      if (end < 0) unclosed.add(mark);
      if (end < 0) plain += text[at++];
      else {
        flush();
        const inside = inline(text.slice(at + 1, end), options, active + mark, first && made.length === 0);
        made.push(h(EMPHASIS[mark], {}, inside));
        at = end + 1;
      }
    } else plain += text[at++];
  }
  flush();
  return made;
}

const codeInside = (code) =>
  code.split(/(<[^<>\n]+>)/g).map((part, n) => (n % 2 ? token(part, false, inCode) : inCode(part)));

const opens = (text, at) =>
  (at === 0 || !WORD.test(text[at - 1])) &&
  at + 1 < text.length &&
  !SPACE.test(text[at + 1]) &&
  text[at + 1] !== text[at];

function closing(text, from, mark, special) {
  for (let at = from + 1; at < text.length; at += 1) {
    const span = special.get(at);
    if (span) at = span.end - 1;
    else if (
      text[at] === mark &&
      at > from + 1 &&
      !SPACE.test(text[at - 1]) &&
      (at + 1 === text.length || !(WORD.test(text[at + 1]) || text[at + 1] === mark))
    )
      return at;
  }
  return -1;
}

const ADDRESS = /(https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]*_~])/g;

function words(text, { verbatim }) {
  if (!text) return [];
  const plain = unescaped(text);
  if (verbatim || !plain.includes("://")) return plainNodes(plain);
  return plain.split(ADDRESS).flatMap((part, number) => (number % 2 ? [link(part)] : plainNodes(part)));
}

/** `<…>`: a node for what is known, else what was typed. */
function token(whole, first, plainly = (text) => plainNodes(unescaped(text))) {
  const inside = whole.slice(1, -1);
  const bar = inside.indexOf("|");
  const body = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? "" : unescaped(inside.slice(bar + 1));
  const mention = /^@([UW][A-Z0-9]+)$/.exec(body);
  if (mention) return person(mention[1], label);
  const place = /^#([CGD][A-Z0-9]+)$/.exec(body);
  if (place) return channel(place[1], label);
  if (/^(https?:|mailto:)/i.test(body)) return link(unescaped(body), label === "" ? null : plainNodes(label));
  if (body.startsWith("!")) return command(body.slice(1), label, first) ?? plainly(whole);
  return plainly(whole);
}

function command(body, label, first) {
  const [name, ...rest] = body.split("^");
  if (name === "subteam" && /^S[A-Z0-9]+$/.test(rest[0] ?? "")) return group(rest[0], label);
  if (name === "date" && rest.length >= 2) {
    return date(rest[0], unescaped(rest[1]), rest[2] ? unescaped(rest[2]) : null, label, first);
  }
  if (rest.length === 0 && ["here", "channel", "everyone"].includes(name)) return broadcast(name);
  return null;
}

/** A message in one line of plain words. */
export function plainWords(message) {
  const text = message?.text || firstText(message?.blocks) || "";
  const all = text.replaceAll("```", "").split("\n");
  return all
    .map((line) => renderMrkdwn(line).textContent)
    .join(" ")
    .replace(/\s+/g, " ")
    .trim();
}

function firstText(value) {
  if (Array.isArray(value)) {
    for (const item of value) {
      const found = firstText(item);
      if (found) return found;
    }
    return "";
  }
  if (!value || typeof value !== "object") return "";
  if (typeof value.text === "string") return value.text;
  return firstText(
    Object.entries(value)
      .filter(([key]) => key !== "type")
      .map(([, item]) => item),
  );
}
