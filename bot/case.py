"""How a verb approaches a case: the case locked, its queue, and who the person is to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.confidentiality import Confidentiality
from bot.errors import LostRace, Refused
from bot.escalation import Escalation, Move
from bot.identifiers import EscalationId, RequestKey, UserId
from bot.notices import CardChanged, HomeChanged, HomesChanged, Notice
from bot.people import Actor, Via, admit
from bot.permissions import Circle, Standing, check, standing
from bot.policy import Policy, Queue
from bot.ports import Receipt, Storage, TimelineEntry, Work
from bot.service.clocks import Service

LOOKED_AT = timedelta(minutes=10)
"""How long after somebody opened their App Home it is kept right."""
TRIES = 4
"""How often a verb is tried again on the new state after losing a race."""


@dataclass(frozen=True, slots=True)
class Case:
    """A case as a verb meets it. `cleared` is who is let into its class, None for everybody."""

    escalation: Escalation
    policy: Policy
    queue: Queue
    managers: frozenset[UserId]
    who: Standing
    actor: Actor
    cleared: frozenset[UserId] | None = None

    @property
    def service(self) -> Service:
        """By what it is served now."""
        return Service(self.policy, self.queue)


def carry_out(
    storage: Storage, key: RequestKey, verb: Callable[[Work], Receipt], now: datetime
) -> Receipt:
    """Runs a verb in one transaction under its idempotency key; a repeat gets the first answer.

    Raises what the verb raises (Refused), StorageAway, CommitInDoubt.
    """
    for _ in range(TRIES):
        try:
            with storage.begin() as work:
                done = work.requests.find(key)
                if done is not None:
                    return done
                receipt = verb(work)
                work.requests.keep(key, receipt, now)
            return receipt
        except LostRace:
            continue
    raise Refused("Somebody else is changing this at the same moment. Please try again.")


def anew(storage: Storage, do: Callable[[Work], None]) -> None:
    """Does in one transaction what is safe to repeat, again after losing a race. Raises LostRace
    when it loses them all, StorageAway."""
    for left in reversed(range(TRIES)):
        try:
            with storage.begin() as work:
                do(work)
            return
        except LostRace:
            if not left:
                raise


def policy_in_force(work: Work) -> Policy:
    """The current policy, with the members of each group that has a place on a rotation. Raises
    Refused when none was ever applied."""
    policy = work.policies.current()
    if policy is None:
        raise Refused("Escalations isn't set up yet: it has no policy. Please tell its operator.")
    groups = policy.groups_on_rotations()
    if not groups:
        return policy
    return policy.with_members({group: work.people.group_members([group]) for group in groups})


def hold_queues(work: Work, policy: Policy, *others: Policy) -> None:
    """Waits for the offers being made in the queues of these policies, and lets nobody make one
    until this transaction ends. Raises LostRace where the first of them is no longer in force."""
    work.turns.lock({name for one in (policy, *others) for name in one.queues})
    if not work.policies.is_newest(policy.version):
        raise LostRace("policy")


def queue_of(policy: Policy, escalation: Escalation) -> Queue:
    """The case's queue; one that the policy no longer names has managers and no rotation."""
    queue = policy.queues.get(escalation.queue)
    if queue is not None:
        return queue
    return Queue(escalation.queue, escalation.channel, office="", kinds=(escalation.kind,))


def expand(work: Work, ids: Iterable[str]) -> frozenset[UserId]:
    """The people behind user ids and user group ids (S…)."""
    listed = tuple(ids)
    groups = [i for i in listed if i.startswith("S")]
    people = frozenset(UserId(i) for i in listed if not i.startswith("S"))
    return people | (work.people.group_members(groups) if groups else frozenset())


def managers_of(work: Work, policy: Policy, queue: Queue) -> frozenset[UserId]:
    """The queue's managers, the workspace's where it names none."""
    return expand(work, policy.managers_of(queue))


def managers_there(
    work: Work, policy: Policy, queue: Queue | None, now: datetime
) -> frozenset[UserId]:
    """Whom to tell of the managers of a queue, or of the workspace: those who are there; where none
    of a queue's own is, the workspace's; the ones who are away only where nobody else is left, and
    who can't act here any more never."""
    workspace = expand(work, policy.managers)
    own = managers_of(work, policy, queue) if queue is not None else workspace
    everybody = tuple(own | workspace)
    known, away = work.people.several(everybody), work.absences.current(now, everybody)
    left = {user for user, person in known.items() if not person.is_full_member}
    gone = left | away.keys()
    ranks = (own - gone, workspace - gone, own - left, workspace - left)
    return next(filter(None, ranks), frozenset())


def circle_of(work: Work, policy: Policy, queue: Queue, escalation: Escalation) -> Circle:
    """The people around a case, its user groups read out."""
    cleared = None
    if escalation.confidentiality != Confidentiality.INTERNAL:
        cleared = expand(work, policy.clearances.get(escalation.confidentiality, ()))
    return Circle(
        frozenset(member.user for member in queue.rotation),
        managers_of(work, policy, queue),
        expand(work, queue.approvers),
        cleared,
    )


def changed(
    work: Work, escalation_id: EscalationId, by: UserId | None = None, *notes: Notice
) -> None:
    """A case is no longer as its card says, nor as App Homes show it: both are drawn anew. `notes`
    are what people are told of it."""
    work.outbox.put(CardChanged(escalation_id), *notes, *stale_homes(work, by))


def stale_homes(work: Work, by: UserId | None = None) -> tuple[Notice, ...]:
    """What has App Homes drawn anew for those who look at theirs: first for the person who changed
    what they show, then for the rest."""
    viewers = work.homes.viewers(LOOKED_AT)
    own = (HomeChanged(by),) if by is not None and by in viewers else ()
    others = (HomesChanged(by),) if any(viewer != by for viewer in viewers) else ()
    return (*own, *others)


def namer(work: Work) -> Callable[[UserId], str]:
    """Finds the display name of a person, the id of one who is unknown."""

    def name_of(user: UserId) -> str:
        names: Mapping[UserId, str] = work.people.names([user])
        return names.get(user, user)

    return name_of


def admitted(work: Work, user: UserId) -> None:
    """Raises Refused unless this is a full member of the workspace, UnknownPerson for strangers."""
    admit(user, work.people.get(user))


def approach(work: Work, escalation_id: EscalationId, actor: Actor, *, lock: bool = True) -> Case:
    """The case, locked unless told otherwise, and what the person is to it.

    Raises Refused for people who can't act and cases that don't exist.
    """
    admitted(work, actor.user)
    read = work.escalations.get if lock else work.escalations.peek
    escalation = read(escalation_id)
    if escalation is None:
        raise Refused(f"There is no ESC-{escalation_id}.")
    policy = policy_in_force(work)
    queue = queue_of(policy, escalation)
    circle = circle_of(work, policy, queue, escalation)
    who = standing(actor.user, escalation, circle)
    return Case(escalation, policy, queue, circle.managers, who, actor, circle.cleared)


def allowed(work: Work, case: Case, move: Move) -> None:
    """Raises Refused unless the person may make this move on the case as it stands."""
    check(move, case.escalation, case.who, namer(work))


def note(
    work: Work,
    escalation_id: EscalationId,
    now: datetime,
    what: str,
    *,
    by: Actor | None = None,
    why: str = "",
    details: Mapping[str, str] | None = None,
) -> None:
    """Adds a line to the case's timeline; without a person it was the bot's doing."""
    work.timeline.add(
        TimelineEntry(
            escalation_id,
            now,
            by.user if by else None,
            what,
            by.via if by else Via.TIMER,
            why,
            dict(details or {}),
        )
    )
