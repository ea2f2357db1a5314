// What this tab knows: one object, changed only by frames of the feed and by going somewhere.
import { act, ask, feed } from "./wire.js";

const parts = new Map(); // topic -> set of listeners

/** @type {Wire.State} */
export const state = {
  connected: false,
  workspace: "",
  me: "",
  people: new Map(),
  groups: new Map(),
  conversations: new Map(),
  app: { id: "U0BOT", name: "", description: "", commands: [], shortcuts: [] },
  clock: { calendar: 0, machine: 0, ahead: 0 },
  bot: { state: "starting", starts: 0, words: "" },
  trouble: {},
  counters: {},
  views: [],
  home: null,
  tour: {},
  blocks: {},
  activity: [],
  // where we are: place "C0…", "home" (App Home), "threads"; thread: ts or null
  place: "",
  thread: null,
};

/** Listen to topics; "message" and "gone" listeners get the frame. Returns what stops it. */
export function on(topics, listener) {
  for (const topic of [topics].flat()) {
    if (!parts.has(topic)) parts.set(topic, new Set());
    parts.get(topic).add(listener);
  }
  return () => {
    for (const topic of [topics].flat()) parts.get(topic)?.delete(listener);
  };
}

export function tell(topic, frame = {}) {
  for (const listener of [...(parts.get(topic) ?? [])]) listener(frame);
}

const byId = (list) => new Map(list.map((item) => [item.id, item]));
const MOST_ENTRIES = 500;

const takes = {
  welcome(frame) {
    const anew = state.workspace !== "" && state.workspace !== frame.workspace;
    Object.assign(state, {
      workspace: frame.workspace,
      me: frame.me,
      people: byId(frame.people),
      groups: byId(frame.groups),
      conversations: byId(frame.conversations),
      app: frame.app,
      clock: arrived(frame.clock),
      bot: frame.bot,
      trouble: frame.trouble,
      counters: frame.counters,
      views: frame.views,
      home: frame.home,
      tour: frame.tour,
      blocks: frame.blocks,
    });
    if (anew) state.activity = [];
  },
  conversations(frame) {
    state.conversations = byId(frame.conversations);
  },
  people(frame) {
    state.people = byId(frame.people);
  },
  views(frame) {
    state.views = frame.views;
  },
  home(frame) {
    state.home = frame.home;
  },
  clock(frame) {
    state.clock = arrived(frame.clock);
  },
  bot(frame) {
    state.bot = frame.bot;
  },
  trouble(frame) {
    state.trouble = frame.trouble;
    state.counters = frame.counters;
  },
  tour(frame) {
    state.tour = frame.tour;
  },
  activity(frame) {
    state.activity = [...state.activity, ...frame.entries].slice(-MOST_ENTRIES);
  },
  message() {},
  gone() {},
};

// The page counts on from the sandbox's clock, whatever the browser's own says.
const arrived = (clock) => ({ ...clock, at: performance.now() });

/** The workspace's time now, in seconds since 1970. */
export function now() {
  return state.clock.calendar + (performance.now() - (state.clock.at ?? performance.now())) / 1000;
}

/** @type {(() => void) | null} */
let close = null;

/** Become this person in this tab. */
export function become(person) {
  close?.();
  state.me = person;
  const url = new URL(location.href);
  url.searchParams.set("as", person);
  history.replaceState(null, "", url);
  close = feed(
    person,
    (frame) => {
      takes[frame.type]?.(frame);
      tell(frame.type, frame);
    },
    (connected) => {
      state.connected = connected;
      tell("connected");
    },
  );
}

/**
 * Go to a conversation ("home" and "threads" are places too) and perhaps a thread in it.
 * @param {string} place
 * @param {string | null} [thread]
 */
export function go(place, thread = null) {
  const hash = `#/${place}${thread ? `/${thread}` : ""}`;
  if (location.hash === hash) {
    state.place = place;
    state.thread = thread;
    tell("place");
  } else location.hash = hash;
}

/** Somebody who goes there means this message. */
export const seek = (channel, ts) => tell("seek", { channel, ts });

addEventListener("hashchange", () => readPlace());

export function readPlace() {
  const [, place = "", thread = null] = location.hash.split("/");
  state.place = place;
  state.thread = thread || null;
  tell("place");
}

export const doing = (name, details) => act(state.me, name, details);
export const asking = (path, query) => ask(path, { as: state.me, ...query });
export const me = () => state.people.get(state.me);
export const personName = (id) => state.people.get(id)?.name ?? id;
/** The zone dates are shown in. */
export const zone = () => me()?.zone ?? "Etc/UTC";
/** The viewer's direct messages with the app. */
export const direct = () => [...state.conversations.values()].find((c) => c.kind === "im") ?? null;
