// The panel at right: three tabs, of which the one looked at last comes back.
import { h, rove } from "../dom.js";
import { mountCase } from "./case.js";
import { mountActivity } from "./activity.js";
import { mountTrouble } from "./trouble.js";

/** @type {[string, string, (root: HTMLElement) => void][]} */
const TABS = [
  ["activity", "What happened", mountActivity],
  ["case", "Case", mountCase],
  ["trouble", "Trouble", mountTrouble],
];
const REMEMBERED = "sandbox.panel.tab";

const tabs = new Map(); // name -> {tab, sheet}

/** Shows this tab; the panel itself is the shell's to open. */
export function showTab(name, { focus = false } = {}) {
  for (const [other, { tab, sheet }] of tabs) {
    const chosen = other === name;
    tab.setAttribute("aria-selected", String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
    sheet.hidden = !chosen;
    if (chosen && focus) tab.focus();
  }
  try {
    sessionStorage.setItem(REMEMBERED, name);
  } catch {
    // a browser that keeps nothing for this page
  }
}

function remembered() {
  try {
    const name = sessionStorage.getItem(REMEMBERED);
    return tabs.has(name) ? name : TABS[0][0];
  } catch {
    return TABS[0][0];
  }
}

export function mountPanel(root) {
  const list = h("div.p-tabs", { role: "tablist", "aria-label": "About the bot" });
  root.classList.add("p-panel");
  root.append(list);
  for (const [name, words, mount] of TABS) {
    const tab = h(
      "button.p-tab",
      {
        type: "button",
        role: "tab",
        id: `p-tab-${name}`,
        "aria-controls": `p-sheet-${name}`,
        onclick: () => showTab(name),
        onfocus: () => showTab(name),
      },
      words,
    );
    const sheet = h("div.p-sheet", {
      role: "tabpanel",
      id: `p-sheet-${name}`,
      "aria-labelledby": `p-tab-${name}`,
      hidden: true,
    });
    tabs.set(name, { tab, sheet });
    list.append(tab);
    root.append(sheet);
    mount(sheet);
  }
  rove(list, () => [...tabs.values()].map(({ tab }) => tab), { horizontal: true });
  showTab(remembered());
}
