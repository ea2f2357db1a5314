"""The decision record, and the rules it is held to wherever it is stored."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.case.errors import Fault, RefusalCode, Refused, at_fault, check_text
from bot.case.identifiers import EscalationId, UserId
from bot.case.kinds import KINDS, Kind, Mark, Outcome

EXPLANATION_LIMIT = 3000
MESSAGE_LIMIT = 3000
CHANGE_LIMIT = 1000

ROOT_CAUSES: Mapping[str, str] = {
    "wrong_policy_reading": "Policy was read wrongly",
    "policy_gap": "Policy has a gap",
    "policy_unclear": "Policy is unclear",
    "missing_evidence": "Evidence was missing",
    "tool_fault": "A tool was at fault",
    "automation_false_positive": "Automation: false positive",
    "automation_false_negative": "Automation: false negative",
    "language": "Language",
    "training_gap": "Training gap",
    "unclear_message": "The message was unclear",
}
"""Why a decision had to be reversed (rules: Root cause)."""

THROUGH_REQUESTER = "requester"
"""Who raised the case tells the impacted party."""

TOLD_THROUGH: Mapping[str, str] = {
    THROUGH_REQUESTER: "The requester tells them",
    "email": "E-mail from Content Integrity",
    "platform": "Message on the platform",
    "phone": "Phone",
    "letter": "Letter",
}
"""By which channel the impacted party is told."""


@dataclass(frozen=True, slots=True)
class DecisionDraft:
    """What the specialist wrote, before the rules. `restriction` is '' where none is imposed;
    `until` a date in ISO 8601, '' for a restriction without an end."""

    outcome: str
    ground: str
    explanation: str
    message: str
    told_through: str = THROUGH_REQUESTER
    root_cause: str = ""
    what_should_change: str = ""
    feedback_to: str = ""
    facts: str = ""
    language: str = ""
    restriction: str = ""
    restriction_what: str = ""
    restriction_other: str = ""
    category: str = ""
    automated_means: str = ""
    territory: tuple[str, ...] = ()
    until: str = ""
    guideline_version: str = ""
    why_otherwise: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """A record that is never edited; a correction is a new one that `supersedes` it.

    `ground_words` keeps the ground's text as it stood, since policies change. `language` is a code
    of ISO 639-1. What is said of a restriction is empty where `restriction` is: `restriction_what`
    and `category` are values of the statement of reasons (`bot/case/restriction.py`),
    `restriction_other` the words where that value is "other", `territory` codes of countries (none:
    everywhere), `until` its last day. `why_otherwise` is why it departs from the last ones alike.
    """

    id: int
    escalation_id: EscalationId
    outcome: str
    ground: str
    ground_words: str
    explanation: str
    message: str
    told_through: str
    root_cause: str
    what_should_change: str
    decided_by: UserId
    decided_at: datetime
    policy_version: int
    supersedes: int | None = None
    facts: str = ""
    language: str = ""
    restriction: str = ""
    restriction_what: str = ""
    restriction_other: str = ""
    category: str = ""
    automated_means: str = ""
    territory: tuple[str, ...] = ()
    until: date | None = None
    guideline_version: str = ""
    why_otherwise: str = ""
    approved_by: UserId | None = None


@dataclass(frozen=True, slots=True)
class Communication:
    """That the impacted party was told: of which decision, by whom, when, through which channel."""

    decision_id: int
    escalation_id: EscalationId
    by: UserId
    at: datetime
    through: str


def check_draft(
    draft: DecisionDraft,
    kind: Kind,
    grounds: Mapping[str, str],
    channels: Mapping[str, str] = TOLD_THROUGH,
    of_reversal: Mapping[str, Fault] | None = None,
    marks: Collection[Mark] = (),
) -> Outcome:
    """The outcome of a draft that keeps the rules. `channels` are those by which the impacted party
    can be told, `of_reversal` is what keeps a reversal from being fed back, `marks` what the case
    is marked as.

    Raises Refused naming every field at fault. A ground and an explanation are both needed:
    neither replaces the other (DSA Art. 17(3)(d) and (e)).
    """
    faults: dict[str, Fault] = {}
    outcome = next((o for o in kind.outcomes_for(marks) if o.name == draft.outcome), None)
    if outcome is None:
        words = f"Choose one of the outcomes of a {kind.label.lower()} escalation."
        faults["outcome"] = Fault(RefusalCode.INVALID, words)
    if draft.ground not in grounds:
        words = "Choose the guideline section or the law it rests on."
        faults["ground"] = Fault(RefusalCode.INVALID, words)
    why, told = "Say why the ground applies here.", "Write what the impacted party is told."
    faults |= check_text("explanation", draft.explanation, EXPLANATION_LIMIT, missing=why)
    faults |= check_text("message", draft.message, MESSAGE_LIMIT, missing=told)
    if draft.told_through not in channels:
        left = draft.told_through in TOLD_THROUGH
        gone = "The requester has left the workspace: choose how else they are told."
        words = gone if left else "Choose how they are told."
        faults["told_through"] = Fault(RefusalCode.INVALID, words)
    change = ""
    if outcome is not None and outcome.is_reversal:
        if draft.root_cause not in ROOT_CAUSES:
            words = "A reversal needs its root cause."
            faults["root_cause"] = Fault(RefusalCode.REQUIRED, words)
        change = "Say what should change so that it doesn't happen again."
    faults |= check_text(
        "what_should_change", draft.what_should_change, CHANGE_LIMIT, missing=change
    )
    if outcome is not None and outcome.is_reversal:
        faults = dict(of_reversal or {}) | faults
    if faults or outcome is None:
        raise at_fault(faults, "The decision can't be recorded yet: ")
    return outcome


def kind_of(name: str) -> Kind:
    """The kind of that name. Raises Refused for a name that is none."""
    kind = KINDS.get(name)
    if kind is None:
        raise Refused(
            f"There is no kind of escalation called {name!r}.", code=RefusalCode.NOT_FOUND
        )
    return kind
