// The threads one is in, newest first: root, last replies, and the way in.
import { fill, h } from "../dom.js";
import { asking, go, on, state } from "../store.js";
import { renderMessage } from "./message.js";
import { placeName } from "./people.js";

function words(thread) {
  const count = thread.messages[0].reply_count ?? 0;
  const shown = thread.messages.length - 1;
  return count > shown ? `${count - shown} more ${count - shown === 1 ? "reply" : "replies"}` : "";
}

function card(thread) {
  const root = thread.messages[0];
  const open = () => go(thread.channel, root.ts);
  const more = words(thread);
  return h(
    "section.s-card",
    { "aria-label": `Thread in ${placeName(thread.channel)}` },
    h(
      "header.s-card-head",
      {},
      h("h2", {}, placeName(thread.channel)),
      Number(thread.unread) ? h("span.s-chip.s-chip-new", {}, `${Number(thread.unread)} new`) : null,
    ),
    renderMessage(root, { inThread: true }),
    more ? h("button.quiet.s-card-more", { type: "button", onclick: open }, more) : null,
    thread.messages.slice(1).map((message) => renderMessage(message, { inThread: true })),
    h("footer.s-card-foot", {}, h("button.button", { type: "button", onclick: open }, "Reply")),
  );
}

let drawings = 0;

async function draw(root) {
  drawings += 1;
  const mine = drawings;
  let threads;
  try {
    ({ threads } = await asking("/page/threads"));
  } catch {
    return fill(root, h("p.s-nothing", {}, "The threads could not be read."));
  }
  if (!root.isConnected || mine !== drawings) return root; // a later one is under way
  const none = h("p.s-nothing", {}, "Threads you start or reply in are listed here.");
  if (!threads.length) return fill(root, none);
  return fill(root, threads.map(card));
}

/** The Threads view inside `root`, drawn again while it is looked at. */
export function renderThreads(root) {
  const list = h("div.s-threads");
  fill(root, list);
  let timer = 0;
  const again = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (!list.isConnected || state.place !== "threads") stop();
      else if (!list.contains(document.activeElement)) draw(list);
    }, 400);
  };
  const stop = on(["welcome", "thread-read", "message", "gone"], again);
  draw(list);
}
