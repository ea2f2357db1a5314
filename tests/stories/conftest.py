"""A workspace of animals, the bot at work in it, and each person by name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.app.settings import Secret, Settings
from bot.limits import Limits
from bot.ports import Pace
from handlers.delivery import posting, sending_reports
from sandbox import Patience, Sandbox
from tests.conftest import Connect
from tests.stories.people import Colleague
from tests.stories.workplace import MONDAY, MovableClock, Workplace
from tests.support.unhurried import UNHURRIED, patient

POLICY = """
[workspace]
managers = ["S0MANAGERS"]
timezone = "Europe/Copenhagen"

[offices.copenhagen]
timezone = "Europe/Copenhagen"
holidays = "DK"
hours = { mon = ["09:00-17:00"], tue = ["09:00-17:00"], wed = ["09:00-17:00"], thu = ["09:00-17:00"], fri = ["09:00-16:00"] }

[queues.executive]
channel = "C0EXEC"
kinds = ["executive", "appeal", "dispute", "frontline", "comms", "advice", "other"]

[[queues.executive.rotation]]
user = "U0HERON"
office = "copenhagen"

[[queues.executive.rotation]]
user = "U0BADGER"
office = "copenhagen"

[[queues.executive.rotation]]
user = "U0KESTREL"
office = "copenhagen"

[sla.executive]
P1 = { first_response = "30m", resolution = "8h", clock = "24x7" }
P2 = { first_response = "2h", resolution = "2d", clock = "24x7" }
P3 = { first_response = "4h", resolution = "5d", clock = "24x7" }
"""


@pytest.fixture
def policy() -> str:
    """A module with other rules overrides this."""
    return POLICY


@pytest.fixture
def transport() -> str:
    """A test parametrised with `transport` overrides this."""
    return "http"


@pytest.fixture
def in_a_hurry() -> bool:
    """A test of what must be soon is parametrised with `in_a_hurry`: limits are as they are."""
    return False


@pytest.fixture
def limits(in_a_hurry: bool) -> Limits:
    """How long the bot gives the database and Slack."""
    return Limits() if in_a_hurry else UNHURRIED


@pytest.fixture
def slack(in_a_hurry: bool) -> Iterator[Sandbox]:
    patience = patient(0.0, 0.1, 0.3)
    if in_a_hurry:
        patience = Patience(event_retries=patience.event_retries)
    with Sandbox(patience=patience) as sandbox:
        yield sandbox


@pytest.fixture
def settings(slack: Sandbox, sqlite_url: str, policy: str, tmp_path: Path) -> Settings:
    file = tmp_path / "policy.toml"
    file.write_text(policy, encoding="utf-8")
    return Settings(
        slack_api_url=slack.api_url,
        slack_bot_token=Secret(slack.bot_token),
        slack_app_token=Secret(slack.app_token),
        slack_signing_secret=Secret(slack.signing_secret),
        database_url=sqlite_url,
        escalations_policy=str(file),
    )


@pytest.fixture
def start() -> datetime:
    """When a story begins; a test parametrised with `start` overrides this."""
    return MONDAY


@pytest.fixture
def pace() -> Pace:
    """At which a conversation is posted in. This Slack takes what comes, so stories wait for
    nothing; a test of waiting is parametrised with `pace`."""
    return Pace(timedelta(), timedelta(minutes=1))


@pytest.fixture
def at_that_pace(pace: Pace, monkeypatch: pytest.MonkeyPatch) -> None:
    for posts in (posting, sending_reports):
        monkeypatch.setattr(posts, "POSTS", pace)


@pytest.fixture
def work(
    slack: Sandbox,
    settings: Settings,
    transport: str,
    start: datetime,
    limits: Limits,
    process: Connect,
    at_that_pace: None,
) -> Iterator[Workplace]:
    """The bot at work. Its engine has seen the stories before, and knows their statements."""
    engine = process(settings.database_url, "story")
    place = Workplace(slack, settings, transport, MovableClock(start), limits, engine)
    try:
        place.start()
        yield place
    finally:
        place.stop()


@pytest.fixture
def otter(work: Workplace) -> Colleague:
    """A Customer Success Manager, who raises escalations."""
    return Colleague(work, "U0OTTER")


@pytest.fixture
def vole(work: Workplace) -> Colleague:
    """Another one."""
    return Colleague(work, "U0VOLE")


@pytest.fixture
def heron(work: Workplace) -> Colleague:
    """The first specialist of the rotation."""
    return Colleague(work, "U0HERON")


@pytest.fixture
def badger(work: Workplace) -> Colleague:
    """The second."""
    return Colleague(work, "U0BADGER")


@pytest.fixture
def kestrel(work: Workplace) -> Colleague:
    """The third."""
    return Colleague(work, "U0KESTREL")


@pytest.fixture
def owl(work: Workplace) -> Colleague:
    """The manager."""
    return Colleague(work, "U0OWL")


@pytest.fixture
def finch(work: Workplace) -> Colleague:
    """Legal: a full member, in no queue of these stories."""
    return Colleague(work, "U0FINCH")
