"""Somebody who looks at cases: how much of each they may see, and what they may do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.case.escalation import Escalation
from bot.case.identifiers import EscalationId, UserId
from bot.case.permissions import Participants, Roles, Sight, allowed_moves, roles_of, sight
from bot.casework.case_view import CaseView, Seen, as_seen, view
from bot.casework.queues import participants_of, policy_in_force, queue_of
from bot.casework.reopening import reopening_of
from bot.casework.service_clocks import hours_known
from bot.ports import Work
from bot.service_levels.clocks import ClockName, ClockReading, read_clocks


class Viewer:
    """Somebody who looks at cases, in one transaction: how much of each they may see and what they
    may do. Many cases cost as many statements as one."""

    def __init__(self, work: Work, user: UserId) -> None:
        self._work = work
        self.user = user
        self.policy = policy_in_force(work)
        self._hours_of = hours_known(work)
        self._participants: dict[tuple[str, str, str], Participants] = {}

    def roles_of(self, escalation: Escalation) -> Roles:
        """Who they are to a case."""
        queue = queue_of(self.policy, escalation)
        key = queue.name, escalation.kind, escalation.confidentiality
        if key not in self._participants:
            self._participants[key] = participants_of(self._work, self.policy, queue, escalation)
        return roles_of(self.user, escalation, self._participants[key])

    def sight(self, escalation: Escalation) -> Sight:
        """How much of a case they may see."""
        return sight(escalation, self.roles_of(escalation))

    def clocks(
        self, cases: Iterable[Escalation]
    ) -> dict[EscalationId, dict[ClockName, ClockReading]]:
        """The clocks of each case as they stand."""
        ids = [case.id for case in cases]
        events = self._work.clocks.of_many(ids)
        return {id_: read_clocks(events.get(id_, ()), self._hours_of) for id_ in ids}

    def views(self, cases: Sequence[Escalation]) -> tuple[Seen, ...]:
        """Cases as they may see them, with the moves they may make; without decisions, of which a
        list says nothing."""
        clocks = self.clocks(cases)
        threads = self._work.escalations.threads_of([case.id for case in cases])
        return tuple(
            self.seen(
                CaseView(
                    case,
                    clocks[case.id],
                    None,
                    None,
                    threads.get(case.id),
                    reopening=reopening_of(self._work, case),
                )
            )
            for case in cases
        )

    def seen(self, whole: CaseView) -> Seen:
        """What of a case they may see, with the moves they may make."""
        who = self.roles_of(whole.escalation)
        moves = allowed_moves(whole.escalation, who)
        return as_seen(replace(whole, moves=moves), sight(whole.escalation, who))


def view_for(work: Work, user: UserId, escalation: Escalation) -> Seen:
    """A case in full, or what of it one person may know."""
    return Viewer(work, user).seen(view(work, escalation))


EVERY_OPEN_CASE = 100_000
