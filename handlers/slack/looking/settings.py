"""`/escalations settings`: the button that opens them."""

from __future__ import annotations

from bot.verbs.settings.change_settings import editable_settings
from handlers.slack.context.context import Context
from handlers.slack.contract.answers import Block, Say
from handlers.slack.contract.ids import SETTINGS
from handlers.slack.contract.requests import Command
from handlers.slack.messages.markup import action_button, section
from handlers.slack.messages.settings import settings_answer


def from_command(context: Context, request: Command, _rest: str) -> Say:
    """Raises Refused for who may not change any."""
    with context.storage.read() as work:
        editable_settings(work, request.sender.user)
    button: Block = {"type": "actions", "elements": [action_button(SETTINGS, "Settings", "all")]}
    return Say(settings_answer(), [section(settings_answer()), button])
