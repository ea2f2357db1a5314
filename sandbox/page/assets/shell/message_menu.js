// What can be done with a message: its toolbar, its menu, and the keys that reach both.
import { h } from "../dom.js";
import { doing, go, state } from "../store.js";
import { confirmDialog } from "../dialog.js";
import { startEdit } from "./editing.js";
import { icon } from "./icons.js";
import { openMenu } from "./menu.js";
import { messageKey } from "./message.js";
import { avatar } from "./people.js";
import { toast } from "./toasts.js";

const KEPT = "sandbox.dismissed";
const dismissed = new Set(readDismissed());

function readDismissed() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
  } catch {
    return [];
  }
}

/** A note only this person sees, and has put away in this tab. */
export const isDismissed = (message) => message.only_me && dismissed.has(messageKey(message));

function dismiss(message) {
  dismissed.add(messageKey(message));
  try {
    sessionStorage.setItem(KEPT, JSON.stringify([...dismissed].slice(-500)));
  } catch {
    // then it is only until the page is loaded again
  }
}

async function told(answer, words) {
  const { ok, words: why } = await answer;
  if (!ok) toast(why ?? "That did not work.", { bad: true });
  else if (words) toast(words);
}

async function copyLink(message) {
  try {
    await navigator.clipboard.writeText(message.link);
    toast("Link copied");
  } catch {
    toast(`The browser lets nothing be copied here. The link: ${message.link}`, { bad: true });
  }
}

async function remove(message, list) {
  const yes = await confirmDialog({
    title: "Delete message",
    text: "Delete this message? This can't be undone.",
    confirm: "Delete",
    danger: true,
  });
  if (!yes) return;
  await told(doing("delete", { channel: message.channel, ts: message.ts }));
  if (document.activeElement === document.body) list.root.querySelector('.s-message[tabindex="0"]')?.focus();
}

const canChange = (message) => message.user === state.me && !message.by_app && !message.only_me;

function menuOf(message, list) {
  /** @type {import("./menu.js").Item[]} */
  const own = [{ words: "Copy link", run: () => copyLink(message) }];
  if (canChange(message)) {
    own.push({ words: "Edit message", run: () => startEdit(list.elementOf(message.ts), message) });
    own.push({ words: "Delete message", danger: true, run: () => remove(message, list) });
  }
  const { channel, ts } = message;
  const shortcuts = (state.app.shortcuts ?? [])
    .filter((s) => s.type === "message")
    .map((shortcut) => ({
      words: shortcut.name,
      detail: state.app.name,
      picture: avatar(state.app.id, 20),
      run: () => told(doing("message_shortcut", { callback_id: shortcut.callback_id, channel, ts })),
    }));
  return [{ items: own }, { head: "Apps", items: message.only_me ? [] : shortcuts }];
}

function toolbar(list, element, inThread) {
  const message = element.message;
  const more = h(
    "button.icon-button",
    {
      type: "button",
      title: "More",
      "aria-label": "More",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      dataset: { tool: "more" },
      onclick: () => {
        // Opened by a key, the focus goes back to the message, not to the button.
        const byKey = document.activeElement === element;
        openMenu(more, menuOf(message, list), {
          label: "What to do with this message",
          onClose: () => {
            if (byKey) element.focus();
          },
        });
      },
    },
    icon("more"),
  );
  const reply =
    inThread || message.only_me || message.subtype
      ? null
      : h(
          "button.icon-button",
          {
            type: "button",
            title: "Reply in thread",
            "aria-label": "Reply in thread",
            onclick: () => go(message.channel, message.thread_ts ?? message.ts),
          },
          icon("reply"),
        );
  const tools = h("div.s-tools", { role: "group", "aria-label": "Message" }, reply, more);
  if (message.only_me && !message.link) more.remove();
  return tools.childElementCount ? tools : null;
}

/** Toolbars are made when first looked at: a thousand of them would only weigh. */
function giveTools(list, element, inThread) {
  if (!element?.message || element.querySelector(":scope > .s-tools")) return;
  const tools = toolbar(list, element, inThread);
  if (tools) element.append(tools);
}

function move(list, element, by) {
  const all = list.entries.map((entry) => entry.element);
  const next = all[Math.max(0, Math.min(all.length - 1, all.indexOf(element) + by))];
  next?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: "nearest" });
}

function keysOf(list, inThread) {
  const openTools = (element) => {
    giveTools(list, element, inThread);
    element.querySelector('[data-tool="more"]')?.click();
  };
  return {
    ArrowUp: (element) => move(list, element, -1),
    ArrowDown: (element) => move(list, element, 1),
    Home: (element) => move(list, element, -list.size),
    End: (element) => move(list, element, list.size),
    t: ({ message }) => {
      if (!inThread) go(message.channel, message.thread_ts ?? message.ts);
    },
    m: openTools,
    ContextMenu: openTools,
    e: (element) => {
      if (canChange(element.message)) startEdit(element, element.message);
    },
  };
}

/** Gives a list its keys and toolbars; returns what others may start: `editLast()`. */
export function mountMessageKeys(list, { inThread }) {
  const { root } = list;
  const keys = keysOf(list, inThread);
  const messageAt = (target) => target.closest?.(".s-message");
  root.addEventListener("mouseover", (event) => giveTools(list, messageAt(event.target), inThread));
  root.addEventListener("focusin", (event) => {
    const element = messageAt(event.target);
    if (!element) return;
    giveTools(list, element, inThread);
    for (const each of root.querySelectorAll('.s-message[tabindex="0"]')) each.tabIndex = -1;
    element.tabIndex = 0;
  });
  root.addEventListener("keydown", (event) => {
    if (!event.target.matches(".s-message") || event.ctrlKey || event.metaKey || event.altKey) return;
    const run = keys[event.key];
    if (!run) return;
    event.preventDefault();
    run(event.target);
  });
  root.addEventListener("click", (event) => {
    const button = event.target.closest("[data-dismiss]");
    if (!button) return;
    dismiss(messageAt(button).message);
    list.remove(button.dataset.dismiss);
  });
  return {
    editLast() {
      const entry = list.entries.findLast(({ message }) => canChange(message));
      if (entry) startEdit(entry.element, entry.message);
      return Boolean(entry);
    },
  };
}
