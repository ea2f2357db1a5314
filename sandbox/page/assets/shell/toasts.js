// Short notes in the corner that go away by themselves.
import { announce, h } from "../dom.js";
import { icon } from "./icons.js";

const STAYS = 6000;
const STAYS_BAD = 12000;

/** Says something in passing; `bad` ones stay longer. */
export function toast(words, { bad = false } = {}) {
  const place = document.getElementById("toasts");
  if (!place || !words) return;
  const gone = () => note.remove();
  const note = h(
    bad ? "div.s-toast.s-toast-bad" : "div.s-toast",
    {},
    h("span", {}, words),
    h("button.icon-button", { type: "button", "aria-label": "Dismiss", onclick: gone }, icon("close", 12)),
  );
  let timer = setTimeout(gone, bad ? STAYS_BAD : STAYS);
  note.addEventListener("mouseenter", () => clearTimeout(timer));
  note.addEventListener("mouseleave", () => {
    timer = setTimeout(gone, STAYS);
  });
  for (const same of place.querySelectorAll(".s-toast > span")) {
    if (same.textContent === words) same.parentElement?.remove();
  }
  place.append(note);
  announce(words);
}
