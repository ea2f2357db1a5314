// A few choices that all stand there: radio buttons and ticks, and a note in place of files.
import { drawText } from "../blocks/words.js";
import { freshId, h } from "../dom.js";
import { changed, holder, named, valueOf } from "./holding.js";

function group(element, place, role, rows) {
  const names = Object.entries(named(element, place)).filter(([name]) => !name.startsWith("data-"));
  return h("div.e-choices", { ...Object.fromEntries(names), role }, rows);
}

function row(element, option, kind, name, ticked, onchange) {
  const about = option.description ? freshId("e-about") : null;
  const control = h("input", {
    type: kind,
    name,
    checked: ticked,
    "aria-describedby": about,
    onchange,
    "data-control": true,
    "data-block-id": element.block_id,
    "data-action-id": element.action_id,
    "data-part": option.value,
  });
  const drawn = h(
    "label.e-choice",
    {},
    control,
    h(
      "span.e-choice-words",
      {},
      h("span.b-text", { dir: "auto" }, drawText(option.text)),
      option.description ? h("small.b-text", { id: about, dir: "auto" }, drawText(option.description)) : null,
    ),
  );
  return { drawn, control };
}

export function radioButtons(element, context, place = {}) {
  const name = freshId("e-radio");
  let chosen = valueOf(element, context);
  const rows = element.options.map((option) => {
    const one = row(element, option, "radio", name, chosen?.value === option.value, () => {
      const before = chosen;
      chosen = option;
      changed(one.control, element, context, place, option, {
        undo() {
          chosen = before;
          for (const other of rows) other.control.checked = other.option.value === before?.value;
          context.onChange?.(element, before);
        },
      });
    });
    return { ...one, option };
  });
  focusFirst(element, rows);
  return holder(
    "e-choices-holder",
    group(
      element,
      place,
      "radiogroup",
      rows.map((one) => one.drawn),
    ),
  );
}

export function checkboxes(element, context, place = {}) {
  const held = new Set((valueOf(element, context) ?? []).map((option) => option.value));
  const rows = element.options.map((option) => {
    const one = row(element, option, "checkbox", freshId("e-tick"), held.has(option.value), () => {
      const value = rows.filter((each) => each.control.checked).map((each) => each.option);
      changed(one.control, element, context, place, value, {
        undo() {
          one.control.checked = !one.control.checked;
          context.onChange?.(
            element,
            rows.filter((each) => each.control.checked).map((each) => each.option),
          );
        },
      });
    });
    return { ...one, option };
  });
  focusFirst(element, rows);
  return holder(
    "e-choices-holder",
    group(
      element,
      place,
      "group",
      rows.map((one) => one.drawn),
    ),
  );
}

function focusFirst(element, rows) {
  if (element.focus_on_load) rows[0]?.control.setAttribute("data-focus", "");
}

export const fileInput = () =>
  holder("e-files", h("div.e-note", {}, "Files aren't part of this workspace, so nothing can be attached here."));
