"""Asking a team about a case: put, answered once, waited on, reminded of, called off."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from bot.case.consult import ANSWER_LIMIT, QUESTION_LIMIT, Consult
from bot.case.errors import RefusalCode, Refused
from bot.case.escalation import Party
from bot.case.identifiers import EscalationId, UserId
from bot.case.people import Actor, Via
from bot.case.states import State
from bot.casework.transaction import carry_out
from bot.due.timers import run_due
from bot.policy import Duration, Team
from bot.ports import Receipt
from bot.service_levels.clocks import ClockName
from bot.verbs.consults.answer import AnswerRequest, answer, replied
from bot.verbs.consults.consult import ConsultRequest, consult
from storage.work import DatabaseStorage
from tests.support.factories import (
    CRANE,
    EGRET,
    FINCH,
    HERON,
    STORK,
    WREN,
    Hand,
    case,
    claimed,
    key,
    open_one,
    settle,
    timeline,
    utc,
)
from tests.support.looking import Ear, at_once, clock, timers
from tests.support.offices import office_policy

MONDAY = utc("2026-03-09T08:00")
"""Nine o'clock in Copenhagen."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DESK = "C0LEGALDESK"
TEAMS = {
    "legal": Team("legal", DESK, office="copenhagen"),
    "Trust & Safety": Team("Trust & Safety", people=(FINCH, STORK), office="copenhagen"),
    "me": Team("me", people=(HERON,)),
    "own": Team("own", channel="C0EXEC"),
    "quick": Team("quick", "C0QUICK", answer_within=Duration(seconds=2 * 3600)),
}


@pytest.fixture
def storage(storage: DatabaseStorage) -> DatabaseStorage:
    rotation = ((HERON, "copenhagen"), (CRANE, "copenhagen"))
    settle(storage, replace(office_policy(*rotation), teams=TEAMS))
    return storage


def ask(
    storage: DatabaseStorage,
    esc: EscalationId,
    now: datetime = MONDAY + HOUR,
    *,
    by: UserId = HERON,
    team: str = "legal",
    question: str = "May we show it?",
    until: datetime | None = None,
    waits: bool = False,
) -> Receipt:
    asked = ConsultRequest(Actor(by, Via.FORM), esc, team, question, until, waits)
    return carry_out(storage, key(), lambda work: consult(work, asked, now), now)


def tell(
    storage: DatabaseStorage,
    number: int = 1,
    now: datetime = MONDAY + 2 * HOUR,
    *,
    by: UserId = FINCH,
    text: str = "You may.",
    read_in: str = DESK,
) -> Receipt:
    said = AnswerRequest(Actor(by, Via.FORM), number, text, read_in)
    return carry_out(storage, key(), lambda work: answer(work, said, now), now)


def reply(
    storage: DatabaseStorage, text: str, *, by: UserId = FINCH, now: datetime = MONDAY + 2 * HOUR
) -> Receipt:
    said = AnswerRequest(Actor(by, Via.MESSAGE), 1, text, DESK)
    return carry_out(storage, key(), lambda work: replied(work, said, now), now)


def the_consult(storage: DatabaseStorage, number: int = 1) -> Consult:
    with storage.read() as work:
        found = work.consults.get(number)
    assert found is not None
    return found


def refusal(call: object) -> Refused:
    assert callable(call)
    with pytest.raises(Refused) as refused:
        call()
    return refused.value


def test_a_question_goes_to_the_team_s_channel_with_a_date_in_its_hours(
    storage: DatabaseStorage, ear: Ear
) -> None:
    esc = claimed(storage, MONDAY)
    ear.new()

    done = ask(storage, esc)

    asked = the_consult(storage)
    assert done.words == f"legal is asked about ESC-{esc}."
    assert (asked.recipients, asked.due_at) == ((DESK,), MONDAY + HOUR + DAY)
    assert f"consult_put {DESK}" in ear.new()
    assert timeline(storage, esc)[-1] == "consult_asked"
    assert case(storage, esc).state is State.CLAIMED


def test_a_team_without_a_channel_is_asked_one_by_one_but_for_who_asks(
    storage: DatabaseStorage, ear: Ear
) -> None:
    esc = claimed(storage, MONDAY)
    ear.new()

    ask(storage, esc, by=STORK, team="trust-&-safety")

    assert the_consult(storage).recipients == (FINCH,)
    assert f"consult_put {FINCH}" in ear.new()


def test_an_answer_is_kept_and_the_owner_told_and_the_question_settled(
    storage: DatabaseStorage, ear: Ear, engine: Engine
) -> None:
    esc = claimed(storage, MONDAY)
    ask(storage, esc)
    ear.new()

    tell(storage)

    answered = the_consult(storage)
    assert (answered.answer, answered.answered_by, answered.is_open) == ("You may.", FINCH, False)
    said = ear.new()
    assert {f"consult_put {DESK}", f"team_answered {HERON}", "milestones"} <= set(said)
    assert timeline(storage, esc)[-1] == "consult_answered"
    assert not [t for t in timers(engine, esc) if t.startswith("consult")]


def test_several_teams_are_asked_at_once_and_a_case_waits_until_all_have_answered(
    storage: DatabaseStorage,
) -> None:
    esc = claimed(storage, MONDAY)
    ask(storage, esc, waits=True)
    ask(storage, esc, MONDAY + 2 * HOUR, team="quick", waits=True)
    wait = case(storage, esc).wait
    assert wait is not None
    assert (wait.on, wait.until) == (Party.LEGAL, MONDAY + HOUR + DAY)

    tell(storage)
    assert case(storage, esc).state is State.WAITING
    tell(storage, 2, MONDAY + 3 * HOUR, read_in="C0QUICK")

    assert case(storage, esc).state is State.CLAIMED
    assert timeline(storage, esc).count("wait_begun") == 1


def test_the_service_clocks_stand_still_only_if_the_owner_chose_so(
    storage: DatabaseStorage,
) -> None:
    first, second = claimed(storage, MONDAY), claimed(storage, MONDAY)
    ask(storage, first, waits=True)
    ask(storage, second)

    paused = [clock(storage, esc, ClockName.RESOLUTION).paused_at for esc in (first, second)]

    assert paused == [MONDAY + HOUR, None]


def test_a_case_that_waits_on_somebody_else_goes_on_doing_so(
    storage: DatabaseStorage, heron: Hand
) -> None:
    esc = claimed(storage, MONDAY)
    heron.wait(esc, MONDAY, MONDAY + 3 * DAY)

    done = ask(storage, esc, waits=True)
    tell(storage)

    wait = case(storage, esc).wait
    assert wait is not None
    assert wait.on is Party.CUSTOMER
    assert "doesn't wait on the answer" in done.words


@pytest.mark.both_databases
def test_of_two_who_answer_at_once_the_second_hears_who_was_first(
    storage: DatabaseStorage,
) -> None:
    ask(storage, claimed(storage, MONDAY))

    found = at_once(
        [
            lambda: tell(storage, by=FINCH, text="Yes."),
            lambda: tell(storage, by=CRANE, text="No."),
        ]
    )

    (refused,) = [one for one in found if isinstance(one, Refused)]
    assert refused.code is RefusalCode.ALREADY_SO
    assert "has already answered" in refused.words


@pytest.mark.parametrize(
    ("by", "read_in", "code"),
    [
        (HERON, DESK, RefusalCode.CONFLICT_OF_INTEREST),
        (FINCH, "", RefusalCode.NOT_ALLOWED),
        (FINCH, "C0ELSEWHERE", RefusalCode.NOT_ALLOWED),
    ],
)
def test_only_who_reads_the_channel_answers_and_never_who_asked(
    storage: DatabaseStorage, by: UserId, read_in: str, code: RefusalCode
) -> None:
    ask(storage, claimed(storage, MONDAY))

    assert refusal(lambda: tell(storage, by=by, read_in=read_in)).code is code


def test_one_of_its_people_answers_from_anywhere(storage: DatabaseStorage) -> None:
    ask(storage, claimed(storage, MONDAY), team="Trust & Safety")

    tell(storage, by=FINCH, read_in="")

    assert the_consult(storage).answered_by == FINCH


@pytest.mark.parametrize("by", [CRANE, WREN, FINCH])
def test_only_owner_and_managers_ask(storage: DatabaseStorage, by: UserId) -> None:
    esc = claimed(storage, MONDAY)

    assert refusal(lambda: ask(storage, esc, by=by)).code is RefusalCode.NOT_ALLOWED


@pytest.mark.parametrize(
    ("fields", "field", "code"),
    [
        ({"team": "nobody"}, "team", RefusalCode.INVALID),
        ({"team": "me"}, "team", RefusalCode.CONFLICT_OF_INTEREST),
        ({"team": "own"}, "team", RefusalCode.CONFLICT_OF_INTEREST),
        ({"question": ""}, "question", RefusalCode.REQUIRED),
        ({"question": "x" * 30_000}, "question", RefusalCode.TOO_LONG),
        ({"until": MONDAY}, "until", RefusalCode.IN_THE_PAST),
        ({"until": MONDAY + 999 * DAY}, "until", RefusalCode.TOO_FAR),
    ],
)
def test_what_is_wrong_with_a_question_is_said_at_its_field(
    storage: DatabaseStorage, fields: dict[str, object], field: str, code: RefusalCode
) -> None:
    esc = claimed(storage, MONDAY)

    refused = refusal(lambda: ask(storage, esc, **fields))  # type: ignore[arg-type]

    assert {name: fault.code for name, fault in refused.faults.items()} == {field: code}
    assert timeline(storage, esc)[-1] == "claimed"


def test_an_answer_is_neither_empty_nor_longer_than_can_be_read(storage: DatabaseStorage) -> None:
    ask(storage, claimed(storage, MONDAY))

    assert refusal(lambda: tell(storage, text="")).code is RefusalCode.REQUIRED
    assert refusal(lambda: tell(storage, text="x" * 30_000)).code is RefusalCode.TOO_LONG
    tell(storage, text="x" * ANSWER_LIMIT)
    assert QUESTION_LIMIT < ANSWER_LIMIT == len(the_consult(storage).answer)


def test_a_closed_case_cancels_its_questions_and_takes_no_new_one(
    storage: DatabaseStorage, ear: Ear, engine: Engine, heron: Hand
) -> None:
    esc = claimed(storage, MONDAY)
    ask(storage, esc)
    ask(storage, esc, team="quick")
    ear.new()

    heron.withdraw(esc, MONDAY + 2 * HOUR, "misrouted")

    assert [the_consult(storage, n).cancelled_at for n in (1, 2)] == [MONDAY + 2 * HOUR] * 2
    assert {f"consult_put {DESK}", "consult_put C0QUICK"} <= set(ear.new())
    assert timers(engine, esc) == []
    assert refusal(lambda: tell(storage)).code is RefusalCode.NO_LONGER_SO
    assert refusal(lambda: ask(storage, esc)).code is RefusalCode.WRONG_STATE


def test_the_team_is_reminded_in_its_hours_and_the_owner_hears_once_it_is_late(
    storage: DatabaseStorage, ear: Ear
) -> None:
    esc = claimed(storage, MONDAY)
    ask(storage, esc, MONDAY + HOUR)
    ear.new()
    heard: list[tuple[int, str]] = []

    for hour in range(2, 9 * 24):
        run_due(storage, MONDAY + hour * HOUR)
        heard += [(hour, line) for line in ear.new() if line.startswith("consult_due")]

    # Half of its eight hours, 80 %, the date; then a business day later, and two more.
    assert [hour for hour, _ in heard] == [5, 8, 26, 50, 98]


def test_who_holds_the_case_hears_of_a_late_answer_once(storage: DatabaseStorage, ear: Ear) -> None:
    esc = claimed(storage, MONDAY)
    ask(storage, esc)
    ear.new()

    run_due(storage, MONDAY + HOUR + DAY + HOUR)

    said = ear.said(storage, MONDAY + HOUR + DAY + HOUR)
    assert [line.startswith(HERON) for line in said if f"{esc} consult:breach" in line] == [True]
    assert "consult_overdue" in timeline(storage, esc)


def test_nobody_is_reminded_of_what_is_answered(storage: DatabaseStorage, ear: Ear) -> None:
    ask(storage, claimed(storage, MONDAY))
    tell(storage)
    ear.new()

    run_due(storage, MONDAY + 9 * DAY)

    assert not [line for line in ear.new() if line.startswith("consult")]


def test_the_first_reply_in_its_thread_is_the_answer_and_later_ones_add_to_it(
    storage: DatabaseStorage, ear: Ear
) -> None:
    esc = claimed(storage, MONDAY)
    ask(storage, esc)
    reply(storage, "Which review?", by=HERON)
    assert the_consult(storage).is_open
    ear.new()

    reply(storage, "You may.")
    reply(storage, "But not the photo.", now=MONDAY + 3 * HOUR)

    assert the_consult(storage).answer == "You may."
    assert timeline(storage, esc)[-2:] == ["consult_answered", "consult_answered"]
    assert ear.new().count(f"team_answered {HERON}") == 2


def test_what_is_put_to_a_person_is_found_by_them(storage: DatabaseStorage) -> None:
    ask(storage, claimed(storage, MONDAY), team="Trust & Safety")
    with storage.read() as work:
        found = {user: len(work.consults.put_to(user)) for user in (FINCH, STORK, EGRET)}
    assert found == {FINCH: 1, STORK: 1, EGRET: 0}


def test_open_questions_go_along_where_a_case_is_merged_into_another(
    storage: DatabaseStorage, engine: Engine, heron: Hand
) -> None:
    one, other = claimed(storage, MONDAY), claimed(storage, MONDAY)
    ask(storage, one)
    heron.withdraw(one, MONDAY + 2 * HOUR, "duplicate", duplicate_of=f"ESC-{other}")

    tell(storage, now=MONDAY + 3 * HOUR)

    assert timeline(storage, other)[-3:] == ["consult_asked", "merged_from", "consult_answered"]
    assert not [t for t in timers(engine) if t.startswith("consult")]


def test_an_open_case_that_nobody_has_asks_nobody(storage: DatabaseStorage) -> None:
    esc = open_one(storage, now=MONDAY)

    assert refusal(lambda: ask(storage, esc, by=STORK)).code is RefusalCode.WRONG_STATE
