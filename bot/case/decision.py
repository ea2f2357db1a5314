"""The decision record, and the rules it is held to wherever it is stored."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.case.errors import Fault, RefusalCode, Refused, at_fault, check_text
from bot.case.identifiers import EscalationId, UserId
from bot.case.kinds import KINDS, OUTCOMES, Kind, Mark, Outcome
from bot.case.languages import NAMES
from bot.case.restriction import FACTS_LIMIT, REASONS_LIMIT, Imposed
from bot.case.states import ToDo
from bot.case.text import plain_letters

EXPLANATION_LIMIT = 3000
MESSAGE_LIMIT = 3000
CHANGE_LIMIT = 1000
SEEN_AT_LIMIT = 500
GUIDELINE_LIMIT = 60
NO_GROUND = "no_ground"
"""The ground that says that no rule was broken, where the policy has it."""

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
    other_message: str = ""

    @property
    def imposed(self) -> Imposed:
        """The new restriction as written."""
        return Imposed(
            self.restriction,
            self.restriction_what,
            self.restriction_other,
            self.category,
            self.automated_means,
            self.territory,
            self.until,
        )


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """What somebody had written of a decision when they closed its form, theirs alone to read."""

    escalation_id: EscalationId
    by: UserId
    at: datetime
    draft: DecisionDraft


@dataclass(frozen=True, slots=True)
class Held:
    """What a draft is held to beside its kind. `today` is the day where the workspace is,
    `guideline` the version of the guidelines in force on it ('' where the policy names none),
    `stands` how the last ones alike all ended ('' where they didn't end alike, or are too few)."""

    today: date = date.min
    guideline: str = ""
    stands: str = ""


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
    other_message: str = ""

    @property
    def is_reversal(self) -> bool:
        """Whether it reverses another one, if only partly."""
        known = OUTCOMES.get(self.outcome)
        return known is not None and known.is_reversal

    @property
    def is_told_by_requester(self) -> bool:
        """Whether who raised the case tells the impacted party."""
        return self.told_through == THROUGH_REQUESTER


def to_do_of(outcome: str, other_message: str) -> tuple[ToDo, ...]:
    """What is left after a decision until its case can be closed (rules: Closed)."""
    known = OUTCOMES.get(outcome)
    left = (ToDo.TELL, ToDo.TELL_OTHER) if other_message else (ToDo.TELL,)
    return (*left, ToDo.CARRY_OUT) if known is not None and known.is_reversal else left


@dataclass(frozen=True, slots=True)
class Effect:
    """That a reversal was carried out: of which decision, said by whom and when; since when it is
    so, and where that can be seen."""

    decision_id: int
    escalation_id: EscalationId
    by: UserId
    at: datetime
    given_at: datetime
    seen_at: str


@dataclass(frozen=True, slots=True)
class Communication:
    """That the impacted party was told: of which decision, by whom, when, through which channel."""

    decision_id: int
    escalation_id: EscalationId
    by: UserId
    at: datetime
    through: str


@dataclass(frozen=True, slots=True)
class Withholding:
    """That the impacted party is not told: of which decision, said by whom, when, and why not."""

    decision_id: int
    escalation_id: EscalationId
    by: UserId
    at: datetime
    reason: str


def check_draft(
    draft: DecisionDraft,
    kind: Kind,
    grounds: Mapping[str, str],
    channels: Mapping[str, str] = TOLD_THROUGH,
    of_reversal: Mapping[str, Fault] | None = None,
    marks: Collection[Mark] = (),
    held: Held = Held(),
    of_messages: Mapping[str, Fault] | None = None,
) -> Outcome:
    """The outcome of a draft that keeps the rules. `channels` are those by which the impacted party
    can be told, `of_reversal` is what keeps a reversal from being fed back, `marks` what the case
    is marked as, `of_messages` what is wrong with what the parties are to be told.

    Raises Refused naming every field at fault. A ground and an explanation are both needed:
    neither replaces the other (DSA Art. 17(3)(d) and (e)).
    """
    faults: dict[str, Fault] = dict(of_messages or {})
    outcome = next((o for o in kind.outcomes_for(marks) if o.name == draft.outcome), None)
    if outcome is None:
        words = f"Choose one of the outcomes of a {kind.label.lower()} escalation."
        faults["outcome"] = Fault(RefusalCode.INVALID, words)
    faults |= _faults_of_reasons(draft, grounds)
    faults |= _faults_of_message(draft, channels)
    faults |= draft.imposed.faults(held.today) if kind.may_restrict else _no_restriction(draft)
    faults |= _faults_of_version(draft, held)
    if outcome is not None and held.stands not in ("", outcome.name):
        words = (
            "The last three on this ground ended differently: say in a sentence why this one does."
        )
        faults |= check_text("why_otherwise", draft.why_otherwise, CHANGE_LIMIT, missing=words)
    if outcome is not None and outcome.is_reversal:
        faults = dict(of_reversal or {}) | faults
    faults |= _faults_of_cause(draft, is_reversal=outcome is not None and outcome.is_reversal)
    if faults or outcome is None:
        raise at_fault(faults, "The decision can't be recorded yet: ")
    return outcome


def _faults_of_reasons(draft: DecisionDraft, grounds: Mapping[str, str]) -> dict[str, Fault]:
    """Of the ground, why it applies, and the facts: a restriction needs all three (DSA Art. 17(3)),
    and fits in a statement of reasons."""
    faults: dict[str, Fault] = {}
    if draft.ground not in grounds:
        gone = "This ground was taken out of the policy meanwhile: choose another."
        words = "Choose the guideline section or the law it rests on."
        faults["ground"] = Fault(RefusalCode.INVALID, gone if draft.ground else words)
    elif draft.restriction and draft.ground == NO_GROUND:
        words = "A restriction rests on a rule that was broken: choose which."
        faults["ground"] = Fault(RefusalCode.INVALID, words)
    why = "Say why the ground applies here."
    limit = REASONS_LIMIT if draft.restriction else EXPLANATION_LIMIT
    faults |= check_text("explanation", draft.explanation, limit, missing=why)
    if draft.explanation and _is_copy(draft.explanation, grounds.get(draft.ground, "")):
        words = "That is the ground again. Say why it applies here: what in this case makes it so."
        faults["explanation"] = Fault(RefusalCode.INVALID, words)
    needed = "A restriction needs the facts that it relies on." if draft.restriction else ""
    return faults | check_text("facts", draft.facts, FACTS_LIMIT, missing=needed)


def _is_copy(explanation: str, ground: str) -> bool:
    """Whether an explanation says nothing but words of the ground in their order."""
    if len(explanation) > 2 * len(ground):
        return False
    said, words = (re.findall(r"\w+", plain_letters(text)) for text in (explanation, ground))
    starts = range(len(words) - len(said) + 1)
    return bool(said) and any(words[at : at + len(said)] == said for at in starts)


def _faults_of_message(draft: DecisionDraft, channels: Mapping[str, str]) -> dict[str, Fault]:
    told = "Write what the impacted party is told."
    faults = check_text("message", draft.message, MESSAGE_LIMIT, missing=told)
    if draft.language and draft.language not in NAMES:
        words = "Choose the language the message is in."
        faults["language"] = Fault(RefusalCode.INVALID, words)
    if draft.told_through not in channels:
        left = draft.told_through in TOLD_THROUGH
        gone = (
            "Not through the requester, who has left the workspace or may not read this decision: "
            "choose how else they are told."
        )
        words = gone if left else "Choose how they are told."
        faults["told_through"] = Fault(RefusalCode.INVALID, words)
    return faults


def _no_restriction(draft: DecisionDraft) -> dict[str, Fault]:
    words = "Advice restricts nothing: raise it as an escalation of its own."
    return {"restriction": Fault(RefusalCode.INVALID, words)} if draft.restriction else {}


def _faults_of_version(draft: DecisionDraft, held: Held) -> dict[str, Fault]:
    if held.guideline and draft.guideline_version not in ("", held.guideline):
        words = f"In force today is {held.guideline}."
        return {"guideline_version": Fault(RefusalCode.INVALID, words)}
    return check_text("guideline_version", draft.guideline_version, GUIDELINE_LIMIT)


def _faults_of_cause(draft: DecisionDraft, *, is_reversal: bool) -> dict[str, Fault]:
    faults: dict[str, Fault] = {}
    change = ""
    if is_reversal:
        if draft.root_cause not in ROOT_CAUSES:
            words = "A reversal needs its root cause."
            faults["root_cause"] = Fault(RefusalCode.REQUIRED, words)
        change = "Say what should change so that it doesn't happen again."
    return faults | check_text(
        "what_should_change", draft.what_should_change, CHANGE_LIMIT, missing=change
    )


def kind_of(name: str) -> Kind:
    """The kind of that name. Raises Refused for a name that is none."""
    kind = KINDS.get(name)
    if kind is None:
        raise Refused(
            f"There is no kind of escalation called {name!r}.", code=RefusalCode.NOT_FOUND
        )
    return kind
