"""Whatever is typed behind a word of a mention, the answer is words and never a traceback."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.case.errors import Refused
from bot.case.transitions import Move
from handlers.slack.app.registry import answer_mention
from handlers.slack.context.context import Context
from handlers.slack.contract.answers import Say
from tests.architecture import conftest
from tests.architecture.plays import claim
from tests.architecture.slack_limits import markup_problems
from tests.architecture.stage import Stage
from tests.support.factories import HERON

stage_engine, new_stage = conftest.stage_engine, conftest.new_stage
FORMS = {"wait": Move.WAIT, "priority": Move.CHANGE_PRIORITY, "deadline": Move.SET_DEADLINE}
PIECES = st.sampled_from(
    [
        "until",
        "for",
        "by",
        "because",
        "customer",
        "legal",
        "team",
        "the",
        "on",
        "another",
        "tomorrow",
        "monday",
        "17:00",
        "25:00",
        "01/02",
        "2026-12-01",
        "2026-02-30",
        "in",
        "3",
        "days",
        "0",
        "99999999",
        "P1",
        "p9",
        "T",
        "Z",
        "+01:00",
        "EST",
        "Europe/Berlin",
        ":",
        ",",
        ".",
        "-",
        "\n",
        "\x00",
        "\u202e",
        "&amp;",
        "&lt;!here>",
        "<@U0HERON>",
        "<https://a.example|x>",
        "كان",
        "🧑\u200d🚒",
        "1.",
        "may",
        "noon",
        "eod",
        "'s",
    ]
)
LINES = st.one_of(st.lists(PIECES, max_size=9).map(" ".join), st.text(max_size=60))


@pytest.fixture
def context(new_stage: Callable[..., Stage]) -> Context:
    stage = new_stage()
    claim(stage, stage.open())
    return Context(stage.storage, SimpleNamespace(now=lambda: stage.now))


def _answered(context: Context, text: str, ts: str) -> Say | Refused:
    event = {"type": "app_mention", "user": HERON, "channel": "C0EXEC", "text": f"<@U0BOT> {text}"}
    body = {"event": event | {"ts": ts, "thread_ts": "1772539200.000001"}}
    try:
        answer = answer_mention(context, body)
    except Refused as refusal:
        return refusal
    assert isinstance(answer, Say)
    return answer


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(word=st.sampled_from(list(FORMS)), line=LINES, ts=st.uuids().map(str))
def test_every_line_is_answered_in_words(context: Context, word: str, line: str, ts: str) -> None:
    answer = _answered(context, f"{word} {line}", ts)

    assert answer.words
    if isinstance(answer, Say):
        assert answer.offers in (None, FORMS[word])
        assert markup_problems(answer.words) == []


@pytest.mark.parametrize("times", [400, 4000])
def test_a_line_of_nothing_but_dates_takes_no_time(context: Context, times: int) -> None:
    answer = _answered(context, "wait customer for " + "until x " * times, "1.1")

    assert isinstance(answer, Say)
    assert answer.offers is Move.WAIT
