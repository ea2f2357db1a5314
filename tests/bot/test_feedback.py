"""The moves of a feedback item, and what no text that goes to a target may hold."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.case.errors import RefusalCode, Refused
from bot.case.feedback import (
    DoneBy,
    FeedbackCase,
    FeedbackId,
    FeedbackItem,
    FeedbackMove,
    FeedbackRole,
    FeedbackState,
    allowed_item_moves,
    moved,
)
from bot.case.identifiers import ChannelId, EscalationId, UserId
from bot.case.personal_data import personal_data_in
from tests.support.factories import CRANE, FINCH, HERON, NOON, STORK, WREN, after
from tests.support.refusals import refusing

# Who may: the target's Owner, a Reader of its channel, who Asked, a Manager.
TABLE = """
    move             open  accepted  done  verified  rejected
    feedback_accept  OR    -         -     -         -
    feedback_reject  OR    OR        -     -         -
    feedback_done    -     OR        -     -         -
    feedback_verify  -     -         AM    -         -
"""
PEOPLE = {
    "O": (CRANE, FeedbackRole.OWNER),
    "R": (WREN, FeedbackRole.READER),
    "A": (HERON, FeedbackRole.ASKER),
    "M": (STORK, FeedbackRole.MANAGER),
}
ITEM = FeedbackItem(
    FeedbackId(3),
    "Acme BPO",
    "wrong_policy_reading",
    ChannelId("C0ACME"),
    CRANE,
    HERON,
    NOON,
    after(days=10),
    (FeedbackCase(EscalationId(7), "executive", HERON, NOON, "Read 4.2 again."),),
)


def in_state(state: FeedbackState, by: UserId = FINCH) -> FeedbackItem:
    return replace(ITEM, state=state, marks={state: DoneBy(by, NOON)})


def rows() -> list[tuple[str, str, str]]:
    head, *lines = (line.split() for line in TABLE.strip().splitlines())
    return [
        (row[0], state, who) for row in lines for state, who in zip(head[1:], row[1:], strict=True)
    ]


@pytest.mark.parametrize(("move", "state", "who"), rows())
def test_each_may_make_the_moves_that_are_theirs_and_no_other(
    move: str, state: str, who: str
) -> None:
    item = in_state(FeedbackState(state))
    may = {
        letter
        for letter, (user, role) in PEOPLE.items()
        if FeedbackMove(move) in allowed_item_moves(item, user, frozenset({role}))
    }

    assert may == set(who) - {"-"}
    assert FeedbackMove(move) not in allowed_item_moves(item, FINCH, frozenset())


def test_who_may_move_it_on_is_kept_with_the_time() -> None:
    accepted = moved(
        ITEM, FeedbackMove.ACCEPT, CRANE, frozenset({FeedbackRole.OWNER}), after(hours=1), str
    )

    assert accepted.state is FeedbackState.ACCEPTED
    assert accepted.mark(FeedbackState.ACCEPTED) == DoneBy(CRANE, after(hours=1))


def test_a_second_one_is_told_who_was_first() -> None:
    item = in_state(FeedbackState.ACCEPTED, WREN)
    with refusing(RefusalCode.WRONG_STATE) as refused:
        moved(item, FeedbackMove.ACCEPT, CRANE, frozenset({FeedbackRole.OWNER}), NOON, str)

    assert WREN in refused.value.words


def test_rejecting_takes_a_reason() -> None:
    owner = frozenset({FeedbackRole.OWNER})
    with refusing(RefusalCode.REQUIRED) as refused:
        moved(ITEM, FeedbackMove.REJECT, CRANE, owner, NOON, str)
    rejected = moved(ITEM, FeedbackMove.REJECT, CRANE, owner, NOON, str, "It was read rightly.")

    assert set(refused.value.fields) == {"reason"}
    assert (rejected.state, rejected.reason) == (FeedbackState.REJECTED, "It was read rightly.")


@pytest.mark.parametrize("extra", [FeedbackRole.MANAGER, FeedbackRole.ASKER])
def test_the_target_s_owner_never_verifies_whatever_else_they_are(extra: FeedbackRole) -> None:
    roles = frozenset({FeedbackRole.OWNER, extra})
    with pytest.raises(Refused):
        moved(in_state(FeedbackState.DONE), FeedbackMove.VERIFY, CRANE, roles, NOON, str)


def test_nobody_verifies_what_they_have_done() -> None:
    item = in_state(FeedbackState.DONE, STORK)

    assert allowed_item_moves(item, STORK, frozenset({FeedbackRole.MANAGER})) == ()
    assert allowed_item_moves(item, HERON, frozenset({FeedbackRole.ASKER})) == (
        FeedbackMove.VERIFY,
    )


def test_it_is_late_one_instant_after_it_is_due_and_while_the_target_has_it() -> None:
    late = ITEM.due_at.replace(microsecond=1)

    assert not ITEM.is_late(ITEM.due_at)
    assert ITEM.is_late(late)
    assert not in_state(FeedbackState.DONE).is_late(late)


def test_what_should_change_is_said_once_however_many_cases_say_it() -> None:
    same = FeedbackCase(EscalationId(8), "executive", STORK, NOON, "Read 4.2 again.")
    kept = FeedbackCase(EscalationId(9), "executive", STORK, NOON, "", is_kept=True)
    item = ITEM.with_case(same).with_case(kept)

    assert item.texts == ("Read 4.2 again.",)
    assert item.askers == {HERON, STORK}


@pytest.mark.parametrize(
    "text",
    [
        "write to ann.smith+x@example.com",
        "ann(at)example.org",
        "call +45 12 34 56 78",
        "call 0045 12345678",
        "on 0612345678 or so",
        "(303) 555-0134",
        "020 7946 0018",
        "12 34 56 78",
        "+1-303-555-0134.",
    ],
)
def test_addresses_and_numbers_of_people_are_found(text: str) -> None:
    assert personal_data_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "212 reviews since 2026-11-30",
        "by 30.11.2026, or 1/12/26",
        "review 69283746501 of ESC-12",
        "https://example.com/reviews/+4512345678",
        "guideline 4.2.1, and 5.10",
        "between 09:00 and 17:30",
        "@heron knows",
        "at 80 % of 1,234,567",
    ],
)
def test_what_is_nobody_s_address_or_number_passes(text: str) -> None:
    assert personal_data_in(text) == ()
