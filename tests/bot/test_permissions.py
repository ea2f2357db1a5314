"""Every move in every state by everybody, as a table (rules: Who may do what)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.case.errors import Refused
from bot.case.escalation import Escalation, HandOver, Offer, Party, Wait
from bot.case.identifiers import ChannelId, EscalationId, UserId
from bot.case.kinds import KINDS
from bot.case.permissions import (
    Participants,
    Roles,
    allowed_moves,
    check_move,
    check_withdrawal,
    roles_of,
    suits,
)
from bot.case.priority import Priority
from bot.case.states import CloseReason, State
from bot.case.transitions import Move
from tests.support.factories import CRANE, EGRET, FINCH, HERON, NOON, STORK, WREN, after

# Who may: the Requester, the Owner, a Specialist of the queue, a Manager, the person Named by a
# pending hand-over. Everybody not listed may not. "asked" is claimed with a hand-over pending.
# An owner and a person named are in the queue too, as they are in life.
TABLE = """
    move               open   claimed  asked  waiting  review  decided  closed
    claim              SM     -        N      -        -       -        -
    stand_back         -      O        O      O        -       -        -
    release            -      OM       OM     OM       -       -        -
    hand_over          -      OM       OM     OM       -       -        -
    wait               -      OM       OM     -        -       -        -
    consult            -      OM       OM     OM       OM      OM       -
    resume             -      -        -      OM       -       -        -
    decide             -      O        O      O        O       O        -
    approve            -      -        -      -        SMN     -        -
    send_back          -      -        -      -        SMN     -        -
    mark_communicated  -      -        -      -        -       OM       -
    close_untold       -      -        -      -        -       OM       -
    mark_carried_out   -      -        -      -        -       OM       -
    reopen             -      -        -      -        -       -        ROSM
    withdraw           RM     ROM      ROM    ROM      ROM     -        -
    change_priority    M      OM       OM     OM       OM      -        -
    set_deadline       M      OM       OM     OM       OM      OM       -
    change_silence     M      OM       OM     OM       OM      OM       -
    mark_suppression   M      OM       OM     OM       OM      OM       OM
    change_class       M      OM       OM     OM       OM      OM       OM
    assign             M      -        -      -        -       -        -
    take_over          -      M        M      M        M       M        -
"""

PEOPLE = {"R": WREN, "O": HERON, "S": CRANE, "M": STORK, "N": EGRET, "-": FINCH}
ROTATION = frozenset({HERON, CRANE, EGRET})
MANAGERS = frozenset({STORK})

OPEN = Escalation(
    id=EscalationId(7),
    queue="executive",
    channel=ChannelId("C0EXEC"),
    kind="other",
    priority=Priority.P1,
    title="A review was removed",
    what_happened="The customer says that it was theirs.",
    requester=WREN,
    opened_at=NOON,
    policy_version=1,
)
CLAIMED = OPEN.claimed(HERON, after(minutes=1))
CASES = {
    "open": OPEN,
    "claimed": CLAIMED,
    "asked": CLAIMED.asked_over(HandOver(EGRET, HERON, "", after(minutes=2))),
    "waiting": CLAIMED.waiting(
        Wait(Party.CUSTOMER, "The order's number.", after(days=1), after(minutes=2), HERON)
    ),
    "review": CLAIMED.in_review(),
    "decided": CLAIMED.decided(after(minutes=3)),
    "closed": CLAIMED.decided(after(minutes=3)).closed(CloseReason.COMMUNICATED, after(minutes=4)),
}


def rows() -> list[tuple[Move, str, str]]:
    header, *lines = (line.split() for line in TABLE.strip().splitlines())
    cells = [(Move(line[0]), zip(header[1:], line[1:], strict=True)) for line in lines]
    return [(move, stage, who) for move, stages in cells for stage, who in stages]


def is_there(letter: str, stage: str) -> bool:
    """Whether a case of this stage has such a person."""
    return {"O": stage != "open", "N": stage == "asked"}.get(letter, True)


def who_is(user: UserId, escalation: Escalation) -> Roles:
    return roles_of(user, escalation, Participants(ROTATION, MANAGERS))


def name_of(user: UserId) -> str:
    return user.removeprefix("U0").title()


def refusal(move: Move, escalation: Escalation, user: UserId) -> str:
    with pytest.raises(Refused) as refused:
        check_move(move, escalation, who_is(user, escalation), name_of)
    return refused.value.words


def test_the_table_has_no_gap() -> None:
    assert {(move, stage) for move, stage, _ in rows()} == {(m, c) for m in Move for c in CASES}
    assert {case.state for case in CASES.values()} == set(State)


@pytest.mark.parametrize(("move", "stage", "who"), rows())
def test_a_move_is_allowed_to_whom_the_table_says_and_nobody_else(
    move: Move, stage: str, who: str
) -> None:
    escalation = CASES[stage]
    for letter, user in PEOPLE.items():
        if not is_there(letter, stage):
            continue
        if letter in who.replace("-", ""):
            check_move(move, escalation, who_is(user, escalation), name_of)
        else:
            assert refusal(move, escalation, user)


@pytest.mark.parametrize(
    ("stage", "letter"), [(s, letter) for s in CASES for letter in PEOPLE if is_there(letter, s)]
)
def test_the_moves_shown_to_somebody_are_those_they_may_make(stage: str, letter: str) -> None:
    expected = {m for m, s, who in rows() if s == stage and letter in who.replace("-", "")}
    escalation = CASES[stage]
    shown = {m for m in expected if suits(m, escalation)}
    assert set(allowed_moves(escalation, who_is(PEOPLE[letter], escalation))) == shown


def test_only_an_authority_s_case_has_its_silence_and_only_a_legal_letter_its_mark() -> None:
    kinds = {name: replace(CLAIMED, kind=name) for name in KINDS}
    assert [k for k, e in kinds.items() if suits(Move.CHANGE_SILENCE, e)] == ["authority"]
    assert [k for k, e in kinds.items() if suits(Move.MARK_SUPPRESSION, e)] == ["legal"]
    assert all(suits(m, kinds["other"]) for m in (Move.CLAIM, Move.DECIDE, Move.SET_DEADLINE))


def test_who_raised_a_case_is_not_offered_to_claim_it() -> None:
    theirs = replace(OPEN, requester=CRANE)
    assert allowed_moves(theirs, who_is(CRANE, theirs)) == (Move.WITHDRAW,)


@pytest.mark.parametrize(
    ("reason", "who"),
    [
        (CloseReason.WITHDRAWN, "RM"),
        (CloseReason.DUPLICATE, "ROM"),
        (CloseReason.MISROUTED, "ROM"),
    ],
)
def test_the_owner_withdraws_only_what_is_a_duplicate_or_misrouted(
    reason: CloseReason, who: str
) -> None:
    for letter in "ROM":
        if letter in who:
            check_withdrawal(reason, CLAIMED, who_is(PEOPLE[letter], CLAIMED))
        else:
            with pytest.raises(Refused, match="as a duplicate or as misrouted"):
                check_withdrawal(reason, CLAIMED, who_is(PEOPLE[letter], CLAIMED))


def test_a_second_claimer_is_told_who_has_it() -> None:
    assert refusal(Move.CLAIM, CLAIMED, CRANE) == "Heron has already claimed ESC-7."


def test_the_owner_is_told_that_it_is_theirs_already() -> None:
    assert refusal(Move.CLAIM, CLAIMED, HERON) == "ESC-7 is already yours."


def test_who_claims_past_a_hand_over_is_told_whom_it_goes_to() -> None:
    assert "handed over to Egret: only they can claim it" in refusal(
        Move.CLAIM, CASES["asked"], CRANE
    )


def test_a_manager_who_wants_to_decide_is_told_to_take_it_over_first() -> None:
    """And nobody is told of a way that they may not go."""
    assert "choose Take over in the card's menu first." in refusal(Move.DECIDE, CLAIMED, STORK)
    assert refusal(Move.DECIDE, CLAIMED, CRANE) == "Only its owner can decide it (ESC-7)."


def test_a_move_that_comes_too_late_is_refused_with_the_state_it_found() -> None:
    assert "is closed (communicated)" in refusal(Move.RELEASE, CASES["closed"], HERON)
    assert "is already decided" in refusal(Move.RELEASE, CASES["decided"], HERON)
    assert "nobody has claimed it" in refusal(Move.RELEASE, OPEN, HERON)
    assert "is claimed by Heron" in refusal(Move.REOPEN, CLAIMED, WREN)


def test_managers_are_of_the_queue() -> None:
    assert {r.value for r in who_is(STORK, OPEN).roles} == {"queue", "approver", "manager"}


def test_a_waiting_case_that_is_handed_over_is_claimed_by_who_is_named() -> None:
    asked = CASES["waiting"].asked_over(HandOver(EGRET, HERON, "", after(minutes=2)))
    assert Move.CLAIM in allowed_moves(asked, who_is(EGRET, asked))
    assert Move.CLAIM not in allowed_moves(asked, who_is(CRANE, asked))
    assert asked.claimed(EGRET, after(minutes=3)).wait == asked.wait


def test_what_waits_is_refused_with_on_whom_it_waits() -> None:
    words = refusal(Move.WAIT, CASES["waiting"], HERON)
    assert words == "ESC-7 waits on the customer, claimed by Heron, so you can't have it wait now."
    assert "nobody has claimed it" in refusal(Move.RESUME, OPEN, STORK)


def test_who_it_is_offered_to_may_stand_back_from_it_and_nobody_else() -> None:
    offered = OPEN.offered(Offer(CRANE, "", NOON, after(minutes=15)))
    check_move(Move.STAND_BACK, offered, who_is(CRANE, offered), name_of)
    for user in (HERON, STORK, WREN):
        words = "Only the person it is offered to can stand back from it (ESC-7)."
        assert refusal(Move.STAND_BACK, offered, user) == words


def test_who_it_is_offered_to_changes_neither_priority_nor_deadline() -> None:
    offered = OPEN.offered(Offer(CRANE, "", NOON, after(minutes=15)))
    for move in (Move.CHANGE_PRIORITY, Move.SET_DEADLINE):
        assert "Only its owner or a manager can" in refusal(move, offered, CRANE)
