// Where the tour's card lies: at the bottom right of the conversation, over nothing one has to read.
import { byId } from "../dom.js";
import { on } from "../store.js";

const ROOMY = 820; // from this width on, messages and card fit side by side

/** Above the composer and left of an open thread; the newest messages make room for it. */
export function keepClear(root, card) {
  const conversation = byId("conversation");
  function place() {
    const around = root.offsetParent?.getBoundingClientRect();
    const foot = /** @type {HTMLElement | null} */ (conversation.querySelector(".s-foot"));
    if (!around) return;
    const box = conversation.getBoundingClientRect();
    const bottom = foot?.offsetHeight ? foot.getBoundingClientRect().top : box.bottom;
    card.style.setProperty("--p-tour-bottom", `${Math.round(around.bottom - bottom)}px`);
    card.style.setProperty("--p-tour-right", `${Math.round(around.right - box.right)}px`);
    conversation.style.setProperty("--p-tour-height", `${card.offsetHeight}px`);
    const is =
      card.hidden || getComputedStyle(card).position !== "absolute"
        ? "nowhere"
        : box.width >= ROOMY && !card.classList.contains("p-folded")
          ? "aside"
          : "below";
    conversation.dataset.tour = is;
  }
  const watch = new ResizeObserver(place);
  watch.observe(conversation);
  watch.observe(card);
  on(["place", "welcome", "layout"], () => {
    const foot = conversation.querySelector(".s-foot");
    if (foot) watch.observe(foot);
    place();
  });
}
