// What the blocks of a view, a modal or the app's Home, need to know to be filled in and acted on.
import { doing } from "../store.js";

/**
 * `typed` keeps what is typed; `onTyped(element)` hears of each change.
 * @param {(element: Record<string, any>) => void} [onTyped]
 */
export function viewContext(view, surface, typed, onTyped = () => {}) {
  const place = (element) => ({ view, block_id: element.block_id, action_id: element.action_id });
  return {
    surface,
    values: typed.values,
    faults: {},
    onAction: (element, choice) => doing("act_on_view", { ...place(element), choice, values: typed.values }),
    onChange(element, value) {
      typed.set(element, value);
      onTyped(element);
    },
    suggest: (element, query) => doing("suggest", { ...place(element), query }),
  };
}
