// Editing one's own message where it stands.
import { fill, h } from "../dom.js";
import { doing } from "../store.js";
import { grow } from "./growing.js";
import { asTyped } from "./message.js";

/** Turns a message into a text field until it is saved or left. */
export function startEdit(element, message) {
  if (!element || element.classList.contains("s-editing")) return;
  const body = element.querySelector(".s-message-body");
  const before = [...body.childNodes];
  const field = h("textarea.s-edit-field", {
    rows: "1",
    "aria-label": "Edit message",
    value: asTyped(message.text ?? ""),
  });
  const fault = h("p.s-fault", { role: "alert", hidden: true });
  const save = h("button.button.primary", { type: "button", onclick: () => send() }, "Save");
  function end() {
    element.classList.remove("s-editing");
    fill(body, before);
    element.focus();
    // The list shows what came meanwhile.
    element.dispatchEvent(new CustomEvent("s-edit-over", { bubbles: true }));
  }
  async function send() {
    const text = field.value.trim();
    if (!text) return;
    save.disabled = true;
    const { ok, words } = await doing("edit", { channel: message.channel, ts: message.ts, text });
    save.disabled = false;
    if (ok) return end();
    fault.hidden = false;
    fill(fault, words ?? "That could not be saved.");
  }
  field.addEventListener("input", () => grow(field));
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) send();
    else if (event.key === "Escape") end();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  element.classList.add("s-editing");
  fill(
    body,
    h(
      "div.s-edit",
      {},
      field,
      fault,
      h("div.s-edit-buttons", {}, h("button.button", { type: "button", onclick: end }, "Cancel"), save),
    ),
  );
  grow(field);
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);
}
