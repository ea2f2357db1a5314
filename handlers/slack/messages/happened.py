"""What happened to a case, in words: a few for each event, as the history says it."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from bot.case.confidentiality import Confidentiality
from bot.case.identifiers import UserId, is_person, reference
from bot.events import (
    AppealMarked,
    ApprovalAsked,
    CaseAssigned,
    CaseClaimed,
    CaseCorrected,
    CaseDecided,
    CaseJoined,
    CaseLookedAt,
    CaseRaised,
    CaseReleased,
    CaseReopened,
    CaseTakenOver,
    CaseWithdrawn,
    ClassMoved,
    ConflictOverridden,
    ConsultAnswered,
    ConsultAsked,
    ConsultCancelled,
    ConsultOverdue,
    DeadlineMade,
    DeadlinePassed,
    DecisionApproved,
    DecisionCarriedOut,
    DecisionCommunicated,
    DecisionSentBack,
    EmbargoEnded,
    Event,
    FeedbackAsked,
    FeedbackMoved,
    HandOverAsked,
    HandOverTakenBack,
    InformationAdded,
    MergedFrom,
    MergedInto,
    NoApproverFound,
    NobodyFound,
    Noted,
    NoteNotDelivered,
    OfferLapsed,
    OfferMade,
    OfferPassedOn,
    PartyNotTold,
    PersonStoodBack,
    PriorityAsked,
    PriorityKept,
    PriorityMoved,
    QueueChanged,
    ReminderSnoozed,
    RequesterLeft,
    ReviewBegun,
    ReviewEvent,
    SecondLookEvent,
    SecondLookGiven,
    SecondLookLeft,
    SilenceBegun,
    SilenceEnded,
    SuppressionMarked,
    TargetMissed,
    WaitBegun,
    WaitEnded,
)
from bot.events.reviews import DraftKept
from handlers.slack.messages.card import outcome_label
from handlers.slack.messages.markup import date, inert, person

SOURCE_SHOWN = 120


def happened(event: Event) -> str:
    """An event in a few words of mrkdwn, with a name to follow: `claimed`, `offered to @heron`."""
    if isinstance(event, ReviewEvent):
        return _of_reviews(event)
    if isinstance(event, SecondLookEvent):
        return _of_second_looks(event)
    match event:
        case CaseRaised():
            return "raised"
        case OfferMade() | OfferLapsed() | OfferPassedOn() | NobodyFound():
            return _offered(event)
        case (
            CaseClaimed()
            | CaseAssigned()
            | CaseTakenOver()
            | CaseReleased()
            | PersonStoodBack()
            | HandOverAsked()
            | HandOverTakenBack()
            | ConflictOverridden()
        ):
            return _changed_hands(event)
        case NoteNotDelivered(to):
            return _to("note not delivered", to)
        case WaitBegun() | WaitEnded():
            return _waited(event)
        case ConsultAsked() | ConsultAnswered() | ConsultOverdue() | ConsultCancelled():
            return _consulted(event)
        case PriorityMoved() | QueueChanged() | ClassMoved():
            return _moved(event)
        case DeadlineMade() | DeadlinePassed():
            return _of_deadline(event)
        case (
            EmbargoEnded() | SilenceBegun() | SilenceEnded() | SuppressionMarked() | AppealMarked()
        ):
            return _of_kinds(event)
        case TargetMissed(clock):
            return f"{clock.words} missed"
        case ReminderSnoozed(_, until):
            return f"snoozed{_until(until)}"
        case CaseDecided(outcome):
            return f"{'decided again' if event.again else 'decided'}: {outcome_label(outcome)},"
        case DecisionCommunicated() | PartyNotTold() | DecisionCarriedOut():
            return _settled(event)
        case CaseWithdrawn(reason):
            return reason.value
        case InformationAdded() | CaseCorrected() | PriorityAsked() | PriorityKept():
            return _of_its_requester(event)
        case RequesterLeft() | CaseJoined() | MergedInto() | MergedFrom():
            return _of_its_requester(event)
        case CaseReopened():
            return "reopened"
        case CaseLookedAt():
            return "looked at"
        case FeedbackAsked() | FeedbackMoved():
            return _of_feedback(event)
        case Noted(words):
            return inert(words, 60)
        case _:
            assert_never(event)


def _settled(event: DecisionCommunicated | PartyNotTold | DecisionCarriedOut) -> str:
    if isinstance(event, PartyNotTold):
        return "closed untold"
    if isinstance(event, DecisionCarriedOut):
        return f"carried out, since {date(event.given_at)}:"
    return "communicated"


def _offered(event: OfferMade | OfferLapsed | OfferPassedOn | NobodyFound) -> str:
    match event:
        case OfferMade(to):
            return _to("offered", to)
        case OfferLapsed(to):
            return _to("offer lapsed", to)
        case OfferPassedOn(before):
            return _from("offer passed on", before)
        case NobodyFound():
            return "nobody eligible"
        case _:
            assert_never(event)


def _moved(event: PriorityMoved | QueueChanged | ClassMoved) -> str:
    match event:
        case PriorityMoved(before, after):
            return f"priority changed from {before.value} to {after.value}"
        case QueueChanged(queue, to):
            return f"went from the queue {inert(queue, 60)} to {inert(to, 60)}"
        case ClassMoved():
            return _class_moved(event)
        case _:
            assert_never(event)


def _class_moved(event: ClassMoved) -> str:
    before, after = (Confidentiality(class_).words for class_ in (event.before, event.after))
    ends = _until(event.until) if event.until is not None else ""
    return f"class changed from {before} to {after}{ends},"


def _of_kinds(
    event: EmbargoEnded | SilenceBegun | SilenceEnded | SuppressionMarked | AppealMarked,
) -> str:
    match event:
        case EmbargoEnded():
            return "embargo ended"
        case SilenceBegun():
            return "party may not be told"
        case SilenceEnded():
            return "party may be told again"
        case SuppressionMarked(is_one):
            return "marked as suppression" if is_one else "suppression mark taken off"
        case AppealMarked(is_late, earlier):
            late = ["marked out of time"] if is_late else []
            again = [f"marked repeated, after {reference(earlier)}"] if earlier else []
            return ", ".join(late + again)
        case _:
            assert_never(event)


def _of_deadline(event: DeadlineMade | DeadlinePassed) -> str:
    if isinstance(event, DeadlinePassed):
        return "legal deadline passed"
    done = "set" if event.was is None else "moved"
    return f"deadline {done}: {date(event.at)}, {inert(event.source, SOURCE_SHOWN)},"


def _of_second_looks(event: SecondLookEvent) -> str:
    match event:
        case SecondLookGiven(outcome, ground, agrees):
            if agrees:
                return "second look given, to the same end"
            return f"second look given: {outcome_label(outcome)}, on {inert(ground, 100)}"
        case SecondLookLeft():
            return "decision left as it is"
        case _:
            assert_never(event)


def _of_reviews(event: ReviewEvent) -> str:
    match event:
        case DraftKept():
            return "what you wrote in the decision form is kept, for you alone,"
        case ReviewBegun(outcome, again):
            written = "decision written anew" if again else "decision written"
            return f"{written}: {outcome_label(outcome)}, not approved yet,"
        case ApprovalAsked(to):
            return f"approval asked of {person_or_text(to)}"
        case NoApproverFound():
            return "nobody can approve it"
        case DecisionApproved():
            return "decision approved"
        case DecisionSentBack():
            return "decision sent back"
        case _:
            assert_never(event)


def _of_feedback(event: FeedbackAsked | FeedbackMoved) -> str:
    named = f"FB-{event.item} for {inert(event.target, 60)}"
    if isinstance(event, FeedbackMoved):
        return f"feedback {named} {event.state.value}"
    return f"joined to feedback {named}" if event.joined else f"feedback {named} asked for"


def _waited(event: WaitBegun | WaitEnded) -> str:
    if isinstance(event, WaitEnded):
        return "wait ended"
    return f"set to wait on {event.on.words}{_until(event.until)}"


def _consulted(
    event: ConsultAsked | ConsultAnswered | ConsultOverdue | ConsultCancelled,
) -> str:
    match event:
        case ConsultAsked(team, until):
            return f"asked {inert(team, 60)} to answer by {date(until)},"
        case ConsultAnswered(team, again):
            return f"{inert(team, 60)} {'added to its answer' if again else 'answered'},"
        case ConsultOverdue(team):
            return f"{inert(team, 60)} didn't answer in time"
        case ConsultCancelled(team):
            return f"{inert(team, 60)} needn't answer any more"
        case _:
            assert_never(event)


def _changed_hands(
    event: CaseClaimed
    | CaseAssigned
    | CaseTakenOver
    | CaseReleased
    | PersonStoodBack
    | HandOverAsked
    | HandOverTakenBack
    | ConflictOverridden,
) -> str:
    match event:
        case CaseClaimed(handed_over_by):
            return _from("taken over", handed_over_by) if handed_over_by else "claimed"
        case CaseAssigned(to):
            return _to("assigned", to)
        case CaseTakenOver(before):
            return _from("taken over", before)
        case CaseReleased():
            return "released"
        case PersonStoodBack():
            return "stood back"
        case HandOverAsked(to):
            return f"hand-over asked of {person_or_text(to)}"
        case HandOverTakenBack(before):
            return _from("hand-over taken back", before)
        case ConflictOverridden(to):
            return _to("conflict overridden", to)
        case _:
            assert_never(event)


def _of_its_requester(
    event: InformationAdded
    | CaseCorrected
    | PriorityAsked
    | PriorityKept
    | RequesterLeft
    | CaseJoined
    | MergedInto
    | MergedFrom,
) -> str:
    match event:
        case RequesterLeft(_, after):
            gone = "requester left the workspace"
            return _to(f"{gone}, their place went", after) if after else gone
        case CaseJoined():
            return "joined"
        case MergedInto(into):
            return f"merged into {reference(into)}"
        case MergedFrom(other):
            return f"{reference(other)} merged into it"
        case InformationAdded():
            return "information added"
        case CaseCorrected(title, account):
            whose = f" of {inert(account, 60)}" if account else ""
            return f"corrected (it was “{inert(title, 60)}”{whose})"
        case PriorityAsked(priority):
            return f"{priority.value} asked for"
        case PriorityKept(asked):
            return f"{asked.value} declined"
        case _:
            assert_never(event)


def _to(what: str, user: UserId) -> str:
    return f"{what} to {person_or_text(user)}"


def _from(what: str, user: UserId) -> str:
    return f"{what} from {person_or_text(user)}"


def _until(until: datetime) -> str:
    return f" until {date(until)}"


def person_or_text(text: str) -> str:
    """A mention for a user id, else the text itself made inert."""
    return person(UserId(text)) if is_person(text) else inert(text, 60)
