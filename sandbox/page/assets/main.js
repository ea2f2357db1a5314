// Starts the page: who this tab is, where it is, and every part in its place.
import { h } from "./dom.js";
import { become, direct, go, me, on, readPlace, state } from "./store.js";
import { mountModals } from "./modal.js";
import { mountClock } from "./panels/clock.js";
import { mountPanel } from "./panels/panel.js";
import { mountTour } from "./panels/tour.js";
import { mountConversation } from "./shell/conversation.js";
import { mountLayout } from "./shell/layout.js";
import { mountNotices } from "./shell/notices.js";
import { firstName, placeName } from "./shell/people.js";
import { mountSidebar } from "./shell/sidebar.js";
import { mountThread } from "./shell/thread.js";
import { mountTopBar } from "./shell/topbar.js";

const FIRST_PERSON = "U0OTTER";
const at = (id) => document.getElementById(id);

function newest(conversations) {
  return [...conversations].sort((a, b) => ((a.latest ?? "") < (b.latest ?? "") ? 1 : -1))[0];
}

/** Where somebody begins who has not said where: the joined channel that was last spoken in. */
function firstPlace() {
  const seen = [...state.conversations.values()].filter((c) => c.kind !== "im");
  const joined = seen.filter((c) => c.member && !c.archived);
  return (newest(joined) ?? newest(seen))?.id ?? "home";
}

let of = "";
let workspace = "";
let formerDirect = "";

/** After a welcome: a place that this person can be in. */
function settlePlace() {
  const wasDirect = formerDirect !== "" && state.place === formerDirect;
  const changed = of !== "" && of !== state.me;
  of = state.me;
  formerDirect = direct()?.id ?? "";
  const anew = workspace !== "" && workspace !== state.workspace;
  workspace = state.workspace;
  if (changed && wasDirect) return go(formerDirect);
  if (state.place === "home" || state.place === "threads") return;
  if (!state.conversations.has(state.place)) go(firstPlace());
  else if (anew && state.thread) go(state.place);
}

function entitle() {
  const joined = [...state.conversations.values()].filter((c) => c.member);
  const unread = joined.reduce((sum, c) => sum + c.unread, 0);
  const words = `${placeName(state.place)} · ${me() ? firstName(me()) : "Sandbox"}`;
  document.title = unread ? `(${unread}) ${words}` : words;
}

/** One part that fails must not take the page with it. */
function mount(part, ...details) {
  try {
    part(...details);
  } catch (fault) {
    console.error(fault);
  }
}

/** An address may name somebody who is not here: then the tab is the first person. */
async function orFirstPerson(person) {
  try {
    const answer = await fetch(`/page/threads?as=${encodeURIComponent(person)}`);
    return answer.status === 400 ? FIRST_PERSON : person;
  } catch {
    return person; // the feed says that nobody answers
  }
}

async function boot() {
  const asked = new URL(location.href).searchParams.get("as");
  const person = asked ? orFirstPerson(asked) : FIRST_PERSON;
  on("welcome", settlePlace);
  on(["welcome", "place", "conversations", "people"], entitle);
  mount(mountTopBar, at("bar"));
  mount(mountLayout);
  mount(mountNotices, at("notice"));
  mount(mountSidebar, at("sidebar"));
  mount(mountConversation, at("conversation"));
  mount(mountThread, at("thread"));
  mount(mountClock, at("clock-place") ?? h("div"));
  mount(mountPanel, at("panel"));
  mount(mountTour, at("tour-place"));
  mount(mountModals, at("modals"));
  readPlace();
  become(await person);
}

boot();
