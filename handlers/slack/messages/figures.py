"""Figures in words and as charts: the same numbers each time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.reports.digest import Figures, Period
from handlers.slack.contract.answers import Block
from handlers.slack.messages.fitting import and_more
from handlers.slack.messages.markup import inert, person, small_print

_NAMES = {1: "the day before", 7: "the week before"}
_BEFORE = "the period before"
PEOPLE = 10
"""Who has the most is named."""
_AGES = ("up to a day", "up to a week", "up to four weeks", "longer than four weeks")
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


def by_age(figures: Figures) -> list[str]:
    """How long what is open has been; of no age nothing is said."""
    said = [f"{count} {words}" for count, words in zip(figures.ages, _AGES, strict=True) if count]
    return [f"*Open for:* {', '.join(said)}"] if said else []


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
    """The last periods from the first in which anything happened: charts, and the same in words.
    One period is no trend."""
    shown = _shown(periods)
    if not shown:
        return []
    labels = _labels(shown, zone)
    due = [(label, p) for label, p in zip(labels, shown, strict=True) if p.due]
    series = {"Opened": [p.opened for p in shown], "Decided": [p.decided for p in shown]}
    drawn = {name: counts for name, counts in series.items() if any(counts)}
    blocks = [_chart(" and ".join(drawn).capitalize(), "line", labels, drawn)] if drawn else []
    if len(due) > 1:
        shares = {"In time": [round(100 * p.met / p.due) for _, p in due]}
        blocks.append(_chart("Decisions in time, in %", "bar", [label for label, _ in due], shares))
    return [*blocks, small_print(lately_in_words(periods, zone))]


def lately_in_words(periods: Sequence[Period], zone: ZoneInfo) -> str:
    """The same in a line, for who doesn't see charts; '' where there is no trend."""
    said = [
        f"{label} {_of_period(p)}"
        for label, p in zip(_labels(_shown(periods), zone), _shown(periods), strict=True)
    ]
    return f"Lately, since: {'; '.join(said)}" if said else ""


def _of_period(period: Period) -> str:
    counts = {"opened": period.opened, "decided": period.decided}
    said = [f"{count} {what}" for what, count in counts.items() if count]
    said += [f"{period.met} of {period.due} in time"] if period.due else []
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
