"""Typed reading of JSON objects, whose parts are unknown until looked at."""

import json
import re
from collections.abc import Iterable
from math import isfinite
from typing import TypeAlias

Json: TypeAlias = dict[str, object]
DEEPEST = 100
_HALF = re.compile(r"\\u[dD][89a-fA-F]|[\ud800-\udfff]")


def as_object(value: object) -> Json:
    """The object, or an empty one where something else stands."""
    return value if isinstance(value, dict) else {}


def as_list(value: object) -> list[object]:
    return list(value) if isinstance(value, (list, tuple)) else []


def as_text(value: object) -> str:
    return value if isinstance(value, str) else ""


def objects(value: object) -> list[Json]:
    return [item for item in as_list(value) if isinstance(item, dict)]


def parsed(text: str) -> object:
    """JSON read, or None where the text is no JSON.

    NaN and endless numbers are none, nor what is nested deeper than anybody writes: a browser could
    read neither. Half of a surrogate pair, which no text can be written with, becomes a sign.
    """
    try:
        value: object = json.loads(text, parse_constant=_no_number, parse_float=_finite)
    except (ValueError, RecursionError):
        return None
    if text.count("{") + text.count("[") > DEEPEST and _is_too_deep(value):
        return None
    return _mended(value) if _HALF.search(text) else value


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number of JSON's")


def _finite(text: str) -> float:
    number = float(text)
    return number if isfinite(number) else _no_number(text)


def _is_too_deep(value: object) -> bool:
    level = [value]
    for _ in range(DEEPEST):
        level = [inner for outer in level for inner in _inside(outer)]
    return bool(level)


def _inside(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _mended(value: object) -> object:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_mended(item) for item in value]
    if isinstance(value, dict):
        return {_mended(key): _mended(item) for key, item in value.items()}
    return value


def without_empty(pairs: Iterable[tuple[str, object]]) -> Json:
    return {key: value for key, value in pairs if value is not None}
