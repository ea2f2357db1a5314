"""Rows as CSV and as JSON, piece by piece: a report of any length takes no more memory than a row.

An instant is in UTC, a number is written as it is, what is missing is empty (null in JSON).
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from bot.case.errors import RefusalCode, Refused

CSV, JSON = "csv", "json"
BYTE_ORDER_MARK = "\ufeff"
_STARTS_A_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_AS_JSON = json.JSONEncoder(ensure_ascii=False).encode
"""Of one value. A whole row with `indent` leaves closures that refer to themselves: how much they
take would be up to when the garbage collector comes by."""


def check_format(name: str) -> str:
    """The same name. Raises Refused where a report can't be written so."""
    if name not in (CSV, JSON):
        raise Refused(
            f"A report comes as {CSV} or {JSON}, not as {name!r}.", code=RefusalCode.INVALID
        )
    return name


def rendered(
    rows: Iterable[object], columns: Sequence[str], format_: str = CSV
) -> Iterator[tuple[str, int]]:
    """The text of a report in pieces, each with how many rows it ends. A row has its columns as
    attributes, or as the keys of a mapping. Raises Refused for a format there isn't."""
    write = _csv if check_format(format_) == CSV else _json
    return write(rows, columns)


class _Kept:
    """What a CSV writer writes into: its last line."""

    def __init__(self) -> None:
        self.line = ""

    def write(self, line: str) -> int:
        self.line = line
        return len(line)


def _csv(rows: Iterable[object], columns: Sequence[str]) -> Iterator[tuple[str, int]]:
    """RFC 4180. A text that a spreadsheet would take for a formula gets an apostrophe before it.
    The mark at the beginning has Excel read it as UTF-8."""
    kept = _Kept()
    writer = csv.writer(kept)
    writer.writerow(columns)
    yield BYTE_ORDER_MARK + kept.line, 0
    for row in rows:
        writer.writerow([_cell(value) for value in _values(row, columns)])
        yield kept.line, 1


def _json(rows: Iterable[object], columns: Sequence[str]) -> Iterator[tuple[str, int]]:
    """An array of objects with the columns as keys."""
    before = "[\n"
    for row in rows:
        named = zip(columns, _values(row, columns), strict=True)
        pairs = (f"    {_AS_JSON(column)}: {_AS_JSON(_plain(value))}" for column, value in named)
        yield before + "  {\n" + ",\n".join(pairs) + "\n  }", 1
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n", 0


def _values(row: object, columns: Sequence[str]) -> list[object]:
    if isinstance(row, Mapping):
        return [row[column] for column in columns]
    return [getattr(row, column) for column in columns]


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_STARTS_A_FORMULA) else value
    return _instant(value) if isinstance(value, datetime) else str(value)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return _instant(value)
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
