"""A stage on which cases are played with the real verbs, to see what is said of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from bot.case.consult import ANSWER_LIMIT, QUESTION_LIMIT
from bot.case.decision import CHANGE_LIMIT, EXPLANATION_LIMIT, MESSAGE_LIMIT
from bot.case.identifiers import ChannelId, EscalationId, UserId
from bot.case.kinds import KINDS
from bot.case.people import Actor, Identity, Via
from bot.case.questions import Link, Question
from bot.case.text import REASON_LIMIT, clean, clean_line
from bot.casework.day_ends import plan_day_ends
from bot.casework.digests import plan_digests
from bot.casework.transaction import carry_out
from bot.due.timers import run_due
from bot.notices import CardChanged, Notice, Nudge
from bot.policy import Policy
from bot.ports import Receipt, Thread, Work
from bot.verbs.consults.answer import AnswerRequest, answer
from bot.verbs.consults.consult import ConsultRequest, consult
from bot.verbs.intake.raise_escalation import (
    ACCOUNT_LIMIT,
    LINK_LENGTH_LIMIT,
    LINKS_LIMIT,
    STORY_LIMIT,
    TITLE_LIMIT,
)
from bot.verbs.people.departures import heard_of
from bot.verbs.people.unreachable import can_be_reached
from bot.verbs.timing.add_information import (
    INFORMATION_LIMIT,
    InformationRequest,
    add_information,
)
from bot.verbs.timing.answer_priority import PriorityAnswer, answer_priority
from bot.verbs.timing.ask_priority import ask_priority
from bot.verbs.timing.change_priority import PriorityRequest, change_priority
from bot.verbs.timing.resume import ResumeRequest, resume
from bot.verbs.timing.set_deadline import SOURCE_LIMIT, DeadlineRequest, set_deadline
from bot.verbs.timing.snooze import SnoozeRequest, snooze
from bot.verbs.timing.wait import WaitRequest, wait
from bot.verbs.timing.write import ThreadMessage, heard
from storage.deliveries import DeliveryTable
from storage.tables import TimerRow
from storage.work import DatabaseStorage
from tests.support.factories import (
    HERON,
    NOON,
    WREN,
    Hand,
    case,
    key,
    open_one,
    person,
    policy,
    settle,
)
from tests.support.looking import notices

N = TypeVar("N")
TEAM = Identity("T0BIRDS", "", "https://birds.example/", UserId("U0BOT"), "B0BOT", "Birds")
TEXTS = {
    "ampersands": "&",
    "angles": "<!channel> <@U0STORK> >",
    "mixed": "🧑‍🚒 كان *_~`> :tada: ",
}
"""What people type at worst: what every escape makes five times as long, what would call people,
and emoji, right-to-left writing and marks."""


ALL_WEEK = dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), ("00:00-24:00",))
"""On a stage the offices never close, so that nobody's reminder waits for the morning."""


def filled(text: str, limit: int) -> str:
    """As much of a text as a field takes."""
    return (text * (limit // len(text) + 1))[:limit]


class Texts:
    """Everything people write about a case, each as long as it may be."""

    def __init__(self, sample: str) -> None:
        self.sample = sample

    def line(self, limit: int) -> str:
        return clean_line(filled(self.sample, limit))

    def text(self, limit: int) -> str:
        return clean(filled(self.sample, limit))

    def answer(self, question: Question) -> str:
        """What the question takes, as long as it may be."""
        limit = question.asks.limit
        if isinstance(question.asks, Link):
            return ("https://reviews.example/" + "".join(self.sample.split()) * limit)[:limit]
        return self.text(limit)

    def intake(self, kind: str) -> dict[str, Any]:
        link = "https://reviews.example/" + self.line(LINK_LENGTH_LIMIT)
        return {
            "kind": kind,
            "title": self.line(TITLE_LIMIT),
            "what_happened": self.text(STORY_LIMIT),
            "account": self.line(ACCOUNT_LIMIT),
            "links": (link[:LINK_LENGTH_LIMIT],) * LINKS_LIMIT,
            "answers": {q.key: self.answer(q) for q in KINDS[kind].questions},
        }

    def decision(self) -> dict[str, Any]:
        return {
            "outcome": "reversed",
            "explanation": self.text(EXPLANATION_LIMIT),
            "message": self.text(MESSAGE_LIMIT),
            "root_cause": "policy_gap",
            "what_should_change": self.text(CHANGE_LIMIT),
        }

    @property
    def reason(self) -> str:
        return self.text(REASON_LIMIT)

    @property
    def for_what(self) -> str:
        return self.text(REASON_LIMIT)

    @property
    def source(self) -> str:
        return self.line(SOURCE_LIMIT)

    @property
    def hand_over_note(self) -> str:
        return self.text(REASON_LIMIT)

    @property
    def question(self) -> str:
        """What a team is asked."""
        return self.text(QUESTION_LIMIT)

    @property
    def reply(self) -> str:
        """What the team answers."""
        return self.text(ANSWER_LIMIT)

    @property
    def rejection(self) -> str:
        """Why a target won't have feedback."""
        return self.reason


class Stage:
    """A database with people and a policy. `texts`, where given, fill every field to its limit."""

    def __init__(
        self,
        engine: Engine,
        storage: DatabaseStorage,
        *,
        played_by: Policy | None = None,
        texts: Texts | None = None,
        kind: str = "other",
    ) -> None:
        self.storage = storage
        self.texts = texts
        self.kind = kind
        self.now: datetime = NOON
        self._engine = engine
        self._deliveries = DeliveryTable(engine)
        grounds = {"genuine_experience": filled(texts.sample, 70)} if texts else {}
        chosen = played_by or policy()
        played = replace(chosen, grounds={**chosen.grounds, **grounds})
        if chosen.offices.keys() == {"copenhagen"}:
            open_always = {n: replace(o, hours=ALL_WEEK) for n, o in chosen.offices.items()}
            played = replace(played, offices=open_always)
        stored = settle(storage, played)
        with storage.begin() as work:
            plan_digests(work, stored, self.now)
            plan_day_ends(work, stored, self.now)
            work.people.put_identity(TEAM)

    def open(self, by: UserId = WREN, **fields: Any) -> EscalationId:
        """Raises a case, whose thread stands at once."""
        long = self.texts.intake(self.kind) if self.texts else {}
        case = open_one(self.storage, by, self.now, **(long | fields))
        card = next(p for p in self._take() if p.notice == CardChanged(case))
        place = Thread(ChannelId("C0EXEC"), f"1772539200.{case:06}")
        self._deliveries.opened_thread(card, self.now, place)
        return case

    def _take(self) -> list[Any]:
        taken: list[Any] = []
        while some := self._deliveries.take(self.now, lease=timedelta(seconds=1), limit=100):
            taken += some
        return taken

    def hand(self, user: UserId) -> Hand:
        return Hand(self.storage, user)

    def decide(self, user: UserId, case: EscalationId, **fields: Any) -> None:
        long = self.texts.decision() if self.texts else {}
        self.hand(user).decide(case, self.now, **(long | fields))

    def hand_over(self, user: UserId, case: EscalationId, to: UserId) -> None:
        hand = self.hand(user)
        if self.texts:
            hand.hand_over(case, to, self.now, note=self.texts.hand_over_note)
        else:
            hand.hand_over(case, to, self.now)

    def assign(self, user: UserId, case: EscalationId, to: UserId) -> None:
        reason = self.texts.reason if self.texts else "You know the account."
        self.hand(user).assign(case, to, self.now, reason)

    def take_over(self, user: UserId, case: EscalationId) -> None:
        reason = {"reason": self.texts.reason} if self.texts else {}
        self.hand(user).take_over(case, self.now, **reason)

    def stand_back(self, user: UserId, case: EscalationId) -> None:
        reason = {"reason": self.texts.reason} if self.texts else {}
        self.hand(user).stand_back(case, self.now, **reason)

    def withdraw(self, user: UserId, case: EscalationId, **fields: Any) -> None:
        note = self.texts.reason if self.texts else "They settled it."
        self.hand(user).withdraw(case, self.now, **({"note": note} | fields))

    def reopen(self, user: UserId, case: EscalationId) -> None:
        reason = {"reason": self.texts.reason} if self.texts else {}
        self.hand(user).reopen(case, self.now, **reason)

    def wait(self, user: UserId, case: EscalationId, until: timedelta = timedelta(hours=2)) -> None:
        what = self.texts.for_what if self.texts else "The invoice of March & April."
        asked = WaitRequest(_actor(user), case, "customer", what, self.now + until)
        self._do(lambda work: wait(work, asked, self.now))

    def consult(self, user: UserId, case: EscalationId, team: str = "legal") -> None:
        what = self.texts.question if self.texts else "May we show it & the photo?"
        until = self.now + timedelta(hours=10)
        asked = ConsultRequest(_actor(user), case, team, what, until)
        self._do(lambda work: consult(work, asked, self.now))

    def answer(self, user: UserId, case: EscalationId) -> None:
        what = self.texts.reply if self.texts else "You may, but not the photo."
        with self.storage.read() as work:
            number = work.consults.open_of(case)[0].id
        said = AnswerRequest(_actor(user), number, what, "C0LEGALDESK")
        self._do(lambda work: answer(work, said, self.now))

    def resume(self, user: UserId, case: EscalationId) -> None:
        asked = ResumeRequest(_actor(user), case)
        self._do(lambda work: resume(work, asked, self.now))

    def writes(self, user: UserId, case: EscalationId) -> None:
        """Somebody writes in the case's thread."""
        text = self.texts.reason if self.texts else "I have asked the vendor for the invoice."
        self._do(lambda work: heard(work, ThreadMessage(_actor(user), case, text), self.now))

    def adds(self, user: UserId, case: EscalationId) -> None:
        """Who raised it adds something."""
        text = self.texts.text(INFORMATION_LIMIT) if self.texts else "Their lawyer wrote."
        asked = InformationRequest(_actor(user), case, text)
        self._do(lambda work: add_information(work, asked, self.now))

    def asks_for(
        self, user: UserId, case: EscalationId, priority: str, answer: bool | None
    ) -> None:
        """Who raised it asks for a priority, which its owner may answer."""
        why = self.texts.reason if self.texts else "It can wait."
        asked = PriorityRequest(_actor(user), case, priority, why)
        self._do(lambda work: ask_priority(work, asked, self.now))
        if answer is None:
            return
        at = int(self.now.timestamp())
        said = PriorityAnswer(_actor(HERON), case, priority, at, answer)
        self._do(lambda work: answer_priority(work, said, self.now))

    def change_priority(self, user: UserId, case: EscalationId, priority: str) -> None:
        why = self.texts.reason if self.texts else "The press has it."
        asked = PriorityRequest(_actor(user), case, priority, why)
        self._do(lambda work: change_priority(work, asked, self.now))

    def set_deadline(self, user: UserId, case: EscalationId, ahead: timedelta) -> None:
        source = self.texts.source if self.texts else "The court's order of 2 March"
        why = self.texts.reason if self.texts else "The court gave more time."
        zone = "Europe/Copenhagen"
        asked = DeadlineRequest(_actor(user), case, self.now + ahead, zone, source, why)
        self._do(lambda work: set_deadline(work, asked, self.now))

    def deadline_of(self, number: EscalationId) -> datetime:
        deadline = case(self.storage, number).deadline
        assert deadline is not None
        return deadline.at

    def go_away(
        self, by: UserId, user: UserId, ahead: timedelta | None, cover: UserId | None = None
    ) -> None:
        until = self.now + ahead if ahead is not None else None
        self.hand(by).go_away(self.now, until, cover, user=user)

    def come_back(self, by: UserId, user: UserId) -> None:
        self.hand(by).come_back(self.now, user=user)

    def leaves(self, user: UserId, **is_now: Any) -> None:
        """Slack tells that somebody is another sort of member now, or is one again."""
        with self.storage.begin() as work:
            heard_of(work, person(user, **is_now), self.now)

    def is_reached(self, user: UserId) -> None:
        """Messages to somebody aren't refused any more."""
        with self.storage.begin() as work:
            can_be_reached(work, user, self.now)

    def snooze(self, user: UserId, nudge: Nudge) -> None:
        why = self.texts.reason if self.texts else "I wait for a call."
        until = self.now + timedelta(hours=1)
        about = ((nudge.of, nudge.in_run),)
        asked = SnoozeRequest(_actor(user), nudge.escalation_id, about, until, why)
        self._do(lambda work: snooze(work, asked, self.now))

    def _do(self, verb: Callable[[Work], Receipt]) -> None:
        carry_out(self.storage, key(), verb, self.now)

    def wait_until(self, now: datetime) -> None:
        """Lets time pass; what falls due on the way is looked at when it is due."""
        while self.now < now:
            self.now = min(now, self._next_due() or now)
            run_due(self.storage, self.now)

    def _next_due(self) -> datetime | None:
        with Session(self._engine) as session:
            later = TimerRow.due_at > self.now
            return session.scalars(
                select(TimerRow.due_at).where(later).order_by(TimerRow.due_at).limit(1)
            ).first()

    def said(self, sort: type[N], **about: object) -> N:
        """The newest notice of this sort that says so; `nudge` is one thing that a message of
        reminders is about."""

        def says(notice: Any, name: str, value: object) -> bool:
            if name == "nudge":
                return value in [nudge.about for nudge in notice.nudges]
            return bool(getattr(notice, name) == value)

        found = [n for n in self.everything_said() if isinstance(n, sort)]
        matching = [n for n in found if all(says(n, k, v) for k, v in about.items())]
        assert matching, f"no {sort.__name__} {dict(about)} among {found}"
        return matching[-1]

    def everything_said(self) -> list[Notice]:
        return notices(self._engine)


def _actor(user: UserId) -> Actor:
    return Actor(user, Via.BUTTON)


def names(texts: Mapping[str, str]) -> list[Any]:
    """The texts as parameters of a test, by name."""
    return [pytest.param(Texts(text), id=name) for name, text in texts.items()]
