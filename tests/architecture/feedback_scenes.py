"""Ways to what is said of feedback items."""

from __future__ import annotations

from datetime import timedelta

from bot import notices as n
from bot.case.feedback import FeedbackMove
from bot.case.identifiers import EscalationId, UserId
from tests.architecture.plays import Play, after, claim, then
from tests.architecture.scene import Scene
from tests.architecture.stage import Stage
from tests.support.factories import FINCH, HERON, STORK, policy
from tests.support.feedback import REVERSED, asks, moves, with_targets

WITH_TARGETS = with_targets(policy())


def reverse(stage: Stage, case: EscalationId) -> None:
    """Heron's; where texts are given, what is written is as long as it may be."""
    claim(stage, case)
    texts = () if stage.texts else ("message", "what_should_change")
    said = {name: REVERSED[name] for name in texts}
    rest = {name: REVERSED[name] for name in ("outcome", "root_cause", "feedback_to")}
    stage.decide(HERON, case, **rest, **said)


def ten_more(stage: Stage, _case: EscalationId) -> None:
    for number in range(10):
        change = stage.texts.text(1000) if stage.texts else f"Case {number} was read wrongly too."
        asks(stage.storage, STORK, stage.open(), stage.now, what_should_change=change)


def move(by: UserId, what: FeedbackMove) -> Play:
    def play(stage: Stage, _case: EscalationId) -> None:
        why = stage.texts.rejection if stage.texts else "4.2 *is* about businesses only."
        reason = why if what is FeedbackMove.REJECT else ""
        moves(stage.storage, by, what, stage.now, reason=reason)

    return play


accept, reject = move(FINCH, FeedbackMove.ACCEPT), move(FINCH, FeedbackMove.REJECT)
done, verify = move(FINCH, FeedbackMove.DONE), move(HERON, FeedbackMove.VERIFY)


def _scene(sort: type[object], play: Play, undo: Play | None, name: str) -> Scene:
    return Scene(sort, play, undo, {"item": 1}, WITH_TARGETS, name)


FEEDBACK_SCENES = (
    _scene(n.FeedbackChanged, reverse, None, "open"),
    _scene(n.FeedbackChanged, then(reverse, ten_more), None, "with ten more cases"),
    _scene(n.FeedbackChanged, then(reverse, accept), None, "accepted"),
    _scene(n.FeedbackChanged, then(reverse, after(timedelta(days=15))), None, "late"),
    _scene(n.FeedbackChanged, then(reverse, accept, done), None, "done"),
    _scene(n.FeedbackChanged, then(reverse, accept, done, verify), None, "verified"),
    _scene(n.FeedbackChanged, then(reverse, reject), None, "rejected"),
    _scene(n.FeedbackNews, then(reverse, accept, done), verify, "done"),
    _scene(n.FeedbackNews, then(reverse, reject), None, "rejected"),
    _scene(n.FeedbackReminder, then(reverse, after(timedelta(days=8))), accept, "half way"),
    _scene(
        n.FeedbackReminder,
        then(reverse, accept, after(timedelta(days=8))),
        done,
        "half way, accepted",
    ),
    _scene(n.FeedbackReminder, then(reverse, after(timedelta(days=16))), accept, "late"),
    _scene(
        n.FeedbackReminder,
        then(reverse, accept, done, after(timedelta(days=4))),
        verify,
        "to be verified",
    ),
)
