"""Putting a question about a case before a team, with a date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.case.consult import QUESTION_LIMIT, Consult
from bot.case.errors import Fault, RefusalCode, Refused, at_fault, check_text
from bot.case.escalation import Escalation, Wait
from bot.case.identifiers import EscalationId, UserId
from bot.case.people import Actor
from bot.case.transitions import Move
from bot.casework.approach import Case, allowed, approach
from bot.casework.consult_waits import begin_wait, wait_on
from bot.casework.consults import plan_steps, redraw, team_hours
from bot.casework.queues import expand, policy_in_force
from bot.casework.record import case_changed, record
from bot.events import ConsultAsked
from bot.policy import Policy, Team
from bot.policy.teams import team_named
from bot.ports import Receipt, Work

FURTHEST = timedelta(days=366)


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
    team = _checked(work, request, now)
    recipients, people = _asked(work, case, team, request.actor.user)
    before = case.escalation
    until = request.until or _within(work, case.policy, team, recipients[0], now)
    wait = None
    if request.waits:
        wait = wait_on(work, before, team.name, request.question, until, request.actor.user, now)
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
    notes = begin_wait(work, case, wait, now) if wait is not None else ()
    case_changed(work, before.id, request.actor.user, *notes)
    return Receipt(_done(before, team, wait, waits=request.waits), before.id)


def _checked(work: Work, request: ConsultRequest, now: datetime) -> Team:
    faults: dict[str, Fault] = {}
    teams = teams_to_ask(work)
    team = team_named(teams, request.team)
    if team is None:
        words = f"Choose the team to ask: {', '.join(t.name for t in teams)}."
        faults["team"] = Fault(RefusalCode.INVALID, words)
    faults |= check_text("question", request.question, QUESTION_LIMIT, missing="Say what you ask.")
    if request.until is not None and request.until <= now:
        words = "That's already past. Say by when you need the answer."
        faults["until"] = Fault(RefusalCode.IN_THE_PAST, words)
    elif request.until is not None and request.until > now + FURTHEST:
        faults["until"] = Fault(RefusalCode.TOO_FAR, "A year is the longest.")
    if faults or team is None:
        raise at_fault(faults)
    return team


def teams_to_ask(work: Work) -> tuple[Team, ...]:
    """The teams of the policy in force. Raises Refused where it names none."""
    policy = policy_in_force(work)
    if not policy.teams:
        raise Refused(
            "There is no team to ask yet: the policy names none. A manager can add them, under "
            "[teams].",
            code=RefusalCode.NOT_SET_UP,
        )
    return tuple(policy.teams.values())


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
        words = f"Nobody of {team.name} can be asked now. A manager can fix that in the policy."
        raise at_fault({"team": Fault(RefusalCode.NO_LONGER_SO, words)})
    return tuple(people), tuple(people)


def _within(work: Work, policy: Policy, team: Team, recipient: str, now: datetime) -> datetime:
    """When an answer is due where nobody says: as the policy has it, in the team's hours."""
    hours = team_hours(work, policy, team.name, "" if team.office else recipient)
    return hours.add(now, hours.length(team.answer_within))


def _done(before: Escalation, team: Team, wait: Wait | None, *, waits: bool) -> str:
    asked = f"{team.name} is asked about {before.reference}"
    if wait is not None:
        return f"{asked}, which waits on the answer."
    if waits:
        return f"{asked}. It doesn't wait on the answer: it already waits, or is decided."
    return f"{asked}."
