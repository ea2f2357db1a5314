"""The line of each key, table and list item of a TOML text, which tomllib doesn't say."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Mapping
from contextlib import suppress

Path = tuple[str | int, ...]
"""From the top of the file: keys, and positions (from 0) in lists and in arrays of tables."""

_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]}#\n]+")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}' r"|'''.*?'{3,5}" r'|"(?:\\.|[^"\\\n])*"' r"|'[^'\n]*'",
    re.DOTALL,
)


class _Lost(Exception):
    """The scan met something it can't place; what it has found so far still holds."""


class _Scan:
    """One pass over a text that tomllib has already accepted, so it checks nothing itself."""

    def __init__(self, text: str) -> None:
        self.lines: dict[Path, int] = {}
        self._text = text
        self._at = 0
        self._newlines = [m.start() for m in re.finditer("\n", text)]
        self._table: Path = ()
        self._last_item: dict[Path, int] = {}

    def run(self) -> None:
        self._take(_BLANK)
        while self._at < len(self._text):
            if self._next("["):
                self._header()
            else:
                self._pair(self._table)
            self._take(_BLANK)

    def _header(self) -> None:
        start, brackets = self._at, 2 if self._next("[[") else 1
        self._at += brackets
        keys = self._keys()
        self._at += brackets
        path: Path = ()
        for left, key in zip(range(len(keys) - 1, -1, -1), keys, strict=True):
            path = (*path, key)
            self._note(path, start)
            if left == 0 and brackets == 2:
                self._last_item[path] = self._last_item.get(path, -1) + 1
            if path in self._last_item:
                path = (*path, self._last_item[path])
                self._note(path, start)
        self._table = path

    def _pair(self, table: Path) -> None:
        start, path = self._at, table
        for key in self._keys():
            path = (*path, key)
            self._note(path, start)
        self._at += 1  # the "="
        self._take(_SPACE)
        self._value(path)

    def _keys(self) -> tuple[str, ...]:
        keys: list[str] = []
        while True:
            self._take(_SPACE)
            if self._next('"') or self._next("'"):
                keys.append(tomllib.loads(f"key = {self._must(_STRING)}")["key"])
            else:
                keys.append(self._must(_BARE_KEY))
            self._take(_SPACE)
            if not self._next("."):
                return tuple(keys)
            self._at += 1

    def _value(self, path: Path) -> None:
        if self._next("["):
            self._items(path, "]")
        elif self._next("{"):
            self._items(path, "}")
        elif self._next('"') or self._next("'"):
            self._must(_STRING)
        else:
            self._must(_SCALAR)

    def _items(self, path: Path, end: str) -> None:
        """A list, or an inline table: what is between brackets and commas."""
        self._at += 1
        index = 0
        while True:
            self._take(_BLANK)
            if self._next(end):
                self._at += 1
                return
            if self._next(","):
                self._at += 1
            elif end == "}":
                self._pair(path)
            else:
                self._note((*path, index), self._at)
                self._value((*path, index))
                index += 1

    def _note(self, path: Path, at: int) -> None:
        self.lines.setdefault(path, bisect_left(self._newlines, at) + 1)

    def _next(self, text: str) -> bool:
        return self._text.startswith(text, self._at)

    def _take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self._text, self._at)
        if match is None:
            return ""
        self._at = match.end()
        return match.group()

    def _must(self, pattern: re.Pattern[str]) -> str:
        taken = self._take(pattern)
        if not taken:
            raise _Lost
        return taken


def places_of(text: str) -> Mapping[Path, int]:
    """The line (from 1) of everything the scan could place, tables under their first mention."""
    scan = _Scan(text)
    with suppress(_Lost, RecursionError, tomllib.TOMLDecodeError):
        scan.run()
    return scan.lines


def line_of(path: Path, lines: Mapping[Path, int]) -> int | None:
    """The line of a path, or of the nearest table around it; None at the top of the file."""
    for length in range(len(path), 0, -1):
        line = lines.get(path[:length])
        if line is not None:
            return line
    return None
