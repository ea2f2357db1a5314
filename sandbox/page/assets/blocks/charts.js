// Line, bar, area and pie charts as pictures, with a table of the same figures for those who don't see them.
import { freshId, h } from "../dom.js";
import { plainText } from "./plain.js";

const NS = "http://www.w3.org/2000/svg";
const WIDTH = 560;
const HEIGHT = 240;
const EDGE = { left: 52, right: 10, top: 10, bottom: 26 };
const INNER = { width: WIDTH - EDGE.left - EDGE.right, height: HEIGHT - EDGE.top - EDGE.bottom };

function s(tag, attributes = {}, ...children) {
  const element = document.createElementNS(NS, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const figure = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 4 });
const short = new Intl.NumberFormat("en-GB", { notation: "compact", maximumFractionDigits: 2 });
const round = (n) => Math.round(n * 100) / 100;

/** Round steps from at or below the least to at or above the most, zero among them. */
function steps(values) {
  const least = Math.min(0, ...values);
  const most = Math.max(0, ...values);
  const rough = (most - least || 1) / 4;
  const size = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5].find((m) => m * size >= rough) ?? 10) * size;
  const first = Math.floor(least / step);
  const last = Math.max(Math.ceil(most / step), first + 1);
  return Array.from({ length: last - first + 1 }, (_, n) => round2(step * (first + n), step));
}

const round2 = (value, step) => Number(value.toFixed(Math.max(0, 2 - Math.floor(Math.log10(step)))));

function axes(ticks, y, categories, x, chart) {
  const every = Math.ceil(categories.length / 8);
  return [
    ...ticks.map((tick) =>
      s(
        "g",
        { class: tick === 0 ? "b-zero" : "b-grid" },
        s("line", { x1: EDGE.left, x2: WIDTH - EDGE.right, y1: round(y(tick)), y2: round(y(tick)) }),
        s("text", { x: EDGE.left - 8, y: round(y(tick)) + 4, "text-anchor": "end" }, short.format(tick)),
      ),
    ),
    ...categories.map((name, n) =>
      n % every
        ? ""
        : s(
            "text",
            { x: round(x(n)), y: HEIGHT - 8, "text-anchor": "middle", class: "b-tick" },
            cut(name, chart, categories.length),
          ),
    ),
  ];
}

// Labels take at most 20 characters; neighbours must not run into each other.
function cut(name, chart, count) {
  const shown = Math.ceil(count / Math.ceil(count / 8));
  const most = Math.max(4, Math.floor(INNER.width / shown / 8));
  const words = plainText(name);
  return words.length > most ? `${words.slice(0, most - 1)}…` : words;
}

const titled = (shape, words) => {
  shape.append(s("title", {}, words));
  return shape;
};

function bars(series, categories, x, y, band) {
  const width = Math.max(2, Math.min(44, (band * 0.72) / series.length));
  return series.flatMap((one, n) =>
    categories.map((category, place) => {
      const value = valueAt(one, category);
      const left = x(place) - (width * series.length) / 2 + n * width;
      const [top, foot] = [Math.min(y(value), y(0)), Math.max(y(value), y(0))];
      return titled(
        s("rect", {
          class: `b-fill-${n}`,
          x: round(left + 0.5),
          y: round(top),
          width: round(Math.max(1, width - 1)),
          height: round(Math.max(foot - top, value === 0 ? 0 : 1)),
          rx: 2,
        }),
        `${one.name}, ${category}: ${figure.format(value)}`,
      );
    }),
  );
}

function lines(series, categories, x, y, filled) {
  return series.map((one, n) => {
    const points = categories.map((category, place) => [round(x(place)), round(y(valueAt(one, category)))]);
    const path = points.map(([px, py], at) => `${at ? "L" : "M"}${px} ${py}`).join("");
    const area = `${path}L${points.at(-1)[0]} ${round(y(0))}L${points[0][0]} ${round(y(0))}Z`;
    return s(
      "g",
      {},
      filled ? s("path", { class: `b-fill-${n} b-area`, d: area }) : "",
      s("path", { class: `b-stroke-${n}`, d: path }),
      ...points.map(([cx, cy], at) =>
        titled(
          s("circle", { class: `b-fill-${n}`, cx, cy, r: 3 }),
          `${one.name}, ${categories[at]}: ${figure.format(valueAt(one, categories[at]))}`,
        ),
      ),
    );
  });
}

function valueAt(series, category) {
  const value = series.data.find((point) => point.label === category)?.value;
  if (typeof value !== "number") throw new TypeError(`no figure for ${category}`);
  return value;
}

function withAxes(chart) {
  const categories = chart.axis_config.categories;
  const ticks = steps(chart.series.flatMap((one) => one.data.map((point) => point.value)));
  const [low, high] = [ticks[0], ticks[ticks.length - 1]];
  const y = (value) => EDGE.top + INNER.height * (1 - (value - low) / (high - low));
  const band = INNER.width / categories.length;
  const x = (place) => EDGE.left + band * (place + 0.5);
  const shapes =
    chart.type === "bar"
      ? bars(chart.series, categories, x, y, band)
      : lines(chart.series, categories, x, y, chart.type === "area");
  return s(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, "aria-hidden": "true", class: "b-plot" },
    ...axes(ticks, y, categories, x, chart),
    ...shapes,
  );
}

function pie(chart) {
  const all = chart.segments.reduce((sum, segment) => sum + segment.value, 0);
  let turned = 0;
  const slices = chart.segments.map((segment, n) => {
    const share = segment.value / all;
    const from = turned;
    turned += share;
    const words = `${segment.label}: ${figure.format(segment.value)} (${percent(share)})`;
    if (share > 0.9999) return titled(s("circle", { class: `b-fill-${n}`, cx: 0, cy: 0, r: 100 }), words);
    const at = (part) => [Math.sin(part * 2 * Math.PI) * 100, -Math.cos(part * 2 * Math.PI) * 100].map(round).join(" ");
    const path = `M0 0L${at(from)}A100 100 0 ${share > 0.5 ? 1 : 0} 1 ${at(turned)}Z`;
    return titled(s("path", { class: `b-fill-${n} b-slice`, d: path }), words);
  });
  return s("svg", { viewBox: "-104 -104 208 208", "aria-hidden": "true", class: "b-pie" }, ...slices);
}

const percent = (share) => `${Math.round(share * 1000) / 10} %`;

function legend(names) {
  return h(
    "ul.b-legend",
    { "aria-hidden": "true" },
    names.map((name, n) => h("li", {}, h(`span.b-key.b-key-${n}`), plainText(name))),
  );
}

function figures(title, head, rows) {
  return h(
    "table.b-unseen",
    {},
    h("caption", {}, title),
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        head.map((name) => h("th", { scope: "col" }, plainText(name))),
      ),
    ),
    h(
      "tbody",
      {},
      rows.map(([name, ...values]) =>
        h(
          "tr",
          {},
          h("th", { scope: "row" }, plainText(name)),
          values.map((value) => h("td", {}, figure.format(value))),
        ),
      ),
    ),
  );
}

export function dataVisualization(block) {
  const chart = block.chart;
  const id = freshId("b-chart");
  const title = plainText(block.title);
  const caption = h("figcaption", { id, dir: "auto" }, title);
  const frame = (...inside) => h("figure.b-chart", { "aria-labelledby": id }, caption, ...inside);
  if (chart.type === "pie") {
    const all = chart.segments.reduce((sum, segment) => sum + segment.value, 0);
    const names = chart.segments.map(
      (one) => `${one.label} · ${figure.format(one.value)} · ${percent(one.value / all)}`,
    );
    return frame(
      h("div.b-pie-row", {}, pie(chart), legend(names)),
      figures(
        title,
        ["", "Figure"],
        chart.segments.map((one) => [one.label, one.value]),
      ),
    );
  }
  if (!["bar", "line", "area"].includes(chart.type)) throw new TypeError(`chart: ${chart.type}`);
  const { categories, x_label: across, y_label: upwards } = chart.axis_config;
  return frame(
    upwards ? h("div.b-axis", {}, plainText(upwards)) : null,
    withAxes(chart),
    across ? h("div.b-axis.b-axis-across", {}, plainText(across)) : null,
    chart.series.length > 1 ? legend(chart.series.map((one) => one.name)) : null,
    figures(
      title,
      [across ?? "", ...chart.series.map((one) => one.name)],
      categories.map((name) => [name, ...chart.series.map((one) => valueAt(one, name))]),
    ),
  );
}
