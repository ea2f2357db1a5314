// How the clock, the case and the tour name moments and spans, in the viewer's zone.
import { fromWall, toWall } from "../dates.js";
import { now, zone } from "../store.js";

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;
const THIN = "\u00a0";

const makers = new Map();
function shown(options, locale = "en-GB") {
  const key = `${zone()} ${locale} ${JSON.stringify(options)}`;
  if (!makers.has(key)) makers.set(key, new Intl.DateTimeFormat(locale, { ...options, timeZone: zone() }));
  return makers.get(key);
}
const parts = (seconds, options, locale) =>
  Object.fromEntries(
    shown(options, locale)
      .formatToParts(new Date(seconds * 1000))
      .map((part) => [part.type, part.value]),
  );

const FULL = {
  weekday: "short",
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
};
const SECONDS = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };

/** "CET", "EST"; what British English has no letters for, American English may. */
export function shortZone(seconds = now()) {
  const name = (locale) => parts(seconds, { timeZoneName: "short" }, locale).timeZoneName;
  const ours = name("en-GB");
  return /^(GMT|UTC)[+-]/.test(ours) ? name("en-US") : ours;
}

/** "Tue 24 Nov 10:00" */
export function wholeMoment(seconds) {
  const p = parts(seconds, FULL);
  return `${p.weekday} ${p.day} ${p.month} ${p.hour}:${p.minute}`;
}

/** "Tue 10:00"; with its date when the weekday alone would not do. */
export function moment(seconds) {
  const p = parts(seconds, FULL);
  const near = Math.abs(seconds - now()) < 6 * DAY;
  return near ? `${p.weekday} ${p.hour}:${p.minute}` : wholeMoment(seconds);
}

/** "14:05:09" */
export const secondsTime = (seconds) => shown(SECONDS).format(new Date(seconds * 1000));

/** "1 d 3 h": the two largest units; "" for less than a minute. */
export function span(seconds) {
  /** @type {[number, string][]} */
  const sizes = [
    [DAY, "d"],
    [HOUR, "h"],
    [MINUTE, "min"],
  ];
  const first = sizes.findIndex(([size]) => seconds >= size);
  if (first < 0) return "";
  let left = seconds;
  const words = [];
  for (const [size, name] of sizes.slice(first, first + 2)) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count) words.push(`${count}${THIN}${name}`);
  }
  return words.join(THIN);
}

/** The first 09:00 to come on a day that `fits` (0 is Sunday). */
function morning(fits) {
  const [year, month, day] = toWall(now()).slice(0, 10).split("-").map(Number);
  for (let later = 0; later <= 8; later += 1) {
    const date = new Date(Date.UTC(year, month - 1, day + later));
    const at = fromWall(`${date.toISOString().slice(0, 10)}T09:00`);
    if (at !== null && fits(date.getUTCDay()) && at > now()) return at;
  }
  return null;
}

export const nextMonday = () => morning((day) => day === 1);
export const nextWorkingMorning = () => morning((day) => day >= 1 && day <= 5);
