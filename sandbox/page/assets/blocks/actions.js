// Rows of things to press or choose.
import { h } from "../dom.js";
import { drawElement } from "../elements/index.js";

const row = (block, context, kind, more = {}) =>
  h(
    `div.${kind}`,
    { role: "group", ...more },
    block.elements.map((element) =>
      drawElement({ ...element, block_id: block.block_id }, context, { dispatches: true }),
    ),
  );

export const actions = (block, context) => row(block, context, "b-actions");
export const contextActions = (block, context) => row(block, context, "b-context-actions");
