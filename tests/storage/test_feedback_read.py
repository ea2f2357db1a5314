"""Which feedback items are read for whom: those they are shown, and none of those that are settled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from sqlalchemy import Engine

from bot.case.feedback import (
    UNFINISHED,
    WITH_THE_TARGET,
    FeedbackCase,
    FeedbackId,
    FeedbackItem,
    FeedbackState,
)
from bot.case.identifiers import EscalationId, UserId
from bot.ports import WithPerson, Work
from storage.work import DatabaseStorage
from tests.support.factories import CRANE, FINCH, HERON, NOON, STORK, WREN, after
from tests.support.feedback import ACME
from tests.support.plans import executed, explained

pytestmark = pytest.mark.both_databases
Found = tuple[Sequence[FeedbackItem], int]
OWNERS = {"Acme BPO": FINCH, "tech": HERON}
"""Of the targets that the policy names now."""
NOBODYS = WithPerson(UserId("U0NOBODY"), frozenset(), frozenset(OWNERS))


def whose(user: UserId) -> WithPerson:
    theirs = frozenset(target for target, owner in OWNERS.items() if owner == user)
    return WithPerson(user, theirs, frozenset(OWNERS))


def is_with(item: FeedbackItem, user: UserId) -> bool:
    """The rule once more, as people would say it."""
    if item.state in WITH_THE_TARGET:
        return user == OWNERS.get(item.target, item.owner)
    return item.state is FeedbackState.DONE and user in item.askers


@pytest.fixture
def items(storage: DatabaseStorage) -> list[FeedbackItem]:
    """One of each state for targets there are and one there is no more, from two queues."""
    made = []
    with storage.begin() as work:
        for number, (target, state) in enumerate(
            (target, state) for target in (*OWNERS, "Umbrella BPO") for state in FeedbackState
        ):
            by, other = (CRANE, WREN) if number % 2 else (STORK, CRANE)
            first = FeedbackCase(EscalationId(number + 1), "front", by, NOON)
            cases = (first, FeedbackCase(EscalationId(90 + number), "back", other, NOON))
            plain = FeedbackItem(
                FeedbackId(0),
                target,
                f"cause {number}",
                ACME,
                STORK,
                by,
                NOON,
                after(hours=-number),
            )
            made.append(
                work.feedback.add(replace(plain, cases=cases[: 1 + number % 3], state=state))
            )
    return made


def references(found: Found) -> list[str]:
    return [item.reference for item in found[0]]


def due_first(items: Sequence[FeedbackItem]) -> list[str]:
    return [item.reference for item in sorted(items, key=lambda item: (item.due_at, item.id))]


@pytest.mark.parametrize("user", [FINCH, HERON, STORK, CRANE, WREN])
def test_what_is_with_somebody_is_what_they_are_to_do_or_to_verify(
    storage: DatabaseStorage, items: list[FeedbackItem], user: UserId
) -> None:
    theirs = [item for item in items if is_with(item, user)]
    with storage.read() as work:
        found = work.feedback.with_person(whose(user), 100)
        first = work.feedback.with_person(whose(user), 1)

    assert theirs
    assert references(found) == due_first(theirs)
    assert [item.cases for item in found[0]] == [
        items[item.id - items[0].id].cases for item in found[0]
    ]
    assert (references(first), first[1]) == (due_first(theirs)[:1], len(theirs))


@pytest.mark.parametrize("queues", [("front",), ("back",), ("front", "back"), ("none",), ()])
@pytest.mark.parametrize("user", [FINCH, STORK, NOBODYS.user])
def test_of_queues_is_what_one_of_their_cases_asked_for_but_what_is_the_readers_own(
    storage: DatabaseStorage, items: list[FeedbackItem], queues: tuple[str, ...], user: UserId
) -> None:
    those = [
        item
        for item in items
        if item.state in UNFINISHED
        and {case.queue for case in item.cases} & {*queues}
        and not is_with(item, user)
    ]
    with storage.read() as work:
        found = work.feedback.of_queues(queues, whose(user), 3)

    assert (references(found), found[1]) == (due_first(those)[:3], len(those))


READS: dict[str, Callable[[Work], Found]] = {
    "somebody": lambda work: work.feedback.with_person(whose(CRANE), 2),
    "a board": lambda work: work.feedback.of_queues(("front", "back"), whose(CRANE), 2),
}


@pytest.mark.usefixtures("items")
@pytest.mark.parametrize("read", READS)
def test_they_are_found_by_their_state_and_their_cases_by_the_item(
    storage: DatabaseStorage, engine: Engine, read: str
) -> None:
    with executed(engine) as statements, storage.read() as work:
        assert len(READS[read](work)[0]) == 2
    asked = {sql: given for sql, given in statements.items() if "feedback" in sql}

    assert len(asked) == 2, "the items, and the cases of those that are shown"
    for sql, given in asked.items():
        plan = explained(engine, sql, given)
        assert "Seq Scan" not in plan
        assert "SCAN feedback" not in plan, "of SQLite"
        assert ("feedback_by_state" in plan) is ("FROM feedback_cases" not in sql.split("WHERE")[0])


def test_of_nothing_no_cases_are_asked_for(storage: DatabaseStorage, engine: Engine) -> None:
    with executed(engine) as statements, storage.read() as work:
        assert work.feedback.with_person(whose(CRANE), 5) == ([], 0)

    assert len([sql for sql in statements if "feedback" in sql]) == 1
