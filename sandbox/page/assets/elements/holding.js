// What every element shares: its value, telling of changes, acting once at a time, saying what went wrong.
import { confirmDialog } from "../dialog.js";
import { announce, h } from "../dom.js";
import { drawText, wordsOf } from "../blocks/words.js";

const INITIAL = {
  plain_text_input: "initial_value",
  email_text_input: "initial_value",
  url_text_input: "initial_value",
  number_input: "initial_value",
  rich_text_input: "initial_value",
  static_select: "initial_option",
  external_select: "initial_option",
  radio_buttons: "initial_option",
  multi_static_select: "initial_options",
  multi_external_select: "initial_options",
  checkboxes: "initial_options",
  users_select: "initial_user",
  multi_users_select: "initial_users",
  conversations_select: "initial_conversation",
  multi_conversations_select: "initial_conversations",
  channels_select: "initial_channel",
  multi_channels_select: "initial_channels",
  datepicker: "initial_date",
  timepicker: "initial_time",
  datetimepicker: "initial_date_time",
};

/** What the element holds: what was typed or chosen, else what it began with. */
export function valueOf(element, context) {
  const kept = context.values?.[element.block_id]?.[element.action_id];
  return kept !== undefined ? kept : (element[INITIAL[element.type]] ?? null);
}

/** Attributes of the control itself: its place, names and descriptions. */
export function named(element, place = {}) {
  const label = element.accessibility_label ?? (place.labelledBy ? null : wordsOf(element.placeholder) || place.label);
  return {
    id: place.id ?? null,
    "aria-labelledby": place.labelledBy ?? null,
    "aria-label": label || null,
    "aria-describedby": place.describedBy ?? null,
    "aria-required": place.required ? "true" : null,
    "data-control": true,
    "data-block-id": element.block_id ?? "",
    "data-action-id": element.action_id ?? "",
    "data-focus": element.focus_on_load === true,
  };
}

/** A frame around a control, with room for what went wrong when it acted. */
export function holder(kind, ...children) {
  return h(`div.e-holder.${kind}`, {}, children);
}

function say(control, words) {
  const around = control.closest(".e-holder");
  if (!around) return;
  around.querySelector(":scope > .e-wrong")?.remove();
  if (!words) return;
  around.append(h("span.e-wrong", {}, h("span.b-sign", { "aria-hidden": "true" }, "!"), words));
  announce(words);
}

const under = new WeakSet();

async function asked(confirm) {
  if (!confirm) return true;
  return confirmDialog({
    title: wordsOf(confirm.title),
    text: h("div.b-text", {}, drawText(confirm.text)),
    confirm: wordsOf(confirm.confirm),
    deny: wordsOf(confirm.deny),
    danger: confirm.style === "danger",
  });
}

/** Acts, once at a time: asks first where the element says so, is busy meanwhile. True if it went. */
export async function perform(control, element, context, choice = /** @type {unknown} */ (null)) {
  if (under.has(control) || !context.onAction) return false;
  under.add(control);
  try {
    say(control, "");
    if (!(await asked(element.confirm))) return false;
    control.setAttribute("aria-busy", "true");
    const answer = await context.onAction(element, choice);
    if (answer && answer.ok === false) say(control, answer.words || "That did not work.");
    return answer?.ok !== false;
  } catch (problem) {
    console.error(problem);
    say(control, "That did not work.");
    return false;
  } finally {
    under.delete(control);
    control.removeAttribute("aria-busy");
  }
}

/** A value changed: the context hears of it, and the app too where the element dispatches. */
export function changed(control, element, context, place, value, more) {
  context.onChange?.(element, value);
  return dispatched(control, element, context, place, value, more);
}

/**
 * Tells the app where the element dispatches; `undo` is for somebody who then did not mean it.
 * @param {HTMLElement} control
 * @param {Record<string, any>} element
 * @param {Record<string, any>} context
 * @param {Record<string, any>} place
 * @param {unknown} value
 * @param {{undo?: (() => void) | null}} [more]
 */
export async function dispatched(control, element, context, place, value, { undo = null } = {}) {
  if (!place?.dispatches) return;
  const went = await perform(control, element, context, value);
  if (!went && undo && element.confirm) undo();
}

/** Calls only after it has been quiet for a while; `.now()` calls at once if one was waiting. */
export function quietly(ms, does) {
  let timer = 0;
  let waiting = null;
  const run = () => {
    clearTimeout(timer);
    const last = waiting;
    waiting = null;
    if (last) does(...last);
  };
  const later = (...given) => {
    waiting = given;
    clearTimeout(timer);
    timer = setTimeout(run, ms);
  };
  return Object.assign(later, {
    now: run,
    drop: () => {
      waiting = null;
      clearTimeout(timer);
    },
  });
}
