// The pane beside the conversation: one thread, its root first, and where to reply.
import { fill, h } from "../dom.js";
import { go, on, state } from "../store.js";
import { icon } from "./icons.js";
import { Pane } from "./pane.js";
import { placeName } from "./people.js";

function header(close) {
  return h(
    "header.s-thread-head",
    {},
    h(
      "button.icon-button.s-thread-back",
      {
        type: "button",
        "aria-label": "Back to the conversation",
        onclick: close,
      },
      icon("back"),
    ),
    h("h2.s-thread-name", {}, "Thread"),
    h("span.s-thread-place", {}, placeName(state.place)),
    h(
      "button.icon-button.s-thread-close",
      {
        type: "button",
        "aria-label": "Close the thread",
        onclick: close,
      },
      icon("close", 14),
    ),
  );
}

export function mountThread(root) {
  let shown = "";
  let opener = null;
  const pane = new Pane({ inThread: true, label: "Thread" });
  const head = h("div");
  root.append(head, pane.frame, pane.foot);
  let left = null; // the thread just closed by its reader, who goes on where they came from
  function close() {
    left = state.thread;
    go(state.place);
  }
  function giveBack() {
    if (left === null) return;
    const from = document.querySelector(`.s-conversation .s-message[data-ts="${CSS.escape(left)}"]`);
    left = null;
    (opener?.isConnected && opener !== document.body ? opener : from)?.focus();
  }
  function show() {
    const key = state.thread && state.workspace ? `${state.me}/${state.place}/${state.thread}` : "";
    if (key === shown) return;
    shown = key;
    root.hidden = !key;
    if (!key) {
      pane.close();
      return giveBack();
    }
    if (!root.contains(document.activeElement)) opener = document.activeElement;
    fill(head, header(close));
    pane.open(state.place, state.thread);
    pane.composer.focus();
    return undefined;
  }
  root.addEventListener("keydown", (event) => {
    // With something begun in the composer Escape is too easily meant for something else.
    if (event.key !== "Escape" || event.defaultPrevented || event.target.value) return;
    event.preventDefault();
    close();
  });
  on(["place", "welcome"], show);
}
