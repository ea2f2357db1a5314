"""Having something delivered again that was parked, from the note that told of it."""

from __future__ import annotations

from bot.case.errors import RefusalCode, Refused
from bot.case.permissions import check_manages
from bot.casework.approach import admitted
from bot.casework.queues import expand, policy_in_force
from handlers.slack.context.context import Desk, number
from handlers.slack.contract.answers import Answer, Say
from handlers.slack.contract.requests import Click


def from_button(desk: Desk, request: Click) -> Answer:
    """The Try again button in a manager's note."""
    parked = number(request.value)
    if not parked:
        raise Refused("There is nothing to try again here.", code=RefusalCode.NOT_FOUND)
    with desk.storage.begin() as work:
        admitted(work, request.sender.user)
        policy = policy_in_force(work)
        groups = [policy.managers, *(policy.managers_of(q) for q in policy.queues.values())]
        managers = expand(work, (m for group in groups for m in group))
        check_manages(request.sender.user, managers, "have it tried again")
        is_parked = work.outbox.retry(parked)
    return Say("It is tried again now." if is_parked else "It was delivered in the meantime.")
