"""What a decision's record says beside its outcome, ground and message, a line each."""

from __future__ import annotations

from bot.case.decision import Decision
from bot.case.languages import NAMES
from bot.case.restriction import AUTOMATED_MEANS, RESTRICTIONS, categories, exactly
from handlers.slack.messages.markup import inert, person

TEXT_LIMIT = 1000


def record_lines(decision: Decision) -> list[str]:
    """Facts, a new restriction, the guidelines' version, why it departs from the last ones, and who
    approved it: as far as there is any."""
    d, lines = decision, list[str]()
    if d.facts:
        lines.append(f"*Facts* {inert(d.facts, TEXT_LIMIT)}")
    if d.restriction:
        lines += _restriction(d)
    if d.why_otherwise:
        lines.append(f"*Why it differs from before* {inert(d.why_otherwise, TEXT_LIMIT)}")
    if d.guideline_version:
        lines.append(f"*Guidelines* {inert(d.guideline_version, 60)}")
    if d.language:
        lines.append(f"*Language* {inert(NAMES.get(d.language, d.language), 60)}")
    if d.approved_by is not None:
        lines.append(f"*Approved by* {person(d.approved_by)}")
    return lines


def _restriction(d: Decision) -> list[str]:
    what = d.restriction_other or exactly(d.restriction).get(d.restriction_what, d.restriction_what)
    where = f" in {', '.join(d.territory)}" if d.territory else ""
    until = f", until {d.until.isoformat()}" if d.until is not None else ""
    sort = RESTRICTIONS.get(d.restriction, d.restriction)
    category = categories().get(d.category, d.category)
    means = AUTOMATED_MEANS.get(d.automated_means, d.automated_means)
    return [
        f"*New restriction* {inert(sort, 60)}: {inert(what, 300)}{inert(where)}{until}",
        f"*Category* {inert(category, 100)}",
        f"*Automated means* {inert(means, 100)}",
    ]
