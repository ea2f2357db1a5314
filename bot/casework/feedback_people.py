"""Who is who to a feedback item: its owner, who reads it, who asked, who manages."""

from __future__ import annotations

from datetime import datetime

from bot.case.feedback import WITH_THE_TARGET, FeedbackItem, FeedbackRole
from bot.case.identifiers import ChannelId, UserId
from bot.casework.queues import expand, managers_of, managers_there
from bot.casework.reminding import is_gone
from bot.policy import INTERNAL_TARGETS, Policy
from bot.ports import Work


def owner_of(policy: Policy, item: FeedbackItem) -> UserId:
    """The target's owner now; the one there was, where the policy names the target no more."""
    target = policy.feedback.get(item.target)
    return target.owner if target is not None else item.owner


def is_vendor(target: str) -> bool:
    """Whether a target is a vendor, whose people are those who can read its channel."""
    return target not in INTERNAL_TARGETS


def channel_of(work: Work, policy: Policy, item: FeedbackItem) -> ChannelId:
    """Where its message is; before that is noted, where it's posted: its target's channel as the
    policy names it now."""
    place, target = work.feedback.place_of(item.id), policy.feedback.get(item.target)
    if place is not None:
        return place.channel
    return target.channel if target is not None else item.channel


def roles_in(
    work: Work, policy: Policy, item: FeedbackItem, user: UserId, reads_in: ChannelId | None = None
) -> frozenset[FeedbackRole]:
    """Who somebody is to an item. `reads_in`: the channel they have just pressed something in,
    which they can read then."""
    where = channel_of(work, policy, item)
    managers = expand(work, policy.managers)
    for name in {policy.moved.get(case.queue, case.queue) for case in item.cases}:
        queue = policy.queues.get(name)
        managers |= managers_of(work, policy, queue) if queue is not None else frozenset()
    roles = {
        FeedbackRole.OWNER: user == owner_of(policy, item),
        FeedbackRole.READER: is_vendor(item.target) and reads_in == where,
        FeedbackRole.ASKER: user in item.askers,
        FeedbackRole.MANAGER: user in managers,
    }
    return frozenset(role for role, holds in roles.items() if holds)


def told_of_item(
    work: Work, policy: Policy, item: FeedbackItem, now: datetime
) -> tuple[tuple[UserId, UserId | None], ...]:
    """Who is to act on an item: the target's owner, then who asked for it; where they aren't there,
    the managers in their place."""
    user = owner_of(policy, item) if item.state in WITH_THE_TARGET else item.asked_by
    if not is_gone(work, user, now):
        return ((user, None),)
    queue = next((policy.queues[c.queue] for c in item.cases if c.queue in policy.queues), None)
    others = managers_there(work, policy, queue, now) - {user}
    return tuple((other, user) for other in sorted(others))
