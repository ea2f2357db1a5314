// Draws only those blocks anew that changed, so that focus, caret and what is typed stay where they are.
import { drawBlock } from "./index.js";

const SELECTABLE = ["text", "search", "url", "tel", "password", "textarea"];

function keysOf(blocks) {
  const seen = new Map();
  return blocks.map((block) => {
    const name = block?.block_id || `${block?.type}`;
    const count = seen.get(name) ?? 0;
    seen.set(name, count + 1);
    return count ? `${name} ${count}` : name;
  });
}

/** Makes `root` show these blocks. `drawn` of one call is kept on the root for the next. */
export function patchBlocks(root, blocks, context) {
  const before = root.drawnBlocks ?? new Map();
  const after = new Map();
  const keys = keysOf(blocks);
  const focus = focusIn(root);
  blocks.forEach((block, at) => {
    const json = JSON.stringify(block);
    const former = before.get(keys[at]);
    const node = former?.json === json ? former.node : drawBlock(block, context);
    if (former && former.node !== node) former.node.replaceWith(node);
    after.set(keys[at], { json, node });
  });
  for (const [key, { node }] of before) if (!after.has(key)) node.remove();
  let here = root.firstChild;
  for (const { node } of after.values()) {
    if (node === here) here = here.nextSibling;
    else root.insertBefore(node, here);
  }
  root.drawnBlocks = after;
  if (focus && !root.contains(document.activeElement)) giveBack(root, focus);
}

function focusIn(root) {
  const active = /** @type {HTMLInputElement | null} */ (document.activeElement);
  if (!active || !root.contains(active) || active === root) return null;
  const control = /** @type {HTMLElement | null} */ (active.closest("[data-action-id]"));
  const at = SELECTABLE.includes(active.type) ? [active.selectionStart, active.selectionEnd] : null;
  const around = /** @type {HTMLElement | null} */ (active.closest(".b-block[data-block-id]"));
  const block = around?.dataset.blockId;
  return { block, action: control?.dataset.actionId, part: control?.dataset.part, at, typed: active.value };
}

/** The control in the same place, else the first one of the same block. */
function giveBack(root, { block, action, part, at, typed }) {
  const all = [...root.querySelectorAll("[data-control]")].filter((c) => c.dataset.blockId === block);
  const same = all.filter((c) => c.dataset.actionId === action);
  const heir = same.find((c) => c.dataset.part === part) ?? same[0] ?? all[0];
  if (!heir) return;
  heir.focus({ preventScroll: true });
  if (at && heir.value === typed && SELECTABLE.includes(heir.type)) heir.setSelectionRange(...at);
}
