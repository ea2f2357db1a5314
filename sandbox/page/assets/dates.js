// Dates and times as people read them, always in the viewer's zone and by the workspace's clock.
import { now, zone } from "./store.js";

const LOCALE = "en-GB";
const makers = new Map();

/** A cached Intl formatter: making one costs more than using it a hundred times. */
function maker(options, timeZone) {
  const key = timeZone + JSON.stringify(options);
  if (!makers.has(key)) {
    let made;
    try {
      made = new Intl.DateTimeFormat(LOCALE, { ...options, timeZone });
    } catch {
      made = new Intl.DateTimeFormat(LOCALE, { ...options, timeZone: "Etc/UTC" });
    }
    makers.set(key, made);
  }
  return makers.get(key);
}

const shown = (seconds, options, timeZone = zone()) => maker(options, timeZone).format(new Date(seconds * 1000));

const NUMBERS = {
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
};

function numbers(seconds, timeZone = zone()) {
  const parts = maker(NUMBERS, timeZone).formatToParts(new Date(seconds * 1000));
  return Object.fromEntries(parts.map((part) => [part.type, part.value]));
}

const DATE = { day: "numeric", month: "long", year: "numeric" };
const LONG = { weekday: "long", ...DATE };
const SHORT = { day: "numeric", month: "short", year: "numeric" };
const TIME = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const TIME_SECS = { ...TIME, second: "2-digit" };

/** Days since 1970 of the calendar day this instant falls on in the viewer's zone. */
function dayNumber(seconds) {
  const { year, month, day } = numbers(seconds);
  return Date.UTC(Number(year), Number(month) - 1, Number(day)) / 86_400_000;
}

const NEAR = { "-1": "yesterday", 0: "today", 1: "tomorrow" };
const near = (seconds) => NEAR[dayNumber(seconds) - dayNumber(now())];

function dayDivider(seconds) {
  const sameYear = numbers(seconds).year === numbers(now()).year;
  return shown(seconds, sameYear ? { weekday: "long", day: "numeric", month: "long" } : LONG);
}

/** @type {[number, number, Intl.RelativeTimeFormatUnit][]} */
const AGES = [
  [60, 1, "second"],
  [3600, 60, "minute"],
  [86_400, 3600, "hour"],
  [2_592_000, 86_400, "day"],
  [31_536_000, 2_592_000, "month"],
  [Infinity, 31_536_000, "year"],
];

/** "3 minutes ago", "in 2 hours". */
export function ago(seconds) {
  const distance = seconds - now();
  const size = Math.abs(distance);
  if (size < 5) return "now";
  const [, unit, name] = AGES.find(([below]) => size < below) ?? AGES[AGES.length - 1];
  return new Intl.RelativeTimeFormat(LOCALE, { numeric: "always" }).format(Math.trunc(distance / unit), name);
}

const FORMATS = {
  date_num: (s) => {
    const n = numbers(s);
    return `${n.year}-${n.month}-${n.day}`;
  },
  date_slash: (s) => {
    const n = numbers(s);
    return `${n.day}/${n.month}/${n.year}`;
  },
  date: (s) => shown(s, DATE),
  date_long: (s) => shown(s, LONG),
  date_full: (s) => shown(s, LONG),
  date_short: (s) => shown(s, SHORT),
  date_pretty: (s) => near(s) ?? shown(s, DATE),
  date_long_pretty: (s) => near(s) ?? shown(s, LONG),
  date_long_full: (s) => shown(s, LONG),
  date_short_pretty: (s) => near(s) ?? shown(s, SHORT),
  day_divider_pretty: (s) => near(s) ?? dayDivider(s),
  time: (s) => shown(s, TIME),
  time_secs: (s) => shown(s, TIME_SECS),
  ago: (s) => ago(s),
};

const known = (seconds) => Number.isFinite(seconds) && Math.abs(seconds) <= 8.64e12;

/** A format such as "{date_short_pretty} at {time}", filled in; the fallback where that can't be. */
export function formatDate(seconds, format, fallback = "") {
  const at = Number(seconds);
  if (seconds === null || seconds === "" || !known(at) || !format) return fallback;
  return format.replace(/\{(\w+)\}/g, (whole, token) => (Object.hasOwn(FORMATS, token) ? FORMATS[token](at) : whole));
}

/** "14:05" */
export const clockTime = (seconds) => (known(Number(seconds)) ? shown(Number(seconds), TIME) : "");

/** "Today", "Yesterday", "Monday, 23 November" */
export function dayName(seconds) {
  if (!known(Number(seconds))) return "";
  return capital(FORMATS.day_divider_pretty(Number(seconds)));
}

export const capital = (words) => words.charAt(0).toUpperCase() + words.slice(1);

/** The whole date for a title: day, time, zone, and the same in UTC. */
export function fullDate(seconds) {
  const at = Number(seconds);
  if (!known(at)) return "";
  const local = `${shown(at, LONG)}, ${shown(at, TIME_SECS)}`;
  if (zone() === "Etc/UTC" || zone() === "UTC") return `${local} UTC`;
  const utc = numbers(at, "Etc/UTC");
  const theirs = numbers(at);
  const day = utc.day === theirs.day ? "" : `${shown(at, SHORT, "Etc/UTC")}, `;
  return `${local} ${zone().replaceAll("_", " ")} (${day}${utc.hour}:${utc.minute} UTC)`;
}

/** Seconds since 1970 as the viewer's wall shows them, "2026-11-22T17:00": what a datetime field holds. */
export function toWall(seconds) {
  if (!known(Number(seconds)) || seconds === null || seconds === "") return "";
  const n = numbers(Number(seconds));
  return `${n.year.padStart(4, "0")}-${n.month}-${n.day}T${n.hour}:${n.minute}`;
}

function ahead(seconds) {
  const n = numbers(seconds);
  const as = Date.UTC(
    Number(n.year),
    Number(n.month) - 1,
    Number(n.day),
    Number(n.hour),
    Number(n.minute),
    Number(n.second),
  );
  return as / 1000 - Math.floor(seconds);
}

/**
 * The instant a wall clock in the viewer's zone shows this; null if it is no date. An hour that comes
 * twice in autumn means the first one; one that is skipped in spring is taken as if the clock had not
 * been put forward.
 */
export function fromWall(text) {
  const parts = /^(\d{4,6})-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(text ?? "");
  if (!parts) return null;
  const [year, month, day, hour, minute] = parts.slice(1).map(Number);
  const wall = Date.UTC(year, month - 1, day, hour, minute) / 1000;
  if (!known(wall)) return null;
  const before = ahead(wall - 86_400);
  const after = ahead(wall + 86_400);
  const fitting = [wall - before, wall - after].filter((at) => toWall(at) === text.slice(0, 16));
  return fitting.length ? Math.min(...fitting) : wall - before;
}
