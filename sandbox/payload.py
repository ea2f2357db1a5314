"""Typed reading of JSON objects, whose parts are unknown until looked at."""

import json
from collections.abc import Iterable
from typing import TypeAlias

Json: TypeAlias = dict[str, object]


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
    """JSON read, or None where the text is no JSON."""
    try:
        value: object = json.loads(text)
    except ValueError:
        return None
    return value


def without_empty(pairs: Iterable[tuple[str, object]]) -> Json:
    return {key: value for key, value in pairs if value is not None}
