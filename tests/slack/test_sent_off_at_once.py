"""Two people send off the intake form about the same subject at the same moment."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Engine

from bot.case.identifiers import UserId
from bot.verbs.intake.raise_escalation import open_escalation
from handlers.slack.cases import raise_escalation
from handlers.slack.cases.intake_form import asking_why, built, so_far
from handlers.slack.context.context import Context
from handlers.slack.contract.answers import Answer, Show
from handlers.slack.contract.requests import OpenForm, Sender, Submission
from handlers.slack.forms.raise_escalation import Prefill
from storage.work import DatabaseStorage
from tests.architecture.filling import sent
from tests.support.factories import FINCH, NOON, WREN, request, settle
from tests.support.held_up import SOON, wait_until_held_up

TYPED = {
    "Title": "Reviews removed",
    "What happened": "Since the rebrand they are hidden.",
    "Account": "Acme A/S",
}


def form_of(storage: DatabaseStorage, user: UserId) -> OpenForm:
    with storage.read() as work:
        view = built(work, user, Prefill(kind="executive", priority="P2"), NOON)
    return sent(view, TYPED)


def waits(engine: Engine, second: Future[Answer]) -> None:
    """Until the second is held up; on SQLite it is before it has begun."""
    if engine.dialect.name != "sqlite":
        wait_until_held_up(engine, lambda: not second.done())


@pytest.mark.both_databases
def test_the_second_of_two_who_send_off_the_same_subject_at_once_is_asked_why(
    storage: DatabaseStorage, engine: Engine
) -> None:
    settle(storage)
    first, second = form_of(storage, WREN), form_of(storage, FINCH)
    context: Any = Context(storage, SimpleNamespace(now=lambda: NOON))
    sends = Submission(Sender(FINCH, "", "", ""), second)

    with ThreadPoolExecutor(1) as threads:
        with storage.begin() as work:
            assert asking_why(work, WREN, first, so_far(work, first), NOON) is None
            open_escalation(work, request(WREN, account="acme"), NOON)
            answer = threads.submit(raise_escalation.submitted, context, sends)
            waits(engine, answer)
        asked = answer.result(SOON)

    assert isinstance(asked, Show)
    assert "ESC-1" in str(asked.view)
