// A field to type into and a list to choose from: one choice or several.
import { popup } from "../dialog.js";
import { announce, fill, freshId, h } from "../dom.js";
import { drawList, NOTHING } from "./list.js";

/**
 * `chosen`: items `{key, label, about, hint, value}`; `find(query)` gives (a promise of)
 * `{groups: [{label, items}]}` or `{words}`; `onChoose(items, isLast)` hears of every choice, and
 * `onDone()` of the list closing after some. `attributes` are those of the input.
 */
export class Combobox {
  constructor({ attributes, chosen, find, onChoose, onDone, multi = false, most = Infinity, placeholder, clearable }) {
    this.find = find;
    this.onChoose = onChoose;
    this.onDone = onDone;
    this.multi = multi;
    this.most = most;
    this.chosen = chosen;
    this.placeholder = placeholder;
    this.clearable = clearable;
    this.listId = freshId("e-list");
    this.asked = 0;
    /** @type {((giveBack?: boolean) => void) | null} */
    this.close = null;
    this.active = -1;
    this.options = [];
    this.dirty = false;
    this.input = h("input.e-combo-input", {
      ...attributes,
      type: "text",
      role: "combobox",
      autocomplete: "off",
      spellcheck: "false",
      dir: "auto",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-haspopup": "listbox",
    });
    this.clear = h(
      "button.e-combo-clear",
      {
        type: "button",
        tabindex: "-1",
        "aria-label": "Clear",
        hidden: true,
        onclick: () => {
          this.choose([]);
          this.input.focus();
        },
      },
      "×",
    );
    this.chips = h("ul.e-chips", { "aria-label": "Chosen", hidden: true });
    this.root = h(
      `div.e-combo${multi ? ".e-multi" : ""}`,
      {},
      this.chips,
      this.input,
      this.clear,
      h("span.e-chevron", { "aria-hidden": "true" }),
    );
    this.listen();
    this.show();
  }

  listen() {
    const { input, root } = this;
    input.addEventListener("keydown", (event) => this.onKey(event));
    input.addEventListener("input", () => {
      this.typed = true;
      this.look();
    });
    input.addEventListener("focus", () => {
      if (!this.multi) input.select();
    });
    input.addEventListener("blur", () => this.leave());
    root.addEventListener("mousedown", (event) => {
      if (event.target.closest("button")) return;
      if (event.target !== input) {
        event.preventDefault();
        input.focus();
      }
      if (this.close && event.target === input && !this.typed) this.shut();
      else this.look();
    });
  }

  /** What is chosen, as the field shows it. */
  show() {
    const [one] = this.chosen;
    this.typed = false;
    this.input.value = this.multi ? "" : (one?.label ?? "");
    this.input.placeholder = this.multi && one ? "" : this.placeholder;
    this.clear.hidden = !(this.clearable && one);
    this.chips.hidden = !this.multi || !one;
    if (this.multi)
      fill(
        this.chips,
        this.chosen.map((item) => this.chip(item)),
      );
  }

  chip(item) {
    return h(
      "li.e-chip",
      { dir: "auto" },
      item.label,
      h(
        "button",
        {
          type: "button",
          "aria-label": `Remove ${item.label}`,
          onclick: () => {
            this.choose(this.chosen.filter((other) => other.key !== item.key));
            this.input.focus();
          },
        },
        "×",
      ),
    );
  }

  choose(items) {
    this.chosen = items;
    this.dirty = true;
    this.show();
    this.onChoose(items.map((item) => item.value));
    if (!this.close) this.done();
    else this.mark();
  }

  /** Back to what was chosen before, without telling. */
  put(items) {
    this.chosen = items;
    this.show();
  }

  done() {
    if (!this.dirty) return;
    this.dirty = false;
    this.onDone?.(this.chosen.map((item) => item.value));
  }

  leave() {
    if (this.close) this.shut();
    else if (!this.multi && this.typed) this.show();
  }

  /** Opens the list where it is shut, and asks for what fits what is typed. */
  async look() {
    if (!this.close) this.open();
    this.asked += 1;
    const mine = this.asked;
    const found = this.find(this.typed ? this.input.value.trim() : "");
    if (found instanceof Promise) this.say("Looking…");
    const { groups = [], words = "" } = await Promise.resolve(found).catch(() => ({
      words: "That did not work.",
    }));
    if (mine !== this.asked || !this.close) return;
    if (words) this.say(words);
    else this.list(groups);
  }

  say(words) {
    this.options = [];
    this.point(-1);
    fill(this.listbox, h("div.e-empty", { role: "presentation" }, words));
    announce(words);
  }

  list(groups) {
    this.options = drawList(this.listbox, groups, this.listId, (item) => this.pick(item));
    this.mark();
    if (!this.options.length) return this.say(NOTHING);
    const chosen = this.typed ? -1 : this.options.findIndex(({ item }) => this.holds(item));
    this.point(Math.max(chosen, 0));
    announce(`${this.options.length} ${this.options.length === 1 ? "choice" : "choices"}`);
    return undefined;
  }

  holds(item) {
    return this.chosen.some((other) => other.key === item.key);
  }

  mark() {
    for (const { node, item } of this.options) node.setAttribute("aria-selected", String(this.holds(item)));
  }

  open() {
    this.listbox = h("div.e-listbox", {
      role: "listbox",
      id: this.listId,
      "aria-multiselectable": this.multi || null,
      "aria-label": "Choices",
      onmousedown: (event) => event.preventDefault(),
    });
    this.input.setAttribute("aria-expanded", "true");
    this.input.setAttribute("aria-controls", this.listId);
    this.close = popup(this.root, this.listbox, {
      keepFocus: true,
      sameWidth: true,
      onClose: () => this.shutAlready(),
    });
  }

  shut() {
    this.close?.();
  }

  shutAlready() {
    this.close = null;
    this.options = [];
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-controls");
    this.input.removeAttribute("aria-activedescendant");
    this.show();
    this.done();
  }

  pick(item) {
    if (!this.multi) {
      this.chosen = [item];
      this.dirty = true;
      this.show();
      this.onChoose([item.value]);
      this.shut();
      return;
    }
    const already = this.holds(item);
    if (!already && this.chosen.length >= this.most) {
      announce(`${this.most} at most`);
      return;
    }
    this.choose(already ? this.chosen.filter((other) => other.key !== item.key) : [...this.chosen, item]);
    this.look();
  }

  point(at) {
    this.options[this.active]?.node.classList.remove("e-pointed");
    this.active = at;
    const option = this.options[at];
    if (!option) return this.input.removeAttribute("aria-activedescendant");
    option.node.classList.add("e-pointed");
    option.node.scrollIntoView({ block: "nearest" });
    return this.input.setAttribute("aria-activedescendant", option.node.id);
  }

  onKey(event) {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (step) {
      event.preventDefault();
      if (!this.close) this.look();
      else if (this.options.length) this.point(this.next(step));
    } else if (event.key === "Enter" && this.close) {
      event.preventDefault();
      event.stopPropagation();
      if (this.options[this.active]) this.pick(this.options[this.active].item);
    } else if (event.key === "Enter" && !this.multi) {
      event.preventDefault();
      event.stopPropagation();
      this.look();
    } else if (event.key === "Backspace" && this.multi && !this.input.value && this.chosen.length) {
      this.choose(this.chosen.slice(0, -1));
    }
  }

  next(step) {
    const count = this.options.length;
    if (Math.abs(step) === 1) return (this.active + step + count) % count;
    return Math.max(0, Math.min(this.active + step, count - 1));
  }
}
