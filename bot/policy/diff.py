"""What changes from one policy to the next, as lines a manager reads before applying it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from string import Formatter
from typing import assert_never

from bot.policy import Policy
from bot.policy.shape import PolicyShape
from bot.policy.structure import Keyed, ListOf, Named, Part, ShownAs, Single, Table, keys_of
from bot.policy.tables import tables_of

_Held = Mapping[str, object]
_PLAINLY = ShownAs()


def differences(old: Policy | None, new: Policy) -> tuple[str, ...]:
    """One line a change, versions apart; empty when both say the same."""
    return tuple(_in_table("", PolicyShape, tables_of(old) if old else {}, tables_of(new)))


def _in_table(
    where: str, shape: type[Table], old: _Held, new: _Held, shown: frozenset[str] = frozenset()
) -> Iterator[str]:
    """Each key of a table but those shown already."""
    for key in keys_of(shape):
        if key.name not in shown:
            before, after = old.get(key.name), new.get(key.name)
            yield from _in_part(where, key.name, key.part, key.shown, before, after)


def _in_part(
    table: str, name: str, part: Part, shown: ShownAs, old: object, new: object
) -> Iterator[str]:
    where = f"{table}.{name}" if table else name
    match part:
        case Single():
            yield from _in_value(where, _said(old), _said(new), shown.empty)
        case ListOf(Keyed(shape)) if shape.identified_by:
            yield from _in_entries(where, shape, _tables(old), _tables(new))
        case ListOf(Keyed(shape)):
            yield from _in_list(where, _wholes(shape, old), _wholes(shape, new))
        case ListOf() if shown.as_one:
            yield from _in_value(where, ", ".join(_texts(old)), ", ".join(_texts(new)), shown.empty)
        case ListOf():
            yield from _in_list(where, _texts(old), _texts(new))
        case Named(each):
            for key in _names(_held(old), _held(new)):
                yield from _in_named(where, key, each, _held(old).get(key), _held(new).get(key))
        case Keyed(shape) if shape.summary and old is None and new is not None:
            yield from _added(table, name, shape, _held(new))
        case Keyed(shape) if shape.summary and new is None and old is not None:
            yield f"{table}: - {name} ({_brief(shape, _held(old))})"
        case Keyed(shape):
            yield from _in_table(where, shape, _held(old), _held(new))
        case _:
            assert_never(part)


def _in_named(table: str, name: str, part: Part, old: object, new: object) -> Iterator[str]:
    """What has a name that somebody chose."""
    match part:
        case Single() if new is None:
            yield f"{table}: - {name} ({old})"
        case Single() if old is None:
            yield f"{table}: + {name} ({new})"
        case Keyed(shape) if shape.summary and new is None:
            yield f"{table}: - {name}"
        case _:
            lines = list(_in_part(table, name, part, _PLAINLY, old, new))
            if not lines and (old is None) != (new is None):
                yield f"{table}: {'-' if new is None else '+'} {name}"
            yield from lines


def _added(table: str, name: str, shape: type[Table], new: _Held, place: str = "") -> Iterator[str]:
    """A table that is new: in brief, then what the summary doesn't say."""
    brief = _brief(shape, new)
    yield f"{table}: + {name}{f' ({brief})' if brief else ''}{place}"
    shown = _in_summary(shape) | {shape.identified_by}
    yield from _in_table(f"{table}.{name}", shape, {}, new, shown)


def _in_entries(
    where: str, shape: type[Table], old: Sequence[_Held], new: Sequence[_Held]
) -> Iterator[str]:
    before = {str(table[shape.identified_by]): table for table in old}
    after = {str(table[shape.identified_by]): table for table in new}
    order = list(after)
    last_who_stayed = max((order.index(name) for name in order if name in before), default=-1)
    for name in _names(before, after):
        if name not in after:
            yield f"{where}: - {name}"
        elif name not in before:
            place = order.index(name)
            ahead = f" at place {place + 1}" if place < last_who_stayed else ""
            yield from _added(where, name, shape, after[name], ahead)
        else:
            yield from _in_table(f"{where}.{name}", shape, before[name], after[name])
    stayed = before.keys() & after
    yield from _in_list(
        where, [n for n in before if n in stayed], [n for n in order if n in stayed]
    )


def _in_value(where: str, old: str, new: str, empty: str) -> Iterator[str]:
    if old != new:
        yield f"{where}: {old or empty} → {new or empty}"


def _in_list(where: str, old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    gone, come = Counter(old) - Counter(new), Counter(new) - Counter(old)
    yield from (f"{where}: - {item}" for item in gone.elements())
    yield from (f"{where}: + {item}" for item in come.elements())
    stayed = [
        list(dict.fromkeys(i for i in items if i in old and i in new)) for items in (old, new)
    ]
    same_items = not gone and not come
    if stayed[0] != stayed[1] or (same_items and tuple(old) != tuple(new)):
        yield f"{where}: order {', '.join(old)} → {', '.join(new)}"


def _names(old: _Held, new: _Held) -> list[str]:
    """Every name once: the new policy's order, then what is gone."""
    return [*new, *(name for name in old if name not in new)]


def _brief(shape: type[Table], table: _Held) -> str:
    """The summary of a table: the parts of which something is there."""
    parts = (
        "".join(
            before + (_listed(table.get(key), joint) if key else "")
            for before, key, joint, _ in Formatter().parse(part)
        )
        for part in shape.summary
        if any(table.get(key) not in (None, []) for key, _ in _keys_in(part))
    )
    return ", ".join(parts)


def _wholes(shape: type[Table], inside: object) -> list[str]:
    """Each table of a list on a line, with all that is in it."""
    return [_whole(shape, table) for table in _tables(inside)]


def _whole(shape: type[Table], table: _Held) -> str:
    rest = (key.name for key in keys_of(shape) if key.name not in _in_summary(shape))
    parts = [f"{name} {_listed(table[name], None)}" for name in rest if name in table]
    return ", ".join(filter(None, [_brief(shape, table), *parts]))


def _in_summary(shape: type[Table]) -> frozenset[str]:
    return frozenset(key for part in shape.summary for key, _ in _keys_in(part))


def _keys_in(part: str) -> Iterator[tuple[str, str]]:
    for _, key, joint, _ in Formatter().parse(part):
        if key:
            yield key, joint or ", "


def _listed(inside: object, joint: str | None) -> str:
    match inside:
        case dict():
            return ", ".join(f"{key} {_listed(value, joint)}" for key, value in inside.items())
        case list():
            return (joint or ", ").join(map(str, inside))
    return _said(inside)


def _said(inside: object) -> str:
    if isinstance(inside, bool):
        return str(inside).lower()
    return "" if inside is None else str(inside)


def _held(inside: object) -> _Held:
    return inside if isinstance(inside, dict) else {}


def _texts(inside: object) -> list[str]:
    return [str(item) for item in inside] if isinstance(inside, list) else []


def _tables(inside: object) -> list[_Held]:
    return [_held(item) for item in inside] if isinstance(inside, list) else []
