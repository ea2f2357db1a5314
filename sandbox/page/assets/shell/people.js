// People as the page shows them: avatar, role, local time, and what a place is called.
import { h } from "../dom.js";
import { now, state } from "../store.js";
import { appMark } from "./icons.js";

const GROUPS = ["Customer Success", "Specialists", "Managers", "Legal", "Guests and outsiders", "Others"];

const bracketed = (person) => /\(([^)]*)\)\s*$/.exec(person.name)?.[1] ?? "";
export const firstName = (person) => person.name.replace(/\s*\([^)]*\)\s*$/, "") || person.name;

export function roleOf(person) {
  if (person.id === state.app.id) return "App";
  const role = bracketed(person);
  return role ? role[0].toUpperCase() + role.slice(1) : person.title || "Member";
}

function groupOf(person) {
  const role = `${bracketed(person)} ${person.title ?? ""}`.toLowerCase();
  if (person.is_guest || person.is_outsider) return "Guests and outsiders";
  if (role.includes("manager")) return "Managers";
  if (role.includes("legal")) return "Legal";
  if (role.includes("specialist")) return "Specialists";
  if (role.includes("csm") || role.includes("customer success")) return "Customer Success";
  return "Others";
}

/**
 * Those a tab can be, as [group, people] in the order they are offered.
 * @returns {[string, Wire.Person[]][]}
 */
export function choosable() {
  const people = [...state.people.values()].filter((p) => !p.deleted && !p.is_bot);
  /** @type {[string, Wire.Person[]][]} */
  const all = GROUPS.map((group) => [group, people.filter((p) => groupOf(p) === group)]);
  return all.filter(([, found]) => found.length);
}

const hues = new Map();
function hue(id) {
  if (!hues.has(id)) {
    let sum = 0;
    for (const letter of id) sum = (sum * 31 + letter.charCodeAt(0)) % 360;
    hues.set(id, sum);
  }
  return hues.get(id);
}

/** A rounded square with an initial; the app's own carries its mark. */
export function avatar(id, size = 36) {
  const person = state.people.get(id);
  const style = { "--size": `${size}px`, "--hue": String(hue(id)) };
  if (id === state.app.id) {
    return h("span.s-avatar.s-avatar-app", { style, "aria-hidden": "true" }, appMark(Math.round(size * 0.6)));
  }
  const initial = (person?.name ?? id).trim().charAt(0).toUpperCase();
  return h("span.s-avatar", { style, "aria-hidden": "true" }, initial);
}

const clocks = new Map();
/** What the clock on their wall says, by the workspace's time. */
export function localTime(person) {
  const zone = person.zone || "Etc/UTC";
  if (!clocks.has(zone)) {
    clocks.set(
      zone,
      new Intl.DateTimeFormat("en-GB", {
        weekday: "short",
        hour: "2-digit",
        minute: "2-digit",
        timeZone: zone,
      }),
    );
  }
  return clocks
    .get(zone)
    .format(new Date(now() * 1000))
    .replace(",", "");
}

export const cityOf = (person) => (person.zone ?? "").split("/").pop().replaceAll("_", " ");

/** "#general", "Threads", "Escalations". */
export function placeName(place) {
  if (place === "home") return state.app.name || "App";
  if (place === "threads") return "Threads";
  const conversation = state.conversations.get(place);
  if (!conversation) return "Sandbox";
  return conversation.kind === "im" ? state.app.name : `#${conversation.name}`;
}
