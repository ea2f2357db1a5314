"""Accepting, rejecting, doing and verifying a feedback item."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.case.errors import RefusalCode, Refused
from bot.case.feedback import FeedbackId, FeedbackItem, FeedbackMove, FeedbackState, moved
from bot.case.identifiers import ChannelId, UserId
from bot.case.people import Actor
from bot.casework.approach import acting, namer
from bot.casework.feedback_looks import HALF, plan_look
from bot.casework.feedback_people import channel_of, is_vendor, roles_in
from bot.casework.news import Listener
from bot.casework.queues import managers_there, policy_in_force
from bot.casework.record import notes_changed, record, stale_homes
from bot.casework.reminding import is_gone
from bot.events import FeedbackMoved
from bot.notices import FeedbackChanged, FeedbackNews, about_feedback
from bot.policy import Policy
from bot.ports import Receipt, Work

_DONE = {
    FeedbackMove.ACCEPT: "is accepted.",
    FeedbackMove.REJECT: "is rejected; who asked for it is told.",
    FeedbackMove.DONE: "is marked as done; who asked for it is told.",
    FeedbackMove.VERIFY: "is verified.",
}


@dataclass(frozen=True, slots=True)
class MoveFeedbackRequest:
    """Somebody moves an item on. `reads_in` is the channel they pressed its button in."""

    actor: Actor
    item: FeedbackId
    move: FeedbackMove
    reason: str = ""
    reads_in: ChannelId | None = None


def approached(work: Work, request: MoveFeedbackRequest, *, lock: bool = True) -> FeedbackItem:
    """The item. Raises Refused where there is none, and for people who can't act: a guest may who
    reads a vendor's channel, since a vendor's people often are guests."""
    read = work.feedback.get if lock else work.feedback.peek
    item = read(request.item)
    if item is None:
        raise Refused(f"There is no FB-{request.item}.", code=RefusalCode.NOT_FOUND)
    where = channel_of(work, policy_in_force(work), item)
    is_there = is_vendor(item.target) and request.reads_in == where
    person = work.people.get(request.actor.user)
    if not (is_there and person is not None and person.is_guest and not person.is_deactivated):
        acting(work, request.actor.user)
    return item


def move_feedback(work: Work, request: MoveFeedbackRequest, now: datetime) -> Receipt:
    """Moves an item on, tells its cases, and who asked for it where they are to know.

    Raises Refused: for a move that isn't theirs or isn't possible any more, and for a rejection
    without a reason.
    """
    policy, user = policy_in_force(work), request.actor.user
    before = approached(work, request)
    roles = roles_in(work, policy, before, user, request.reads_in)
    after = moved(before, request.move, user, roles, now, namer(work), request.reason)
    saved = work.feedback.save(after)
    event = FeedbackMoved(saved.id, saved.target, saved.state)
    for case in saved.cases:
        record(work, case.escalation_id, now, event, by=request.actor, why=saved.reason)
    plan_look(work, policy, saved, HALF, now)
    news = _news(work, policy, saved, user, now)
    stale = notes_changed(work, about_feedback(saved.id))
    work.outbox.put(FeedbackChanged(saved.id), *stale, *news, *stale_homes(work, user))
    return Receipt(f"{saved.reference} {_DONE[request.move]}")


def _news(
    work: Work, policy: Policy, item: FeedbackItem, by: UserId, now: datetime
) -> tuple[FeedbackNews, ...]:
    """Who asked for it is told that it is rejected, or that it is theirs to verify."""
    if item.state not in (FeedbackState.REJECTED, FeedbackState.DONE):
        return ()
    told = {
        one.to: one
        for asker in sorted(item.askers - {by})
        for one in _listeners(work, policy, item, asker, now)
    }
    return tuple(
        FeedbackNews(one.to, item.id, item.state.value, one.in_place_of)
        for one in told.values()
        if one.to != by
    )


def _listeners(
    work: Work, policy: Policy, item: FeedbackItem, asker: UserId, now: datetime
) -> tuple[Listener, ...]:
    if not is_gone(work, asker, now):
        return (Listener(asker),)
    queue = next((policy.queues[c.queue] for c in item.cases if c.queue in policy.queues), None)
    return tuple(Listener(m, asker) for m in sorted(managers_there(work, policy, queue, now)))
