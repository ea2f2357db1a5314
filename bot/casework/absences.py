"""What being away and coming back share: who may say so, whom it touches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.case.errors import RefusalCode, Refused
from bot.case.escalation import Escalation
from bot.case.identifiers import UserId
from bot.case.people import Person, UnknownPerson
from bot.case.permissions import check_manages
from bot.case.states import UNFINISHED
from bot.casework.approach import admitted
from bot.casework.approvers import wake_unapproved
from bot.casework.offers import MANY, wake_unoffered
from bot.casework.queues import expand, managers_of, policy_in_force, queues_of
from bot.notices import NoLongerCovering
from bot.ports import CaseFilter, Work
from bot.rotation.choice import Absence
from bot.service_levels.hours import working_hours


def check_may_put(work: Work, by: UserId, user: UserId) -> None:
    """Putting oneself away or back is everybody's who is in a queue; putting somebody else, their
    managers'. Raises Refused, UnknownPerson."""
    admitted(work, by)
    if by != user:
        try:
            admitted(work, user)
        except UnknownPerson:
            raise UnknownPerson(user, "them") from None
        except Refused:
            raise Refused(
                "Only a full member of this workspace can be away here.",
                code=RefusalCode.NOT_A_MEMBER,
            ) from None
        check_manages(by, managers_over(work, user), "say that somebody else is away or back")
    if not queues_of(work, user) and not unfinished_of(work, user) and not _approves(work, user):
        raise Refused(
            "You are in no queue, so nothing is offered to you and you needn't be away."
            if by == user
            else "They are in no queue, so nothing is offered to them.",
            code=RefusalCode.NOT_IN_A_QUEUE,
        )


def _approves(work: Work, user: UserId) -> bool:
    """Whether the policy names them as an approver: what waits for them goes to others."""
    policy = policy_in_force(work)
    named = [approval.people for approval in policy.approvals.values()]
    named += [queue.approvers for queue in policy.queues.values()]
    return user in expand(work, (one for people in named for one in people))


def managers_over(work: Work, user: UserId) -> frozenset[UserId]:
    """Who manages somebody: the managers of the queues they are on, and the workspace's."""
    policy = policy_in_force(work)
    found = expand(work, policy.managers)
    for queue in policy.queues.values():
        if queue.member(user) is not None:
            found |= managers_of(work, policy, queue)
    return found


def covers(work: Work, user: UserId, now: datetime) -> tuple[Person, ...]:
    """Who can cover for somebody: those of the same queues who are there."""
    policy, people = policy_in_force(work), set[UserId]()
    for queue in queues_of(work, user):
        people |= {member.user for member in queue.rotation} | managers_of(work, policy, queue)
    return there(work, people - {user}, now)


def there(work: Work, users: Iterable[UserId], now: datetime) -> tuple[Person, ...]:
    """Those whom messages reach and who aren't away, by name."""
    listed = tuple(users)
    known, away = work.people.several(listed), work.absences.current(now, listed)
    found = (p for p in known.values() if p.can_be_asked and p.user not in away)
    return tuple(sorted(found, key=lambda p: (p.name.casefold(), p.user)))


def away_until(until: datetime | None, zone: ZoneInfo) -> str:
    """Until when somebody is away, in plain words and in the time of who reads them."""
    if until is None:
        return "away until further notice"
    return f"away until {until.astimezone(zone):%a %-d %b %Y, %H:%M}"


def zone_of(work: Work, user: UserId) -> ZoneInfo:
    """A person's time zone as Slack knows it, which may be one that isn't known here: then their
    office's."""
    person = work.people.get(user)
    working = working_hours(policy_in_force(work), user, person).calendar
    assert working is not None, "nobody works all hours"
    try:
        return ZoneInfo((person.timezone if person is not None else "") or working.timezone)
    except (KeyError, ValueError, OSError):
        return ZoneInfo(working.timezone)


def no_longer_covers(work: Work, absence: Absence, by: UserId) -> None:
    """Tells who covered, unless it is they who have changed it."""
    if absence.cover is not None and absence.cover != by:
        work.outbox.put(NoLongerCovering(absence.cover, absence.user))


def offer_again_to(work: Work, user: UserId, now: datetime) -> None:
    for queue in sorted(queue.name for queue in queues_of(work, user)):
        wake_unoffered(work, queue, now)
    wake_unapproved(work, now)


def unfinished_of(work: Work, user: UserId) -> Sequence[Escalation]:
    return work.escalations.find(CaseFilter(states=UNFINISHED, holder=user), limit=MANY)
