// Tables of words and of figures.
import { h } from "../dom.js";
import { plainNodes } from "./plain.js";
import { richParts } from "./rich_text.js";

const number = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 6 });

function cell(part) {
  if (part.type === "raw_text") return plainNodes(part.text);
  if (part.type === "raw_number") return plainNodes(part.text ?? number.format(part.value));
  if (part.type === "rich_text") return richParts(part.elements);
  throw new TypeError(`cell: ${part.type}`);
}

const isFigure = (part) => part.type === "raw_number";

function drawCell(part, tag, settings, more = {}) {
  const align = settings?.align ?? (isFigure(part) ? "right" : "left");
  return h(
    tag,
    {
      dir: "auto",
      class: `b-align-${align}${settings?.is_wrapped === false ? " b-unwrapped" : ""}`,
      ...more,
    },
    cell(part),
  );
}

const scrolling = (label, table) =>
  h("div.b-table-scroll", { tabindex: "0", role: "region", "aria-label": label }, table);

export function table(block) {
  const settings = block.column_settings ?? [];
  const [head, ...rows] = block.rows;
  const line = (row, tag, more) =>
    h(
      "tr",
      {},
      row.map((part, n) => drawCell(part, tag, settings[n], more)),
    );
  return h(
    "div.b-table",
    {},
    scrolling(
      "Table",
      h(
        "table",
        {},
        h("thead", {}, line(head, "th", { scope: "col" })),
        h(
          "tbody",
          {},
          rows.map((row) => line(row, "td")),
        ),
      ),
    ),
  );
}

export function dataTable(block) {
  const [head, ...rows] = block.rows;
  const headed = block.row_header_column_index;
  const figures = head.map((_, n) => rows.length > 0 && rows.every((row) => isFigure(row[n])));
  const settings = figures.map((all) => ({ align: all ? "right" : "left" }));
  const drawn = rows.map((row) =>
    h(
      "tr",
      {},
      row.map((part, n) =>
        drawCell(part, n === headed ? "th" : "td", settings[n], n === headed ? { scope: "row" } : {}),
      ),
    ),
  );
  const body = h("tbody", {}, drawn);
  const frame = h(
    "div.b-table",
    {},
    scrolling(
      block.caption,
      h(
        "table",
        {},
        h("caption", { dir: "auto" }, plainNodes(block.caption)),
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            head.map((part, n) => drawCell(part, "th", settings[n], { scope: "col" })),
          ),
        ),
        body,
      ),
    ),
  );
  const size = block.page_size ?? 0;
  if (size > 0 && drawn.length > size) frame.append(pages(drawn, size));
  return frame;
}

/** Shows one page of rows at a time. Returns what turns the pages. */
function pages(rows, size) {
  const last = Math.ceil(rows.length / size) - 1;
  let page = 0;
  const where = h("span", { role: "status" });
  const back = h("button.e-button.e-small", { type: "button", onclick: () => show(page - 1) }, "Previous");
  const on = h("button.e-button.e-small", { type: "button", onclick: () => show(page + 1) }, "Next");
  function show(wanted) {
    page = Math.max(0, Math.min(wanted, last));
    rows.forEach((row, n) => {
      row.hidden = Math.floor(n / size) !== page;
    });
    const end = Math.min((page + 1) * size, rows.length);
    where.textContent = `Rows ${page * size + 1} to ${end} of ${rows.length}`;
    back.disabled = page === 0;
    on.disabled = page === last;
  }
  show(0);
  return h("div.b-pages", {}, back, on, where);
}
