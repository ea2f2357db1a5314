"""Reads the tables of a policy file into their shape, and tells every way they depart from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.business_hours.written import closest, got
from bot.policy.shape import PolicyShape
from bot.policy.structure import known_keys
from bot.policy.toml_lines import Path
from bot.policy.values import meant


@dataclass(frozen=True, slots=True)
class Found:
    """A problem and the path of what it is about."""

    path: Path
    words: str


def read_shape(raw: Mapping[str, object]) -> tuple[PolicyShape, tuple[Found, ...]]:
    """The file's shape with None for what was refused, and all that was refused."""
    found: tuple[Found, ...] | None = None
    left = dict(raw)
    while True:
        try:
            return PolicyShape.model_validate(left), found or ()
        except ValidationError as error:
            errors = error.errors(include_url=False)
        if found is None:
            found = _found(errors)
        left = _without(left, errors)


def _without(raw: dict[str, object], errors: Iterable[ErrorDetails]) -> dict[str, object]:
    """The file without what was refused. Each field of each shape takes None, so this ends."""
    left = deepcopy(raw)
    for error in errors:
        *parents, last = error["loc"]
        table: object = left
        for part in parents:
            table = _inside(table, part)
        if isinstance(table, list):
            table[int(last)] = None
        elif isinstance(table, dict) and error["type"] == "extra_forbidden":
            table.pop(last, None)
        elif isinstance(table, dict):
            table[last] = None
    return left


def _inside(table: object, part: str | int) -> object:
    if isinstance(table, dict):
        return table.get(part)
    return table[part] if isinstance(table, list) and isinstance(part, int) else None


def _found(errors: Iterable[ErrorDetails]) -> tuple[Found, ...]:
    """Words for each error; a missing key isn't reported where a misspelt one is there instead."""
    errors = tuple(errors)
    unknown = [e["loc"] for e in errors if e["type"] == "extra_forbidden"]
    misspelt = {(*loc[:-1], closest(str(loc[-1]), _known(loc[:-1]))) for loc in unknown}
    return tuple(
        Found(e["loc"], _words(e))
        for e in errors
        if not (e["type"] == "missing" and e["loc"] in misspelt)
    )


def _words(error: ErrorDetails) -> str:
    value, context = error["input"], error.get("ctx", {})
    match error["type"]:
        case "missing":
            return "is missing"
        case "extra_forbidden":
            *table, name = error["loc"]
            hint = meant(str(name), _known(tuple(table)))
            return f"nothing of this name belongs here; {hint}"
        case "value_error":
            return str(context.get("error"))
        case "list_type" if isinstance(value, Mapping):
            return "a list is needed: for blocks of keys, their heading in double brackets [[…]]"
        case "list_type":
            return f"a list in square brackets is needed, got {got(value)}"
        case "too_short":
            return "at least one is needed"
        case "too_long":
            return f"at most {context.get('max_length')} are possible"
    return f"a table with keys is needed, got {got(value)}"


def _known(path: Path) -> tuple[str, ...]:
    """The keys that may be in the table at a path."""
    return known_keys(PolicyShape, path)
