"""Ways to what is said of channels in which confidential cases are kept."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot import notices as n
from bot.case.identifiers import ChannelId, EscalationId, UserId
from bot.case.people import Person
from bot.casework.exposure import channel_seen
from bot.due.timers import run_due
from bot.ports.channels import Channel
from bot.verbs.settings.adopt_policy import adopt_policy
from tests.architecture.plays import Play, claim, claim_and_decide, then
from tests.architecture.scene import Scene
from tests.architecture.stage import Stage
from tests.support import of_kinds
from tests.support.factories import CRANE, HERON, NOON, STORK, WREN, policy

CLEARED = replace(policy(), clearances={"restricted": (HERON,)})
GUEST = UserId("U0GECKO")
WHERE = Channel(ChannelId("C0EXEC"), "execs", True, True, False, False, NOON, frozenset({HERON}))


def restricted(stage: Stage, case: EscalationId) -> None:
    """It is a restricted case, in a channel as it has to be."""
    with stage.storage.begin() as work:
        found = work.escalations.get(case)
        assert found is not None
        work.escalations.save(replace(found, confidentiality="restricted"))
        work.people.put([Person(GUEST, "Gecko", is_guest=True)])


def seen(**changed: Any) -> Play:
    """Slack was asked, and told this of the channel."""

    def play(stage: Stage, _case: EscalationId) -> None:
        with stage.storage.begin() as work:
            channel_seen(work, replace(WHERE, **changed), stage.now)

    return play


MENDED = seen()
OPEN = seen(is_private=False, is_shared=True, members=frozenset({HERON, CRANE, GUEST}))


def not_cleared(stage: Stage, _case: EscalationId) -> None:
    others = {"restricted": (CRANE, STORK)}
    with stage.storage.begin() as work:
        adopt_policy(work, replace(CLEARED, clearances=others), STORK, stage.now)
    run_due(stage.storage, stage.now)


def narrower(stage: Stage, case: EscalationId) -> None:
    reason = stage.texts.reason if stage.texts else "Counsel has said so."
    of_kinds.class_(stage.hand(HERON), case, stage.now, "restricted", reason=reason)


def wider(stage: Stage, case: EscalationId) -> None:
    of_kinds.class_(stage.hand(STORK), case, stage.now, "internal")


def claimed_by_the_next(stage: Stage, case: EscalationId) -> None:
    stage.hand(CRANE).claim(case, stage.now)


def taken_over(stage: Stage, case: EscalationId) -> None:
    stage.take_over(STORK, case)


MANAGED = replace(policy(), clearances={"restricted": (HERON, STORK)})
CHANNEL_SCENES = (
    Scene(
        n.OwnerNotCleared,
        then(claim, restricted, not_cleared),
        claimed_by_the_next,
        {"to": STORK},
        MANAGED,
    ),
    Scene(
        n.OwnerNotCleared,
        then(claim_and_decide, restricted, not_cleared),
        taken_over,
        {"to": STORK},
        MANAGED,
        "of a decided case",
    ),
    Scene(n.ClassChanged, then(MENDED, claim, narrower), wider, {"to": WREN}, MANAGED),
    Scene(n.ChannelExposed, then(restricted, MENDED, OPEN), MENDED, played_by=CLEARED),
    Scene(n.ChannelMended, then(restricted, OPEN, MENDED), OPEN, played_by=CLEARED),
)
