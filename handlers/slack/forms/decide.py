"""The decision form, which records how a case is decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.case.appeal import Appeal
from bot.case.decision import (
    CHANGE_LIMIT,
    EXPLANATION_LIMIT,
    MESSAGE_LIMIT,
    ROOT_CAUSES,
    TOLD_THROUGH,
    Decision,
    DecisionDraft,
)
from bot.case.escalation import Escalation
from bot.case.identifiers import EscalationId
from bot.case.kinds import KINDS, OUTCOMES, Outcome
from bot.case.people import Actor
from bot.case.text import clean
from bot.verbs.decision.decide import DecideRequest
from handlers.slack.contract.answers import Block, View
from handlers.slack.contract.ids import OUTCOME_CHOSEN
from handlers.slack.contract.requests import FormValues, OpenForm
from handlers.slack.forms.ask_feedback import FEEDBACK_TO, READ_BY, feedback_to
from handlers.slack.forms.inputs import chosen, modal, noted, option, typed, words
from handlers.slack.messages.markup import (
    inert,
    section,
    shortened,
    small_print,
)
from handlers.slack.messages.particulars import appealed

CALLBACK = "decision"
TITLE = "Record the decision"
_OUTCOME, _GROUND, _EXPLANATION, _MESSAGE = "outcome", "ground", "explanation", "message"
_TOLD, _CAUSE, _CHANGE = "told_through", "root_cause", "what_should_change"


def build(
    escalation: Escalation,
    latest: Decision | None,
    grounds: Mapping[str, str],
    draft: DecisionDraft | None = None,
    explanation: str = "",
    channels: Mapping[str, str] = TOLD_THROUGH,
    targets: Sequence[str] = (),
    appeal: Appeal | None = None,
    before: Decision | None = None,
    above: Sequence[Block] = (),
) -> View:
    """The form, filled from what was typed so far, or from the decision in force. `channels` are
    those by which the impacted party can be told, `targets` whom feedback can go to,
    `above` what is said before all else."""
    given = draft or _draft_of(latest if escalation.is_decided else None)
    kind = KINDS[escalation.kind]
    marks = appeal.marks if appeal is not None else ()
    blocks: list[Block] = [words(explanation)] if explanation else []
    blocks.append(words(f"{escalation.reference} {escalation.title}"))
    blocks += above
    if escalation.is_decided:
        blocks.append(words("It is decided already. What you record now supersedes that decision."))
    elif latest is not None:
        blocks.append(words("It was decided before it was reopened. This is a new decision."))
    blocks += contested(appeal, before, escalation.what_happened)
    blocks += _asked_always(given, kind.outcomes_for(marks), grounds, channels)
    if is_reversal(given.outcome):
        blocks += _asked_of_reversals(given, targets)
    note = {"escalation": escalation.id, "seen": latest.id if latest else 0}
    return modal(CALLBACK, TITLE, "Record", blocks, note)


def _asked_always(
    given: DecisionDraft,
    ends: Sequence[Outcome],
    grounds: Mapping[str, str],
    channels: Mapping[str, str],
) -> tuple[Block, ...]:
    told = given.told_through if given.told_through in channels else ""
    outcomes = [option(o.name, o.label) for o in ends]
    return (
        chosen(_OUTCOME, "Outcome", outcomes, given.outcome, action=OUTCOME_CHOSEN),
        chosen(_GROUND, "Ground", _options(grounds), given.ground),
        typed(
            _EXPLANATION,
            "Explanation",
            given.explanation,
            hint="Why the ground applies here",
            multiline=True,
            limit=EXPLANATION_LIMIT,
        ),
        typed(
            _MESSAGE,
            "Message to the impacted party",
            given.message,
            hint="The outcome in the first sentence, why, and what they can do next",
            multiline=True,
            limit=MESSAGE_LIMIT,
        ),
        chosen(_TOLD, "How they are told", _options(channels), told),
    )


def _asked_of_reversals(given: DecisionDraft, targets: Sequence[str]) -> tuple[Block, ...]:
    return (
        chosen(_CAUSE, "Root cause", _options(ROOT_CAUSES), given.root_cause),
        typed(
            _CHANGE,
            "What should change",
            given.what_should_change,
            hint=READ_BY if targets else "",
            multiline=True,
            limit=CHANGE_LIMIT,
        ),
        *([feedback_to(targets, given.feedback_to)] if targets else []),
    )


def contested(appeal: Appeal | None, before: Decision | None, complaint: str) -> list[Block]:
    """The decision under appeal, its ground and the complaint, one under the other."""
    if appeal is None:
        return []
    blocks = [small_print(line) for line in appealed(appeal)]
    if before is not None:
        outcome = OUTCOMES[before.outcome].label if before.outcome in OUTCOMES else before.outcome
        why = shortened(before.explanation, 4, 600)[0]
        said = f"*The decision:* {inert(outcome)}\n*Its ground:* {inert(before.ground_words, 300)}"
        blocks.append(section(f"{said}\n{why}"))
    blocks.append(section(f"*The complaint:* {shortened(complaint, 6, 900)[0]}"))
    return blocks


def _options(texts: Mapping[str, str]) -> list[Block]:
    return [option(key, text) for key, text in texts.items()]


def _draft_of(latest: Decision | None) -> DecisionDraft:
    if latest is None:
        return DecisionDraft("", "", "", "")
    return DecisionDraft(
        latest.outcome,
        latest.ground,
        latest.explanation,
        latest.message,
        latest.told_through,
        latest.root_cause,
        latest.what_should_change,
    )


def is_reversal(outcome: str) -> bool:
    """Whether this outcome asks for a root cause."""
    found = OUTCOMES.get(outcome)
    return found is not None and found.is_reversal


def asks_cause(values: FormValues) -> bool:
    """Whether the form asks for a root cause."""
    return values.has(_CAUSE)


def lacks_cause(values: FormValues) -> bool:
    """Whether the form was sent off before it asked for a reversal's root cause."""
    return is_reversal(values.get(_OUTCOME)) and not asks_cause(values)


def typed_so_far(values: FormValues) -> DecisionDraft:
    """The form as it is now."""
    return DecisionDraft(
        outcome=values.get(_OUTCOME),
        ground=values.get(_GROUND),
        explanation=clean(values.get(_EXPLANATION)),
        message=clean(values.get(_MESSAGE)),
        told_through=values.get(_TOLD),
        root_cause=values.get(_CAUSE),
        what_should_change=clean(values.get(_CHANGE)),
        feedback_to=values.get(FEEDBACK_TO),
    )


def about(form: OpenForm) -> EscalationId:
    """The case the form is about."""
    return EscalationId(noted(form, "escalation"))


def read(form: OpenForm, actor: Actor) -> DecideRequest:
    """The form as a request."""
    return DecideRequest(actor, about(form), typed_so_far(form.values), noted(form, "seen"))
