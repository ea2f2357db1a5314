"""What people do with a case, drawn from a seed of its own: raised, claimed, waited for, handed over,
decided, told, or left alone. Each act is carried out by the bot's own verb and kept in the log."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.case import carry_out
from bot.escalation import Escalation, Party, State
from bot.identifiers import EscalationId, UserId
from bot.intake import OpenRequest, open_escalation
from bot.ownership import (
    ClaimRequest,
    HandOverRequest,
    ReleaseRequest,
    claim,
    hand_over,
    release,
)
from bot.people import Actor, Via
from bot.policy import Policy, Priority
from bot.ports import Receipt, Work
from bot.resolution import (
    CommunicatedRequest,
    DecideRequest,
    WithdrawRequest,
    decide,
    mark_communicated,
    withdraw,
)
from bot.service.deadlines import DeadlineRequest, set_deadline
from bot.service.priorities import PriorityRequest, change_priority
from bot.service.waiting import ResumeRequest, WaitRequest, resume, wait
from bot.thread import Message, heard
from storage.work import DatabaseStorage
from tests.factories import draft, key
from tests.soak.log import Act
from tests.soak.open_minutes import seconds
from tests.soak.town import DOWN, ENDS, REQUESTERS, SOLO, STARTS

HOUR = 3_600
RAISED_WITHIN = 12 * 24 * HOUR
KINDS = ("executive", "frontline", "other")
NEVER_CLAIMED = 0.1
MOVES = {
    "update": 6.0,
    "wait": 4.0,
    "resume": 3.0,
    "answer": 1.5,
    "hand over": 3.0,
    "take over": 5.0,
    "priority": 2.0,
    "deadline": 1.5,
    "release": 0.6,
    "decide": 3.0,
    "withdraw": 0.3,
    "communicate": 4.0,
}
FOR_STATE = {
    State.OPEN: ("claim", "priority", "deadline"),
    State.CLAIMED: (
        [
            "update",
            "wait",
            "hand_over",
            "take_over",
            "priority",
            "deadline",
            "release",
            "decide",
            "withdraw",
        ]
    ),
    State.WAITING: [
        "update",
        "resume",
        "answer",
        "hand_over",
        "take_over",
        "priority",
        "deadline",
        "decide",
    ],
    State.DECIDED: ("communicate", "deadline"),
}


def at(instant: int) -> datetime:
    return datetime.fromtimestamp(instant, UTC)


def drawn_moment(instant: int) -> int:
    """The same, or soon after nothing ran: people can't reach it meanwhile."""
    start, end = map(seconds, DOWN)
    return end + 60 + instant % HOUR if start <= instant <= end else instant


@dataclass
class Life:
    """A case that is to be, or is."""

    place: int
    seed: int
    case: EscalationId | None = None
    dice: random.Random = field(init=False)
    opens: int = field(init=False)
    orphan: bool = field(init=False)
    forgotten: bool = field(init=False)

    def __post_init__(self) -> None:
        self.dice = random.Random(f"{self.seed}:{self.place}")
        self.opens = drawn_moment(seconds(STARTS) + self.dice.randrange(60, RAISED_WITHIN))
        self.orphan = self.place % 200 == 7
        """Raised by the only one who could take it: a manager has to."""
        self.forgotten = self.dice.random() < NEVER_CLAIMED and not self.orphan

    def next_moment(self, now: int, state: State) -> int | None:
        """When somebody does something with it again."""
        if state is State.CLOSED or (self.forgotten and self.dice.random() < 0.8):
            return None
        if self.orphan and state is State.OPEN:
            later = self.dice.randrange(600, HOUR)
        elif state is State.OPEN:
            later = int(self.dice.lognormvariate(1.0, 1.4) * HOUR)
        else:
            later = int(self.dice.lognormvariate(2.9, 1.2) * HOUR)
        moment = drawn_moment(now + max(later, 1))
        return moment if moment < seconds(ENDS) else None


class People:
    """Everybody's hands."""

    def __init__(self, storage: DatabaseStorage, policy: Policy) -> None:
        self.storage, self.policy = storage, policy
        self.log: list[Act] = []

    def raised(self, life: Life) -> EscalationId:
        dice, now = life.dice, life.opens
        kind = dice.choices(KINDS, (5, 4, 1))[0]
        who: UserId = dice.choice(REQUESTERS)
        if life.orphan:
            kind, who = "other", SOLO
        priority = dice.choices(list(Priority), (2, 5, 4))[0]
        answers = {"ticket": "4711", "tried": "All of it", "exact_question": "Was it theirs?"}
        asked = OpenRequest(
            Actor(who, Via.FORM),
            kind,
            priority,
            "A review was removed",
            "It was theirs.",
            account="Acme",
            answers=answers if kind == "frontline" else {},
        )
        receipt = self._carry_out(lambda work: open_escalation(work, asked, at(now)), now)
        assert receipt.escalation_id is not None
        case = receipt.escalation_id
        self.log.append(Act(now, case, "open", who, kind=kind, priority=priority))
        return case

    def act(self, life: Life, now: int) -> State:
        """Somebody does something that the case, as it stands, allows. Its state afterwards."""
        assert life.case is not None
        before = self._case(life.case)
        if before.state is not State.CLOSED:
            choices = [w.replace("_", " ") for w in FOR_STATE[before.state]]
            weights = [8.0 if c == "claim" else MOVES[c] for c in choices]
            if life.orphan and before.state is State.OPEN:
                choices, weights = ["claim"], [1]
            self._do(life, before, life.dice.choices(choices, weights)[0], now)
        return self._case(life.case).state

    def _do(self, life: Life, e: Escalation, what: str, now: int) -> None:  # noqa: PLR0912 - one each verb
        dice, when, case = life.dice, at(now), e.id
        queue = self.policy.queues[e.queue]
        colleagues = [m.user for m in queue.rotation]
        managers = [UserId(m) for m in self.policy.managers_of(queue)]
        manager = dice.choice(managers)
        owner = e.owner or manager
        who, until, priority = owner, 0, ""
        verb: Callable[[Work], Receipt]
        match what:
            case "claim":
                takers = [e.offer.to] * 6 if e.offer and dice.random() < 0.8 else colleagues
                free = [u for u in [*takers, *managers[:1]] if u != e.requester]
                who = dice.choice(free or managers)
                taken = ClaimRequest(Actor(who, Via.BUTTON), case)
                verb = lambda work: claim(work, taken, when)  # noqa: E731
            case "take over":
                if e.hand_over is None:
                    return
                what, who = "claim", e.hand_over.to
                over = ClaimRequest(Actor(who, Via.BUTTON), case)
                verb = lambda work: claim(work, over, when)  # noqa: E731
            case "hand over":
                others = [u for u in (*colleagues, *managers) if u not in (e.owner, e.requester)]
                if not others:
                    return
                asked = HandOverRequest(Actor(owner, Via.FORM), case, dice.choice(others), "Yours?")
                verb = lambda work: hand_over(work, asked, when)  # noqa: E731
            case "release":
                left = ReleaseRequest(Actor(owner, Via.BUTTON), case)
                verb = lambda work: release(work, left, when)  # noqa: E731
            case "wait":
                until = now + int(dice.lognormvariate(3.2, 1.0) * HOUR) + 60
                party = dice.choice(list(Party)).value
                rests = WaitRequest(Actor(owner, Via.FORM), case, party, "The order", at(until))
                verb = lambda work: wait(work, rests, when)  # noqa: E731
            case "resume":
                goes_on = ResumeRequest(Actor(owner, Via.BUTTON), case)
                verb = lambda work: resume(work, goes_on, when)  # noqa: E731
            case "answer" | "update":
                who = e.requester if what == "answer" else owner
                said = Message(Actor(who, Via.MESSAGE), case)
                verb = lambda work: heard(work, said, when)  # noqa: E731
            case "priority":
                priority = dice.choice([p for p in Priority if p is not e.priority]).value
                changed = PriorityRequest(Actor(owner, Via.FORM), case, priority, "It is.")
                verb = lambda work: change_priority(work, changed, when)  # noqa: E731
            case "deadline":
                until = now + dice.randrange(HOUR, 10 * 24 * HOUR)
                zone, reason = "Europe/Copenhagen", "Moved" if e.deadline else ""
                legal = DeadlineRequest(
                    Actor(owner, Via.FORM), case, at(until), zone, "The letter", reason
                )
                verb = lambda work: set_deadline(work, legal, when)  # noqa: E731
            case "decide":
                decided = DecideRequest(Actor(owner, Via.FORM), case, draft(ground="law"))
                verb = lambda work: decide(work, decided, when)  # noqa: E731
            case "communicate":
                told = CommunicatedRequest(Actor(owner, Via.BUTTON), case)
                verb = lambda work: mark_communicated(work, told, when)  # noqa: E731
            case _:
                who = e.requester
                given_up = WithdrawRequest(Actor(who, Via.FORM), case, "withdrawn")
                verb = lambda work: withdraw(work, given_up, when)  # noqa: E731
        self._carry_out(verb, now)
        self.log.append(Act(now, case, what, who, priority=priority, until=until))

    def _carry_out(self, verb: Callable[[Work], Receipt], now: int) -> Receipt:
        return carry_out(self.storage, key(), verb, at(now))

    def _case(self, case: EscalationId) -> Escalation:
        with self.storage.read() as work:
            found = work.escalations.peek(case)
        assert found is not None
        return found
