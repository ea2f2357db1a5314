"""When somebody means, read from what they type; what could mean two things is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.when import NoTime, When, nine_o_clock, read_when

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 25, 10, 20, tzinfo=UTC)
"""A Wednesday, 11:20 in Copenhagen."""


def read(text: str, now: datetime = NOW, zone: ZoneInfo = COPENHAGEN) -> When:
    return read_when(text, now, zone, nine_o_clock(zone))


def local(text: str, zone: ZoneInfo = COPENHAGEN, now: datetime = NOW) -> str:
    """What a text is read as, on the wall, with a star where only a date was typed."""
    when = read(text, now, zone)
    return f"{when.at.astimezone(zone):%Y-%m-%d %H:%M}{'' if when.has_time else '*'}"


def refusal(text: str) -> str:
    with pytest.raises(NoTime) as refused:
        read(text)
    return refused.value.words


@pytest.mark.parametrize(
    "typed",
    ["tomorrow", "Tomorrow!", "  tomorrow. ", "TMRW", "tomorow", "tommorow", "tommorrow", "tomorrow's",
     "tomorrow’s", "until tomorrow", "by tomorrow,", "tomorrow morning", "tomorrow in the morning"],
)  # fmt: skip
def test_tomorrow_is_the_opening_of_the_next_date(typed: str) -> None:
    assert local(typed) == "2026-11-26 09:00*"
    assert read(typed).rest == ""


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("tomorrow 14:00", "2026-11-26 14:00"),
        ("tomorrow, 14:00", "2026-11-26 14:00"),
        ("tomorrow at 2pm", "2026-11-26 14:00"),
        ("tomorrow   2:30\u202fPM", "2026-11-26 14:30"),
        ("tomorrow noon", "2026-11-26 12:00"),
        ("tomorrow morning at 8:15", "2026-11-26 08:15"),
        ("tomorrow afternoon 3 p.m.", "2026-11-26 15:00"),
        ("the day after tomorrow", "2026-11-27 09:00*"),
        ("5pm tomorrow", "2026-11-26 17:00"),
        ("at 17:00 on monday", "2026-11-30 17:00"),
        ("today 17:00", "2026-11-25 17:00"),
        ("yesterday 17:00", "2026-11-24 17:00"),
        ("today at noon", "2026-11-25 12:00"),
        ("17:00", "2026-11-25 17:00"),
        ("5pm", "2026-11-25 17:00"),
        ("5:30pm", "2026-11-25 17:30"),
        ("12pm", "2026-11-25 12:00"),
        ("noon", "2026-11-25 12:00"),
        ("08:00", "2026-11-25 08:00"),
    ],
)
def test_a_time_of_day_is_on_the_speakers_wall(typed: str, meant: str) -> None:
    assert local(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("mon", "2026-11-30 09:00*"),
        ("Monday", "2026-11-30 09:00*"),
        ("on mon.", "2026-11-30 09:00*"),
        ("next monday", "2026-11-30 09:00*"),
        ("monday 9:30", "2026-11-30 09:30"),
        ("wednesday", "2026-12-02 09:00*"),
        ("wensday", "2026-12-02 09:00*"),
        ("this wednesday 17:00", "2026-11-25 17:00"),
        ("this friday", "2026-11-27 09:00*"),
        ("thurs", "2026-11-26 09:00*"),
        ("sat", "2026-11-28 09:00*"),
        ("sat,", "2026-11-28 09:00*"),
        ("sun 14:00", "2026-11-29 14:00"),
        ("friday next week", "2026-12-04 09:00*"),
        ("next week", "2026-11-30 09:00*"),
        ("next week friday", "2026-12-04 09:00*"),
        ("next week at 14:00", "2026-11-30 14:00"),
        ("Tuesday, 1 December 17:00", "2026-12-01 17:00"),
    ],
)
def test_a_weekday_is_the_next_one_after_today(typed: str, meant: str) -> None:
    assert local(typed) == meant


@pytest.mark.parametrize(
    "typed",
    ["2026-12-01", "1 Dec", "1 December 2026", "Dec 1", "December 1st, 2026", "1.12.", "1.12.2026",
     "1st of December", "the 1st of december", "1. december", "Dec. 1", "1 Dec. 2026", "1 decmber",
     "tue 1 Dec", "01.12.2026."],
)  # fmt: skip
def test_a_date_can_be_written_in_many_ways(typed: str) -> None:
    assert local(typed) == "2026-12-01 09:00*"
    assert read(typed).rest == ""
    assert local(f"{typed} 17:00") == "2026-12-01 17:00"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("25 Nov", "2026-11-25"),
        ("24 Nov", "2027-11-24"),
        ("29 Feb", "2028-02-29"),
        ("29.2.", "2028-02-29"),
        ("1 May", "2027-05-01"),
    ],
)
def test_a_date_without_a_year_is_the_next_one(typed: str, meant: str) -> None:
    assert local(typed) == f"{meant} 09:00*"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-12-01T17:00", "16:00"),
        ("2026-12-01 17:00:00", "16:00"),
        ("2026-12-01 17:00 UTC", "17:00"),
        ("2026-12-01T17:00:00.000Z", "17:00"),
        ("2026-12-01 17:00+01:00", "16:00"),
        ("2026-12-01T17:00-05:00", "22:00"),
        ("2026-12-01T17:00+01", "16:00"),
        ("2026-12-01 17:00 America/New_York", "22:00"),
        ("1 Dec 17:00 europe/london", "17:00"),
        ("1 Dec 5pm UTC+2", "15:00"),
        ("17:00 UTC 1 Dec", "17:00"),
    ],
)
def test_a_time_may_bring_its_own_zone(typed: str, meant: str) -> None:
    assert read(typed) == When(
        datetime.fromisoformat(f"2026-12-01 {meant}+00:00"), has_time=True, rest=""
    )


@pytest.mark.parametrize(
    ("typed", "meant", "rest"),
    [
        ("(UTC) court order", "17:00", "court order"),
        ("utc court order", "17:00", "court order"),
        (", UTC", "17:00", ""),
        ("UTC +1", "16:00", ""),
        ("(UTC–5) court order", "22:00", "court order"),
        ("New York time, court order", "22:00", "court order"),
        ("new york time", "22:00", ""),
        ("(London time)", "17:00", ""),
        ("in Berlin time", "16:00", ""),
        ("London", "17:00", ""),
        ("US/Eastern court order", "22:00", "court order"),
        ("EST5EDT", "22:00", ""),
        ("my time", "16:00", ""),
        ("(the court order)", "16:00", "(the court order)"),
        (", London court order", "16:00", "London court order"),
        ("for the first time", "16:00", "for the first time"),
        ("to estimate it", "16:00", "to estimate it"),
        ("best and last", "16:00", "best and last"),
    ],
)
def test_a_zone_in_words_is_read_after_the_time(typed: str, meant: str, rest: str) -> None:
    assert read(f"2026-12-01 17:00 {typed}") == When(
        datetime.fromisoformat(f"2026-12-01 {meant}+00:00"), has_time=True, rest=rest
    )
    if not rest:
        assert read(f"17:00 1 Dec {typed}").at.hour == int(meant[:2])


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("New York time", "America/New_York"),
        ("US/Eastern", "US/Eastern"),
        ("UTC", "UTC"),
        ("+01:00", ""),
        ("", ""),
        ("for the first time", ""),
    ],
)
def test_the_zone_that_was_typed_is_kept_by_its_name(typed: str, named: str) -> None:
    assert read(f"2026-12-01 17:00 {typed}").zone == named


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("17:00 est court order", "est is the time of more than one place"),
        ("17:00 (EST) court order", "EST is the time of more than one place"),
        ("17:00, cet", "cet is the time of more than one place"),
        ("17:00 eastern time", "eastern time is the time of more than one place"),
        ("17:00 Eastern court order", "Eastern is the time of more than one place"),
        ("17:00 US Pacific time", "US Pacific time is the time of more than one place"),
        ("17:00 local time", "local time is the time of more than one place"),
        ("17:00 Springfield time", "Springfield time is no time I know"),
        ("17:00 New York court order", "Is that New York time?"),
        ("17:00 court order (EST)", "Is the time meant in EST?"),
        ("17:00 court order, New York time", "Is the time meant in New York time?"),
        ("EST court order", "EST is the time of more than one place"),
        ("UTC 17:00 court order", "A zone belongs to a time"),
        ("17:00 US/Estern", "There is no time zone US/Estern"),
    ],
)
def test_a_zone_that_is_not_sure_is_asked_about_and_never_dropped(typed: str, words: str) -> None:
    assert words in refusal(f"2026-12-11 {typed}")


@pytest.mark.parametrize(
    ("typed", "meant", "rest"),
    [
        ("tomorrow 17.00", "2026-11-26 17:00", ""),
        ("tomorrow 17.30 for the invoice", "2026-11-26 17:30", "for the invoice"),
        ("tomorrow at 9.05", "2026-11-26 09:05", ""),
        ("tomorrow kl 14", "2026-11-26 14:00", ""),
        ("tomorrow kl. 14.30 for it", "2026-11-26 14:30", "for it"),
        ("kl 14", "2026-11-25 14:00", ""),
        ("until 17.00", "2026-11-25 17:00", ""),
        ("tomorrow um 14 Uhr", "2026-11-26 14:00", ""),
        ("1.12. 17.00", "2026-12-01 17:00", ""),
    ],
)
def test_a_time_is_read_with_a_dot_and_after_kl(typed: str, meant: str, rest: str) -> None:
    assert local(typed) == meant
    assert read(typed).rest == rest


@pytest.mark.parametrize(
    ("typed", "days"), [("in 3 days", 3), ("3d", 3), ("1 week", 7), ("in a week", 7), ("in two days", 2)]
)  # fmt: skip
def test_days_from_now_end_at_the_opening_of_that_date(typed: str, days: int) -> None:
    day = date(2026, 11, 25) + timedelta(days=days)

    assert read(typed) == When(nine_o_clock(COPENHAGEN)(day), has_time=False, rest="")
    assert local(f"{typed} at 14:00") == f"{day} 14:00"


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [("in 2 hours", 120), ("2h", 120), ("in 90 minutes", 90), ("30m", 30), ("in an hour", 60),
     ("1h30m", 90), ("2 hours and 5 minutes", 125), ("in half an hour", 30), ("2h from now", 120)],
)  # fmt: skip
def test_hours_and_minutes_are_counted_from_now(typed: str, minutes: int) -> None:
    assert read(typed) == When(NOW + timedelta(minutes=minutes), has_time=True, rest="")


@pytest.mark.parametrize(
    ("typed", "rest"),
    [
        ("tomorrow: waiting for the bank", "waiting for the bank"),
        ("tomorrow, 14:00 - Waiting  for it.", "Waiting  for it."),
        ("2h waiting", "waiting"),
        ("until sat waiting", "waiting"),
        ("1 May waiting", "waiting"),
        ("monday 3 customers reply", "3 customers reply"),
        ("1.12. – the court\nsits", "the court\nsits"),
        ("tomorrow 17:00 and/or later", "and/or later"),
        ("tomorrow 17:00 +1", "+1"),
        ("next week weekly report", "weekly report"),
        ("monday New York office replies", "New York office replies"),
    ],
)
def test_what_follows_is_handed_back(typed: str, rest: str) -> None:
    assert read(typed).rest == rest


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("2026-02-30", "There is no 2026-02-30."),
        ("2026-02-30 17:00", "There is no 2026-02-30."),
        ("31.4.", "There is no 31.4."),
        ("30 Feb", "There is no 30 Feb."),
        ("monday 25:00", "There is no 25:00."),
        ("tomorrow 13pm", "There is no 13pm."),
        ("1/12", "write it like 2026-12-01 or 1 Dec"),
        ("12/1/2026", "write it like 2026-12-01 or 1 Dec"),
        ("monday 1/12", "write it like 2026-12-01 or 1 Dec"),
        ("monday 1 Dec", "2026-12-01 is a Tuesday, not a Monday."),
        ("today", "At what time is that?"),
        ("tonight", "At what time is that?"),
        ("tomorrow evening", "At what time is that?"),
        ("midnight", "Midnight can be where a day begins or ends."),
        ("tomorrow 12am", "Midnight can be where a day begins or ends."),
        ("eod", "I don't know when your day ends."),
        ("by the end of the day", "I don't know when your day ends."),
        ("monday EOD", "I don't know when your day ends."),
        ("tomorrow 5", "I can't read a time in '5'."),
        ("tomorrow at 5 or so", "I can't read a time in 'at 5 or so'."),
        ("tomorrow 14 for the invoice", "I can't read a time in '14 for the invoice'."),
        ("tomorrow 14, for the invoice", "I can't read a time in '14, for"),
        ("tomorrow 14 they check the logs", "I can't read a time in '14 they check the logs'."),
        ("tomorrow 1400", "I can't read a time in '1400'."),
        ("until 3.11 for the invoice", "3.11 could be a date or a time"),
        ("tomorrow 9-11", "I can't read a time in '9-11'."),
        ("tomorrow 09:00-11:00", "Write one time"),
        ("tomorrow 17:00 EST", "EST is the time of more than one place"),
        ("tomorrow 17:00 Europe/Berlinn", "There is no time zone Europe/Berlinn"),
        ("2026-12-01 17:00+25:00", "There is no offset +25:00."),
        ("in 999999 weeks", "too far away"),
        ("0001-01-01", "too far away"),
        ("9999-12-31 23:59 -14:00", "too far away"),
        ("monday week", "I can't read a date in"),
        ("2 days ago", "I can't read a date in '2 days ago'."),
        ("1 day 2 hours", "I can't read a date in '1 day 2 hours'."),
        ("in an hour and a half", "I can't read a date in"),
    ],
)  # fmt: skip
def test_what_is_wrong_or_could_mean_two_things_is_refused_in_words(typed: str, words: str) -> None:
    assert words in refusal(typed)


def test_what_can_not_be_read_is_answered_with_examples_and_the_text_cut() -> None:
    assert refusal("xyz") == (
        "I can't read a date in 'xyz'. Say it like: tomorrow, monday 14:00, 2026-12-01, "
        "2026-12-01 17:00, or in 3 days."
    )
    assert f"'{'x' * 39}…'" in refusal("x" * 41)


@pytest.mark.parametrize(
    "sentence",
    ["The customer has not replied", "May I close this?", "may 5 of us see it", "2 may be needed",
     "Sun is shining", "Sun, sea and sand", "Sat on it for a while", "Wed them all", "This sun is bright",
     "Fridays are slow", "Frida is away", "Sundry items", "Monday.com is down", "March on",
     "One day we will", "A week has passed", "3 customers wait", "3 days after that", "5 apples",
     "In a minute's silence", "In general", "By accident", "On money matters", "until they answer",
     "Noonday", "Second thoughts", "Decide this", "Marching 1 mile", "1 match", "at 5 offices",
     "Next steps", "This week", "mon-fri", "10.000 users", "3.11 is out", "24-hour service", ""],
)  # fmt: skip
def test_an_ordinary_sentence_is_not_read_as_a_date(sentence: str) -> None:
    assert "I can't read a date in" in refusal(sentence)


def test_a_wall_time_that_does_not_exist_moves_forward_by_the_gap() -> None:
    assert local("2026-03-29 02:30") == "2026-03-29 03:30"
    assert read("2026-03-29 02:30").at == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_a_wall_time_that_comes_twice_is_the_first() -> None:
    assert read("2026-10-25 02:30").at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_hours_from_now_really_pass_when_clocks_change() -> None:
    before = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)

    assert local("in 2 hours", now=before) == "2026-03-29 04:30"


def test_today_is_the_speakers_date() -> None:
    late = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)

    assert local("tomorrow", NEW_YORK, late) == "2026-11-26 09:00*"
    assert local("tomorrow", COPENHAGEN, late) == "2026-11-27 09:00*"


def test_a_date_alone_asks_for_its_opening() -> None:
    asked: list[date] = []

    def opening(day: date) -> datetime:
        asked.append(day)
        return datetime(2026, 12, 2, 8, tzinfo=COPENHAGEN)

    when = read_when("1 Dec", NOW, COPENHAGEN, opening)

    assert asked == [date(2026, 12, 1)]
    assert when == When(datetime(2026, 12, 2, 7, tzinfo=UTC), has_time=False, rest="")


OFFSETS = st.integers(-12 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))
INSTANTS = st.datetimes(
    datetime(1971, 1, 2), datetime(2099, 12, 30), timezones=st.just(UTC) | OFFSETS
)


@given(INSTANTS, st.sampled_from("T "), st.sampled_from((COPENHAGEN, NEW_YORK)))
def test_the_iso_form_of_an_instant_reads_back_to_it(
    instant: datetime, between: str, zone: ZoneInfo
) -> None:
    minute = instant.replace(second=0, microsecond=0)

    assert read(minute.isoformat(between, "minutes"), zone=zone) == When(minute, True, "")


WORDS = ["tomorrow", "today", "next", "this", "in", "at", "on", "until", "a", "week", "monday", "sun", "may",
         "dec", "29", "31", "999999", "2026", "2026-12-01", "0000-00-00", "9999-12-31", "1.12.", "1/2", "h",
         "days", "hours", "17:00", "99:99", "5", "pm", "noon", "T", "Z", "+99:99", "-14:00", "UTC", "+",
         "Europe/", "Etc/x", "İ", "ſ", "K", ".", ",", ":", "-", "\x00", "\n", "'s", "of", "ago"]  # fmt: skip
TYPED = st.lists(st.sampled_from(WORDS) | st.text(max_size=3), max_size=8).flatmap(
    lambda words: st.sampled_from(("", " ")).map(lambda gap: gap.join(words))
)


@given(TYPED | st.text(st.characters(codec=None)))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        when = read(text)
    except NoTime:
        return
    assert when.at.tzinfo is UTC
    assert when.rest == when.rest.strip()
    assert text.rstrip().endswith(when.rest)
