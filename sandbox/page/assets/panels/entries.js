// The list of what happened: each entry drawn once, put in its place, shown or hidden by what is looked for.
import { h } from "../dom.js";
import { haystack, renderEntry } from "./entry.js";

const MOST = 500;

export class Entries {
  constructor() {
    this.rows = new Map(); // n -> {entry, element, words}
    this.list = h("div.p-entries", {
      role: "log",
      "aria-label": "What happened, newest first",
      "aria-live": "off",
    });
    /** @type {(entry: Wire.Entry) => boolean} */
    this.fits = () => true;
    this.looked = "";
    this.cleared = -1;
    this.most = MOST;
    this.trimmed = false;
  }

  get size() {
    return this.rows.size;
  }
  get wasCleared() {
    return this.cleared >= 0;
  }
  get anyShown() {
    return [...this.rows.values()].some((row) => !row.element.hidden);
  }

  /** The lowest number there is; null without any. */
  get oldest() {
    const last = this.list.lastElementChild;
    return last ? Number(last.dataset.n) : null;
  }

  add(entries) {
    const came = entries.filter((entry) => entry.n > this.cleared).sort((a, b) => a.n - b.n);
    for (const entry of came) this.put(entry);
    while (this.list.childElementCount > this.most) {
      this.rows.delete(this.oldest);
      this.list.lastElementChild.remove();
      this.trimmed = true;
    }
  }

  /** Older ones were asked for: they are not to be dropped again at once. */
  makeRoom(count) {
    this.most = Math.max(this.most, this.rows.size + count + MOST);
    this.trimmed = false;
  }

  put(entry) {
    if (this.rows.has(entry.n)) return;
    const row = { entry, element: renderEntry(entry), words: null };
    row.element.dataset.n = entry.n;
    row.element.hidden = !this.isLookedFor(row);
    this.rows.set(entry.n, row);
    // Nearly always the newest; an older one looks for its place from the bottom.
    const first = this.list.firstElementChild;
    if (!first || Number(first.dataset.n) < entry.n) return this.list.prepend(row.element);
    let before = this.list.lastElementChild;
    while (Number(before.dataset.n) < entry.n) before = before.previousElementSibling;
    return before.after(row.element);
  }

  isLookedFor(row) {
    if (!this.fits(row.entry)) return false;
    if (!this.looked) return true;
    row.words ??= haystack(row.entry);
    return row.words.includes(this.looked);
  }

  /** @param {{fits?: (entry: Wire.Entry) => boolean, looked?: string}} wanted */
  sift({ fits = this.fits, looked = this.looked }) {
    Object.assign(this, { fits, looked });
    for (const row of this.rows.values()) row.element.hidden = !this.isLookedFor(row);
  }

  /** Hides what is there; `forget`: the sandbox is another, and counts from nought again. */
  clear({ forget = false } = {}) {
    this.cleared = forget ? -1 : Math.max(this.cleared, ...this.rows.keys());
    this.most = MOST;
    this.trimmed = false;
    this.rows.clear();
    this.list.replaceChildren();
  }
}
