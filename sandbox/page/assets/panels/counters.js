// The counters under the switches: what they count, in words, and which of them should stay at nought.
import { fill, h } from "../dom.js";
import { on, state } from "../store.js";

const COUNTERS = [
  ["requests", "Requests", "to the bot: commands, clicks, forms, events"],
  ["slow_acks", "Slow answers", "took over 1 s; after 3 s it is too late", "warn"],
  ["failed_acks", "No answer", "the request got none, or a wrong one", "bad"],
  ["calls", "Calls", "by the bot to the workspace’s API"],
  ["posted", "Posted", "messages by the bot"],
  ["edited", "Edited", "its messages brought up to date"],
  ["limited", "Limited", "calls told to wait (429)", "warn"],
  ["refused", "Refused", "calls the workspace did not accept", "warn"],
  ["lost", "Answers lost", "the call worked, the bot was not told", "warn"],
  ["away", "While away", "made while the API was down", "warn"],
  ["repeated", "Repeated", "calls made again after a failure"],
  ["looked_up", "Looked up", "the bot read the channel before sending again"],
  ["doubled", "Said twice", "should always be 0", "verdict"],
];

export function countersOf() {
  const cells = COUNTERS.map(([name, words, about, tone]) => {
    const value = h("span.p-count");
    return {
      name,
      tone,
      value,
      element: h("div.p-counter", {}, h("dt", {}, words, h("span.p-soft", {}, about)), h("dd", {}, value)),
    };
  });
  function show() {
    for (const { name, tone, value, element } of cells) {
      const count = state.counters?.[name] ?? 0;
      const words = count.toLocaleString("en-GB");
      if (value.textContent !== words) fill(value, words);
      element.classList.toggle("p-is-bad", count > 0 && (tone === "bad" || tone === "verdict"));
      element.classList.toggle("p-is-warn", count > 0 && tone === "warn");
      element.classList.toggle("p-is-good", count === 0 && tone === "verdict");
    }
  }
  on(["welcome", "trouble"], show);
  show();
  return h(
    "dl.p-counters",
    {},
    cells.map(({ element }) => element),
  );
}
