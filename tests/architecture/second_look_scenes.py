"""What is said of second looks."""

from __future__ import annotations

from bot import notices as n
from bot.case.identifiers import EscalationId
from bot.case.second_look import WORDS_LIMIT
from tests.architecture.plays import Play, claim, requester_adds, then, what_is_due
from tests.architecture.scene import Scene
from tests.architecture.stage import Stage
from tests.support.factories import CRANE, HERON, policy
from tests.support.feedback import asks, with_targets
from tests.support.second_looks import judges, leaves, look_of, puts_off, with_second_looks

WITH_SECOND_LOOKS = with_second_looks(with_targets(policy()))


def judge(stage: Stage, case: EscalationId) -> None:
    words = stage.texts.line(WORDS_LIMIT) if stage.texts else "It is *not* about 4.2 & never was."
    look = look_of(stage.storage, case)
    judges(stage.hand(CRANE), look, stage.now, "reversed", "law", words)


def put_off(stage: Stage, case: EscalationId) -> None:
    puts_off(stage.hand(CRANE), look_of(stage.storage, case), stage.now)


def leave(stage: Stage, case: EscalationId) -> None:
    leaves(stage.hand(HERON), look_of(stage.storage, case), stage.now)


def feed_back(stage: Stage, case: EscalationId) -> None:
    asks(stage.storage, HERON, case, stage.now)


def decide(stage: Stage, case: EscalationId) -> None:
    to = {"feedback_to": "tech"} if stage.texts else {}
    stage.decide(HERON, case, **to)


asked_for = then(requester_adds, claim, decide, what_is_due)
differs = then(asked_for, judge)


def _scene(sort: type[object], play: Play, undo: Play, name: str = "") -> Scene:
    return Scene(sort, play, undo, {}, WITH_SECOND_LOOKS, name)


SECOND_LOOK_SCENES = (
    _scene(n.SecondLookWanted, asked_for, judge),
    _scene(n.SecondLookWanted, asked_for, put_off, "put off"),
    _scene(n.SecondLookWanted, asked_for, decide, "decided again"),
    _scene(n.SecondLookDiffers, differs, leave),
    _scene(n.SecondLookDiffers, differs, feed_back, "fed back"),
    _scene(n.SecondLookDiffers, differs, decide, "corrected"),
)
