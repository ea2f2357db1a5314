// A field of a form: its label, the element, a hint, and what is wrong with it.
import { fill, freshId, h } from "../dom.js";
import { drawElement } from "../elements/index.js";
import { drawText, wordsOf } from "./words.js";

// Radios, ticks and files are several controls or none: the label names the group instead of one of them.
const GROUPS = ["radio_buttons", "checkboxes", "file_input"];

export function input(block, context) {
  const [labelId, hintId, faultId, controlId] = ["label", "hint", "fault", "control"].map((s) => freshId(`b-${s}`));
  const isGroup = GROUPS.includes(block.element.type);
  const control = drawElement({ ...block.element, block_id: block.block_id }, context, {
    id: controlId,
    labelledBy: labelId,
    describedBy: [block.hint ? hintId : "", faultId].filter(Boolean).join(" "),
    dispatches: block.dispatch_action === true,
    required: block.optional !== true,
    label: wordsOf(block.label),
    inInput: true,
  });
  const drawn = h(
    "div.b-input",
    {},
    h(
      isGroup ? "div.b-label" : "label.b-label",
      { id: labelId, for: isGroup ? null : controlId, dir: "auto" },
      drawText(block.label),
      block.optional === true ? h("span.b-optional", {}, " (optional)") : null,
    ),
    control,
    block.hint ? h("div.b-hint", { id: hintId, dir: "auto" }, drawText(block.hint)) : null,
    h("div.b-fault", { id: faultId, hidden: true }),
  );
  showFault(drawn, context.faults?.[block.block_id] ?? "");
  return drawn;
}

/** Says under the field what is wrong with it; "" takes it away. */
export function showFault(drawn, words) {
  const line = drawn.querySelector(".b-fault");
  if (!line) return;
  line.hidden = !words;
  fill(line, words ? h("span.b-sign", { "aria-hidden": "true" }, "!") : null, words);
  drawn.classList.toggle("b-faulty", Boolean(words));
  for (const control of drawn.querySelectorAll("[data-control]")) {
    if (words) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
  }
}
