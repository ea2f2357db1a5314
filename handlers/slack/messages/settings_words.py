"""What changes from one policy to the next, in the words of who works by it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from bot.business_hours import WEEKDAYS
from bot.case.confidentiality import Confidentiality
from bot.case.kinds import KINDS
from bot.case.priority import Priority
from bot.policy import (
    Approval,
    ApprovalWhen,
    ClockKind,
    Digest,
    Member,
    Office,
    Policy,
    Queue,
    ServiceLevel,
)
from bot.policy.diff import differences
from handlers.slack.messages.digest_times import DAYS, when

_CLOCKS = {ClockKind.OFFICE: "the office's opening hours", ClockKind.ROUND_THE_CLOCK: "all hours"}


def in_words(old: Policy, new: Policy) -> tuple[str, ...]:
    """A line each change, ids as they are. What there are no words for is said as in the file."""
    lines = [
        *_of_queues(old, new),
        *_of_offices(old, new),
        *_of_levels(old, new),
        *_of_digests(old, new),
        *_of_skills(old, new),
        *_of_people(old, new),
        *_of_approvals(old, new),
        *_of_the_workspace(old, new),
    ]
    rest = differences(_with_what_is_said(old, new), new)
    return (*lines, *rest) or differences(old, new)


def _with_what_is_said(old: Policy, new: Policy) -> Policy:
    """The old policy with all of the new one that there are words for."""
    queues = {}
    for name, queue in old.queues.items():
        now = new.queues.get(name)
        if now is not None:
            gone = tuple(kind for kind in queue.kinds if kind not in now.kinds)
            queues[name] = replace(
                queue,
                kinds=(*now.kinds, *gone),
                rotation=now.rotation,
                managers=now.managers,
                approvers=now.approvers,
            )
        elif name not in new.moved:
            queues[name] = queue
    return replace(
        old,
        managers=new.managers,
        tell_p1=new.tell_p1,
        offices=new.offices,
        queues=queues,
        service_levels=new.service_levels,
        digests=new.digests,
        skills=new.skills,
        clearances=new.clearances,
        approvals=new.approvals,
        second_look=new.second_look,
        moved=new.moved,
    )


def _of_queues(old: Policy, new: Policy) -> Iterator[str]:
    for name, queue in new.queues.items():
        if name in old.queues:
            where = f" in {name}" if len(new.queues) > 1 else ""
            yield from _of_rotation(old.queues[name], queue, where)
            for kind in _come(old.queues[name].kinds, queue.kinds):
                yield f"{name} takes {KINDS[kind].label} cases now"


def _of_rotation(old: Queue, new: Queue, where: str) -> Iterator[str]:
    before = {m.user: m for m in old.rotation}
    after = {m.user: m for m in new.rotation}
    for user in before.keys() - after.keys():
        yield f"{user} is off the rotation of {new.name}"
    for place, (user, member) in enumerate(after.items(), 1):
        if user not in before:
            facts = f"{member.office}, {_cases(member)}"
            skills = f", {', '.join(member.skills)}" if member.skills else ""
            vendor = f", vendor {member.vendor}" if member.vendor else ""
            yield f"{user} is {place}. on the rotation of {new.name}: {facts}{skills}{vendor}"
        else:
            yield from _of_member(before[user], member, where)
    stayed = [[u for u in listed if u in before and u in after] for listed in (before, after)]
    if stayed[0] != stayed[1]:
        yield f"The order on the rotation of {new.name} is {', '.join(after)}"


def _of_member(old: Member, new: Member, where: str) -> Iterator[str]:
    if old.capacity != new.capacity:
        yield f"{new.user} {_cases(new)}{where} (was {old.capacity or 'any number'})"
    if old.office != new.office:
        yield f"{new.user} works in {new.office}{where} (was {old.office})"
    for skill in _come(old.skills, new.skills):
        yield f"{new.user} has the skill {skill} now{where}"
    for skill in _come(new.skills, old.skills):
        yield f"{new.user} no longer has the skill {skill}{where}"
    if old.vendor != new.vendor:
        was = old.vendor or "none"
        yield f"{new.user} is with the vendor {new.vendor or 'none'}{where} (was {was})"


def _cases(member: Member) -> str:
    if member.capacity is None:
        return "takes any number of cases at a time"
    return f"takes {member.capacity} case{'' if member.capacity == 1 else 's'} at a time"


def _of_offices(old: Policy, new: Policy) -> Iterator[str]:
    for name in old.offices:
        if name not in new.offices:
            yield f"The office {name} is given up"
    for name, office in new.offices.items():
        if name not in old.offices:
            yield f"There's a new office: {name}, in {office.timezone}"
            yield from _of_office(Office(name, office.timezone, hours={}), office)
        else:
            yield from _of_office(old.offices[name], office)


def _of_office(old: Office, new: Office) -> Iterator[str]:
    if old.timezone != new.timezone:
        yield f"{new.name} is in {new.timezone} (was {old.timezone})"
    if old.holidays != new.holidays:
        whose, was = new.holidays or "no country", old.holidays or "none"
        yield f"{new.name} keeps the public holidays of {whose} (was {was})"
    for day, name in zip(WEEKDAYS, DAYS, strict=True):
        before, after = (", ".join(o.hours.get(day, ())) for o in (old, new))
        if before != after:
            opens = f"is open {after} on {name}" if after else f"is closed on {name}"
            yield f"{new.name} {opens} (was {before or 'closed'})"
    for date in _come(old.closed, new.closed):
        yield f"{new.name} is closed on {date}"
    for date in _come(new.closed, old.closed):
        yield f"{new.name} is no longer closed on {date}"


def _of_levels(old: Policy, new: Policy) -> Iterator[str]:
    for kind in dict.fromkeys((*new.service_levels, *old.service_levels)):
        label = KINDS[kind].label
        if kind not in new.service_levels:
            yield f"{label} has no service levels of its own any more"
            continue
        if kind not in old.service_levels:
            yield f"{label} has service levels of its own now"
        for priority in Priority:
            was, now = old.service_level(kind, priority), new.service_level(kind, priority)
            if now is not None:
                yield from _of_level(f"{label} {priority}", was, now)


def _of_level(whose: str, old: ServiceLevel | None, new: ServiceLevel) -> Iterator[str]:
    for words, before, after in (
        ("first response within", old and old.first_response, new.first_response),
        ("an update every", old and old.update_every, new.update_every),
        ("resolution within", old and old.resolution, new.resolution),
    ):
        if before != after:
            said = f"{words} {after}" if after else "no regular update"
            was = "none" if not before else str(before) if after else f"every {before}"
            yield f"{whose}: {said} (was {was})"
    if old is None or old.clock is not new.clock:
        was = f" (was {_CLOCKS[old.clock]})" if old is not None else ""
        yield f"{whose}: counts {_CLOCKS[new.clock]}{was}"


def digest_when(digest: Digest) -> str:
    """When a digest goes out, in words where there are any."""
    return f"{when(digest.cron) or digest.cron}, {digest.timezone}"


def _of_digests(old: Policy, new: Policy) -> Iterator[str]:
    gone = [d for d in old.digests if d not in new.digests]
    come = [d for d in new.digests if d not in old.digests]
    if len(gone) == len(come) == 1 and gone[0].to == come[0].to:
        before, after = gone[0], come[0]
        if before.queues != after.queues:
            was = ", ".join(before.queues)
            yield f"The digest to {after.to} is about {', '.join(after.queues)} (was {was})"
        if digest_when(before) != digest_when(after):
            yield f"The digest to {after.to} comes {digest_when(after)} (was {digest_when(before)})"
        return
    for digest in gone:
        yield f"No more digest to {digest.to}: {', '.join(digest.queues)}, {digest_when(digest)}"
    for digest in come:
        yield f"A digest goes to {digest.to}: {', '.join(digest.queues)}, {digest_when(digest)}"


def _of_skills(old: Policy, new: Policy) -> Iterator[str]:
    for kind in dict.fromkeys((*old.skills, *new.skills)):
        before, after = old.skills.get(kind, ()), new.skills.get(kind, ())
        for skill in _come(before, after):
            yield f"{KINDS[kind].label} asks for the skill {skill} now"
        for skill in _come(after, before):
            yield f"{KINDS[kind].label} no longer asks for the skill {skill}"


def _of_people(old: Policy, new: Policy) -> Iterator[str]:
    yield from _listed("manages the workspace", old.managers, new.managers)
    for name, queue in new.queues.items():
        if name in old.queues:
            before = old.queues[name]
            yield from _listed(f"manages {name}", before.managers, queue.managers)
            yield from _listed(f"approves in {name}", before.approvers, queue.approvers)
    yield from _cleared(old.clearances, new.clearances)


def _cleared(
    old: Mapping[str, tuple[str, ...]], new: Mapping[str, tuple[str, ...]]
) -> Iterator[str]:
    for class_ in dict.fromkeys((*old, *new)):
        does = f"is cleared for {Confidentiality(class_).words} cases"
        yield from _listed(does, old.get(class_, ()), new.get(class_, ()))


def approved_when(when: Sequence[ApprovalWhen]) -> str:
    """Which decisions a second person approves; `when` empty: none."""
    if not when or ApprovalWhen.ALWAYS in when:
        return "every decision" if when else "none"
    does = {
        ApprovalWhen.REVERSED: "reverse an earlier one",
        ApprovalWhen.RESTRICTION: "impose a restriction",
    }
    said = " and ".join(words for one, words in does.items() if one in when)
    on = " on P1 cases" if ApprovalWhen.P1 in when else ""
    return f"decisions{on}" + (f" that {said}" if said else "")


def share(second_look: float | None) -> str:
    """How many decisions get a second look."""
    return f"{second_look * 100:.6g} % of decisions" if second_look else "no decision"


def _of_approvals(old: Policy, new: Policy) -> Iterator[str]:
    none = Approval("")
    for kind in KINDS:
        before, after = (policy.approval_of(kind) or none for policy in (old, new))
        label = KINDS[kind].label
        if set(before.when) != set(after.when):
            was = approved_when(before.when)
            yield f"{label}: a second person approves {approved_when(after.when)} (was {was})"
        yield from _listed(f"approves decisions on {label} cases", before.people, after.people)
        if before.people and after.when and not after.people:
            yield f"The approvers of its queue approve decisions on {label} cases now"
    if (old.second_look or 0) != (new.second_look or 0):
        now, was = share(new.second_look), share(old.second_look)
        yield f"A second look at {now} (was {was})"


def _listed(does: str, old: tuple[str, ...], new: tuple[str, ...]) -> Iterator[str]:
    yield from (f"{id_} {does} now" for id_ in _come(old, new))
    yield from (f"{id_} no longer {does}" for id_ in _come(new, old))


def _of_the_workspace(old: Policy, new: Policy) -> Iterator[str]:
    if new.tell_p1 != old.tell_p1:
        on, off = "are told at once of a P1 now", "aren't told at once of a P1 any more"
        yield f"Managers {on if new.tell_p1 else off}"
    for name, to in new.moved.items():
        if old.moved.get(name) != to:
            out = f"The queue {name} is taken out. " if name in old.queues else ""
            yield f"{out}Cases of {name} go to {to}"


def _come(old: Iterable[str], new: Iterable[str]) -> list[str]:
    before = set(old)
    return [item for item in new if item not in before]
