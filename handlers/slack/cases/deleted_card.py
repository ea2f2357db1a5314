"""A card that somebody deleted: it is posted anew at once, in its thread."""

from __future__ import annotations

from bot.notices import CardChanged
from handlers.slack.context.context import Context
from handlers.slack.contract.answers import Answer, Nothing
from handlers.slack.contract.requests import Deleted


def restored(context: Context, gone: Deleted) -> Answer:
    """Has the card drawn: that finds it gone, and posts another. Of any other message nothing."""
    with context.storage.read() as work:
        about = work.escalations.in_thread(gone.channel, gone.thread_ts)
        place = work.escalations.thread_of(about) if about is not None else None
    if about is None or place is None or not _may_be_its_card(place.card, gone):
        return Nothing()
    with context.storage.begin() as work:
        work.outbox.put(CardChanged(about, is_deleted=True))
    return Nothing()


def _may_be_its_card(card: str, gone: Deleted) -> bool:
    """Whether it was the card, or a newer message of a bot: a card can be deleted before it's known
    here that Slack has taken it."""
    return gone.ts == card or (gone.by_bot and float(gone.ts) > float(card))
