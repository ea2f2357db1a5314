"""The shape of the file and the values it becomes know the same keys, so that none is forgotten."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from string import Formatter

import pytest

from bot.policy import Policy
from bot.policy.diff import _in_table
from bot.policy.shape import DigestShape, PolicyShape
from bot.policy.structure import Keyed, ListOf, Named, Part, Table, keys_of, known_keys
from bot.policy.tables import slack_ids, tables_of
from bot.policy.text import write_policy
from tests.support.example import unfilled
from tests.support.offices import office_policy

GIVEN_ELSEWHERE = {"name", "version"}
"""A table's own name, and the version that storing gives."""
CLOSED = {"sat", "sun"}
"""Days on which the example's offices aren't open."""


def _shapes(part: Part) -> Iterator[type[Table]]:
    match part:
        case Keyed(shape):
            yield shape
            for key in keys_of(shape):
                yield from _shapes(key.part)
        case ListOf(each) | Named(each):
            yield from _shapes(each)


SHAPES = tuple(dict.fromkeys(_shapes(Keyed(PolicyShape))))
WITH_VALUES = tuple(shape for shape in SHAPES if is_dataclass(shape.becomes))


@pytest.mark.parametrize("shape", WITH_VALUES, ids=lambda shape: shape.__name__)
def test_each_field_of_a_value_is_a_key_of_its_table(shape: type[Table]) -> None:
    keys = set()
    for key in keys_of(shape):
        inside = key.part
        inner = keys_of(inside.shape) if isinstance(inside, Keyed) and not key.kept_as else ()
        keys |= {key.kept_as} - {""} | {inner_key.kept_as for inner_key in inner}
    assert is_dataclass(shape.becomes)
    assert {f.name for f in fields(shape.becomes)} - GIVEN_ELSEWHERE == keys


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_each_key_stands_in_the_example_of_a_policy(shape: type[Table]) -> None:
    text = unfilled()
    missing = [
        key.name
        for key in keys_of(shape)
        if key.name not in CLOSED and not re.search(rf"\b{key.name}\b", text)
    ]

    assert missing == []


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_a_summary_and_what_tells_tables_apart_name_keys_that_are_there(shape: type[Table]) -> None:
    named = {key for part in shape.summary for _, key, _, _ in Formatter().parse(part) if key}
    if shape.identified_by:
        named.add(shape.identified_by)
    assert named <= {key.name for key in keys_of(shape)}


@pytest.mark.parametrize(
    ("path", "known"),
    [
        ((), " ".join(PolicyShape.model_fields)),
        (("workspace",), "managers timezone tell_p1"),
        (("offices", "x"), "timezone holidays hours closed"),
        (("offices", "x", "hours"), "mon tue wed thu fri sat sun"),
        (("queues", "x", "rotation", 3), "user office skills capacity vendor"),
        (("sla", "x", "P1"), "first_response update_every resolution clock"),
        (("breach", 0), "after tell"),
        (("queues",), ""),
        (("nothing", "of", "this"), ""),
        (("workspace", "timezone", "x"), ""),
    ],
)
def test_the_keys_that_are_known_follow_from_the_shape(
    path: tuple[str | int, ...], known: str
) -> None:
    assert known_keys(PolicyShape, path) == tuple(known.split())


def test_each_id_a_policy_names_is_known_as_one() -> None:
    policy = office_policy()
    queue = next(iter(policy.queues.values()))
    policy = replace(
        policy,
        managers=("U0ONE", "S0TWO"),
        queues={queue.name: replace(queue, managers=("U0THREE",), approvers=("S0FOUR",))},
        clearances={"restricted": ("S0FIVE",)},
    )
    expected = {"U0ONE", "S0TWO", "U0THREE", "S0FOUR", "S0FIVE", queue.channel}
    expected |= {member.user for member in queue.rotation} | {d.to for d in policy.digests}
    assert slack_ids(policy) == expected


@pytest.mark.parametrize("policy", [office_policy(), replace(office_policy(), grounds={})])
def test_the_tables_of_a_policy_are_those_of_its_text(policy: Policy) -> None:
    assert tables_of(policy) == tomllib.loads(write_policy(policy))


class _Noted(DigestShape):
    note: str | None = ""


class _Hook(Table):
    url: str | None
    events: list[str | None] | None = None


class _Fuller(Table):
    digests: list[_Noted | None] | None = None
    webhooks: list[_Hook | None] | None = None


def test_a_table_of_a_list_is_shown_with_all_its_keys_whatever_its_summary_says() -> None:
    digest = {"to": "U0A", "queues": ["q"], "cron": "0 9 * * *", "timezone": "UTC"}
    old = {"digests": [digest | {"note": "a"}], "webhooks": [{"url": "x", "events": ["a"]}]}
    new = {"digests": [digest | {"note": "b"}], "webhooks": [{"url": "x", "events": ["a", "b"]}]}

    assert list(_in_table("", _Fuller, old, new)) == [
        "digests: - U0A (q; 0 9 * * * UTC), note a",
        "digests: + U0A (q; 0 9 * * * UTC), note b",
        "webhooks: - url x, events a",
        "webhooks: + url x, events a, b",
    ]


class _Team(Table):
    summary = ("{channel}",)

    channel: str | None = ""
    people: list[str | None] | None = None


class _Window(Table):
    window: str | None = ""


class _Named(Table):
    teams: dict[str, _Team | None] | None = None
    windows: dict[str, _Window | None] | None = None


def test_a_table_with_a_name_is_shown_when_it_comes_or_goes_even_an_empty_one() -> None:
    held = {"teams": {"x": {}, "y": {"channel": "C0Y", "people": ["U0A"]}}, "windows": {"z": {}}}

    assert list(_in_table("", _Named, {}, held)) == [
        "teams: + x",
        "teams: + y (C0Y)",
        "teams.y.people: + U0A",
        "windows: + z",
    ]
    assert list(_in_table("", _Named, held, {})) == ["teams: - x", "teams: - y", "windows: - z"]
