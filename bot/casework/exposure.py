"""The channels in which confidential cases are kept: looked at, told of, and closed to new posts
while anybody reads them who may not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.case.confidentiality import Confidentiality
from bot.case.identifiers import ChannelId, UserId
from bot.casework.keeping import Gap, Leak, gaps, leaks, read_leak
from bot.casework.queues import managers_there
from bot.notices import ChannelExposed, ChannelMended, LookAt, LookUp
from bot.policy import Policy
from bot.ports import Work
from bot.ports.channels import Channel, Exposure
from bot.reminders.timers import ChannelLook

EVERY = timedelta(days=1)
"""How often each channel is looked at, whether an event told of it or not."""


def channels_watched(work: Work, policy: Policy) -> tuple[ChannelId, ...]:
    """The channels to look at: each queue's, since a case of it can be made narrower; where threads
    of confidential cases are; and where something is wrong."""
    of_queues = {queue.channel for queue in policy.queues.values()}
    return tuple(sorted(of_queues | work.channels.classes_kept().keys() | work.channels.exposed()))


def look_at_all(work: Work, policy: Policy) -> None:
    """Has Slack asked about each of them."""
    work.outbox.put(*(LookAt(channel) for channel in channels_watched(work, policy)))


def plan_look_at_all(work: Work, policy: Policy, now: datetime) -> None:
    """Plans the daily look, where there is none yet, or none within a day, and somebody is cleared
    for something."""
    planned = work.timers.of_kind(ChannelLook)
    late = [look for look in planned if look.due_at > now + EVERY]
    for look in late:
        work.timers.drop(look)
    if policy.clearances and len(late) == len(planned):
        work.timers.plan([ChannelLook(now + EVERY)])


def channel_seen(work: Work, seen: Channel, now: datetime) -> None:
    """Remembers a channel as Slack tells of it, with what follows from it."""
    before = work.channels.hold(seen.id)
    work.channels.put(seen if before is None else replace(seen, kept=before.kept))
    policy = work.policies.current()
    if policy is not None:
        _judge(work, policy, [seen.id], now)


def rejudge(work: Work, policy: Policy, now: datetime) -> None:
    """Who is cleared has changed, or who somebody is, or the queues: are the channels still what
    they have to be, or are they again? Slack isn't asked."""
    _judge(work, policy, channels_watched(work, policy), now)


def kept_in(work: Work, policy: Policy, channel: ChannelId) -> frozenset[Confidentiality]:
    """The classes of what is in a channel, or can be: of cases that are there, and those of its
    queues that it was found to keep. A queue whose channel never could keep a class isn't exposed
    by that: nothing of it can be raised."""
    found = work.channels.several([channel]).get(channel)
    return _classes(policy, work.channels.classes_kept(), found) if found else frozenset()


def _judge(work: Work, policy: Policy, channels: Iterable[ChannelId], now: datetime) -> None:
    kept = work.channels.classes_kept()
    for id_ in channels:
        channel = work.channels.hold(id_)
        if channel is None:
            continue
        classes = _classes(policy, kept, channel)
        found = leaks(work, policy, channel, classes)
        ways = frozenset(map(str, found))
        before = work.channels.exposure(id_)
        known = before.ways if before is not None else frozenset()
        if not ways:
            _note_kept(work, policy, channel)
        if ways == known:
            continue
        if not ways:
            work.channels.end_exposure(id_)
            work.outbox.retry_places(id_)
            told = _managers(work, policy, id_, now) if _without_unknown(known) else ()
            work.outbox.put(*(ChannelMended(to, id_, now.isoformat()) for to in told))
            continue
        since = before.since if before is not None else now
        work.channels.put_exposure(Exposure(id_, ways, since))
        unknown = {leak.user: str(leak) for leak in found if leak.gap is Gap.UNKNOWN}
        work.outbox.put(*(LookUp(u) for u, way in unknown.items() if u and way not in known))
        if _without_unknown(ways - known) - _of_the_sharing(work, found, known):
            told = _managers(work, policy, id_, now)
            work.outbox.put(*(ChannelExposed(to, id_, now.isoformat()) for to in told))


def _without_unknown(ways: frozenset[str]) -> frozenset[str]:
    """What managers are told of: not yet of somebody unknown, who may be of an organisation that
    the channel is being shared with. Slack is asked who they are, and nothing is posted there
    meanwhile."""
    return frozenset(way for way in ways if read_leak(way).gap is not Gap.UNKNOWN)


def _of_the_sharing(work: Work, found: Iterable[Leak], known: frozenset[str]) -> frozenset[str]:
    """Who of another organisation is in a channel that managers know to be shared: that they
    have been told, and wouldn't do anything else about."""
    if str(Leak(Gap.SHARED)) not in known:
        return frozenset()
    joined = {leak.user: leak for leak in found if leak.user is not None}
    people = work.people.several(joined)
    return frozenset(str(joined[user]) for user, one in people.items() if one.is_outsider)


def _classes(
    policy: Policy, kept: Mapping[ChannelId, frozenset[Confidentiality]], channel: Channel
) -> frozenset[Confidentiality]:
    of_queues = {c for q in policy.queues.values() if q.channel == channel.id for c in q.classes}
    return kept.get(channel.id, frozenset()) | (channel.kept & of_queues)


def _note_kept(work: Work, policy: Policy, channel: Channel) -> None:
    queues = [q for q in policy.queues.values() if q.channel == channel.id]
    found = {c for q in queues for c in q.classes if not gaps(work, policy, q, c)}
    if channel.kept != found:
        work.channels.put(replace(channel, kept=frozenset(found)))


def _managers(work: Work, policy: Policy, channel: ChannelId, now: datetime) -> tuple[UserId, ...]:
    """The managers of the channel's queues, and of the workspace."""
    found = managers_there(work, policy, None, now)
    for queue in policy.queues.values():
        if queue.channel == channel:
            found |= managers_there(work, policy, queue, now)
    return tuple(sorted(found))
