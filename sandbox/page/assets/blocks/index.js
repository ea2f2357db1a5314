// Draws blocks: a table of what each type looks like, and for anything else its JSON in a frame.
import { h } from "../dom.js";
import { actions, contextActions } from "./actions.js";
import { card, carousel } from "./cards.js";
import { dataVisualization } from "./charts.js";
import { container } from "./container.js";
import { alert, context, divider, header, section, video } from "./basic.js";
import { image } from "./images.js";
import { input } from "./input.js";
import { markdown } from "./markdown.js";
import { richText } from "./rich_text.js";
import { dataTable, table } from "./tables.js";

/** Every block type there is a drawing for: `(block, context, drawBlock) -> HTMLElement`. */
export const BLOCKS = {
  section,
  divider,
  header,
  image,
  context,
  actions,
  context_actions: contextActions,
  input,
  rich_text: richText,
  markdown,
  table,
  data_table: dataTable,
  data_visualization: dataVisualization,
  card,
  carousel,
  container,
  alert,
  video,
};

/** One block; never throws, and never leaves anything out. */
export function drawBlock(block, context) {
  const type = typeof block?.type === "string" ? block.type : "what is no block";
  let drawn;
  try {
    if (!Object.hasOwn(BLOCKS, type)) throw new Error("unknown type");
    drawn = BLOCKS[type](block, context, drawBlock);
  } catch (problem) {
    if (Object.hasOwn(BLOCKS, type)) console.warn(`Block ${type}:`, problem);
    drawn = undrawn(type, block);
  }
  drawn.classList.add("b-block");
  if (block?.block_id) drawn.dataset.blockId = block.block_id;
  return drawn;
}

function undrawn(type, block) {
  const words = `This page can't draw ${type} yet`;
  return h(
    "figure.b-undrawn",
    { role: "group", "aria-label": words },
    h("figcaption", {}, words),
    h("pre", { tabindex: "0" }, JSON.stringify(block, null, 2) ?? String(block)),
  );
}

export function renderBlocks(blocks, context) {
  const fragment = document.createDocumentFragment();
  for (const block of Array.isArray(blocks) ? blocks : [blocks]) fragment.append(drawBlock(block, context));
  return fragment;
}
