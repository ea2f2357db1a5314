"""Why me? Answers who is offered a case, privately: why them, and why not the others."""

from __future__ import annotations

from bot.case import approach
from bot.errors import Refused
from bot.people import Actor, Via
from bot.permissions import Sight, sight
from bot.rotation.reasons import reasons_of
from handlers.answers import Answer, Say
from handlers.desk import Desk, escalation_id
from handlers.front.requests import Click
from handlers.messages.markup import inert
from handlers.messages.reasons import why_offered


def from_button(desk: Desk, request: Click) -> Answer:
    """The button on the note of an offer."""
    user, about = request.sender.user, escalation_id(request.value)
    with desk.storage.read() as work:
        case = approach(work, about, Actor(user, Via.BUTTON), lock=False)
        e = case.escalation
        if sight(e, case.who) is not Sight.ALL:
            raise Refused(f"Only people who may read {e.reference} in full can ask that.")
        found = reasons_of(work.timeline.of(e.id), user)
    if found is None:
        return Say(inert(f"{e.reference} has not been offered to anybody yet."))
    return Say(why_offered(e.reference, found, user))
