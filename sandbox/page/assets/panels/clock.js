// The workspace's clock in the top bar: what time it is for this viewer, and a popup that moves it on.
import { fill, h, trapFocus } from "../dom.js";
import { fromWall, fullDate, toWall } from "../dates.js";
import { popup } from "../dialog.js";
import { now, on, state } from "../store.js";
import { nextMonday, shortZone, span, wholeMoment } from "./moments.js";
import { moveBy, moveTo, moveToDue, nextDue, playWeek } from "./moves.js";

const STEPS = [
  ["+15 min", 900],
  ["+1 h", 3600],
  ["+1 day", 86_400],
];
const SOON = 1000;

export function mountClock(root) {
  const time = h("span.p-clock-time");
  const ahead = h("span.p-clock-ahead", { hidden: true });
  const button = h(
    "button.p-clock",
    {
      type: "button",
      "aria-haspopup": "dialog",
      "aria-expanded": "false",
      onclick: () => toggle(),
    },
    h("span.p-clock-face", { "aria-hidden": "true" }),
    time,
    ahead,
  );
  let close = null;
  function toggle() {
    if (close) return close();
    button.setAttribute("aria-expanded", "true");
    close = popup(button, movesOf(), {
      onClose: () => {
        close = null;
        button.setAttribute("aria-expanded", "false");
      },
    });
  }
  root.append(button);
  show(button, time, ahead);
  on(["welcome", "clock", "people"], () => show(button, time, ahead));
  setInterval(() => show(button, time, ahead), 1000);
}

function show(button, time, ahead) {
  if (!state.clock.calendar) return;
  const words = `${wholeMoment(now())} ${shortZone()}`;
  const further = span(state.clock.ahead ?? 0);
  if (time.textContent === words && ahead.dataset.span === further) return;
  fill(time, words);
  ahead.dataset.span = further;
  ahead.hidden = !further;
  fill(ahead, further && `+${further}`);
  const title = further ? `${further} ahead of the real time. Move the clock` : "Move the clock";
  button.title = title;
  button.setAttribute("aria-label", `${words}. ${title}`);
}

/** What the popup holds. It stays open after a move: one often makes two. */
function movesOf() {
  const said = h("p.p-moves-said", { role: "status" });
  const monday = h("span.p-move-when");
  const dueWords = h("span.p-move-when", {}, "Asking the bot…");
  let due = { at: null, words: "Asking the bot…" };
  const toDue = wide("To the next due time", dueWords, () => run(() => moveToDue(due)));
  toDue.setAttribute("aria-disabled", "true");
  const chosen = h("input.p-move-input", { type: "datetime-local", id: "p-chosen-moment", required: true });
  const root = h(
    "div.p-moves",
    { role: "dialog", "aria-label": "Move the clock" },
    h("p.p-moves-about", {}, "The bot runs on this clock: reminders, lapses and digests happen as it moves."),
    h(
      "div.p-moves-row",
      {},
      STEPS.map(([words, seconds]) =>
        h("button.button.p-move", { type: "button", onclick: () => run(() => moveBy(seconds)) }, words),
      ),
    ),
    wide("Next Monday 09:00", monday, () => run(() => moveTo(nextMonday()))),
    toDue,
    wide("Play a week of cases", h("span.p-move-when", {}, "about half a minute"), () => run(playWeek)),
    h(
      "form.p-moves-chosen",
      {
        novalidate: true,
        onsubmit: (event) => {
          event.preventDefault();
          goChosen();
        },
      },
      h("label", { for: "p-chosen-moment" }, "A chosen moment"),
      h("div.p-moves-row", {}, chosen, h("button.button", { type: "submit" }, "Go there")),
    ),
    said,
  );

  let busy = false;
  async function run(move) {
    if (busy) return;
    busy = true;
    root.setAttribute("aria-busy", "true");
    const answer = await move();
    busy = false;
    root.removeAttribute("aria-busy");
    say(answer);
  }
  function say(answer) {
    said.classList.toggle("p-bad", !answer.ok);
    fill(said, answer.words);
  }
  function goChosen() {
    const at = fromWall(chosen.value);
    if (at === null) return say({ ok: false, words: "Choose a day and a time first." });
    return run(() => moveTo(at));
  }
  function refresh() {
    fill(monday, wholeMoment(nextMonday()).replace(/ \d\d:\d\d$/, ""));
    chosen.value = toWall(now() + 60);
    return refreshDue();
  }
  let again = 0;
  async function refreshDue() {
    clearTimeout(again);
    due = await nextDue();
    // The bot is at what fell due: it says in a moment what comes after it.
    if (due.at !== null && due.at <= now() && root.isConnected) again = setTimeout(refreshDue, SOON);
    fill(dueWords, due.words);
    dueWords.title = due.at === null ? "" : fullDate(due.at);
    toDue.setAttribute("aria-disabled", String(due.at === null));
  }
  refresh();
  // The answer to a move comes before the frame that moves this page's own clock.
  const stopClock = on("clock", () => (root.isConnected ? refresh() : stopClock()));
  const stopBot = on("bot", () => (root.isConnected ? refreshDue() : stopBot()));
  keepTab(root);
  return root;
}

function wide(words, when, press) {
  return h(
    "button.button.p-move.p-move-wide",
    {
      type: "button",
      onclick: (event) => {
        if (event.currentTarget.getAttribute("aria-disabled") !== "true") press();
      },
    },
    h("span", {}, words),
    when,
  );
}

/** Tab closes a popup that is a menu; this one holds a form, so Tab goes round in it. */
function keepTab(root) {
  trapFocus(root);
  root.addEventListener("keydown", (event) => {
    if (event.key === "Tab") event.stopPropagation();
  });
}
