"""A year of cases among forty-five people in nine offices, and a file of earlier decisions: the same for
the same seed."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from sqlalchemy import Engine, text

from bot.case.imported import COLUMNS
from bot.case.kinds import BASES
from bot.policy.file import read_policy
from storage.work import DatabaseStorage
from tests.benchmarks.three_years import NOW, Sizes, filled

OFFICES = {
    "copenhagen": ("Europe/Copenhagen", "DK"),
    "amsterdam": ("Europe/Amsterdam", "NL"),
    "denver": ("America/Denver", "US-CO"),
    "edinburgh": ("Europe/London", "GB-SCT"),
    "hamburg": ("Europe/Berlin", "DE-HH"),
    "london": ("Europe/London", "GB-ENG"),
    "melbourne": ("Australia/Melbourne", "AU-VIC"),
    "milan": ("Europe/Rome", "IT"),
    "new_york": ("America/New_York", "US-NY"),
}
PEOPLE = 45
A_YEAR = timedelta(days=365)
FIRST_DAY, LAST_DAY = (NOW - A_YEAR - timedelta(days=7)).date(), (NOW - timedelta(days=1)).date()
_DAYS = ", ".join(f'{day} = ["09:00-17:00"]' for day in ("mon", "tue", "wed", "thu", "fri"))
_MEMBER = """
[[queues.executive.rotation]]
user = "{user}"
office = "{office}"
capacity = {capacity}
"""
_REST = """
[sla.executive]
P1 = {{ first_response = "{first}", update_every = "2h", resolution = "8h", clock = "24x7" }}
P2 = {{ first_response = "2h", update_every = "1d", resolution = "2d", clock = "office" }}
P3 = {{ first_response = "4h", resolution = "5d", clock = "office" }}
"""


def user(number: int) -> str:
    """The n-th specialist."""
    return f"U0S{number:02}"


def policy_text(capacity: int = 8, first: str = "30m") -> str:
    """One queue, in which each has room for so many and P1 is to be claimed so soon."""
    parts = ['[workspace]\nmanagers = ["U0OWL"]\ntimezone = "Europe/Copenhagen"\n']
    for name, (zone, holidays) in OFFICES.items():
        where = f'timezone = "{zone}"\nholidays = "{holidays}"\nhours = {{ {_DAYS} }}'
        parts.append(f"[offices.{name}]\n{where}\n")
    kinds = '["executive", "frontline", "other", "appeal"]'
    parts.append(f'[queues.executive]\nchannel = "C0EXEC"\noffice = "copenhagen"\nkinds = {kinds}')
    offices = list(OFFICES)
    for number in range(PEOPLE):
        office = offices[number % len(offices)]
        parts.append(_MEMBER.format(user=user(number), office=office, capacity=capacity))
    return "\n".join([*parts, _REST.format(first=first)])


def a_year(engine: Engine, cases: int, seed: int) -> DatabaseStorage:
    """An SQLite database with a year's cases, spread over the people of the policy in force."""
    storage = filled(engine, Sizes(3 * cases, cases, 0, seed))
    policy = read_policy(policy_text()).policy
    assert policy is not None, "it is in order"
    with storage.begin() as work:
        work.policies.add(policy, "benchmark", NOW - 2 * A_YEAR)
    whose = f"'U0S' || printf('%02d', ({{id}} * 2654435761 + {seed}) / 65536 % {PEOPLE})"
    with engine.begin() as connection:
        for table, column, id_ in (
            ("escalations", "owner", "id"),
            ("turns", "user_id", "escalation_id"),
            ("decisions", "decided_by", "escalation_id"),
        ):
            spread = f"UPDATE {table} SET {column} = {whose.format(id=id_)}"
            connection.execute(text(spread))
    return storage


def earlier_decisions(count: int, seed: int) -> Iterator[dict[str, str]]:
    """The rows of a file of another system, oldest first; a third are appeals of earlier ones."""
    draw = Random(seed)
    since = datetime(2020, 1, 1, tzinfo=UTC)
    for number in range(count):
        at = since + timedelta(minutes=10 * number)
        is_appeal = number > 100 and draw.random() < 1 / 3
        kind = "appeal" if is_appeal else "other"
        outcome = draw.choice(("upheld", "reversed")) if is_appeal else "answered"
        yield {
            "external_id": f"KZ-{number}",
            "kind": kind,
            "account": f"Business {draw.randrange(5000)}",
            "title": f"Reviews of business {number} removed",
            "links": f"https://birds.example/reviews/{number}",
            "requester": f"U0R{draw.randrange(400)}",
            "opened_at": (at - timedelta(days=3)).isoformat(),
            "submitted_at": (at - timedelta(days=3)).isoformat() if is_appeal else "",
            "original_decision": f"KZ-{draw.randrange(number)}" if is_appeal else "",
            "decided_by_type": draw.choice(("automation", "staff")),
            "decided_by": user(draw.randrange(PEOPLE)),
            "decided_at": at.isoformat(),
            "outcome": outcome,
            "ground": "genuine_experience",
            "explanation": "Nothing was bought here, as the bill shows. " * 4,
            "message": "We have looked at it again, and this is what we found. " * 6,
            "basis": draw.choice(list(BASES)) if is_appeal else "",
            "notified_at": (at + timedelta(hours=draw.randrange(1, 48))).isoformat(),
        }


def write_earlier(file: Path, count: int, seed: int) -> None:
    """Writes them as a CSV file."""
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, COLUMNS)
        writer.writeheader()
        writer.writerows(earlier_decisions(count, seed))
