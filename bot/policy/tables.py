"""A policy as the tables of its file, and those tables as a policy again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import assert_never

from bot.policy import Policy
from bot.policy.shape import PolicyShape
from bot.policy.structure import Keyed, ListOf, Named, Part, Single, Table, keys_of

Tables = dict[str, object]
"""What a TOML file holds: texts, numbers, lists and tables by their keys."""

_EMPTY: tuple[object, ...] = (None, "", (), [], {})


def tables_of(policy: Policy) -> Tables:
    """The tables of the file that says this policy; empty keys that may be left out are."""
    return _table(PolicyShape, policy)


def policy_of(shape: PolicyShape, version: int) -> Policy:
    """The policy that a file says, in which nothing was refused."""
    policy = _value(Keyed(PolicyShape), shape)
    assert isinstance(policy, Policy), "a policy is what the file's shape becomes"
    return replace(policy, version=version)


def table_in(parent: Tables, name: str) -> Tables:
    """The table of this name, put there where there is none."""
    found = parent.setdefault(name, {})
    assert isinstance(found, dict), "a policy is written with tables where tables are read"
    return found


def list_in(parent: Tables, name: str) -> Sequence[object]:
    """What is listed under this name, () where nothing is. To read: nothing is put there."""
    found = parent.get(name)
    return found if isinstance(found, list) else ()


def slack_ids(policy: Policy) -> frozenset[str]:
    """The ids of all people, user groups and channels a policy names."""
    return frozenset(_ids(Keyed(PolicyShape), tables_of(policy)))


def _table(shape: type[Table], value: object) -> Tables:
    made: Tables = {}
    for key in keys_of(shape):
        inside = _plain(key.part, _held(value, key.kept_as))
        if inside is not None and (key.needed or inside not in _EMPTY):
            made[key.name] = inside
    return made


def _held(value: object, name: str) -> object:
    if not name:
        return value
    return value.get(name) if isinstance(value, Mapping) else getattr(value, name)


def _plain(part: Part, value: object) -> object:
    if value is None:
        return None
    match part:
        case Single():
            return value if isinstance(value, bool | int | float) else str(value)
        case ListOf(each):
            assert isinstance(value, Sequence), "a list is kept as a tuple"
            return [_plain(each, item) for item in value]
        case Named(each):
            assert isinstance(value, Mapping), "a table of names is kept as a mapping"
            return {name: _plain(each, inside) for name, inside in value.items()}
        case Keyed(shape):
            return _table(shape, value)
    assert_never(part)


def _value(part: Part, read: object, **name: str) -> object:
    match part:
        case Single():
            return read
        case ListOf(each):
            assert isinstance(read, list), "a shape has lists where lists are declared"
            return tuple(_value(each, item) for item in read)
        case Named(each):
            assert isinstance(read, dict), "a shape has tables where tables are declared"
            named = ((key, _value(each, inside, name=key)) for key, inside in read.items())
            return {key: value for key, value in named if value not in _EMPTY}
        case Keyed(shape):
            assert isinstance(read, shape), "nothing was refused"
            return _keyed(read, name)
    assert_never(part)


def _keyed(read: Table, name: Mapping[str, str]) -> object:
    fields: dict[str, object] = {}
    for key in keys_of(type(read)):
        inside = getattr(read, key.name)
        if inside is None:
            continue  # left out: the value has its own default
        value = _value(key.part, inside)
        if key.kept_as:
            fields[key.kept_as] = value
        else:
            assert isinstance(value, dict), "its keys are kept in what is around it"
            fields |= value
    fields |= read.left_out()
    becomes, keys_are = type(read).becomes, type(read).keys_are
    if becomes is None:
        return {keys_are(key): value for key, value in fields.items() if value not in _EMPTY}
    return becomes(**name, **fields)


def _ids(part: Part, inside: object) -> Iterator[str]:
    match part:
        case Single(is_slack_id):
            if is_slack_id:
                yield str(inside)
        case ListOf(each):
            assert isinstance(inside, list), "lists are written as lists"
            for item in inside:
                yield from _ids(each, item)
        case Named(each):
            assert isinstance(inside, dict), "tables are written as tables"
            for item in inside.values():
                yield from _ids(each, item)
        case Keyed(shape):
            assert isinstance(inside, dict), "tables are written as tables"
            for key in keys_of(shape):
                if key.name in inside:
                    yield from _ids(key.part, inside[key.name])
        case _:
            assert_never(part)
