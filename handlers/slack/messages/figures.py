"""Figures in words, as a table and as charts: the same numbers each time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.reports.digest import Figures, Period
from handlers.slack.contract.answers import Block
from handlers.slack.messages.fitting import and_more
from handlers.slack.messages.markup import inert, person

_NAMES = {1: "the day before", 7: "the week before"}
_BEFORE = "the period before"
PEOPLE = 10
"""Who has the most is named."""
_LABEL = 20
"""What fits below a point of a chart."""


def brought(figures: Figures) -> str:
    """What was opened and decided, beside the period before."""
    now, before = figures.period, figures.before
    counts = {
        "opened": (now.opened, before.opened if before else 0),
        "decided": (now.decided, before.decided if before else 0),
    }
    named = _name(before, now) if before is not None else ""
    said = [
        f"{count or 'nothing'} {what}{_beside(count, earlier, named)}"
        for what, (count, earlier) in counts.items()
        if count or earlier
    ]
    return ("; " if named else ", ").join(said) or "nothing opened, nothing decided"


def _beside(count: int, earlier: int, before: str) -> str:
    if not before:
        return ""
    if count == earlier:
        return f", as many as {before}"
    more = f"{count - earlier} more" if count > earlier else f"{earlier - count} fewer"
    return f", {more} than {before}"


def _name(before: Period, now: Period) -> str:
    """A period as people call it, where it's as long as this one: a day may have an hour more or
    less."""
    days, days_now = (round((p.until - p.since) / timedelta(days=1)) for p in (before, now))
    return _NAMES.get(days, _BEFORE) if days == days_now else _BEFORE


def in_time(figures: Figures) -> list[str]:
    """What was due in the period and came in time; nothing was due: nothing is said."""
    period, (answered, due) = figures.period, figures.responses
    said = [
        f"{met} of {of} {what}"
        for what, met, of in (
            ("first responses", answered, due),
            ("decisions", period.met, period.due),
        )
        if of
    ]
    return [f"*In time:* {', '.join(said)}"] if said else []


def with_whom(figures: Figures) -> list[str]:
    """How contested decisions ended, on whom cases wait and who has them; of none nothing is
    said."""
    reversed_, contested = figures.reversals
    lines = [f"*Reversed:* {reversed_ or 'none'} of {contested} contested"] if contested else []
    waits = [f"{party.words} {count}" for party, count in figures.waits]
    loads = [f"{person(user)} {count}" for user, count in figures.loads[:PEOPLE]]
    loads += and_more(len(figures.loads) - len(loads), "")
    vendors = [f"{inert(name, 60)} {count}" for name, count in figures.vendors[:PEOPLE]]
    said = {"Waits on": waits, "With whom": loads, "Of vendors": vendors}
    return [*lines, *(f"*{name}:* {', '.join(each)}" for name, each in said.items() if each)]


def lately(periods: Sequence[Period], zone: ZoneInfo) -> list[Block]:
    """The last periods from the first in which anything happened: a table, and charts of the same.
    One period is no trend."""
    shown = _shown(periods)
    if not shown:
        return []
    labels = _labels(shown, zone)
    due = [(label, p) for label, p in zip(labels, shown, strict=True) if p.due]
    blocks = [_table(shown, labels)]
    series = {"Opened": [p.opened for p in shown], "Decided": [p.decided for p in shown]}
    if series := {name: numbers for name, numbers in series.items() if any(numbers)}:
        blocks.append(_chart(" and ".join(series).capitalize(), "line", labels, series))
    if len(due) > 1:
        shares = {"In time": [round(100 * p.met / p.due) for _, p in due]}
        blocks.append(_chart("Decisions in time, in %", "bar", [label for label, _ in due], shares))
    return blocks


def lately_in_words(periods: Sequence[Period], zone: ZoneInfo) -> str:
    """The same in a line, for who doesn't see charts; '' where there is no trend."""
    said = [
        f"{label} {_happened(p)}"
        for label, p in zip(_labels(_shown(periods), zone), _shown(periods), strict=True)
    ]
    return f"Lately, since: {'; '.join(said)}" if said else ""


def _happened(period: Period) -> str:
    counts = {
        "opened": str(period.opened or ""),
        "decided": str(period.decided or ""),
        "in time": f"{period.met} of {period.due}" if period.due else "",
    }
    said = (f"{count} {what}" for what, count in counts.items() if count)
    return ", ".join(said) or "nothing"


def _shown(periods: Sequence[Period]) -> Sequence[Period]:
    first = next((n for n, period in enumerate(periods) if not period.is_empty), len(periods))
    return periods[first:] if len(periods) - first > 1 else ()


def _labels(periods: Sequence[Period], zone: ZoneInfo) -> list[str]:
    """When each began: the day, with the hour where that doesn't tell them apart."""
    starts = [period.since.astimezone(zone) for period in periods]
    days = [f"{start:%a %-d %b}" for start in starts]
    if len(set(days)) < len(days):
        days = [f"{start:%-d %b %H:%M}" for start in starts]
    return [day[:_LABEL] for day in days]


def _table(periods: Sequence[Period], labels: Sequence[str]) -> Block:
    """Its columns are those that anything is in."""
    columns = {
        "Since": list(labels),
        "Opened": [str(p.opened) for p in periods],
        "Decided": [str(p.decided) for p in periods],
        "In time": [f"{p.met} of {p.due}" if p.due else "–" for p in periods],
    }
    if not any(p.opened for p in periods):
        del columns["Opened"]
    if not any(p.decided for p in periods):
        del columns["Decided"]
    if not any(p.due for p in periods):
        del columns["In time"]
    rows = [list(columns), *zip(*columns.values(), strict=True)]
    cells = [[{"type": "raw_text", "text": cell} for cell in row] for row in rows]
    settings = [{"align": "left"}, *({"align": "right"} for _ in list(columns)[1:])]
    return {"type": "table", "rows": cells, "column_settings": settings}


def _chart(title: str, kind: str, labels: list[str], series: dict[str, list[int]]) -> Block:
    return {
        "type": "data_visualization",
        "title": title,
        "chart": {
            "type": kind,
            "axis_config": {"categories": labels},
            "series": [
                {
                    "name": name,
                    "data": [
                        {"label": label, "value": value}
                        for label, value in zip(labels, values, strict=True)
                    ],
                }
                for name, values in series.items()
            ],
        },
    }
