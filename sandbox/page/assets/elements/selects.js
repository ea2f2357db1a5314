// Where the choices of a select come from: its own options, the app, people or conversations.
import { wordsOf } from "../blocks/words.js";
import { personName, state } from "../store.js";
import { Combobox } from "./combobox.js";
import { dispatched, holder, named, quietly, valueOf } from "./holding.js";
import { fitting } from "./list.js";

const itemOf = (option) => ({
  key: option.value,
  label: wordsOf(option.text),
  about: option.description ? wordsOf(option.description) : "",
  value: option,
});

const groupsOf = ({ options, option_groups: groups }) =>
  groups
    ? groups.map((group) => ({ label: wordsOf(group.label), items: group.options.map(itemOf) }))
    : [{ label: "", items: (options ?? []).map(itemOf) }];

function personItem(id) {
  const known = state.people.get(id);
  const about = [known?.title, known?.deleted && "no longer here"].filter(Boolean).join(" · ");
  return { key: id, label: known?.name ?? id, about, hint: known?.handle ?? "", value: id };
}

function people() {
  const here = [...state.people.values()].filter((person) => !person.deleted);
  here.sort((a, b) => Number(a.is_bot) - Number(b.is_bot) || a.name.localeCompare(b.name));
  return [{ label: "", items: here.map((person) => personItem(person.id)) }];
}

function placeItem(id) {
  const known = state.conversations.get(id);
  const label = !known ? id : known.kind === "im" ? known.name || state.app.name : `#${known.name}`;
  const about = known?.archived ? "archived" : known?.kind === "private" ? "private" : "";
  return { key: id, label: label || personName(id), about, hint: id, value: id };
}

/** Conversations a filter lets through: `{include, exclude_bot_users}`. */
function places(filter) {
  const kinds = filter?.include ?? ["im", "mpim", "private", "public"];
  const all = [...state.conversations.values()].filter(
    (c) => kinds.includes(c.kind) && !c.archived && !(c.kind === "im" && filter?.exclude_bot_users),
  );
  all.sort((a, b) => a.name.localeCompare(b.name));
  return [{ label: "", items: all.map((conversation) => placeItem(conversation.id)) }];
}

/** Asks the app, a little after the last key, once enough is typed. */
function fromApp(element, context) {
  const least = element.min_query_length ?? 3;
  /** @type {(found: Record<string, unknown>) => void} */
  let answer = () => {};
  const ask = quietly(300, async (query, tell) => {
    const found = await context.suggest(element, query);
    if (!found || found.ok === false) tell({ words: found?.words || "The choices could not be fetched." });
    else tell({ groups: groupsOf(found) });
  });
  return (query) => {
    ask.drop();
    answer({ words: "" });
    if (query.length < least) return { words: `Type ${least === 1 ? "a letter" : `${least} letters or more`}.` };
    return new Promise((resolve, reject) => {
      answer = resolve;
      ask(query, resolve, reject);
      if (query === "") ask.now();
    });
  };
}

const SOURCES = {
  static: (element) => ({ find: (query) => ({ groups: fitting(groupsOf(element), query) }), item: itemOf }),
  external: (element, context) => ({ find: fromApp(element, context), item: itemOf }),
  users: () => ({ find: (query) => ({ groups: fitting(people(), query) }), item: personItem }),
  conversations: (element) => ({
    find: (query) => ({ groups: fitting(places(element.filter), query) }),
    item: placeItem,
  }),
  channels: () => ({
    find: (query) => ({ groups: fitting(places({ include: ["public"] }), query) }),
    item: placeItem,
  }),
};

const PLACEHOLDERS = {
  static: "Choose",
  external: "Type to find",
  users: "Choose a person",
  conversations: "Choose a conversation",
  channels: "Choose a channel",
};

/** One of the ten selects, by the name of its type. */
export function select(element, context, place = {}) {
  const [, several, source] = /^(multi_)?(\w+)_select$/.exec(element.type) ?? [];
  const multi = Boolean(several);
  const { find, item } = SOURCES[source](element, context);
  if (source === "static") groupsOf(element); // what is malformed shows at once, not when it is opened
  const begun = beginning(element, context, source);
  let before = begun;
  const told = (values) => (multi ? values : (values[0] ?? null));
  const box = new Combobox({
    attributes: named(element, place),
    multi,
    most: element.max_selected_items ?? Infinity,
    find,
    chosen: [begun ?? []].flat().map(item),
    placeholder: wordsOf(element.placeholder) || PLACEHOLDERS[source],
    clearable: !multi && place.inInput === true && place.required !== true,
    onChoose: (values) => context.onChange?.(element, told(values)),
    onDone(values) {
      const last = before;
      const value = told(values);
      if (JSON.stringify(last) === JSON.stringify(value)) return;
      before = value;
      if (!place.dispatches || (!multi && value === null && !place.inInput)) return;
      dispatched(box.input, element, context, place, value, {
        undo() {
          before = last;
          box.put([last ?? []].flat().map(item));
          context.onChange?.(element, last);
        },
      });
    },
  });
  return holder("e-select", box.root);
}

function beginning(element, context, source) {
  const value = valueOf(element, context);
  const empty = value === null || (Array.isArray(value) && !value.length);
  if (!empty || source !== "conversations" || !element.default_to_current_conversation) return value;
  if (!state.conversations.has(state.place)) return value;
  const here = element.type.startsWith("multi_") ? [state.place] : state.place;
  context.onChange?.(element, here);
  return here;
}
