"""Time enough, for tests of anything but how soon something must be.

Machines that many share stand still for seconds at a time. What Slack and the bot then rightly do,
be it an event sent twice or an apology, is not what these tests are about; those that are about it
keep the limits as they are.
"""

from __future__ import annotations

from bot.limits import Limits
from sandbox import Patience
from sandbox.workspace.waiting import LONG_ENOUGH

UNHURRIED = Limits(
    request_seconds=LONG_ENOUGH,
    answer_seconds=LONG_ENOUGH,
    identity_seconds=LONG_ENOUGH,
    form_build_seconds=LONG_ENOUGH,
    form_call_seconds=int(LONG_ENOUGH),
    post_call_seconds=int(LONG_ENOUGH),
    database_seconds=LONG_ENOUGH,
)
"""What a bot is given that has all the time in the world for the database and for Slack."""


def patient(*event_retries: float) -> Patience:
    """A workspace that waits for acks and lets triggers live."""
    return Patience(ack=LONG_ENOUGH, trigger=LONG_ENOUGH, event_retries=event_retries)
