"""For each notice a way in which it comes to be said, and one in which it is no longer so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot import notices as n
from bot.escalation import Move
from bot.identifiers import EscalationId
from bot.policy import Digest, Policy
from bot.reminders import Step
from bot.service_levels import ClockName
from tests.architecture.stage import Stage
from tests.factories import CRANE, HERON, STORK, WREN, case, policy

Play = Callable[[Stage, EscalationId], None]


def _nothing(_stage: Stage, _case: EscalationId) -> None:
    pass


def claim(stage: Stage, case: EscalationId) -> None:
    stage.hand(HERON).claim(case, stage.now)


def claim_by_another(stage: Stage, case: EscalationId) -> None:
    stage.hand(CRANE).claim(case, stage.now)


def claim_by_manager(stage: Stage, case: EscalationId) -> None:
    stage.hand(STORK).claim(case, stage.now)


def release(stage: Stage, case: EscalationId) -> None:
    stage.hand(STORK).release(case, stage.now)


def hand_over(stage: Stage, case: EscalationId) -> None:
    claim(stage, case)
    stage.hand_over(HERON, case, CRANE)


def decide(stage: Stage, case: EscalationId) -> None:
    stage.decide(HERON, case)


def claim_and_decide(stage: Stage, case: EscalationId) -> None:
    claim(stage, case)
    decide(stage, case)


def communicate(stage: Stage, case: EscalationId) -> None:
    stage.hand(HERON).mark_communicated(case, stage.now)


def close(stage: Stage, case: EscalationId) -> None:
    claim_and_decide(stage, case)
    communicate(stage, case)


def withdraw(stage: Stage, case: EscalationId) -> None:
    stage.withdraw(WREN, case)


def reopen(stage: Stage, case: EscalationId) -> None:
    stage.reopen(WREN, case)


def after(wait: timedelta) -> Play:
    """So long after the case was raised."""
    return lambda stage, number: stage.wait_until(case(stage.storage, number).opened_at + wait)


def then(*plays: Play) -> Play:
    def play(stage: Stage, case: EscalationId) -> None:
        for each in plays:
            each(stage, case)

    return play


@dataclass(frozen=True)
class Scene:
    """`play` makes the notice be said, `about` picks it; after `undo` it is no longer so (None:
    it stays true). `played_by` is the policy, where it matters."""

    sort: type[Any]
    play: Play
    undo: Play | None
    about: dict[str, object] = field(default_factory=dict)
    played_by: Policy | None = None
    name: str = ""

    def __str__(self) -> str:
        return " ".join(filter(None, (self.sort.__name__, self.name)))


def _reminder(clock: ClockName, step: Step, play: Play, undo: Play) -> Scene:
    about: dict[str, object] = {"clock": clock, "step": step}
    return Scene(n.Reminder, play, undo, about, name=f"{clock.value} {step.value}")


_FIRST, _RESOLUTION = ClockName.FIRST_RESPONSE, ClockName.RESOLUTION
_DIGEST = Digest(STORK, ("executive",), "0 9 * * mon-fri", "Europe/Copenhagen")

SCENES = (
    Scene(n.Raised, _nothing, withdraw),
    Scene(n.Offered, _nothing, claim_by_another),
    Scene(n.Claimed, claim, release),
    Scene(n.TakenBy, claim_by_another, release),
    Scene(n.Released, then(claim, release), claim),
    Scene(n.HandedOver, hand_over, claim_by_another),
    Scene(n.NobodyToOffer, _nothing, claim_by_manager, played_by=policy([WREN])),
    Scene(
        n.NobodyToOffer,
        _nothing,
        claim_by_manager,
        played_by=policy([]),
        name="to an empty rotation",
    ),
    _reminder(_FIRST, Step.MOST, after(timedelta(minutes=24)), claim),
    _reminder(_FIRST, Step.BREACH, after(timedelta(minutes=31)), claim),
    _reminder(_RESOLUTION, Step.HALF, then(claim, after(timedelta(hours=4))), decide),
    _reminder(_RESOLUTION, Step.MOST, then(claim, after(timedelta(hours=6.4))), decide),
    _reminder(_RESOLUTION, Step.BREACH, then(claim, after(timedelta(hours=9))), decide),
    Scene(
        n.Reminder,
        after(timedelta(minutes=15)),
        claim,
        {"clock": _FIRST, "step": Step.HALF},
        policy([HERON]),
        "first_response half, nobody else to offer it to",
    ),
    Scene(n.BreachAlert, after(timedelta(minutes=31)), claim_by_manager, {"clock": _FIRST}),
    Scene(
        n.BreachAlert,
        then(claim, after(timedelta(hours=9))),
        decide,
        {"clock": _RESOLUTION},
        name="resolution",
    ),
    Scene(n.Delayed, then(claim, after(timedelta(hours=9))), decide),
    Scene(n.Decided, claim_and_decide, decide),
    Scene(n.Decided, then(claim_and_decide, decide), decide, name="again"),
    Scene(n.CommunicateReminder, then(claim_and_decide, after(timedelta(days=1))), communicate),
    Scene(n.Communicated, close, reopen),
    Scene(n.Withdrawn, then(claim, withdraw), reopen),
    Scene(n.Reopened, then(close, reopen), withdraw),
    Scene(n.DigestDue, after(timedelta(days=1)), None, played_by=policy(digests=(_DIGEST,))),
    Scene(n.CardChanged, _nothing, None),
)

NOT_A_MESSAGE = {n.HomeChanged, n.LookUp}
"""What delivery does for these is no message: App Home is published, a person looked up."""
MADE_BY_HANDLERS = {n.Undelivered, n.PrivateAnswer}
"""These are put in the outbox by handlers, not by verbs."""

CARD_STATES: dict[str, Play] = {
    "offered": _nothing,
    "claimed": claim,
    "handed over": hand_over,
    "released": then(claim, release),
    "overdue": then(claim, after(timedelta(hours=9))),
    "decided": claim_and_decide,
    "decided again": then(claim_and_decide, decide),
    "communicated": close,
    "withdrawn": then(claim, withdraw),
    "misrouted": lambda s, c: s.withdraw(STORK, c, reason="misrouted"),
    "duplicate": lambda s, c: s.withdraw(STORK, c, reason="duplicate", duplicate_of="ESC-1"),
    "reopened": then(close, reopen),
    "reopened, withdrawn": then(close, reopen, withdraw),
    "reopened, handed over": then(close, reopen, lambda s, c: s.hand_over(HERON, c, CRANE)),
}
"""Ways to every state a card can show."""


def undelivered(case: EscalationId | None, error: str = "not_in_channel") -> n.Undelivered:
    return n.Undelivered(STORK, 7, f"a private note to <@{WREN}>", error, case)


def private_answers(case: EscalationId) -> list[n.PrivateAnswer]:
    """Every sort of private answer."""
    at = {"channel": "C0EXEC", "thread": "1772539200.000001"}
    plain = n.PrivateAnswer(HERON, "It is done.", **at)  # type: ignore[arg-type]
    offers = [
        n.PrivateAnswer(HERON, "Use the form:", **at, escalation_id=case, offers=move)  # type: ignore[arg-type]
        for move in (Move.DECIDE, Move.HAND_OVER)
    ]
    shows = n.PrivateAnswer(HERON, "", **at, escalation_id=case, shows=True)  # type: ignore[arg-type]
    return [plain, *offers, shows]
