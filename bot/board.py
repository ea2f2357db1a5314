"""The board: how open cases stand, and what of them somebody has chosen to see. Pure rules."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from enum import StrEnum

from bot.escalation import Escalation, State
from bot.reminding.reminders import FRACTIONS, Step
from bot.service.service_levels import ClockName, ClockReading, next_due

PAGE = 10
"""How many cases a page of the board shows."""
LAST_PAGE = 10_000
Clocks = Mapping[ClockName, ClockReading]


class What(StrEnum):
    """Which cases: all that are open, or those that stand in one way."""

    ALL = "all"
    UNCLAIMED = "unclaimed"
    AT_RISK = "at_risk"
    BREACHED = "breached"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Board:
    """What somebody has chosen to see. "" is every queue, kind, person or office."""

    what: What = What.ALL
    queue: str = ""
    kind: str = ""
    person: str = ""
    office: str = ""
    page: int = 1
    put_away: int = 0
    """How often they have opened the form that puts somebody away: each time its list is anew."""

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is left out."""
        return replace(self, page=1, put_away=0) != Board()

    def after_putting_away(self) -> Board:
        """With nobody chosen to be put away."""
        return replace(self, put_away=(self.put_away + 1) % LAST_PAGE)

    def to_text(self) -> str:
        """As it is kept."""
        return json.dumps(asdict(self))

    def chosen(self, field: str, value: str) -> Board:
        """With another choice in one field, from the first page again; a value that can't be is
        every one."""
        return read_board(json.dumps({**asdict(self), field: value, "page": 1}))

    def turned(self, page: str) -> Board:
        """On another page."""
        number = int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1
        return replace(self, page=max(1, min(number, LAST_PAGE)))


def read_board(text: str) -> Board:
    """What was kept; what isn't one, or a field that can't be, is everything."""
    try:
        found = json.loads(text or "{}")
    except ValueError:
        found = {}
    known = found if isinstance(found, dict) else {}
    what = known.get("what")
    page = known.get("page")
    put_away = known.get("put_away")
    words = {
        field.name: value if isinstance(value := known.get(field.name), str) else ""
        for field in fields(Board)
        if field.name not in ("what", "page", "put_away")
    }
    return Board(
        What(what) if what in {w.value for w in What} else What.ALL,
        **words,
        page=page if type(page) is int and 1 <= page <= LAST_PAGE else 1,
        put_away=put_away if type(put_away) is int and 0 <= put_away < LAST_PAGE else 0,
    )


@dataclass(frozen=True, slots=True)
class Counts:
    """How many cases there are, and how many stand in each way; one may in several."""

    open: int = 0
    unclaimed: int = 0
    at_risk: int = 0
    breached: int = 0
    waiting: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


def is_unclaimed(escalation: Escalation) -> bool:
    """Nobody owns it, whoever it is offered to."""
    return escalation.state is State.OPEN


def is_waiting(escalation: Escalation) -> bool:
    """It waits on somebody."""
    return escalation.state is State.WAITING


def is_breached(clocks: Clocks, now: datetime) -> bool:
    """A clock that runs was missed, or is late though nobody has noted it yet."""
    return any(r.is_running and r.is_late(now) for r in clocks.values())


def is_at_risk(clocks: Clocks, now: datetime) -> bool:
    """Four fifths of the target of a clock that runs are used up, and none is missed."""
    most = FRACTIONS[Step.MOST]
    running = [r for r in clocks.values() if r.is_running]
    return any(now >= r.share(most) for r in running) and not is_breached(clocks, now)


def stands(what: What, escalation: Escalation, clocks: Clocks, now: datetime) -> bool:
    """Whether a case stands in this way."""
    match what:
        case What.ALL:
            return True
        case What.UNCLAIMED:
            return is_unclaimed(escalation)
        case What.AT_RISK:
            return is_at_risk(clocks, now)
        case What.BREACHED:
            return is_breached(clocks, now)
        case What.WAITING:
            return is_waiting(escalation)


def counts_of(cases: Iterable[tuple[Escalation, Clocks]], now: datetime) -> Counts:
    """Counts open cases by how they stand."""
    total = Counts()
    for escalation, clocks in cases:
        ways = (stands(what, escalation, clocks, now) for what in What)
        total += Counts(*map(int, ways))
    return total


def comes_next(escalation: Escalation, clocks: Clocks) -> datetime | None:
    """The instant by which a case is put among others: what is due first, None where nothing is.
    One that is decided and nobody was told of comes before what is due later."""
    told = escalation.decided_at if escalation.state is State.DECIDED else None
    expected = escalation.wait.until if escalation.wait is not None else None
    deadline = escalation.deadline.at if escalation.deadline is not None else None
    due = next_due(clocks.values())
    return min(filter(None, [told, expected, deadline, due]), default=None)
