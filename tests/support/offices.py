"""Offices with hours of their own, and a policy whose people sit in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.business_hours import WEEKDAYS
from bot.case.identifiers import UserId
from bot.case.priority import Priority
from bot.policy import ClockKind, Duration, Member, Office, Policy, ServiceLevel
from tests.support.factories import CRANE, EGRET, HERON, policy


def _office(name: str, timezone: str, holidays: str, *, friday: str = "09:00-17:00") -> Office:
    hours = dict.fromkeys(WEEKDAYS[:4], ("09:00-17:00",)) | {"fri": (friday,)}
    return Office(name, timezone, holidays, hours)


OFFICES = {
    office.name: office
    for office in (
        _office("copenhagen", "Europe/Copenhagen", "DK"),
        _office("melbourne", "Australia/Melbourne", "AU-VIC"),
        _office("london", "Europe/London", "GB-ENG"),
        _office("denver", "America/Denver", "US-CO"),
        _office("new-york", "America/New_York", "US-NY"),
        _office("hamburg", "Europe/Berlin", "DE-HH", friday="09:00-16:00"),
    )
}
"""Eight hours a day, Monday to Friday, with public holidays; Hamburg closes an hour earlier on a
Friday."""


def office_levels() -> dict[Priority, ServiceLevel]:
    """First response, resolution and update in office hours: within hours, days, a week."""
    hour = 3600
    return {
        Priority.P1: ServiceLevel(
            Duration(seconds=hour), Duration(days=1), ClockKind.OFFICE, Duration(seconds=4 * hour)
        ),
        Priority.P2: ServiceLevel(
            Duration(seconds=4 * hour), Duration(days=2), ClockKind.OFFICE, Duration(days=1)
        ),
        Priority.P3: ServiceLevel(Duration(days=1), Duration(days=5), ClockKind.OFFICE),
    }


def office_policy(
    *rotation: tuple[UserId, str],
    office: str = "copenhagen",
    levels: Mapping[Priority, ServiceLevel] | None = None,
    **fields: Any,
) -> Policy:
    """One queue on office clocks. Without a rotation Heron sits in Copenhagen, Crane in Melbourne
    and Egret in Denver. The manager is in no office: nine to five in UTC."""
    placed = rotation or ((HERON, "copenhagen"), (CRANE, "melbourne"), (EGRET, "denver"))
    plain = policy([Member(user, name) for user, name in placed])
    queue = replace(plain.queues["executive"], office=office)
    whole: dict[str, Any] = {
        "offices": OFFICES,
        "queues": {"executive": queue},
        "service_levels": {"executive": dict(levels or office_levels())},
    }
    return replace(plain, **(whole | fields))
