"""Asking for a change from a case's menu; accepting, rejecting, doing and verifying one."""

from __future__ import annotations

from datetime import datetime

from bot.case.errors import Fault, RefusalCode, at_fault
from bot.case.feedback import FeedbackId, FeedbackMove, allowed_moves, moved
from bot.case.people import Actor, Via
from bot.casework.approach import approach, namer
from bot.casework.feedback import Asked, roles_in
from bot.casework.queues import policy_in_force
from bot.verbs.feedback.ask_feedback import AskFeedbackRequest, ask_feedback, check_may_ask
from bot.verbs.feedback.move_feedback import MoveFeedbackRequest, approached, move_feedback
from bot.when import NoTime
from handlers.slack.context.context import Context, escalation_id, number
from handlers.slack.context.local_time import local_time
from handlers.slack.contract.answers import Answer, Nothing, Open, Say, View
from handlers.slack.contract.ids import FEEDBACK_BLOCK
from handlers.slack.contract.requests import Click, Submission
from handlers.slack.forms import feedback as form
from handlers.slack.messages.markup import inert


def from_menu(context: Context, request: Click) -> Answer:
    """Feedback in a card's menu opens the form."""
    about, actor = escalation_id(request.value), Actor(request.sender.user, Via.BUTTON)

    def built() -> View:
        with context.storage.read() as work:
            case = approach(work, about, actor, lock=False)
            check_may_ask(case)
            latest = work.decisions.latest(about)
        return form.build(case.escalation, case.policy.feedback, latest)

    return Open(built)


def submitted(context: Context, request: Submission) -> Answer:
    """The form sent off."""
    actor = Actor(request.sender.user, Via.FORM)
    target, cause, change, due = form.typed_in(request.form)
    asked = Asked(target, cause, change, _due(context, actor, due))
    wanted = AskFeedbackRequest(actor, form.about(request.form), asked)
    context.carry_out(request.key, lambda work, now: ask_feedback(work, wanted, now))
    return Nothing()


def _due(context: Context, actor: Actor, text: str) -> datetime | None:
    """When it is due, as the person means it. Raises Refused for what is no date."""
    if not text:
        return None
    with context.storage.read() as work:
        here = local_time(work, actor.user)
    try:
        when = here.read(text, context.clock.now())
    except NoTime as unread:
        raise at_fault({form.DUE: Fault(RefusalCode.NOT_UNDERSTOOD, unread.words)}) from None
    if when.rest:
        words = f"I read a date, and then {when.rest[:40]!r}. Say the date alone."
        raise at_fault({form.DUE: Fault(RefusalCode.NOT_UNDERSTOOD, words)})
    return when.at


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
    return request.channel is not None and request.channel.startswith(("C", "G"))


def rejecting(context: Context, request: Click) -> Answer:
    """The Reject button opens the form that asks why, for who may reject it."""
    actor, item = Actor(request.sender.user, request.via), FeedbackId(number(request.value))
    wanted = MoveFeedbackRequest(actor, item, FeedbackMove.REJECT, reads_in=request.channel)

    def built() -> View:
        with context.storage.read() as work:
            found = approached(work, wanted, lock=False)
            roles = roles_in(work, policy_in_force(work), found, actor.user, request.channel)
            if wanted.move not in allowed_moves(found, actor.user, roles):
                # For its words.
                now = context.clock.now()
                moved(found, wanted.move, actor.user, roles, now, namer(work))
        return form.rejection(found, request.channel)

    return Open(built)


def rejected(context: Context, request: Submission) -> Answer:
    """The form sent off."""
    item, pressed_in, reason = form.rejected(request.form)
    actor = Actor(request.sender.user, Via.FORM)
    wanted = MoveFeedbackRequest(actor, item, FeedbackMove.REJECT, reason, pressed_in)
    context.carry_out(request.key, lambda work, now: move_feedback(work, wanted, now))
    return Nothing()
