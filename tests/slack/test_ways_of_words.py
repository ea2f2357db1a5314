"""Words that can't be stored reach their person some other way, or the log says that none was left."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
import structlog
from slack_sdk import WebClient
from sqlalchemy import Engine, func, select, text
from structlog.testing import capture_logs

from bot.case.identifiers import UserId
from bot.limits import Limits
from bot.notices import PrivateAnswer
from handlers.slack.app import telling
from handlers.slack.app.opener import Opener
from handlers.slack.app.telling import Teller, Way
from handlers.slack.forms.inputs import page, words
from sandbox import Sandbox
from storage.tables import OutboxRow
from storage.work import DatabaseStorage

SAID = "Nothing was saved."
FORM = page("A form", [words("Somebody is at it.")])


@pytest.fixture
def slack() -> Iterator[Sandbox]:
    with Sandbox() as slack:
        yield slack


def says(slack: Sandbox, way: Way) -> None:
    """The words leave, one way or the other."""
    client = WebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[])
    nothing: Any = SimpleNamespace(storage=None, clock=None)
    with ThreadPoolExecutor(1) as executor:
        Opener(client, nothing, executor, executor, Limits()).say(SAID, way)


def test_on_a_page_of_their_own(slack: Sandbox) -> None:
    otter = slack.person("U0OTTER")

    says(slack, Way(trigger=slack.core.views.new_trigger("U0OTTER")))

    assert SAID in otter.wait_for_modal("Escalations").text


def test_on_a_page_over_the_form_they_pressed_in(slack: Sandbox) -> None:
    otter, views = slack.person("U0OTTER"), slack.core.views
    form = views.open("U0OTTER", FORM)

    says(slack, Way(trigger=views.new_trigger("U0OTTER", form.id), in_form=True))

    over = otter.wait_for_modal("Escalations")
    assert SAID in over.text
    over.close()
    assert otter.wait_for_modal("A form").is_open


@pytest.mark.parametrize(
    ("way", "why"),
    [
        (Way(), "no way to them"),
        (Way(trigger="1.2.used-up"), "invalid_trigger_id"),
        (Way("/commands/T0SANDBOX/9/of-another-day"), "http_404"),
    ],
)
def test_with_no_way_left_the_log_says_so(
    slack: Sandbox, way: Way, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if way.address:
        way = replace(way, address=slack.core.response_urls.base + way.address)
    monkeypatch.setattr(telling, "log", structlog.get_logger())  # one that isn't kept from before
    with capture_logs() as logged:
        says(slack, way)

    assert [(line["event"], line["error"]) for line in logged] == [("answer_not_sent", why)]


@pytest.mark.parametrize("or_said", [False, True])
def test_what_is_late_gets_there_yet_unless_it_is_said_another_way(
    storage: DatabaseStorage, engine: Engine, *, or_said: bool
) -> None:
    client = WebClient("xoxb-1-made-up", base_url="http://127.0.0.1:9/api/")
    limits = Limits(form_build_seconds=0.1)
    note = PrivateAnswer(UserId("U0OTTER"), SAID)
    with ThreadPoolExecutor(1) as executor:
        with engine.begin() as writer:
            if engine.dialect.name != "sqlite":  # which has one writer at a time
                writer.execute(text("LOCK TABLE outbox"))
            is_there = Teller(client, storage, executor, limits).keep(note, or_said=or_said)
        assert not is_there

    with engine.connect() as connection:
        kept = connection.execute(select(func.count()).select_from(OutboxRow)).scalar_one()
    assert kept == (0 if or_said else 1)
