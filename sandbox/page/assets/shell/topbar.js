// The bar at the top: menu, name, the clock's place, the tour, what happened, and who this tab is.
import { byId, h } from "../dom.js";
import { on } from "../store.js";
import { openTour } from "../panels/tour.js";
import { appMark, icon } from "./icons.js";
import { drawerIsOpen, panelIsOpen, showDrawer, showPanel } from "./layout.js";
import { mountSwitcher } from "./switcher.js";

function menuButton() {
  return h(
    "button.icon-button.s-menu-button",
    {
      type: "button",
      id: "menu-button",
      "aria-label": "Channels",
      "aria-expanded": "false",
      "aria-controls": "sidebar",
      onclick: () => showDrawer(!drawerIsOpen()),
    },
    icon("menu"),
  );
}

function panelButton() {
  return h(
    "button.quiet.s-bar-button",
    {
      type: "button",
      id: "panel-button",
      "aria-pressed": "false",
      "aria-controls": "panel-frame",
      "aria-label": "What happened",
      title: "Requests, calls and answers as they happen",
      onclick: () => {
        showPanel(!panelIsOpen());
        if (panelIsOpen()) byId("panel-back").focus(/** @type {FocusOptions} */ ({ focusVisible: false }));
      },
    },
    icon("panel"),
    h("span", {}, "What happened"),
  );
}

export function mountTopBar(root) {
  const menu = menuButton();
  const panel = panelButton();
  const switcher = h("div.s-switcher");
  root.append(
    h("div.s-bar-left", {}, menu, h("span.s-brand", {}, appMark(20), h("span", {}, "Sandbox"))),
    h("div.s-bar-middle", { id: "clock-place" }),
    h(
      "div.s-bar-right",
      {},
      h(
        "button.quiet.s-bar-button",
        {
          type: "button",
          id: "tour-button",
          "aria-label": "Tour",
          title: "Tour",
          onclick: () => openTour(),
        },
        icon("flag"),
        h("span", {}, "Tour"),
      ),
      panel,
      switcher,
    ),
  );
  mountSwitcher(switcher);
  on("layout", () => {
    panel.setAttribute("aria-pressed", String(panelIsOpen()));
    menu.setAttribute("aria-expanded", String(drawerIsOpen()));
  });
}
