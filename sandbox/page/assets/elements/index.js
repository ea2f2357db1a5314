// Draws the elements inside blocks: a table of what each type looks like.
import { smallImage } from "../blocks/images.js";
import { button, feedbackButtons, iconButton, overflow, workflowButton } from "./buttons.js";
import { checkboxes, fileInput, radioButtons } from "./choices.js";
import { emailInput, numberInput, plainTextInput, richTextInput, urlInput } from "./inputs.js";
import { datepicker, datetimepicker, timepicker } from "./pickers.js";
import { select } from "./selects.js";

/** Every element type there is a drawing for: `(element, context, place) -> HTMLElement`. */
export const ELEMENTS = {
  button,
  workflow_button: workflowButton,
  icon_button: iconButton,
  feedback_buttons: feedbackButtons,
  overflow,
  static_select: select,
  multi_static_select: select,
  external_select: select,
  multi_external_select: select,
  users_select: select,
  multi_users_select: select,
  conversations_select: select,
  multi_conversations_select: select,
  channels_select: select,
  multi_channels_select: select,
  radio_buttons: radioButtons,
  checkboxes,
  datepicker,
  timepicker,
  datetimepicker,
  plain_text_input: plainTextInput,
  email_text_input: emailInput,
  url_text_input: urlInput,
  number_input: numberInput,
  rich_text_input: richTextInput,
  file_input: fileInput,
  image: (element) => smallImage(element, "b-thumb"),
};

/**
 * An element that carries its `block_id`. `place` says where it stands: `{id, labelledBy, describedBy,
 * dispatches, required, label, inInput}`. Throws for what it doesn't know: its block is then shown as JSON.
 */
export function drawElement(element, context, place = {}) {
  if (!Object.hasOwn(ELEMENTS, element?.type)) throw new TypeError(`element: ${element?.type}`);
  return ELEMENTS[element.type](element, context, place);
}
