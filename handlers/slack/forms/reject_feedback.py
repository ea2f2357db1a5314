"""The form that says why a feedback item is rejected."""

from __future__ import annotations

from bot.case.feedback import FeedbackId, FeedbackItem
from bot.case.identifiers import ChannelId
from bot.case.text import REASON_LIMIT, clean
from handlers.slack.contract.answers import View
from handlers.slack.contract.requests import OpenForm
from handlers.slack.forms.inputs import modal, noted, noted_text, typed, words

CALLBACK = "reject_feedback_form"
_REASON = "reason"


def build(item: FeedbackItem, pressed_in: ChannelId | None) -> View:
    """The form that asks why an item is rejected. It remembers where its button was pressed."""
    blocks = [
        words(f"{item.reference} for {item.target}"),
        typed(
            _REASON,
            "Reason",
            hint="Who asked for it is told",
            multiline=True,
            limit=REASON_LIMIT,
        ),
    ]
    note = {"item": item.id, "channel": pressed_in or ""}
    return modal(CALLBACK, "Reject the feedback", "Reject", blocks, note)


def read(form: OpenForm) -> tuple[FeedbackId, ChannelId | None, str]:
    """Which item, where its button was pressed, and why it is rejected."""
    channel = noted_text(form, "channel")
    pressed_in = ChannelId(channel) if channel else None
    return FeedbackId(noted(form, "item")), pressed_in, clean(form.values.get(_REASON))
