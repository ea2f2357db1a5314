// Messages in their order by ts, with what stands between them: days, and where the new ones begin.
import { h } from "../dom.js";
import { on, state, zone } from "../store.js";
import { dayName } from "../dates.js";
import { isCard, renderMessage, replaceMessage } from "./message.js";

const TOGETHER = 300; // seconds within which one author's messages stand as one
const byTs = (a, b) => a.length - b.length || (a < b ? -1 : Number(a > b));

const days = new Map();
function dayOf(ts) {
  if (!days.has(zone())) {
    days.set(zone(), new Intl.DateTimeFormat("en-CA", { timeZone: zone(), dateStyle: "short" }));
  }
  return days.get(zone()).format(new Date(Number(ts) * 1000));
}

function isTogether(before, message) {
  return (
    Boolean(before) &&
    !isCard(before) &&
    !isCard(message) &&
    before.user === message.user &&
    before.by_app === message.by_app &&
    !before.only_me &&
    !message.only_me &&
    !message.broadcast &&
    !before.subtype &&
    !message.subtype &&
    Number(message.ts) - Number(before.ts) < TOGETHER
  );
}

export class MessageList {
  constructor(root, { inThread = false } = {}) {
    this.root = root;
    this.inThread = inThread;
    this.entries = []; // {message, element, day, line, divider}
    this.newFrom = null;
    on("clock", () => this.renameDays());
    root.addEventListener("s-edit-over", ({ target }) => {
      const at = this.entries.findIndex((entry) => entry.element === target);
      if (at >= 0 && target.waiting) this.change(at, target.waiting);
    });
  }

  get size() {
    return this.entries.length;
  }
  get first() {
    return this.entries[0]?.message ?? null;
  }
  get last() {
    return this.entries.at(-1)?.message ?? null;
  }
  get messages() {
    return this.entries.map((entry) => entry.message);
  }
  elementOf(ts) {
    return this.entries.find((entry) => entry.message.ts === ts)?.element ?? null;
  }

  clear() {
    this.entries = [];
    this.newFrom = null;
    this.root.replaceChildren();
  }

  /** Everything anew, oldest first; `newFrom`: the ts of the first that was not read. */
  setAll(messages, newFrom = null) {
    this.entries = messages.map((message) => ({ message, element: this.make(message) }));
    this.newFrom = newFrom;
    this.root.replaceChildren(...this.entries.map((entry) => entry.element));
    this.entries.forEach((entry, at) => this.dress(at));
    this.keepOneInTabOrder();
  }

  /** Older ones, oldest first. */
  prepend(messages) {
    const known = new Set(this.entries.map((entry) => entry.message.ts));
    const older = messages.filter((m) => !known.has(m.ts)).map((message) => ({ message, element: this.make(message) }));
    this.root.prepend(...older.map((entry) => entry.element));
    this.entries = [...older, ...this.entries];
    for (let at = 0; at <= older.length; at += 1) this.dress(at);
  }

  /** Puts one in its place; says whether it was "added" or "changed". */
  upsert(message) {
    let at = this.entries.length;
    while (at > 0 && byTs(this.entries[at - 1].message.ts, message.ts) >= 0) at -= 1;
    const there = this.entries[at];
    if (there?.message.ts === message.ts) return this.change(at, message);
    const entry = { message, element: this.make(message) };
    const next = there?.divider ?? there?.day ?? there?.line ?? there?.element ?? null;
    this.root.insertBefore(entry.element, next);
    this.entries.splice(at, 0, entry);
    this.dress(at);
    this.dress(at + 1);
    this.keepOneInTabOrder();
    return "added";
  }

  change(at, message) {
    const entry = this.entries[at];
    entry.message = message;
    if (entry.element.classList.contains("s-editing")) {
      entry.element.waiting = message; // shown when the edit is over
      return "changed";
    }
    const fresh = this.make(message);
    replaceMessage(entry.element, fresh);
    entry.element = fresh;
    this.dress(at);
    this.dress(at + 1);
    return "changed";
  }

  remove(ts) {
    const at = this.entries.findIndex((entry) => entry.message.ts === ts);
    if (at < 0) return false;
    const [entry] = this.entries.splice(at, 1);
    const hadFocus = entry.element.contains(document.activeElement);
    for (const part of [entry.divider, entry.day, entry.line, entry.element]) part?.remove();
    if (this.newFrom === ts) this.newFrom = this.entries[at]?.message.ts ?? null;
    this.dress(at);
    if (this.inThread) this.dress(this.entries.length - 1);
    this.keepOneInTabOrder();
    if (hadFocus) (this.entries[at] ?? this.entries.at(-1))?.element.focus();
    return true;
  }

  /** Drops the oldest, as many as there are above `keep`. */
  trim(keep) {
    for (const entry of this.entries.splice(0, Math.max(0, this.entries.length - keep))) {
      for (const part of [entry.divider, entry.day, entry.line, entry.element]) part?.remove();
    }
    this.dress(0);
  }

  /** Draws the line above this one. */
  markNew(ts) {
    this.newFrom = ts;
    this.entries.forEach((entry, at) => {
      if (entry.line || entry.message.ts === ts) this.dress(at);
    });
  }

  make(message) {
    return renderMessage(message, { inThread: this.inThread });
  }

  /** What stands before this one, and whether it leans on the one above it. */
  dress(at) {
    const entry = this.entries[at];
    if (!entry) return;
    const { message } = entry;
    const before = this.entries[at - 1]?.message;
    const day = dayOf(message.ts);
    const newDay = before ? dayOf(before.ts) !== day : !this.inThread;
    const isNew = this.newFrom === message.ts;
    const afterRoot = this.inThread && at === 1;
    this.put(entry, "divider", afterRoot, () => this.replyDivider());
    const divider = this.inThread && at > 0 ? this.entries[1].divider : null;
    if (divider) divider.textContent = this.replyWords();
    this.put(entry, "day", newDay, () => h("div.s-day", { role: "separator" }));
    if (newDay) this.nameDay(entry);
    this.put(entry, "line", isNew, () =>
      h("div.s-new-line", { role: "separator", "aria-label": "New" }, h("span", {}, "New")),
    );
    const compact = !newDay && !isNew && !afterRoot && isTogether(before, message);
    entry.element.classList.toggle("s-compact", compact);
  }

  put(entry, name, wanted, make) {
    if (wanted && !entry[name]) {
      entry[name] = make();
      const before = name === "divider" ? (entry.day ?? entry.line) : name === "day" ? entry.line : null;
      (before ?? entry.element).before(entry[name]);
    } else if (!wanted && entry[name]) {
      entry[name].remove();
      entry[name] = null;
    }
  }

  replyDivider() {
    return h("div.s-replies", { role: "separator" });
  }

  replyWords() {
    const replies = this.entries.slice(1).filter((entry) => !entry.message.only_me).length;
    return replies === 0 ? "No replies yet" : replies === 1 ? "1 reply" : `${replies} replies`;
  }

  nameDay(entry) {
    const name = dayName(Number(entry.message.ts));
    if (entry.day.textContent === name) return;
    entry.day.replaceChildren(h("span", {}, name));
    entry.day.setAttribute("aria-label", name);
  }

  /** "Today" becomes "Yesterday" when the clock goes on. */
  renameDays() {
    for (const entry of this.entries) if (entry.day) this.nameDay(entry);
  }

  /** One message is reached by Tab, the others from it by arrows. */
  keepOneInTabOrder() {
    if (this.root.contains(document.activeElement)) return;
    for (const each of this.root.querySelectorAll('.s-message[tabindex="0"]')) each.tabIndex = -1;
    const last = this.entries.at(-1)?.element;
    if (last) last.tabIndex = 0;
  }
}

/** The first not read by this viewer, who has read up to `read` and whatever they have answered since. */
export function firstUnread(messages, read) {
  const answered = messages.findLast((m) => m.user === state.me && !m.only_me)?.ts ?? "";
  const upTo = isLater(answered, read) ? answered : read;
  return messages.find((m) => isLater(m.ts, upTo) && m.user !== state.me && !m.only_me)?.ts ?? null;
}

export const isLater = (one, other) => !other || byTs(one, other) > 0;
