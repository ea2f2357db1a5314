"""Every form there is, in every shape it takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.case.appeal import Appeal, Original
from bot.case.confidentiality import Confidentiality
from bot.case.consult import QUESTION_LIMIT, Consult
from bot.case.decision import MESSAGE_LIMIT, Decision, DecisionDraft, Held
from bot.case.escalation import Deadline, Escalation, Silence
from bot.case.feedback import FeedbackId, FeedbackItem
from bot.case.identifiers import ChannelId, EscalationId, UserId
from bot.case.kinds import KINDS, Kind
from bot.case.people import Actor, Person, Via
from bot.case.permissions import Sight
from bot.case.priority import Priority
from bot.case.restriction import RESTRICTIONS, exactly
from bot.case.similar import Similar
from bot.case.subject import SubjectSort
from bot.casework.case_view import CaseView, as_seen
from bot.casework.messages import OtherSide
from bot.policy import Team
from bot.policy.grounds import DEFAULT_GROUNDS
from bot.ports import Thread
from bot.reminders.about import About, RunNumber, Step, Topic
from bot.rotation.choice import Absence
from bot.verbs.timing.set_deadline import SOURCE_LIMIT, DeadlineRequest
from bot.views.deciding import Beside
from bot.views.drafting import Drafts
from bot.views.report import Managed
from handlers.slack.contract.answers import View
from handlers.slack.contract.requests import FormValues
from handlers.slack.forms import add_information as add_form
from handlers.slack.forms import (
    answer,
    ask_feedback,
    assign,
    consult,
    hand_over,
    reject_feedback,
    reopen,
    snooze,
    stand_back,
    take_over,
    wait,
    withdraw,
)
from handlers.slack.forms import ask_priority as ask_form
from handlers.slack.forms import change_class as class_form
from handlers.slack.forms import change_priority as priority_form
from handlers.slack.forms import change_silence as silence_form
from handlers.slack.forms import close_untold as untold_form
from handlers.slack.forms import correct as correct_form
from handlers.slack.forms import decide as decide_form
from handlers.slack.forms import go_away as away_form
from handlers.slack.forms import mark_carried_out as carried_out_form
from handlers.slack.forms import raise_escalation as raise_form
from handlers.slack.forms import report as report_form
from handlers.slack.forms import set_deadline as deadline_form
from handlers.slack.forms.routes import Route
from handlers.slack.forms.same_subject import Alike, joined
from tests.architecture.review_forms import review_forms
from tests.architecture.second_look_forms import second_look_forms
from tests.architecture.settings_pages import every_settings_page, settings_policy
from tests.support.factories import CRANE, FINCH, HERON, NOON, WREN

BUILT = tuple(KINDS.values())


def a_case(kind: str = "other", title: str = "A review was removed") -> Escalation:
    """A claimed case."""
    case = Escalation(
        id=EscalationId(42),
        queue="executive",
        channel=ChannelId("C0EXEC"),
        kind=kind,
        priority=Priority.P2,
        title=title,
        what_happened="It was theirs.",
        requester=WREN,
        opened_at=NOON,
        policy_version=1,
    )
    return case.claimed(HERON, NOON)


def a_decision(outcome: str = "reversed", at: datetime = NOON, text: str = "So.") -> Decision:
    """A decision that stands."""
    return Decision(
        id=7,
        escalation_id=EscalationId(42),
        outcome=outcome,
        ground="law",
        ground_words="The law",
        explanation=text,
        message=text,
        told_through="email",
        root_cause="policy_gap",
        what_should_change=text[:1000],
        decided_by=HERON,
        decided_at=at,
        policy_version=1,
    )


def a_draft(outcome: str) -> DecisionDraft:
    """A decision form filled half."""
    return DecisionDraft(outcome, "", "", "")


ROUTES = {
    kind.name: Route("executive", ChannelId("C0EXEC"), dict.fromkeys(Priority, "Answered soon"))
    for kind in BUILT
}


def intake_for(
    kind: Kind,
    prefill: raise_form.Prefill | None = None,
    explanation: str = "",
    languages: tuple[str, ...] = (),
) -> View:
    """The intake form with this kind chosen, whose queue works in these languages."""
    filled = raise_form.with_kind(prefill or raise_form.Prefill(), kind.name)
    return raise_form.build(BUILT, filled, explanation, {kind.name: languages}, ROUTES)


def drafted_for(kind: Kind, outcome: str, text: str, language: str = "") -> View:
    """The decision form with a message to each party drafted, in another language than wanted."""
    other = OtherSide("the reviewer", is_needed=True)
    drafts = Drafts(text[:MESSAGE_LIMIT], text[:MESSAGE_LIMIT], other, language, "en")
    given = a_draft(outcome)
    case = a_case(kind.name)
    return decide_form.build(case, None, DEFAULT_GROUNDS, given, drafting=lambda _: drafts)


def decision_for(kind: Kind, outcome: str = "") -> View:
    """The decision form of a kind with this outcome chosen."""
    appeal = AN_APPEAL if kind.is_appeal else None
    before = a_decision() if kind.is_appeal else None
    case, draft = a_case(kind.name), a_draft(outcome)
    beside = Beside(appeal=appeal, before=before, similar=(A_SIMILAR,))
    return decide_form.build(case, None, DEFAULT_GROUNDS, draft, beside=beside)


def restriction_for(restriction: str) -> View:
    """The decision form with a new restriction of this sort, its kind of thing named in words."""
    what = tuple(exactly(restriction))[-1]
    given = replace(
        a_draft("upheld"),
        restriction=restriction,
        restriction_what=what,
        territory=("DK",),
        until="2027-03-01",
        why_otherwise="So.",
    )
    beside = Beside(held=Held(guideline="2026-03", stands="reversed"))
    return decide_form.build(a_case(), None, DEFAULT_GROUNDS, given, beside=beside)


A_SIMILAR = Similar(
    EscalationId(7),
    3,
    "upheld",
    "The law",
    NOON,
    frozenset({SubjectSort.ACCOUNT, SubjectSort.LINK}),
)


AN_APPEAL = Appeal(
    EscalationId(42),
    Original("staff", NOON, EscalationId(7), 7, decider=CRANE),
    "affected_party",
    "visibility",
    NOON,
    is_late=True,
    earlier=EscalationId(41),
)


def with_deadline(case: Escalation, source: str = "The court's order") -> Escalation:
    """The case with a legal deadline three days away_form."""
    at = NOON + timedelta(days=3)
    return replace(case, deadline=Deadline(at, "Europe/Copenhagen", source, HERON, NOON))


def a_consult(case: EscalationId, text: str) -> Consult:
    """A question to a team, as long as it may be."""
    question, due_at = text[:QUESTION_LIMIT], NOON + timedelta(days=1)
    return Consult(9, case, "legal", ("C0LEGALDESK",), (), question, HERON, NOON, due_at)


HALF_USED = About(Topic.RESOLUTION, Step.HALF)


def snooze_form(case: Escalation) -> View:
    """The form for the reminder that half of a resolution's time is used."""
    next_day = NOON + timedelta(days=1)
    zone = ZoneInfo("Europe/Copenhagen")
    return snooze.build(in_full(case), ((HALF_USED, RunNumber(3)),), NOON, next_day, zone)


def an_absence() -> Absence:
    """Heron, away for a week."""
    return Absence(HERON, NOON, NOON + timedelta(days=7), HERON, CRANE)


def a_feedback_item(target: str) -> FeedbackItem:
    """One that is open."""
    number, cause = FeedbackId(3), "policy_gap"
    return FeedbackItem(number, target, cause, ChannelId("C0ACME"), HERON, WREN, NOON, NOON)


def in_full(case: Escalation) -> CaseView:
    """A case for somebody who may read it."""
    return CaseView(case, {}, None, None, Thread(case.channel, "1.1"))


def forms_of_who_raised_it(case: Escalation) -> Iterator[tuple[str, View]]:
    """What who raised a case can send, whether they may read it or not."""
    seen = in_full(case)
    for name, one in (("", seen), (", of a kept one", as_seen(seen, Sight.STATE))):
        yield f"reopen{name}", reopen.build(one)
        yield f"withdraw{name}", withdraw.build(one)
        yield f"withdraw, a duplicate{name}", withdraw.build(one, _DUPLICATE)
        yield f"add information{name}", add_form.build(one)
        yield f"ask for a priority{name}", ask_form.build(one)
        yield f"correct{name}", correct_form.build(one)


_DUPLICATE = FormValues({"reason": "duplicate"})


def alike_forms(case: Escalation, filled: raise_form.Prefill) -> Iterator[tuple[str, View]]:
    """The intake form beside open cases of the same subject: before and after it was sent off."""
    seen = in_full(case)
    own = replace(seen, escalation=case.joined(FINCH))
    kept = as_seen(own, Sight.STATE)
    alike = Alike(FINCH, (seen, own, kept), "https://birds.example/")
    for asks_why in (False, True):
        shown = replace(alike, asks_why=asks_why, why=filled.what_happened[:500])
        view = raise_form.build(BUILT, filled, alike=shown, now=NOON)
        yield f"intake, beside open ones, {asks_why}", view
    yield "joined", joined(case.reference)


def forms_of_kinds(text: str, filled: raise_form.Prefill) -> Iterator[tuple[str, View]]:
    """What raises a case of each kind and what decides it, empty, filled in and once more."""
    for kind in BUILT:
        case = a_case(kind.name, text[:150])
        yield f"intake {kind.name}", intake_for(kind)
        yield f"intake {kind.name} filled", intake_for(kind, filled, "A little more is asked.")
        yield f"intake {kind.name} in a language", intake_for(kind, filled, "", ("da", "x" * 60))
        for outcome in ("", *(o.name for o in kind.outcomes)):
            yield f"decision {kind.name} {outcome}", decision_for(kind, outcome)
            if outcome:
                stands = a_decision(outcome, text=text)
                yield (
                    f"decision {kind.name} {outcome} again",
                    decide_form.build(case, stands, DEFAULT_GROUNDS, explanation="Once more."),
                )


def forms_of_feedback(case: Escalation, text: str) -> Iterator[tuple[str, View]]:
    """Asking a team for feedback, by itself and with a decision, and its not wanting to."""
    targets = ("tech", text[:60])
    yield "feedback", ask_feedback.build(case, targets)
    yield "feedback of a reversal", ask_feedback.build(case, targets, a_decision(text=text))
    yield "feedback rejected", reject_feedback.build(a_feedback_item(text[:60]), None)
    reversal = decide_form.build(
        case,
        None,
        DEFAULT_GROUNDS,
        replace(a_draft("reversed"), feedback_to="tech"),
        beside=Beside(targets=targets),
    )
    yield "decision with feedback", reversal


def every_form(text: str = "So it is.") -> Iterator[tuple[str, View]]:
    """All forms and pages, with a name for each; `text` fills what they are filled with."""
    long = raise_form.Prefill(
        title=text[:150], what_happened=text, account=text[:150], links=text, priority="P1"
    )
    yield from forms_of_kinds(text, long)
    case = a_case(title=text[:150])
    yield from alike_forms(case, long)
    yield from review_forms(case, text)
    yield from second_look_forms(case, AN_APPEAL, a_decision(text=text), text)
    people = [Person(HERON, text[:80]), Person(CRANE, "Crane")]
    yield from forms_of_who_raised_it(replace(case, account=text[:150]))
    managed = Managed(settings_policy(text), ("executive", "spare"), is_all=True)
    yield "report", report_form.build(managed, NOON.date(), FormValues({}))
    own = FormValues({"period": report_form.OWN, "first": "2026-03-01", "kind": "appeal"})
    yield "report over days of one's own", report_form.build(managed, NOON.date(), own)
    yield "away", away_form.build(HERON, "")
    yield "away, of somebody else", away_form.build(HERON, text[:80], an_absence(), people)
    yield "assign", assign.build(case, {HERON: text[:200], CRANE: "Crane"})
    many = {UserId(f"U0{n:03}"): f"Person {n}" for n in range(101)}
    yield "assign, in a queue of many", assign.build(case, many)
    yield "take over", take_over.build(case)
    yield "hand over", hand_over.build(case)
    yield "hand over to somebody", hand_over.build(case, people, HERON, may_override=True)
    yield "stand back", stand_back.build(case)
    yield "class", class_form.build(case)
    yield "class of an embargo", class_form.build(replace(case, kind="comms", embargo_until=NOON))
    yield "silence", silence_form.build(case)
    yield "silence lifted", silence_form.build(replace(case, silence=Silence(NOON, HERON, text)))
    yield "closed untold", untold_form.build(case, a_decision())
    yield "hand over, with a cover", hand_over.build(case, people, CRANE)
    yield from forms_of_feedback(case, text)
    for restriction in RESTRICTIONS:
        yield f"decision that restricts: {restriction}", restriction_for(restriction)
    yield "decision, drafted", drafted_for(KINDS["dispute"], "upheld", text, "sv")
    yield "carried out", carried_out_form.build(case, a_decision(), NOON)
    yield "wait", wait.build(case, NOON)
    desks = [Team("legal", "C0LEGALDESK"), Team("x" * 40, people=(CRANE,))]
    secret = replace(case, confidentiality=Confidentiality.RESTRICTED)
    yield "consult", consult.build(case, desks)
    yield "consult, of a restricted case", consult.build(secret, desks)
    yield "answer", answer.build(a_consult(case.id, text), "C0LEGALDESK")
    yield "priority", priority_form.build(case)
    moved = with_deadline(case, text[:SOURCE_LIMIT])
    typed = DeadlineRequest(Actor(HERON, Via.FORM), case.id, NOON, "UTC", text[:SOURCE_LIMIT])
    yield "deadline", deadline_form.build(case)
    yield "deadline moved", deadline_form.build(moved)
    yield "deadline moved, asked why", deadline_form.build(moved, typed, "Say why it is moved.")
    yield "snooze", snooze_form(case)
    yield from every_settings_page(text)
