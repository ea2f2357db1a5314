"""From a note about a person to a message: who is away, is back, covers, or has left."""

from __future__ import annotations

from datetime import datetime

import structlog

from bot.case.identifiers import UserId
from bot.case.states import UNCLAIMED
from bot.casework.exposure import kept_in
from bot.casework.keeping import read_leak
from bot.casework.queues import policy_in_force, unmanaged
from bot.notices import (
    CameBack,
    ChannelExposed,
    ChannelMended,
    Covering,
    MemberLeft,
    NobodyManages,
    NoLongerCovering,
    PersonNote,
    TakenOff,
)
from bot.policy import Policy
from bot.ports import CaseFilter, Work
from bot.views.cases_held import cases_held
from handlers.slack.messages import absences, exposed
from handlers.slack.messages.markup import Message
from handlers.web_api.directory import team_url

log = structlog.get_logger(__name__)


def about_person(work: Work, notice: PersonNote, now: datetime) -> Message | None:
    """The message, or None where what it would say is no longer so."""
    if isinstance(notice, ChannelExposed | ChannelMended):
        return _about_channel(work, notice)
    url = team_url(work)
    if isinstance(notice, MemberLeft):
        person = work.people.get(notice.user)
        if person is None or person.can_be_asked:
            return None
        policy = policy_in_force(work)
        named = _still_named(policy, notice)
        left = cases_held(work, notice.user, notice.to, policy.names_of(notice.queues))
        return absences.member_left(person, named, left, url, now)
    if isinstance(notice, NobodyManages):
        return _nobody_manages(work, notice)
    if isinstance(notice, TakenOff):
        return _taken_off(work, notice, url, now)
    if isinstance(notice, Covering | NoLongerCovering):
        return _about_cover(work, notice, now)
    user = notice.to
    absence = work.absences.current(now, [user]).get(user)
    if isinstance(notice, CameBack):
        return absences.came_back(notice) if absence is None else None
    if absence is None or absence.since.isoformat() != notice.since:
        return None
    return absences.went_away(absence, cases_held(work, user, user), url, now)


def _about_channel(work: Work, notice: ChannelExposed | ChannelMended) -> Message | None:
    """What is wrong with it by now; nothing where it has been mended, or is broken again."""
    exposure = work.channels.exposure(notice.channel)
    if isinstance(notice, ChannelMended):
        return exposed.mended(notice.channel) if exposure is None else None
    if exposure is None:
        return None
    kept = kept_in(work, policy_in_force(work), notice.channel)
    found = [read_leak(way) for way in sorted(exposure.ways)]
    log.error("channel_exposed", channel=notice.channel, ways=sorted(exposure.ways))
    return exposed.exposed(notice.channel, found, kept)


def _about_cover(work: Work, notice: Covering | NoLongerCovering, now: datetime) -> Message | None:
    """Whichever absence it is by now: it may have been moved, with the same person to cover."""
    absence = work.absences.current(now, [notice.user]).get(notice.user)
    covers = absence is not None and absence.cover == notice.to
    if isinstance(notice, NoLongerCovering):
        return None if covers else absences.no_longer_covering(notice.user, absence)
    return absences.covering(absence) if absence is not None and covers else None


def _nobody_manages(work: Work, notice: NobodyManages) -> Message | None:
    policy = policy_in_force(work)
    if notice.queue not in {queue.name for queue in unmanaged(work, policy)}:
        return None
    log.error("queue_without_managers", queue=notice.queue, told=notice.to)
    names = policy.names_of([notice.queue])
    wanted = CaseFilter(states=UNCLAIMED, queues=names, unoffered=True)
    return absences.nobody_manages(notice.queue, work.escalations.count(wanted))


def _taken_off(work: Work, notice: TakenOff, url: str, now: datetime) -> Message | None:
    policy = policy_in_force(work)
    off = [q for q in notice.queues if not _is_on(policy, q, notice.user)]
    held = cases_held(work, notice.user, notice.to, policy.names_of(off))
    return absences.taken_off(notice, off, held, url, now) if held.total else None


def _still_named(policy: Policy, notice: MemberLeft) -> dict[str, list[str]]:
    """Where the policy still names somebody, by what as."""
    user = notice.user
    managed = ["the workspace"] if user in policy.managers else []
    digests = (d for d in policy.digests if d.to == user)
    return {
        absences.ON_ROTATION: [q for q in notice.queues if _is_on(policy, q, user)],
        "a manager of": managed + [q.name for q in policy.queues.values() if user in q.managers],
        "who gets the digest of": [", ".join(digest.queues) for digest in digests],
    }


def _is_on(policy: Policy, queue: str, user: UserId) -> bool:
    named = policy.queues.get(queue)
    return named is not None and named.member(user) is not None
