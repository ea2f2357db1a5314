"""Where a message goes: a case's thread, its queue's channel, a person."""

from __future__ import annotations

from dataclasses import replace

from bot.case.feedback import FeedbackId
from bot.case.identifiers import ChannelId, is_channel, is_person
from bot.casework.feedback_people import channel_of
from bot.casework.queues import policy_in_force, queue_of
from bot.notices import (
    Added,
    CardChanged,
    ConsultDue,
    ConsultMessage,
    ConsultPut,
    DigestDue,
    FeedbackChanged,
    Milestones,
    Notice,
)
from bot.ports import Parcel, Storage, Thread, Work

HOMES = ChannelId("homes")
"""In place of a channel where the pace of views.publish is kept: it is the workspace's."""


def where_it_is(
    storage: Storage, notice: CardChanged | Added | Milestones | FeedbackChanged
) -> Thread | ChannelId:
    """The thread of a case's card, or the channel in which to open one: the queue's as the policy
    names it now, which may be another than when the case was raised. A feedback item's message, or
    its target's channel."""
    with storage.read() as work:
        if isinstance(notice, FeedbackChanged):
            return _of_feedback(work, FeedbackId(notice.item))
        thread = work.escalations.thread_of(notice.escalation_id)
        escalation = work.escalations.peek(notice.escalation_id)
        assert escalation is not None, "it was rendered"
        return thread or queue_of(policy_in_force(work), escalation).channel


def _of_feedback(work: Work, number: FeedbackId) -> Thread | ChannelId:
    item = work.feedback.peek(number)
    assert item is not None, "it was rendered"
    return work.feedback.place_of(number) or channel_of(work, policy_in_force(work), item)


def message_of(storage: Storage, notice: ConsultMessage) -> Thread | None:
    """Where a question to a team stands, or a reminder of it; None before it is posted."""
    step = notice.step if isinstance(notice, ConsultDue) else ""
    with storage.read() as work:
        return work.consults.message_of(notice.consult, notice.to, step)


def channel_for(storage: Storage, notice: Notice) -> ChannelId:
    """The channel to post in what is for one: a team's as the policy names it now, which may be
    another than when it was asked."""
    to = ChannelId(str(getattr(notice, "to", "")))
    if not isinstance(notice, ConsultPut | ConsultDue):
        return to
    with storage.read() as work:
        consult = work.consults.get(notice.consult)
        assert consult is not None, "it was rendered"
        team = policy_in_force(work).teams.get(consult.team)
    return ChannelId(team.channel) if team is not None and team.channel else to


def named_instead(storage: Storage, notice: Notice, channel: ChannelId) -> ChannelId | None:
    """The channel that the policy names now for what stands in this one; None where it's the same,
    or there is none."""
    to = ChannelId("")
    if isinstance(notice, ConsultPut | ConsultDue):
        to = channel_for(storage, notice)
    if isinstance(notice, CardChanged | FeedbackChanged):
        with storage.read() as work:
            to = _in_force(work, notice)
    return to if is_channel(to) and to != channel else None


def _in_force(work: Work, notice: CardChanged | FeedbackChanged) -> ChannelId:
    policy = policy_in_force(work)
    if isinstance(notice, CardChanged):
        escalation = work.escalations.peek(notice.escalation_id)
        assert escalation is not None, "it was rendered"
        return queue_of(policy, escalation).channel
    item = work.feedback.peek(FeedbackId(notice.item))
    assert item is not None, "it was rendered"
    target = policy.feedback.get(item.target)
    return ChannelId(target.channel if target is not None else "")


def readdressed(storage: Storage, parcel: Parcel) -> Parcel | None:
    """The same, or where it's a digest to a channel that the policy names no more, to the channel
    it names for the same queues instead. None where there is none: nobody reads it there."""
    due = parcel.notice
    if not isinstance(due, DigestDue) or not is_channel(due.to):
        return parcel
    with storage.read() as work:
        digests = policy_in_force(work).digests
    of_channels = [d for d in digests if is_channel(d.to)]
    if any(d.to == due.to for d in of_channels):
        return parcel
    same = (d.to for d in of_channels if (d.queues, d.timezone) == (due.queues, due.timezone))
    to = next(same, None)
    return replace(parcel, notice=replace(due, to=to)) if to is not None else None


def place_of(parcel: Parcel, channel: ChannelId) -> str:
    """What keeps a message back that is for somebody alone is said of them, not of the D…
    conversation, which nobody knows."""
    to = str(getattr(parcel.notice, "to", ""))
    if channel == HOMES:
        return channel
    return to if is_person(to) else channel
