// What stands in text and is more than text: people, conversations, groups, links and dates.
import { capital, formatDate, fullDate } from "../dates.js";
import { h } from "../dom.js";
import { go, me, on, seek, state } from "../store.js";
import { plainNodes, plainText } from "./plain.js";

const SAFE = /^(https?:\/\/[^\s/]|mailto:[^\s])/i;
const PERMALINK = /^https:\/\/sandbox\.slack\.com\/archives\/([A-Z0-9]+)(?:\/p(\d{10})(\d{6}))?(?:\?([^#]*))?$/;

export function person(id, label = "") {
  const known = state.people.get(id);
  const name = known?.name ?? (label || id);
  const own = me()?.id === id ? ".b-me" : "";
  const about = known ? [known.title, known.handle && `@${known.handle}`].filter(Boolean).join(" · ") : id;
  return h(`span.b-mention${own}`, { dir: "auto", title: about }, `@${plainText(name)}`);
}

export function group(id, label = "") {
  const known = state.groups.get(id);
  const name = known?.handle ?? (label.replace(/^@/, "") || id);
  return h("span.b-mention", { dir: "auto", title: known?.name ?? id }, `@${plainText(name)}`);
}

export function broadcast(range) {
  const words = {
    here: "Everybody here and awake",
    channel: "Everybody in this channel",
    everyone: "Everybody",
  };
  return h("span.b-mention.b-me", { title: words[range] ?? "" }, `@${plainText(range)}`);
}

export function channel(id, label = "") {
  const name = state.conversations.get(id)?.name ?? (label || id);
  return place(`#${plainText(name)}`, id, null, "b-mention");
}

/**
 * A link to somewhere in this page; `ts`: the message there that is meant.
 * @param {string | null} [ts]
 */
function place(words, id, thread, kind, ts = null) {
  const goes = (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    go(id, thread);
    if (ts) seek(id, ts);
  };
  const href = `${location.search}#/${id}${thread ? `/${thread}` : ""}`;
  return h(`a.${kind}`, { href, dir: "auto", onclick: goes }, words);
}

/**
 * A link, where its address is one a browser may follow; else the words as they are.
 * @param {string} url
 * @param {string | Node | null} [label]
 */
export function link(url, label = null) {
  const words = label === null || label === "" ? plainText(url) : label;
  const own = PERMALINK.exec(url);
  if (own) {
    const [, id, seconds, rest, query] = own;
    const thread = new URLSearchParams(query ?? "").get("thread_ts");
    const ts = seconds ? `${seconds}.${rest}` : null;
    return place(words, id, thread ?? ts, "b-link", thread && ts);
  }
  if (!SAFE.test(url) || !URL.canParse(url)) {
    return h("span", { dir: "auto" }, words, label && label !== url ? ` (${plainText(url)})` : "");
  }
  return h(
    "a.b-link",
    { href: url, target: "_blank", rel: "noopener noreferrer", dir: "auto", title: plainText(url) },
    words,
  );
}

/** @type {WeakMap<Element, {again: () => string, first: boolean}>} */
const drawn = new WeakMap(); // dates, with what says them anew

/** A date in the viewer's zone; `first`: it stands at the beginning of a line. */
export function date(seconds, format, url, fallback, first = false) {
  const at = /^-?\d{1,13}$/.test(String(seconds)) ? Number(seconds) : NaN;
  const shown = formatDate(at, format, fallback);
  if (!Number.isFinite(at) || !fullDate(at)) return h("span", {}, plainNodes(shown));
  const words = h(
    "time.b-date",
    { datetime: new Date(at * 1000).toISOString(), title: fullDate(at) },
    plainText(first ? capital(shown) : shown),
  );
  drawn.set(words, { again: () => formatDate(at, format, fallback), first });
  return url ? link(url, words) : words;
}

/** What was "today" is "yesterday" when the clock goes on. */
on("clock", () => {
  for (const words of document.querySelectorAll("time.b-date")) {
    const date = drawn.get(words);
    if (!date) continue;
    const shown = date.again();
    const fresh = plainText(date.first ? capital(shown) : shown);
    if (words.textContent !== fresh) words.textContent = fresh;
  }
});
