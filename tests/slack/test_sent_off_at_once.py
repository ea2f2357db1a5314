"""Two people send off the intake form about the same subject at the same moment."""

from __future__ import annotations

import time
from concurrent.futures import Future, ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Engine, text

from bot.case.identifiers import UserId
from bot.verbs.intake.raise_escalation import open_escalation
from handlers.slack.cases import raise_escalation
from handlers.slack.cases.intake_form import asking_why, built
from handlers.slack.context.context import Context
from handlers.slack.contract.answers import Answer, Show
from handlers.slack.contract.requests import OpenForm, Sender, Submission
from handlers.slack.forms.raise_escalation import Prefill
from storage.work import DatabaseStorage
from tests.architecture.filling import sent
from tests.support.factories import FINCH, NOON, WREN, request, settle

SOON = 60
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
    deadline = time.monotonic() + SOON
    while engine.dialect.name != "sqlite" and not second.done():
        with engine.connect() as connection:
            held = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if connection.execute(held).scalar_one():
                return
        assert time.monotonic() < deadline, "it neither waits nor ends"


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
            assert asking_why(work, WREN, first, NOON) is None
            open_escalation(work, request(WREN, account="acme"), NOON)
            answer = threads.submit(raise_escalation.submitted, context, sends)
            waits(engine, answer)
        asked = answer.result(SOON)

    assert isinstance(asked, Show)
    assert "ESC-1" in str(asked.view)
