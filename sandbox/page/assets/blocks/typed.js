// What a person has typed into a view: it wins over what the server knows, for as long as its field is there.

/** Everything in blocks that holds something or acts, each with its block's id. */
export function elementsIn(blocks) {
  return (blocks ?? []).flatMap((block) => {
    if (!block || typeof block !== "object") return [];
    const inside = [block.accessory, block.element, block.elements, block.actions].flat();
    const own = inside.filter((element) => element?.action_id).map((e) => ({ ...e, block_id: block.block_id }));
    return [...own, ...elementsIn(Array.isArray(block.child_blocks) ? block.child_blocks : [])];
  });
}

export class Typed {
  constructor() {
    this.kept = new Map(); // "block_id\naction_id\ntype" -> value
    /** As blocks read them: {block_id: {action_id: value}}, the same object for good. */
    this.values = {};
  }

  set(element, value) {
    this.kept.set(placeOf(element), value);
    (this.values[element.block_id] ??= {})[element.action_id] = value;
  }

  /** The view as it is now: what it holds, and what was typed where that field still stands. */
  take(view) {
    const there = elementsIn(view.blocks);
    const places = new Set(there.map(placeOf));
    for (const place of [...this.kept.keys()]) if (!places.has(place)) this.kept.delete(place);
    for (const block of Object.keys(this.values)) delete this.values[block];
    for (const [block, inside] of Object.entries(view.values ?? {})) this.values[block] = { ...inside };
    for (const element of there) {
      const place = placeOf(element);
      if (this.kept.has(place)) (this.values[element.block_id] ??= {})[element.action_id] = this.kept.get(place);
    }
    return this.values;
  }
}

const placeOf = (element) => [element.block_id, element.action_id, element.type].join("\n");
