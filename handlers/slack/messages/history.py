"""The history of a case: what happened, when, by whom and why, a line each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.case.decision import Decision
from bot.events import CaseClaimed, CaseDecided
from bot.ports import TimelineEntry
from handlers.slack.messages.happened import happened
from handlers.slack.messages.markup import date, inert, person, shortened

NO_DECISIONS: Mapping[int, Decision] = {}


def history(
    timeline: Sequence[TimelineEntry], decisions: Mapping[int, Decision] = NO_DECISIONS
) -> list[str]:
    """What happened to a case, a line of mrkdwn each; its `decisions` by their number."""
    return [_line(entry, decisions) for entry in timeline]


def _line(entry: TimelineEntry, decisions: Mapping[int, Decision]) -> str:
    """When, what, by whom, and why in their words. What nobody did is by nobody; the note of a
    hand-over is with who wrote it, and not once more with who accepted."""
    event = entry.event
    by = f" by {person(entry.who)}" if entry.who else ""
    is_accepted = isinstance(event, CaseClaimed) and event.handed_over_by is not None
    why = f" — {inert(entry.why, 120)}" if entry.why and not is_accepted else ""
    if isinstance(event, CaseDecided) and (decision := decisions.get(event.decision)):
        why += f" — message: “{shortened(decision.message, 1, 120)[0]}”"
    return f"{date(entry.at)} {happened(event)}{by}{why}"
