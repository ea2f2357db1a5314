// The app's Home: asks for it whenever it is looked at, and shows what the app has published.
import { patchBlocks } from "./blocks/patch.js";
import { Typed } from "./blocks/typed.js";
import { viewContext } from "./blocks/view_context.js";
import { fill, h } from "./dom.js";
import { doing, on, state } from "./store.js";

let shown = null; // {root, body, id, typed, of}
let asking = false;

/** Shows the Home in here. Called whenever a person goes to it. */
export function renderHome(root) {
  const body = h("div.b-home-blocks");
  shown = { root, body, id: null, typed: null, context: null, of: state.me };
  fill(root, h("section.b-home", { "aria-label": `Home of ${state.app.name || "the app"}` }, body));
  show();
  look();
}

const isLooked = () => shown?.body.isConnected && state.place === "home";

async function look() {
  if (asking) return;
  asking = true;
  const answer = await doing("open_home");
  asking = false;
  if (isLooked() && answer.ok === false && !state.home) waiting(answer.words);
}

function show() {
  const { home } = state;
  if (!home?.blocks) return waiting();
  if (shown.id !== home.id || shown.of !== state.me) {
    Object.assign(shown, { id: home.id, of: state.me, typed: new Typed() });
    shown.context = viewContext(home.id, "home", shown.typed);
    shown.body.drawnBlocks = null;
    fill(shown.body);
  }
  shown.typed.take(home);
  patchBlocks(shown.body, home.blocks, shown.context);
  return undefined;
}

function waiting(words = "") {
  Object.assign(shown, { id: null });
  const name = state.app.name || "the app";
  const stopped = state.bot.state === "stopped" || state.bot.state === "absent";
  shown.body.drawnBlocks = null;
  fill(
    shown.body,
    h(
      "div.b-home-waiting",
      { role: "status" },
      stopped || words ? null : h("span.b-turning", { "aria-hidden": "true" }),
      h("p", {}, words || (stopped ? `${name} isn't running, so there is nothing here yet.` : `Waiting for ${name}…`)),
    ),
  );
}

on("home", () => {
  if (isLooked()) show();
});
on("bot", () => {
  if (!isLooked() || state.home?.blocks) return;
  show();
  if (state.bot.state === "running") look();
});
on("welcome", () => {
  if (!isLooked()) return;
  show();
  look();
});
