"""Writes a policy as the text of a policy file, and tells which version a file is based on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from bot.business_hours import WEEKDAYS
from bot.confidentiality import CLEARED_CLASSES
from bot.policy import (
    BreachStep,
    Digest,
    Member,
    Office,
    Policy,
    Priority,
    Queue,
    ServiceLevel,
)

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_VERSION = re.compile(r"#\s*version\s+([1-9][0-9]{0,8})\b", re.IGNORECASE)


def based_on(text: str) -> int | None:
    """The stored version a file was exported from, as its first line says; None for a new one."""
    first = text.removeprefix("\ufeff").lstrip().partition("\n")[0]
    match = _VERSION.match(first)
    return int(match[1]) if match else None


def write_policy(policy: Policy) -> str:
    """The policy file that reads back as this policy, in the policy's own order."""
    blocks = [f"# version {policy.version}"] if policy.version > 0 else []
    blocks.append(_block("[workspace]", _workspace(policy)))
    blocks += (_block(f"[offices.{key_text(o.name)}]", _office(o)) for o in policy.offices.values())
    for queue in policy.queues.values():
        table = f"queues.{key_text(queue.name)}"
        blocks.append(_block(f"[{table}]", _queue(queue)))
        blocks += (_block(f"[[{table}.rotation]]", _member(m)) for m in queue.rotation)
    for kind, levels in policy.service_levels.items():
        lines = (f"{p} = {_level(levels[p])}" for p in Priority if p in levels)
        blocks.append(_block(f"[sla.{key_text(kind)}]", lines))
    blocks += (_block("[[breach]]", _breach(step)) for step in policy.breach)
    blocks += (_block("[[digests]]", _digest(digest)) for digest in policy.digests)
    cleared = {c: policy.clearances[c] for c in CLEARED_CLASSES if c in policy.clearances}
    for table, lists in (("skills", policy.skills), ("clearances", cleared)):
        if lists:
            blocks.append(_block(f"[{table}]", (f"{k} = {_list(v)}" for k, v in lists.items())))
    if policy.grounds:
        lines = (f"{key_text(ground)} = {_text(words)}" for ground, words in policy.grounds.items())
        blocks.append(_block("[grounds]", lines))
    return "\n\n".join(blocks) + "\n"


def _block(header: str, lines: Iterable[str]) -> str:
    return "\n".join((header, *lines))


def _workspace(policy: Policy) -> Iterator[str]:
    yield f"managers = {_list(policy.managers)}"
    yield f"timezone = {_text(policy.timezone)}"


def _office(office: Office) -> Iterator[str]:
    yield f"timezone = {_text(office.timezone)}"
    if office.holidays:
        yield f"holidays = {_text(office.holidays)}"
    days = [f"{day} = {_list(office.hours[day])}" for day in WEEKDAYS if office.hours.get(day)]
    if days:
        yield f"hours = {{ {', '.join(days)} }}"
    if office.closed:
        yield f"closed = {_list(office.closed)}"


def _queue(queue: Queue) -> Iterator[str]:
    yield f"channel = {_text(queue.channel)}"
    yield f"office = {_text(queue.office)}"
    yield f"kinds = {_list(queue.kinds)}"
    if queue.managers:
        yield f"managers = {_list(queue.managers)}"
    if queue.approvers:
        yield f"approvers = {_list(queue.approvers)}"


def _member(member: Member) -> Iterator[str]:
    yield f"user = {_text(member.user)}"
    yield f"office = {_text(member.office)}"
    if member.skills:
        yield f"skills = {_list(member.skills)}"
    if member.capacity is not None:
        yield f"capacity = {member.capacity}"
    if member.vendor:
        yield f"vendor = {_text(member.vendor)}"


def _level(level: ServiceLevel) -> str:
    lengths = [("first_response", level.first_response), ("resolution", level.resolution)]
    if level.update_every is not None:
        lengths.insert(1, ("update_every", level.update_every))
    parts = [f'{key} = "{length}"' for key, length in lengths]
    return f'{{ {", ".join(parts)}, clock = "{level.clock}" }}'


def _breach(step: BreachStep) -> Iterator[str]:
    yield f'after = "{step.after}"'
    yield f"tell = {_list(step.tell)}"


def _digest(digest: Digest) -> Iterator[str]:
    yield f"to = {_text(digest.to)}"
    yield f"queues = {_list(digest.queues)}"
    yield f"cron = {_text(digest.cron)}"
    yield f"timezone = {_text(digest.timezone)}"


def _list(values: Iterable[str]) -> str:
    return f"[{', '.join(_text(value) for value in values)}]"


def _text(value: str) -> str:
    # JSON's escapes are TOML's, but TOML also wants the delete character escaped.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def key_text(key: str) -> str:
    """A key as TOML wants it: bare where that is possible."""
    return key if _BARE_KEY.fullmatch(key) else _text(key)
