"""Time enough, for tests of anything but how soon something must be.

Machines that many share stand still for seconds at a time. What Slack and the bot then rightly do,
be it an event sent twice or an apology, is not what these tests are about; those that are about it
keep the limits as they are.
"""

from __future__ import annotations

import pytest

import bot.wiring
import handlers.front.opener
import handlers.front.slack_app
import storage.engine
from sandbox import Patience
from sandbox.workspace.waiting import LONG_ENOUGH


def patient(*event_retries: float) -> Patience:
    """A workspace that waits for acks and lets triggers live."""
    return Patience(ack=LONG_ENOUGH, trigger=LONG_ENOUGH, event_retries=event_retries)


def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Gives the bot in this process time for the database and for Slack."""
    for module, limit in (
        (bot.wiring, "FORM_TIMEOUT"),
        (bot.wiring, "POST_TIMEOUT"),
        (bot.wiring, "IDENTITY_SECONDS"),
        (handlers.front.opener, "ANSWER_TIMEOUT"),
        (handlers.front.opener, "BUILD_SECONDS"),
        (handlers.front.slack_app, "ANSWER_DEADLINE"),
        (handlers.front.slack_app, "DEADLINE"),
        (storage.engine, "DEADLINE_SECONDS"),
    ):
        monkeypatch.setattr(module, limit, LONG_ENOUGH)
