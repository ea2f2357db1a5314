"""The identifiers that travel between the folders, each a type of its own."""

from __future__ import annotations

from typing import NewType

EscalationId = NewType("EscalationId", int)
"""The n of ESC-n."""

UserId = NewType("UserId", str)
"""A Slack user id (U… or W…)."""

ChannelId = NewType("ChannelId", str)
"""A Slack conversation id (C…, G… or D…)."""

RequestKey = NewType("RequestKey", str)
"""What makes a redelivered request recognisable: an event, view, trigger, or channel and ts."""


def reference(escalation_id: EscalationId) -> str:
    """The name people use for an escalation, ESC-<n>."""
    return f"ESC-{escalation_id}"
