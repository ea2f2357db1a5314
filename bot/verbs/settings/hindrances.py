"""What keeps a policy from being put in force now: the cases and the people there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.case.escalation import Escalation
from bot.case.states import UNCLAIMED, UNFINISHED
from bot.casework.queues import expand
from bot.policy import Policy, Queue
from bot.ports import CaseFilter, Work

NAMED_CASES = 5


def hindrances(work: Work, current: Policy, policy: Policy) -> Iterator[str]:
    """What a policy may say and the cases or the people of the moment don't allow, a sentence
    each."""
    if _managing(work, current) and not _managing(work, policy):
        yield (
            "Nobody would be left to manage the workspace: of its managers at least one has to be "
            "a full member who can be written to, by name or in a user group."
        )
    for queue in current.queues.values():
        after = policy.queues.get(queue.name) or policy.queues.get(policy.moved.get(queue.name, ""))
        if after is None:
            yield from _leaving(work, current, policy, queue)
            continue
        if _on_rotation(work, after):
            continue
        offered = _offered(work, current, queue.name) if _on_rotation(work, queue) else []
        if offered:
            yield (
                f"The rotation of {queue.name} can't be emptied while {_named(offered)} offered: "
                "put somebody else on it first."
            )
    yield from _on_their_way(work, current, policy)
    yield from _kinds(work, current, policy)


def _leaving(work: Work, current: Policy, policy: Policy, queue: Queue) -> Iterator[str]:
    """A queue that would be no more, and the policy doesn't say where its cases go."""
    names = current.names_of([queue.name])
    unfinished = _found(work, CaseFilter(states=UNFINISHED, queues=names))
    if unfinished:
        takes = (policy.queue_for(kind) for kind in queue.kinds)
        to = next((found.name for found in takes if found), next(iter(policy.queues)))
        yield (
            f"The queue {queue.name} can't leave while {_named(unfinished)} unfinished in it: say "
            f'where they go, like this: [moved] {queue.name} = "{to}". Or finish them first.'
        )


def _on_their_way(work: Work, current: Policy, policy: Policy) -> Iterator[str]:
    """Cases of a queue that left before and haven't all been looked at since: a policy that says
    nothing of it any more would have them nowhere in lists."""
    for name, to in current.moved.items():
        if name in policy.queues or name in policy.moved:
            continue
        unfinished = _found(work, CaseFilter(states=UNFINISHED, queues=(name,)))
        if unfinished:
            goal = to if to in policy.queues else policy.moved.get(to, next(iter(policy.queues)))
            yield (
                f"{_named(unfinished)} still on the way from the queue {name} to {to}: say where "
                f'they go, like this: [moved] {name} = "{goal}". Or try again in a minute.'
            )


def _kinds(work: Work, current: Policy, policy: Policy) -> Iterator[str]:
    """A kind that no queue would take any more."""
    for queue in current.queues.values():
        is_said = queue.name not in policy.queues and queue.name not in policy.moved
        for kind in () if is_said else queue.kinds:
            if policy.queue_for(kind) is not None:
                continue
            unfinished = _found(work, CaseFilter(states=UNFINISHED, kinds=(kind,)))
            if unfinished:
                yield (
                    f"No queue would take {kind} any more while {_named(unfinished)} unfinished: "
                    "let a queue have it, and they go there. Or finish them first."
                )


def _managing(work: Work, policy: Policy) -> bool:
    """Whether anybody who manages the workspace is known as one of its full members."""
    known = work.people.several(expand(work, policy.managers)).values()
    return any(person.can_be_asked for person in known)


def _on_rotation(work: Work, queue: Queue) -> bool:
    return bool(expand(work, (member.user for member in queue.rotation)))


def _offered(work: Work, policy: Policy, queue: str) -> list[Escalation]:
    wanted = CaseFilter(states=UNCLAIMED, queues=policy.names_of([queue]))
    return [case for case in _found(work, wanted) if case.offer is not None]


def _found(work: Work, wanted: CaseFilter) -> Sequence[Escalation]:
    return work.escalations.find(wanted, limit=work.escalations.count(wanted))


def _named(cases: Sequence[Escalation]) -> str:
    """The cases with the verb that follows, like "ESC-1 and ESC-2 are"."""
    names = [case.reference for case in cases[:NAMED_CASES]]
    left = len(cases) - len(names)
    if left:
        return f"{', '.join(names)} and {left} more are"
    listed = " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
    return f"{listed} {'is' if len(names) == 1 else 'are'}"
