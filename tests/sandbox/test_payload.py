"""JSON from outside: what a browser could not read again is not taken in."""

from __future__ import annotations

import json

import pytest

from sandbox.json_values import parsed


@pytest.mark.parametrize("text", ["{", "", "NaN", '{"a": [Infinity]}', "-Infinity", "1e999"])
def test_what_is_no_json_is_nothing(text: str) -> None:
    assert parsed(text) is None


@pytest.mark.parametrize("depth", [101, 500, 100_000])
def test_what_is_nested_deeper_than_anybody_writes_is_nothing(depth: int) -> None:
    assert parsed("[" * depth + "]" * depth) is None
    assert parsed('{"a":' * depth + "1" + "}" * depth) is None


def test_many_brackets_are_no_depth() -> None:
    flat = [{"a": [n]} for n in range(200)]

    assert parsed(json.dumps(flat)) == flat
    assert parsed(json.dumps("[" * 500)) == "[" * 500


def test_half_of_a_surrogate_pair_becomes_a_sign_that_can_be_written() -> None:
    assert parsed(r'{"a": ["x\ud800y", "\udc00"]}') == {"a": ["x\ufffdy", "\ufffd"]}
    assert parsed(r'"\ud83d\ude00 \ud83d\ude00"') == "😀 😀"
