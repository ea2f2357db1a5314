"""Reads a policy file: the policy it says, or everything that is wrong with it, line by line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.business_hours import BadCalendar
from bot.case.confidentiality import Confidentiality
from bot.case.kinds import KINDS
from bot.policy import Office, Policy, Queue
from bot.policy.calendars import calendar_of
from bot.policy.checks import check_calendars, check_placeholders, check_shape
from bot.policy.reading import Found, read_shape
from bot.policy.shape import PolicyShape
from bot.policy.tables import policy_of
from bot.policy.text import based_on, key_text
from bot.policy.toml_lines import Path, line_of, places_of

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
        return PolicyReading(None, _located(found, places_of(text)))
    policy = policy_of(shape, based_on(text) or 0)
    return PolicyReading(policy, (), cautions(policy))


def read_tables(raw: Mapping[str, object]) -> PolicyReading:
    """Reads what a policy file says once it is no text any more: the same rules, without lines."""
    shape, found = _checked(raw, stored=False)
    if found:
        return PolicyReading(None, _located(found, {}))
    policy = policy_of(shape, 0)
    return PolicyReading(policy, (), cautions(policy))


def _checked(raw: Mapping[str, object], *, stored: bool) -> tuple[PolicyShape, tuple[Found, ...]]:
    shape, found = read_shape(raw)
    found = (*found, *check_shape(shape))
    if stored:
        return shape, found
    return shape, (*found, *check_placeholders(raw), *check_calendars(shape, found))


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
        *(
            f"queues.{key_text(queue.name)} takes {', '.join(_kept_in(queue, class_))}, and "
            f"clearances.{class_.value} names nobody: that can't be raised until it does"
            for queue in policy.queues.values()
            for class_ in queue.classes
            if not policy.clearances.get(class_)
        ),
    )


def _kept_in(queue: Queue, class_: Confidentiality) -> list[str]:
    """The kinds of a queue that are kept in a class from the start."""
    return [k for k in queue.kinds if k in KINDS and KINDS[k].confidentiality is class_]


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
