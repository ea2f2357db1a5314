"""The digest, in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.digests import Figures
from bot.identifiers import EscalationId
from handlers.answers import Block
from handlers.messages.markup import Message, date, header, inert, section

TITLE_ROOM = 120


def digest(
    figures: Figures,
    queues: tuple[str, ...],
    timezone: str,
    links: Mapping[EscalationId, str],
) -> Message:
    """The figures of a period, and the oldest five with links. `links` are ready-made mrkdwn."""
    local = figures.until.astimezone(ZoneInfo(timezone))
    names = ", ".join(queues)
    title = f"Escalations digest, {local:%Y-%m-%d %H:%M} ({names})"
    counts = (
        f"*Since {_short(figures.since, timezone)}:* opened {figures.opened}, "
        f"decided {figures.decided}\n"
        f"*Now:* open {figures.open}, unclaimed {figures.unclaimed}, at risk {figures.at_risk}, "
        f"breached {figures.breached}"
    )
    oldest = "\n".join(
        f"• {links.get(e.id, e.reference)} {inert(e.title, TITLE_ROOM)} "
        f"({e.priority}, {e.state.value}, since {date(e.opened_at)})"
        for e in figures.oldest
    )
    blocks: list[Block] = [header(title), section(counts)]
    if oldest:
        blocks.append(section(f"*Oldest*\n{oldest}"))
    text = inert(f"{title}\n{counts}".replace("*", ""), 1000)
    return Message("\n".join(filter(None, [text, oldest])), blocks)


def _short(at: datetime, timezone: str) -> str:
    return f"{at.astimezone(ZoneInfo(timezone)):%a %Y-%m-%d %H:%M}"
