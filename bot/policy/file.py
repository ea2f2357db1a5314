"""Reads a policy file: the policy it says, or everything that is wrong with it, line by line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from bot.business_hours import BadCalendar
from bot.identifiers import ChannelId, UserId
from bot.policy import (
    CLIMB,
    BreachStep,
    Digest,
    Member,
    Office,
    Policy,
    Priority,
    Queue,
    ServiceLevel,
)
from bot.policy.calendars import calendar_of
from bot.policy.checks import check, check_calendars
from bot.policy.grounds import DEFAULT_GROUNDS
from bot.policy.shape import (
    DigestShape,
    Found,
    LevelShape,
    MemberShape,
    OfficeShape,
    PolicyShape,
    QueueShape,
    read_shape,
)
from bot.policy.text import based_on, key_text
from bot.policy.toml_lines import Path, line_of, lines_of

T = TypeVar("T")

_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to put right. `where` is the key's path as text, its list positions counted from 1;
    in `path` they count from 0."""

    line: int | None
    where: str
    words: str
    path: Path = field(default=(), compare=False)

    def __str__(self) -> str:
        line = f"line {self.line}" if self.line is not None else ""
        return ": ".join(part for part in (line, self.where, self.words) if part)


@dataclass(frozen=True, slots=True)
class PolicyReading:
    """A policy and what to know about it, or no policy and why."""

    policy: Policy | None
    problems: tuple[Problem, ...] = ()
    warnings: tuple[str, ...] = ()


def read_policy(text: str, *, stored: bool = False) -> PolicyReading:
    """Reads a policy file; the policy's version is the one its first line is based on, or 0.

    One that is stored was accepted once. Whether its offices ever open is not asked again: what a
    newer bot, or newer public holidays, would refuse must not keep it from starting.
    """
    text = text.removeprefix("\ufeff")  # Windows editors put it in front; TOML refuses it
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return PolicyReading(None, (_not_toml(text, str(error)),))
    except (RecursionError, ValueError):
        words = "can't be read: a number is too long, or lists are nested too deep"
        return PolicyReading(None, (Problem(None, "", words),))
    shape, found = _checked(raw, stored=stored)
    if found:
        return PolicyReading(None, _located(found, lines_of(text)))
    policy = _policy(shape, based_on(text) or 0)
    return PolicyReading(policy, (), cautions(policy))


def read_tables(raw: Mapping[str, object]) -> PolicyReading:
    """Reads what a policy file says once it is no text any more: the same rules, without lines."""
    shape, found = _checked(raw, stored=False)
    if found:
        return PolicyReading(None, _located(found, {}))
    policy = _policy(shape, 0)
    return PolicyReading(policy, (), cautions(policy))


def _checked(raw: Mapping[str, object], *, stored: bool) -> tuple[PolicyShape, tuple[Found, ...]]:
    shape, found = read_shape(raw)
    found = (*found, *check(shape))
    return shape, found if stored else (*found, *check_calendars(shape, found))


def cautions(policy: Policy) -> tuple[str, ...]:
    """What in a policy is allowed and rarely meant."""
    return (
        *(
            f"offices.{key_text(office.name)} is never open: 09:00 to 17:00 on working days is "
            "taken instead"
            for office in policy.offices.values()
            if not _is_ever_open(office)
        ),
        *(
            f"queues.{key_text(queue.name)}.rotation is empty: nobody can be offered anything"
            for queue in policy.queues.values()
            if not queue.rotation
        ),
        *(
            f"skills.{kind} asks for {skill}, and nobody on queues.{key_text(queue.name)}.rotation "
            "has it"
            for kind, skills in policy.skills.items()
            if (queue := policy.queue_for(kind)) is not None
            for skill in skills
            if queue.rotation and not any(skill in member.skills for member in queue.rotation)
        ),
    )


def _is_ever_open(office: Office) -> bool:
    try:
        calendar_of(office)
    except BadCalendar:
        return False
    return True


def _not_toml(text: str, message: str) -> Problem:
    place = _PLACE.search(message)
    last = text.rstrip().count("\n") + 1
    line = int(place[1]) if place and place[1] else last
    reason = _PLACE.sub("", message)
    words = (
        f"can't be read as TOML from here on ({reason}); look for a missing quote, bracket or "
        "comma, or a name given twice, here or just above"
    )
    return Problem(min(line, last), "", words)


def _located(found: Iterable[Found], lines: Mapping[Path, int]) -> tuple[Problem, ...]:
    problems = [Problem(line_of(f.path, lines), _where(f.path), f.words, f.path) for f in found]
    return tuple(sorted(problems, key=lambda problem: problem.line or 0))


def _where(path: Path) -> str:
    where = ""
    for part in path:
        where += f"[{part + 1}]" if isinstance(part, int) else f".{key_text(part)}"
    return where.removeprefix(".")


def _all(values: list[T | None] | None) -> tuple[T, ...]:
    return tuple(_sure(value) for value in values or ())


def _sure(value: T | None) -> T:
    """A shape without problems has no refused values."""
    assert value is not None
    return value


def _policy(shape: PolicyShape, version: int) -> Policy:
    workspace = _sure(shape.workspace)
    return Policy(
        managers=_all(workspace.managers),
        timezone=_sure(workspace.timezone),
        offices={n: _office(n, _sure(o)) for n, o in _sure(shape.offices).items()},
        queues={n: _queue(n, _sure(q)) for n, q in _sure(shape.queues).items()},
        service_levels={
            kind: {
                Priority.P1: _level(_sure(_sure(levels).P1)),
                Priority.P2: _level(_sure(_sure(levels).P2)),
                Priority.P3: _level(_sure(_sure(levels).P3)),
            }
            for kind, levels in _sure(shape.sla).items()
        },
        digests=tuple(_digest(digest) for digest in _all(shape.digests)),
        breach=(
            CLIMB
            if shape.breach is None
            else tuple(BreachStep(_sure(s.after), _all(s.tell)) for s in _all(shape.breach))
        ),
        skills={kind: _all(listed) for kind, listed in (shape.skills or {}).items() if listed},
        clearances=(
            {name: _all(ids) for name, ids in shape.clearances.by_class().items()}
            if shape.clearances
            else {}
        ),
        grounds=(
            dict(DEFAULT_GROUNDS)
            if shape.grounds is None
            else {ground: _sure(text) for ground, text in shape.grounds.items()}
        ),
        version=version,
    )


def _office(name: str, shape: OfficeShape) -> Office:
    return Office(
        name=name,
        timezone=_sure(shape.timezone),
        holidays=_sure(shape.holidays),
        hours={day: _all(spans) for day, spans in _sure(shape.hours).by_day().items()},
        closed=_all(shape.closed),
    )


def _queue(name: str, shape: QueueShape) -> Queue:
    rotation = tuple(_member(member) for member in _all(shape.rotation))
    return Queue(
        name=name,
        channel=ChannelId(_sure(shape.channel)),
        office=shape.office or rotation[0].office,
        kinds=_all(shape.kinds),
        rotation=rotation,
        managers=_all(shape.managers),
        approvers=_all(shape.approvers),
    )


def _member(shape: MemberShape) -> Member:
    return Member(
        user=UserId(_sure(shape.user)),
        office=_sure(shape.office),
        skills=_all(shape.skills),
        capacity=shape.capacity,
        vendor=_sure(shape.vendor),
    )


def _level(shape: LevelShape) -> ServiceLevel:
    return ServiceLevel(
        first_response=_sure(shape.first_response),
        resolution=_sure(shape.resolution),
        clock=_sure(shape.clock),
        update_every=shape.update_every,
    )


def _digest(shape: DigestShape) -> Digest:
    return Digest(
        to=_sure(shape.to),
        queues=_all(shape.queues),
        cron=_sure(shape.cron),
        timezone=_sure(shape.timezone),
    )
