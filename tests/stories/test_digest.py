"""The manager's digest: its figures, and exactly one a period."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.stories.conftest import POLICY
from tests.stories.people import REVERSED, Colleague
from tests.stories.workplace import Workplace

WITH_DIGESTS = (
    POLICY
    + """
[[digests]]
to = "U0OWL"
queues = ["executive"]
cron = "0 9 * * mon-fri"
timezone = "Europe/Copenhagen"

[[digests]]
to = "C0EXEC"
queues = ["executive"]
cron = "0 9 * * 2"
timezone = "Europe/Copenhagen"
"""
)


@pytest.fixture
def policy() -> str:
    return WITH_DIGESTS


def digests(person: Colleague) -> list[str]:
    return [note for note in person.notes() if note.startswith("# Escalations digest")]


def told(digest: str) -> list[str]:
    """Its title, that it's late, and what the period brought."""
    lines = digest.splitlines()
    return [line for line in lines if line.startswith(("#", "This comes late", "Covers"))]


def test_the_manager_reads_each_mornings_figures(
    work: Workplace, otter: Colleague, vole: Colleague, heron: Colleague, owl: Colleague
) -> None:
    decided, breached = otter.raises("Acme: decided"), vole.raises("Beta <b> & co: late")
    waiting = otter.raises("Gamma: this week", Priority="P3: this week")
    at_risk = vole.raises("Delta: soon late", Priority="P2: today")
    heron.claims(decided)
    heron.decides(decided)
    heron.claims(at_risk)
    work.later(minutes=61)
    heron.claims(waiting)
    work.later(hours=21, minutes=28)
    assert digests(owl) == [], "not before nine"
    work.later(minutes=2)
    (digest,) = digests(owl)
    lines = digest.splitlines()
    title, first, button, *figures = lines[:9]
    assert title == "# Escalations digest, Tue 3 Mar 09:00 (executive)"
    assert first.startswith("First: ESC-2 (https://sandbox.slack.com/archives/C0EXEC/p")
    assert breached.reference in first
    assert "Beta <b> & co: late: Late by 22 h (first response, since Mon 2 Mar 11:00)" in first
    assert first.endswith("· P1 · open, offered to @Badger (specialist)")
    assert button.startswith("[Claim] [Open] [⋯ Assign to …")
    assert figures == [
        "Covers since Mon 2 Mar 09:00: 4 opened, 1 decided",
        "Now: 4 open · 1 late · 1 unclaimed · 1 decided, not told",
        "Open for: 4 up to a day",
        "In time: 3 of 4 first responses, 1 of 2 decisions",
        "Reversed: none of 1 contested",
        "With whom: @Heron (specialist) 2",
    ]
    assert lines[9:] == [
        "The oldest",
        "Case | Title | Stands | Priority | With | Raised",
        "ESC-1 | Acme: decided | decided, not told | P1 | @Heron (specialist) | Mon 2 Mar",
        "ESC-3 | Gamma: this week | claimed | P3 | @Heron (specialist) | Mon 2 Mar",
        "ESC-4 | Delta: soon late | claimed | P2 | @Heron (specialist) | Mon 2 Mar",
    ], "what is late is not named twice"

    work.later(hours=23)
    assert len(digests(owl)) == 1
    work.later(hours=1)
    second = digests(owl)[1].splitlines()
    assert [line for line in second if line.startswith(("Covers", "Now"))] == [
        (
            "Covers since Tue 3 Mar 09:00: nothing opened, 4 fewer than the day before; "
            "nothing decided, 1 fewer than the day before"
        ),
        "Now: 4 open · 1 late · 1 at risk · 1 unclaimed · 1 decided, not told",
    ]
    assert second[-2:] == [
        "[chart: Opened and decided]",
        "Lately, since: Mon 2 Mar 4 opened, 1 decided, 1 of 2 in time; Tue 3 Mar nothing",
    ]


def test_what_is_to_be_acted_on_is_acted_on_there(
    work: Workplace, otter: Colleague, heron: Colleague, owl: Colleague, finch: Colleague
) -> None:
    late = otter.raises()
    work.later(days=1)
    digest = owl.is_told("Escalations digest", late.reference)

    owl.clicks(digest, "Claim")
    owl.is_answered(f"{late.reference} is yours.")

    late.reads("Claimed by @Owl (manager)")
    owl.clicks(digest, "Claim")
    owl.is_answered(f"{late.reference} is already yours.")


def test_in_a_channel_everybody_can_press_and_it_is_checked_who_may(
    work: Workplace, otter: Colleague, heron: Colleague, finch: Colleague
) -> None:
    late = otter.raises()
    work.later(days=1)
    posted = work.slack.channel("C0EXEC").wait_for(lambda m: "Escalations digest" in m.plain)
    assert posted.buttons == ("Claim", "Open")

    finch.clicks(posted, "Claim")
    finch.is_answered("Only")
    heron.clicks(posted, "Claim")
    heron.is_answered(f"{late.reference} is yours.")

    late.reads("Claimed by @Heron (specialist)")


def test_where_nothing_is_late_it_says_so_first(
    work: Workplace, otter: Colleague, owl: Colleague
) -> None:
    otter.raises(Priority="P3: this week")

    _title, first, *_ = owl.asks("digest").splitlines()

    assert first == "Nothing is late or at risk."


def test_there_is_one_a_period_over_restarts_and_standstills(
    work: Workplace, otter: Colleague, owl: Colleague
) -> None:
    otter.raises()
    work.later(days=1)
    work.restart()
    work.later(seconds=1)
    assert len(digests(owl)) == 1
    work.stop()
    work.clock.forward(timedelta(days=6))  # over the weekend, to Monday half past ten
    work.start()
    work.later(seconds=1)
    assert [told(d) for d in digests(owl)][1:] == [
        [
            "# Escalations digest, Mon 9 Mar 10:30 (executive)",
            "This comes late: it was due Wed 4 Mar 09:00.",
            "Covers since Tue 3 Mar 10:30: nothing opened, 1 fewer than the period before",
        ]
    ], "one for all that was missed, as of now"
    work.later(hours=22, minutes=30)
    assert [told(d) for d in digests(owl)][2:] == [
        [
            "# Escalations digest, Tue 10 Mar 09:00 (executive)",
            "Covers since Mon 9 Mar 10:30: nothing opened, nothing decided",
        ]
    ]


def test_a_quiet_week_begins_with_the_registers_head_alone_if_that_was_not_told_yet(
    work: Workplace, otter: Colleague, heron: Colleague, owl: Colleague
) -> None:
    case = otter.raises()
    heron.claims(case)
    heron.decides(case)
    heron.clicks(case, "Mark communicated")
    work.later(days=4, hours=23)  # to Saturday
    before = owl.notes()
    assert not [note for note in before if "Decision register" in note]

    work.later(days=9)

    (told,) = (note for note in owl.notes() if note not in before)
    quiet, head = told.splitlines()
    assert quiet == "Nothing came in since Sat 7 Mar 09:30, and nothing is open (executive)."
    assert head.startswith("Decision register: 2 entries, head ")


def test_a_channel_gets_its_own(work: Workplace, otter: Colleague) -> None:
    otter.raises()
    work.later(days=1)
    work.later(days=1)
    posted = [m for m in work.slack.channel("C0EXEC").messages() if "digest" in m.plain]
    assert len(posted) == 1, "on Tuesday"
    assert "1 opened" in work.read(posted[0])


def test_it_says_on_whom_cases_wait_who_has_them_and_what_was_reversed(
    work: Workplace, otter: Colleague, heron: Colleague, badger: Colleague, owl: Colleague
) -> None:
    turned, waiting, held = (otter.raises(title) for title in ("Acme", "Beta", "Gamma"))
    heron.claims(turned)
    heron.decides(turned, REVERSED)
    heron.claims(waiting)
    assert heron.has_wait(waiting).closed
    badger.claims(held)

    said = owl.asks("digest").splitlines()

    assert [line for line in said if line.startswith(("Reversed", "Waits", "With"))] == [
        "Reversed: 1 of 1 contested",
        "Waits on: the customer 1",
        "With whom: @Badger (specialist) 1, @Heron (specialist) 1",
    ]


def test_a_manager_hears_of_a_channel_that_can_get_none_and_it_comes_once_it_can(
    work: Workplace, otter: Colleague, owl: Colleague
) -> None:
    otter.raises()
    work.slack.admin.leave("U0BOT", "C0EXEC")
    work.later(days=1)

    owl.is_told("digest", "#escalations-executive", "Invite the bot there")
    work.later(days=14)
    told = [note for note in owl.notes() if "Invite the bot there" in note and "digest" in note]
    assert len(told) == 1, "two more digests were due since"
    assert not [m for m in work.slack.channel("C0EXEC").messages() if "digest" in m.plain]

    work.slack.admin.join("U0BOT", "C0EXEC")
    work.slack.channel("C0EXEC").wait_for(lambda m: "Escalations digest" in m.plain)


def test_a_manager_asks_for_one_and_nobody_else_may(
    work: Workplace, otter: Colleague, owl: Colleague
) -> None:
    work.later(hours=1)
    otter.raises("Acme: raised just now")

    said = owl.asks("digest")

    assert "# Escalations digest, Mon 2 Mar 11:30 (executive)" in said
    assert "Covers since Mon 2 Mar 09:00: 1 opened" in said
    assert "Acme: raised just now" in said
    assert otter.asks("digest") == "Only a manager can read a digest."
