"""What not every case has, as the card and the details say it: what some kinds have, and links."""

from __future__ import annotations

from bot.case.appeal import Appeal
from bot.case.decision import Decision
from bot.case.escalation import Escalation
from bot.case.identifiers import reference
from bot.case.kinds import DECIDED_BY, OUTCOMES
from bot.casework.case_view import CaseView
from handlers.slack.messages.fitting import fitting
from handlers.slack.messages.markup import (
    SECTION_LIMIT,
    addresses,
    date,
    inert,
    person,
    short_link,
    shortened,
)

LINKS_SHOWN = 3
BETWEEN = " · "
ROOM_LEFT = 40
"""Characters kept for saying how many more links there are."""


def particulars(view: CaseView) -> list[str]:
    """What is so of some kinds alone: nobody may be told, hidden until a time, a mark."""
    e, lines = view.escalation, list[str]()
    if e.silence is not None:
        lines.append(f"*They may not be told anything*, since {date(e.silence.since)}")
    if e.embargo_until is not None:
        lines.append(f"*Embargoed* until {date(e.embargo_until)}: it opens by itself then")
    if e.is_suppression:
        lines.append("Marked as *suppression*: a threat over a genuine review")
    if view.appeal is not None:
        lines += appealed(view.appeal)
    if view.contested is not None:
        lines.append(_judged(view.contested))
    return lines


def _judged(before: Decision) -> str:
    """How the contested decision went, on which ground and why, in one line."""
    outcome = OUTCOMES[before.outcome].label if before.outcome in OUTCOMES else before.outcome
    ground, why = inert(before.ground_words, 100), shortened(before.explanation, 1, 300)[0]
    return f"It was: *{inert(outcome, 60)}*, on {ground}: “{why}”"


def appealed(appeal: Appeal) -> list[str]:
    """Which decision is contested, by whom it was made and when; what the appeal is marked as."""
    o = appeal.original
    if o.case is not None:
        which = reference(o.case)
    else:
        which = inert(o.imported, 150) if o.imported else addresses(o.link, 300)
    by = inert(DECIDED_BY.get(o.decided_by, o.decided_by), 60) or "nobody who is named"
    who = person(o.decider) if o.decider else by
    vendor = f" ({inert(o.vendor, 100)})" if o.vendor else ""
    lines = [f"Contests {which}, decided {date(o.decided_at)} by {who}{vendor}"]
    if appeal.is_late:
        lines.append("*Out of time*: answer it all the same, with that outcome if it stays so")
    if appeal.earlier is not None:
        lines.append(f"*Repeated*: this side contested it before, in {reference(appeal.earlier)}")
    return lines


def links_line(e: Escalation, most: int) -> str:
    """The first links in one line, at most so many of them, and how many more there are."""
    links = map(short_link, e.links[:most])
    shown = fitting(links, SECTION_LIMIT - ROOM_LEFT, lambda link: len(link) + len(BETWEEN))
    more = len(e.links) - len(shown)
    return "Links: " + BETWEEN.join([*shown, *([f"{more} more in *Details*"] if more else [])])
