// The middle of the page: a channel, the app's two tabs, or the threads one is in.
import { fill, h, rove } from "../dom.js";
import { direct, go, on, state } from "../store.js";
import { renderHome } from "../home.js";
import { icon } from "./icons.js";
import { isNarrow } from "./layout.js";
import { Pane } from "./pane.js";
import { avatar, placeName } from "./people.js";
import { renderThreads } from "./threads.js";

const isApp = () => state.place === "home" || state.place === direct()?.id;

function heading() {
  const conversation = state.conversations.get(state.place);
  const picture = isApp()
    ? avatar(state.app.id, 24)
    : icon(state.place === "threads" ? "threads" : conversation?.kind === "private" ? "lock" : "hash", 17);
  const name = placeName(state.place).replace(/^#/, "");
  const count = conversation?.members ?? 0;
  const about = isApp() ? state.app.description : "";
  const notes = [
    count && !isApp() ? `${count} ${count === 1 ? "member" : "members"}` : "",
    conversation && conversation.kind !== "im" && !conversation.member ? "you are not in this channel" : "",
    conversation?.archived ? "archived" : "",
  ].filter(Boolean);
  return h(
    "div.s-heading",
    {},
    picture,
    h("h1.s-place", {}, name),
    isApp() && state.bot.state === "stopped" ? h("span.s-chip", {}, "stopped") : null,
    notes.map((note) => h("span.s-place-note", {}, note)),
    about ? h("span.s-place-about", { title: about }, about) : null,
  );
}

function tab(words, place) {
  const here = state.place === place;
  const unread = place !== "home" ? direct()?.unread : 0;
  return h(
    "button.s-tab",
    {
      type: "button",
      role: "tab",
      "aria-selected": String(here),
      tabindex: here ? "0" : "-1",
      id: `tab-${words}`,
      "aria-controls": "place-content",
      onclick: () => go(place),
    },
    words,
    unread && !here ? h("span.s-badge", {}, String(unread)) : null,
  );
}

function tabs() {
  if (!isApp()) return null;
  const messages = direct();
  const list = h(
    "div.s-tabs",
    { role: "tablist", "aria-label": state.app.name },
    tab("Home", "home"),
    messages ? tab("Messages", messages.id) : null,
  );
  rove(list, () => [...list.querySelectorAll('[role="tab"]')], { horizontal: true });
  return list;
}

function showHead(head) {
  const had = head.contains(document.activeElement);
  fill(head, heading(), tabs());
  if (had) head.querySelector('[aria-selected="true"]')?.focus();
}

/** What is in the middle, told by its kind, so that going on within one does not draw it anew. */
function kindOf(place) {
  return place === "home" || place === "threads" ? place : "messages";
}

function showContent(content, pane, kind) {
  content.classList.toggle("s-scrolls", kind !== "messages");
  if (kind === "messages") return fill(content, pane.frame, pane.foot);
  fill(content);
  return kind === "home" ? renderHome(content) : renderThreads(content);
}

function label(content) {
  const app = isApp();
  if (app) content.setAttribute("role", "tabpanel");
  else content.removeAttribute("role");
  if (app) content.setAttribute("aria-labelledby", state.place === "home" ? "tab-Home" : "tab-Messages");
  else content.removeAttribute("aria-labelledby");
}

export function mountConversation(root) {
  const head = h("header.s-head");
  const content = h("div.s-content", { id: "place-content" });
  const pane = new Pane({ label: "Messages" });
  let shown = "";
  root.append(head, content);
  function show() {
    showHead(head);
    if (!state.workspace || state.place === shown || !state.place) return;
    const kind = kindOf(state.place);
    if (shown === "" || kind !== "messages" || kindOf(shown) !== kind) showContent(content, pane, kind);
    shown = state.place;
    label(content);
    if (kind !== "messages") pane.close();
    else if (state.conversations.has(state.place)) pane.open(state.place);
    if (kind === "messages" && !isNarrow() && !state.thread) pane.composer.focus();
  }
  let of = "";
  on("welcome", () => {
    const another = of !== `${state.workspace}/${state.me}`;
    of = `${state.workspace}/${state.me}`;
    if (another && kindOf(shown || "x") !== "messages") shown = "";
    show();
  });
  on("place", show);
  on(["conversations", "bot", "people"], () => showHead(head));
}
