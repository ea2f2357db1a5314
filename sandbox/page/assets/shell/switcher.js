// The person switcher: who this tab is, and who it could be.
import { fill, h, trapFocus } from "../dom.js";
import { become, me, on, state } from "../store.js";
import { popup } from "../dialog.js";
import { icon } from "./icons.js";
import { avatar, choosable, cityOf, firstName, localTime, roleOf } from "./people.js";

const KEYS = { ArrowDown: 1, ArrowUp: -1 };

function choice(person, choose) {
  const mine = person.id === state.me;
  return h(
    "div.s-person",
    {},
    h(
      "button.s-person-choice",
      {
        type: "button",
        "aria-current": mine ? "true" : null,
        dataset: { person: person.id },
        onclick: () => choose(person.id),
      },
      avatar(person.id, 32),
      h(
        "span.s-person-words",
        {},
        h("span.s-person-name", {}, firstName(person)),
        h("span.s-person-role", {}, roleOf(person)),
      ),
      h("span.s-person-time", {}, h("span", {}, localTime(person)), h("span", {}, cityOf(person))),
      h("span.s-person-mark", {}, mine ? icon("check") : null),
    ),
    h(
      "a.icon-button",
      {
        href: `/?as=${encodeURIComponent(person.id)}`,
        target: "_blank",
        rel: "noopener",
        title: "Open in a new tab",
        "aria-label": `Open as ${firstName(person)} in a new tab`,
      },
      icon("open", 14),
    ),
  );
}

function list(choose) {
  const root = h("div.s-people", { role: "group", "aria-label": "Be another person in this tab" });
  for (const [group, people] of choosable()) {
    root.append(
      h(
        "div.s-people-group",
        { role: "group", "aria-label": group },
        h("div.s-people-head", { "aria-hidden": "true" }, group),
        people.map((person) => choice(person, choose)),
      ),
    );
  }
  root.addEventListener("keydown", (event) => {
    const options = [...root.querySelectorAll(".s-person-choice")];
    const here = options.indexOf(document.activeElement);
    if (here < 0) return;
    const to = event.key in KEYS ? here + KEYS[event.key] : { Home: 0, End: options.length - 1 }[event.key];
    if (to !== undefined) options.at(to % options.length)?.focus();
    else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey) {
      const letter = event.key.toLowerCase();
      const starts = (o) => o.querySelector(".s-person-name").textContent.toLowerCase().startsWith(letter);
      [...options.slice(here + 1), ...options.slice(0, here + 1)].find(starts)?.focus();
    } else return;
    event.preventDefault();
  });
  return root;
}

function showPerson(button) {
  const person = me();
  if (!person) return fill(button, h("span.s-switcher-name", {}, state.me));
  button.setAttribute("aria-label", `You are ${firstName(person)}, ${roleOf(person)}. Be somebody else`);
  return fill(
    button,
    avatar(person.id, 26),
    h(
      "span.s-switcher-words",
      {},
      h("span.s-switcher-name", {}, firstName(person)),
      h("span.s-switcher-role", {}, roleOf(person)),
    ),
    icon("caret", 14),
  );
}

export function mountSwitcher(root) {
  let close = null;
  const shut = () => {
    button.setAttribute("aria-expanded", "false");
    close = null;
  };
  const choose = (person) => {
    close?.();
    if (person !== state.me) become(person);
    button.focus();
  };
  const button = h("button.s-switcher-button", {
    type: "button",
    "aria-haspopup": "true",
    "aria-expanded": "false",
    onclick: () => {
      if (close) return close();
      const content = h(
        "div.s-people-box",
        {},
        h("p.s-people-note", {}, "Be another person in this tab"),
        list(choose),
      );
      // Tab goes on to the links here, where other popups close on it.
      content.addEventListener("keydown", (event) => {
        if (event.key === "Tab") event.stopPropagation();
      });
      trapFocus(content);
      close = popup(button, content, { onClose: shut });
      button.setAttribute("aria-expanded", "true");
      (content.querySelector("[aria-current]") ?? content.querySelector("button"))?.focus();
    },
  });
  root.append(button);
  showPerson(button);
  on(["welcome", "people"], () => showPerson(button));
}
