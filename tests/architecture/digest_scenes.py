"""Digests: with an open case, and one of a quiet week with nothing but the register's head."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot import notices as n
from bot.policy import Digest
from tests.architecture.plays import after, claim_and_decide, communicate, then
from tests.architecture.scene import Scene
from tests.support.factories import STORK, policy

_DAILY = Digest(STORK, ("executive",), "0 9 * * mon-fri", "Europe/Copenhagen")
_WEEKLY = replace(_DAILY, cron="0 9 * * mon")
_WEEK = timedelta(days=7)

DIGEST_SCENES = (
    Scene(n.DigestDue, after(timedelta(days=1)), None, played_by=policy(digests=(_DAILY,))),
    Scene(
        n.DigestDue,
        then(claim_and_decide, after(_WEEK), communicate, after(2 * _WEEK)),
        None,
        name="the register's head alone",
        played_by=policy(digests=(_WEEKLY,)),
    ),
)
