// The tour: a small card that leads through the life of one escalation, and ticks off what was done.
import { announce, fill, focused, h } from "../dom.js";
import { go, on, state } from "../store.js";
import { icon } from "../shell/icons.js";
import { showPanel } from "../shell/layout.js";
import { showTab } from "./panel.js";
import { keepClear } from "./tour_place.js";
import { STEPS, catchUp, watchClaims } from "./tour_steps.js";

const REMEMBERED = "sandbox.tour";
const DISMISSED = "dismissed";
const PAUSE = 2500; // how long "Done" stands before the next step

/** @type {{step: number, wasDone: boolean, timer: number, folded: boolean, busy: boolean, workspace: string,
 *   said: {ok: boolean, words: string} | null}} */
const view = { step: 0, wasDone: false, timer: 0, folded: false, busy: false, said: null, workspace: "" };
let card = null;

// In this workspace; one that is started anew has another life of an escalation to show.
const finished = () => `finished ${state.workspace}`;

function remembered() {
  try {
    return localStorage.getItem(REMEMBERED);
  } catch {
    return null; // a browser that keeps nothing for this page
  }
}

export const tourIsDismissed = () => remembered() === DISMISSED;

function remember(words) {
  try {
    localStorage.setItem(REMEMBERED, words);
  } catch {
    // then it is only for now
  }
}

/** Opens it again where it was left, and gives it the focus. */
export function openTour() {
  if (!card) return;
  if (tourIsDismissed()) remember("open");
  view.folded = false;
  card.hidden = false;
  show();
  card.focus();
}

function dismiss() {
  remember(DISMISSED);
  clearTimeout(view.timer);
  card.hidden = true;
  document.getElementById("tour-button")?.focus();
}

export function mountTour(root) {
  card = h("section.p-tour", { "aria-label": "Tour", tabindex: "-1", hidden: tourIsDismissed() });
  root.append(card);
  keepClear(root, card);
  on("welcome", begin);
  on(["place", "people", "conversations", "activity"], look);
  watchClaims(look);
}

/** Where it was left: what happened in the workspace says which step that is. */
async function begin() {
  if (view.workspace === state.workspace) return look();
  view.workspace = state.workspace;
  await catchUp();
  const next = STEPS.findIndex((step) => !step.isDone());
  if (remembered() === finished()) card.hidden = true;
  return turn(next < 0 || remembered() === finished() ? STEPS.length : next);
}

function turn(step) {
  clearTimeout(view.timer);
  view.step = Math.max(0, Math.min(step, STEPS.length));
  if (view.step === STEPS.length && !card.hidden) remember(finished());
  view.wasDone = STEPS[view.step]?.isDone() ?? false;
  view.said = null;
  show();
}

/** After anything that may have changed what it says: and on to the next step once this one is done. */
function look() {
  const step = STEPS[view.step];
  if (step && !view.wasDone && step.isDone()) {
    view.wasDone = true;
    view.said = null;
    clearTimeout(view.timer);
    view.timer = setTimeout(goOn, PAUSE);
    if (!card.hidden) announce(`${step.title}: done.`);
  }
  show();
}

/** To the next step that is not done, whatever was done out of turn; then to what was passed over. */
function goOn() {
  const later = STEPS.findIndex((step, at) => at > view.step && !step.isDone());
  const found = later < 0 ? STEPS.findIndex((step, at) => at < view.step && !step.isDone()) : later;
  turn(found < 0 ? STEPS.length : found);
  const step = STEPS[view.step];
  if (!card.hidden) announce(step ? `Tour: ${step.title}. ${step.words()}` : END);
}

const END = "That’s the whole life of an escalation";

let drawn = "";
function show() {
  if (card.hidden || !state.workspace) return;
  const step = STEPS[view.step];
  const now = JSON.stringify([
    view.step,
    view.wasDone,
    view.folded,
    view.busy,
    view.said,
    step?.words(),
    step?.isThere(),
    STEPS.map((one) => one.isDone()),
  ]);
  if (now === drawn) return;
  drawn = now;
  const key = card.contains(document.activeElement) ? focused()?.dataset.key : null;
  card.classList.toggle("p-folded", view.folded);
  fill(card, head(), view.folded ? null : step ? body(step) : end());
  if (key) (card.querySelector(`[data-key="${key}"]:not([disabled])`) ?? card).focus();
}

function head() {
  const step = STEPS[view.step];
  const title = step ? `${view.step + 1}. ${step.title}` : END;
  const fold = view.folded ? "Unfold the tour" : "Fold the tour";
  return h(
    "header.p-tour-head",
    {},
    h("h2.p-tour-title", {}, title, view.wasDone && step ? h("span.p-done", {}, "Done") : null),
    step ? dots() : null,
    h(
      "button.icon-button.p-tour-fold",
      {
        type: "button",
        "aria-label": fold,
        title: fold,
        "aria-expanded": String(!view.folded),
        dataset: { key: "fold" },
        onclick: () => {
          view.folded = !view.folded;
          show();
        },
      },
      h("span.p-fold-mark", { "aria-hidden": "true" }),
    ),
    h(
      "button.icon-button",
      {
        type: "button",
        "aria-label": "Dismiss the tour",
        title: "Dismiss",
        dataset: { key: "dismiss" },
        onclick: dismiss,
      },
      icon("close", 13),
    ),
  );
}

function body(step) {
  const take = async () => {
    if (view.busy) return;
    Object.assign(view, { busy: true, said: null });
    show();
    const answer = await step.take();
    view.busy = false;
    if (STEPS[view.step] === step) view.said = answer?.words ? answer : null;
    look();
  };
  const there = step.isThere();
  return [
    h("p.p-tour-words", {}, step.words()),
    view.said ? h(`p.p-said${view.said.ok ? "" : ".p-bad"}`, {}, view.said.words) : null,
    h(
      "footer.p-tour-foot",
      {},
      stepButton("Back", view.step - 1),
      stepButton("Next", view.step + 1),
      there
        ? h("span.p-here", {}, "You are there")
        : h(
            "button.button.primary",
            {
              type: "button",
              dataset: { key: "take" },
              "aria-disabled": view.busy ? "true" : null,
              onclick: take,
            },
            view.busy ? "One moment…" : (step.go ?? "Take me there"),
          ),
    ),
  ];
}

const stepButton = (words, step) =>
  h(
    "button.quiet.p-step-button",
    {
      type: "button",
      disabled: step < 0,
      dataset: { key: words },
      onclick: () => turn(step),
    },
    words,
  );

function dots() {
  const done = STEPS.filter((step) => step.isDone()).length;
  return h(
    "span.p-dots",
    { role: "img", "aria-label": `${done} of ${STEPS.length} done` },
    STEPS.map((step, at) => {
      const here = at === view.step ? ".p-dot-now" : "";
      return h(`span.p-dot${step.isDone() ? ".p-dot-done" : ""}${here}`);
    }),
  );
}

function end() {
  const trouble = () => {
    showPanel(true);
    showTab("trouble", { focus: true });
  };
  const pointer = (words, about, press) =>
    h(
      "li",
      {},
      h("button.p-pointer", { type: "button", onclick: press }, h("b", {}, words), h("span.p-soft", {}, about)),
    );
  return [
    h(
      "ul.p-pointers",
      {},
      pointer("Make things go wrong", "Trouble: switch the API off, kill the bot, and see what is kept.", trouble),
      pointer("Be somebody else", "The name at the top right: a guest, Legal, an outsider.", () => {
        /** @type {HTMLElement | null} */ (document.querySelector(".s-switcher button"))?.click();
      }),
      pointer("Look at the App Home", "What a person has on their desk, and what they raised.", () => go("home")),
    ),
    h(
      "footer.p-tour-foot",
      {},
      stepButton("Back", STEPS.length - 1),
      h("button.button", { type: "button", dataset: { key: "close" }, onclick: dismiss }, "Close"),
    ),
  ];
}
