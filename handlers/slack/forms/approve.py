"""The form in which a second person reads a decision whole and gives their view of it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.case.escalation import Escalation
from bot.case.identifiers import EscalationId
from bot.case.people import Actor
from bot.case.review import Review
from bot.case.text import REASON_LIMIT, clean
from bot.ports import TimelineEntry
from bot.verbs.decision.approve import ApproveRequest
from bot.verbs.decision.send_back import SendBackRequest
from handlers.slack.contract.answers import Block, View
from handlers.slack.contract.requests import OpenForm
from handlers.slack.forms.inputs import chosen, modal, noted, option, typed, words
from handlers.slack.messages.happened import happened
from handlers.slack.messages.markup import (
    date,
    inert,
    person,
    quoted,
    section,
)
from handlers.slack.messages.whole_record import whole_record

CALLBACK = "review_form"
TITLE = "Review the decision"
APPROVE, SEND_BACK = "approve", "send_back"
_VIEW, _REASON = "your_view", "reason"


def build(
    escalation: Escalation,
    review: Review,
    view: str,
    contested: Sequence[Block] = (),
    news: Sequence[TimelineEntry] = (),
    has_changed: bool = False,
) -> View:
    """The record as it was written, and the message as it will be sent, under what it contests
    where it does. `news` is what was added to the case since, `has_changed` whether it can still be
    approved."""
    blocks: list[Block] = [
        words(f"{escalation.reference} {escalation.title}"),
        *_changed(news, has_changed),
        *contested,
        *whole_record(review),
        chosen(
            _VIEW,
            "Your view",
            [
                option(APPROVE, "Approve: it stands as it is written"),
                option(SEND_BACK, "Send back: its owner changes it"),
            ],
            SEND_BACK if has_changed else view,
        ),
        typed(
            _REASON,
            "Reason",
            hint="What is to be changed, if you send it back: its owner reads it",
            multiline=True,
            optional=True,
            limit=REASON_LIMIT,
        ),
    ]
    note = {"escalation": escalation.id, "review": review.id}
    return modal(CALLBACK, TITLE, "Send", blocks, note)


def _changed(news: Sequence[TimelineEntry], has_changed: bool) -> list[Block]:
    if not has_changed:
        return []
    lines = [
        f"• {happened(entry.event).rstrip(',')} {date(entry.at)}: {inert(entry.why, 300)}"
        for entry in news[:5]
    ]
    lead = "*The case has changed since this was written,* so it can't be approved as it is."
    return [section("\n".join([lead, *lines]))]


def written_before(review: Review | None) -> list[Block]:
    """Above the form of a decision: why what was written comes back, or that it still waits."""
    if review is None:
        return []
    if review.is_open:
        waits = "It waits for a second person. What you record now takes its place."
        return [words(f"This is what you wrote before. {waits}")]
    by = f" by {person(review.judged_by)}" if review.judged_by else ""
    back = f"*Sent back{by}*, with what you wrote as it was:"
    return [section(back), *(section(part) for part in quoted(review.reason, 1100))]


def about(form: OpenForm) -> EscalationId:
    """The case the form is about."""
    return EscalationId(noted(form, "escalation"))


def read(form: OpenForm, actor: Actor) -> ApproveRequest | SendBackRequest:
    """The form as a request."""
    reason, seen = clean(form.values.get(_REASON)), noted(form, "review")
    if form.values.get(_VIEW) == APPROVE:
        return ApproveRequest(actor, about(form), reason, seen)
    return SendBackRequest(actor, about(form), reason, seen)
