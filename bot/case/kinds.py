"""The nine kinds of escalation: what each asks for and how each can end."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.case.confidentiality import Confidentiality
from bot.case.errors import Fault
from bot.case.questions import (
    Country,
    DecisionMeant,
    Link,
    Moment,
    OneOf,
    PersonMeant,
    Question,
    Text,
    check_answer,
)

ORIGINAL = "original_decision"
RECEIVED = "received_at"
DEADLINE = "deadline"
MAY_BE_TOLD = "may_be_told"
EMBARGO = "embargo_until"
QUESTION = "question"
"""The questions whose answers the rules read, whatever kind asks them."""

DECIDED_BY: Mapping[str, str] = {
    "automation": "Automation",
    "staff": "Staff",
    "vendor": "A vendor",
}
COMPLAINANTS: Mapping[str, str] = {
    "affected_party": "The affected party",
    "notifier": "The notifier",
}
BASES: Mapping[str, str] = {
    "visibility": "Visibility of content was restricted",
    "service": "The service was suspended or ended",
    "account": "The account was suspended or closed",
    "monetary": "Monetisation was restricted",
    "notice": "A notice was not followed",
    "trusted_flagger": "A trusted flagger's notice was not followed",
}
"""What a contested decision did, as the harmonised transparency template tells complaints apart."""
REQUESTS: Mapping[str, str] = {
    "order_to_act": "Order to act",
    "order_for_information": "Order for information",
    "informal_request": "Informal request",
}


class Mark(StrEnum):
    """What an appeal is marked as; it is answered all the same."""

    LATE = "late"
    SECOND = "second"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A way a case can end. `sentence` opens the message to the requester."""

    name: str
    label: str
    sentence: str
    is_reversal: bool = False
    changes: bool = False
    """Whether something is done because of it; a reversal always is."""
    answers: Mark | None = None
    """Only of a case that is marked so."""


UPHELD = Outcome("upheld", "Upheld: the decision stands", "the decision stands")
PARTIALLY_REVERSED = Outcome(
    "partially_reversed",
    "Partially reversed",
    "the decision was partly reversed",
    is_reversal=True,
    changes=True,
)
REVERSED = Outcome(
    "reversed",
    "Reversed: the decision is undone",
    "the decision was reversed",
    is_reversal=True,
    changes=True,
)
OMITTED = Outcome("omitted", "Omitted: no decision was taken", "no decision was taken")
ANSWERED = Outcome("answered", "Answered: no decision was contested", "the question was answered")
DECLINED = Outcome("declined", "Declined: nothing changes", "the request was declined")
GRANTED = Outcome(
    "granted", "Granted: it is done as asked", "the request was granted", changes=True
)

OUT_OF_TIME = Outcome(
    "out_of_time",
    "Out of time: it was contested too late",
    "it was contested too late",
    answers=Mark.LATE,
)
REPEATED = Outcome(
    "repeated",
    "Repeated: this side has contested it before",
    "it was contested and answered before",
    answers=Mark.SECOND,
)

OUTCOMES: Mapping[str, Outcome] = {
    o.name: o
    for o in (
        UPHELD,
        PARTIALLY_REVERSED,
        REVERSED,
        OMITTED,
        ANSWERED,
        DECLINED,
        GRANTED,
        OUT_OF_TIME,
        REPEATED,
    )
}
CONTESTED = (UPHELD, PARTIALLY_REVERSED, REVERSED)


@dataclass(frozen=True, slots=True)
class Kind:
    """One sort of escalation, with the class of confidentiality it is kept in from the start.
    `is_appeal`: it contests one earlier decision. `may_be_suppression`: its letters may be marked
    as threats over a genuine review. `is_kept_for_all`: its answer can be found by whoever asks the
    same. `may_restrict`: it can end in a new restriction. `asks_all`: its decision is a reasoned
    one of somebody's rights, so that the whole record is asked whatever the outcome."""

    name: str
    label: str
    about: str
    account_required: bool = False
    questions: tuple[Question, ...] = ()
    outcomes: tuple[Outcome, ...] = (*CONTESTED, ANSWERED)
    second_approval: bool = False
    confidentiality: Confidentiality = Confidentiality.INTERNAL
    is_appeal: bool = False
    may_be_suppression: bool = False
    is_kept_for_all: bool = False
    may_restrict: bool = True
    asks_all: bool = False

    def check(self, answers: Mapping[str, str]) -> dict[str, Fault]:
        """What is wrong with the answers to this kind's questions, by the question's key."""
        faults: dict[str, Fault] = {}
        for question in self.questions:
            faults |= check_answer(question, answers.get(question.key, ""))
        return faults

    def asks(self, key: str) -> bool:
        """Whether it has this question."""
        return any(question.key == key for question in self.questions)

    def outcomes_for(self, marks: Collection[Mark]) -> tuple[Outcome, ...]:
        """How a case of this kind that is marked so can end."""
        return tuple(o for o in self.outcomes if o.answers is None or o.answers in marks)


_RECEIVED = Question(
    "received_at",
    "Received at",
    "In your words: today 9:30, yesterday, 3 Nov 14:00",
    asks=Moment(is_past=True),
)
_DEADLINE = Question(
    "deadline",
    "Deadline",
    "In your words: 12 Dec 17:00, in 10 days. Empty where none is set. Nothing pauses it",
    asks=Moment(),
)
_VENDOR = Question("vendor", "Vendor", "Leave empty if they are staff", asks=Text(100))

_ALL = (
    Kind(
        "executive",
        "Executive",
        "From an executive or a Customer Success Manager",
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
    Kind(
        "appeal",
        "Appeal",
        "A decision is contested",
        questions=(
            Question(
                ORIGINAL,
                "Original decision",
                "ESC-42 if it's one of ours, else a link to it",
                required=True,
                asks=DecisionMeant(),
            ),
            Question(
                "decided_by",
                "Decided by",
                "Of one of ours it's known",
                asks=OneOf(DECIDED_BY),
            ),
            Question("decider", "Decider", "If it was one of our people", asks=PersonMeant()),
            _VENDOR,
            Question(
                "decided_at",
                "Decided at",
                "In your words: 3 Nov 14:00, 2026-05-12. Of one of ours it's known",
                asks=Moment(is_past=True),
            ),
            Question(
                "complainant",
                "Complainant",
                "Who contests it",
                required=True,
                asks=OneOf(COMPLAINANTS),
            ),
            Question(
                "basis",
                "Basis",
                "What the contested decision did",
                required=True,
                asks=OneOf(BASES),
            ),
            _RECEIVED,
        ),
        outcomes=(*CONTESTED, OMITTED, OUT_OF_TIME, REPEATED),
        is_appeal=True,
        asks_all=True,
    ),
    Kind(
        "legal",
        "Legal",
        "A lawyer, a court, a data subject",
        confidentiality=Confidentiality.LEGAL_PRIVILEGED,
        questions=(
            Question("sender", "Sender", "Who has written, and for whom", required=True),
            Question("jurisdiction", "Jurisdiction", "Like England and Wales, or Denmark"),
            Question(
                "allegation",
                "Allegation",
                "What they say is unlawful",
                required=True,
                asks=Text(2000, is_long=True),
            ),
            replace(_RECEIVED, required=True),
            _DEADLINE,
        ),
        outcomes=(*CONTESTED, ANSWERED, GRANTED, DECLINED),
        second_approval=True,
        may_be_suppression=True,
        asks_all=True,
    ),
    Kind(
        "authority",
        "Authority",
        "A court or public authority",
        confidentiality=Confidentiality.RESTRICTED,
        questions=(
            Question("authority", "Authority", "Which court or authority", required=True),
            Question("country", "Country", "Its name or its code", required=True, asks=Country()),
            Question("request", "Request", required=True, asks=OneOf(REQUESTS)),
            Question(
                "legal_basis", "Legal basis", "The law or the order they rest it on", asks=Text(300)
            ),
            replace(_RECEIVED, required=True),
            _DEADLINE,
            Question(
                MAY_BE_TOLD,
                "May the user be told",
                "No: nobody can tell them anything through Escalations until that changes",
                required=True,
                asks=OneOf({"yes": "Yes", "no": "No, not for now"}),
            ),
        ),
        outcomes=(*CONTESTED, ANSWERED, GRANTED, DECLINED),
        second_approval=True,
        asks_all=True,
    ),
    Kind(
        "dispute",
        "Dispute",
        "A business against a reviewer",
        questions=(
            Question("business", "Business", "The business's name", required=True),
            Question("reviewer", "Reviewer", "As they call themselves", required=True),
            Question(
                "item", "Item", "A link to the review they disagree on", required=True, asks=Link()
            ),
        ),
        outcomes=(*CONTESTED, ANSWERED, GRANTED, DECLINED),
        asks_all=True,
    ),
    Kind(
        "frontline",
        "Front line",
        "A front-line ticket that is stuck",
        questions=(
            Question(
                "ticket",
                "Ticket link",
                "Where the ticket can be read",
                required=True,
                asks=Link(500),
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
            _VENDOR,
        ),
        outcomes=(ANSWERED, *CONTESTED),
    ),
    Kind(
        "comms",
        "Communications",
        "From Communications",
        confidentiality=Confidentiality.EMBARGOED,
        questions=(
            Question("audience", "Audience", "Whom it is for: press, customers, staff"),
            Question(
                EMBARGO,
                "Embargo until",
                "In your words: 12 Dec 9:00. It opens to everybody by itself then",
                required=True,
                asks=Moment(),
            ),
            Question("approver", "Approver", "Who has to agree to the words", asks=PersonMeant()),
        ),
        outcomes=(ANSWERED, GRANTED, DECLINED),
        second_approval=True,
    ),
    Kind(
        "advice",
        "Advice",
        "A question, not a contested decision",
        questions=(
            Question(
                QUESTION,
                "The question",
                "One question, as you'd ask a colleague",
                required=True,
                asks=Text(500, is_long=True),
            ),
        ),
        outcomes=(ANSWERED, DECLINED),
        is_kept_for_all=True,
        may_restrict=False,
    ),
    Kind(
        "other",
        "Other",
        "Nothing above fits",
        outcomes=(ANSWERED, *CONTESTED, GRANTED, DECLINED),
    ),
)

KINDS: Mapping[str, Kind] = {kind.name: kind for kind in _ALL}


def offered(kinds_in_queues: frozenset[str]) -> tuple[Kind, ...]:
    """The kinds a person may choose: those that a queue of the policy takes."""
    return tuple(k for k in KINDS.values() if k.name in kinds_in_queues)
