"""Where an escalation goes, and what each priority promises: said before it is raised."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from bot.case.identifiers import ChannelId
from bot.case.kinds import Kind
from bot.case.priority import Priority
from bot.policy import ClockKind, Duration, Policy, ServiceLevel
from bot.policy.languages import languages_of
from handlers.slack.messages.markup import span


@dataclass(frozen=True, slots=True)
class Route:
    """Which queue takes a kind, in which channel its cases stand, and what each priority promises
    there, in words."""

    queue: str
    channel: ChannelId
    promises: Mapping[Priority, str] = field(default_factory=dict)


def routes_of(policy: Policy, kinds: Iterable[Kind]) -> Mapping[str, Route]:
    """The route of each of these kinds that a queue takes, by the kind's name."""
    found = {}
    for kind in kinds:
        queue = policy.queue_for(kind.name)
        if queue is None:
            continue
        levels = {p: policy.service_level(kind.name, p) for p in Priority}
        promises = {p: promise(level) for p, level in levels.items() if level is not None}
        found[kind.name] = Route(queue.name, queue.channel, promises)
    return found


def languages_by_kind(policy: Policy, kinds: Iterable[Kind]) -> Mapping[str, tuple[str, ...]]:
    """The languages that somebody works in who takes a kind, by the kind's name."""
    return {kind.name: languages_of(policy, kind.name) for kind in kinds}


def promise(level: ServiceLevel) -> str:
    """How soon somebody answers, as people say it: `Answered within 2 working hours`."""
    if level.clock is ClockKind.ROUND_THE_CLOCK:
        return f"Answered within {span(level.first_response.elapsed())}, any hour"
    return f"Answered within {_working_time(level.first_response)}"


def _working_time(length: Duration) -> str:
    hours, rest = divmod(length.seconds, 3600)
    if length.days and not length.seconds:
        return _counted(length.days, "working day")
    if hours and not rest and not length.days:
        return _counted(hours, "working hour")
    exact = span(timedelta(seconds=length.seconds))
    days = f"{length.days} d " if length.days else ""
    return f"{days}{exact} of working time"


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" + ("" if count == 1 else "s")
