"""Waiting on a party: a case rests until they answer or the date comes, and the time is theirs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.case import allowed, approach, changed, note
from bot.errors import Refused
from bot.escalation import Escalation, Move, Party, State, Wait
from bot.identifiers import EscalationId
from bot.notices import Answered, Waiting
from bot.people import Actor
from bot.ports import Receipt, Work
from bot.reminding.nudges import Said, nudge
from bot.reminding.reminders import About, Step, Subject, Timer, TimerKind
from bot.service.clocks import Service, pause_clocks, resume_clocks

FOR_WHAT_LIMIT = 1000
LONGEST_WAIT = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class WaitRequest:
    """Somebody has a case wait: on whom (a Party's value), for what, until when."""

    actor: Actor
    escalation_id: EscalationId
    on: str
    for_what: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class ResumeRequest:
    """Somebody takes a waiting case up again."""

    actor: Actor
    escalation_id: EscalationId


def wait(work: Work, request: WaitRequest, now: datetime) -> Receipt:
    """Has the case wait: its update and resolution clocks stand still until it comes back.

    Raises Refused naming the fields at fault.
    """
    case = approach(work, request.escalation_id, request.actor)
    allowed(work, case, Move.WAIT)
    before = case.escalation
    party, until = _checked(request, now)
    waits = Wait(party, request.for_what, until, now, request.actor.user)
    pause_clocks(work, before, waits, now)
    # An earlier wait's end may not have been said yet, and is no news any more.
    work.timers.cancel_clock(before.id, Subject.WAIT.value, TimerKind.NUDGE)
    work.timers.plan([Timer(TimerKind.WAIT_OVER, until, before.id)])
    work.escalations.save(before.waiting(waits))
    details = {"on": party.value, "until": until.isoformat()}
    note(work, before.id, now, "waits", by=request.actor, why=request.for_what, details=details)
    told = sorted(filter(None, {before.requester, before.owner} - {request.actor.user}))
    notes = (Waiting(to, before.id, now.isoformat()) for to in told)
    changed(work, before.id, request.actor.user, *notes)
    return Receipt(f"{before.reference} waits on {party.words}.", before.id)


def _checked(request: WaitRequest, now: datetime) -> tuple[Party, datetime]:
    faults: dict[str, str] = {}
    party = next((p for p in Party if p.value == request.on), None)
    if party is None:
        faults["on"] = "Say on whom it waits: " + ", ".join(p.value for p in Party) + "."
    if not request.for_what:
        faults["for_what"] = "Say what was asked of them."
    elif len(request.for_what) > FOR_WHAT_LIMIT:
        faults["for_what"] = f"Keep it under {FOR_WHAT_LIMIT:,} characters."
    if request.until is None:
        faults["until"] = "Say until when."
    elif request.until <= now:
        faults["until"] = "That is already past. Say when their answer is expected."
    elif request.until > now + LONGEST_WAIT:
        faults["until"] = "A year is the longest a case can wait."
    if faults or party is None or request.until is None:
        raise Refused(" ".join(faults.values()), fields=faults)
    return party, request.until


def resume(work: Work, request: ResumeRequest, now: datetime) -> Receipt:
    """Takes a waiting case up again before its date."""
    case = approach(work, request.escalation_id, request.actor)
    allowed(work, case, Move.RESUME)
    before = case.escalation
    come_back(work, before, case.service, now, by=request.actor, why="resumed")
    return Receipt(f"{before.reference} waits no more.", before.id)


def answered(
    work: Work, escalation: Escalation, service: Service, by: Actor, now: datetime
) -> None:
    """The requester has written in the thread: what was waited for may be there."""
    come_back(work, escalation, service, now, by=by, why="the requester answered")
    if escalation.owner is not None:
        work.outbox.put(Answered(escalation.owner, escalation.id, by.user))


def wait_is_over(work: Work, escalation: Escalation, service: Service, now: datetime) -> None:
    """The date has come: the case is its owner's again, who is told in their hours."""
    wait = escalation.wait
    if escalation.state is not State.WAITING or wait is None or now < wait.until:
        return
    come_back(work, escalation, service, now, by=None, why="the date came", since=wait.until)
    if escalation.owner is not None:
        run = int(wait.since.timestamp())
        over = Said(escalation, About(Subject.WAIT, Step.OVER), run, wait.until)
        nudge(work, service.policy, [escalation.owner], over)


def come_back(
    work: Work,
    escalation: Escalation,
    service: Service,
    now: datetime,
    *,
    by: Actor | None,
    why: str,
    since: datetime | None = None,
) -> None:
    """Ends the wait, whoever or whatever ended it: the clocks go on, with what was left. They go on
    `since` its date, also where nothing ran at that instant."""
    after = escalation.resumed()
    _end(work, escalation, now, by=by, why=why)
    work.escalations.save(after)
    resume_clocks(work, after, service, now, since)
    changed(work, escalation.id)


def stop_waiting(work: Work, escalation: Escalation, service: Service, now: datetime) -> None:
    """Ends the wait of a case that goes back to the queue, which the caller saves."""
    _end(work, escalation, now, by=None, why="it is no longer waited for")
    resume_clocks(work, escalation, service, now)


def _end(work: Work, escalation: Escalation, now: datetime, *, by: Actor | None, why: str) -> None:
    assert escalation.wait is not None, "asked only of a case that waits"
    work.timers.cancel(escalation.id, [TimerKind.WAIT_OVER])
    on = escalation.wait.on.value
    note(work, escalation.id, now, "waits no more", by=by, why=why, details={"on": on})
