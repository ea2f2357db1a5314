// Small line drawings: no picture files, no emoji font.
const SVG = "http://www.w3.org/2000/svg";

const SHAPES = {
  hash: "M6 2.5 4.5 13.5M11.5 2.5 10 13.5M2.5 5.8h11M2 10.2h11",
  lock: "M4 7.2h8v6H4zM5.6 7V5a2.4 2.4 0 0 1 4.8 0v2",
  threads: "M2.5 3h11v7h-6l-3 3v-3h-2z",
  reply: "M2.5 3h11v7h-6l-3 3v-3h-2zM5.2 5.6h5.6M5.2 7.6h3.4",
  more: "M3.2 8h.01M8 8h.01M12.8 8h.01",
  bolt: "M8.8 1.8 3.6 9h3.6l-.8 5.2L11.6 7H8z",
  send: "M2.5 13.5 14 8 2.5 2.5 4 8zM4 8h5.5",
  close: "M3.5 3.5l9 9M12.5 3.5l-9 9",
  menu: "M2.5 4.2h11M2.5 8h11M2.5 11.8h11",
  back: "M9.5 3 4.5 8l5 5",
  down: "M8 3v9.5M4 8.8l4 4 4-4",
  panel: "M2 3h12v10H2zM10 3v10",
  caret: "M4.5 6.5 8 10l3.5-3.5",
  check: "M3 8.5l3.2 3.2L13 4.8",
  eye:
    "M1.5 8S4 3.8 8 3.8 14.5 8 14.5 8 12 12.2 8 12.2 1.5 8 1.5 8z" + "M8 6.2a1.8 1.8 0 1 1 0 3.6 1.8 1.8 0 0 1 0-3.6z",
  open: "M9.5 2.5h4v4M13.3 2.7 7.5 8.5M11.5 9v4.5h-9v-9H7",
  people:
    "M5.8 3a2.2 2.2 0 1 1 0 4.4 2.2 2.2 0 0 1 0-4.4z" +
    "M1.8 13c.2-2.4 1.8-3.8 4-3.8s3.8 1.4 4 3.8M10.6 3.4a2 2 0 0 1 0 3.8M11.4 9.4c1.6.4 2.6 1.7 2.8 3.6",
  flag: "M3.5 14V2.5M3.5 3h8.5l-2 3 2 3H3.5",
};

function draw(shape, { size = 16, width = 1.5, box = 16 } = {}) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  const of = {
    viewBox: `0 0 ${box} ${box}`,
    width: size,
    height: size,
    fill: "none",
    stroke: "currentColor",
    "stroke-width": width,
    "stroke-linecap": "round",
    "stroke-linejoin": "round",
    "aria-hidden": "true",
  };
  for (const [name, value] of Object.entries(of)) svg.setAttribute(name, String(value));
  path.setAttribute("d", shape);
  svg.append(path);
  return svg;
}

/** A decorative drawing; whatever holds it carries the words. */
export function icon(name, size = 16) {
  return draw(SHAPES[name] ?? "", { size, width: name === "more" ? 2.4 : 1.5 });
}

/** The app's own mark: steps that lead upwards. */
export function appMark(size = 20) {
  return draw("M3 17h14M3 17l3.2-5 3.8 2 3.6-6.5L17 5.5", { size, width: 2.2, box: 20 });
}
