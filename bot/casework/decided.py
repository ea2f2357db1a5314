"""What a decision is held to, and what follows for others once it is made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.case.decision import Decision, DecisionDraft, Held, check_draft, kind_of
from bot.case.errors import Fault
from bot.case.escalation import Escalation
from bot.case.kinds import Outcome
from bot.case.restriction import asks_words, day
from bot.case.similar import stands
from bot.casework.advice import keep_answer
from bot.casework.appeals import marks_of
from bot.casework.approach import Case
from bot.casework.assignment import no_longer_held
from bot.casework.feedback import ChangeAsked, ask, faults_of
from bot.casework.messages import (
    Wordings,
    built_in_wordings,
    faults_of_messages,
    language_of,
)
from bot.casework.requesters import channels_of
from bot.casework.second_looks import follow_with_second_look
from bot.ports import Work


def checked(
    work: Work,
    case: Case,
    draft: DecisionDraft,
    now: datetime,
    wordings: Wordings | None = None,
) -> Outcome:
    """The outcome of a draft that keeps the rules, its messages read for `wordings`, the built-in
    ones where none are given. Raises Refused naming every field at fault."""
    e = case.escalation
    channels, of_reversal = channels_of(work, e), _feedback_faults(case, draft, now)
    kind, marks, held = (
        kind_of(e.kind),
        marks_of(work, e),
        rules_held_to(work, case, draft.ground, now),
    )
    of_messages = faults_of_messages(work, case, draft, wordings or built_in_wordings())
    grounds = case.policy.grounds
    return check_draft(draft, kind, grounds, channels, of_reversal, marks, held, of_messages)


def rules_held_to(work: Work, case: Case, ground: str, now: datetime) -> Held:
    """What a decision on this ground is held to beside the case's kind: today where the workspace
    is, the guidelines in force, how the last ones alike ended."""
    today = now.astimezone(ZoneInfo(case.policy.timezone)).date()
    e = case.escalation
    last = work.decisions.last_on(ground, e.kind, besides=e.id) if ground else ()
    return Held(today, case.policy.guideline_on(today), stands(last))


def recorded(
    work: Work, case: Case, draft: DecisionDraft, outcome: Outcome, now: datetime
) -> Decision:
    """The record of a draft that keeps the rules, decided by whoever acts. Nothing of a restriction
    is kept where none is imposed, nor of a root cause where nothing is reversed."""
    held = rules_held_to(work, case, draft.ground, now)
    restricts, departs = bool(draft.restriction), held.stands not in ("", outcome.name)
    return Decision(
        id=0,
        escalation_id=case.escalation.id,
        outcome=outcome.name,
        ground=draft.ground,
        ground_words=case.policy.grounds[draft.ground],
        explanation=draft.explanation,
        message=draft.message,
        told_through=draft.told_through,
        root_cause=draft.root_cause if outcome.is_reversal else "",
        what_should_change=draft.what_should_change if outcome.is_reversal else "",
        decided_by=case.actor.user,
        decided_at=now,
        policy_version=case.policy.version,
        facts=draft.facts,
        language=language_of(case.escalation, draft),
        restriction=draft.restriction,
        restriction_what=draft.restriction_what if restricts else "",
        restriction_other=draft.restriction_other if asks_words(draft.restriction_what) else "",
        category=draft.category if restricts else "",
        automated_means=draft.automated_means if restricts else "",
        territory=tuple(sorted(set(draft.territory))) if restricts else (),
        until=day(draft.until) if restricts else None,
        guideline_version=draft.guideline_version or held.guideline,
        why_otherwise=draft.why_otherwise if departs else "",
        other_message=draft.other_message,
    )


def after_decision(
    work: Work,
    case: Case,
    after: Escalation,
    decision: Decision,
    written: tuple[DecisionDraft, Outcome],
    now: datetime,
) -> None:
    """It takes nobody's time any more, what was written of it before is forgotten, those who ask
    the same find what was answered, another specialist may be asked for a second look, and a
    reversal is fed back."""
    draft, outcome = written
    no_longer_held(work, case, after, now)
    work.decisions.drop_drafts(after.id)
    keep_answer(work, after)
    # Before it's fed back: what is asked for by a correction isn't what came of a second look.
    follow_with_second_look(work, case, decision, now)
    if outcome.is_reversal and case.policy.feedback:
        ask(work, case.policy, case.escalation, _asked(draft), case.actor, now)


def _asked(draft: DecisionDraft) -> ChangeAsked:
    return ChangeAsked(draft.feedback_to, draft.root_cause, draft.what_should_change)


def _feedback_faults(case: Case, draft: DecisionDraft, now: datetime) -> Mapping[str, Fault]:
    """What keeps a reversal from being fed back; nothing where the policy has no target."""
    return faults_of(case.policy, _asked(draft), now) if case.policy.feedback else {}
