// The sidebar: channels, threads and the app, with what is unread.
import { fill, focused, h, rove } from "../dom.js";
import { direct, go, on, state } from "../store.js";
import { icon } from "./icons.js";
import { avatar } from "./people.js";

const byName = (a, b) => a.name.localeCompare(b.name);
let unreadThreads = 0;

/** @param {Record<string, any>} given */
function entry({ place, words, picture, unread = 0, count = false, greyed = false, note = null, said = "" }) {
  const here = place === state.place || (place === "home" && state.place === direct()?.id);
  const spoken = [words, said, unread ? `${unread} unread` : "", note].filter(Boolean).join(", ");
  return h(
    "button.s-entry",
    {
      type: "button",
      "aria-label": spoken,
      "aria-current": here ? "page" : null,
      tabindex: "-1",
      class: [unread ? "s-unread" : "", greyed ? "s-greyed" : ""].join(" "),
      dataset: { place },
      onclick: () => go(place === "home" && unread ? (direct()?.id ?? place) : place),
    },
    h("span.s-entry-picture", {}, picture),
    h("span.s-entry-name", {}, words),
    note ? h("span.s-entry-note", {}, note) : null,
    unread && count ? h("span.s-badge", { "aria-hidden": "true" }, String(unread)) : null,
  );
}

function channelEntry(channel) {
  return entry({
    place: channel.id,
    words: channel.name,
    greyed: !channel.member,
    unread: channel.member ? channel.unread : 0,
    picture: icon(channel.kind === "private" ? "lock" : "hash", 14),
    said: channel.kind === "private" ? "private channel" : "",
    note: channel.archived ? "archived" : null,
  });
}

const BOT_NOTES = { stopped: "stopped", starting: "starting" };

function appEntry() {
  return entry({
    place: "home",
    words: state.app.name || "App",
    unread: direct()?.unread ?? 0,
    count: true,
    picture: avatar(state.app.id, 20),
    note: BOT_NOTES[state.bot.state] ?? null,
  });
}

function section(name, entries) {
  if (!entries.length) return null;
  return h("section.s-section", { "aria-label": name }, h("h2.s-section-name", {}, name), entries);
}

let shown = "";
/** What the sidebar is drawn from: drawing it again for nothing would take clicks with it. */
const drawnFrom = () =>
  JSON.stringify([
    state.me,
    state.place,
    state.app.name,
    state.bot.state,
    unreadThreads,
    [...state.conversations.values()].map((c) => [c.id, c.name, c.kind, c.member, c.archived, c.unread]),
  ]);

function show(root) {
  if (shown === drawnFrom()) return;
  shown = drawnFrom();
  const before = root.contains(document.activeElement) ? focused()?.dataset.place : null;
  const channels = [...state.conversations.values()].filter((c) => c.kind !== "im").sort(byName);
  fill(
    root,
    h(
      "section.s-section",
      { "aria-label": "Threads" },
      entry({
        place: "threads",
        words: "Threads",
        picture: icon("threads", 15),
        unread: unreadThreads,
        count: true,
      }),
    ),
    section("Channels", channels.filter((c) => c.member).map(channelEntry)),
    section("Other channels", channels.filter((c) => !c.member).map(channelEntry)),
    section("App", [appEntry()]),
  );
  const all = entries(root);
  const inTabOrder = all.find((e) => e.dataset.place === before) ?? all.find((e) => e.ariaCurrent) ?? all[0];
  inTabOrder?.setAttribute("tabindex", "0");
  if (before) inTabOrder?.focus();
}

const entries = (root) => [...root.querySelectorAll(".s-entry")];

export function mountSidebar(root) {
  const again = () => show(root);
  on(["welcome", "conversations"], (frame) => {
    unreadThreads = frame.threads_unread ?? 0;
  });
  on(["welcome", "conversations", "people", "bot", "place"], again);
  rove(root, () => entries(root));
  root.addEventListener("focusin", (event) => {
    for (const each of entries(root)) each.tabIndex = each === event.target ? 0 : -1;
  });
  again();
}
