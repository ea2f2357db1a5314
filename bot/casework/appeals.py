"""Which decision an appeal contests, whether it comes in time, and who must not judge it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.case.appeal import Appeal, Original
from bot.case.confidentiality import Confidentiality
from bot.case.decision import Decision
from bot.case.errors import Fault, RefusalCode
from bot.case.escalation import Escalation
from bot.case.identifiers import EscalationId, UserId, is_person, read_reference
from bot.case.imported import Imported
from bot.case.kinds import KINDS, ORIGINAL, RECEIVED, Mark
from bot.case.permissions import Sight
from bot.casework.particulars import instant_answered
from bot.casework.queues import expand
from bot.casework.viewer import Viewer
from bot.policy import Policy
from bot.ports import Work
from bot.rotation.choice import Exclusion

DECIDED_IT = "made the decision under appeal"


@dataclass(frozen=True, slots=True)
class NamedOriginal:
    """The decision of ours that is named, with its case."""

    escalation: Escalation
    decision: Decision
    told_at: datetime | None


def named(work: Work, user: UserId, text: str) -> NamedOriginal | Fault:
    """The decision that somebody names by its case's reference, or what is wrong with it: there is
    none, it isn't decided, they have made it themselves, or it isn't theirs to read."""
    about = read_reference(text)
    escalation = work.escalations.peek(about) if about is not None else None
    if escalation is None:
        shown = f"ESC-{about}" if about is not None else "such case"
        return Fault(RefusalCode.NOT_FOUND, f"There is no {shown}.")
    if Viewer(work, user).sight(escalation) is not Sight.ALL:
        words = f"{escalation.reference} isn't yours to read: ask its queue to raise the appeal."
        return Fault(RefusalCode.NOT_CLEARED, words)
    decision = work.decisions.latest(escalation.id)
    if decision is None:
        words = f"{escalation.reference} isn't decided: there is nothing to appeal against yet."
        return Fault(RefusalCode.WRONG_STATE, words)
    if decision.decided_by == user:
        words = (
            f"You decided {escalation.reference} yourself: decide it again, or have it reopened. "
            "Nobody appeals their own decision."
        )
        return Fault(RefusalCode.CONFLICT_OF_INTEREST, words)
    told = work.decisions.communication(decision.id)
    return NamedOriginal(escalation, decision, told.at if told is not None else None)


def read_original(
    work: Work, policy: Policy, user: UserId, answers: Mapping[str, str]
) -> Original | dict[str, Fault]:
    """The decision an appeal's answers name, or what is wrong with them, by the question's key.

    Of one of ours who made it, and when, is what the register says."""
    text = answers.get(ORIGINAL, "")
    elsewhere = of_another_system(work, policy, user, text)
    if isinstance(elsewhere, Fault):
        return {ORIGINAL: elsewhere}
    if elsewhere is not None:
        return _of_another_system(elsewhere)
    if "://" not in text:
        ours = named(work, user, text)
        if isinstance(ours, Fault):
            return {ORIGINAL: ours}
        return _of_ours(policy, ours)
    faults: dict[str, Fault] = {}
    by, vendor = answers.get("decided_by", ""), answers.get("vendor", "")
    at = instant_answered(answers, "decided_at")
    outside = "It was decided elsewhere: "
    if not by:
        faults["decided_by"] = Fault(RefusalCode.REQUIRED, f"{outside}say by whom.")
    if by == "vendor" and not vendor:
        faults["vendor"] = Fault(RefusalCode.REQUIRED, "Say which vendor decided it.")
    if at is None:
        faults["decided_at"] = Fault(RefusalCode.REQUIRED, f"{outside}say when.")
    decider = answers.get("decider", "")
    if decider == user:
        words = "You made that decision yourself: nobody appeals their own."
        faults["decider"] = Fault(RefusalCode.CONFLICT_OF_INTEREST, words)
    if faults or at is None:
        return faults
    person = UserId(decider) if decider else None
    return Original(by, at, link=text, decider=person, vendor=vendor if by == "vendor" else "")


def of_another_system(
    work: Work, policy: Policy, user: UserId, text: str
) -> Imported | Fault | None:
    """The imported decision that somebody names by its key or a link of it, or why they can't
    appeal against it; None where it's none. A reference of ours goes before a key."""
    if "://" in text:
        found = work.imported.with_link(text)
    else:
        about = read_reference(text)
        is_ours = about is not None and work.escalations.peek(about) is not None
        found = None if is_ours else work.imported.get(text.strip())
    if found is None:
        return None
    class_ = KINDS[found.kind].confidentiality
    is_open = class_ is Confidentiality.INTERNAL
    if not is_open and user not in expand(work, policy.clearances.get(class_, ())):
        words = f"{found.external_id} isn't yours to read: ask who is cleared to raise the appeal."
        return Fault(RefusalCode.NOT_CLEARED, words)
    if found.decided_by == user:
        words = f"You decided {found.external_id} yourself: nobody appeals their own decision."
        return Fault(RefusalCode.CONFLICT_OF_INTEREST, words)
    return found


def _of_another_system(found: Imported) -> Original:
    """Who made it, and when the party was told, is what was imported."""
    return Original(
        found.decided_by_type,
        found.decided_at,
        decider=UserId(found.decided_by) if is_person(found.decided_by) else None,
        vendor=found.vendor,
        imported=found.external_id,
        told_at=found.notified_at,
    )


def _of_ours(policy: Policy, ours: NamedOriginal) -> Original:
    e, decision = ours.escalation, ours.decision
    places = (queue.member(decision.decided_by) for queue in policy.queues.values())
    vendor = next((place.vendor for place in places if place and place.vendor), "")
    return Original(
        "vendor" if vendor else "staff",
        decision.decided_at,
        case=e.id,
        decision=decision.id,
        decider=decision.decided_by,
        vendor=vendor,
        told_at=ours.told_at,
    )


def appeal_of(
    work: Work,
    policy: Policy,
    escalation_id: EscalationId,
    original: Original,
    answers: Mapping[str, str],
    now: datetime,
) -> Appeal:
    """The appeal, marked where it is out of time (`[appeals] window`) or not the first of its side;
    it counts from when it was received."""
    received, side = instant_answered(answers, RECEIVED) or now, answers.get("complainant", "")
    return Appeal(
        escalation_id,
        original,
        side,
        answers.get("basis", ""),
        received,
        is_late=received > original.contestable_from + policy.contestable_for.elapsed(),
        earlier=work.appeals.first(original, side),
    )


def keep_appeal(work: Work, appeal: Appeal, now: datetime) -> None:
    """Remembers it, and keeps who made the contested decision from it, person or vendor."""
    work.appeals.add(appeal)
    o = appeal.original
    barred = [Exclusion(DECIDED_IT, o.decider)] if o.decider else []
    barred += [Exclusion(DECIDED_IT, vendor=o.vendor)] if o.vendor else []
    for exclusion in barred:
        work.exclusions.add(appeal.escalation_id, exclusion, None, now)


def marks_of(work: Work, escalation: Escalation) -> tuple[Mark, ...]:
    """What a case is marked as, if it is an appeal."""
    appeal = work.appeals.of(escalation.id)
    return appeal.marks if appeal is not None else ()
