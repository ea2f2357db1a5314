// Dates and times in the browser's own fields, told as the app knows them.
import { fromWall, toWall } from "../dates.js";
import { h } from "../dom.js";
import { zone } from "../store.js";
import { changed, holder, named, quietly, valueOf } from "./holding.js";

/** A native field. `read` makes the app's value of what the field holds, `write` the other way. */
function picker(element, context, place, { type, read, write, zoneShown = "" }) {
  let before = valueOf(element, context);
  const control = h(`input.e-input.e-${type}`, { ...named(element, place), type, value: write(before) });
  const told = quietly(350, (value) => {
    const last = before;
    before = value;
    changed(control, element, context, place, value, {
      undo() {
        before = last;
        control.value = write(last);
        context.onChange?.(element, last);
      },
    });
  });
  control.addEventListener("input", () => {
    const value = read(control.value);
    if (control.value !== "" && value === null) return;
    context.onChange?.(element, value);
    // Typing a year passes through the years 2, 20 and 202: the app hears of the last one only.
    if (place.dispatches && value !== before) told(value);
  });
  control.addEventListener("blur", () => told.now());
  return holder("e-picker", control, zoneShown ? h("span.e-zone", {}, zoneShown.replaceAll("_", " ")) : null);
}

const aDay = (text) => (/^[1-9]\d{3}-\d\d-\d\d$/.test(text) ? text : null);
const aTime = (text) => (/^\d\d:\d\d/.test(text) ? text.slice(0, 5) : null);
const anInstant = (text) => (/^[1-9]\d{3}-/.test(text) ? fromWall(text) : null);

export const datepicker = (element, context, place = {}) =>
  picker(element, context, place, { type: "date", read: aDay, write: (value) => value ?? "" });

export const timepicker = (element, context, place = {}) =>
  picker(element, context, place, {
    type: "time",
    read: aTime,
    write: (value) => value ?? "",
    zoneShown: element.timezone ?? "",
  });

export const datetimepicker = (element, context, place = {}) =>
  picker(element, context, place, {
    type: "datetime-local",
    read: anInstant,
    write: toWall,
    zoneShown: zone(),
  });
