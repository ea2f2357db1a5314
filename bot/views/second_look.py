"""What a reviewer is asked to judge: that there is one, and the case with nothing of how it was
decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.case.appeal import Appeal
from bot.case.confidentiality import Confidentiality
from bot.case.decision import Decision
from bot.case.errors import Refused
from bot.case.identifiers import EscalationId, UserId, reference
from bot.case.kinds import KINDS
from bot.case.second_look import SNOOZES, LookId
from bot.casework.appeals import marks_of
from bot.casework.case_view import appeal_in
from bot.casework.looked_for import looked_for
from bot.casework.queues import policy_in_force
from bot.events import ConsultAnswered, InformationAdded
from bot.ports import Work
from bot.views.similar import original_for

ADDED_SHOWN = 5


@dataclass(frozen=True, slots=True)
class BlindCase:
    """A case without its decision, its thread and who had it, so that nothing made of this can show
    any. `original` is the decision that an appeal contests, which is what's to be judged. `added`
    is what came to it before it was decided, `outcomes` and `grounds` what there is to choose."""

    look: LookId
    id: EscalationId
    kind: str
    title: str
    what_happened: str
    account: str
    links: tuple[str, ...]
    answers: Mapping[str, str]
    appeal: Appeal | None
    original: Decision | None
    added: tuple[tuple[datetime, str], ...]
    outcomes: Mapping[str, str]
    grounds: Mapping[str, str]
    can_snooze: bool

    @property
    def reference(self) -> str:
        """The name people use, ESC-<n>."""
        return reference(self.id)


@dataclass(frozen=True, slots=True)
class LookAsked:
    """That somebody is asked for a second look: of a case above `internal` no title, since a list
    is no look at it. `comes_at` is until when they have put it off, `lapses_at` when it goes to
    somebody else."""

    look: LookId
    id: EscalationId
    kind: str
    title: str
    comes_at: datetime | None
    lapses_at: datetime | None
    can_snooze: bool

    @property
    def reference(self) -> str:
        """The name people use, ESC-<n>."""
        return reference(self.id)


def look_asked(work: Work, user: UserId) -> LookAsked | None:
    """The second look that is before somebody, of which there is one at a time; None where nobody
    asks them for any, or not any more."""
    number = work.second_looks.before([user]).get(user)
    if number is None:
        return None
    try:
        look, e = looked_for(work, number, user, lock=False)
    except Refused:
        return None
    title = e.title if e.confidentiality == Confidentiality.INTERNAL else ""
    can_snooze = look.comes_at is None and look.snoozes < SNOOZES
    return LookAsked(look.id, e.id, e.kind, title, look.comes_at, look.lapses_at, can_snooze)


def blind_case(work: Work, number: LookId, user: UserId) -> BlindCase:
    """A case for somebody who is asked to judge it. Raises Refused where they aren't, or not any
    more."""
    look, e = looked_for(work, number, user, lock=False)
    appeal, kind = appeal_in(work, e), KINDS.get(e.kind)
    added = [
        (entry.at, entry.why)
        for entry in work.timeline.of(e.id)
        if isinstance(entry.event, InformationAdded | ConsultAnswered)
        and entry.at <= look.drawn_at
        and entry.why
    ]
    ends = kind.outcomes_for(marks_of(work, e)) if kind is not None else ()
    return BlindCase(
        look.id,
        e.id,
        e.kind,
        e.title,
        e.what_happened,
        e.account,
        e.links,
        e.answers,
        appeal,
        original_for(work, user, appeal),
        tuple(added[-ADDED_SHOWN:]),
        {outcome.name: outcome.label for outcome in ends},
        policy_in_force(work).grounds,
        look.snoozes < SNOOZES,
    )
