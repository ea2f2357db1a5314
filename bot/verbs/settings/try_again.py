"""Having something delivered again that was parked."""

from __future__ import annotations

from dataclasses import dataclass

from bot.case.errors import RefusalCode, Refused
from bot.case.people import Actor
from bot.case.permissions import check_manages
from bot.casework.approach import admitted
from bot.casework.queues import expand, policy_in_force
from bot.ports import Receipt, Work


@dataclass(frozen=True, slots=True)
class TryAgainRequest:
    """A manager wants a parked row of the outbox tried again. `parked` is its id, 0 for none."""

    actor: Actor
    parked: int


def try_again(work: Work, request: TryAgainRequest) -> Receipt:
    """Lets a parked row go out again, with what waits behind it. Raises Refused for somebody
    who manages no queue."""
    if not request.parked:
        raise Refused("There is nothing to try again here.", code=RefusalCode.NOT_FOUND)
    user = request.actor.user
    admitted(work, user)
    policy = policy_in_force(work)
    groups = [policy.managers, *(policy.managers_of(q) for q in policy.queues.values())]
    managers = expand(work, (m for group in groups for m in group))
    check_manages(user, managers, "have it tried again")
    is_parked = work.outbox.retry(request.parked)
    return Receipt("It's tried again now." if is_parked else "It was delivered in the meantime.")
