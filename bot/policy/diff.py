"""What changes from one policy to the next, as lines a manager reads before applying it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from bot.business_hours import WEEKDAYS
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

_NOTHING = Policy(managers=(), timezone="", offices={}, queues={}, service_levels={}, breach=())


def differences(old: Policy | None, new: Policy) -> tuple[str, ...]:
    """One line a change, versions apart; empty when both say the same."""
    return tuple(_differences(_NOTHING if old is None else old, new))


def _differences(old: Policy, new: Policy) -> Iterator[str]:
    yield from _in_list("workspace.managers", old.managers, new.managers)
    yield from _in_value("workspace.timezone", old.timezone, new.timezone)
    yield from _in_offices(old.offices, new.offices)
    yield from _in_queues(old.queues, new.queues)
    for kind in _names(old.service_levels, new.service_levels):
        before, after = old.service_levels.get(kind, {}), new.service_levels.get(kind, {})
        yield from _in_levels(f"sla.{kind}", before, after)
    breach = [[_breach(step) for step in policy.breach] for policy in (old, new)]
    yield from _in_list("breach", *breach)
    digests = [[_digest(digest) for digest in policy.digests] for policy in (old, new)]
    yield from _in_list("digests", *digests)
    for table, before_lists, after_lists in (
        ("skills", old.skills, new.skills),
        ("clearances", old.clearances, new.clearances),
    ):
        for name in _names(before_lists, after_lists):
            listed = before_lists.get(name, ()), after_lists.get(name, ())
            yield from _in_list(f"{table}.{name}", *listed)
    for ground in _names(old.grounds, new.grounds):
        if ground not in new.grounds:
            yield f"grounds: - {ground} ({old.grounds[ground]})"
        elif ground not in old.grounds:
            yield f"grounds: + {ground} ({new.grounds[ground]})"
        else:
            yield from _in_value(f"grounds.{ground}", old.grounds[ground], new.grounds[ground])


def _in_offices(old: Mapping[str, Office], new: Mapping[str, Office]) -> Iterator[str]:
    for name in _names(old, new):
        before, after = old.get(name), new.get(name)
        if after is None:
            yield f"offices: - {name}"
        elif before is None:
            yield f"offices: + {name} ({_office(after)})"
        else:
            yield from _in_office(f"offices.{name}", before, after)


def _in_office(where: str, old: Office, new: Office) -> Iterator[str]:
    yield from _in_value(f"{where}.timezone", old.timezone, new.timezone)
    yield from _in_value(f"{where}.holidays", old.holidays, new.holidays)
    for day in WEEKDAYS:
        before, after = _spans(old, day), _spans(new, day)
        yield from _in_value(f"{where}.hours.{day}", before, after, nothing="closed")
    yield from _in_list(f"{where}.closed", old.closed, new.closed)


def _in_queues(old: Mapping[str, Queue], new: Mapping[str, Queue]) -> Iterator[str]:
    for name in _names(old, new):
        before, after = old.get(name), new.get(name)
        if after is None:
            yield f"queues: - {name}"
            continue
        where = f"queues.{name}"
        if before is None:
            kinds = ", ".join(after.kinds)
            yield f"queues: + {name} ({after.channel}, office {after.office}, kinds {kinds})"
            before = Queue(name, after.channel, after.office, after.kinds)
        yield from _in_value(f"{where}.channel", before.channel, after.channel)
        yield from _in_value(f"{where}.office", before.office, after.office)
        yield from _in_list(f"{where}.kinds", before.kinds, after.kinds)
        yield from _in_list(f"{where}.managers", before.managers, after.managers)
        yield from _in_list(f"{where}.approvers", before.approvers, after.approvers)
        yield from _in_rotation(f"{where}.rotation", before.rotation, after.rotation)


def _in_rotation(where: str, old: Sequence[Member], new: Sequence[Member]) -> Iterator[str]:
    before: dict[str, Member] = {m.user: m for m in old}
    after: dict[str, Member] = {m.user: m for m in new}
    users: list[str] = [m.user for m in new]
    last_who_stayed = max((users.index(user) for user in users if user in before), default=-1)
    for user in _names(before, after):
        if user not in after:
            yield f"{where}: - {user}"
        elif user not in before:
            place = users.index(user)
            ahead = f" at place {place + 1}" if place < last_who_stayed else ""
            yield f"{where}: + {_member(after[user])}{ahead}"
        else:
            yield from _in_member(f"{where}.{user}", before[user], after[user])
    stayed = [
        [m.user for m in members if m.user in before.keys() & after] for members in (old, new)
    ]
    yield from _in_list(where, *stayed)


def _in_member(where: str, old: Member, new: Member) -> Iterator[str]:
    yield from _in_value(f"{where}.office", old.office, new.office)
    yield from _in_list(f"{where}.skills", old.skills, new.skills)
    before, after = str(old.capacity or ""), str(new.capacity or "")
    yield from _in_value(f"{where}.capacity", before, after, nothing="any number")
    yield from _in_value(f"{where}.vendor", old.vendor, new.vendor)


def _in_levels(
    where: str, old: Mapping[Priority, ServiceLevel], new: Mapping[Priority, ServiceLevel]
) -> Iterator[str]:
    for priority in Priority:
        before, after = old.get(priority), new.get(priority)
        if before is None and after is not None:
            yield f"{where}: + {priority} ({_level(after)})"
        elif before is not None and after is None:
            yield f"{where}: - {priority} ({_level(before)})"
        elif before is not None and after is not None:
            yield from _in_level(f"{where}.{priority}", before, after)


def _in_level(where: str, old: ServiceLevel, new: ServiceLevel) -> Iterator[str]:
    yield from _in_value(
        f"{where}.first_response", str(old.first_response), str(new.first_response)
    )
    before, after = str(old.update_every or ""), str(new.update_every or "")
    yield from _in_value(f"{where}.update_every", before, after)
    yield from _in_value(f"{where}.resolution", str(old.resolution), str(new.resolution))
    yield from _in_value(f"{where}.clock", old.clock, new.clock)


def _in_value(where: str, old: str, new: str, nothing: str = "none") -> Iterator[str]:
    if old != new:
        yield f"{where}: {old or nothing} → {new or nothing}"


def _in_list(where: str, old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    gone, come = Counter(old) - Counter(new), Counter(new) - Counter(old)
    yield from (f"{where}: - {item}" for item in gone.elements())
    yield from (f"{where}: + {item}" for item in come.elements())
    stayed = [
        list(dict.fromkeys(i for i in items if i in old and i in new)) for items in (old, new)
    ]
    same_items = not gone and not come
    if stayed[0] != stayed[1] or (same_items and tuple(old) != tuple(new)):
        yield f"{where}: order {', '.join(old)} → {', '.join(new)}"


def _names(old: Mapping[str, object], new: Mapping[str, object]) -> list[str]:
    """Every name once: the new policy's order, then what is gone."""
    return [*new, *(name for name in old if name not in new)]


def _spans(office: Office, day: str) -> str:
    return ", ".join(office.hours.get(day, ()))


def _office(office: Office) -> str:
    parts = [office.timezone]
    if office.holidays:
        parts.append(f"holidays {office.holidays}")
    parts += [f"{day} {_spans(office, day)}" for day in WEEKDAYS if office.hours.get(day)]
    if office.closed:
        parts.append(f"closed {' '.join(office.closed)}")
    return ", ".join(parts)


def _member(member: Member) -> str:
    parts = [member.office]
    if member.capacity is not None:
        parts.append(f"capacity {member.capacity}")
    if member.skills:
        parts.append(f"skills {' '.join(member.skills)}")
    if member.vendor:
        parts.append(f"vendor {member.vendor}")
    return f"{member.user} ({', '.join(parts)})"


def _level(level: ServiceLevel) -> str:
    update = f", update every {level.update_every}" if level.update_every else ""
    return (
        f"first response {level.first_response}{update}, resolution {level.resolution}, "
        f"clock {level.clock}"
    )


def _breach(step: BreachStep) -> str:
    return f"{step.after} after: {', '.join(step.tell)}"


def _digest(digest: Digest) -> str:
    return f"{digest.to} ({', '.join(digest.queues)}; {digest.cron} {digest.timezone})"
