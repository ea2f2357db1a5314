"""Who there is in the four weeks: nine offices, three queues, and people in seven zones."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from bot.case.identifiers import UserId
from bot.case.people import Person
from bot.policy import Policy
from bot.policy.file import read_policy
from storage.work import DatabaseStorage

STARTS = datetime(2026, 3, 16, tzinfo=UTC)
"""A Monday. In the four weeks Europe changes its clocks (March 29), Melbourne does (April 5), and
Easter closes most offices on days of their own (April 2 to 6)."""
ENDS = datetime(2026, 4, 13, tzinfo=UTC)
DOWN = (datetime(2026, 3, 27, 18, tzinfo=UTC), datetime(2026, 3, 30, 7, tzinfo=UTC))
"""A weekend in which nothing runs. In it Europe's clocks change, and Melbourne's Monday begins."""

CHIEF, LEAD, HEAD, SOLO = (UserId(u) for u in ("U0CHIEF", "U0LEAD", "U0HEAD", "U0SOLO"))
REQUESTERS = tuple(UserId(f"U0ASK{n}") for n in range(6))
ZONES = {
    CHIEF: "Europe/Copenhagen",
    LEAD: "America/New_York",
    HEAD: "Asia/Tokyo",
    SOLO: "Europe/Rome",
} | dict(zip(REQUESTERS, ("Europe/London", "Asia/Kolkata", "America/Denver") * 2, strict=True))
"""Zones as Slack knows them; who has an office works in its zone, whatever Slack says."""
SAMPLE = Path(__file__).resolve().parents[2] / "escalations.toml"
QUEUES = """
[queues.executive]
channel = "C0EXEC"
office = "copenhagen"
kinds = ["executive"]
managers = ["U0CHIEF", "U0LEAD"]
{executive}
[queues.front]
channel = "C0FRONT"
office = "london"
kinds = ["frontline"]
managers = ["U0HEAD"]
{front}
[queues.rest]
channel = "C0REST"
kinds = ["other"]

[[queues.rest.rotation]]
user = "U0SOLO"
office = "milan"

[sla.executive]
P1 = {{ first_response = "30m", update_every = "2h", resolution = "8h", clock = "24x7" }}
P2 = {{ first_response = "2h", update_every = "1d", resolution = "2d", clock = "office" }}
P3 = {{ first_response = "4h", resolution = "5d", clock = "office" }}

[sla.frontline]
P1 = {{ first_response = "1h", update_every = "4h", resolution = "1d", clock = "24x7" }}
P2 = {{ first_response = "3h", resolution = "1d4h", clock = "office" }}
P3 = {{ first_response = "1d", update_every = "2d", resolution = "4d", clock = "office" }}

[sla.other]
P1 = {{ first_response = "1h", resolution = "6h", clock = "office" }}
P2 = {{ first_response = "4h", update_every = "1d2h", resolution = "3d", clock = "office" }}
P3 = {{ first_response = "2d", resolution = "6d", clock = "office" }}
"""
MEMBER = '\n[[queues.{queue}.rotation]]\nuser = "{user}"\noffice = "{office}"\n'


def policy() -> Policy:
    """The nine offices of the sample; in two queues somebody of each, in the third one person."""
    sample = SAMPLE.read_text(encoding="utf-8")
    offices = sample[sample.index("[offices.") : sample.index("# Queues:")]
    names = [line[9:-1] for line in offices.splitlines() if line.startswith("[offices.")]
    rotations = {
        queue: "".join(
            MEMBER.format(queue=queue, user=f"U0{queue[0].upper()}{n}", office=office)
            for n, office in enumerate(names if queue == "front" else reversed(names))
        )
        for queue in ("executive", "front")
    }
    workspace = f'[workspace]\nmanagers = ["{CHIEF}"]\ntimezone = "Europe/Copenhagen"\n\n'
    found = read_policy(workspace + offices + QUEUES.format(**rotations))
    assert found.policy is not None, found.problems
    return found.policy


def settle(storage: DatabaseStorage) -> Policy:
    """Puts the policy in force and makes everybody known."""
    wanted = policy()
    specialists = [m.user for q in wanted.queues.values() for m in q.rotation]
    people = dict.fromkeys(specialists, "UTC") | ZONES
    with storage.begin() as work:
        work.people.put(
            Person(user, user.removeprefix("U0"), zone) for user, zone in people.items()
        )
        return work.policies.add(wanted, CHIEF, STARTS)
