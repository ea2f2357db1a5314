"""Tables and charts: the rules of Slack's blocks for figures."""

from sandbox.blockkit.contents import texts_in
from sandbox.blockkit.rules import (
    Problems,
    Rule,
    anything,
    boolean,
    by_type,
    items,
    number,
    one_of,
    shape,
    text,
    unique,
    whole,
)
from sandbox.json_values import Json, as_list, as_object, as_text, objects

_CELL_SHAPES: dict[str, Rule] = {
    "raw_text": shape({"type": anything, "text": text(10_000)}),
    "raw_number": shape(
        {"type": anything, "value": number()}, {"text": text(10_000), "format": anything}
    ),
    "rich_text": shape(
        {"type": anything, "elements": items(anything, 1000)}, {"block_id": text(255)}
    ),
}
_CELL = by_type(_CELL_SHAPES)
_COLUMN = shape({}, {"align": one_of("left", "center", "right"), "is_wrapped": boolean})


def _column(value: object, at: str, problems: Problems) -> None:
    if value is not None:  # null skips a column
        _COLUMN(value, at, problems)


TABLE = shape(
    {"type": anything, "rows": items(items(_CELL, 20), 100)},
    {"block_id": text(255), "column_settings": items(_column, 20)},
)


def _even_rows_under_a_plain_header(value: object, at: str, problems: Problems) -> None:
    rows = [as_list(row) for row in as_list(as_object(value).get("rows"))]
    if len({len(row) for row in rows}) > 1:
        problems.add(f"{at}/rows", "rows must all have the same number of cells")
    for place, cell in enumerate(rows[0] if rows else []):
        if as_object(cell).get("type") == "rich_text":
            problems.add(f"{at}/rows/0/{place}", "header cells must not be rich_text")


DATA_TABLE = shape(
    {
        "type": anything,
        "caption": text(2000),
        "rows": items(items(_CELL, 20), 101, least=2),
    },
    {
        "block_id": text(255),
        "page_size": whole(1, 100),
        "row_header_column_index": whole(0, 19),
    },
    _even_rows_under_a_plain_header,
)

_LABEL = text(20)


def _positive(value: object, at: str, problems: Problems) -> None:
    number()(value, at, problems)
    if isinstance(value, (int, float)) and value <= 0:
        problems.add(at, "must be more than 0")


_POINT = shape({"label": _LABEL, "value": number()})
_SERIES = shape({"name": _LABEL, "data": items(_POINT, 20)})


def _points_match_categories(value: object, at: str, problems: Problems) -> None:
    chart = as_object(value)
    categories = as_list(as_object(chart.get("axis_config")).get("categories"))
    for place, series in enumerate(objects(chart.get("series"))):
        labels = [point.get("label") for point in objects(series.get("data"))]
        if sorted(map(str, labels)) != sorted(map(str, categories)):
            problems.add(
                f"{at}/series/{place}/data", "labels must match axis_config.categories exactly"
            )
    unique("name")(chart.get("series"), f"{at}/series", problems)


_AXES = shape({"categories": items(_LABEL, 20)}, {"x_label": text(50), "y_label": text(50)})
_WITH_AXES = shape(
    {"type": anything, "series": items(_SERIES, 6), "axis_config": _AXES},
    {},
    _points_match_categories,
)
_PIE = shape({"type": anything, "segments": items(shape({"label": _LABEL, "value": _positive}), 6)})
DATA_VISUALIZATION = shape(
    {
        "type": anything,
        "title": text(50),
        "chart": by_type({"pie": _PIE, "bar": _WITH_AXES, "line": _WITH_AXES, "area": _WITH_AXES}),
    },
    {"block_id": text(255)},
)


def charts_and_tables_fit(blocks: list[Json], at: str, problems: Problems) -> None:
    """One table, two charts and 10,000 characters of cells a message."""
    kinds = [as_text(block.get("type")) for block in blocks]
    if kinds.count("table") > 1:
        problems.add(at, "only one table allowed")
    if kinds.count("data_visualization") > 2:
        problems.add(at, "no more than 2 data_visualization blocks allowed")
    tables = [block for block in blocks if block.get("type") in ("table", "data_table")]
    if sum(len(found) for block in tables for found in texts_in(block.get("rows"))) > 10_000:
        problems.add(at, "tables must be less than 10001 characters in total")
