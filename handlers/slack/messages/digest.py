"""The digest, in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.case.confidentiality import Confidentiality
from bot.casework.case_view import CaseView, Glimpse, Seen
from bot.reports.digest import Figures
from handlers.slack.contract.answers import Block
from handlers.slack.messages.board import standings
from handlers.slack.messages.card import state_line
from handlers.slack.messages.figures import brought, in_time, lately, lately_in_words, with_whom
from handlers.slack.messages.fitting import fitting_lines
from handlers.slack.messages.in_a_line import guarded
from handlers.slack.messages.markup import (
    Message,
    header,
    inert,
    link,
    section,
    small_print,
    thread_button,
    thread_link,
)
from handlers.slack.messages.worst import standing

TITLE_ROOM = 120
FIRST = 3
"""How many are said to be acted on first."""
LINES_LIMIT = 2700
"""What a section takes of lines, each of them whole."""
TEXT_LIMIT = 1100
"""What a list takes of the text that notifications say."""


def digest(
    figures: Figures,
    worst: Sequence[Seen],
    oldest: Sequence[Seen],
    queues: tuple[str, ...],
    timezone: str,
    team_url: str,
    late: datetime | None = None,
) -> Message:
    """What to act on first, the figures of a period beside those of the one before, what else is
    late or at risk with who has it and by how much, the oldest of the other cases, as far as the
    reader may see them; then how it went lately. `late`: when it was due, if it's told so late that
    that is to be said."""
    names, zone, now = ", ".join(queues), ZoneInfo(timezone), figures.period.until
    title = f"Escalations digest, {_said(now, zone)} ({names})"
    told = [
        *([f"This comes late: it was due {_said(late, zone)}."] if late else []),
        f"*Covers since {_said(figures.period.since, zone)}:* {brought(figures)}",
        f"*Now:* {standings(figures.stands)}",
        *in_time(figures),
        *with_whom(figures),
    ]
    counts = "\n".join(told)
    # That one is late is more than its reference, kind and age: it is in the figures alone.
    readable = [case for case in worst if isinstance(case, CaseView)]
    named = {case.id for case in readable}
    oldest = [case for case in oldest if case.id not in named]
    first, rest = readable[:FIRST], readable[FIRST:]
    blocks: list[Block] = [header(title)]
    blocks += [_to_act_on(case, team_url, now) for case in first]
    blocks.append(section(counts))
    texts = [inert(title, 300)]
    texts += [f"• {_late_line(case, team_url, now)}" for case in first]
    texts.append(counts.replace("*", ""))
    lists = {
        "Also late or at risk": _lines(rest, lambda case: _late_line(case, team_url, now), now),
        "Oldest": _lines(oldest, lambda case: _line(case, team_url, zone), now),
    }
    for heading, lines in lists.items():
        if lines:
            blocks.append(section("\n".join([f"*{heading}*", *fitting_lines(lines, LINES_LIMIT)])))
            texts += fitting_lines(lines, TEXT_LIMIT)
    texts += filter(None, [lately_in_words(figures.periods, zone)])
    blocks += [*lately(figures.periods, zone), *_register(figures)]
    return Message("\n".join(texts), blocks)


def _register(figures: Figures) -> list[Block]:
    """The register's head, whole: so it stands where who keeps the database can't alter it."""
    head = figures.register
    if head is None or not head.entries:
        return []
    entries = "1 entry" if head.entries == 1 else f"{head.entries:,} entries"
    return [small_print(f"Decision register: {entries}, head `{head.digest}`")]


def _to_act_on(case: CaseView, team_url: str, now: datetime) -> Block:
    """One of the three that come first, with the way to it."""
    block = section(f"*First:* {_late_line(case, team_url, now)}")
    url = thread_link(team_url, case.thread)
    if url:
        block["accessory"] = thread_button(url, "Open", case.escalation.reference)
    return block


def _lines(cases: Sequence[Seen], line: Callable[[CaseView], str], now: datetime) -> list[str]:
    """A line for each; what is privileged or embargoed is a count for who isn't cleared."""
    named = [case for case in cases if isinstance(case, CaseView) or _is_restricted(case)]
    said = (line(case) if isinstance(case, CaseView) else guarded(case, now) for case in named)
    lines = [f"• {words}" for words in said]
    left = len(cases) - len(named)
    return [*lines, f"• and {left} privileged or embargoed"] if left else lines


def _is_restricted(case: Glimpse) -> bool:
    return case.confidentiality is Confidentiality.RESTRICTED


def _named(case: CaseView, team_url: str) -> str:
    e = case.escalation
    return f"{link(thread_link(team_url, case.thread), e.reference)} {inert(e.title, TITLE_ROOM)}"


def _late_line(case: CaseView, team_url: str, now: datetime) -> str:
    e = case.escalation
    return f"{_named(case, team_url)}: {standing(case, now)} · {e.priority} · {state_line(case)}"


def _line(case: CaseView, team_url: str, zone: ZoneInfo) -> str:
    e = case.escalation
    since = _said(e.opened_at, zone)
    return f"{_named(case, team_url)} ({e.priority}, {state_line(case)}, since {since})"


def _said(at: datetime, zone: ZoneInfo) -> str:
    """A time as people say it, in the digest's zone."""
    return f"{at.astimezone(zone):%a %-d %b %H:%M}"
