"""Time enough, for tests of anything but how soon something must be.

Machines that many share stand still for seconds at a time. What Slack and the bot then rightly do,
be it an event sent twice or an apology, is not what these tests are about; those that are about it
keep the limits as they are.
"""

from __future__ import annotations

import pytest

import bot.app.wiring
import handlers.slack.app.bolt
import handlers.slack.app.opener
import storage.engine
from sandbox import Patience
from sandbox.acting import LONG_ENOUGH


def patient(*event_retries: float) -> Patience:
    """A workspace that waits for acks and lets triggers live."""
    return Patience(ack=LONG_ENOUGH, trigger=LONG_ENOUGH, event_retries=event_retries)


def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Gives the bot in this process time for the database and for Slack."""
    for module, limit in (
        (bot.app.wiring, "FORM_TIMEOUT"),
        (bot.app.wiring, "POST_TIMEOUT"),
        (bot.app.wiring, "IDENTITY_SECONDS"),
        (handlers.slack.app.opener, "ANSWER_TIMEOUT"),
        (handlers.slack.app.opener, "BUILD_SECONDS"),
        (handlers.slack.app.bolt, "ANSWER_DEADLINE"),
        (handlers.slack.app.bolt, "DEADLINE"),
        (storage.engine, "DEADLINE_SECONDS"),
    ):
        monkeypatch.setattr(module, limit, LONG_ENOUGH)
