"""A card that Slack let nobody edit any more: another one is the case's since."""

from __future__ import annotations

from bot.case.people import Actor, Via
from bot.case.permissions import Sight, sight
from bot.casework.approach import approach
from handlers.slack.context.context import Context, escalation_id
from handlers.slack.contract.answers import Answer, Say
from handlers.slack.contract.ids import CARD_BLOCKS
from handlers.slack.contract.requests import Click
from handlers.slack.messages.markup import link, thread_link
from handlers.web_api.directory import team_url


def instead(context: Context, request: Click) -> Answer | None:
    """Where the case's card is, for a click on one that isn't it any more; None for any other."""
    if request.block not in CARD_BLOCKS or not request.message_ts:
        return None
    about = escalation_id(request.value.rpartition(":")[2])
    with context.storage.read() as work:
        thread = work.escalations.thread_of(about)
        # A newer one is the case's, too: Slack has taken it, and that isn't known here yet.
        if thread is None or float(thread.card) <= float(request.message_ts):
            return None
        case = approach(work, about, Actor(request.sender.user, Via.BUTTON), lock=False)
        reads_it = sight(case.escalation, case.who) is Sight.ALL
        where = thread_link(team_url(work), thread) if reads_it else ""
    there = link(where, "Here is the one that is") if where else "There is a newer one"
    return Say(f"This card isn't the case's any more. {there}.", escalation_id=about)
