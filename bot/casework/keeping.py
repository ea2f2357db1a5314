"""Whether a queue can keep a class of confidentiality: a channel of its own, and people cleared."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from enum import StrEnum

from bot.case.confidentiality import Confidentiality
from bot.case.identifiers import ChannelId
from bot.casework.queues import expand, managers_of
from bot.policy import Policy, Queue
from bot.ports import Work


class Gap(StrEnum):
    """Why a class can't be kept."""

    NOBODY_CLEARED = "nobody_cleared"
    NOT_LOOKED_AT = "not_looked_at"
    ARCHIVED = "archived"
    NOT_IN_IT = "not_in_it"
    PUBLIC = "public"
    SHARED = "shared"


def gaps(
    work: Work, policy: Policy, queue: Queue, class_: Confidentiality | str
) -> tuple[Gap, ...]:
    """Why this queue can't keep cases of this class; none where it can. A channel that nobody has
    looked at yet keeps nothing."""
    if class_ == Confidentiality.INTERNAL:
        return ()
    found = list(_gaps_of_channel(work, queue.channel))
    cleared = expand(work, policy.clearances.get(class_, ()))
    inside = {member.user for member in queue.rotation} | managers_of(work, policy, queue)
    if not cleared & inside:
        found.append(Gap.NOBODY_CLEARED)
    return tuple(found)


def _gaps_of_channel(work: Work, id_: ChannelId) -> Iterable[Gap]:
    channel = work.channels.several([id_]).get(id_)
    if channel is None:
        return (Gap.NOT_LOOKED_AT,)
    if channel.is_archived:
        return (Gap.ARCHIVED,)
    ways = (
        (not channel.is_member, Gap.NOT_IN_IT),
        (not channel.is_private, Gap.PUBLIC),
        (channel.is_shared, Gap.SHARED),
    )
    return tuple(gap for is_so, gap in ways if is_so)


_NEEDS = {
    Gap.NOT_LOOKED_AT: "hasn't been looked at yet",
    Gap.ARCHIVED: "is archived",
    Gap.NOT_IN_IT: "doesn't have Escalations in it",
    Gap.PUBLIC: "is public",
    Gap.SHARED: "is shared with another organisation",
}


def why_not_kept(
    work: Work,
    policy: Policy,
    queue: Queue,
    class_: Confidentiality,
    found: Collection[Gap],
) -> str:
    """Why a class can't be kept by a queue, and who can mend it."""
    channel = work.channels.several([queue.channel]).get(queue.channel)
    name = f"#{channel.name}" if channel is not None and channel.name else queue.channel
    of_channel = [words for gap, words in _NEEDS.items() if gap in found]
    reasons = [f"its channel {name} {' and '.join(of_channel)}"] if of_channel else []
    if Gap.NOBODY_CLEARED in found:
        reasons.append(f"nobody in it is cleared for {class_.words} cases")
    managers = work.people.names(sorted(expand(work, policy.managers))[:3])
    who = ", ".join(sorted(managers.values())) or "its managers"
    return (
        f"The queue {queue.name} can't keep {class_.words} cases: {'; '.join(reasons)}. "
        f"Who manages Escalations can mend that: {who}."
    )
