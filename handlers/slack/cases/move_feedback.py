"""Accepting, rejecting, doing and verifying a feedback item, in its channel or in a list."""

from __future__ import annotations

from bot.case.feedback import FeedbackId, FeedbackMove, allowed_item_moves, moved
from bot.case.identifiers import is_channel
from bot.case.people import Actor, Via
from bot.casework.approach import namer
from bot.casework.feedback_people import roles_in
from bot.casework.queues import policy_in_force
from bot.verbs.feedback.move_feedback import MoveFeedbackRequest, approached, move_feedback
from handlers.slack.context.context import Context, number
from handlers.slack.contract.answers import Answer, Nothing, Open, Say, View
from handlers.slack.contract.ids import FEEDBACK_BLOCK
from handlers.slack.contract.requests import Click, Submission
from handlers.slack.forms import reject_feedback as form
from handlers.slack.messages.markup import inert


def accepted(context: Context, request: Click) -> Answer:
    """The Accept button."""
    return _moved(context, request, FeedbackMove.ACCEPT)


def done(context: Context, request: Click) -> Answer:
    """The Done button."""
    return _moved(context, request, FeedbackMove.DONE)


def verified(context: Context, request: Click) -> Answer:
    """The Verify button."""
    return _moved(context, request, FeedbackMove.VERIFY)


def _moved(context: Context, request: Click, move: FeedbackMove) -> Answer:
    actor, item = Actor(request.sender.user, request.via), FeedbackId(number(request.value))
    wanted = MoveFeedbackRequest(actor, item, move, reads_in=request.channel)
    receipt = context.carry_out(request.key, lambda work, now: move_feedback(work, wanted, now))
    # The item's own message says it, and App Home does.
    if request.is_home or (request.block == FEEDBACK_BLOCK and _is_of_channel(request)):
        return Nothing()
    return Say(inert(receipt.words))


def _is_of_channel(request: Click) -> bool:
    return request.channel is not None and is_channel(request.channel)


def rejecting(context: Context, request: Click) -> Answer:
    """The Reject button opens the form that asks why, for who may reject it."""
    actor, item = Actor(request.sender.user, request.via), FeedbackId(number(request.value))
    wanted = MoveFeedbackRequest(actor, item, FeedbackMove.REJECT, reads_in=request.channel)

    def built() -> View:
        with context.storage.read() as work:
            found = approached(work, wanted, lock=False)
            roles = roles_in(work, policy_in_force(work), found, actor.user, request.channel)
            if wanted.move not in allowed_item_moves(found, actor.user, roles):
                # For its words.
                now = context.clock.now()
                moved(found, wanted.move, actor.user, roles, now, namer(work))
        return form.build(found, request.channel)

    return Open(built)


def rejected(context: Context, request: Submission) -> Answer:
    """The form sent off."""
    item, pressed_in, reason = form.read(request.form)
    actor = Actor(request.sender.user, Via.FORM)
    wanted = MoveFeedbackRequest(actor, item, FeedbackMove.REJECT, reason, pressed_in)
    context.carry_out(request.key, lambda work, now: move_feedback(work, wanted, now))
    return Nothing()
