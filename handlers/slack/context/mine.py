"""What is somebody's own: raised by them, with them, and asked of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.case.people import Actor
from bot.casework.case_view import Seen
from bot.ports import Storage
from bot.views import lists as views
from bot.views.feedback import feedback_of
from bot.views.second_look import look_asked
from handlers.slack.messages import consults
from handlers.slack.messages import lists as messages
from handlers.slack.messages.feedback import feedback_list
from handlers.slack.messages.markup import Message, section
from handlers.slack.messages.second_looks import asked_for
from handlers.web_api.directory import team_url


def listed_mine(storage: Storage, actor: Actor, now: datetime) -> tuple[Sequence[Seen], Message]:
    """The cases that it shows, and the message. Raises Refused."""
    with storage.read() as work:
        raised, held, approvals = views.mine(work, actor.user, now)
        asked = views.consults_put_to(work, actor.user)
        feedback = feedback_of(work, actor.user)
        look = look_asked(work, actor.user)
        url = team_url(work)
    blocks = messages.in_list("mine", consults.put_to_you(asked, url, now))
    if approvals.total:
        title = "Waits for your approval"
        blocks += messages.listing(title, approvals, url, now, named="mine")
    blocks += messages.listing("With you", held, url, now, named="mine")
    blocks += messages.in_list("mine", feedback_list("Feedback with you", feedback, url, now))
    if look is not None:
        blocks += [section("*Second look* (1)"), *messages.in_list("mine", asked_for(look))]
    blocks += messages.listing("Raised by you", raised, url, now, named="mine")
    counts = [
        f"Asked of you: {asked.total}." if asked.total else "",
        f"Waits for your approval: {approvals.total}." if approvals.total else "",
        f"With you: {held.total}.",
        f"Feedback with you: {feedback.total}." if feedback.total else "",
        "Second look: 1." if look is not None else "",
        f"Raised by you: {raised.total}.",
    ]
    words = " ".join(filter(None, counts))
    shown = [*raised.cases, *held.cases, *approvals.cases, *(view for _, view in asked.first)]
    return shown, Message(words, messages.fitting_answer(blocks))
