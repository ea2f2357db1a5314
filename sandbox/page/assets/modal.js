// The app's forms: the stack of modals, the one on top to see, with what is typed kept whatever comes.
import { showFault } from "./blocks/input.js";
import { patchBlocks } from "./blocks/patch.js";
import { Typed } from "./blocks/typed.js";
import { viewContext } from "./blocks/view_context.js";
import { closeMark, overPage } from "./dialog.js";
import { announce, fill, focusable, freshId, h } from "./dom.js";
import { doing, on, state } from "./store.js";

const sheets = new Map(); // view id -> Sheet
let frame = null;

/** Shows the stack of forms, whatever it comes to be. */
export function mountModals() {
  on(["views", "welcome"], show);
  show();
}

function show() {
  const views = state.views ?? [];
  for (const id of [...sheets.keys()]) if (!views.some((view) => view.id === id)) sheets.delete(id);
  const top = views.at(-1);
  if (!top) {
    frame?.leave();
    frame = null;
    return;
  }
  frame ??= new Frame();
  for (const view of views) {
    if (!sheets.has(view.id)) sheets.set(view.id, new Sheet(view.id));
    sheets.get(view.id).take(view);
  }
  frame.put(sheets.get(top.id), views.length > 1);
}

/** One view's blocks with what is typed into them; it stays while others lie over it. */
class Sheet {
  constructor(id) {
    this.id = id;
    this.typed = new Typed();
    this.body = h("div.m-blocks");
    this.banner = h("div.m-banner", { role: "alert", hidden: true });
    this.root = h("div.m-sheet", {}, this.banner, this.body);
    this.context = viewContext(id, "modal", this.typed, (element) => this.fault(element.block_id, ""));
    this.busy = false;
    this.scrolled = 0;
  }

  take(view) {
    const isNew = this.view?.hash !== view.hash || !this.view;
    this.view = view;
    if (!isNew) return;
    this.typed.take(view);
    this.context.faults = {};
    patchBlocks(this.body, view.blocks, this.context);
    for (const block of this.body.children) if (block.classList.contains("b-input")) showFault(block, "");
    this.fail("");
    this.waits = isLoading(view);
    this.root.classList.toggle("m-loading", this.waits);
    this.body.setAttribute("aria-busy", String(this.waits));
  }

  block(id) {
    return [...this.body.children].find((block) => block.dataset.blockId === id);
  }

  fault(id, words) {
    const block = this.block(id);
    if (block) showFault(block, words);
  }

  fail(words) {
    this.banner.hidden = !words;
    fill(
      this.banner,
      words ? h("span.b-sign", { "aria-hidden": "true" }, "!") : null,
      words ? h("span", {}, words) : null,
    );
    if (words) this.banner.scrollIntoView({ block: "nearest" });
  }

  /** Says under each field what is wrong, and goes to the first. */
  blame(faults) {
    const first = [...this.body.children].find((block) => faults[block.dataset.blockId]);
    for (const [id, words] of Object.entries(faults)) this.fault(id, words);
    const elsewhere = Object.keys(faults).filter((id) => !this.block(id));
    if (elsewhere.length) this.fail(elsewhere.map((id) => faults[id]).join(" "));
    const control = first?.querySelector("[data-control]");
    first?.scrollIntoView({ block: "nearest" });
    control?.focus({ preventScroll: true });
    const count = Object.keys(faults).length;
    announce(`${count === 1 ? "One field needs" : `${count} fields need`} a correction. ${Object.values(faults)[0]}`);
  }

  /** Where a person begins: the field the app names, else the first one. */
  first() {
    const all = focusable(this.body).filter((element) => element.dataset.control !== undefined);
    return all.find((element) => element.dataset.focus !== undefined) ?? all[0] ?? null;
  }

  async submit() {
    if (this.busy || !this.view.submit || this.view.submit_disabled) return;
    this.busy = true;
    frame?.foot();
    this.fail("");
    const answer = await doing("submit", { view: this.id, values: this.typed.values });
    this.busy = false;
    frame?.foot();
    if (answer.faults) this.blame(answer.faults);
    else if (answer.failed || answer.ok === false) this.fail(answer.failed || answer.words || "That did not work.");
  }
}

/** Words and nothing else, ending in an ellipsis: the form itself is still to come. */
function isLoading({ blocks, submit }) {
  if (!blocks.length) return true;
  const words = blocks[0]?.text?.text ?? blocks[0]?.elements?.[0]?.text ?? "";
  return blocks.length === 1 && !submit && typeof words === "string" && /(…|\.\.\.)\s*$/.test(words);
}

/** The dialog around the view on top; it stays in place when the view changes. */
class Frame {
  constructor() {
    const heading = freshId("m-title");
    this.back = h("button.m-icon.m-back", { type: "button", "aria-label": "Back", onclick: () => this.close() }, "‹");
    this.title = h("h2.m-title", { id: heading, dir: "auto" });
    this.inside = h("div.m-body");
    this.cancel = h("button.m-button", { type: "button", onclick: () => this.close() });
    this.send = h("button.m-button.m-primary", { type: "button", onclick: () => this.sheet.submit() });
    this.root = h(
      "section.m-dialog.m-form",
      { role: "dialog", "aria-modal": "true", "aria-labelledby": heading, tabindex: "-1" },
      h(
        "header.m-head",
        {},
        this.back,
        this.title,
        h("button.m-icon", { type: "button", "aria-label": "Close", onclick: () => this.close() }, closeMark()),
      ),
      this.inside,
      h("footer.m-foot", {}, this.cancel, this.send),
    );
    this.root.addEventListener("keydown", (event) => this.onKey(event));
    this.lift = overPage(this.root, () => this.close());
    this.root.focus();
  }

  put(sheet, isPushed) {
    const isOther = this.sheet !== sheet;
    const { view } = sheet;
    if (isOther && this.sheet) this.sheet.scrolled = this.inside.scrollTop;
    this.sheet = sheet;
    this.title.textContent = view.title;
    this.back.hidden = !isPushed;
    if (isOther) {
      fill(this.inside, sheet.root);
      this.inside.scrollTop = sheet.scrolled;
    }
    this.foot();
    const active = document.activeElement;
    const isLost = active === this.root || active === document.body || !active?.isConnected;
    if (isOther || isLost) (sheet.first() ?? this.root).focus({ preventScroll: !isOther });
    if (isOther && sheet.scrolled === 0) this.inside.scrollTop = 0;
  }

  foot() {
    const { view, busy } = this.sheet;
    this.cancel.textContent = view.close || "Close";
    this.send.hidden = !view.submit;
    fill(this.send, h("span", { dir: "auto" }, view.submit ?? ""));
    this.send.toggleAttribute("disabled", view.submit_disabled === true);
    if (busy) this.send.setAttribute("aria-busy", "true");
    else this.send.removeAttribute("aria-busy");
  }

  onKey(event) {
    if (event.key !== "Enter" || event.isComposing || event.defaultPrevented) return;
    const { target } = event;
    const strong = event.ctrlKey || event.metaKey;
    const isLine =
      target.tagName === "INPUT" &&
      !["checkbox", "radio"].includes(target.type) &&
      target.getAttribute("role") !== "combobox";
    if ((strong && target.matches("input, textarea")) || (isLine && !event.shiftKey)) {
      event.preventDefault();
      this.sheet.submit();
    }
  }

  async close() {
    const { sheet } = this;
    if (sheet.closing) return;
    sheet.closing = true;
    const answer = await doing("close", { view: sheet.id });
    sheet.closing = false;
    if (answer.ok === false && sheets.has(sheet.id)) sheet.fail(answer.words);
  }

  leave() {
    this.lift();
  }
}
