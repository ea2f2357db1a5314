"""The decision form, which records how a case is decided: it asks no more than the kind and the
outcome need."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.case.decision import (
    EXPLANATION_LIMIT,
    THROUGH_REQUESTER,
    Decision,
    DecisionDraft,
)
from bot.case.escalation import Escalation
from bot.case.kinds import KINDS, Kind
from bot.policy.languages import language_in
from bot.views.deciding import Beside
from bot.views.drafting import Drafts
from handlers.slack.contract.answers import Block, View
from handlers.slack.contract.ids import GROUND_CHOSEN, MORE_ASKED, OUTCOME_CHOSEN
from handlers.slack.forms import decide_parts as parts
from handlers.slack.forms.approve import written_before
from handlers.slack.forms.decide_beside import contested, similar
from handlers.slack.forms.decide_messages import Remembered, shown
from handlers.slack.forms.inputs import TYPED_LIMIT, chosen, modal, typed, words

Drafting = Callable[[DecisionDraft], Drafts]
"""What drafts the messages from the form as it is."""
CALLBACK = "decision"
TITLE = "Record the decision"


def build(
    escalation: Escalation,
    latest: Decision | None,
    grounds: Mapping[str, str],
    draft: DecisionDraft | None = None,
    explanation: str = "",
    beside: Beside | None = None,
    *,
    more: bool = False,
    drafting: Drafting | None = None,
    before: Remembered | None = None,
) -> View:
    """The form, filled from what was typed so far, else from what was written before and isn't
    decided, else from the decision in force."""
    kind, known = KINDS[escalation.kind], beside or Beside()
    written = known.review.draft if known.review is not None else None
    given = draft or written or _draft_of(escalation, latest if escalation.is_decided else None)
    blocks: list[Block] = [words(explanation)] if explanation else []
    blocks.append(words(f"{escalation.reference} {escalation.title}"))
    blocks += written_before(known.review)
    if escalation.is_decided:
        blocks.append(words("It's decided already. What you record now supersedes that decision."))
    elif latest is not None:
        blocks.append(words("It was decided before it was reopened. This is a new decision."))
    blocks += contested(known.appeal, known.before, escalation.what_happened)
    blocks += similar(known.similar)
    drafts = drafting(given) if drafting is not None else Drafts()
    messages = shown(given, drafts, before or Remembered())
    blocks += _asked(kind, given, grounds, known, messages.blocks, more=more)
    note = {
        "escalation": escalation.id,
        "seen": latest.id if latest else 0,
        "kind": kind.name,
        "more": int(more),
        "similar": parts.numbers(known.similar),
        **messages.note,
    }
    return modal(CALLBACK, TITLE, "Record", blocks, note) | {"notify_on_close": True}


def _asked(
    kind: Kind,
    given: DecisionDraft,
    grounds: Mapping[str, str],
    known: Beside,
    messages: Sequence[Block],
    *,
    more: bool,
) -> list[Block]:
    whole = parts.is_whole(kind, given, more=more)
    marks = known.appeal.marks if known.appeal is not None else ()
    ends = parts.options({o.name: o.label for o in kind.outcomes_for(marks)})
    why = "Why the ground applies here"
    asks_told = whole or THROUGH_REQUESTER not in known.channels
    return [
        chosen(parts.OUTCOME, "Outcome", ends, given.outcome, action=OUTCOME_CHOSEN),
        chosen(parts.GROUND, "Ground", parts.options(grounds), given.ground, action=GROUND_CHOSEN),
        _text(parts.EXPLANATION, "Explanation", given.explanation, why, EXPLANATION_LIMIT),
        *([parts.why_otherwise(given)] if parts.departs(given, known.held.stands) else []),
        *([parts.facts(given, TYPED_LIMIT)] if whole else []),
        *([parts.language(given)] if whole else []),
        *messages,
        *([parts.told_through(known.channels, given)] if asks_told else []),
        *(parts.restriction(given, known.category) if kind.may_restrict else []),
        *([parts.guideline(given, known.held.guideline)] if whole else []),
        *(parts.of_reversals(given, known.targets) if parts.is_reversal(given.outcome) else []),
        *([] if whole else [_MORE]),
    ]


_MORE: Block = {
    "type": "actions",
    "elements": [
        {
            "type": "button",
            "action_id": MORE_ASKED,
            "text": {"type": "plain_text", "text": "Facts, language, how they are told"},
        }
    ],
}


def _text(block: str, label: str, value: str, hint: str, limit: int) -> Block:
    return typed(block, label, value, hint=hint, multiline=True, limit=limit)


def _draft_of(escalation: Escalation, latest: Decision | None) -> DecisionDraft:
    if latest is None:
        return DecisionDraft("", "", "", "", language=language_in(escalation.skills))
    return DecisionDraft(
        latest.outcome,
        latest.ground,
        latest.explanation,
        latest.message,
        latest.told_through,
        latest.root_cause,
        latest.what_should_change,
        facts=latest.facts,
        language=latest.language,
        restriction=latest.restriction,
        restriction_what=latest.restriction_what,
        restriction_other=latest.restriction_other,
        category=latest.category,
        automated_means=latest.automated_means,
        territory=latest.territory,
        until=latest.until.isoformat() if latest.until else "",
        why_otherwise=latest.why_otherwise,
        other_message=latest.other_message,
    )
