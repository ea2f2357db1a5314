"""Somebody is taken off a rotation and still has cases of its queue: who is told."""

from __future__ import annotations

from datetime import datetime

from bot.case.identifiers import UserId
from bot.case.states import HELD
from bot.casework.queues import managers_there
from bot.notices import TakenOff
from bot.policy import Policy
from bot.ports import CaseFilter, Work


def tell_of_taken_off(work: Work, before: Policy, after: Policy, now: datetime) -> None:
    """Tells the managers, and the person, what somebody still has of queues on whose rotation they
    were under one policy and are no longer under the other; both with the members of groups. Of
    who has left the managers are told elsewhere."""
    gone = _gone(before, after)
    known = work.people.several(gone) if gone else {}
    for user, queues in sorted(gone.items()):
        person = known.get(user)
        if person is not None and not person.can_be_asked:
            continue
        names = (*after.names_of(queues), *queues)
        theirs = CaseFilter(states=HELD, holder=user, queues=names)
        held = {
            home.name
            for case in work.escalations.find(theirs, limit=work.escalations.count(theirs))
            if case.owner == user and (home := after.home_of(case.queue, case.kind)) is not None
        }
        told: dict[UserId, set[str]] = {user: held} if held else {}
        for name in sorted(held):
            for manager in managers_there(work, after, after.queues[name], now) - {user}:
                told.setdefault(manager, set()).add(name)
        work.outbox.put(*(TakenOff(to, user, tuple(sorted(of))) for to, of in sorted(told.items())))


def _gone(before: Policy, after: Policy) -> dict[UserId, tuple[str, ...]]:
    """Who is off which rotations, by the names the queues had."""
    found: dict[UserId, tuple[str, ...]] = {}
    for queue in before.queues.values():
        now = after.queues.get(queue.name) or after.queues.get(after.moved.get(queue.name, ""))
        for member in queue.rotation:
            if now is None or now.member(member.user) is None:
                found[member.user] = (*found.get(member.user, ()), queue.name)
    return found
