// Images: nothing is fetched from elsewhere, so what can't be shown is told by its words in a frame.
import { h } from "../dom.js";
import { plainText } from "./plain.js";
import { wordsOf } from "./words.js";

const own = (url) => {
  try {
    return new URL(url, location.origin).origin === location.origin;
  } catch {
    return false;
  }
};

/** The picture if this page may load it, else `instead()`. */
function picture(image, kind, instead) {
  const source = image.image_url ?? image.slack_file?.url;
  if (typeof image.alt_text !== "string") throw new TypeError("an image needs alt_text");
  if (!source || !own(source)) return instead();
  const shown = h(`img.${kind}`, { src: source, alt: plainText(image.alt_text), loading: "lazy" });
  shown.addEventListener("error", () => shown.replaceWith(instead()), { once: true });
  return shown;
}

const about = (image) => image.image_url ?? image.slack_file?.url ?? image.slack_file?.id ?? "";

function mark() {
  const NS = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(NS, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("b-image-mark");
  const path = document.createElementNS(NS, "path");
  path.setAttribute("d", "M2.5 3.5h15v13h-15zM2.5 13l4-4 4 4 2.5-2.5 4.5 4.5M13 7.2a.8.8 0 1 0 0-.01");
  svg.append(path);
  return svg;
}

const framed = (image, kind) =>
  h(
    `span.${kind}`,
    { role: "img", "aria-label": plainText(image.alt_text), title: plainText(about(image)) },
    mark(),
    h("span", { dir: "auto", "aria-hidden": "true" }, plainText(image.alt_text)),
  );

export function image(block) {
  return h(
    "figure.b-image",
    {},
    block.title ? h("figcaption", { dir: "auto" }, wordsOf(block.title)) : null,
    picture(block, "b-picture", () => framed(block, "b-image-frame")),
  );
}

/** An image beside words, as an accessory, an icon or in a context. */
export const smallImage = (element, kind = "b-small-picture") =>
  picture(element, kind, () => framed(element, `b-image-chip.${kind}-chip`));
