"""Examples of what some kinds alone have, for what is stored to come back as it was."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bot import notices as said
from bot.case.escalation import Silence
from bot.case.identifiers import ChannelId, EscalationId
from tests.support.factories import HERON, STORK, WREN, after

OF_KINDS: dict[str, Any] = {
    "embargo_until": after(days=401),
    "silence": Silence(datetime(1999, 12, 31, tzinfo=UTC), STORK, "smørrebrød 🐦"),
    "is_suppression": True,
}


def of_kinds(case: EscalationId) -> tuple[said.Notice, ...]:
    return (
        said.LookAt(ChannelId("C0EXEC")),
        said.EmbargoOff(WREN, case),
        said.SilenceChanged(WREN, case, HERON, False, "2026-03-03"),
    )
