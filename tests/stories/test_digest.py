"""The manager's digest: its figures, and exactly one a period."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.stories.conftest import POLICY
from tests.stories.people import Colleague
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
    assert lines[:4] == [
        "# Escalations digest, 2026-03-03 09:00 (executive)",
        "Since Mon 2026-03-02 09:00: opened 4, decided 1",
        "Now: open 4, unclaimed 1, at risk 0, breached 1",
        "Oldest",
    ]
    assert lines[4].endswith("Acme: decided (P1, decided, since Mar 2, 2026 at 10:30)"), "not told"
    assert lines[5].startswith("• ESC-2 (https://sandbox.slack.com/archives/C0EXEC/p")
    assert lines[5].endswith("Beta <b> & co: late (P1, open, since Mar 2, 2026 at 10:30)")
    assert breached.reference in lines[5]
    assert len(lines) == 8

    work.later(hours=23)
    assert len(digests(owl)) == 1
    work.later(hours=1)
    assert digests(owl)[1].splitlines()[1:3] == [
        "Since Tue 2026-03-03 09:00: opened 0, decided 0",
        "Now: open 4, unclaimed 1, at risk 1, breached 1",
    ]


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
    assert [d.splitlines()[0] for d in digests(owl)][1:] == [
        "# Escalations digest, 2026-03-04 09:00 (executive)"
    ], "one for all that was missed"
    work.later(days=1)
    assert [d.splitlines()[:2] for d in digests(owl)][2:] == [
        [
            "# Escalations digest, 2026-03-10 09:00 (executive)",
            "Since Wed 2026-03-04 09:00: opened 0, decided 0",
        ]
    ]


def test_a_channel_gets_its_own(work: Workplace, otter: Colleague) -> None:
    otter.raises()
    work.later(days=1)
    work.later(days=1)
    posted = [m for m in work.slack.channel("C0EXEC").messages() if "digest" in m.plain]
    assert len(posted) == 1, "on Tuesday"
    assert "opened 1, decided 0" in work.read(posted[0])
