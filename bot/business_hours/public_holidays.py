"""Public holidays by country and region, as far as the holidays library knows them."""

from __future__ import annotations

from datetime import date
from functools import cache, lru_cache

import holidays

from bot.business_hours.errors import UnknownHolidays
from bot.business_hours.written import holiday_code


def public_holidays(code: str, first_year: int, last_year: int) -> frozenset[date]:
    """The dates in these years, both included, that are public holidays of a country like "DK" or a
    region like "GB-ENG"; none for "".

    A holiday that is kept on another day, since it falls on a weekend, is there with both days.
    Years before the library's first for a country have none. Raises UnknownHolidays.
    """
    years = range(first_year, last_year + 1)
    return frozenset[date]().union(*(holidays_of_year(code, year) for year in years))


@lru_cache(maxsize=4096)
def holidays_of_year(code: str, year: int) -> frozenset[date]:
    """The public holidays of one year, kept: some countries take a millisecond to work out.
    Raises UnknownHolidays."""
    country, region = _place(code)
    if not country:
        return frozenset()
    found = holidays.country_holidays(country, subdiv=region, years=year, expand=False)
    return frozenset(found)


def check_code(code: str) -> None:
    """Raises UnknownHolidays unless this is a code whose holidays are known, or "" for none."""
    _place(code)


@cache
def _place(code: str) -> tuple[str, str | None]:
    try:
        country, _, region = holiday_code(code).partition("-")
    except ValueError as error:
        raise UnknownHolidays(f"No public holidays are known for {code!r}: {error}.") from None
    return country, region or None
