"""What the shape of a policy file says of itself: its keys, which of them are needed, what is in
each. Whatever reads, writes or compares policies follows this, and knows no key by name.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, ClassVar, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict

from bot.policy.toml_lines import Path


class Table(BaseModel):
    """A table of the file whose keys are known. Every key takes None: see shape.py."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    becomes: ClassVar[Callable[..., object] | None] = None
    """The value it is read into, whose fields are named as the keys; a mapping of the keys that
    hold something where there is none."""
    keys_are: ClassVar[type[str]] = str
    """What the keys of such a mapping are."""
    identified_by: ClassVar[str] = ""
    """The key that tells one table of a list from another; '' where a changed one is another."""
    summary: ClassVar[tuple[str, ...]] = ()
    """How one that is added is shown in brief, in parts with keys in braces, such as "office
    {office}". A part is left out where its keys are empty; a list has commas between, or what
    follows the colon: "skills {skills: }". Keys that are in no part have lines of their own."""

    def left_out(self) -> Mapping[str, object]:
        """What is meant where a key is left out and the value has no default for it."""
        return {}


@dataclass(frozen=True, slots=True)
class KeptAs:
    """A key that the value knows by another name; '' where it has the keys of this table itself."""

    name: str


@dataclass(frozen=True, slots=True)
class ShownAs:
    """How a change of a key is shown: the word for an empty one, and whether a list is shown as one
    value and not item by item."""

    empty: str = "none"
    as_one: bool = False


class SlackId:
    """Marks a text as the id of a person, user group or channel."""


@dataclass(frozen=True, slots=True)
class Single:
    """A text, a number, a length of time."""

    is_slack_id: bool = False


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list, or an array of tables."""

    each: Part


@dataclass(frozen=True, slots=True)
class Named:
    """A table whose keys are names that somebody chose, such as those of the queues."""

    each: Part


@dataclass(frozen=True, slots=True)
class Keyed:
    """A table whose keys are known."""

    shape: type[Table]


Part = Single | ListOf | Named | Keyed
"""What a key holds."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a table."""

    name: str
    part: Part
    needed: bool
    kept_as: str
    shown: ShownAs


@cache
def keys_of(shape: type[Table]) -> tuple[Key, ...]:
    """The keys of a table, in the order in which they are written."""
    return tuple(
        Key(
            name,
            _part(field.annotation),
            field.is_required(),
            next((n.name for n in field.metadata if isinstance(n, KeptAs)), name),
            next((n for n in field.metadata if isinstance(n, ShownAs)), ShownAs()),
        )
        for name, field in shape.model_fields.items()
    )


def known_keys(shape: type[Table], path: Path) -> tuple[str, ...]:
    """The keys that may be in the table at a path, from a table of this shape on; none where names
    are free, or where there is no table."""
    part: Part | None = Keyed(shape)
    for step in path:
        match part:
            case Keyed(inner):
                part = next((key.part for key in keys_of(inner) if key.name == step), None)
            case ListOf(each) | Named(each):
                part = each
            case _:
                part = None
    return tuple(key.name for key in keys_of(part.shape)) if isinstance(part, Keyed) else ()


def _part(annotation: object, *, is_slack_id: bool = False) -> Part:
    origin, inside = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        marked = any(note is SlackId for note in inside[1:])
        return _part(inside[0], is_slack_id=is_slack_id or marked)
    if origin in (Union, types.UnionType):
        (some,) = (option for option in inside if option is not types.NoneType)
        return _part(some, is_slack_id=is_slack_id)
    if origin is list:
        return ListOf(_part(inside[0]))
    if origin is dict:
        return Named(_part(inside[1]))
    if isinstance(annotation, type) and issubclass(annotation, Table):
        return Keyed(annotation)
    return Single(is_slack_id)
