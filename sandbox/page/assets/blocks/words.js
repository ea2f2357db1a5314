// The text objects inside blocks: plain text or the chat markup.
import { renderMrkdwn, renderPlain } from "../text.js";

/** A text object's nodes. Throws where it is none: the block is then shown as its JSON. */
export function drawText(object) {
  if (typeof object?.text !== "string") throw new TypeError("no text object");
  if (object.type === "mrkdwn") return renderMrkdwn(object.text, { verbatim: object.verbatim === true });
  if (object.type === "plain_text") return renderPlain(object.text, { withEmoji: object.emoji !== false });
  throw new TypeError(`no text object: ${object.type}`);
}

/** Its words only, for labels that hold no markup. */
export const wordsOf = (object) => (object ? drawText(object).textContent : "");
