"""Putting an open case before the next specialist, and what happens when there is none."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.case import managers_of, note
from bot.escalation import Escalation, Offer, State
from bot.identifiers import UserId
from bot.notices import NobodyToOffer, Offered
from bot.policy import Policy, Queue
from bot.ports import Wanted, Work
from bot.reminders import Timer, TimerKind
from bot.rotation import Choice, NobodyEligible, Turn, choose
from bot.service_levels import ClockName, next_due, target_of

LOOK_AGAIN = timedelta(minutes=1)
"""How soon a case nobody could be offered is looked at again, at the latest."""
MANY = 1000
FAR = timedelta(days=3660)
"""Where a case that has no target stands among those that have: last."""


def conflicts(work: Work, escalation: Escalation, queue: Queue) -> dict[UserId, str]:
    """Who on the rotation must not get this case, and why."""
    found: dict[UserId, str] = {}
    people = work.people.several(member.user for member in queue.rotation)
    for member in queue.rotation:
        person = people.get(member.user)
        if member.user == escalation.requester:
            found[member.user] = "raised it"
        elif person is not None and not person.is_full_member:
            found[member.user] = "is no longer a full member of the workspace"
    return found


def next_person(
    work: Work,
    escalation: Escalation,
    queue: Queue,
    *,
    not_again: dict[UserId, str],
    new_round: bool,
) -> Choice | NobodyEligible:
    """The rotation's choice, under the queue's lock.

    Nobody is offered a case twice in a round. With `new_round`, once everybody has had it, it goes
    round again, to anyone but those in `not_again`.
    """
    work.turns.lock(queue.name)
    barred = conflicts(work, escalation, queue) | not_again
    load = work.escalations.load(m.user for m in queue.rotation)
    last = work.turns.last(queue.name, [m.user for m in queue.rotation])
    already = work.turns.offered_in_run(escalation.id, escalation.run)
    had_it = dict.fromkeys(already, "has had it already this round")
    choice = choose(queue.rotation, last, load, had_it | barred)
    if isinstance(choice, NobodyEligible) and new_round:
        choice = choose(queue.rotation, last, load, barred)
    return choice


def offer(
    work: Work,
    escalation: Escalation,
    policy: Policy,
    queue: Queue,
    now: datetime,
    *,
    not_again: dict[UserId, str] | None = None,
    quiet: bool = False,
) -> Escalation:
    """Offers an open case to the next person; if nobody is eligible, tells the managers why.

    `not_again` names people it must not go back to now. `quiet` keeps from telling the managers a
    second time. Returns the case as changed; the caller saves it.
    """
    choice = next_person(work, escalation, queue, not_again=dict(not_again or {}), new_round=True)
    if isinstance(choice, NobodyEligible):
        if not quiet:
            _tell_managers(work, escalation, policy, queue, choice, now)
        work.timers.cancel(escalation.id, [TimerKind.OFFER_AGAIN])
        work.timers.plan([Timer(TimerKind.OFFER_AGAIN, now + LOOK_AGAIN, escalation.id)])
        return escalation.offered(None)
    return put_before(work, escalation, policy, queue, choice, now)


def put_before(
    work: Work,
    escalation: Escalation,
    policy: Policy,
    queue: Queue,
    choice: Choice,
    now: datetime,
) -> Escalation:
    """Makes the offer: a turn, a lapse to come, a message to the person."""
    level = policy.service_level(escalation.kind, escalation.priority)
    half = target_of(level, ClockName.FIRST_RESPONSE) / 2 if level else timedelta(hours=1)
    made = Offer(choice.user, choice.why, now, now + half)
    work.turns.add(Turn(queue.name, choice.user, escalation.id, now, escalation.run))
    work.timers.cancel(escalation.id, [TimerKind.OFFER_LAPSE, TimerKind.OFFER_AGAIN])
    work.timers.plan([Timer(TimerKind.OFFER_LAPSE, made.lapses_at, escalation.id)])
    work.outbox.put(Offered(choice.user, escalation.id, now.isoformat()))
    note(work, escalation.id, now, "offered", why=choice.why, details={"to": choice.user})
    return escalation.offered(made)


def wake_unoffered(work: Work, queue: str, now: datetime) -> None:
    """Somebody may be free again: has the queue's unoffered cases looked at, oldest due first.

    Each is offered in a transaction of its own, so that no two cases are ever locked together.
    """
    wanted = Wanted(states=(State.OPEN,), queues=(queue,), unoffered=True)
    waiting = [case.id for case in work.escalations.find(wanted, limit=MANY)]
    clocks = work.clocks.of_many(waiting)
    waiting.sort(key=lambda case: next_due(clocks.get(case, ())) or (now + FAR))
    for place, case in enumerate(waiting):
        work.timers.cancel(case, [TimerKind.OFFER_AGAIN])
        work.timers.plan([Timer(TimerKind.OFFER_AGAIN, now + timedelta(microseconds=place), case)])


def _tell_managers(
    work: Work,
    escalation: Escalation,
    policy: Policy,
    queue: Queue,
    nobody: NobodyEligible,
    now: datetime,
) -> None:
    managers = managers_of(work, policy, queue)
    work.outbox.put(*(NobodyToOffer(m, escalation.id, nobody.reasons) for m in sorted(managers)))
    reasons = "; ".join(f"{user} {why}" for user, why in nobody.reasons)
    note(work, escalation.id, now, "nobody eligible", why=reasons or "the rotation is empty")
