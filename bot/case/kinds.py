"""The nine kinds of escalation: what each asks for and how each can end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.case.errors import Fault
from bot.case.questions import Question, Text, check_answer


@dataclass(frozen=True, slots=True)
class Outcome:
    """A way a case can end. `sentence` opens the message to the requester."""

    name: str
    label: str
    sentence: str
    is_reversal: bool = False


UPHELD = Outcome("upheld", "Upheld: the decision stands", "the decision stands")
PARTIALLY_REVERSED = Outcome(
    "partially_reversed",
    "Partially reversed",
    "the decision was partly reversed",
    is_reversal=True,
)
REVERSED = Outcome(
    "reversed", "Reversed: the decision is undone", "the decision was reversed", is_reversal=True
)
OMITTED = Outcome("omitted", "Omitted: no decision was taken", "no decision was taken")
ANSWERED = Outcome("answered", "Answered: no decision was contested", "the question was answered")
DECLINED = Outcome("declined", "Declined: nothing changes", "the request was declined")
GRANTED = Outcome("granted", "Granted: it is done as asked", "the request was granted")

OUTCOMES: Mapping[str, Outcome] = {
    o.name: o for o in (UPHELD, PARTIALLY_REVERSED, REVERSED, OMITTED, ANSWERED, DECLINED, GRANTED)
}
CONTESTED = (UPHELD, PARTIALLY_REVERSED, REVERSED)


@dataclass(frozen=True, slots=True)
class Kind:
    """One sort of escalation. One that is not `built` may stand in a policy, and nobody is offered
    it."""

    name: str
    label: str
    about: str
    built: bool = False
    account_required: bool = False
    questions: tuple[Question, ...] = ()
    outcomes: tuple[Outcome, ...] = (*CONTESTED, ANSWERED)
    second_approval: bool = False

    def check(self, answers: Mapping[str, str]) -> dict[str, Fault]:
        """What is wrong with the answers to this kind's questions, by the question's key."""
        faults: dict[str, Fault] = {}
        for question in self.questions:
            faults |= check_answer(question, answers.get(question.key, ""))
        return faults


_ALL = (
    Kind(
        "executive",
        "Executive",
        "From an executive or a Customer Success Manager",
        built=True,
        account_required=True,
        questions=(
            Question(
                "customer_asks",
                "What the customer asks for",
                "In the customer's words, if you have them",
                asks=Text(1000, is_long=True),
            ),
        ),
        outcomes=(*CONTESTED, ANSWERED, GRANTED, DECLINED),
    ),
    Kind("appeal", "Appeal", "A decision is contested", outcomes=(*CONTESTED, OMITTED)),
    Kind("legal", "Legal", "A lawyer, a court, a data subject", second_approval=True),
    Kind("authority", "Authority", "A court or public authority", second_approval=True),
    Kind("dispute", "Dispute", "A business against a reviewer"),
    Kind(
        "frontline",
        "Front line",
        "A front-line ticket that is stuck",
        built=True,
        questions=(
            Question(
                "ticket",
                "Ticket link",
                "Where the ticket can be read",
                required=True,
                asks=Text(500),
            ),
            Question(
                "tried",
                "What was tried",
                "So that nobody tries it again",
                required=True,
                asks=Text(1000, is_long=True),
            ),
            Question(
                "exact_question",
                "The exact question",
                "The one thing you need decided",
                required=True,
                asks=Text(500, is_long=True),
            ),
            Question("vendor", "Vendor", "Leave empty if the agent is staff", asks=Text(100)),
        ),
        outcomes=(ANSWERED, *CONTESTED),
    ),
    Kind("comms", "Communications", "From Communications", second_approval=True),
    Kind("advice", "Advice", "A question, not a contested decision", outcomes=(ANSWERED,)),
    Kind(
        "other",
        "Other",
        "Nothing above fits",
        built=True,
        outcomes=(ANSWERED, *CONTESTED, GRANTED, DECLINED),
    ),
)

KINDS: Mapping[str, Kind] = {kind.name: kind for kind in _ALL}


def offered(kinds_in_queues: frozenset[str]) -> tuple[Kind, ...]:
    """The kinds a person may choose: those built, and taken by a queue of the policy."""
    return tuple(k for k in KINDS.values() if k.built and k.name in kinds_in_queues)
