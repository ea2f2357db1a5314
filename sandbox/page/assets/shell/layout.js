// What is open beside the conversation: the panel at right, and the sidebar as a drawer in a narrow window.
import { byId } from "../dom.js";
import { on, state, tell } from "../store.js";

const REMEMBERED = "sandbox.panel";
const WIDE = "(min-width: 1440px)";
const NARROW = "(max-width: 759px)";
const at = byId;

export const isNarrow = () => matchMedia(NARROW).matches;

function remembered() {
  try {
    return localStorage.getItem(REMEMBERED);
  } catch {
    return null; // a browser that keeps nothing for this page
  }
}

function remember(open) {
  try {
    localStorage.setItem(REMEMBERED, open ? "open" : "closed");
  } catch {
    // then it is only for now
  }
}

export const panelIsOpen = () => !at("panel-frame").hidden;

export function showPanel(open, { keep = true } = {}) {
  at("panel-frame").hidden = !open;
  document.body.classList.toggle("s-with-panel", open);
  if (keep) remember(open);
  tell("layout");
}

export const drawerIsOpen = () => document.body.classList.contains("s-drawer-open");

export function showDrawer(open) {
  if (open === drawerIsOpen()) return;
  document.body.classList.toggle("s-drawer-open", open);
  at("shade").hidden = !open;
  at("sidebar").inert = isNarrow() && !open;
  if (open) within(at("sidebar"), '[tabindex="0"]')[0]?.focus();
  else if (isNarrow()) document.getElementById("menu-button")?.focus();
  tell("layout");
}

function settle() {
  if (!isNarrow()) showDrawer(false);
  at("sidebar").inert = isNarrow() && !drawerIsOpen();
}

const REGIONS = [
  "#sidebar",
  ".s-conversation .s-list, .s-content.s-scrolls",
  ".s-conversation .s-foot",
  ".s-thread .s-list",
  ".s-thread .s-foot",
  "#panel",
  "#bar",
];
/** @returns {HTMLElement[]} */
const within = (root, selector) => [...root.querySelectorAll(selector)];
const isShown = (element) =>
  element.offsetParent !== null &&
  element.getClientRects().length > 0 &&
  getComputedStyle(element).visibility === "visible";

/** F6 goes from region to region, Shift+F6 back. */
function throughRegions(event) {
  if (event.key !== "F6" || document.querySelector("[aria-modal]")) return;
  const regions = REGIONS.flatMap((selector) => within(document, selector).slice(0, 1)).filter(isShown);
  const here = regions.findIndex((region) => region.contains(document.activeElement));
  const by = event.shiftKey ? -1 : 1;
  for (let step = 1; step <= regions.length; step += 1) {
    const region = regions[(here + by * step + regions.length * 2) % regions.length];
    const target = within(region, 'textarea, [tabindex="0"], button, a[href]').find(
      (e) => isShown(e) && !e.matches(":disabled") && e.tabIndex >= 0,
    );
    if (!target) continue;
    event.preventDefault();
    target.focus();
    return;
  }
}

export function mountLayout() {
  addEventListener("keydown", throughRegions);
  const kept = remembered();
  showPanel(!isNarrow() && (kept ? kept === "open" : matchMedia(WIDE).matches), { keep: false });
  at("shade").addEventListener("click", () => showDrawer(false));
  at("panel-back").addEventListener("click", () => {
    showPanel(false);
    document.getElementById("panel-button")?.focus();
  });
  at("sidebar").addEventListener("keydown", (event) => {
    if (event.key === "Escape" && drawerIsOpen()) showDrawer(false);
  });
  matchMedia(NARROW).addEventListener("change", settle);
  settle();
  on("place", () => {
    document.body.classList.toggle("s-with-thread", Boolean(state.thread));
    if (isNarrow()) {
      showDrawer(false);
      showPanel(false, { keep: false });
    }
  });
}
