"""Reads a CSV file of decisions, row by row, with all that is wrong with it and where."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.case.imported import COLUMNS, NEEDED, Imported, read_imported


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong, and on which line of the file."""

    line: int
    words: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.words}"


@dataclass(frozen=True, slots=True)
class Row:
    """A row that can be imported, with the line that it begins on."""

    line: int
    decision: Imported


class _Lines:
    """The lines of a file as text; those that aren't UTF-8 are remembered."""

    def __init__(self, file: Iterable[bytes]) -> None:
        self._file = file
        self.not_utf_8: list[int] = []

    def __iter__(self) -> Iterator[str]:
        for number, line in enumerate(self._file, start=1):
            try:
                text = line.decode("utf-8-sig" if number == 1 else "utf-8")
            except UnicodeDecodeError:
                self.not_utf_8.append(number)
                text = line.decode("utf-8", "replace")
            yield text


def read_rows(file: Iterable[bytes], now: datetime) -> Iterator[Row | RowProblem]:
    """The rows of a file in their order, and each problem where it is met. A header that can't be
    used ends it: everything after it would be wrong."""
    lines = _Lines(file)
    reader = csv.reader(lines, strict=True)
    seen: dict[str, int] = {}
    header: tuple[str, ...] | None = None
    ends = False
    while not ends:
        begins = reader.line_num + 1
        found: Sequence[str] | RowProblem | None
        try:
            found = next(reader, None)
        except csv.Error as error:
            found = RowProblem(begins, _of_csv(str(error), reader.line_num - begins))
        while lines.not_utf_8:
            yield RowProblem(
                lines.not_utf_8.pop(0), "it isn't UTF-8. Save the file as CSV in UTF-8."
            )
            # Of a file in another encoding every line would be told.
            if header is None:
                return
        if found is None:
            ends = True
        elif isinstance(found, RowProblem):
            yield found
            ends = header is None
        elif not any(cell.strip() for cell in found):
            continue
        elif header is None:
            header = tuple(cell.strip() for cell in found)
            problems = _of_header(header)
            yield from (RowProblem(begins, words) for words in problems)
            ends = bool(problems)
        else:
            yield from _read(header, found, begins, now, seen)
    if header is None:
        yield RowProblem(1, "the file is empty: its first line names the columns.")


def _read(
    header: tuple[str, ...],
    cells: Sequence[str],
    line: int,
    now: datetime,
    seen: dict[str, int],
) -> Iterator[Row | RowProblem]:
    if len(cells) != len(header):
        yield RowProblem(line, f"it has {len(cells)} cells, the first line has {len(header)}.")
        return
    read = read_imported(dict(zip(header, cells, strict=True)), now)
    if not isinstance(read, Imported):
        yield from (RowProblem(line, words) for words in read)
        return
    earlier = seen.setdefault(read.external_id, line)
    if earlier != line:
        yield RowProblem(line, f"external_id {read.external_id} is that of line {earlier}.")
        return
    yield Row(line, read)


def _of_header(header: tuple[str, ...]) -> list[str]:
    if len(header) == 1 and any(mark in header[0] for mark in ";\t"):
        return ["the columns aren't separated by commas."]
    problems = []
    for name in dict.fromkeys(header):
        if name not in COLUMNS:
            problems.append(f"there is no column {name[:40]!r}. Columns: {', '.join(COLUMNS)}.")
        elif header.count(name) > 1:
            problems.append(f"the column {name} is there {header.count(name)} times.")
    missing = [name for name in NEEDED if name not in header]
    if missing:
        problems.append(f"the column {' and '.join(missing)} is missing.")
    return problems


def _of_csv(error: str, further_lines: int) -> str:
    """What the CSV reader says, for people."""
    if "unexpected end" in error:
        return "a quotation mark is opened here and never closed."
    if "expected after" in error:
        where = f" (it goes on for {further_lines} lines)" if further_lines > 0 else ""
        return f"a quotation mark stands in the middle of a cell: double it.{where}"
    if "field larger" in error:
        return "a cell is longer than anything that is kept. Is a quotation mark missing?"
    return f"it isn't CSV ({error})."
