// One line of what happened: a request to the bot, a call by it, or something done to either.
import { capital, fullDate } from "../dates.js";
import { h } from "../dom.js";
import { asking, state } from "../store.js";
import { firstName } from "../shell/people.js";
import { secondsTime } from "./moments.js";

const SLOW_ACK = 3000;
const LONG_CALL = 500;

const OUTCOMES = {
  timeout: "no answer in 3 s",
  no_connection: "no connection",
  connection_failed: "no connection",
  http_error: "answered wrongly",
  lost: "lost on its way",
};
const SORTS = {
  request: { mark: "→", words: "Request to the bot" },
  call: { mark: "←", words: "Call by the bot" },
  bot: { mark: "•", words: "The bot" },
  clock: { mark: "•", words: "The clock" },
  trouble: { mark: "•", words: "Trouble" },
};

export const isSlow = (entry) => entry.sort === "request" && entry.ms > SLOW_ACK;
export const isFailure = (entry) => entry.ok === false || isSlow(entry);

function named(who) {
  // Direct messages with the app are told by the person they are with.
  const person = state.people.get(who) ?? state.people.get(who.replace(/^D/, "U"));
  if (person) return firstName(person);
  const conversation = state.conversations.get(who);
  return conversation ? `#${conversation.name}` : who;
}

export function titleOf(entry) {
  const who = entry.who ? named(entry.who) : "";
  if (entry.sort === "bot" || entry.sort === "clock") return `${SORTS[entry.sort].words}: ${entry.what}`;
  if (!who) return entry.sort === "trouble" ? capital(entry.what) : entry.what;
  return entry.sort === "call" ? `${entry.what} → ${who}` : `${who} · ${entry.what}`;
}

/** Where there is too little room the end stays whole: whom a call went to says more than its name. */
function titleParts(title) {
  const [what, to] = title.split(/ → (?=[^→]*$)/);
  return [h("span.p-what", {}, what), to && h("span.p-to", {}, ` → ${to}`)];
}

/** What the search box looks through. */
export function haystack(entry) {
  return [titleOf(entry), outcomeOf(entry), entry.reference].join(" ").toLowerCase();
}

/** "ok", "refused: channel_not_found", "no answer in 3 s", or as the sandbox words it. */
function outcomeOf(entry) {
  const { outcome, sort, ok } = entry;
  if (ok !== false) return outcome || "ok";
  if (OUTCOMES[outcome]) return OUTCOMES[outcome];
  const isRefusal = sort === "call" && /^[a-z_]+$/.test(outcome) && outcome !== "limited";
  return isRefusal ? `refused: ${outcome}` : outcome || "failed";
}

/** The first is number nought; the second is told as such. */
const attempted = ({ attempt }) => `attempt ${attempt + 1}`;

function chips(entry) {
  const chip = (tone, words) => h(`span.p-chip.p-${tone}`, { title: words }, words);
  const found = [];
  if (entry.attempt > 0) found.push(chip("warn", attempted(entry)));
  const outcome = outcomeOf(entry);
  if (!entry.ok) found.push(chip(entry.outcome === "limited" ? "warn" : "bad", outcome));
  else if (entry.sort === "request" || entry.sort === "call") found.push(chip("plain", outcome));
  return found;
}

function millis({ ms }) {
  if (ms === null || ms === undefined) return "";
  return ms >= 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms).toLocaleString("en-GB")} ms`;
}

/** How long the answer took: of requests always, of calls when it was long. */
function length(entry) {
  const words = millis(entry);
  if (!words || (entry.sort !== "request" && entry.ms < LONG_CALL)) return null;
  return h(
    `span.p-entry-ms${isSlow(entry) ? ".p-late" : ""}`,
    { title: isSlow(entry) ? "Slower than the 3,000 ms a request may take" : null },
    words,
  );
}

/** Its details are made only when it is opened. */
export function renderEntry(entry) {
  const sort = SORTS[entry.sort] ?? SORTS.bot;
  const title = titleOf(entry);
  const summary = h(
    "summary.p-entry-line",
    {},
    h("time.p-entry-time", {}, secondsTime(entry.calendar)),
    h(
      `span.p-entry-mark.p-sort-${entry.sort}`,
      { title: sort.words },
      h("span", { "aria-hidden": "true" }, sort.mark),
      h("span.visually-hidden", {}, sort.words),
    ),
    h("span.p-entry-title", { title }, titleParts(title)),
    length(entry),
    chips(entry),
  );
  const element = h(`details.p-entry${isFailure(entry) ? ".p-failure" : ""}`, {}, summary);
  element.addEventListener("toggle", () => {
    if (element.open && element.children.length === 1) element.append(details(entry));
  });
  return element;
}

function details(entry) {
  const { n, reference, attempt, calendar, detail } = entry;
  const facts = [fullDate(calendar), millis(entry), reference && `about ${reference}`, attempt > 0 && attempted(entry)]
    .filter(Boolean)
    .join(" · ");
  const json = h("pre.p-json", { tabindex: "0", "aria-label": "Details" }, "…");
  const show = (found) => {
    json.hidden = Object.keys(found).length === 0;
    json.textContent = JSON.stringify(found, null, 2);
  };
  if (detail) show(detail);
  else
    asking("/page/entry", { n }).then(show, (fault) => {
      json.textContent = fault.message;
    });
  return h("div.p-entry-details", {}, h("p.p-entry-facts", {}, facts), json);
}
