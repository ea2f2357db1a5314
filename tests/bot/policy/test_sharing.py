"""Which queues share people: what is offered in one counts for the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.case.identifiers import ChannelId, UserId
from bot.policy import Policy, Queue
from tests.support.factories import CRANE, EGRET, HERON, member, policy

PEOPLE = (HERON, CRANE, EGRET, UserId("U0KESTREL"), UserId("U0BADGER"))
QUEUES = ("appeals", "disputes", "executive", "front", "legal")


def serving(rotations: Mapping[str, frozenset[UserId]]) -> Policy:
    """A policy with these people on these queues' rotations."""
    queues = {
        name: Queue(name, ChannelId("C0"), "copenhagen", (), tuple(member(u) for u in sorted(who)))
        for name, who in rotations.items()
    }
    return replace(policy(), queues=queues)


@pytest.mark.parametrize(
    ("queue", "shares"),
    [
        ("executive", {"executive", "front", "legal"}),
        ("legal", {"executive", "front", "legal"}),
        ("appeals", {"appeals"}),
        ("disputes", {"disputes"}),
        ("gone", {"gone"}),
    ],
)
def test_a_queue_shares_people_with_others_directly_or_through_another(
    queue: str, shares: set[str]
) -> None:
    rotations = {
        "executive": frozenset({HERON, CRANE}),
        "front": frozenset({CRANE, EGRET}),
        "legal": frozenset({EGRET}),
        "appeals": frozenset({UserId("U0KESTREL")}),
        "disputes": frozenset[UserId](),
    }
    assert serving(rotations).sharing(queue) == shares


@given(st.dictionaries(st.sampled_from(QUEUES), st.frozensets(st.sampled_from(PEOPLE)), min_size=1))
def test_whoever_shares_with_one_shares_with_all_of_its_own(
    rotations: dict[str, frozenset[UserId]],
) -> None:
    """Two that lock what they share lock the same, or nothing in common."""
    drawn = serving(rotations)
    for queue in rotations:
        shared = drawn.sharing(queue)
        assert all(drawn.sharing(other) == shared for other in shared)
        inside = frozenset().union(*(rotations[name] for name in shared))
        outside = frozenset().union(*(rotations[n] for n in rotations.keys() - shared))
        assert not inside & outside
