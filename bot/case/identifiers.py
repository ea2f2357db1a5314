"""The identifiers that travel between the folders, each a type of its own."""

from __future__ import annotations

import re
from typing import NewType

from bot.case.text import clean_command

EscalationId = NewType("EscalationId", int)
"""The n of ESC-n."""

UserId = NewType("UserId", str)
"""A Slack user id (U… or W…)."""

ChannelId = NewType("ChannelId", str)
"""A Slack conversation id (C…, G… or D…)."""

RequestKey = NewType("RequestKey", str)
"""What makes a redelivered request recognisable: an event, view, trigger, or channel and ts."""


_PERSON = re.compile("[UW][A-Z0-9]{2,}")
_GROUP = re.compile("S[A-Z0-9]{2,}")
_CHANNEL = re.compile("[CG][A-Z0-9]{2,}")
_REFERENCE = re.compile(r"(?:ESC[\s_:#‐‑‒–—−-]*|#\s*)?([0-9]{1,9})", re.IGNORECASE)


def is_person(text: str) -> bool:
    """Whether this is somebody's id in Slack, and not another one or a name."""
    return _PERSON.fullmatch(text) is not None


def is_group(text: str) -> bool:
    """Whether this is a user group's id in Slack."""
    return _GROUP.fullmatch(text) is not None


def is_channel(text: str) -> bool:
    """Whether this is a channel's id in Slack, of a public or a private one."""
    return _CHANNEL.fullmatch(text) is not None


def read_reference(words: str) -> EscalationId | None:
    """The case that ESC-1, esc–1, #1 or 1 names; None for anything else."""
    found = _REFERENCE.fullmatch(clean_command(words).rstrip(".,;:!?"))
    return EscalationId(int(found.group(1))) if found else None


def reference(escalation_id: EscalationId) -> str:
    """The name people use for an escalation, ESC-<n>."""
    return f"ESC-{escalation_id}"
