"""A Web API call's arguments, read and checked against the method's reference."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TypeAlias

from sandbox.json_values import Json, as_list, as_object, as_text, parsed
from sandbox.workspace.core import Core

LONGEST_NUMBER = 18
Method: TypeAlias = Callable[[Core, "Arguments"], Json]


class Refusal(Exception):
    """An answer with ok false, in Slack's shape."""

    def __init__(self, error: str, problems: list[str] | None = None, **more: object) -> None:
        super().__init__(error)
        self.error = error
        self.problems = problems or []
        self.more = more

    def answer(self) -> Json:
        answer: Json = {"ok": False, "error": self.error, **self.more}
        if self.problems:
            if self.error == "invalid_blocks":
                answer["errors"] = self.problems
            answer["response_metadata"] = {"messages": [f"[ERROR] {p}" for p in self.problems]}
        return answer


@dataclass(frozen=True)
class Reference:
    """What the public method reference says about one method."""

    arguments: Mapping[str, Json]
    scopes: tuple[str, ...]
    per_minute: int


@cache
def references() -> dict[str, Reference]:
    source = resources.files("sandbox").joinpath("data/methods.json").read_text(encoding="utf-8")
    methods = as_object(as_object(json.loads(source)).get("methods"))
    found: dict[str, Reference] = {}
    for name, entry in methods.items():
        about = as_object(entry)
        rate = about.get("per_minute")
        found[name] = Reference(
            {key: as_object(value) for key, value in as_object(about.get("arguments")).items()},
            tuple(map(as_text, as_list(about.get("scopes")))),
            rate if isinstance(rate, int) else 50,
        )
    return found


@dataclass(frozen=True)
class Arguments:
    """Arguments as sent: strings from a form, anything from JSON."""

    raw: Json

    def has(self, key: str) -> bool:
        return self.raw.get(key) is not None

    def text(self, key: str) -> str:
        value = self.raw.get(key)
        return str(value) if isinstance(value, (int, float, str)) else ""

    def flag(self, key: str, default: bool = False) -> bool:
        value = self.raw.get(key)
        if value is None:
            return default
        return value is True or str(value).lower() in ("1", "true")

    def whole(self, key: str, default: int) -> int:
        text = self.text(key)
        return int(text) if _is_whole(text) else default

    def structure(self, key: str) -> object:
        """A JSON argument, which a form carries as text."""
        value = self.raw.get(key)
        return parsed(value) if isinstance(value, str) else value


def _is_whole(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER


def check_arguments(method: str, raw: Json) -> None:
    """Refuse unknown arguments (stricter than Slack, which ignores them), missing and bad ones."""
    known = references()[method].arguments
    problems = [f"unknown argument: {key}" for key in raw if key not in known]
    for key, about in known.items():
        if about.get("required") is True and raw.get(key) in (None, ""):
            problems.append(f"missing required field: {key}")
        elif raw.get(key) is not None and not _fits(raw[key], as_text(about.get("type"))):
            problems.append(f"must be a {about.get('type')} [json-pointer:/{key}]")
    if problems:
        raise Refusal("invalid_arguments", problems)


def _fits(value: object, kind: str) -> bool:
    if kind == "boolean":
        return isinstance(value, bool) or str(value).lower() in ("0", "1", "true", "false")
    if kind in ("number", "integer"):
        return isinstance(value, int) or (isinstance(value, str) and _is_whole(value))
    if kind == "array":
        return isinstance(parsed(value) if isinstance(value, str) else value, list)
    if kind == "string":
        return isinstance(value, (str, int, float)) and not isinstance(value, bool)
    return True


def page(items: list[Json], arguments: Arguments, default: int) -> tuple[list[Json], str]:
    """One page and the cursor of the next; a cursor nobody gave out is refused."""
    start = 0
    cursor = arguments.text("cursor")
    if cursor:
        mark = cursor.removeprefix("next:")
        if mark == cursor or not _is_whole(mark) or int(mark) > len(items):
            raise Refusal("invalid_cursor")
        start = int(mark)
    limit = min(arguments.whole("limit", default), 1000) or default
    end = start + limit
    return items[start:end], f"next:{end}" if end < len(items) else ""
