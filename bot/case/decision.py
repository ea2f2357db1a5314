"""The decision record, and the rules it is held to wherever it is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.case.errors import Refused
from bot.case.identifiers import EscalationId, UserId
from bot.case.kinds import KINDS, Kind, Outcome

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

TOLD_THROUGH: Mapping[str, str] = {
    "requester": "The requester tells them",
    "email": "E-mail from Content Integrity",
    "platform": "Message on the platform",
    "phone": "Phone",
    "letter": "Letter",
}
"""By which channel the impacted party is told."""


@dataclass(frozen=True, slots=True)
class DecisionDraft:
    """What the specialist wrote, before the rules."""

    outcome: str
    ground: str
    explanation: str
    message: str
    told_through: str = "requester"
    root_cause: str = ""
    what_should_change: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """A record that is never edited; a correction is a new one that `supersedes` it.

    `ground_words` keeps the ground's text as it stood, since policies change.
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


@dataclass(frozen=True, slots=True)
class Communication:
    """That the impacted party was told: of which decision, by whom, when, through which channel."""

    decision_id: int
    escalation_id: EscalationId
    by: UserId
    at: datetime
    through: str


def check_draft(draft: DecisionDraft, kind: Kind, grounds: Mapping[str, str]) -> Outcome:
    """The outcome of a draft that keeps the rules.

    Raises Refused naming every field at fault. A ground and an explanation are both needed:
    neither replaces the other (DSA Art. 17(3)(d) and (e)).
    """
    faults: dict[str, str] = {}
    outcome = next((o for o in kind.outcomes if o.name == draft.outcome), None)
    if outcome is None:
        faults["outcome"] = f"Choose one of the outcomes of a {kind.label.lower()} escalation."
    if draft.ground not in grounds:
        faults["ground"] = "Choose the guideline section or the law it rests on."
    if not draft.explanation:
        faults["explanation"] = "Say why the ground applies here."
    elif len(draft.explanation) > EXPLANATION_LIMIT:
        faults["explanation"] = f"Keep it under {EXPLANATION_LIMIT:,} characters."
    if not draft.message:
        faults["message"] = "Write what the impacted party is told."
    elif len(draft.message) > MESSAGE_LIMIT:
        faults["message"] = f"Keep it under {MESSAGE_LIMIT:,} characters."
    if draft.told_through not in TOLD_THROUGH:
        faults["told_through"] = "Choose how they are told."
    if outcome is not None and outcome.is_reversal:
        if draft.root_cause not in ROOT_CAUSES:
            faults["root_cause"] = "A reversal needs its root cause."
        if not draft.what_should_change:
            faults["what_should_change"] = "Say what should change so that it doesn't happen again."
    if len(draft.what_should_change) > CHANGE_LIMIT:
        faults["what_should_change"] = f"Keep it under {CHANGE_LIMIT:,} characters."
    if faults or outcome is None:
        raise Refused(
            "The decision can't be recorded yet: " + " ".join(faults.values()), fields=faults
        )
    return outcome


def kind_of(name: str) -> Kind:
    """The kind of that name. Raises Refused for a name that is none."""
    kind = KINDS.get(name)
    if kind is None:
        raise Refused(f"There is no kind of escalation called {name!r}.")
    return kind
