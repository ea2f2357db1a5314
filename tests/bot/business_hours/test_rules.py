"""The conventions of business time, one by one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.business_hours import (
    FIRST_YEAR,
    LAST_YEAR,
    Calendar,
    DateHours,
    NaiveInstant,
    Opening,
    OutOfReach,
    add,
    between,
    business_day,
    is_open,
    next_open,
    opening_on,
    subtract,
)
from bot.business_hours.timetables import _kept, timetable

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
COPENHAGEN = "Europe/Copenhagen"


def calendar(
    weekdays: str = "09:00-17:00", weekend: str = "", zone: str = COPENHAGEN, holidays: str = ""
) -> Calendar:
    days = [tuple(map(Opening.read, hours.split())) for hours in (weekdays, weekend)]
    return Calendar(zone, (days[0],) * 5 + (days[1],) * 2, holidays=holidays)


def at(text: str, zone: str = COPENHAGEN, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)


OFFICE = calendar()
MONDAY, FRIDAY, SATURDAY = "2026-06-08", "2026-06-12", "2026-06-13"
NEXT_MONDAY = "2026-06-15"


def test_what_is_used_up_at_closing_time_is_due_at_closing_time() -> None:
    assert add(OFFICE, at(f"{FRIDAY} 15:00"), 2 * HOUR) == at(f"{FRIDAY} 17:00")
    assert add(OFFICE, at(f"{FRIDAY} 09:00"), 8 * HOUR) == at(f"{FRIDAY} 17:00")


def test_a_microsecond_more_is_due_after_the_next_opening() -> None:
    more = timedelta(microseconds=1)

    assert add(OFFICE, at(f"{FRIDAY} 15:00"), 2 * HOUR + more) == at(f"{NEXT_MONDAY} 09:00") + more


def test_what_is_used_up_at_an_opening_began_at_that_opening() -> None:
    assert subtract(OFFICE, at(f"{FRIDAY} 11:00"), 2 * HOUR) == at(f"{FRIDAY} 09:00")


def test_time_begins_to_count_at_the_next_opening() -> None:
    for asked in (f"{FRIDAY} 17:00", f"{SATURDAY} 12:00", f"{NEXT_MONDAY} 06:00"):
        assert add(OFFICE, at(asked), HOUR) == at(f"{NEXT_MONDAY} 10:00")


def test_no_time_added_is_the_same_instant_open_or_closed() -> None:
    assert add(OFFICE, at(f"{SATURDAY} 12:00"), 0 * HOUR) == at(f"{SATURDAY} 12:00")


def test_a_reversed_span_is_negative() -> None:
    assert between(OFFICE, at(f"{NEXT_MONDAY} 10:00"), at(f"{FRIDAY} 16:00")) == -2 * HOUR


def test_answers_are_in_utc_whatever_the_zone_asked_in() -> None:
    asked = at(f"{MONDAY} 10:00")
    found = {add(OFFICE, asked.astimezone(ZoneInfo(z)), HOUR) for z in (COPENHAGEN, "Asia/Tokyo")}

    assert found == {asked + HOUR}
    assert all(one.tzinfo is UTC for one in found)


def test_a_lunch_break_is_not_counted() -> None:
    office = calendar("09:00-13:00 14:00-18:00")

    assert add(office, at(f"{MONDAY} 12:30"), HOUR) == at(f"{MONDAY} 14:30")


def test_all_day_every_day_is_elapsed_time() -> None:
    office = calendar("00:00-24:00", "00:00-24:00")
    start = at("2011-12-01 10:00")

    assert add(office, start, timedelta(days=3000)) == start.astimezone(UTC) + timedelta(days=3000)


def test_the_day_on_which_clocks_go_forward_is_an_hour_short() -> None:
    office = calendar("00:00-24:00", "00:00-24:00")

    assert between(office, at("2026-03-29 00:00"), at("2026-03-30 00:00")) == 23 * HOUR
    assert between(office, at("2026-10-25 00:00"), at("2026-10-26 00:00")) == 25 * HOUR


def test_an_opening_time_that_does_not_exist_moves_forward_by_the_gap() -> None:
    office = calendar(weekend="02:30-06:00")

    assert add(office, at("2026-03-29 00:00"), 30 * MINUTE) == at("2026-03-29 04:00")


def test_openings_that_share_time_since_clocks_went_forward_are_counted_once() -> None:
    office = calendar(weekend="01:00-02:30 03:00-05:00")

    assert between(office, at("2026-03-29 00:00"), at("2026-03-29 06:00")) == 3 * HOUR


def test_an_opening_that_lies_in_the_gap_has_no_length() -> None:
    office = calendar(weekend="02:30-03:00")

    assert between(office, at("2026-03-29 00:00"), at("2026-03-29 06:00")) == 0 * HOUR


def test_a_closing_time_that_exists_twice_is_the_first() -> None:
    office = calendar(weekend="01:00-02:30")

    assert between(office, at("2026-10-25 00:00"), at("2026-10-25 06:00")) == 90 * MINUTE
    assert between(office, at("2026-10-25 02:15", fold=1), at("2026-10-25 06:00")) == 0 * HOUR


def test_clocks_may_change_at_midnight() -> None:
    zone = "America/Sao_Paulo"
    office = calendar("00:00-24:00", "00:00-24:00", zone)

    assert between(office, at("2018-11-04 01:00", zone), at("2018-11-05 00:00", zone)) == 23 * HOUR
    assert between(office, at("2018-02-17 00:00", zone), at("2018-02-18 00:00", zone)) == 25 * HOUR


def test_clocks_may_change_by_half_an_hour() -> None:
    zone = "Australia/Lord_Howe"
    office = calendar("00:00-24:00", "00:00-24:00", zone)
    day = between(office, at("2026-10-04 00:00", zone), at("2026-10-05 00:00", zone))

    assert day == 24 * HOUR - 30 * MINUTE


def test_a_date_that_a_zone_skipped_has_no_hours() -> None:
    zone = "Pacific/Apia"
    office = calendar(zone=zone)
    thursday, monday = at("2011-12-29 16:00", zone), at("2012-01-02 10:00", zone)

    assert between(office, thursday, monday) == 2 * HOUR, "Friday the 30th never was"


def test_a_shift_into_a_date_that_a_zone_skipped_keeps_its_length() -> None:
    zone = "Pacific/Apia"
    office = calendar("22:00-06:00", zone=zone)
    thursday, monday = at("2011-12-29 12:00", zone), at("2012-01-02 12:00", zone)

    assert between(office, thursday, monday) == 8 * HOUR


def test_an_overnight_shift_belongs_to_the_date_on_which_it_begins() -> None:
    night = calendar("22:00-06:00")
    closed = Calendar(COPENHAGEN, night.week, frozenset({date.fromisoformat("2026-06-10")}))
    tuesday, wednesday, thursday = (at(f"2026-06-{n:02} 20:00") for n in (9, 10, 11))

    assert between(closed, tuesday, wednesday) == 8 * HOUR, "Tuesday's shift ends as always"
    assert between(closed, wednesday, thursday) == 0 * HOUR, "Wednesday's does not begin"


def test_public_holidays_and_closed_dates_are_closed() -> None:
    week = OFFICE.week
    office = Calendar(COPENHAGEN, week, frozenset({date(2026, 12, 24)}), holidays="DK")

    assert add(office, at("2026-12-23 16:00"), 2 * HOUR) == at("2026-12-28 10:00")


def test_other_hours_hold_on_a_public_holiday_too() -> None:
    other = DateHours(date(2026, 12, 25), (Opening.read("10:00-12:00"),))
    office = Calendar(COPENHAGEN, OFFICE.week, other_hours=frozenset({other}), holidays="DK")

    assert between(office, at("2026-12-25 00:00"), at("2026-12-26 00:00")) == 2 * HOUR


def test_an_opening_is_open_and_a_closing_is_not() -> None:
    moment = timedelta(microseconds=1)

    assert is_open(OFFICE, at(f"{FRIDAY} 09:00"))
    assert not is_open(OFFICE, at(f"{FRIDAY} 09:00") - moment)
    assert is_open(OFFICE, at(f"{FRIDAY} 17:00") - moment)
    assert not is_open(OFFICE, at(f"{FRIDAY} 17:00"))


def test_the_next_opening_of_an_open_instant_is_itself_and_else_lies_ahead() -> None:
    assert next_open(OFFICE, at(f"{FRIDAY} 16:59")) == at(f"{FRIDAY} 16:59")
    assert next_open(OFFICE, at(f"{FRIDAY} 17:00")) == at(f"{NEXT_MONDAY} 09:00")
    assert next_open(OFFICE, at(f"{FRIDAY} 16:59")).tzinfo is UTC


def test_the_next_opening_may_lie_in_a_year_not_worked_out_yet() -> None:
    closed = frozenset(date(2026, 1, 2) + timedelta(days=n) for n in range(364))
    office = Calendar(COPENHAGEN, OFFICE.week, closed)

    assert next_open(office, at("2026-01-02 10:00")) == at("2027-01-01 09:00")


def test_the_opening_on_a_date_is_its_own_or_the_next() -> None:
    office = Calendar(COPENHAGEN, OFFICE.week, frozenset({date(2026, 12, 24)}), holidays="DK")

    assert opening_on(office, date(2026, 12, 23)) == at("2026-12-23 09:00")
    assert opening_on(office, date(2026, 12, 24)) == at("2026-12-28 09:00")


def test_the_opening_on_a_date_is_midnight_where_it_is_open_then() -> None:
    night, always = calendar("22:00-06:00"), calendar("00:00-24:00", "00:00-24:00")

    assert opening_on(night, date(2026, 6, 9)) == at("2026-06-09 00:00"), "Monday's shift goes on"
    assert opening_on(night, date(2026, 6, 8)) == at("2026-06-08 22:00")
    assert opening_on(always, date(2026, 6, 8)) == at("2026-06-08 00:00")


def test_the_opening_on_a_day_on_which_clocks_change_is_at_the_wall_time_they_show() -> None:
    zone = "America/Sao_Paulo"
    morning, always = calendar(weekend="08:00-12:00"), calendar("00:00-24:00", "00:00-24:00", zone)

    assert opening_on(morning, date(2026, 3, 29)) == datetime(2026, 3, 29, 6, tzinfo=UTC)
    assert opening_on(morning, date(2026, 10, 25)) == datetime(2026, 10, 25, 7, tzinfo=UTC)
    assert opening_on(always, date(2018, 11, 4)) == at("2018-11-04 01:00", zone), "no midnight"


def test_the_opening_on_a_date_that_a_zone_skipped_is_the_next() -> None:
    zone = "Pacific/Apia"
    always = calendar("00:00-24:00", "00:00-24:00", zone)

    assert opening_on(always, date(2011, 12, 30)) == at("2011-12-31 00:00", zone)
    assert opening_on(calendar(zone=zone), date(2011, 12, 30)) == at("2012-01-02 09:00", zone)


def test_a_day_is_as_long_as_most_open_days_are() -> None:
    eight, seven = (Opening.read("09:00-17:00"),), (Opening.read("09:00-16:00"),)
    office = Calendar(COPENHAGEN, (eight,) * 4 + (seven, (), ()))

    assert business_day(office) == 8 * HOUR
    assert add(office, at(f"{MONDAY} 10:30"), 2 * business_day(office)) == at("2026-06-10 10:30")
    assert business_day(Calendar(COPENHAGEN, (eight, *(seven,) * 3, (), (), ()))) == 7 * HOUR


def test_of_lengths_that_are_equally_common_a_day_has_the_longest() -> None:
    short, long = (Opening.read("09:00-12:00"),), (Opening.read("09:00-15:00"),)

    for week in ((short, long), (long, short)):
        assert business_day(Calendar(COPENHAGEN, (*week, *week, (), (), ()))) == 6 * HOUR


def test_a_day_has_all_its_openings_and_its_night_in_wall_time() -> None:
    assert business_day(calendar("09:00-13:00 14:00-17:30")) == 7.5 * HOUR
    assert business_day(calendar("22:00-06:00")) == 8 * HOUR
    assert business_day(calendar("00:00-24:00", "00:00-24:00")) == 24 * HOUR


def test_calendars_that_say_the_same_share_one_timetable() -> None:
    first = timetable(calendar(), 2026, 2026)

    assert timetable(calendar(), 2026, 2026) is first
    assert hash(calendar()) == hash(calendar())
    assert calendar("10:00-17:00") != calendar()


def test_years_once_worked_out_are_not_worked_out_again() -> None:
    start = at("2026-01-01 12:00")
    between(OFFICE, start, start + timedelta(days=3652))
    known = _kept(OFFICE).table
    between(OFFICE, start + timedelta(days=1000), start)
    add(OFFICE, start, 1000 * HOUR)

    assert _kept(OFFICE).table is known


def test_all_day_every_day_takes_one_span_a_year() -> None:
    table = timetable(calendar("00:00-24:00", "00:00-24:00"), 2000, 2030)

    assert len(table.opens) == 31


def test_threads_that_ask_at_once_get_the_same_answers() -> None:
    _kept.cache_clear()
    start = at("2026-01-01 12:00")
    ends = [start + timedelta(days=150 * n) for n in range(-40, 40)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda end: between(OFFICE, start, end), ends))

    assert found == [between(OFFICE, start, end) for end in ends]


def test_a_datetime_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 6, 8, 12)

    for ask in (
        lambda: add(OFFICE, naive, HOUR),
        lambda: between(OFFICE, naive, naive),
        lambda: is_open(OFFICE, naive),
        lambda: next_open(OFFICE, naive),
    ):
        with pytest.raises(NaiveInstant, match="has no time zone"):
            ask()


def test_calendars_end_where_public_holidays_are_not_known() -> None:
    inside = at(f"{MONDAY} 10:00")
    early, late = (datetime(y, 6, 1, tzinfo=UTC) for y in (FIRST_YEAR - 1, LAST_YEAR + 1))
    century = timedelta(days=36525)

    for ask in (
        lambda: between(OFFICE, inside, late),
        lambda: between(OFFICE, early, inside),
        lambda: add(OFFICE, inside, century),
        lambda: subtract(OFFICE, inside, century),
        lambda: is_open(OFFICE, late),
        lambda: next_open(OFFICE, datetime(LAST_YEAR, 12, 31, 23, tzinfo=UTC)),
        lambda: opening_on(OFFICE, date(LAST_YEAR + 1, 6, 1)),
        lambda: opening_on(OFFICE, date.min),
        lambda: opening_on(OFFICE, date.max),
        lambda: add(OFFICE, datetime.max.replace(tzinfo=ZoneInfo("America/Denver")), HOUR),
    ):
        with pytest.raises(OutOfReach, match=f"{FIRST_YEAR}|{LAST_YEAR}"):
            ask()
