"""The messages to a case's impacted parties: to whom there is one, what each is drafted from, and
what it is held to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.case.confidentiality import Confidentiality
from bot.case.decision import MESSAGE_LIMIT, Decision, DecisionDraft
from bot.case.errors import Fault, RefusalCode, Refused
from bot.case.escalation import Escalation
from bot.case.identifiers import UserId
from bot.case.kinds import OUTCOMES
from bot.case.message import (
    Checked,
    Wording,
    commercial_words,
    faults_of_message,
    needs_redress,
)
from bot.case.restriction import RESTRICTIONS, countries, day, exactly
from bot.casework.approach import Case
from bot.policy import APPEAL_WINDOW
from bot.policy.languages import language_in
from bot.ports import Work
from bot.templates import Record, built_in
from bot.templates.draft import FALLBACK

PARTY, OTHER = "party", "other"
UK = "GB"
Wordings = Mapping[str, Wording]


def built_in_wordings() -> Wordings:
    """What a message is read for where no folder of templates says otherwise."""
    return built_in().wordings


@dataclass(frozen=True, slots=True)
class OtherSide:
    """The other one of two impacted parties. `is_needed`: there is one for certain, so that a
    message to them is no choice."""

    who: str
    is_needed: bool


def other_side(escalation: Escalation, outcome: str) -> OtherSide | None:
    """Who else is to be told: of a dispute the reviewer; where an appeal is reversed, the side that
    didn't contest it. None where nobody is."""
    if escalation.kind == "dispute":
        return OtherSide("the reviewer", is_needed=True)
    known = OUTCOMES.get(outcome)
    if not escalation.is_appeal or known is None or not known.is_reversal:
        return None
    if escalation.answers.get("complainant") == "notifier":
        return OtherSide("the affected party", is_needed=True)
    return OtherSide("who notified it", is_needed=False)


def faults_of_messages(
    work: Work, case: Case, draft: DecisionDraft, wordings: Wordings
) -> Mapping[str, Fault]:
    """What is wrong with the messages of a draft, by field; too long or missing is for others to
    say."""
    found: dict[str, Fault] = {}
    other = other_side(case.escalation, draft.outcome)
    for field, side, text in _messages(draft):
        if text and len(text) <= MESSAGE_LIMIT:
            checked = held_to(work, case, draft, side, wordings)
            if faults := faults_of_message(text, checked):
                found[field] = Fault(RefusalCode.INVALID, " ".join(faults))
        elif text:
            words = f"{len(text)} characters are too many: at most {MESSAGE_LIMIT}."
            found[field] = Fault(RefusalCode.INVALID, words)
    if other is not None and other.is_needed and not draft.other_message:
        words = f"Write what {other.who} is told: they are impacted too."
        found["other_message"] = Fault(RefusalCode.REQUIRED, words)
    if other is None and draft.other_message:
        words = "With this outcome there is nobody else to tell: leave this empty."
        found["other_message"] = Fault(RefusalCode.INVALID, words)
    return found


def check_sendable(
    work: Work, case: Case, decision: Decision, wordings: Wordings, now: datetime
) -> None:
    """Raises Refused unless what is on record can go out to its parties as it is: people and names
    may have changed since it was written, and the class may forbid it for now."""
    e = case.escalation
    if e.embargo_until is not None and now < e.embargo_until:
        raise Refused(
            f"{e.reference} is embargoed until {e.embargo_until:%Y-%m-%d %H:%M} UTC: nobody "
            "outside can be told before that.",
            code=RefusalCode.NOT_ALLOWED,
        )
    for _, side, text in _messages(decision):
        if text and (
            faults := faults_of_message(text, held_to(work, case, decision, side, wordings))
        ):
            whom = "impacted party" if side == PARTY else "other party"
            raise Refused(
                f"The message to the {whom} can't go out as it is. {' '.join(faults)} Its owner "
                "can decide again: the new decision has a new message.",
                code=RefusalCode.INVALID,
            )


def _messages(written: DecisionDraft | Decision) -> tuple[tuple[str, str, str], ...]:
    return (
        ("message", PARTY, written.message),
        ("other_message", OTHER, written.other_message),
    )


def held_to(
    work: Work, case: Case, written: DecisionDraft | Decision, side: str, wordings: Wordings
) -> Checked:
    """What the message to one side is held to. One in a language that nobody has given words for is
    read for all but its outcome and redress, and so is one whose language isn't on record: that is
    taken for the one it's drafted in, and may say no other outcome in it."""
    e = case.escalation
    redress = needs_redress(e.kind, written.outcome, restricts=bool(written.restriction))
    language = language_of(e, written)
    wording, assumed = wordings.get(language), None if language else wordings.get(FALLBACK)
    commercial = commercial_words(wording, wordings.values())
    return Checked(written.outcome, redress, wording, _names(work, case, side), commercial, assumed)


def language_of(escalation: Escalation, written: DecisionDraft | Decision) -> str:
    """The code of the language its messages are in: the one chosen, else the case's own, '' where
    neither is said. A form that asks for no language is read in the case's own."""
    return written.language or language_in(escalation.skills)


def _names(work: Work, case: Case, side: str) -> Mapping[str, str]:
    """Whom a message may not name: those of us who have to do with the case, and the other side of
    a dispute."""
    e = case.escalation
    known = [e.requester, *e.co_requesters, e.owner, case.actor.user, *case.managers]
    known += [UserId(e.answers.get("decider", "")), *(m.user for m in case.queue.rotation)]
    staff = work.people.names(sorted({user for user in known if user}))
    names = {name.strip(): "somebody of staff" for name in staff.values()}
    if vendor := e.answers.get("vendor", "").strip():
        names[vendor] = "a vendor"
    if e.kind == "dispute":
        key = "reviewer" if side == PARTY else "business"
        names[e.answers.get(key, "").strip()] = "the other party"
    return {name: whose for name, whose in names.items() if name}


def record_of(
    case: Case,
    draft: DecisionDraft,
    ground: str,
    side: str = PARTY,
    *,
    replaces: datetime | None = None,
) -> Record:
    """What a message is drafted from: the record as written so far. `ground` is its words."""
    e = case.escalation
    until = day(draft.until) if draft.restriction else None
    return Record(
        outcome=draft.outcome,
        reference=e.reference,
        ground=ground,
        explanation=draft.explanation,
        side=side,
        contested=e.is_appeal,
        facts=draft.facts,
        automated=draft.automated_means,
        restriction=_restricted(draft),
        territory=", ".join(sorted(draft.territory)) if draft.restriction else "",
        until=until.isoformat() if until is not None else "",
        replaces=f"{replaces:%Y-%m-%d}" if replaces is not None else "",
        jurisdiction=_jurisdiction(e, draft),
        window_days=case.policy.contestable_for.days or APPEAL_WINDOW.days,
        ground_key=draft.ground,
    )


def _restricted(draft: DecisionDraft) -> str:
    if not draft.restriction:
        return ""
    words = exactly(draft.restriction).get(draft.restriction_what, "")
    return draft.restriction_other or words or RESTRICTIONS.get(draft.restriction, "")


def _jurisdiction(escalation: Escalation, draft: DecisionDraft) -> str:
    """Where the party can turn, as far as the case says where they are: the country of the
    authority, or where a restriction holds. A language tells nothing: German is spoken in Zurich,
    too."""
    where = {escalation.answers.get("country", "").upper(), *draft.territory} - {""}
    if not where:
        return ""
    if where <= {*countries()}:
        return "eu"
    return "uk" if where == {UK} else "elsewhere" if not where & {*countries()} else ""


def may_be_in_thread(escalation: Escalation) -> bool:
    """Whether the final text may stand in the case's thread: above internal it is its owner's."""
    return escalation.confidentiality == Confidentiality.INTERNAL
