"""The digest, in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.case.transitions import Move
from bot.casework.case_view import CaseView, Seen
from bot.casework.digests import begins_week
from bot.reports.digest import Figures
from handlers.slack.contract.answers import Block
from handlers.slack.messages.apart import apart, beside
from handlers.slack.messages.board import standings
from handlers.slack.messages.card import state_line
from handlers.slack.messages.digest_table import cases_table, is_named, shown_in_table
from handlers.slack.messages.figures import (
    brought,
    by_age,
    in_time,
    lately,
    lately_in_words,
    with_whom,
)
from handlers.slack.messages.fitting import and_more, fitting_lines
from handlers.slack.messages.in_a_line import guarded
from handlers.slack.messages.markup import (
    Message,
    buttons,
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
    """What to act on first, with its buttons; the figures of a period beside those of the one
    before; what else is late or at risk, and the oldest of the other cases, as far as the reader
    may see them; then how it went lately. `late`: when it was due, if it's told so late that that
    is to be said."""
    names, zone, now = ", ".join(queues), ZoneInfo(timezone), figures.period.until
    title = f"Escalations digest, {_said(now, zone)} ({names})"
    counts = "\n".join(_told(figures, zone, late))
    # That one is late is more than its reference, kind and age: it is in the figures alone.
    readable = [case for case in worst if isinstance(case, CaseView)]
    named = {case.id for case in readable}
    oldest = [case for case in oldest if case.id not in named]
    first, rest = readable[:FIRST], readable[FIRST:]
    at_ease = _at_ease(figures)
    blocks: list[Block] = [header(title), *map(section, at_ease)]
    for case in first:
        blocks += _to_act_on(case, team_url, zone, now)
    blocks += [section(counts), *_cases(figures, first, rest, oldest, (team_url, zone, now))]
    texts = [inert(title, 300), *at_ease]
    texts += [f"• {_late_line(case, team_url, zone, now)}" for case in first]
    texts.append(counts.replace("*", ""))
    for lines in (
        _lines(rest, lambda case: _late_line(case, team_url, zone, now), now),
        _lines(oldest, lambda case: _line(case, team_url, zone), now),
    ):
        texts += fitting_lines(lines, TEXT_LIMIT)
    head = _register(figures, zone)
    texts += filter(None, [lately_in_words(figures.periods, zone), head])
    blocks += [*lately(figures.periods, zone), *([small_print(head)] if head else [])]
    return Message("\n".join(texts), blocks)


def _told(figures: Figures, zone: ZoneInfo, late: datetime | None) -> list[str]:
    return [
        *([f"This comes late: it was due {_said(late, zone)}."] if late else []),
        f"*Covers since {_said(figures.period.since, zone)}:* {brought(figures)}",
        f"*Now:* {standings(figures.stands)}",
        *by_age(figures),
        *in_time(figures),
        *with_whom(figures),
    ]


def _at_ease(figures: Figures) -> list[str]:
    """That there's nothing to act on at once, where there's anything."""
    stands = figures.stands
    is_at_ease = stands.open and not (stands.breached or stands.at_risk)
    return ["Nothing is late or at risk."] if is_at_ease else []


Where = tuple[str, ZoneInfo, datetime]
"""The workspace's address, whose days are said, and as of when."""


def _cases(
    figures: Figures,
    first: Sequence[CaseView],
    rest: Sequence[CaseView],
    oldest: Sequence[Seen],
    where: Where,
) -> list[Block]:
    """The other cases that are named, and how many aren't."""
    shown = shown_in_table(rest, oldest)
    late = sum(case in rest for case in shown)
    heading = " and ".join(
        [
            *(["Also late or at risk"] if late else []),
            *(["the oldest" if late else "The oldest"] if len(shown) > late else []),
        ]
    )
    table = cases_table(shown, *where)
    left = figures.stands.breached + figures.stands.at_risk - len(first) - late
    kept = sum(not is_named(case) for case in oldest)
    notes = [
        *and_more(left if first else 0, " late or at risk: see `/escalations at-risk`."),
        *([f"Among the oldest: {kept} privileged or embargoed."] if kept else []),
    ]
    return [*([section(f"*{heading}*")] if table else []), *table, *map(small_print, notes)]


def _register(figures: Figures, zone: ZoneInfo) -> str:
    """The register's head, whole, once a week, in the first digest of it: so it stands where who
    keeps the database can't alter it."""
    period = figures.period
    return _head(figures) if begins_week(period.since, period.until, zone.key) else ""


def _head(figures: Figures) -> str:
    head = figures.register
    if head is None or not head.entries:
        return ""
    entries = "1 entry" if head.entries == 1 else f"{head.entries:,} entries"
    return f"Decision register: {entries}, head `{head.digest}`"


def head_alone(figures: Figures, queues: tuple[str, ...], timezone: str) -> Message | None:
    """What a week begins with where there is nothing else to tell: the register's head."""
    words, since = _head(figures), _said(figures.period.since, ZoneInfo(timezone))
    if not words:
        return None
    nothing = f"Nothing came in since {since}, and nothing is open ({', '.join(queues)})."
    return Message(
        f"{inert(nothing, 300)}\n{words}", [section(inert(nothing, 300)), small_print(words)]
    )


def _to_act_on(case: CaseView, team_url: str, zone: ZoneInfo, now: datetime) -> list[Block]:
    """One of the three that come first, with what its reader may do, and the way to it."""
    e, url = case.escalation, thread_link(team_url, case.thread)
    moves = [move for move in case.moves if move not in (Move.WITHDRAW, Move.REOPEN)]
    way = [thread_button(url, "Open", e.reference)] if url else []
    folded, acts = apart(moves)
    row = buttons(acts, e.id, e.reference, f"digest_{e.id}", *way, is_main=False)
    lines = section(f"*First:* {_late_line(case, team_url, zone, now)}")
    return [beside(lines, folded, e.id), *row]


def _lines(cases: Sequence[Seen], line: Callable[[CaseView], str], now: datetime) -> list[str]:
    """A line for each; what is privileged or embargoed is a count for who isn't cleared."""
    named = [case for case in cases if is_named(case)]
    said = (line(case) if isinstance(case, CaseView) else guarded(case, now) for case in named)
    lines = [f"• {words}" for words in said]
    left = len(cases) - len(named)
    return [*lines, f"• and {left} privileged or embargoed"] if left else lines


def _named(case: CaseView, team_url: str) -> str:
    e = case.escalation
    return f"{link(thread_link(team_url, case.thread), e.reference)} {inert(e.title, TITLE_ROOM)}"


def _late_line(case: CaseView, team_url: str, zone: ZoneInfo, now: datetime) -> str:
    e = case.escalation
    stands = standing(case, now, lambda at: _said(at, zone))
    return f"{_named(case, team_url)}: {stands} · {e.priority} · {state_line(case)}"


def _line(case: CaseView, team_url: str, zone: ZoneInfo) -> str:
    e = case.escalation
    since = _said(e.opened_at, zone)
    return f"{_named(case, team_url)} ({e.priority}, {state_line(case)}, since {since})"


def _said(at: datetime, zone: ZoneInfo) -> str:
    """A time as people say it, in the digest's zone."""
    return f"{at.astimezone(zone):%a %-d %b %H:%M}"
