"""Why me? Answers who is offered a case, or asked to approve its decision, privately: why them, and
why not the others."""

from __future__ import annotations

from bot.case.errors import RefusalCode, Refused
from bot.case.people import Actor, Via
from bot.case.permissions import Sight, sight
from bot.casework.approach import approach
from bot.events import ApprovalAsked, OfferMade
from bot.views.reasons import reasons_of
from handlers.slack.context.context import Context, escalation_id
from handlers.slack.contract.answers import Answer, Say
from handlers.slack.contract.requests import Click
from handlers.slack.messages.markup import inert
from handlers.slack.messages.reasons import why_asked, why_offered


def from_button(context: Context, request: Click) -> Answer:
    """The button on the note of an offer, or of a decision to approve. Raises Refused for one who
    may not read the case."""
    user, about = request.sender.user, escalation_id(request.value)
    with context.storage.read() as work:
        case = approach(work, about, Actor(user, Via.BUTTON), lock=False)
        e = case.escalation
        if sight(e, case.who) is not Sight.ALL:
            raise Refused(
                f"Only people who may read {e.reference} in full can ask that.",
                code=RefusalCode.NOT_ALLOWED,
            )
        what = ApprovalAsked if e.is_in_review else OfferMade
        found = reasons_of(work.timeline.of(e.id), user, what)
    if e.is_in_review:
        return Say(why_asked(e.reference, found, user))
    if found is None:
        return Say(inert(f"{e.reference} has not been offered to anybody yet."))
    return Say(why_offered(e.reference, found, user))
