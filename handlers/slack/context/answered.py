"""How a click is answered that did what it says."""

from __future__ import annotations

from bot.ports import Receipt
from handlers.slack.contract.answers import Answer, Nothing, Say
from handlers.slack.contract.ids import CARD_BLOCKS
from handlers.slack.contract.requests import Click
from handlers.slack.messages.markup import inert


def answered_click(request: Click, receipt: Receipt) -> Answer:
    """A click on a card is answered by the card, on App Home by App Home; elsewhere in words."""
    if request.block in CARD_BLOCKS or request.is_home:
        return Nothing()
    return Say(inert(receipt.words))
