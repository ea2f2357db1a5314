"""A kind may ask questions of every sort: each is filled, read, refused and shown as its sort is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.case.errors import RefusalCode, Refused
from bot.case.identifiers import UserId
from bot.case.kinds import KINDS, Kind
from bot.case.people import Actor, Via
from bot.case.questions import (
    Answer,
    Instant,
    Link,
    Number,
    OneOf,
    PersonMeant,
    Question,
    Text,
    check_answer,
    read_answer,
)
from bot.casework.case_view import CaseView
from bot.policy import Policy
from bot.verbs.intake.raise_escalation import check_request
from handlers.slack.contract.answers import View
from handlers.slack.contract.requests import FormValues
from handlers.slack.forms import raise_escalation as raise_form
from handlers.slack.messages.whole import whole
from tests.architecture.filling import sent
from tests.architecture.forms import a_case
from tests.support.factories import NOON, policy

AT = datetime(2026, 12, 1, 14, 0, tzinfo=UTC)
WHO = Actor(UserId("U0WREN"), Via.FORM)
ASKS_ALL = Kind(
    "survey",
    "Survey",
    "One question of each sort",
    questions=(
        Question("words", "Words", required=True, asks=Text(20)),
        Question("received", "Received at", required=True, asks=Instant()),
        Question("by", "Decided by", required=True, asks=OneOf({"staff": "Our <staff>"})),
        Question("decider", "Decider", required=True, asks=PersonMeant()),
        Question("letter", "Letter", required=True, asks=Link(60)),
        Question("times", "How many times", required=True, asks=Number(least=1, most=9)),
    ),
)
FILLED = {
    "Words": "a & b",
    "Received at": str(int(AT.timestamp())),
    "Decided by": "staff",
    "Decider": "U0HERON",
    "Letter": "https://a.example/1?x=1&y=2",
    "How many times": "+3",
}
KEPT = {
    "words": "a & b",
    "received": "2026-12-01T14:00:00+00:00",
    "by": "staff",
    "decider": "U0HERON",
    "letter": "https://a.example/1?x=1&y=2",
    "times": "3",
}
READ: dict[str, Answer] = {
    **KEPT,
    "received": AT,
    "times": 3,
}
QUESTIONS = {q.key: q for q in ASKS_ALL.questions}


@pytest.fixture
def surveyed(monkeypatch: pytest.MonkeyPatch) -> Policy:
    """A policy whose queue takes the kind that asks everything."""
    monkeypatch.setitem(KINDS, ASKS_ALL.name, ASKS_ALL)
    in_force = policy()
    queues = {
        name: replace(queue, kinds=(*queue.kinds, ASKS_ALL.name))
        for name, queue in in_force.queues.items()
    }
    return replace(in_force, queues=queues)


def form_for(prefill: raise_form.Prefill) -> View:
    return raise_form.build([ASKS_ALL], prefill)


def filled(prefill: raise_form.Prefill, typed: Mapping[str, str] | None = None) -> FormValues:
    return raise_form.values_of(sent(form_for(prefill), typed))


def test_each_sort_is_kept_as_text_and_read_as_what_it_is() -> None:
    values = filled(raise_form.Prefill(), FILLED)

    answers = raise_form.read(values, WHO, [ASKS_ALL]).answers

    assert answers == KEPT
    assert {key: read_answer(QUESTIONS[key].asks, text) for key, text in answers.items()} == READ


def test_what_was_answered_is_there_when_the_form_is_built_again() -> None:
    values = filled(raise_form.Prefill(), FILLED)

    again = filled(raise_form.typed_so_far(values, [ASKS_ALL]))

    assert raise_form.read(again, WHO, [ASKS_ALL]).answers == KEPT


@pytest.mark.parametrize(
    ("key", "bad", "code"),
    [
        ("words", "a" * 21, RefusalCode.TOO_LONG),
        ("received", "soon", RefusalCode.INVALID),
        ("received", "2026-12-01T14:00:00", RefusalCode.INVALID),
        ("by", "vendor", RefusalCode.INVALID),
        ("decider", "Heron", RefusalCode.INVALID),
        ("letter", "ftp://a.example", RefusalCode.INVALID),
        ("letter", "https://a.example/ b", RefusalCode.INVALID),
        ("letter", "https://a.example/" + "b" * 60, RefusalCode.TOO_LONG),
        ("times", "three", RefusalCode.INVALID),
        ("times", "0", RefusalCode.INVALID),
        ("times", "10", RefusalCode.INVALID),
        ("times", "1" * 5000, RefusalCode.INVALID),
        *((key, "", RefusalCode.REQUIRED) for key in KEPT),
    ],
)
def test_an_answer_that_is_none_is_refused_at_its_question(
    surveyed: Policy, key: str, bad: str, code: RefusalCode
) -> None:
    values = filled(raise_form.Prefill(title="T", what_happened="It was."), FILLED)
    asked = raise_form.read(values, WHO, [ASKS_ALL])
    assert check_request(asked, surveyed) is ASKS_ALL

    with pytest.raises(Refused) as caught:
        check_request(replace(asked, answers={**asked.answers, key: bad}), surveyed)

    assert {name: fault.code for name, fault in caught.value.faults.items()} == {key: code}


def test_nothing_need_be_answered_where_a_question_may_be_left_out() -> None:
    for question in ASKS_ALL.questions:
        assert check_answer(replace(question, required=False), "") == {}


def test_the_details_show_each_answer_as_people_read_it(surveyed: Policy) -> None:
    assert surveyed.queues
    case = replace(a_case(ASKS_ALL.name), answers=KEPT)

    shown = str(whole(CaseView(case, {}, None, None, None), NOON))

    for words in (
        "*Words*\\na &amp; b",
        f"*Received at*\\n<!date^{int(AT.timestamp())}^",
        "*Decided by*\\nOur &lt;staff&gt;",
        "*Decider*\\n<@U0HERON>",
        "*Letter*\\n<https://a.example/1?x=1&amp;y=2>",
        "*How many times*\\n3",
    ):
        assert words in shown


def test_what_a_question_would_no_longer_take_is_shown_as_it_was_typed(surveyed: Policy) -> None:
    assert surveyed.queues
    case = replace(a_case(ASKS_ALL.name), answers={"received": "in May", "gone": "<so>"})

    shown = str(whole(CaseView(case, {}, None, None, None), NOON))

    assert "*Received at*\\nin May" in shown
    assert "*gone*\\n&lt;so&gt;" in shown
