"""Changing the policy from Slack: who may, what it would do, and putting it in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from bot.case.errors import RefusalCode, Refused, at_fault, check_text
from bot.case.identifiers import UserId
from bot.case.people import Actor
from bot.case.permissions import check_manages
from bot.case.text import clean
from bot.casework.approach import admitted
from bot.casework.queues import expand, hold_queues, managers_of
from bot.policy import Policy
from bot.policy.editing import Change, changed
from bot.policy.file import cautions
from bot.ports import PolicyVersion, Receipt, Work
from bot.verbs.settings.adopt_policy import adopt_policy, propose

NEWER_SHOWN = 5
OF_THE_WORKSPACE = "Only a manager of the whole workspace can change this."
NOT_SET_UP = "Escalations isn't set up yet: it has no policy. Please tell its operator."


@dataclass(frozen=True, slots=True)
class EditableSettings:
    """The policy in force, and what of it somebody may change: everything, or the rotations of
    these queues alone."""

    policy: Policy
    everything: bool
    queues: tuple[str, ...]

    def check(self, queue: str) -> None:
        """Raises Refused unless they may change this queue's rotation, '' for anything else."""
        if not self.everything and queue not in self.queues:
            raise Refused(OF_THE_WORKSPACE, code=RefusalCode.NOT_ALLOWED)


@dataclass(frozen=True, slots=True)
class SettingsReview:
    """What a change would do to the policy in force. `since` is what others have changed since the
    version it was shown on, in the versions `newer`; `notes` is what is rarely meant."""

    current: Policy
    policy: Policy
    changes: tuple[str, ...]
    since: tuple[str, ...]
    newer: tuple[PolicyVersion, ...]
    notes: tuple[str, ...]
    at: datetime
    base: Policy | None = None
    """The version it was shown on, where that is kept."""

    @property
    def mark(self) -> str:
        """Tells one set of changes from another: what was shown is what is saved."""
        return sha256("\n".join(self.changes).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class SettingsRequest:
    """A change to be saved: the version it was shown on, the mark of what was shown, and why."""

    actor: Actor
    change: Change
    based_on: int
    shown: str
    why: str


class NotAsShown(Refused):
    """What would be saved is not what the person has been shown, so they are shown it first."""

    def __init__(self, review: SettingsReview) -> None:
        words = "The settings have changed meanwhile. Please look at them once more."
        super().__init__(words, code=RefusalCode.NO_LONGER_SO)
        self.review = review


def editable_settings(work: Work, user: UserId) -> EditableSettings:
    """What this person may change. Raises Refused for somebody who manages nothing, and where there
    is no policy yet."""
    admitted(work, user)
    policy = work.policies.current()
    if policy is None:
        raise Refused(NOT_SET_UP, code=RefusalCode.NOT_SET_UP)
    everything = user in expand(work, policy.managers)
    queues = tuple(
        name
        for name, queue in policy.queues.items()
        if everything or user in managers_of(work, policy, queue)
    )
    check_manages(user, frozenset([user] if everything or queues else []), "change settings")
    return EditableSettings(policy, everything, queues)


def review(
    work: Work, actor: Actor, change: Change, based_on: int, now: datetime
) -> SettingsReview:
    """What the change would do now. Raises Refused where it can't be made, not by this person, or
    where nothing would change."""
    settings = editable_settings(work, actor.user)
    settings.check(change.queue)
    policy = changed(settings.policy, change)
    proposal = propose(work, policy, based_on or None)
    if not proposal.changes:
        raise Refused("Nothing would change.", code=RefusalCode.ALREADY_SO)
    if proposal.hindrances:
        raise Refused(" ".join(proposal.hindrances), code=RefusalCode.IN_THE_WAY)
    before = (*cautions(settings.policy), *_of_people(work, settings.policy))
    after = (*cautions(policy), *_of_people(work, policy))
    notes = tuple(note for note in after if note not in before)
    base = work.policies.version(based_on) if based_on else None
    newer = tuple(v for v in work.policies.history(NEWER_SHOWN) if v.version > based_on)
    changes, since = proposal.changes, proposal.since_base
    return SettingsReview(settings.policy, policy, changes, since, newer, notes, now, base)


def _of_people(work: Work, policy: Policy) -> tuple[str, ...]:
    """Who is on a rotation and can't be offered anything."""
    users = {member.user for queue in policy.queues.values() for member in queue.rotation}
    known = work.people.several(users).values()
    return tuple(
        f"{person.user} can't be offered anything: only full members of the workspace can"
        for person in sorted(known, key=lambda person: person.user)
        if not person.is_full_member
    ) + tuple(
        f"{person.user} can't be offered anything: Slack says {person.unreachable}"
        for person in sorted(known, key=lambda person: person.user)
        if person.is_full_member and person.unreachable
    )


def change_settings(work: Work, request: SettingsRequest, now: datetime) -> Receipt:
    """Puts a change in force, as it was shown and for the reason given. Raises NotAsShown where
    somebody else was quicker, or something else was typed since, and Refused where the change
    can't be made, or not by this person, or no reason is given."""
    current = work.policies.current()
    if current is not None:
        hold_queues(work, current)
    found = review(work, request.actor, request.change, request.based_on, now)
    if request.based_on != found.current.version or request.shown != found.mark:
        raise NotAsShown(found)
    why = clean(request.why)
    if faults := check_text("why", why, missing="Say why: it is kept with the change."):
        raise at_fault(faults)
    stored = adopt_policy(work, found.policy, request.actor.user, now, why)
    return Receipt("\n".join([f"Version {stored.version} is in force.", *found.changes]))
