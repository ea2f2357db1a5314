// Things to press: buttons with words, icons, feedback, and the menu of more.
import { link } from "../blocks/entities.js";
import { wordsOf } from "../blocks/words.js";
import { popup } from "../dialog.js";
import { h, rove } from "../dom.js";
import { state } from "../store.js";
import { holder, named, perform } from "./holding.js";

const safe = (url) => /^https?:\/\//i.test(url ?? "");

/** The link's own way of going: a permalink stays in this page, others open a tab. */
function follow(url) {
  const way = link(url, "·");
  way.hidden = true;
  document.body.append(way);
  way.click();
  way.remove();
}

export function button(element, context, place = {}) {
  const style = ["primary", "danger"].includes(element.style) ? `.e-${element.style}` : "";
  const words = wordsOf(element.text);
  const attributes = { ...named({ ...element, placeholder: null }, { id: place.id }), type: "button" };
  if (!element.accessibility_label) delete attributes["aria-label"];
  const drawn = h(`button.e-button${style}`, attributes, h("span", { dir: "auto" }, words));
  if (safe(element.url)) drawn.append(h("span.e-away", { "aria-hidden": "true" }, "↗"));
  drawn.addEventListener("click", () => {
    if (safe(element.url) && !element.confirm && drawn.getAttribute("aria-busy") !== "true") follow(element.url);
    perform(drawn, element, context).then((went) => {
      if (went && element.confirm && safe(element.url)) follow(element.url);
    });
  });
  return holder("e-button-holder", drawn);
}

/** A button that starts a workflow; its trigger stands in `workflow`. */
export const workflowButton = (element, context, place) => button(element, context, place);

const ICONS = { trash: "M3 4.5h10M6.5 4.5v-2h3v2M4.5 4.5l.6 9h5.8l.6-9M6.7 7v4.5M9.3 7v4.5" };

function drawing(path) {
  const NS = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(NS, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("e-icon");
  const line = document.createElementNS(NS, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

export function iconButton(element, context, place = {}) {
  const words = wordsOf(element.text);
  const icon = Object.hasOwn(ICONS, element.icon) ? drawing(ICONS[element.icon]) : null;
  const drawn = h(
    "button.e-button.e-quiet",
    {
      ...named({ ...element, placeholder: null }, { id: place.id }),
      type: "button",
      title: words,
      "aria-label": element.accessibility_label ?? words,
      onclick: () => perform(drawn, element, context),
    },
    icon ?? h("span", { dir: "auto" }, words),
  );
  const around = holder("e-button-holder", drawn);
  around.hidden = Array.isArray(element.visible_to_user_ids) && !element.visible_to_user_ids.includes(state.me);
  return around;
}

const THUMB =
  "M2 7.5h2.5v6H2zM4.5 7.5l2.6-5c1.2 0 1.7.9 1.4 2l-.6 2h4.3c.9 0 1.5.8 1.3 1.7l-1 4c-.2.8-.8 1.3-1.6 1.3H4.5z";

export function feedbackButtons(element, context) {
  const one = (choice, kind) => {
    if (!choice) throw new TypeError("feedback needs two buttons");
    const words = wordsOf(choice.text);
    const drawn = h(
      `button.e-button.e-quiet.e-${kind}`,
      {
        ...named({ ...element, placeholder: null }),
        type: "button",
        title: words,
        "aria-label": choice.accessibility_label ?? words,
        onclick: async () => {
          if (await perform(drawn, element, context, choice)) {
            for (const other of drawn.parentElement.querySelectorAll("button")) {
              other.setAttribute("aria-pressed", String(other === drawn));
            }
          }
        },
      },
      drawing(THUMB),
    );
    return drawn;
  };
  return holder("e-feedback", one(element.positive_button, "up"), one(element.negative_button, "down"));
}

export function overflow(element, context, place = {}) {
  const drawn = h(
    "button.e-button.e-quiet.e-more",
    {
      ...named({ ...element, placeholder: null }, { id: place.id }),
      type: "button",
      "aria-label": element.accessibility_label ?? "More actions",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
    },
    h("span", { "aria-hidden": "true" }, "⋯"),
  );
  let close = null;
  const pick = (option) => {
    close();
    if (safe(option.url)) follow(option.url);
    perform(drawn, element, context, option);
  };
  const open = () => {
    const items = element.options.map((option) =>
      h(
        "button.e-menu-item",
        {
          type: "button",
          role: "menuitem",
          tabindex: "-1",
          onclick: () => pick(option),
        },
        h("span", { dir: "auto" }, wordsOf(option.text)),
        option.description ? h("small", { dir: "auto" }, wordsOf(option.description)) : null,
      ),
    );
    const menu = h("div.e-menu", { role: "menu", "aria-label": "More actions" }, items);
    rove(menu, () => items);
    drawn.setAttribute("aria-expanded", "true");
    close = popup(drawn, menu, {
      onClose: () => {
        close = null;
        drawn.setAttribute("aria-expanded", "false");
      },
    });
    items[0]?.focus();
  };
  drawn.addEventListener("click", () => (close ? close() : open()));
  drawn.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && !close) {
      event.preventDefault();
      open();
    }
  });
  return holder("e-button-holder", drawn);
}
