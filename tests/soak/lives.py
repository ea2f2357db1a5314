"""What people do with a case, drawn from a seed of its own: raised, claimed, waited for, handed over,
decided, told, or left alone. Each act is carried out by the bot's own verb and kept in the log."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.case.escalation import Escalation, Party
from bot.case.identifiers import EscalationId, UserId
from bot.case.people import Actor, Via
from bot.case.priority import Priority
from bot.case.states import State
from bot.casework.transaction import carry_out
from bot.policy import Policy
from bot.ports import Receipt, Work
from bot.verbs.intake.raise_escalation import OpenRequest, open_escalation
from storage.work import DatabaseStorage
from tests.soak.log import Act
from tests.soak.open_minutes import seconds
from tests.soak.town import DOWN, ENDS, REQUESTERS, SOLO, STARTS
from tests.support.factories import Hand, key

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
        answers = {
            "ticket": "https://desk.example/4711",
            "tried": "All of it",
            "exact_question": "Was it theirs?",
        }
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
        who, until, priority, through = e.owner or manager, 0, "", ""
        hand = Hand(self.storage, who)
        match what:
            case "claim":
                takers = [e.offer.to] * 6 if e.offer and dice.random() < 0.8 else colleagues
                free = [u for u in [*takers, *managers[:1]] if u != e.requester]
                who = dice.choice(free or managers)
                Hand(self.storage, who).claim(case, when)
            case "take over":
                if e.hand_over is None:
                    return
                what, who = "claim", e.hand_over.to
                Hand(self.storage, who).claim(case, when)
            case "hand over":
                others = [u for u in (*colleagues, *managers) if u not in (e.owner, e.requester)]
                if not others:
                    return
                hand.hand_over(case, dice.choice(others), when)
            case "release":
                hand.release(case, when)
            case "wait":
                until = now + int(dice.lognormvariate(3.2, 1.0) * HOUR) + 60
                hand.wait(case, when, at(until), dice.choice(list(Party)).value)
            case "resume":
                hand.resume(case, when)
            case "answer" | "update":
                who = e.requester if what == "answer" else who
                Hand(self.storage, who).write(case, when)
                if what == "answer" and e.wait and not e.wait.on.answers_through_requester:
                    what = "says"
            case "priority":
                priority = dice.choice([p for p in Priority if p is not e.priority]).value
                hand.change_priority(case, priority, when)
            case "deadline":
                until = now + dice.randrange(HOUR, 10 * 24 * HOUR)
                reason = "Moved" if e.deadline else ""
                hand.set_deadline(case, at(until), when, "The letter", reason)
            case "decide":
                through = dice.choice(("email", "requester"))
                hand.decide(case, when, ground="law", told_through=through)
            case "communicate":
                if dice.random() < 0.5 and (decision := self._left_to_them(case)) is not None:
                    who = e.requester
                    Hand(self.storage, who).customer_told(case, decision, when)
                else:
                    hand.mark_communicated(case, when)
            case _:
                who = e.requester
                Hand(self.storage, who).withdraw(case, when)
        self.log.append(Act(now, case, what, who, priority=priority, until=until, through=through))

    def _carry_out(self, verb: Callable[[Work], Receipt], now: int) -> Receipt:
        return carry_out(self.storage, key(), verb, at(now))

    def _left_to_them(self, case: EscalationId) -> int | None:
        """The decision, where who raised the case is to tell the customer."""
        with self.storage.read() as work:
            decision = work.decisions.latest(case)
        assert decision is not None
        return decision.id if decision.told_through == "requester" else None

    def _case(self, case: EscalationId) -> Escalation:
        with self.storage.read() as work:
            found = work.escalations.peek(case)
        assert found is not None
        return found
