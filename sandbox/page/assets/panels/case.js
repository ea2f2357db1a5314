// "Case": the bot's own record of the escalation one looks at, and what is due next for it.
import { fill, h } from "../dom.js";
import { asking, now, on, state } from "../store.js";
import { fullDate } from "../dates.js";
import { renderMrkdwn } from "../text.js";
import { lastReference } from "./activity.js";
import { moment, span } from "./moments.js";
import { isSeen, onAppearing } from "./seen.js";

const REFERENCE = /\bESC-\d+\b/i;
const PAUSE = 700;
const NOT_RUNNING = "The bot is not running; its record can be read again when it is.";

export function mountCase(root) {
  const view = { reference: "", thread: "", asked: 0, shown: "" };
  const input = h("input.p-reference", {
    type: "text",
    id: "p-reference",
    placeholder: "ESC-1",
    autocomplete: "off",
    spellcheck: "false",
    size: 10,
  });
  const body = h("div.p-scroll.p-case");
  root.append(
    h(
      "form.p-tools",
      {
        onsubmit: (event) => {
          event.preventDefault();
          choose(input.value);
        },
      },
      h("label", { for: "p-reference" }, "Reference"),
      input,
      h("button.button", { type: "submit" }, "Show"),
    ),
    body,
  );

  function choose(typed) {
    const words = typed.trim().toUpperCase();
    view.reference = /^\d+$/.test(words) ? `ESC-${words}` : words;
    input.value = view.reference;
    read();
  }
  /** The open thread says which case it is about; without one, the last that was talked about. */
  async function settle() {
    const thread = state.thread && state.place ? `${state.place}/${state.thread}` : "";
    if (thread && thread !== view.thread) {
      const found = await referenceOfThread();
      if (found) view.reference = found;
    }
    view.thread = thread;
    if (!view.reference) view.reference = lastReference();
    if (document.activeElement !== input) input.value = view.reference;
    await read();
  }
  async function read() {
    const mine = (view.asked += 1);
    if (!view.reference) return fill(body, nothingYet());
    let found;
    try {
      found = await asking("/page/case", { reference: view.reference });
    } catch (fault) {
      found = { words: fault instanceof Error ? fault.message : String(fault) };
    }
    if (mine !== view.asked) return null;
    const drawn = JSON.stringify([found, state.bot.state, state.me]);
    if (drawn === view.shown && body.childElementCount) return renew(body, found);
    view.shown = drawn;
    return fill(body, shown(view.reference, found));
  }

  let timer = 0;
  function soon() {
    if (timer) return; // whether it is in sight takes measuring: not for each of many messages
    timer = setTimeout(() => {
      timer = 0;
      if (isSeen(root)) settle();
    }, PAUSE);
  }
  on(["message", "clock", "activity", "bot", "place", "welcome"], soon);
  onAppearing(root, settle);
}

async function referenceOfThread() {
  try {
    const { messages } = await asking("/page/thread", { channel: state.place, ts: state.thread });
    const root = messages[0];
    return REFERENCE.exec(`${root?.text} ${JSON.stringify(root?.blocks ?? "")}`)?.[0].toUpperCase() ?? "";
  } catch {
    return "";
  }
}

const nothingYet = () =>
  h("p.p-empty", {}, "Open the thread of a card, or type a reference, to read what the bot has recorded of the case.");

function shown(reference, found) {
  if (state.bot.state === "stopped" || state.bot.state === "starting") return h("p.p-empty", {}, NOT_RUNNING);
  if (!found.lines) return h("p.p-empty", {}, found.words || `There is no ${reference}.`);
  return [
    h("h2.p-heading", {}, found.reference ?? reference),
    h("p.p-due", { "aria-live": "polite" }, dueLine(found.next_due)),
    h(
      "ol.p-timeline",
      {},
      found.lines.map((line) => h("li", {}, renderMrkdwn(line))),
    ),
  ];
}

function dueLine(due) {
  if (!due?.at) return h("span", {}, "Nothing is due for it.");
  const left = span(due.at - now());
  return h(
    "span",
    { title: fullDate(due.at) },
    h("span.p-soft", {}, "Next: "),
    h("span", {}, `${due.what}, ${moment(due.at)}`),
    h("span.p-soft", {}, left ? ` (in ${left})` : " (now)"),
  );
}

/** The same record a while later: only how long there is left changes. */
function renew(body, found) {
  const line = body.querySelector(".p-due");
  const renewed = found.lines ? dueLine(found.next_due) : null;
  if (line && renewed && line.textContent !== renewed.textContent) fill(line, renewed);
}
