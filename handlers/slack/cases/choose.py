"""Choosing from a card's menu what is done seldom."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.case.errors import RefusalCode, Refused
from bot.case.transitions import Move
from handlers.slack.cases import assign, change_priority, set_deadline, stand_back, take_over
from handlers.slack.context.context import Context
from handlers.slack.contract.answers import Answer
from handlers.slack.contract.requests import Click

_ENTRIES: Mapping[str, Callable[[Context, Click], Answer]] = {
    Move.STAND_BACK.value: stand_back.from_button,
    Move.CHANGE_PRIORITY.value: change_priority.from_button,
    Move.SET_DEADLINE.value: set_deadline.from_button,
    Move.ASSIGN.value: assign.from_button,
    Move.TAKE_OVER.value: take_over.from_button,
}


def from_menu(context: Context, request: Click) -> Answer:
    """An entry of the menu, which names its move and its case. Raises Refused for an old menu."""
    move, _, number = request.value.partition(":")
    listener = _ENTRIES.get(move)
    if listener is None:
        raise Refused(
            "This menu is from before a change. Please use the card as it is now.",
            code=RefusalCode.NO_LONGER_SO,
        )
    return listener(context, replace(request, value=number))
