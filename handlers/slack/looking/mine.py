"""What is somebody's own: raised by them, with them, and asked of them."""

from __future__ import annotations

from bot.case.people import Via
from bot.views import lists as views
from bot.views.feedback import feedback_of
from bot.views.second_look import look_asked
from handlers.slack.context.context import Context
from handlers.slack.contract.answers import Say
from handlers.slack.contract.requests import Command
from handlers.slack.messages import consults
from handlers.slack.messages import lists as messages
from handlers.slack.messages.feedback import feedback_list
from handlers.slack.messages.markup import section
from handlers.slack.messages.second_looks import asked_for
from handlers.web_api.directory import team_url


def from_command(context: Context, request: Command, _rest: str) -> Say:
    """`mine`: what they raised, what is with them, and what they are asked."""
    now = context.clock.now()
    with context.storage.read() as work:
        raised, held, approvals = views.mine(work, request.sender.user, now)
        asked = views.consults_put_to(work, request.sender.user)
        feedback = feedback_of(work, request.sender.user)
        look = look_asked(work, request.sender.user)
        url = team_url(work)
    shown = [*raised.cases, *held.cases, *(view for _, view in asked)]
    context.looked_at(request.sender.user, Via.COMMAND, shown)
    blocks = consults.put_to_you(asked, url, now)
    if approvals.total:
        blocks += messages.listing("Waits for your approval", approvals, url, now)
    blocks += messages.listing("With you", held, url, now)
    blocks += feedback_list("Feedback with you", feedback, url, now)
    if look is not None:
        blocks += [section("*Second look* (1)"), *asked_for(look)]
    blocks += messages.listing("Raised by you", raised, url, now)
    counts = [
        f"Asked of you: {len(asked)}." if asked else "",
        f"Waits for your approval: {approvals.total}." if approvals.total else "",
        f"With you: {held.total}.",
        f"Feedback with you: {feedback.total}." if feedback.total else "",
        "Second look: 1." if look is not None else "",
        f"Raised by you: {raised.total}.",
    ]
    words = " ".join(filter(None, counts))
    return Say(words, messages.fitting_answer(blocks))
