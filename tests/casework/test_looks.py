"""Who looks at a case above `internal` is on its timeline."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from bot.case.identifiers import ChannelId, EscalationId, UserId
from bot.case.people import Via
from bot.case.transitions import Move
from bot.events import CaseLookedAt
from bot.limits import Limits
from bot.notices import PrivateAnswer
from bot.verbs.looking.open_home import open_home
from handlers.delivery.answering import EPHEMERAL, send_answer
from handlers.delivery.rendering_home import render_home
from handlers.slack.app.registry import CLICKS
from handlers.slack.cases.raise_escalation import answer_typed
from handlers.slack.context.context import Context
from handlers.slack.contract.answers import Open, Say
from handlers.slack.contract.requests import Click, Command, FormValues, OpenForm, Sender
from handlers.slack.looking import look
from handlers.web_api.sending import Arrived
from storage.work import DatabaseStorage
from tests.support.approvals import asked_of, with_approvals
from tests.support.factories import (
    CRANE,
    FINCH,
    HERON,
    NOON,
    STORK,
    WREN,
    Hand,
    claimed,
    open_one,
    policy,
    settle,
)
from tests.verbs.test_kinds import raised, settled

SENT = Arrived({}, EPHEMERAL)
ROOM = ChannelId("C0EXEC")


@pytest.fixture
def kept(storage: DatabaseStorage) -> EscalationId:
    """A case of Heron's that Heron and Crane may read."""
    settle(storage, replace(policy(), clearances={"restricted": (HERON, CRANE)}))
    number = claimed(storage, NOON)
    with storage.begin() as work:
        found = work.escalations.get(number)
        assert found is not None
        work.escalations.save(replace(found, confidentiality="restricted"))
    return number


def types(storage: DatabaseStorage, user: UserId, words: str, now: datetime = NOON) -> Say:
    context: Any = Context(storage, SimpleNamespace(now=lambda: now))
    asked = Command(Sender(user, "", "", ""), "/escalations", words, ROOM, "", "")
    said = look.from_command(context, asked)
    assert isinstance(said, Say)
    return said


def looks(storage: DatabaseStorage, number: EscalationId) -> list[tuple[UserId | None, Via]]:
    """Who has looked, and from where, in order."""
    with storage.read() as work:
        entries = work.timeline.of(number)
    return [(e.who, e.via) for e in entries if isinstance(e.event, CaseLookedAt)]


@pytest.mark.parametrize("words", ["show ESC-1", "mine", "open", "at-risk"])
def test_who_has_a_kept_case_shown_is_on_its_timeline(
    storage: DatabaseStorage, kept: EscalationId, words: str
) -> None:
    types(storage, HERON, words, NOON + timedelta(hours=20))

    assert looks(storage, kept) == [(HERON, Via.COMMAND)]


def test_who_is_to_approve_the_decision_of_a_kept_case_has_looked_at_it_where_it_is_listed(
    storage: DatabaseStorage, kept: EscalationId
) -> None:
    settle(storage, replace(with_approvals(policy()), clearances={"restricted": (HERON, CRANE)}))
    Hand(storage, HERON).decide(kept, NOON, told_through="email")
    assert CRANE in asked_of(storage, kept)
    types(storage, CRANE, "mine")
    render_home(storage, CRANE, NOON + timedelta(hours=1), is_look=True)

    assert looks(storage, kept) == [(CRANE, Via.COMMAND), (CRANE, Via.HOME)]


def test_a_look_is_noted_once_an_hour_for_each_person(
    storage: DatabaseStorage, kept: EscalationId
) -> None:
    for user in (HERON, CRANE):
        for minutes in (0, 10, 59, 60, 70):
            types(storage, user, "show ESC-1", NOON + timedelta(minutes=minutes))

    assert looks(storage, kept) == [(HERON, Via.COMMAND)] * 2 + [(CRANE, Via.COMMAND)] * 2


@pytest.mark.parametrize("user", [WREN, STORK, FINCH])
def test_who_sees_no_more_than_its_reference_or_state_has_not_looked_at_it(
    storage: DatabaseStorage, kept: EscalationId, user: UserId
) -> None:
    types(storage, user, "show ESC-1")
    render_home(storage, user, NOON, is_look=True)

    assert looks(storage, kept) == []


def test_a_case_that_all_may_read_keeps_no_account_of_its_readers(
    storage: DatabaseStorage,
) -> None:
    settle(storage)
    number = open_one(storage)
    types(storage, STORK, "show ESC-1")

    assert looks(storage, number) == []


@pytest.mark.parametrize(("told", "via"), [("shows", Via.MENTION), ("details", Via.BUTTON)])
def test_a_private_answer_that_shows_a_kept_case_is_a_look(
    storage: DatabaseStorage, kept: EscalationId, told: str, via: Via
) -> None:
    answer = replace(PrivateAnswer(HERON, "", ROOM, escalation_id=kept), **{told: True})  # type: ignore[arg-type]
    slack: Any = SimpleNamespace(chat_postEphemeral=lambda **_: None)

    assert send_answer(slack, storage, answer, NOON, Limits()) == SENT
    assert looks(storage, kept) == [(HERON, via)]


@pytest.mark.parametrize("action", ["decide", "hand_over", "wait", "change_priority"])
def test_a_form_that_shows_a_kept_case_is_a_look(
    storage: DatabaseStorage, kept: EscalationId, action: str
) -> None:
    context: Any = Context(storage, SimpleNamespace(now=lambda: NOON))
    press = Click(Sender(HERON, "", "", ""), action, str(kept), "", "1", "")
    answer = CLICKS[action](context, press)
    assert isinstance(answer, Open)

    answer.build()

    assert looks(storage, kept) == [(HERON, Via.BUTTON)]


def test_an_answer_that_only_offers_a_form_is_none(
    storage: DatabaseStorage, kept: EscalationId
) -> None:
    answer = PrivateAnswer(HERON, "Use it:", ROOM, escalation_id=kept, offers=Move.DECIDE)
    slack: Any = SimpleNamespace(chat_postEphemeral=lambda **_: None)

    send_answer(slack, storage, answer, NOON, Limits())

    assert looks(storage, kept) == []


def test_who_opens_app_home_looks_at_what_it_shows(
    storage: DatabaseStorage, kept: EscalationId
) -> None:
    with storage.begin() as work:
        open_home(work, HERON, "")
    render_home(storage, HERON, NOON)
    assert looks(storage, kept) == [], "it was drawn for them, since others changed something"

    render_home(storage, HERON, NOON, is_look=True)
    assert looks(storage, kept) == [(HERON, Via.HOME)]


def test_who_looked_stands_below_the_history_and_takes_no_place_in_it(
    storage: DatabaseStorage, kept: EscalationId
) -> None:
    for hours in range(30):
        types(storage, CRANE, "show ESC-1", NOON + timedelta(hours=hours))
    said = str(types(storage, HERON, "show ESC-1", NOON + timedelta(hours=30)).blocks)

    assert f"Looked at by <@{CRANE}>" in said
    assert "looked at by" not in said
    assert "raised" in said


@pytest.fixture
def answered(storage: DatabaseStorage) -> EscalationId:
    """An answered question that Heron and Crane may read."""
    settled(storage)
    number = raised(storage, "advice", {"question": "May a dentist name the patient?"})
    Hand(storage, HERON).claim(number, NOON)
    Hand(storage, HERON).decide(number, NOON, outcome="answered", told_through="email")
    with storage.begin() as work:
        found = work.escalations.get(number)
        assert found is not None
        work.escalations.save(replace(found, confidentiality="restricted"))
    return number


def test_who_finds_a_kept_case_by_its_question_or_account_has_looked_at_it(
    storage: DatabaseStorage, answered: EscalationId
) -> None:
    types(storage, FINCH, "search dentist patient")
    types(storage, HERON, "search dentist patient")
    types(storage, CRANE, "search ACME Ltd")

    assert looks(storage, answered) == [(HERON, Via.COMMAND), (CRANE, Via.COMMAND)]


@pytest.mark.parametrize(
    "typed",
    [
        {"kind": "advice", "advice_question": "Can dentists name patients?"},
        {"kind": "appeal", "appeal_original_decision": "ESC-1"},
    ],
    ids=["the same question", "the decision under appeal"],
)
def test_an_intake_form_that_shows_a_kept_case_is_a_look(
    storage: DatabaseStorage, answered: EscalationId, typed: dict[str, str]
) -> None:
    context: Any = Context(storage, SimpleNamespace(now=lambda: NOON))
    for user in (FINCH, CRANE):
        form = OpenForm("V1", "h", "intake", "", FormValues(typed))
        press = Click(Sender(user, "", "", ""), "typed", "", "", "1", "", form=form)
        answer_typed(context, press)

    assert looks(storage, answered) == [(CRANE, Via.FORM)]
