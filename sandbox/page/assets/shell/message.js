// One message: who, when, what, and what hangs on it.
import { h } from "../dom.js";
import { doing, go, personName, state } from "../store.js";
import { renderBlocks } from "../blocks/index.js";
import { clockTime, fullDate } from "../dates.js";
import { renderMrkdwn } from "../text.js";
import { icon } from "./icons.js";
import { avatar, firstName, roleOf } from "./people.js";

const typed = new Map(); // channel/ts -> {block_id: {action_id: value}}, what was put into a message's inputs
const seconds = (ts) => Number(ts);

/** What the app posts in several blocks stands by itself. */
export const isCard = (message) => message.by_app && message.blocks?.length > 1;
export const messageKey = (message) => `${message.channel}/${message.ts}`;

function keptValues(message) {
  const key = messageKey(message);
  if (!typed.has(key)) typed.set(key, {});
  return typed.get(key);
}

/** What blocks need to know to be acted on inside this message. */
function contextOf(message) {
  const { channel, ts } = message;
  const values = keptValues(message);
  return {
    surface: "message",
    values,
    faults: {},
    onAction: (element, choice) =>
      doing("click", {
        channel,
        ts,
        block_id: element.block_id,
        action_id: element.action_id,
        choice,
        values,
      }),
    onChange: (element, value) => {
      (values[element.block_id] ??= {})[element.action_id] = value;
    },
    suggest: (element, query) =>
      doing("suggest", {
        channel,
        ts,
        block_id: element.block_id,
        action_id: element.action_id,
        query,
      }),
  };
}

/** People's changes are marked; a card of the app's is meant to change. */
function markEdited(root, message) {
  if (!message.edited || (message.by_app && message.blocks?.length)) return;
  const last = root.lastElementChild;
  const place = [last?.lastElementChild, last].find((e) => e?.matches(".b-text, .s-text")) ?? root;
  place.append(h("span.s-edited", {}, "(edited)"));
}

function body(message) {
  const content = message.blocks?.length
    ? renderBlocks(message.blocks, contextOf(message))
    : h("div.s-text", {}, renderMrkdwn(message.text ?? ""));
  const root = h("div.s-message-body", {}, content);
  markEdited(root, message);
  return root;
}

function head(message) {
  const person = state.people.get(message.user);
  const name = person ? firstName(person) : personName(message.user);
  const isApp = message.by_app || message.user === state.app.id;
  const role = person && !isApp && firstName(person) !== person.name ? roleOf(person) : null;
  return h(
    "div.s-message-head",
    {},
    h("span.s-author", {}, isApp ? state.app.name : name),
    isApp ? h("span.s-app-badge", {}, "APP") : null,
    role ? h("span.s-author-role", {}, role) : null,
    time(message, "s-time"),
  );
}

function time(message, kind) {
  const at = seconds(message.ts);
  const datetime = new Date(at * 1000).toISOString();
  return h(`time.${kind}`, { datetime, title: fullDate(at) }, clockTime(at));
}

function lastReply(message) {
  return message.latest_reply ? `, last at ${clockTime(seconds(message.latest_reply))}` : "";
}

/** What was uploaded with it, each to be saved. */
function files(message) {
  if (!message.files?.length) return null;
  return h(
    "div.s-files",
    {},
    message.files.map((file) =>
      h(
        "a.s-file",
        { href: `${file.url}&as=${encodeURIComponent(state.me)}`, download: file.name },
        h("span.s-file-name", {}, file.name),
        h("span.s-file-size", {}, fileSize(file.size)),
      ),
    ),
  );
}

function fileSize(bytes) {
  return bytes < 1000
    ? `${bytes} bytes`
    : bytes < 1e6
      ? `${Math.round(bytes / 1000)} kB`
      : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** "3 replies, last at 14:05"; opens the thread. */
function threadSummary(message) {
  const count = message.reply_count;
  if (!count) return null;
  return h(
    "button.s-thread-summary",
    { type: "button", onclick: () => go(message.channel, message.ts) },
    h(
      "span.s-faces",
      {},
      (message.reply_users ?? []).slice(0, 4).map((id) => avatar(id, 20)),
    ),
    h("span.s-thread-count", {}, count === 1 ? "1 reply" : `${count} replies`),
    h("span.s-thread-last", {}, lastReply(message)),
    message.unread_replies ? h("span.s-dot", { role: "img", "aria-label": "New replies" }) : null,
  );
}

function onlyMe(message) {
  return h(
    "div.s-only-me",
    {},
    icon("eye", 13),
    h("span", {}, "Only visible to you"),
    h("button.quiet.s-dismiss", { type: "button", dataset: { dismiss: message.ts } }, "Dismiss"),
  );
}

function broadcastNote(message, inThread) {
  if (!message.broadcast || !message.thread_ts) return null;
  if (inThread) return h("div.s-broadcast", {}, "Also sent to the channel");
  return h(
    "button.s-broadcast",
    { type: "button", onclick: () => go(message.channel, message.thread_ts) },
    "Replied to a thread",
  );
}

function spokenName(message) {
  const isApp = message.by_app || message.user === state.app.id;
  const who = isApp ? state.app.name : personName(message.user);
  return `${who}, ${clockTime(seconds(message.ts))}${message.only_me ? ", only visible to you" : ""}`;
}

/** The message as an element; `compact`: it follows one by the same author closely. */
export function renderMessage(message, { compact = false, inThread = false } = {}) {
  const root = h(
    "article.s-message",
    {
      tabindex: "-1",
      "aria-label": spokenName(message),
      dataset: { ts: message.ts, channel: message.channel },
      class: [
        compact ? "s-compact" : "",
        message.only_me ? "s-ephemeral" : "",
        isCard(message) ? "s-with-card" : "",
      ].join(" "),
    },
    h("div.s-gutter", {}, avatar(message.by_app ? state.app.id : message.user, 36), time(message, "s-gutter-time")),
    h(
      "div.s-message-main",
      {},
      message.only_me ? onlyMe(message) : null,
      broadcastNote(message, inThread),
      head(message),
      body(message),
      files(message),
      inThread ? null : threadSummary(message),
    ),
  );
  root.message = message;
  return root;
}

/** What tells a control in the former copy from the same one in the new copy. */
function whichControl(element) {
  const holder = element.closest("[data-action-id]");
  const block = holder?.closest("[data-block-id]")?.dataset.blockId;
  if (holder) return { action: holder.dataset.actionId, block };
  return { tag: element.tagName, words: element.getAttribute("aria-label") ?? element.textContent };
}

function sameControl(root, which) {
  if (which.action !== undefined) {
    const all = [...root.querySelectorAll("[data-action-id]")].filter((e) => e.dataset.actionId === which.action);
    const holder = all.find((e) => e.closest("[data-block-id]")?.dataset.blockId === which.block) ?? all[0];
    if (!holder) return null;
    const controls = "button,input,select,textarea,a";
    return holder.matches(controls) ? holder : holder.querySelector(controls);
  }
  return [...root.querySelectorAll(which.tag)].find(
    (e) => (e.getAttribute("aria-label") ?? e.textContent) === which.words,
  );
}

/** The new copy in the former one's place; focus, selection and tab order go over. */
export function replaceMessage(former, fresh) {
  const active = former.contains(document.activeElement) ? document.activeElement : null;
  const which = active && active !== former ? whichControl(active) : null;
  const isField = active instanceof HTMLInputElement || active instanceof HTMLTextAreaElement;
  const selection = isField ? [active.selectionStart, active.selectionEnd] : null;
  fresh.tabIndex = former.tabIndex;
  former.replaceWith(fresh);
  if (!active) return;
  const heir = which ? sameControl(fresh, which) : null;
  (heir ?? fresh).focus({ preventScroll: true });
  if (heir && selection)
    try {
      heir.setSelectionRange(...selection);
    } catch {
      /* not a text field */
    }
}

/** Text as it was typed: mentions and links as people write them. */
export function asTyped(text) {
  return text
    .replace(/<@([A-Z0-9]+)(?:\|[^>]*)?>/g, (all, id) => `@${state.people.get(id)?.handle ?? id}`)
    .replace(/<!subteam\^([A-Z0-9]+)(?:\|[^>]*)?>/g, (all, id) => `@${state.groups.get(id)?.handle ?? id}`)
    .replace(/<#([A-Z0-9]+)(?:\|([^>]*))?>/g, (all, id, name) => `#${state.conversations.get(id)?.name ?? name ?? id}`)
    .replace(/<!(here|channel|everyone)>/g, "@$1")
    .replace(/<([^>|]+)(?:\|[^>]*)?>/g, "$1")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}
