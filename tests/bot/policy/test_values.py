"""How a single value of a policy file is written, and what is refused in words."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.policy import Duration, values


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("90s", Duration(seconds=90)),
        ("1h30m", Duration(seconds=5400)),
        ("90m", Duration(seconds=5400)),
        ("2d", Duration(days=2)),
        ("1d12h", Duration(days=1, seconds=43200)),
        ("24h", Duration(seconds=86400)),
    ],
)
def test_a_length_of_time_is_whole_numbers_with_units(text: str, length: Duration) -> None:
    assert values.duration(text) == length


@given(st.builds(Duration, st.integers(0, 300), st.integers(1, 5_000_000)))
def test_a_length_of_time_is_read_as_it_is_written(length: Duration) -> None:
    assert values.duration(str(length)) == length


def refused(read: Callable[[object], object], value: object) -> str:
    with pytest.raises(ValueError, match=r"got|no region") as caught:
        read(value)
    return str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1.5h",
        "-1h",
        "1h 30m",
        "30",
        "30m1h",
        "1h1h",
        "2w",
        "2D",
        "٣h",
        "1h\n",
        "9" * 5000 + "s",
    ],
)
def test_other_lengths_of_time_are_refused(text: str) -> None:
    assert refused(values.duration, text).startswith("a length of time in whole numbers like")


@pytest.mark.parametrize(("text", "words"), [("0m", "above zero"), ("0d0h", "above zero")])
def test_a_length_of_nothing_is_refused(text: str, words: str) -> None:
    assert words in refused(values.duration, text)


@pytest.mark.parametrize("text", ["367d", "366d1s", "999999999d", "999999999h"])
def test_a_length_past_a_year_is_refused(text: str) -> None:
    assert refused(values.duration, text).startswith("at most a year")


@pytest.mark.parametrize(
    "cron", ["0 9 * * 0", "0 9 * * 7", "0 9 * * SUN", "*/15 8-17 1 jan mon,wed", "0 9 * * 1#1"]
)
def test_cron_is_five_fields_as_cron_reads_them(cron: str) -> None:
    assert values.cron(cron) == cron


@pytest.mark.parametrize(
    ("cron", "words"),
    [
        ("", "five fields"),
        ("0 9 * *", "five fields"),
        ("0 0 9 * * *", "five fields"),
        ("60 9 * * *", "the minute can't"),
        ("0 25 * * *", "the hour can't"),
        ("0 9 30 2 *", "the day of the month can't"),
        ("0 9 * 13 *", "the month can't"),
        ("0 9 * * 8", "the weekday can't"),
        ("9" * 150 + " 9 * * *", "the minute can't"),
    ],
)
def test_other_crons_are_refused(cron: str, words: str) -> None:
    assert refused(values.cron, cron).startswith(words)


@pytest.mark.parametrize(
    ("read", "accepted", "others"),
    [
        (
            values.specialist_id,
            ["U0ANN", "W0ANN", "S0TEAM"],
            ["C0EXEC", "u0ann", "@ann", "U", "", 1],
        ),
        (values.manager_id, ["U0ANN", "W0ANN", "S0TEAM"], ["C0EXEC", "U0ANN\n", "<@U0ANN>"]),
        (values.channel_id, ["C0EXEC", "G0EXEC"], ["#exec", "D0ANN", "exec"]),
        (values.recipient_id, ["U0ANN", "W0ANN", "C0EXEC", "G0EXEC"], ["S0TEAM", "D0ANN"]),
    ],
)
def test_slack_ids_say_by_their_first_letter_what_they_are(
    read: Callable[[object], str], accepted: list[str], others: list[object]
) -> None:
    assert [read(value) for value in accepted] == accepted
    for value in others:
        assert refused(read, value).startswith("a Slack ")
