"""What every listener works with: the store, the clock, and the one way to carry out a verb."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from bot.case.errors import Refused
from bot.case.escalation import Escalation
from bot.case.identifiers import EscalationId, RequestKey, UserId
from bot.case.people import Actor, Via
from bot.case.transitions import Move
from bot.casework.approach import Case, allowed, approach
from bot.casework.case_view import Seen
from bot.casework.looks import looked_at, shown
from bot.casework.transaction import carry_out
from bot.casework.viewer import view_for
from bot.ports import Clock, Receipt, Storage, Work
from bot.templates import Templates, built_in
from handlers.slack.contract.answers import Answer, Open, Say, View
from handlers.slack.contract.requests import Click, Mention
from handlers.slack.messages.markup import inert


@dataclass(frozen=True, slots=True)
class Context:
    """Handed to each listener."""

    storage: Storage
    clock: Clock
    templates: Templates = field(default_factory=built_in)

    def carry_out(
        self,
        key: RequestKey,
        verb: Callable[[Work, datetime], Receipt],
        by: UserId | None = None,
    ) -> Receipt:
        """One verb, one transaction, at the present time; whose request it is, where that is said,
        is read on the way. Raises Refused, StorageAway."""
        now = self.clock.now()
        return carry_out(self.storage, key, lambda work: verb(work, now), now, by)

    def say(self, key: RequestKey, verb: Callable[[Work, datetime], Receipt]) -> Answer:
        """Carries out a verb and answers with its words."""
        return Say(inert(self.carry_out(key, verb).words))

    def opens(self, request: Click, move: Move, build: Callable[[Escalation], View]) -> Answer:
        """Opens the form of a move on the case a button is about, if the person may make it."""

        def built() -> View:
            actor = Actor(request.sender.user, Via.BUTTON)
            return build(self.case_for(actor, escalation_id(request.value), move).escalation)

        return Open(built)

    def looked_at(self, user: UserId, via: Via, seen: Iterable[Seen]) -> None:
        """Notes who looks at a case above `internal`, before it is shown. Raises StorageAway."""
        looked_at(self.storage, Actor(user, via), seen, self.clock.now())

    def opens_as_seen(self, request: Click, move: Move, build: Callable[[Seen], View]) -> Answer:
        """As `opens`, for a move that is also for who may not read the case."""
        actor = Actor(request.sender.user, Via.BUTTON)
        return Open(lambda: build(self.seen_for(actor, escalation_id(request.value), move)))

    def seen_for(self, actor: Actor, about: EscalationId, move: Move) -> Seen:
        """What of a case somebody may see who may make this move now. Raises Refused."""
        with self.storage.read() as work:
            case = approach(work, about, actor, lock=False)
            allowed(work, case, move)
            return view_for(work, actor.user, case.escalation)

    def seen_if(self, actor: Actor, about: EscalationId, check: Callable[[Case], None]) -> Seen:
        """What of a case somebody may see who passes this check. Raises what that raises."""
        with self.storage.read() as work:
            case = approach(work, about, actor, lock=False)
            check(case)
            seen = view_for(work, actor.user, case.escalation)
        looked_at(self.storage, actor, [seen], self.clock.now())
        return seen

    def offers(self, request: Mention, about: EscalationId, move: Move, words: str) -> Answer:
        """Answers in mrkdwn, with the button that opens a move's form, if they may make it."""
        with self.storage.read() as work:
            allowed(
                work,
                approach(work, about, Actor(request.sender.user, Via.MENTION), lock=False),
                move,
            )
        return Say(words, escalation_id=about, offers=move)

    def done_or_form(
        self,
        request: Mention,
        about: EscalationId,
        move: Move,
        verb: Callable[[Work, datetime], Receipt],
    ) -> Answer:
        """As `say`, for what is typed after a mention: what is wrong with that comes with the
        button to the form. Raises any other refusal."""
        try:
            return self.say(request.key, verb)
        except Refused as refusal:
            return corrected_in_form(refusal, about, move)

    def case_for(self, actor: Actor, about: EscalationId, move: Move) -> Case:
        """The case as somebody is shown it who may make this move now. Raises Refused."""
        with self.storage.read() as work:
            case = approach(work, about, actor, lock=False)
            allowed(work, case, move)
        self.shown(actor, case.escalation)
        return case

    def shown(self, actor: Actor, *cases: Escalation) -> None:
        """Notes who is about to see cases above `internal` in a form. Raises StorageAway."""
        shown(self.storage, actor, cases, self.clock.now())


def corrected_in_form(refusal: Refused, about: EscalationId, move: Move) -> Answer:
    """What is wrong with what was typed comes with the button to the form; any other refusal stays
    one. Raises it."""
    if not refusal.fields:
        raise refusal
    return Say(inert(refusal.words), escalation_id=about, offers=move)


def escalation_id(value: str) -> EscalationId:
    """The case a button is about: it carries its case's number and nothing else."""
    return EscalationId(number(value))


def number(value: str) -> int:
    """The number that a button carries, 0 for what the database could not hold."""
    is_number = value.isascii() and value.isdigit() and len(value) < 19
    return int(value) if is_number else 0
