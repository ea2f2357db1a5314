"""What people are told of a case whose party may not be told."""

from __future__ import annotations

from datetime import timedelta

from bot import notices as n
from tests.architecture import plays
from tests.architecture.plays import after, claim, decide_by_email, then
from tests.architecture.scene import Scene, reminder
from tests.support.factories import HERON

_DECIDED = then(claim, decide_by_email, plays.of_an_authority, plays.silence)
SILENCE_SCENES = (
    Scene(n.SilenceChanged, then(plays.of_an_authority, claim, plays.silence), plays.lifted),
    Scene(n.ClosedUntold, then(_DECIDED, plays.carry_out_if_needed, plays.untold), plays.reopen),
    reminder(
        "communication:daily",
        HERON,
        then(_DECIDED, after(timedelta(days=1))),
        plays.untold,
        "communication daily, of who may not be told",
    ),
)
