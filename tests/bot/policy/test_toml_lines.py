"""Everything tomllib reads from a text has a line, however the text is laid out."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.policy.toml_lines import Path, line_of, places_of
from tests.support.example import filled_in

EXAMPLE = filled_in()

ODD = (
    """\
# a comment with [brackets] and = signs
top . "dotted key" . 'third' = 1
[ spaced . table ]   # trailing
list = [ # opened
  "one, ] still a string",
  [1, 2,
   3],
  { a = 1, b.c = "x" },
]
text = \"\"\"
[not.a.table]
key = "no"\\"""
    '""" four quotes""""'
    """
literal = '''
it''s = fine'''
date = 2026-12-24 09:00:00
[[items]]
name = "first"
[items.part]
x = 1
[[items]]
[[items.rows]]
[[items.rows]]
y = 2
[other]
"quoted \\u0041" = true
"""
)


def paths(value: object, path: Path = ()) -> Iterator[Path]:
    if path:
        yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from paths(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from paths(inner, (*path, index))


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("top",), 2),
        (("top", "dotted key", "third"), 2),
        (("spaced",), 3),
        (("spaced", "table", "list"), 4),
        (("spaced", "table", "list", 0), 5),
        (("spaced", "table", "list", 1, 0), 6),
        (("spaced", "table", "list", 1, 2), 7),
        (("spaced", "table", "list", 2, "b", "c"), 8),
        (("spaced", "table", "text"), 10),
        (("spaced", "table", "literal"), 13),
        (("spaced", "table", "date"), 15),
        (("items",), 16),
        (("items", 0, "part", "x"), 19),
        (("items", 1), 20),
        (("items", 1, "rows", 1, "y"), 23),
        (("other", "quoted A"), 25),
    ],
)
def test_a_key_is_found_where_it_is_written(path: Path, line: int) -> None:
    assert places_of(ODD)[path] == line


@pytest.mark.parametrize("text", [ODD, EXAMPLE, ODD.replace("\n", "\r\n")])
def test_everything_has_a_line(text: str) -> None:
    assert set(paths(tomllib.loads(text))) <= set(places_of(text))


@given(st.data())
def test_everything_has_a_line_after_lines_were_lost_or_swapped(data: st.DataObject) -> None:
    lines = data.draw(st.sampled_from([ODD, EXAMPLE])).splitlines()
    for _ in range(data.draw(st.integers(1, 4))):
        at, to = (data.draw(st.integers(0, len(lines) - 1)) for _ in range(2))
        lines.insert(to, lines.pop(at))
        del lines[data.draw(st.integers(0, len(lines) - 1))]
    text = "\n".join(lines)
    scanned = set(places_of(text))
    with suppress(tomllib.TOMLDecodeError):
        assert set(paths(tomllib.loads(text))) <= scanned


@given(st.text(alphabet="ab.[]{}=,\"'#\\\n 1", max_size=60))
def test_any_text_is_scanned_to_an_end(text: str) -> None:
    scanned = set(places_of(text))
    with suppress(tomllib.TOMLDecodeError):
        assert set(paths(tomllib.loads(text))) <= scanned


def test_what_has_no_line_takes_the_table_around_it() -> None:
    lines = places_of("\n[a]\n[a.b]\nc = 1\n")
    assert line_of(("a", "b", "missing"), lines) == 3
    assert line_of(("a", "missing", "deep"), lines) == 2
    assert line_of(("missing",), lines) is None
