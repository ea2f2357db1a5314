// A list of messages that can be read, scrolled and written to: a conversation's, or a thread's.
import { announce, fill, h } from "../dom.js";
import { asking, doing, on, personName, state, tell } from "../store.js";
import { plainWords } from "../text.js";
import { mountComposer } from "./composer.js";
import { icon } from "./icons.js";
import { MessageList, firstUnread, isLater } from "./list.js";
import { isDismissed, mountMessageKeys } from "./message_menu.js";
import { Scrolling } from "./scrolling.js";

const PAGE = 60;
const MOST = 400; // at the bottom, more than this many are cut back
const KEPT = 180;

export class Pane {
  /** @param {{inThread?: boolean, label?: string, opened?: (messages: object[]) => void}} given */
  constructor({ inThread = false, label, opened = () => {} }) {
    this.inThread = inThread;
    this.opened = opened;
    this.channel = "";
    this.thread = null;
    this.read = null;
    this.more = false;
    this.below = 0;
    this.turn = 0;
    this.loading = false;
    this.sought = null; // a message that a link led to, {channel, ts}, until it is in sight
    this.early = null; // frames that come while the first page is fetched
    const inner = h("div.s-list-inner", { role: "log", "aria-live": "off", "aria-label": label });
    this.top = h("div.s-list-top");
    this.scroller = h("div.s-list", {}, h("div.s-list-filler"), this.top, inner);
    this.jump = h("button.s-jump", {
      type: "button",
      hidden: true,
      onclick: () => this.scrolling.toBottom(),
    });
    this.frame = h("div.s-list-frame", {}, this.scroller, this.jump);
    this.foot = h("div.s-foot");
    this.list = new MessageList(inner, { inThread });
    this.scrolling = new Scrolling(this.scroller, inner, {
      older: () => this.older(),
      moved: () => this.moved(),
    });
    this.composer = mountComposer(this.foot, {
      editLast: () => this.keys.editLast(),
      sent: () => this.scrolling.toBottom(),
    });
    this.keys = mountMessageKeys(this.list, { inThread });
    this.listen();
  }

  listen() {
    on("message", ({ message }) => {
      if (this.holds(message)) this.take(message);
    });
    on("gone", ({ channel, ts }) => {
      if (channel === this.channel) this.lose(ts);
    });
    on("welcome", () => this.openAgain());
    on("seek", (sought) => {
      this.sought = sought;
      this.find();
    });
    on("thread-read", ({ channel, ts }) => this.threadRead(channel, ts));
    for (const kind of ["focus", "visibilitychange"]) {
      (kind === "focus" ? window : document).addEventListener(kind, () => this.markRead());
    }
  }

  /** After a reconnect: what came meanwhile, or everything, if it is another person or another sandbox. */
  openAgain() {
    const of = `${state.workspace}/${state.me}`;
    const again = this.of === of;
    this.of = of;
    if (!state.conversations.has(this.channel)) return;
    this.open(this.channel, this.thread, { again });
  }

  holds(message) {
    if (!this.channel || message.channel !== this.channel || isDismissed(message)) return false;
    if (this.inThread) return message.ts === this.thread || message.thread_ts === this.thread;
    return !message.thread_ts || message.broadcast;
  }

  fetchPage(before) {
    if (this.inThread) return asking("/page/thread", { channel: this.channel, ts: this.thread });
    return asking("/page/messages", { channel: this.channel, before, limit: PAGE });
  }

  /** Shows a conversation or a thread; `again`: the same one after a reconnect. */
  async open(channel, thread = /** @type {string | null} */ (null), { again = false } = {}) {
    this.turn += 1;
    const turn = this.turn;
    Object.assign(this, { channel, thread, below: 0 });
    const wasStuck = this.scrolling.stuck;
    if (!again) this.empty();
    this.composer.show({ channel, thread });
    if (!state.workspace || !channel) return;
    this.early = [];
    let page;
    try {
      page = await this.fetchPage(null);
    } catch {
      if (turn === this.turn) this.sayEmpty("This could not be read.");
      return;
    }
    if (turn !== this.turn) return;
    this.showPage(page, again && !wasStuck);
  }

  showPage(page, keepPlace) {
    this.read = page.read;
    this.more = Boolean(page.more);
    const messages = page.messages.filter((m) => !isDismissed(m));
    const newFrom = this.newFrom(messages);
    const show = () => this.list.setAll(messages, newFrom);
    if (keepPlace) this.keepTop(show);
    else show();
    this.catchUp();
    this.sayEmpty();
    if (!keepPlace) this.goToNew();
    this.find();
    this.sought = null;
    this.opened(messages);
    this.moved();
  }

  /** Where the New line goes: only for those it is new to, and only where its place is loaded. */
  newFrom(messages) {
    if (this.inThread) return messages[0]?.unread_replies ? firstUnread(messages.slice(1), this.read) : null;
    if (!state.conversations.get(this.channel)?.member) return null;
    const found = firstUnread(messages, this.read);
    return found && this.more && found === messages[0].ts ? null : found;
  }

  keepTop(change) {
    const fromBottom = this.scroller.scrollHeight - this.scroller.scrollTop;
    change();
    this.scroller.scrollTop = this.scroller.scrollHeight - fromBottom;
  }

  goToNew() {
    const line = this.list.root.querySelector(".s-new-line");
    if (line) this.scrolling.showFrom(line);
    else this.scrolling.toBottom();
  }

  /** Shows the message a link led to. */
  find() {
    const { channel, ts } = this.sought ?? {};
    const element = channel === this.channel && !this.early ? this.list.elementOf(ts) : null;
    if (!element) return;
    this.sought = null;
    this.scrolling.showFrom(element);
    element.classList.remove("s-sought");
    requestAnimationFrame(() => element.classList.add("s-sought"));
  }

  empty() {
    this.list.clear();
    fill(this.top, h("div.s-waiting", {}, "Loading…"));
    this.jump.hidden = true;
  }

  sayEmpty(words = "") {
    const said = words || (this.list.size || this.inThread ? "" : "Nothing has been said here yet.");
    if (this.more) fill(this.top, h("div.s-waiting", {}, "Loading older messages…"));
    else fill(this.top, said && h("p.s-nothing", {}, said));
  }

  async older() {
    if (!this.more || this.loading || this.inThread || !this.list.first) return;
    this.loading = true;
    const turn = this.turn;
    this.early = []; // else a change that overtakes the page would be undone by it
    try {
      const page = await this.fetchPage(this.list.first.ts);
      if (turn !== this.turn) return;
      this.more = Boolean(page.more);
      this.scrolling.keep(() => {
        this.list.prepend(page.messages.filter((m) => !isDismissed(m)));
        this.sayEmpty();
      });
      // Somebody who is at the top by now scrolls no further, so that no scroll would ask for more.
      requestAnimationFrame(() => this.scrolling.onScroll());
    } catch {
      // asked again with the next scroll
    } finally {
      this.loading = false;
      if (turn === this.turn) this.catchUp();
    }
  }

  /** What came while a page was fetched. */
  catchUp() {
    const early = this.early ?? [];
    this.early = null;
    for (const frame of early) frame();
  }

  take(message) {
    if (this.early) {
      this.early.push(() => this.take(message));
      return;
    }
    // Older than what is loaded: it comes when scrolled to.
    if (this.more && this.list.first && isLater(this.list.first.ts, message.ts)) return;
    const stuck = this.scrolling.stuck;
    const done = this.list.upsert(message);
    if (done === "added") this.added(message, stuck);
    this.sayEmpty();
    this.markReadSoon();
  }

  added(message, stuck) {
    const mine = message.user === state.me;
    if (!mine) this.say(message);
    const unseen = !mine && !this.watched() && isLater(message.ts, this.read);
    if (unseen && !this.list.newFrom) this.list.markNew(message.ts);
    if (stuck) {
      if (this.list.size > MOST) {
        this.list.trim(KEPT);
        this.more = true;
        this.scrolling.toBottom(); // what is shorter now looks as if its reader had scrolled up
      }
    } else if (!mine) {
      this.below += 1;
      this.showJumpSoon();
    }
  }

  say(message) {
    const who = message.by_app ? state.app.name : personName(message.user);
    announce(`${who}: ${plainWords(message).slice(0, 300)}`);
  }

  lose(ts) {
    if (this.early) this.early.push(() => this.lose(ts));
    else if (this.list.remove(ts)) this.sayEmpty();
  }

  /** Once, however many come at the same time: what is in sight takes measuring. */
  showJumpSoon() {
    this.jumping ??= requestAnimationFrame(() => {
      this.jumping = null;
      if (this.below) this.showJump();
    });
  }

  showJump() {
    this.jump.hidden = this.scrolling.atBottom;
    const some = this.below === 1 ? "1 new message" : `${this.below} new messages`;
    fill(this.jump, icon("down", 14), this.below ? some : "Newest messages");
  }

  moved() {
    if (this.scrolling.atBottom) {
      this.below = 0;
      this.markRead();
    }
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    if (this.below || scrollHeight - scrollTop - clientHeight > clientHeight) this.showJump();
    else this.jump.hidden = true;
  }

  watched() {
    return (
      document.visibilityState === "visible" && document.hasFocus() && this.scrolling.stuck && this.frame.isConnected
    );
  }

  /** Many messages may come at once, and whether they are in sight takes measuring. */
  markReadSoon() {
    clearTimeout(this.soon);
    this.soon = setTimeout(() => this.markRead(), 120);
  }

  async markRead() {
    const last = this.list.last;
    if (!last || this.early || !this.watched() || !isLater(last.ts, this.read)) return;
    if (this.scroller.clientHeight === 0) return; // covered, in a narrow window
    this.read = last.ts;
    await doing("read", { channel: this.channel, ts: last.ts, thread: this.thread });
    if (this.inThread) tell("thread-read", { channel: this.channel, ts: this.thread });
  }

  /** No frame says that the dot at a root is for nothing any more. */
  threadRead(channel, ts) {
    const root = channel === this.channel && !this.inThread && this.list.messages.find((m) => m.ts === ts);
    if (root?.unread_replies) this.list.upsert({ ...root, unread_replies: 0 });
  }

  close() {
    this.turn += 1;
    this.channel = "";
    this.thread = null;
    this.list.clear();
  }
}
