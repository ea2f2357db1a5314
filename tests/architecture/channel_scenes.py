"""Ways to what is said of channels in which confidential cases are kept."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot import notices as n
from bot.case.identifiers import ChannelId, EscalationId, UserId
from bot.case.people import Person
from bot.casework.exposure import channel_seen
from bot.ports.channels import Channel
from tests.architecture.plays import Play, then
from tests.architecture.scene import Scene
from tests.architecture.stage import Stage
from tests.support.factories import CRANE, HERON, NOON, policy

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
CHANNEL_SCENES = (
    Scene(n.ChannelExposed, then(restricted, MENDED, OPEN), MENDED, played_by=CLEARED),
    Scene(n.ChannelMended, then(restricted, OPEN, MENDED), OPEN, played_by=CLEARED),
)
