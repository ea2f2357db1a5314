// Fields to type into: a line or several, addresses, numbers, and rich text.
import { freshId, h } from "../dom.js";
import { changed, holder, named, quietly, valueOf } from "./holding.js";
import { wordsOf } from "../blocks/words.js";

const lengthOf = (text) => [...text].length;

/** How much room is left, said when it gets scarce. */
function counter(element, control) {
  const most = element.max_length;
  const id = freshId("e-left");
  const line = h("span.e-left", { id, role: "status" });
  if (!most) return { line: null, count() {} };
  control.setAttribute("aria-describedby", `${control.getAttribute("aria-describedby") ?? ""} ${id}`.trim());
  function count() {
    const left = most - lengthOf(control.value);
    const near = left < Math.max(20, Math.min(most * 0.1, 100)) && control.value !== "";
    line.classList.toggle("e-over", left < 0);
    line.textContent = !near ? "" : left < 0 ? `${-left} too many` : `${left} left`;
  }
  return { line, count };
}

function grow(control) {
  const supported = CSS.supports?.("field-sizing", "content");
  if (supported) return () => {};
  return () => {
    control.style.height = "auto";
    control.style.height = `${control.scrollHeight + 2}px`;
  };
}

const WAYS = ["on_enter_pressed", "on_character_entered"];

/** Tells the app as `dispatch_action_config` says. */
function telling(element, context, place, control, read) {
  if (!place.dispatches) return null;
  const asked = element.dispatch_action_config?.trigger_actions_on;
  const ways = Array.isArray(asked) ? asked.filter((way) => WAYS.includes(way)) : ["on_enter_pressed"];
  const soon = quietly(300, () => changed(control, element, context, place, read()));
  const isLine = control.tagName === "INPUT";
  if (ways.includes("on_character_entered")) {
    control.addEventListener("input", () => soon());
    control.addEventListener("blur", () => soon.now());
  }
  if (ways.includes("on_enter_pressed")) {
    control.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing || !isLine) return;
      event.preventDefault();
      event.stopPropagation(); // Enter tells the app here, and does not submit the form
      soon.drop();
      changed(control, element, context, place, read());
    });
    if (!isLine)
      control.addEventListener("change", () => {
        soon();
        soon.now();
      });
  }
  return soon;
}

function field(element, context, place, { multiline = false, attributes = {}, read, write }) {
  const control = h(multiline ? "textarea.e-input.e-area" : "input.e-input", {
    ...named(element, place),
    ...(multiline ? { rows: element.min_lines ?? 3 } : { type: "text" }),
    placeholder: wordsOf(element.placeholder) || null,
    autocomplete: "off",
    dir: "auto",
    ...attributes,
  });
  control.value = write(valueOf(element, context));
  const { line, count } = counter(element, control);
  const fit = multiline ? grow(control) : () => {};
  const value = () => read(control.value);
  control.addEventListener("input", () => {
    context.onChange?.(element, value());
    count();
    fit();
  });
  telling(element, context, place, control, value);
  count();
  if (multiline) requestAnimationFrame(fit);
  return holder("e-field", control, line);
}

const plain = { read: (text) => (text === "" ? null : text), write: (value) => value ?? "" };

export const plainTextInput = (element, context, place = {}) =>
  field(element, context, place, { multiline: element.multiline === true, ...plain });

export const emailInput = (element, context, place = {}) =>
  field(element, context, place, { attributes: { inputmode: "email", spellcheck: "false" }, ...plain });

export const urlInput = (element, context, place = {}) =>
  field(element, context, place, { attributes: { inputmode: "url", spellcheck: "false" }, ...plain });

// A text field, since a number field keeps what it can't read to itself; the value is text anyway.
export const numberInput = (element, context, place = {}) =>
  field(element, context, place, {
    attributes: {
      inputmode: element.is_decimal_allowed ? "decimal" : "numeric",
      spellcheck: "false",
      class: "e-number",
    },
    read: (text) => (text.trim() === "" ? null : text.trim()),
    write: (value) => String(value ?? ""),
  });

const richOf = (text) =>
  text === ""
    ? null
    : {
        type: "rich_text",
        elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }],
      };

function textOf(value) {
  const section = (part) =>
    (part.elements ?? []).map((inner) => (inner.elements ? section(inner) : (inner.text ?? inner.url ?? ""))).join("");
  if (!value || typeof value !== "object") return "";
  return (value.elements ?? []).map(section).join("\n");
}

export const richTextInput = (element, context, place = {}) =>
  field(element, context, place, { multiline: true, read: richOf, write: textOf });
