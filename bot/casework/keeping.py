"""Whether a queue can keep a class of confidentiality: a channel of its own, and people cleared."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.case.confidentiality import Confidentiality
from bot.case.identifiers import ChannelId, UserId
from bot.casework.queues import expand, managers_of
from bot.policy import Policy, Queue
from bot.ports import Work
from bot.ports.channels import Channel


class Gap(StrEnum):
    """Why a class can't be kept."""

    NOBODY_CLEARED = "nobody_cleared"
    NOT_LOOKED_AT = "not_looked_at"
    ARCHIVED = "archived"
    NOT_IN_IT = "not_in_it"
    PUBLIC = "public"
    SHARED = "shared"
    STRANGER = "stranger"
    UNCLEARED = "uncleared"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Leak:
    """A way in which what is posted in a channel is read by who may not: the channel's own, or
    through somebody who is in it."""

    gap: Gap
    user: UserId | None = None

    def __str__(self) -> str:
        return self.gap if self.user is None else f"{self.gap}:{self.user}"


def read_leak(text: str) -> Leak:
    """A leak as `str` has written it. Raises ValueError."""
    gap, _, user = text.partition(":")
    return Leak(Gap(gap), UserId(user) if user else None)


def leaks(
    work: Work, policy: Policy, channel: Channel, classes: Iterable[Confidentiality]
) -> tuple[Leak, ...]:
    """How cases of these classes are read by who may not, in this channel as it was last seen: it's
    public, another organisation is in it, or somebody is who is no full member or isn't cleared for
    one of them, or isn't known yet. Other apps are somebody too: they read what is posted where
    they are."""
    wanted = [class_ for class_ in classes if class_ is not Confidentiality.INTERNAL]
    if not wanted:
        return ()
    identity = work.people.identity()
    inside = (channel.members or frozenset()) - {identity.bot_user if identity else UserId("")}
    known = work.people.several(inside)
    found = [Leak(Gap.PUBLIC)] if not channel.is_private else []
    # Slack lets nobody of another organisation in before a channel is shared, but may tell of them
    # before it tells of that.
    is_shared = channel.is_shared or any(
        person.is_outsider and not person.is_deactivated for person in known.values()
    )
    found += [Leak(Gap.SHARED)] if is_shared else []
    for user in sorted(inside):
        person = known.get(user)
        if person is not None and person.is_deactivated:
            continue
        if person is not None and (person.is_guest or person.is_outsider):
            found.append(Leak(Gap.STRANGER, user))
        elif not all(user in _cleared(work, policy, class_) for class_ in wanted):
            found.append(Leak(Gap.UNKNOWN if person is None else Gap.UNCLEARED, user))
    return tuple(found)


def _cleared(work: Work, policy: Policy, class_: Confidentiality | str) -> frozenset[UserId]:
    return expand(work, policy.clearances.get(class_, ()))


def gaps(
    work: Work, policy: Policy, queue: Queue, class_: Confidentiality | str
) -> tuple[Gap, ...]:
    """Why this queue can't keep cases of this class; none where it can. A channel that nobody has
    looked at yet keeps nothing."""
    if class_ == Confidentiality.INTERNAL:
        return ()
    found = list(_gaps_of_channel(work, policy, queue.channel, Confidentiality(class_)))
    cleared = _cleared(work, policy, class_)
    inside = {member.user for member in queue.rotation} | managers_of(work, policy, queue)
    if not cleared & inside:
        found.append(Gap.NOBODY_CLEARED)
    return tuple(found)


def _gaps_of_channel(
    work: Work, policy: Policy, id_: ChannelId, class_: Confidentiality
) -> Iterable[Gap]:
    channel = work.channels.several([id_]).get(id_)
    if channel is None:
        return (Gap.NOT_LOOKED_AT,)
    if channel.is_archived:
        return (Gap.ARCHIVED,)
    not_in_it = () if channel.is_member else (Gap.NOT_IN_IT,)
    return (*not_in_it, *dict.fromkeys(leak.gap for leak in leaks(work, policy, channel, [class_])))


_NEEDS = {
    Gap.NOT_LOOKED_AT: "hasn't been looked at yet",
    Gap.ARCHIVED: "is archived",
    Gap.NOT_IN_IT: "doesn't have Escalations in it",
    Gap.PUBLIC: "is public",
    Gap.SHARED: "is shared with another organisation",
    Gap.STRANGER: "has a guest or somebody of another organisation in it",
    Gap.UNCLEARED: "has somebody in it who isn't cleared",
    Gap.UNKNOWN: "has somebody in it whom I don't know yet",
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
        f"A manager can fix that: {who}."
    )
