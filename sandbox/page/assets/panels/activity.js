// "What happened": requests to the bot and calls by it as they come, newest at the top.
import { fill, h } from "../dom.js";
import { asking, on } from "../store.js";
import { Entries } from "./entries.js";
import { isFailure } from "./entry.js";
import { isSeen, onAppearing } from "./seen.js";

const PAGE = 100;
const PAUSE = 120;
/** @type {[string, (entry: Wire.Entry) => boolean][]} */
const FILTERS = [
  ["All", () => true],
  ["Requests", (entry) => entry.sort === "request"],
  ["Calls", (entry) => entry.sort === "call"],
  ["Failures", isFailure],
];
const NOTHING =
  "Nothing yet. Do something in the workspace: each request to the bot and each of its calls " + "appears here.";
const CLEARED = "Cleared here. What comes next appears by itself.";
const NONE_FITS = "Nothing here is like that.";

let spokenOf = "";
/** The case that was talked about last, as far as this tab has heard. */
export const lastReference = () => spokenOf;

export function mountActivity(root) {
  new Activity(root).listen();
}

class Activity {
  constructor(root) {
    this.root = root;
    this.entries = new Entries();
    this.waiting = []; // entries that came and are not drawn yet
    this.drawing = 0;
    this.empty = h("p.p-empty");
    this.older = h(
      "button.quiet.p-older",
      { type: "button", hidden: true, onclick: () => this.showOlder() },
      "Show older",
    );
    root.append(this.tools(), h("div.p-scroll", {}, this.entries.list, this.empty, this.older));
    this.say();
  }

  listen() {
    let workspace = "";
    on("welcome", async (frame) => {
      if (workspace && workspace !== frame.workspace) {
        this.entries.clear({ forget: true });
        spokenOf = "";
      }
      workspace = frame.workspace;
      this.take(await this.ask(null));
    });
    on("activity", (frame) => this.take(frame.entries));
    onAppearing(this.root, () => this.draw());
  }

  tools() {
    const buttons = FILTERS.map(([words, fits], at) =>
      h(
        "button.p-filter",
        {
          type: "button",
          "aria-pressed": String(at === 0),
          onclick: (event) => {
            const pressed = event.currentTarget;
            for (const button of buttons) button.setAttribute("aria-pressed", String(button === pressed));
            this.entries.sift({ fits });
            this.say();
          },
        },
        words,
      ),
    );
    let pause = 0;
    const search = h("input.p-search", {
      type: "search",
      placeholder: "Search",
      "aria-label": "Search in what happened",
      oninput: () => {
        clearTimeout(pause);
        pause = setTimeout(() => {
          this.entries.sift({ looked: search.value.trim().toLowerCase() });
          this.say();
        }, PAUSE);
      },
    });
    const clear = h(
      "button.quiet.p-clear",
      {
        type: "button",
        title: "Hides what is here, in this tab only",
        onclick: () => this.clear(),
      },
      "Clear",
    );
    return h(
      "div.p-tools",
      {},
      h("div.p-filters", { role: "group", "aria-label": "Show" }, buttons),
      h("span.p-spring"),
      clear,
      search,
    );
  }

  take(entries) {
    spokenOf = entries.findLast((entry) => entry.reference)?.reference ?? spokenOf;
    this.waiting = [...this.waiting, ...entries].slice(-this.entries.most);
    this.drawing ||= requestAnimationFrame(() => {
      this.drawing = 0;
      if (isSeen(this.root)) this.draw();
    });
  }

  draw() {
    this.drawing = 0;
    this.entries.add(this.waiting);
    this.waiting = [];
    this.say();
  }

  clear() {
    this.entries.clear();
    this.older.hidden = true;
    this.say();
  }

  say() {
    const { size, anyShown, wasCleared, trimmed } = this.entries;
    this.empty.hidden = anyShown;
    if (!anyShown) fill(this.empty, size ? NONE_FITS : wasCleared ? CLEARED : NOTHING);
    if (trimmed) this.older.hidden = false;
  }

  async ask(before) {
    try {
      const { entries, more } = await asking("/page/activity", { before, limit: PAGE });
      this.older.hidden = !more || this.entries.wasCleared;
      return entries;
    } catch {
      return [];
    }
  }

  async showOlder() {
    this.older.setAttribute("aria-disabled", "true");
    const entries = await this.ask(this.entries.oldest);
    this.older.removeAttribute("aria-disabled");
    this.entries.makeRoom(entries.length);
    this.waiting.push(...entries);
    this.draw();
  }
}
