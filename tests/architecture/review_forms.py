"""The form in which a second person reviews a decision, in every shape it takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.case.decision import DecisionDraft
from bot.case.escalation import Escalation
from bot.case.identifiers import EscalationId
from bot.case.people import Via
from bot.case.review import Review, ReviewVerdict
from bot.events import InformationAdded
from bot.policy.grounds import DEFAULT_GROUNDS
from bot.ports import TimelineEntry
from bot.views.deciding import Beside
from handlers.slack.contract.answers import View
from handlers.slack.forms import approve as form
from handlers.slack.forms import decide as decide_form
from tests.support.factories import CRANE, HERON, NOON, WREN


def a_review(text: str = "So.") -> Review:
    """A decision that waits, as long as it may be."""
    draft = DecisionDraft(
        "reversed",
        "law",
        text[:3000],
        text[:3000],
        root_cause="policy_gap",
        what_should_change=text[:1000],
        facts=text[:3000],
        language="da",
    )
    return Review(7, EscalationId(42), 1, draft, "The law", HERON, NOON, 3, asked=(CRANE,))


def review_forms(case: Escalation, text: str) -> Iterator[tuple[str, View]]:
    """As it opens, beside what it contests, and on a case that has changed since."""
    review = a_review(text)
    added = TimelineEntry(case.id, NOON, WREN, InformationAdded(), Via.FORM, text)
    back = review.judged(ReviewVerdict.SENT_BACK, CRANE, NOON, text[:1000])
    yield "review", form.build(case, review, form.APPROVE)
    yield "review, to send back", form.build(case, review, form.SEND_BACK)
    yield "review, changed", form.build(case, review, form.APPROVE, (), [added] * 9, True)
    for name, one in (("waits", review), ("sent back", back)):
        beside = Beside(review=one)
        built = decide_form.build(case, None, DEFAULT_GROUNDS, beside=beside)
        yield f"decision, {name}", built
    yield "review, empty", form.build(case, replace(review, asked=()), form.APPROVE)
