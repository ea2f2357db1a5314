"""Putting a question about a case before a team, with a date."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.case.consult import QUESTION_LIMIT, Consult
from bot.case.errors import Fault, RefusalCode, Refused, at_fault, check_text
from bot.case.escalation import Escalation, Party, Wait
from bot.case.identifiers import EscalationId, UserId
from bot.case.people import Actor
from bot.case.transitions import Move
from bot.casework.approach import Case, allowed, approach
from bot.casework.consults import plan_steps, redraw, team_hours
from bot.casework.news import listeners
from bot.casework.queues import expand
from bot.casework.record import case_changed, record
from bot.casework.service_clocks import pause_clocks
from bot.events import ConsultAsked, WaitBegun
from bot.notices import Notice, Waiting
from bot.policy import Policy, Team
from bot.ports import Receipt, Work
from bot.reminders.about import Subject
from bot.reminders.timers import WaitOver

FURTHEST = timedelta(days=366)
_BETWEEN = re.compile(r"[\s_-]+")


@dataclass(frozen=True, slots=True)
class ConsultRequest:
    """Somebody puts a question before a team (its name, as the policy has it or as people write
    it). `until` None: as long as the team has by the policy. `waits`: the case waits on it."""

    actor: Actor
    escalation_id: EscalationId
    team: str
    question: str
    until: datetime | None = None
    waits: bool = False


def consult(work: Work, request: ConsultRequest, now: datetime) -> Receipt:
    """Puts the question before the team, and has the case wait on it where that is wanted and it
    waits on nobody else. Raises Refused naming the fields at fault."""
    case = approach(work, request.escalation_id, request.actor)
    allowed(work, case, Move.CONSULT)
    team = _checked(case, request, now)
    recipients, people = _asked(work, case, team, request.actor.user)
    before = case.escalation
    until = request.until or _within(work, case.policy, team, recipients[0], now)
    wait = _wait(work, before, request, team, until, now) if request.waits else None
    asked = work.consults.add(
        Consult(
            0,
            before.id,
            team.name,
            recipients,
            people,
            request.question,
            request.actor.user,
            now,
            until,
            wait.since if wait is not None else None,
        )
    )
    plan_steps(work, case.policy, asked, now)
    event = ConsultAsked(team.name, until)
    record(work, before.id, now, event, by=request.actor, why=request.question)
    redraw(work, asked)
    notes = _begin(work, case, wait, now) if wait is not None else ()
    case_changed(work, before.id, request.actor.user, *notes)
    return Receipt(_done(before, team, wait, waits=request.waits), before.id)


def team_named(policy: Policy, words: str) -> Team | None:
    """The team that is called this: case, and what stands between words, don't matter."""
    return next((t for t in policy.teams.values() if alike(t.name) == alike(words)), None)


def alike(name: str) -> str:
    """A team's name, equal for all ways to write it."""
    return _BETWEEN.sub(" ", name.strip()).casefold()


def _checked(case: Case, request: ConsultRequest, now: datetime) -> Team:
    check_has_teams(case.policy)
    faults: dict[str, Fault] = {}
    team = team_named(case.policy, request.team)
    if team is None:
        words = f"Choose the team to ask: {', '.join(case.policy.teams)}."
        faults["team"] = Fault(RefusalCode.INVALID, words)
    faults |= check_text("question", request.question, QUESTION_LIMIT, missing="Say what you ask.")
    if request.until is not None and request.until <= now:
        words = "That is already past. Say by when you need the answer."
        faults["until"] = Fault(RefusalCode.IN_THE_PAST, words)
    elif request.until is not None and request.until > now + FURTHEST:
        faults["until"] = Fault(RefusalCode.TOO_FAR, "A year is the longest.")
    if faults or team is None:
        raise at_fault(faults)
    return team


def check_has_teams(policy: Policy) -> None:
    """Raises Refused where the policy names no team."""
    if not policy.teams:
        raise Refused(
            "There is no team to ask yet: the policy names none. A manager can add them, under "
            "[teams].",
            code=RefusalCode.NOT_SET_UP,
        )


def _asked(
    work: Work, case: Case, team: Team, by: UserId
) -> tuple[tuple[str, ...], tuple[UserId, ...]]:
    """Where the question goes, and who of the team may answer beside those who read it there.
    Raises Refused where that is nobody but who asks, or nobody at all."""
    named = expand(work, team.people)
    known = work.people.several(named)
    people = sorted(u for u in named - {by} if u not in known or known[u].can_be_asked)
    if team.channel:
        if team.channel in (case.queue.channel, case.escalation.channel):
            words = f"{team.name} reads {case.escalation.reference} already: ask in its thread."
            raise at_fault({"team": Fault(RefusalCode.CONFLICT_OF_INTEREST, words)})
        return (team.channel,), tuple(people)
    if not people and by in named:
        words = f"You are the only one of {team.name}, so there is nobody else to ask."
        raise at_fault({"team": Fault(RefusalCode.CONFLICT_OF_INTEREST, words)})
    if not people:
        words = f"Nobody of {team.name} can be asked now. A manager can mend that in the policy."
        raise at_fault({"team": Fault(RefusalCode.NO_LONGER_SO, words)})
    return tuple(people), tuple(people)


def _within(work: Work, policy: Policy, team: Team, recipient: str, now: datetime) -> datetime:
    """When an answer is due where nobody says: as the policy has it, in the team's hours."""
    hours = team_hours(work, policy, team.name, "" if team.office else recipient)
    return hours.add(now, hours.length(team.answer_within))


def _wait(
    work: Work,
    before: Escalation,
    request: ConsultRequest,
    team: Team,
    until: datetime,
    now: datetime,
) -> Wait | None:
    """The wait on this team, None where the case can't wait, or waits on somebody else. With
    several teams the wait is one, until the last of them is due."""
    party = Party.LEGAL if alike(team.name) == Party.LEGAL else Party.TEAM
    standing = before.wait
    if before.is_in_hand:
        return Wait(party, request.question[:1000], until, now, request.actor.user)
    if standing is None or not any(
        c.waited_since == standing.since for c in work.consults.open_of(before.id)
    ):
        return None
    return replace(standing, until=max(standing.until, until))


def _begin(work: Work, case: Case, wait: Wait, now: datetime) -> tuple[Notice, ...]:
    """Begins the wait, or has the one on another team last longer; what people are told of it."""
    before = case.escalation
    work.timers.cancel(before.id, [WaitOver])
    work.timers.plan([WaitOver(wait.until, before.id)])
    if before.is_waiting:
        work.escalations.save(replace(before, wait=wait))
        return ()
    pause_clocks(work, before, wait, now)
    work.timers.cancel_nudges(before.id, Subject.WAIT)
    work.escalations.save(before.waiting(wait))
    begun = WaitBegun(wait.on, wait.until)
    record(work, before.id, now, begun, by=case.actor, why=wait.for_what)
    told = listeners(work, case.served_by, before, case.actor.user, now, requester=False)
    return tuple(Waiting(one.to, before.id, now.isoformat(), one.in_place_of) for one in told)


def _done(before: Escalation, team: Team, wait: Wait | None, *, waits: bool) -> str:
    asked = f"{team.name} is asked about {before.reference}"
    if wait is not None:
        return f"{asked}, which waits on the answer."
    if waits:
        return f"{asked}. It doesn't wait on the answer: it already waits, or is decided."
    return f"{asked}."
