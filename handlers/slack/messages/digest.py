"""The digest, in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.case.confidentiality import Confidentiality
from bot.case.permissions import Sight
from bot.casework.case_view import CaseView
from bot.reports.digest import Figures
from handlers.slack.contract.answers import Block
from handlers.slack.messages.lists import guarded
from handlers.slack.messages.markup import Message, date, header, inert, link, section, thread_link

TITLE_ROOM = 120


def digest(
    figures: Figures,
    cases: Sequence[CaseView],
    queues: tuple[str, ...],
    timezone: str,
    team_url: str,
) -> Message:
    """The figures of a period, and the oldest `cases` with links, as far as the reader may see
    them."""
    local = figures.until.astimezone(ZoneInfo(timezone))
    names = ", ".join(queues)
    title = f"Escalations digest, {local:%Y-%m-%d %H:%M} ({names})"
    counts = (
        f"*Since {_short(figures.since, timezone)}:* opened {figures.opened}, "
        f"decided {figures.decided}\n"
        f"*Now:* open {figures.open}, unclaimed {figures.unclaimed}, at risk {figures.at_risk}, "
        f"breached {figures.breached}"
    )
    oldest = "\n".join(_oldest(cases, team_url, figures.until))
    blocks: list[Block] = [header(title), section(counts)]
    if oldest:
        blocks.append(section(f"*Oldest*\n{oldest}"))
    text = inert(f"{title}\n{counts}".replace("*", ""), 1000)
    return Message("\n".join(filter(None, [text, oldest])), blocks)


def _oldest(cases: Sequence[CaseView], team_url: str, now: datetime) -> list[str]:
    """A line for each; what is privileged or embargoed is a count for who isn't cleared."""
    named = [case for case in cases if case.sight is Sight.ALL or _is_restricted(case)]
    lines = [f"• {_line(case, team_url, now)}" for case in named]
    left = len(cases) - len(named)
    return [*lines, f"• and {left} privileged or embargoed"] if left else lines


def _is_restricted(case: CaseView) -> bool:
    return case.escalation.confidentiality == Confidentiality.RESTRICTED


def _line(case: CaseView, team_url: str, now: datetime) -> str:
    if case.sight is not Sight.ALL:
        return guarded(case, now)
    e = case.escalation
    named = f"{link(thread_link(team_url, case.thread), e.reference)} {inert(e.title, TITLE_ROOM)}"
    return f"{named} ({e.priority}, {e.state.value}, since {date(e.opened_at)})"


def _short(at: datetime, timezone: str) -> str:
    return f"{at.astimezone(ZoneInfo(timezone)):%a %Y-%m-%d %H:%M}"
