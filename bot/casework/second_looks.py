"""Second looks: which decisions get one, who is asked for it, and when it goes on to another."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.case.decision import Decision
from bot.case.escalation import Escalation
from bot.case.identifiers import EscalationId, UserId
from bot.case.second_look import (
    Asking,
    Consequence,
    LookId,
    LookState,
    SecondLook,
    Settled,
    has_share_left,
)
from bot.casework.approach import Case
from bot.casework.offers import candidates_of, exclusions_of
from bot.casework.queues import participants_of
from bot.casework.record import notes_changed, stale_homes
from bot.casework.service_clocks import ServedBy
from bot.events import ApprovalAsked, CaseLookedAt
from bot.notices import SecondLookWanted, about_case, about_second_look
from bot.policy import ClockKind, Duration
from bot.ports import Work
from bot.reminders.timers import SecondLookStep
from bot.rotation.choice import Candidate, Choice, Exclusion, Pool, Requirements, choose, obstacle

LASTS = timedelta(days=28)
"""How long after its decision a case is still put before somebody, and over how long a person's
share is counted."""
ANSWER_WITHIN = Duration(days=2)
"""How long it stays with one person, in their hours, before it goes on to the next."""
LOOK_AGAIN = timedelta(hours=1)
"""How soon one that nobody could be asked for is looked at again at the latest."""


def follow_with_second_look(work: Work, case: Case, decision: Decision, now: datetime) -> None:
    """A decision stands: it counts in its stratum, and is put before another specialist where it is
    drawn. What it supersedes is judged no more."""
    if decision.supersedes is not None:
        _supersede(work, case.escalation, decision, now)
    share = case.policy.second_look
    if not share:
        return
    draw = work.second_looks.draw(case.queue.name, decision.outcome, str(share))
    if not draw.is_drawn:
        return
    queues = (case.queue, *case.policy.queues.values())
    places = (queue.member(decision.decided_by) for queue in queues)
    vendor = next((place.vendor for place in places if place is not None), "")
    look = work.second_looks.add(
        SecondLook(
            LookId(0),
            case.escalation.id,
            decision.id,
            draw,
            decision.ground,
            decision.decided_by,
            vendor,
            now,
        )
    )
    work.timers.plan([SecondLookStep(now, look.id)])


def _supersede(work: Work, escalation: Escalation, decision: Decision, now: datetime) -> None:
    for look in work.second_looks.of_case(escalation.id):
        if look.is_open:
            end_look(work, look, LookState.DROPPED)
        elif look.is_unsettled:
            settle_look(work, look, Consequence.CORRECTED, decision.decided_by, now)


def is_about_what_stands(work: Work, escalation: Escalation, look: SecondLook) -> bool:
    """Whether what is to be judged is still the decision on its case: it may have been reopened."""
    latest = work.decisions.latest(escalation.id) if escalation.is_decided else None
    return latest is not None and latest.id == look.decision_id


def end_look(work: Work, look: SecondLook, state: LookState) -> None:
    """Nobody is asked for it any more."""
    work.second_looks.save(look.ended(state))
    look_over(work, look)


def look_over(work: Work, look: SecondLook) -> None:
    """It's with nobody any more: its note says so, and nothing brings it back."""
    work.timers.drop_second_look(look.id)
    work.outbox.put(*notes_changed(work, about_second_look(look.id)), *stale_homes(work))


def settle_look(work: Work, look: SecondLook, how: Consequence, by: UserId, now: datetime) -> None:
    """Something came of a difference: those who were told of it needn't do anything."""
    work.second_looks.save(replace(look, settled=Settled(how, by, now)))
    work.outbox.put(*notes_changed(work, about_case(look.escalation_id)))


def settle_by_feedback(work: Work, case: EscalationId, by: UserId, now: datetime) -> None:
    """Feedback is asked for, for a case whose second look differs: that's what comes of it."""
    for look in work.second_looks.of_case(case):
        if look.is_unsettled:
            settle_look(work, look, Consequence.FEEDBACK, by, now)


@dataclass(frozen=True, slots=True)
class _Circle:
    """Who could judge a case: its queue's rotation as it is now, and who must not."""

    candidates: tuple[Candidate, ...]
    excluded: tuple[Exclusion, ...]
    asked: Requirements
    could: frozenset[UserId]
    """Who may judge it and is there, in whatever hours."""


def _circle(
    work: Work, escalation: Escalation, served_by: ServedBy, look: SecondLook, now: datetime
) -> _Circle:
    policy, queue = served_by.policy, served_by.queue
    cleared = participants_of(work, policy, queue, escalation).cleared
    candidates = candidates_of(work, policy, queue, now, cleared)
    users = [candidate.user for candidate in candidates]
    turns = work.second_looks.last_asked(look.draw.queue, users)
    # It takes a minute: what somebody holds doesn't matter.
    free = tuple(replace(c, load=0, last_turn=turns.get(c.user)) for c in candidates)
    excluded = (
        Exclusion("decided it", look.decided_by),
        Exclusion("is of the same vendor", vendor=look.vendor),
        *exclusions_of(work, escalation),
        *(Exclusion("has had to do with it", user) for user in _knowing(work, escalation, look)),
    )
    asked = Requirements(ClockKind.OFFICE, escalation.skills, escalation.confidentiality)
    at_any_hour = replace(asked, clock=ClockKind.ROUND_THE_CLOCK)
    could = frozenset(c.user for c in free if obstacle(c, at_any_hour, excluded, now) is None)
    return _Circle(free, excluded, asked, could)


def _knowing(work: Work, escalation: Escalation, look: SecondLook) -> Iterable[UserId]:
    """Who did anything with the case, or was shown its decision to approve: they aren't blind.
    That its reviewer has looked at it is noted of the form, which shows none."""
    found: dict[UserId, None] = {}
    for entry in work.timeline.of(escalation.id):
        is_form = isinstance(entry.event, CaseLookedAt) and entry.who == look.reviewer
        if entry.who is not None and not is_form:
            found[entry.who] = None
        if isinstance(entry.event, ApprovalAsked):
            found[entry.event.to] = None
    return found


def may_still_judge(
    work: Work, escalation: Escalation, served_by: ServedBy, look: SecondLook, now: datetime
) -> bool:
    """Whether who is asked for it can do it, in whatever hours."""
    return look.reviewer in _circle(work, escalation, served_by, look, now).could


def ask_reviewer(
    work: Work, escalation: Escalation, served_by: ServedBy, look: SecondLook, now: datetime
) -> None:
    """Puts a case before the next specialist who is in their hours, has no other second look before
    them and hasn't had their share; where there is none now, looks again later."""
    work.turns.lock(served_by.policy.sharing(served_by.queue.name))
    circle = _circle(work, escalation, served_by, look, now)
    not_now = _not_now(work, look, circle.could, now)
    pool = Pool(circle.candidates, circle.excluded, not_now, "on the rotation could judge it")
    choice = choose(circle.asked, pool, now)
    if not isinstance(choice, Choice):
        at = min(now + LOOK_AGAIN, choice.again_at or now + LOOK_AGAIN)
        if look.state is not LookState.WAITING:
            work.second_looks.save(look.waiting())
        plan_step(work, look, at)
        return
    hours = next(c.hours for c in circle.candidates if c.user == choice.user)
    lapses_at = hours.add(now, hours.length(ANSWER_WITHIN))
    after = work.second_looks.save(look.asked(choice.user, lapses_at))
    work.second_looks.ask(after, Asking(choice.user, circle.could), now)
    work.outbox.put(SecondLookWanted(choice.user, after.id, after.number), *stale_homes(work))
    plan_step(work, after, lapses_at)


def _not_now(
    work: Work, look: SecondLook, could: Collection[UserId], now: datetime
) -> Mapping[UserId, str]:
    """Who isn't asked for this one now, and why: they had it, have another, or had their share."""
    found = dict.fromkeys(work.second_looks.was_asked(look.id), "was asked for it before")
    others = {u for u, which in work.second_looks.before(sorted(could)).items() if which != look.id}
    found |= dict.fromkeys(others, "has a second look before them")
    before = work.second_looks.asked_since(look.draw.queue, now - LASTS)
    full = [user for user in could if not has_share_left(user, before, could)]
    return found | dict.fromkeys(full, "has had their share of second looks")


def plan_step(work: Work, look: SecondLook, at: datetime) -> None:
    """Has a second look looked at then, and no more at any other time."""
    work.timers.drop_second_look(look.id)
    work.timers.plan([SecondLookStep(at, look.id)])


def pass_on_looks(work: Work, users: Iterable[UserId], now: datetime) -> None:
    """These people can't do anything more: what they are asked to judge goes to others, each in a
    transaction of its own."""
    for look in work.second_looks.before(sorted(users)).values():
        work.timers.plan([SecondLookStep(now, look)])
