// What a composer offers: commands after "/", people and groups after "@", channels after "#".
import { announce, fill, freshId, h } from "../dom.js";
import { state } from "../store.js";
import { icon } from "./icons.js";
import { avatar, firstName, roleOf } from "./people.js";

const MOST = 8;
const WORD = /(^|[\s(])([@#])([\p{L}\p{N}._-]*)$/u;

const fits = (query, ...words) =>
  words.some((word) => {
    const lower = (word ?? "").toLowerCase();
    return lower.startsWith(query) || lower.includes(` ${query}`) || lower.includes(`-${query}`);
  });

function commands(query) {
  return state.app.commands
    .filter((c) => c.command.toLowerCase().startsWith(query))
    .map((c) => ({
      insert: `${c.command} `,
      words: c.command,
      hint: c.usage_hint,
      detail: c.description,
      picture: avatar(state.app.id, 20),
    }));
}

function mentions(query) {
  const people = [...state.people.values()]
    .filter((p) => !p.deleted && fits(query, p.handle, p.name))
    .map((p) => ({
      insert: `@${p.handle} `,
      words: firstName(p),
      hint: `@${p.handle}`,
      detail: roleOf(p),
      picture: avatar(p.id, 20),
    }));
  const groups = [...state.groups.values()]
    .filter((g) => fits(query, g.handle, g.name))
    .map((g) => ({
      insert: `@${g.handle} `,
      words: g.name,
      hint: `@${g.handle}`,
      detail: "Group",
      picture: icon("people"),
    }));
  return [...people, ...groups];
}

function channels(query) {
  return [...state.conversations.values()]
    .filter((c) => c.kind !== "im" && fits(query, c.name))
    .map((c) => ({
      insert: `#${c.name} `,
      words: c.name,
      picture: icon(c.kind === "private" ? "lock" : "hash", 14),
    }));
}

/** What stands before the caret and could be completed: {from, items} or null. */
function offered(field) {
  const caret = field.selectionStart;
  if (caret !== field.selectionEnd) return null;
  const before = field.value.slice(0, caret);
  if (/^\/\S*$/.test(before)) return { from: 0, items: commands(before.toLowerCase()) };
  const found = WORD.exec(before);
  if (!found) return null;
  const query = found[3].toLowerCase();
  const items = (found[2] === "@" ? mentions : channels)(query).slice(0, MOST);
  return { from: caret - found[3].length - 1, items };
}

function option(item, id, chosen, pick) {
  return h(
    "div.s-option",
    {
      role: "option",
      id,
      "aria-selected": String(chosen),
      onmousedown: (event) => {
        event.preventDefault(); // the field keeps the focus
        pick(item);
      },
    },
    h("span.s-option-picture", {}, item.picture),
    h("span.s-option-words", {}, item.words),
    item.hint ? h("span.s-option-hint", {}, item.hint) : null,
    item.detail ? h("span.s-option-detail", {}, item.detail) : null,
  );
}

/** A command typed out in full is sent by Enter, not completed once more. */
function isPick(event, typed, chosen) {
  if (event.key === "Tab") return !event.shiftKey;
  return event.key === "Enter" && typed.trim() !== chosen.insert.trim();
}

/** Adds completion to a text field; `box` is where the list is shown. */
export class Completion {
  constructor(field, box) {
    this.field = field;
    this.box = box;
    /** @type {{from: number, items: Record<string, any>[]} | null} */
    this.offer = null;
    this.at = 0;
    box.id = freshId("complete");
    box.setAttribute("role", "listbox");
    box.setAttribute("aria-label", "Suggestions");
    box.hidden = true;
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", box.id);
    field.addEventListener("input", () => this.update());
    field.addEventListener("click", () => this.update());
    field.addEventListener("blur", () => this.close());
  }

  get isOpen() {
    return !this.box.hidden;
  }

  update() {
    this.offer = offered(this.field);
    this.at = 0;
    const count = this.offer?.items.length ?? 0;
    if (!count) return this.close();
    if (!this.isOpen) announce(count === 1 ? "1 suggestion" : `${count} suggestions`);
    return this.show();
  }

  show() {
    if (!this.offer) return;
    const pick = (item) => this.pick(item);
    const options = this.offer.items.map((item, at) => option(item, `${this.box.id}-${at}`, at === this.at, pick));
    fill(this.box, options);
    this.box.hidden = false;
    this.field.setAttribute("aria-activedescendant", options[this.at].id);
    options[this.at].scrollIntoView({ block: "nearest" });
  }

  close() {
    this.box.hidden = true;
    this.field.removeAttribute("aria-activedescendant");
  }

  pick(item) {
    const { value, selectionStart } = this.field;
    if (!this.offer) return;
    const from = this.offer.from;
    this.field.value = value.slice(0, from) + item.insert + value.slice(selectionStart).replace(/^ /, "");
    this.field.setSelectionRange(from + item.insert.length, from + item.insert.length);
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
    this.close();
  }

  /** Whether the key was for the list. */
  key(event) {
    if (!this.isOpen || !this.offer) return false;
    const count = this.offer.items.length;
    const chosen = this.offer.items[this.at];
    if (event.key === "ArrowDown") this.at = (this.at + 1) % count;
    else if (event.key === "ArrowUp") this.at = (this.at + count - 1) % count;
    else if (event.key === "Escape") {
      this.close();
      return true;
    } else if (isPick(event, this.field.value, chosen)) {
      this.pick(chosen);
      return true;
    } else return false;
    this.show();
    return true;
  }
}
