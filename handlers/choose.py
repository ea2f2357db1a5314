"""Choosing from a card's menu what is done seldom."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.errors import Refused
from bot.escalation import Move
from handlers import deadline, priority, stand_back
from handlers.answers import Answer
from handlers.desk import Desk
from handlers.front.requests import Click

_ENTRIES: Mapping[str, Callable[[Desk, Click], Answer]] = {
    Move.STAND_BACK.value: stand_back.from_button,
    Move.CHANGE_PRIORITY.value: priority.from_button,
    Move.SET_DEADLINE.value: deadline.from_button,
}


def from_menu(desk: Desk, request: Click) -> Answer:
    """An entry of the menu, which names its move and its case."""
    move, _, number = request.value.partition(":")
    listener = _ENTRIES.get(move)
    if listener is None:
        raise Refused("This menu is from before a change. Please use the card as it is now.")
    return listener(desk, replace(request, value=number))
