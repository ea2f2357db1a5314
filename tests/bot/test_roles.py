"""What each role may do and see in each class of confidentiality: one table, without a gap."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.case.confidentiality import Confidentiality
from bot.case.errors import Refused
from bot.case.escalation import Escalation, HandOver, Offer, Party, Wait
from bot.case.identifiers import ChannelId, EscalationId, UserId
from bot.case.permissions import (
    Participants,
    Roles,
    Sight,
    check_conflict,
    check_move,
    roles_of,
    sight,
)
from bot.case.priority import Priority
from bot.case.states import CloseReason, ToDo
from bot.case.transitions import Move, Role
from tests.support.factories import NOON, after

# Who may make a move in one state at least, having that role and no other. "yes": in every class,
# if cleared for it. "even so": also where they are not cleared.
MOVES = """
                       requester  co_requester  owner  offered  named  queue  approver  manager  nobody
    claim              -          -             -      -        yes    yes    -         yes      -
    release            -          -             yes    -        -      -      -         yes      -
    hand_over          -          -             yes    -        -      -      -         yes      -
    stand_back         -          -             yes    yes      -      -      -         -        -
    wait               -          -             yes    -        -      -      -         yes      -
    consult            -          -             yes    -        -      -      -         yes      -
    resume             -          -             yes    -        -      -      -         yes      -
    decide             -          -             yes    -        -      -      -         -        -
    approve            -          -             -      -        -      -      yes       -        -
    send_back          -          -             -      -        -      -      yes       -        -
    mark_communicated  -          -             yes    -        -      -      -         yes      -
    close_untold       -          -             yes    -        -      -      -         yes      -
    mark_carried_out   -          -             yes    -        -      -      -         yes      -
    reopen             even_so    -             -      -        -      yes    -         yes      -
    withdraw           even_so    -             yes    -        -      -      -         yes      -
    change_priority    -          -             yes    -        -      -      -         yes      -
    set_deadline       -          -             yes    -        -      -      -         yes      -
    change_silence     -          -             yes    -        -      -      -         yes      -
    mark_suppression   -          -             yes    -        -      -      -         yes      -
    change_class       -          -             yes    -        -      -      -         yes      -
    assign             -          -             -      -        -      -      -         yes      -
    take_over          -          -             -      -        -      -      -         yes      -
"""

# What somebody sees who has that role and no other: cleared for the class, or not.
SIGHTS = """
                       requester  co_requester  owner      offered    named      queue      approver   manager    nobody
    internal           all        all           all        all        all        all        all        all        all
    cleared            state      state         all        all        all        all        all        all        reference
    not_cleared        state      state         reference  reference  reference  reference  reference  reference  reference
"""

NOBODY = "nobody"
PEOPLE = {name: UserId(f"U0{name.upper()}") for name in (*Role, NOBODY)}


def cells(table: str) -> dict[tuple[str, str], str]:
    header, *lines = (line.split() for line in table.strip().splitlines())
    return {
        (line[0], role): cell for line in lines for role, cell in zip(header, line[1:], strict=True)
    }


def stages(confidentiality: Confidentiality) -> list[Escalation]:
    """A case of this class in every state, with one person in each role and no other."""
    opened = Escalation(
        id=EscalationId(7),
        queue="executive",
        channel=ChannelId("C0EXEC"),
        kind="other",
        priority=Priority.P1,
        title="A review was removed",
        what_happened="The customer says that it was theirs.",
        requester=PEOPLE["requester"],
        opened_at=NOON,
        policy_version=1,
        confidentiality=confidentiality,
        co_requesters=(PEOPLE["co_requester"],),
    )
    claimed = opened.claimed(PEOPLE["owner"], NOON)
    asked = claimed.asked_over(HandOver(PEOPLE["named"], PEOPLE["owner"], "", NOON))
    waiting = claimed.waiting(Wait(Party.LEGAL, "A word.", after(days=1), NOON, PEOPLE["owner"]))
    decided = claimed.decided(NOON, (ToDo.TELL, ToDo.CARRY_OUT))
    return [
        opened.offered(Offer(PEOPLE["offered"], "", NOON, after(hours=1))),
        claimed,
        asked,
        waiting,
        claimed.in_review(),
        decided,
        decided.closed(CloseReason.COMMUNICATED, NOON),
    ]


def who_is(name: str, escalation: Escalation, *, is_cleared: bool) -> Roles:
    """Somebody with this role in the case, as far as the case has it, and with no other."""
    user = PEOPLE[name]
    participants = Participants(
        rotation=frozenset({PEOPLE["queue"]}),
        managers=frozenset({PEOPLE["manager"]}),
        approvers=frozenset({PEOPLE["approver"]}),
        cleared=frozenset({user}) if is_cleared else frozenset(),
    )
    if escalation.confidentiality == Confidentiality.INTERNAL:
        participants = replace(participants, cleared=None)
    return roles_of(user, escalation, participants)


def may(move: Move, escalation: Escalation, who: Roles) -> bool:
    try:
        check_move(move, escalation, who, str)
        if move is Move.CLAIM:
            check_conflict(escalation, who)
    except Refused:
        return False
    return True


def test_the_tables_have_no_gap() -> None:
    assert set(cells(MOVES)) == {(move, name) for move in Move for name in PEOPLE}
    classes = ("internal", "cleared", "not_cleared")
    assert set(cells(SIGHTS)) == {(seen, name) for seen in classes for name in PEOPLE}


@pytest.mark.parametrize("move", Move)
def test_a_role_may_do_what_the_table_says_in_every_class(move: Move) -> None:
    others = [
        (name, confidentiality, is_cleared, found)
        for name in PEOPLE
        for confidentiality in Confidentiality
        for is_cleared in (True, False)
        if (found := may_somewhere(move, name, confidentiality, is_cleared=is_cleared))
        != in_the_table(move, name, confidentiality, is_cleared=is_cleared)
    ]
    assert others == []


def in_the_table(
    move: Move, name: str, confidentiality: Confidentiality, *, is_cleared: bool
) -> bool:
    cell = cells(MOVES)[move, name]
    let_in = is_cleared or confidentiality is Confidentiality.INTERNAL
    return cell == "even_so" or (cell == "yes" and let_in)


def may_somewhere(
    move: Move, name: str, confidentiality: Confidentiality, *, is_cleared: bool
) -> bool:
    """Whether they may in one state at least."""
    return any(
        may(move, escalation, who_is(name, escalation, is_cleared=is_cleared))
        for escalation in stages(confidentiality)
    )


def seen_in(confidentiality: Confidentiality) -> tuple[str, ...]:
    """The rows of the table that are about a class."""
    if confidentiality is Confidentiality.INTERNAL:
        return ("internal",)
    return ("cleared", "not_cleared")


@pytest.mark.parametrize(
    ("confidentiality", "seen"), [(c, seen) for c in Confidentiality for seen in seen_in(c)]
)
@pytest.mark.parametrize("name", PEOPLE)
def test_a_role_sees_what_the_table_says(
    seen: str, name: str, confidentiality: Confidentiality
) -> None:
    is_theirs = {"owner": 1, "offered": 0, "named": 2}
    listed = stages(confidentiality)
    cases = [listed[is_theirs[name]]] if name in is_theirs else listed
    for escalation in cases:
        who = who_is(name, escalation, is_cleared=seen == "cleared")
        assert sight(escalation, who) is Sight(cells(SIGHTS)[seen, name])


@pytest.mark.parametrize("name", PEOPLE)
def test_somebody_has_the_role_they_are_named_for_and_no_other(name: str) -> None:
    roles = {
        role
        for e in stages(Confidentiality.INTERNAL)
        for role in who_is(name, e, is_cleared=True).roles
    }
    beside = {Role.QUEUE} if name == Role.MANAGER else set()
    assert roles - beside == ({Role(name)} if name != NOBODY else set())


def test_without_approvers_the_queue_approves_but_never_the_owner() -> None:
    owner, other = UserId("U0ONE"), UserId("U0OTHER")
    claimed = replace(stages(Confidentiality.INTERNAL)[1], owner=owner)
    participants = Participants(rotation=frozenset({owner, other}))
    assert Role.APPROVER not in roles_of(owner, claimed, participants).roles
    assert Role.APPROVER in roles_of(other, claimed, participants).roles


def test_who_is_not_cleared_is_told_for_what() -> None:
    opened = stages(Confidentiality.LEGAL_PRIVILEGED)[0]
    who = who_is("queue", opened, is_cleared=False)
    with pytest.raises(Refused) as refused:
        check_move(Move.CLAIM, opened, who, str)
    assert refused.value.words == (
        "ESC-7 is legally privileged: only people cleared for legally privileged cases can claim it."
    )
