// "Trouble": switches and buttons that make the workspace or the bot fail, and what came of it.
import { fill, freshId, h } from "../dom.js";
import { doing, on, state } from "../store.js";
import { countersOf } from "./counters.js";

const SWITCHES = [
  {
    name: "down",
    words: "The workspace’s API is down",
    about: "Every call ends with",
    off: null,
    choices: [
      ["503", "503"],
      ["reset", "a reset"],
    ],
  },
  {
    name: "slow",
    words: "The workspace’s API is slow",
    about: "Every call takes at least",
    off: 0,
    choices: [
      [1, "1 s"],
      [3, "3 s"],
      [10, "10 s"],
    ],
  },
  {
    name: "limited",
    words: "It limits every other call",
    about: "The call is answered 429, with how long to wait.",
    off: false,
  },
  {
    name: "losing",
    words: "It loses every other answer",
    about: "The call works, its answer never arrives: did it happen or not?",
    off: false,
  },
  {
    name: "rates",
    words: "It holds the bot to the published rate limits",
    about: "For instance one message a second in a channel.",
    off: false,
  },
];

const BOT = {
  running: "The bot is running.",
  starting: "The bot is starting…",
  stopped: "The bot is not running.",
  absent: "The bot runs elsewhere: it is yours to stop and start.",
};

export function mountTrouble(root) {
  const said = h("p.p-said", { role: "status" });
  const tell = (answer, words) => {
    said.classList.toggle("p-bad", !answer.ok);
    fill(said, answer.ok ? answer.words || words : answer.words);
  };
  root.append(
    h(
      "div.p-scroll",
      {},
      h("p.p-lead", {}, "Make things go wrong, and see that nothing is lost or said twice."),
      section("The workspace", switchesOf(tell)),
      section("The bot", botOf(tell)),
      said,
      section("What came of it", countersOf()),
    ),
  );
}

const section = (words, ...content) => h("section.p-section", {}, h("h2.p-heading", {}, words), content);

function switchesOf(tell) {
  const rows = SWITCHES.map((given) => switchRow(given, tell));
  const mend = h(
    "button.button.p-mend",
    {
      type: "button",
      onclick: async () => {
        const off = Object.fromEntries(SWITCHES.map(({ name, off: value }) => [name, value]));
        tell(await doing("trouble", off), "Everything works again.");
      },
    },
    "Everything works again",
  );
  on(["welcome", "trouble"], () => {
    for (const { show } of rows) show();
    mend.classList.toggle(
      "primary",
      SWITCHES.some(({ name }) => isOn(name)),
    );
  });
  return [...rows.map(({ element }) => element), mend];
}

const isOn = (name) => Boolean(state.trouble?.[name]);

function switchRow(given, tell) {
  const [label, about] = [freshId("p-switch"), freshId("p-about")];
  const select =
    given.choices &&
    h(
      "select.p-choice",
      { "aria-label": given.about },
      given.choices.map(([value, words]) => h("option", { value: String(value) }, words)),
    );
  const chosen = () => given.choices?.find(([value]) => String(value) === select.value)?.[0] ?? true;
  const put = async (value) => {
    const answer = await doing("trouble", { [given.name]: value });
    tell(answer, "");
    if (!answer.ok) show();
  };
  const button = h(
    "button.p-switch",
    {
      type: "button",
      role: "switch",
      "aria-checked": "false",
      "aria-labelledby": label,
      "aria-describedby": about,
      onclick: () => put(isOn(given.name) ? given.off : chosen()),
    },
    h("span.p-knob"),
  );
  select?.addEventListener("change", () => {
    if (isOn(given.name)) put(chosen());
  });
  function show() {
    button.setAttribute("aria-checked", String(isOn(given.name)));
    if (select && isOn(given.name)) select.value = String(state.trouble[given.name]);
  }
  const words = h("span.p-switch-words", { id: label, onclick: () => button.click() }, given.words);
  return {
    show,
    element: h(
      "div.p-switch-row",
      {},
      h("div.p-switch-text", {}, words, h("p.p-soft", {}, h("span", { id: about }, given.about), select)),
      button,
    ),
  };
}

function botOf(tell) {
  const where = h("p.p-bot", { "aria-live": "polite" });
  const last = h("pre.p-json", { tabindex: "0", "aria-label": "The end of the bot’s log" });
  const log = h("details.p-log", {}, h("summary", {}, "The end of its log"), last);
  const button = (words, title, name, details, done) =>
    h(
      "button.button",
      {
        type: "button",
        title,
        onclick: async () => tell(await doing(name, details), done),
      },
      words,
    );
  const act = (words, title, what, done) => button(words, title, "bot", { do: what }, done);
  const cut = button(
    "Cut the bot’s connection",
    "Its socket closes without a word; it must come back by itself",
    "drop_sockets",
    {},
    "The connection is cut.",
  );
  const kill = act("Kill the bot", "kill -9: no time to tidy up", "kill", "The bot is killed.");
  const stop = act("Stop it", "As a machine does that is shut down", "stop", "The bot is stopped.");
  const start = act("Start it again", "", "start", "");
  start.classList.add("primary");
  function show() {
    const { state: is, words, starts } = state.bot;
    const focused = [kill, stop, start].find((one) => one === document.activeElement);
    where.dataset.state = is;
    const times = starts > 1 ? ` Started ${starts} times.` : "";
    fill(where, h("span.p-lamp", { "aria-hidden": "true" }), h("span", {}, `${BOT[is] ?? ""}${times}`));
    last.textContent = words ?? "";
    log.hidden = !words || is === "running";
    cut.hidden = is === "stopped";
    kill.hidden = stop.hidden = is === "stopped" || is === "absent";
    start.hidden = is !== "stopped";
    // The button that had the focus may be gone; its opposite takes it.
    if (focused?.hidden) (start.hidden ? kill : start).focus();
  }
  on(["welcome", "bot"], show);
  show();
  return [where, h("div.p-buttons", {}, cut, kill, stop, start), log];
}
