"""Cases whose every text is a word to be looked for, and what of it each reader comes to see."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.case.confidentiality import CLEARED_CLASSES
from bot.case.identifiers import EscalationId, UserId
from bot.case.permissions import Sight
from bot.case.questions import Question
from bot.casework.queues import policy_in_force
from bot.casework.viewer import Viewer
from bot.ports import CaseFilter
from handlers.slack.messages.markup import Message
from tests.architecture.stage import Stage, Texts
from tests.support.factories import CRANE, FINCH, HERON, STORK, WREN, settle

SECRET = "zanzibar"
"""Every text that people write about a case."""
QUESTION = "quayside"
"""What a team is asked, which that team reads."""
THREAD = "/C0EXEC/p"
"""The address of a thread that only its circle can open."""
READERS = (WREN, HERON, CRANE, STORK, FINCH)
"""Who raised it, who holds it, another of the queue, its manager, anybody: none of them cleared."""
WITHOUT_PART = {"restricted": (FINCH,)}
"""Whoever is cleared and has no part in the case isn't let in either."""
_DATE = re.compile(r"<!date\^(\d+)\^")
CLASSES = tuple(class_.value for class_ in CLEARED_CLASSES)


class Secrets(Texts):
    """Texts that no reader may come to see who isn't let into the case."""

    def __init__(self) -> None:
        super().__init__("ordinary ")

    def line(self, _limit: int) -> str:
        return SECRET

    def text(self, _limit: int) -> str:
        return SECRET

    def answer(self, question: Question) -> str:
        return f"https://{SECRET}.example/" if "Link" in type(question.asks).__name__ else SECRET

    @property
    def question(self) -> str:
        return QUESTION

    @property
    def reply(self) -> str:
        return "We have answered."

    @property
    def rejection(self) -> str:
        return "That is no fault of ours."


def keep(stage: Stage, class_: str) -> None:
    """Has every case there is be of this class, into which nobody is let."""
    with stage.storage.begin() as work:
        for number in work.escalations.numbers(CaseFilter()):
            found = work.escalations.get(number)
            assert found is not None
            work.escalations.save(replace(found, confidentiality=class_))


def let_nobody_in(stage: Stage) -> None:
    """Takes from the readers what clearances the scene's policy gave them."""
    with stage.storage.read() as work:
        told = policy_in_force(work)
    settle(stage.storage, replace(told, clearances=WITHOUT_PART))


def sight_of(stage: Stage, reader: UserId, case: EscalationId) -> Sight:
    """How much of a case somebody may see."""
    with stage.storage.read() as work:
        found = work.escalations.peek(case)
        assert found is not None
        return Viewer(work, reader).sight(found)


def read_aloud(shown: object) -> str:
    """All that a reader gets: a message's words and blocks, a form, a list."""
    if isinstance(shown, Message):
        return f"{shown.text}\n{json.dumps(shown.blocks, ensure_ascii=False, default=str)}"
    return shown if isinstance(shown, str) else json.dumps(shown, ensure_ascii=False, default=str)


def leaks(shown: object, *also: str, but: Iterable[str] = ()) -> list[str]:
    """The secret words in what somebody is shown, each with what stands around it."""
    said = read_aloud(shown)
    words = [w for w in (SECRET, QUESTION, THREAD, *also) if w not in but]
    places = [(word, said.find(word)) for word in words]
    return [f"{w}: …{said[max(at - 60, 0) : at + 60]}…" for w, at in places if at >= 0]


def names_of(stage: Stage, case: EscalationId, reader: Any) -> tuple[str, ...]:
    """Those who have to do with a case, as a message would name them to somebody else."""
    with stage.storage.read() as work:
        found = work.escalations.peek(case)
    assert found is not None
    people = {found.requester, *found.co_requesters, HERON, CRANE} - {reader}
    return tuple(f"<@{user}>" for user in sorted(people))


def instants_beside_its_age(stage: Stage, case: EscalationId, shown: object) -> set[datetime]:
    """The instants that somebody is shown, but the one at which the case was raised."""
    with stage.storage.read() as work:
        found = work.escalations.peek(case)
    assert found is not None
    said = {int(second) for second in _DATE.findall(read_aloud(shown))}
    return {datetime.fromtimestamp(at, UTC) for at in said - {int(found.opened_at.timestamp())}}
