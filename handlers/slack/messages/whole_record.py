"""A decision as it was written, whole, for who is to approve it."""

from __future__ import annotations

from collections.abc import Iterator

from bot.business_hours.countries import country_name
from bot.case.decision import ROOT_CAUSES, TOLD_THROUGH, DecisionDraft
from bot.case.languages import NAMES
from bot.case.restriction import AUTOMATED_MEANS, RESTRICTIONS, categories, exactly
from bot.case.review import Review
from handlers.slack.contract.answers import Block
from handlers.slack.messages.markup import (
    copyable,
    date,
    inert,
    person,
    quoted,
    section,
    small_print,
)
from handlers.slack.messages.written import outcome_label

TEXT_LIMIT = 7000
"""A text is read whole, unless it is all escapes."""


def whole_record(review: Review) -> list[Block]:
    """The record, and the message as it will be sent."""
    draft = review.draft
    told = TOLD_THROUGH.get(draft.told_through, "")
    named = NAMES.get(draft.language, draft.language)
    language = f", in {inert(named)}" if named else ""
    return [
        section(f"*Outcome:* {outcome_label(draft.outcome)}"),
        section(f"*Ground:* {inert(review.ground_words, 300)}"),
        *_text("Why it applies here", draft.explanation),
        *_text("Why it differs from the last ones on this ground", draft.why_otherwise),
        *_text("Facts", draft.facts),
        *(section(line) for line in _lines(draft)),
        *_text("What should change", draft.what_should_change),
        section(f"*What they are told* ({inert(told)}{language}):"),
        copyable(draft.message),
        small_print(f"Written by {person(review.by)} {date(review.at)}"),
    ]


def _text(label: str, text: str) -> list[Block]:
    parts = quoted(text, TEXT_LIMIT) if text else []
    return [section(f"*{label}:*"), *map(section, parts)] if parts else []


def _lines(draft: DecisionDraft) -> Iterator[str]:
    if draft.restriction:
        yield "\n".join(_restriction(draft))
    if draft.guideline_version:
        yield f"*Guideline version:* {inert(draft.guideline_version, 300)}"
    if draft.root_cause:
        to = f" Feedback goes to {inert(draft.feedback_to, 60)}." if draft.feedback_to else ""
        yield f"*Root cause:* {ROOT_CAUSES.get(draft.root_cause, '')}.{to}"


def _restriction(draft: DecisionDraft) -> Iterator[str]:
    """What is newly restricted, where and until when; nothing said of where is everywhere."""
    what = exactly(draft.restriction).get(draft.restriction_what, draft.restriction_what)
    other = f" ({inert(draft.restriction_other, 500)})" if draft.restriction_other else ""
    of = RESTRICTIONS.get(draft.restriction, draft.restriction)
    yield f"*New restriction:* {inert(of)}: {inert(what)}{other}"
    yield f"*Category:* {inert(categories().get(draft.category, draft.category))}"
    means = AUTOMATED_MEANS.get(draft.automated_means, draft.automated_means)
    yield f"*Automated means:* {inert(means)}"
    where = ", ".join(country_name(code) for code in draft.territory) or "everywhere"
    yield f"*Where:* {inert(where, 900)}"
    yield f"*Until:* {inert(draft.until) or 'without an end'}"
