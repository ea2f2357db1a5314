"""The small language in which the shapes of blocks are written: rules that collect problems."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from sandbox.json_values import as_list, as_text


@dataclass
class Problems:
    """What is wrong, in Slack's words, each with a JSON pointer."""

    found: list[str] = field(default_factory=list)

    def add(self, pointer: str, words: str) -> None:
        self.found.append(f"{words} [json-pointer:{pointer}]")


Rule: TypeAlias = Callable[[object, str, Problems], None]


def text(longest: int, *, shortest: int = 1) -> Rule:
    def rule(value: object, at: str, problems: Problems) -> None:
        if not isinstance(value, str):
            problems.add(at, "must be a string")
        elif len(value) > longest:
            problems.add(at, f"must be less than {longest + 1} characters")
        elif len(value) < shortest:
            problems.add(at, f"must be more than {shortest - 1} characters")

    return rule


def boolean(value: object, at: str, problems: Problems) -> None:
    if not isinstance(value, bool):
        problems.add(at, "must be a boolean")


def anything(value: object, at: str, problems: Problems) -> None:
    """Accepted as it is: a part of Block Kit this workspace doesn't look into."""


def number(lowest: float | None = None, highest: float | None = None) -> Rule:
    def rule(value: object, at: str, problems: Problems) -> None:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            problems.add(at, "must be a number")
        elif (lowest is not None and value < lowest) or (highest is not None and value > highest):
            problems.add(at, f"must be between {lowest} and {highest}")

    return rule


def whole(lowest: int, highest: int) -> Rule:
    def rule(value: object, at: str, problems: Problems) -> None:
        if isinstance(value, bool) or not isinstance(value, int):
            problems.add(at, "must be an integer")
        elif not lowest <= value <= highest:
            problems.add(at, f"must be between {lowest} and {highest}")

    return rule


def one_of(*words: str) -> Rule:
    def rule(value: object, at: str, problems: Problems) -> None:
        if value not in words:
            problems.add(at, f"must be a valid enum value: {', '.join(words)}")

    return rule


def items(each: Rule, most: int, *, least: int = 1) -> Rule:
    def rule(value: object, at: str, problems: Problems) -> None:
        if not isinstance(value, list):
            problems.add(at, "must be an array")
            return
        if len(value) > most:
            problems.add(at, f"no more than {most} items allowed")
        elif len(value) < least:
            problems.add(at, f"no less than {least} items allowed")
        for number_, item in enumerate(value):
            each(item, f"{at}/{number_}", problems)

    return rule


def shape(
    required: Mapping[str, Rule] | None = None,
    optional: Mapping[str, Rule] | None = None,
    *also: Rule,
) -> Rule:
    """An object with these keys and no others."""
    must, may = required or {}, optional or {}

    def rule(value: object, at: str, problems: Problems) -> None:
        if not isinstance(value, dict):
            problems.add(at, "must provide an object")
            return
        for key in must:
            if key not in value:
                problems.add(at, f"missing required field: {key}")
        for key, inner in value.items():
            known = must.get(key) or may.get(key)
            if known is None:
                problems.add(at, f"invalid additional property: {key}")
            else:
                known(inner, f"{at}/{key}", problems)
        for check in also:
            check(value, at, problems)

    return rule


def any_of_keys(*keys: str) -> Rule:
    def rule(value: object, at: str, problems: Problems) -> None:
        if isinstance(value, dict) and not any(key in value for key in keys):
            problems.add(at, f"missing required field: {' or '.join(keys)}")

    return rule


def by_type(shapes: Mapping[str, Rule]) -> Rule:
    """An object whose `type` says which shape it must have."""

    def rule(value: object, at: str, problems: Problems) -> None:
        if not isinstance(value, dict):
            problems.add(at, "must provide an object")
            return
        known = shapes.get(as_text(value.get("type")))
        if known is None:
            problems.add(at, f"unsupported type: {value.get('type')}")
        else:
            known(value, at, problems)

    return rule


def unique(key: str) -> Rule:
    """No two items of a list carry the same value under this key."""

    def rule(value: object, at: str, problems: Problems) -> None:
        seen: set[str] = set()
        for number_, item in enumerate(as_list(value)):
            found = item.get(key) if isinstance(item, dict) else None
            if isinstance(found, str):
                if found in seen:
                    problems.add(f"{at}/{number_}/{key}", f'`{key}` "{found}" already exists')
                seen.add(found)

    return rule


def both(*rules: Rule) -> Rule:
    def rule(value: object, at: str, problems: Problems) -> None:
        for each in rules:
            each(value, at, problems)

    return rule
