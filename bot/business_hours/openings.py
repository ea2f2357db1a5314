"""Opening hours as people write them: intervals of wall time on a date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.business_hours.errors import BadOpening, ContradictoryDates
from bot.business_hours.written import minutes_of, opening_hours

DAY = 24 * 60
"""A date's minutes of wall time."""


@dataclass(frozen=True, slots=True, order=True)
class Opening:
    """One interval, in minutes of wall time after the midnight that begins its date.

    It includes the first minute and ends at the last: 540 to 1020 is 09:00 to 17:00, 1440 is
    24:00, and beyond that lies the next day: 1320 to 1800 is the shift from 22:00 to 06:00. Raises
    BadOpening.
    """

    opens: int
    closes: int

    def __post_init__(self) -> None:
        if not 0 <= self.opens < DAY:
            raise BadOpening(f"Opening hours begin between 00:00 and 23:59, not at {_at(self)}.")
        if self.closes <= self.opens:
            raise BadOpening(
                f"The hours {self} end before they begin; "
                "an end on the next day is counted on past 24:00."
            )
        if self.closes - self.opens > DAY:
            raise BadOpening(f"The hours {self} are longer than a day.")

    @classmethod
    def read(cls, hours: str) -> Opening:
        """The opening that a policy writes as "09:00-17:00", "18:00-24:00" or "22:00-06:00", which
        ends on the next day. Raises BadOpening."""
        try:
            opens, closes = minutes_of(opening_hours(hours))
        except ValueError as error:
            raise BadOpening(f"These are no opening hours: {error}.") from None
        return cls(opens, closes)

    def __str__(self) -> str:
        return f"{_clock(self.opens)}-{_clock(self.closes)}"


@dataclass(frozen=True, slots=True)
class DateHours:
    """A date with hours of its own, whatever its weekday has and whether or not it is a public
    holiday. Raises ContradictoryDates."""

    date: date
    openings: tuple[Opening, ...]

    def __post_init__(self) -> None:
        if not self.openings:
            raise ContradictoryDates(
                f"{self.date} has other hours, but none are given; a closed date is listed as one."
            )


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _at(opening: Opening) -> str:
    return _clock(opening.opens) if opening.opens >= 0 else f"minute {opening.opens}"
