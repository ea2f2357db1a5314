// Where one writes: says things, sends commands, starts shortcuts; keeps what was typed per place.
import { fill, h } from "../dom.js";
import { doing, on, state } from "../store.js";
import { Completion } from "./completion.js";
import { grow } from "./growing.js";
import { icon } from "./icons.js";
import { openMenu } from "./menu.js";
import { avatar, placeName } from "./people.js";
import { toast } from "./toasts.js";

const drafts = new Map(); // who/where -> text

class Composer {
  constructor(root, { editLast, sent }) {
    this.root = root;
    this.editLast = editLast;
    this.sent = sent;
    this.where = { channel: "", thread: null };
    this.key = "";
    this.field = h("textarea.s-field", { rows: "1", "aria-haspopup": "listbox" });
    this.box = h("div.s-options");
    this.fault = h("div.s-fault", { role: "alert", hidden: true });
    this.closed = h("div.s-closed", { hidden: true });
    this.send = h(
      "button.icon-button.s-send",
      {
        type: "button",
        "aria-label": "Send",
        title: "Send",
        onclick: () => this.go(),
      },
      icon("send"),
    );
    this.bolt = h(
      "button.icon-button",
      {
        type: "button",
        "aria-label": "Shortcuts",
        title: "Shortcuts",
        "aria-haspopup": "menu",
        "aria-expanded": "false",
        onclick: () => this.shortcuts(),
      },
      icon("bolt"),
    );
    this.stopped = h("div.s-stopped", { hidden: true });
    this.frame = h("div.s-composer", {}, this.field, h("div.s-composer-tools", {}, this.bolt, this.send));
    root.append(this.stopped, this.fault, h("div.s-composer-place", {}, this.box, this.frame), this.closed);
    this.completion = new Completion(this.field, this.box);
    this.listen();
  }

  listen() {
    this.field.addEventListener("input", () => this.typed());
    this.field.addEventListener("keydown", (event) => this.onKey(event));
    on(["welcome", "conversations", "bot"], () => this.settle());
    on("welcome", () => this.say("")); // whatever did not go may go now
  }

  typed() {
    drafts.set(this.key, this.field.value);
    this.send.disabled = this.field.value.trim() === "";
    grow(this.field);
    this.say("");
  }

  onKey(event) {
    if (event.isComposing) return;
    if (this.completion.key(event)) {
      event.preventDefault();
      event.stopPropagation();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.go();
    } else if (event.key === "ArrowUp" && this.field.value === "" && this.editLast()) {
      event.preventDefault();
    }
  }

  /** Shows what was begun here. */
  show(where) {
    const key = `${state.me}/${where.channel}/${where.thread ?? ""}`;
    this.where = where;
    if (key !== this.key) {
      this.key = key;
      this.field.value = drafts.get(key) ?? "";
      this.completion.close();
      this.typed();
    }
    this.settle();
  }

  settle() {
    const conversation = state.conversations.get(this.where.channel);
    const closed = conversation !== undefined && !conversation.can_post;
    const name = placeName(this.where.channel);
    this.field.placeholder = this.where.thread ? "Reply…" : `Message ${name}`;
    this.field.setAttribute("aria-label", this.where.thread ? "Reply in the thread" : `Message ${name}`);
    this.bolt.hidden = Boolean(this.where.thread);
    this.closed.hidden = !closed;
    this.frame.hidden = closed;
    fill(this.closed, closed ? conversation.why_not : "");
    const stopped = state.bot.state === "stopped" && conversation?.kind === "im";
    this.stopped.hidden = !stopped;
    fill(this.stopped, stopped && `${state.app.name} is not running: it answers once it is started again.`);
  }

  say(words) {
    this.fault.hidden = !words;
    fill(this.fault, words);
  }

  async go() {
    const text = this.field.value.trim();
    if (!text || this.field.readOnly) return;
    const { key } = this;
    const { channel, thread } = this.where;
    const command = /^\/\S+/.exec(text)?.[0];
    if (command && thread) return this.say(`${command} is not supported in threads. Sorry!`);
    this.field.readOnly = true;
    this.frame.classList.add("s-busy");
    const answer = command ? await doing("command", { channel, text }) : await doing("say", { channel, text, thread });
    this.field.readOnly = false;
    this.frame.classList.remove("s-busy");
    if (answer.ok) drafts.delete(key);
    const words = answer.words ?? "That could not be sent.";
    if (key !== this.key) return answer.ok ? undefined : toast(words, { bad: true });
    if (!answer.ok) return this.say(words);
    this.field.value = "";
    this.typed();
    this.sent();
    return undefined;
  }

  shortcuts() {
    const items = (state.app.shortcuts ?? [])
      .filter((s) => s.type === "global")
      .map((shortcut) => ({
        words: shortcut.name,
        detail: shortcut.description || state.app.name,
        picture: avatar(state.app.id, 20),
        run: async () => {
          const { ok, words } = await doing("shortcut", { callback_id: shortcut.callback_id });
          if (!ok) this.say(words ?? "That did not work.");
        },
      }));
    if (items.length) openMenu(this.bolt, [{ head: "Shortcuts", items }], { label: "Shortcuts" });
    else toast("No app has a shortcut here.");
  }

  focus() {
    (this.frame.hidden ? null : this.field)?.focus();
  }
}

export const mountComposer = (root, options) => new Composer(root, options);
