"""An honest first start: what an installation lacks is said in words, whoever asks."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from slack_sdk import WebClient
from structlog.testing import capture_logs
from typer.testing import CliRunner

from bot.app import wiring
from bot.app.cli import app
from bot.app.database import open_database
from bot.app.doctor import examine_installation
from bot.app.settings import Secret, Settings
from bot.app.wall_clock import WallClock
from bot.app.wiring import learn_everything, prepare
from bot.case.identifiers import UserId
from bot.limits import Limits
from bot.ports import SLACK
from handlers.delivery.connection import Connection
from handlers.web_api.examination import Finding, examine
from sandbox import Sandbox
from tests.reliability.house import until

NOWHERE = "http://127.0.0.1:9/api/"


def failures(settings: Settings) -> dict[str, str]:
    return {f.about: f.words for f in examine_installation(settings) if f.is_fine is False}


def test_a_sound_installation_has_nothing_to_mend(settings: Settings) -> None:
    findings = list(examine_installation(settings))

    assert [f.about for f in findings if not f.is_fine] == []
    assert {"tokens", "database", "policy", "slack", "socket", "scopes", "clock", "people"} <= {
        f.about for f in findings
    }


def test_without_a_network_it_says_so_once(settings: Settings) -> None:
    found = failures(replace(settings, slack_api_url=NOWHERE))

    assert list(found) == ["slack"]
    assert found["slack"].startswith(f"Slack can't be reached at {NOWHERE}")


def test_a_revoked_token_is_said_and_the_rest_still_looked_at(
    slack: Sandbox, settings: Settings
) -> None:
    slack.trouble.fail("auth.test", "token_revoked", 1)

    found = list(examine_installation(settings))

    assert [f.about for f in found if f.is_fine] == ["tokens", "database", "schema", "policy"]
    assert "Slack refuses SLACK_BOT_TOKEN (token_revoked): it was revoked." in found[-1].words


def test_a_scope_that_is_missing_is_named(slack: Sandbox, settings: Settings) -> None:
    granted = slack.core.manifest
    less = replace(granted, scopes=granted.scopes - {"usergroups:read"})

    with Sandbox(manifest=less) as other:
        found = list(examine_installation(replace(settings, slack_api_url=other.api_url)))

    assert next(f.words for f in found if f.about == "scopes").startswith(
        "The token lacks usergroups:read."
    )
    assert next(f.is_fine for f in found if f.about == "group S0MANAGERS") is None


def test_channels_and_people_slack_does_not_know_are_named(
    slack: Sandbox, settings: Settings
) -> None:
    file = Path(settings.escalations_policy)
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("U0HERON", "U0NOBODY").replace("S0MANAGERS", "S0NONE"))
    slack.admin.leave("U0BOT", "C0EXEC")

    found = failures(settings)

    assert set(found) == {"channel C0EXEC", "person U0NOBODY", "group S0NONE"}
    assert "queue executive: the bot isn't in #escalations-executive" in found["channel C0EXEC"]
    assert "/invite @escalations" in found["channel C0EXEC"]
    file.write_text(text.replace("C0EXEC", "C0NOWHERE"))
    assert "Slack knows no channel C0NOWHERE" in failures(settings)["channel C0NOWHERE"]


def test_a_clock_that_is_off_is_said_with_how_much(slack: Sandbox) -> None:
    client = WebClient(slack.bot_token, base_url=slack.api_url)

    def found(off: timedelta) -> Finding:
        asked = examine(client, lambda: WallClock().now() + off, None)
        return next(f for f in asked if f.about == "clock")

    assert found(timedelta(seconds=20)).is_fine
    assert "clock is 7 min ahead of Slack's" in found(timedelta(minutes=7)).words
    assert "clock is 3 h behind Slack's" in found(timedelta(hours=-3)).words


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (
            {"slack_bot_token": Secret("xapp-1-SECRET")},
            "SLACK_BOT_TOKEN begins with xapp-: that is the app-level token.",
        ),
        (
            {"slack_app_token": Secret("xoxb-1-SECRET")},
            "SLACK_APP_TOKEN begins with xoxb-: that is the bot's token.",
        ),
        (
            {"slack_signing_secret": Secret("xoxb-1-SECRET")},
            "SLACK_SIGNING_SECRET begins with xoxb-: that is the bot's token.",
        ),
        ({"slack_bot_token": Secret("SECRET")}, "SLACK_BOT_TOKEN doesn't begin with xoxb-."),
        ({"slack_bot_token": Secret("xoxb-1 SECRET")}, "SLACK_BOT_TOKEN has a character in it"),
    ],
)
def test_a_token_in_the_wrong_place_is_told_by_its_beginning_and_not_shown(
    wrong: dict[str, Any], words: str, settings: Settings
) -> None:
    found = list(examine_installation(replace(settings, **wrong)))

    assert found[0].is_fine is False
    assert found[0].words.startswith(words)
    assert "SECRET" not in str(found).replace("SLACK_SIGNING_SECRET", "")
    assert found[-1] == Finding("slack", None, "Slack wasn't asked: the tokens come first.")


def test_the_doctors_lines_and_exit_code(
    slack: Sandbox, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = {
        **slack.environment(),
        "DATABASE_URL": settings.database_url,
        "ESCALATIONS_POLICY": settings.escalations_policy,
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    well = CliRunner().invoke(app, ["doctor"])
    slack.admin.archive("C0EXEC")
    ill = CliRunner().invoke(app, ["doctor"])

    assert (well.exit_code, ill.exit_code) == (0, 1)
    assert {line.split()[0] for line in well.stdout.splitlines()} == {"ok"}
    assert "FAIL  channel C0EXEC" in ill.stdout
    assert "is archived" in ill.stdout


def test_who_stops_before_slack_was_reached_does_not_say_that_it_is_back(
    settings: Settings,
) -> None:
    database = open_database(settings)
    prepare(settings, database, WallClock())
    client = WebClient("xoxb-1-made-up", base_url=NOWHERE, retry_handlers=[])
    clocks = (WallClock(), WallClock())
    connection = Connection(client, database.storage, database.outbox, clocks, Limits())
    connection.hinders(SLACK, "ConnectionRefusedError")
    stopping = threading.Event()
    stopping.set()

    learn_everything(client, database, clocks, connection, stopping)

    kept = [(hindrance.place, hindrance.error) for hindrance in database.outbox.hindrances()]
    database.close()
    assert kept == [(SLACK, "ConnectionRefusedError")]


def test_what_slack_does_not_tell_for_a_while_is_asked_again_after_the_rest(
    slack: Sandbox, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its list of people fails longer than is waited for, and isn't given up for that."""
    monkeypatch.setattr(wiring, "LEARN_AGAIN", (0.001,))
    database = open_database(settings)
    prepare(settings, database, WallClock())
    slack.trouble.fail("users.list", "internal_error", wiring.TRIES + 2)
    client = WebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[])
    clocks = (WallClock(), WallClock())
    connection = Connection(client, database.storage, database.outbox, clocks, Limits())

    learn_everything(client, database, clocks, connection, threading.Event())

    with database.storage.read() as work:
        known = work.people.get(UserId("U0OTTER"))
    database.close()
    asked = [call.method for call in slack.calls()]
    assert known is not None
    assert asked.count("users.list") == wiring.TRIES + 3
    assert asked.index("usergroups.list") < len(asked) - 1 - asked[::-1].index("users.list")


def test_what_slack_tells_and_can_not_be_kept_is_not_said_to_be_slacks_fault(
    slack: Sandbox, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is locked by another process for longer than is waited for it."""
    monkeypatch.setattr(wiring, "log", structlog.get_logger())
    database = open_database(settings)
    prepare(settings, database, WallClock())
    client = WebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[])
    clocks = (WallClock(), WallClock())
    connection = Connection(client, database.storage, database.outbox, clocks, Limits())
    stopping = threading.Event()
    asked = (client, database, clocks, connection, stopping)
    learning = threading.Thread(target=learn_everything, args=asked)
    file = settings.database_url.removeprefix("sqlite:///")

    with closing(sqlite3.connect(file, isolation_level=None)) as other, capture_logs() as logged:
        other.execute("BEGIN IMMEDIATE")
        learning.start()
        until(lambda: logged, "nothing is said")
        stopping.set()
        other.execute("ROLLBACK")
        learning.join()
    database.close()

    assert {entry["event"] for entry in logged} == {"learning_put_off"}


def test_what_slack_refuses_to_tell_is_given_up(
    slack: Sandbox, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wiring, "REFUSED_AGAIN", (0.001,))
    database = open_database(settings)
    prepare(settings, database, WallClock())
    slack.trouble.fail("users.list", "missing_scope", None)
    slack.trouble.fail("usergroups.list", "invalid_arguments", None)
    client = WebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[])
    clocks = (WallClock(), WallClock())
    connection = Connection(client, database.storage, database.outbox, clocks, Limits())

    learn_everything(client, database, clocks, connection, threading.Event())

    database.close()
    asked = [call.method for call in slack.calls()]
    assert asked.count("users.list") == 1
    assert asked.count("usergroups.list") == wiring.TRIES


def test_a_start_with_a_file_that_is_not_in_force_says_how_to_apply_it(settings: Settings) -> None:
    database = open_database(settings)
    file = Path(settings.escalations_policy)
    # A kind that is always embargoed, where nobody is cleared for it, would be a caution.
    text = file.read_text(encoding="utf-8").replace('"comms", ', "")
    file.write_text(text)
    at_first = prepare(settings, database, WallClock())
    file.write_text(text.replace('first_response = "2h"', 'first_response = "1h"'))

    changed = prepare(settings, database, WallClock())

    database.close()
    assert at_first == ()
    assert "isn't what is in force (version 1): 1 thing differs." in changed[0]
    assert f"escalations policy apply {file}" in changed[0]
