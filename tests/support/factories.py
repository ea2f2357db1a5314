"""Made-up people, policies and requests, of which a test names only what it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from bot.business_hours import WEEKDAYS
from bot.case.decision import DecisionDraft
from bot.case.escalation import Escalation
from bot.case.identifiers import ChannelId, EscalationId, RequestKey, UserId
from bot.case.people import Actor, Person, Via
from bot.case.priority import Priority
from bot.casework.transaction import carry_out
from bot.policy import (
    ClockKind,
    Digest,
    Duration,
    Member,
    Office,
    Policy,
    Queue,
    ServiceLevel,
)
from bot.ports import Receipt, Storage
from bot.reminders.about import About, read_about, read_run
from bot.verbs.decision.decide import DecideRequest, decide
from bot.verbs.decision.mark_carried_out import CarriedOutRequest, mark_carried_out
from bot.verbs.decision.mark_communicated import (
    CommunicatedRequest,
    CustomerToldRequest,
    customer_told,
    mark_communicated,
)
from bot.verbs.decision.reopen import ReopenRequest, reopen
from bot.verbs.decision.withdraw import WithdrawRequest, withdraw
from bot.verbs.intake.raise_escalation import OpenRequest, open_escalation
from bot.verbs.ownership.assign import AssignRequest, assign
from bot.verbs.ownership.claim import ClaimRequest, claim
from bot.verbs.ownership.hand_over import HandOverRequest, hand_over
from bot.verbs.ownership.release import ReleaseRequest, release
from bot.verbs.ownership.stand_back import StandBackRequest, stand_back
from bot.verbs.ownership.take_over import TakeOverRequest, take_over
from bot.verbs.people.come_back import BackRequest, come_back
from bot.verbs.people.go_away import AwayRequest, go_away
from bot.verbs.timing.change_priority import PriorityRequest, change_priority
from bot.verbs.timing.resume import ResumeRequest, resume
from bot.verbs.timing.set_deadline import DeadlineRequest, set_deadline
from bot.verbs.timing.snooze import SnoozeRequest, snooze
from bot.verbs.timing.wait import WaitRequest, wait
from bot.verbs.timing.write import ThreadMessage, heard

NOON = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)
"""A Tuesday."""

HERON = UserId("U0HERON")
CRANE = UserId("U0CRANE")
EGRET = UserId("U0EGRET")
STORK = UserId("U0STORK")
"""The manager."""
WREN = UserId("U0WREN")
"""Raises escalations, and is in no queue."""
FINCH = UserId("U0FINCH")
"""A member of the workspace with no part in anything."""

ROTATION = (HERON, CRANE, EGRET)
EVERYBODY = (*ROTATION, STORK, WREN, FINCH)

FIRST_RESPONSE = {
    Priority.P1: timedelta(minutes=30),
    Priority.P2: timedelta(hours=2),
    Priority.P3: timedelta(hours=4),
}
RESOLUTION = {
    Priority.P1: timedelta(hours=8),
    Priority.P2: timedelta(days=2),
    Priority.P3: timedelta(days=5),
}

_numbers = count(1)


def after(*, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0) -> datetime:
    """The instant so long after noon, when everything starts."""
    return NOON + timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


def utc(text: str) -> datetime:
    """An instant as written, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def duration(length: timedelta) -> Duration:
    return Duration(days=length.days, seconds=length.seconds)


def member(user: UserId, *, capacity: int | None = None) -> Member:
    return Member(user, "copenhagen", capacity=capacity)


def levels() -> dict[Priority, ServiceLevel]:
    return {
        p: ServiceLevel(
            duration(FIRST_RESPONSE[p]), duration(RESOLUTION[p]), ClockKind.ROUND_THE_CLOCK
        )
        for p in Priority
    }


def policy(
    rotation: Sequence[Member | UserId] = ROTATION,
    *,
    capacity: int | None = None,
    managers: tuple[str, ...] = (STORK,),
    digests: tuple[Digest, ...] = (),
) -> Policy:
    """One queue that takes every kind built, and whose targets count all hours. Its office never
    closes, so that its people may be reminded at any hour."""
    members = [m if isinstance(m, Member) else member(m, capacity=capacity) for m in rotation]
    kinds = ("executive", "frontline", "other")
    queue = Queue("executive", ChannelId("C0EXEC"), "copenhagen", kinds, tuple(members))
    return Policy(
        managers=managers,
        timezone="Europe/Copenhagen",
        offices={
            "copenhagen": Office(
                "copenhagen", "Europe/Copenhagen", hours=dict.fromkeys(WEEKDAYS, ("00:00-24:00",))
            )
        },
        queues={"executive": queue},
        service_levels={"executive": levels()},
        digests=digests,
        tell_p1=False,
        grounds={"genuine_experience": "Genuine experience", "law": "The law"},
    )


def person(user: UserId, **fields: Any) -> Person:
    return Person(user, user.removeprefix("U0").title(), **fields)


def request(by: UserId = WREN, **fields: Any) -> OpenRequest:
    """A request that holds everything; `other` asks for nothing of its own."""
    whole: dict[str, Any] = {
        "kind": "other",
        "priority": "P1",
        "title": "A review was removed",
        "what_happened": "The customer says that it was theirs.",
    }
    return OpenRequest(Actor(by, Via.COMMAND), **(whole | fields))


REVERSED: Mapping[str, Any] = {
    "outcome": "reversed",
    "message": "We looked at it again, and the decision was reversed.",
    "root_cause": "language",
    "what_should_change": "Have it read by somebody who speaks it.",
}
"""What a draft says more where it reverses."""


def draft(**fields: Any) -> DecisionDraft:
    """A decision that keeps the rules."""
    whole: dict[str, Any] = {
        "outcome": "upheld",
        "ground": "genuine_experience",
        "explanation": "There was no order behind it.",
        "message": "We looked at it again, and the decision stands.",
    }
    return DecisionDraft(**(whole | fields))


def settle(
    storage: Storage, policy_: Policy | None = None, people: Sequence[Person] | None = None
) -> Policy:
    """Stores a policy and makes the people known."""
    with storage.begin() as work:
        work.people.put([person(u) for u in EVERYBODY] if people is None else people)
        return work.policies.add(policy_ or policy(), STORK, NOON)


def key() -> RequestKey:
    """A key that no other request has."""
    return RequestKey(f"test:{next(_numbers)}")


def open_one(
    storage: Storage, by: UserId = WREN, now: datetime = NOON, **fields: Any
) -> EscalationId:
    """Raises an escalation and returns its number."""
    asked = request(by, **fields)
    receipt = carry_out(storage, key(), lambda work: open_escalation(work, asked, now), now)
    assert receipt.escalation_id is not None
    return receipt.escalation_id


def case(storage: Storage, escalation_id: EscalationId) -> Escalation:
    """The case as it stands."""
    with storage.read() as work:
        found = work.escalations.peek(escalation_id)
    assert found is not None
    return found


def timeline(storage: Storage, escalation_id: EscalationId) -> list[str]:
    """What happened to a case, in order."""
    with storage.read() as work:
        return [entry.event.sort for entry in work.timeline.of(escalation_id)]


class Hand:
    """A person's hand: what they do to cases, each time as a new request."""

    def __init__(self, storage: Storage, user: UserId) -> None:
        self.storage = storage
        self.actor = Actor(user, Via.BUTTON)

    def claim(self, case: EscalationId, now: datetime) -> Receipt:
        asked = ClaimRequest(self.actor, case)
        return carry_out(self.storage, key(), lambda work: claim(work, asked, now), now)

    def release(self, case: EscalationId, now: datetime) -> Receipt:
        asked = ReleaseRequest(self.actor, case)
        return carry_out(self.storage, key(), lambda work: release(work, asked, now), now)

    def stand_back(
        self, case: EscalationId, now: datetime, reason: str = "I know the owner."
    ) -> Receipt:
        asked = StandBackRequest(self.actor, case, reason)
        return carry_out(self.storage, key(), lambda work: stand_back(work, asked, now), now)

    def hand_over(
        self,
        case: EscalationId,
        to: UserId,
        now: datetime,
        note: str = "You know them better.",
        *,
        overrides: bool = False,
    ) -> Receipt:
        asked = HandOverRequest(self.actor, case, to, note, overrides)
        return carry_out(self.storage, key(), lambda work: hand_over(work, asked, now), now)

    def assign(
        self, case: EscalationId, to: UserId, now: datetime, reason: str = "So.", **more: Any
    ) -> Receipt:
        asked = replace(AssignRequest(self.actor, case, to, reason), **more)
        return carry_out(self.storage, key(), lambda work: assign(work, asked, now), now)

    def take_over(
        self, case: EscalationId, now: datetime, reason: str = "The press has called."
    ) -> Receipt:
        asked = TakeOverRequest(self.actor, case, reason)
        return carry_out(self.storage, key(), lambda work: take_over(work, asked, now), now)

    def decide(
        self, case: EscalationId, now: datetime, *, seen: int | None = None, **fields: Any
    ) -> Receipt:
        asked = DecideRequest(self.actor, case, draft(**fields), seen)
        return carry_out(self.storage, key(), lambda work: decide(work, asked, now), now)

    def mark_communicated(self, case: EscalationId, now: datetime) -> Receipt:
        asked = CommunicatedRequest(self.actor, case)
        return carry_out(self.storage, key(), lambda work: mark_communicated(work, asked, now), now)

    def mark_carried_out(self, case: EscalationId, now: datetime, **fields: Any) -> Receipt:
        whole: dict[str, Any] = {"given_at": now, "seen_at": "On the review's page."}
        asked = CarriedOutRequest(self.actor, case, **(whole | fields))
        return carry_out(self.storage, key(), lambda work: mark_carried_out(work, asked, now), now)

    def customer_told(self, case: EscalationId, decision: int, now: datetime) -> Receipt:
        asked = CustomerToldRequest(self.actor, case, decision)
        return carry_out(self.storage, key(), lambda work: customer_told(work, asked, now), now)

    def withdraw(
        self, case: EscalationId, now: datetime, reason: str = "withdrawn", **fields: Any
    ) -> Receipt:
        asked = replace(WithdrawRequest(self.actor, case, reason), **fields)
        return carry_out(self.storage, key(), lambda work: withdraw(work, asked, now), now)

    def reopen(
        self, case: EscalationId, now: datetime, reason: str = "The customer wrote again."
    ) -> Receipt:
        asked = ReopenRequest(self.actor, case, reason)
        return carry_out(self.storage, key(), lambda work: reopen(work, asked, now), now)

    def wait(
        self,
        case: EscalationId,
        now: datetime,
        until: datetime | None,
        on: str = "customer",
        for_what: str = "The order's number.",
    ) -> Receipt:
        asked = WaitRequest(self.actor, case, on, for_what, until)
        return carry_out(self.storage, key(), lambda work: wait(work, asked, now), now)

    def resume(self, case: EscalationId, now: datetime) -> Receipt:
        asked = ResumeRequest(self.actor, case)
        return carry_out(self.storage, key(), lambda work: resume(work, asked, now), now)

    def change_priority(
        self, case: EscalationId, priority: str, now: datetime, reason: str = "It spreads."
    ) -> Receipt:
        asked = PriorityRequest(self.actor, case, priority, reason)
        return carry_out(self.storage, key(), lambda work: change_priority(work, asked, now), now)

    def set_deadline(
        self,
        case: EscalationId,
        at: datetime | None,
        now: datetime,
        source: str = "The court's letter",
        reason: str = "",
    ) -> Receipt:
        asked = DeadlineRequest(self.actor, case, at, "Europe/Copenhagen", source, reason)
        return carry_out(self.storage, key(), lambda work: set_deadline(work, asked, now), now)

    def go_away(
        self,
        now: datetime,
        until: datetime | None = None,
        cover: UserId | None = None,
        *,
        user: UserId | None = None,
    ) -> Receipt:
        """Goes away, or puts somebody else away."""
        asked = AwayRequest(self.actor, user or self.actor.user, until, cover)
        return carry_out(self.storage, key(), lambda work: go_away(work, asked, now), now)

    def come_back(self, now: datetime, *, user: UserId | None = None) -> Receipt:
        asked = BackRequest(self.actor, user or self.actor.user)
        return carry_out(self.storage, key(), lambda work: come_back(work, asked, now), now)

    def write(self, case: EscalationId, now: datetime, text: str = "") -> Receipt:
        """Writes a message in the case's thread."""
        asked = ThreadMessage(self.actor, case, text)
        return carry_out(self.storage, key(), lambda work: heard(work, asked, now), now)

    def snooze(
        self,
        case: EscalationId,
        about: About | str,
        until: datetime,
        now: datetime,
        *,
        run: int = 1,
        reason: str = "I am in court until then.",
    ) -> Receipt:
        of = read_about(str(about))
        asked = SnoozeRequest(self.actor, case, ((of, read_run(of.subject, run)),), until, reason)
        return carry_out(self.storage, key(), lambda work: snooze(work, asked, now), now)


def claimed(storage: Storage, at: datetime, priority: str = "P1") -> EscalationId:
    """A case raised and claimed by Heron at the same moment."""
    case = open_one(storage, now=at, priority=priority)
    Hand(storage, HERON).claim(case, at)
    return case
