"""Writes a policy as the text of a policy file, and tells which version a file is based on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from bot.policy import Policy
from bot.policy.tables import tables_of

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_VERSION = re.compile(r"#\s*version\s+([1-9][0-9]{0,8})\b", re.IGNORECASE)


def based_on(text: str) -> int | None:
    """The stored version a file was exported from, as its first line says; None for a new one."""
    first = text.removeprefix("\ufeff").lstrip().partition("\n")[0]
    match = _VERSION.match(first)
    return int(match[1]) if match else None


def write_policy(policy: Policy) -> str:
    """The policy file that reads back as this policy, in the policy's own order."""
    blocks = [f"# version {policy.version}"] if policy.version > 0 else []
    for name, inside in tables_of(policy).items():
        blocks += _blocks(key_text(name), inside)
    return "\n\n".join(blocks) + "\n"


def _blocks(name: str, inside: object) -> Iterator[str]:
    """A table of the file's top: a block, or one for each table in it. A list of tables is a block
    each, and a table further in is written on a line."""
    if isinstance(inside, list):
        for table in inside:
            yield _block(f"[[{name}]]", table)
        return
    assert isinstance(inside, dict), "the top of the file holds tables"
    if all(isinstance(table, dict) for table in inside.values()):
        for key, table in inside.items():
            yield from _with_lists(f"{name}.{key_text(key)}", table)
    else:
        yield from _with_lists(name, inside)


def _with_lists(name: str, table: Mapping[str, object]) -> Iterator[str]:
    """A table, and behind it the lists of tables in it."""
    lists = {key: inside for key, inside in table.items() if _is_list_of_tables(inside)}
    yield _block(f"[{name}]", {k: inside for k, inside in table.items() if k not in lists})
    for key, inside in lists.items():
        yield from _blocks(f"{name}.{key_text(key)}", inside)


def _is_list_of_tables(inside: object) -> bool:
    return isinstance(inside, list) and any(isinstance(item, dict) for item in inside)


def _block(header: str, table: Mapping[str, object]) -> str:
    return "\n".join((header, *(f"{key_text(k)} = {_toml(v)}" for k, v in table.items())))


def _toml(value: object) -> str:
    match value:
        case dict():
            return f"{{ {', '.join(f'{key_text(k)} = {_toml(v)}' for k, v in value.items())} }}"
        case list():
            return f"[{', '.join(map(_toml, value))}]"
        case bool():
            return str(value).lower()
        case int() | float():
            return repr(value)
    return _text(str(value))


def _text(value: str) -> str:
    # JSON's escapes are TOML's, but TOML also wants the delete character escaped.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def key_text(key: str) -> str:
    """A key as TOML wants it: bare where that is possible."""
    return key if _BARE_KEY.fullmatch(key) else _text(key)
