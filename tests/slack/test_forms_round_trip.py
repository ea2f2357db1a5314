"""What is typed into a form is what the program reads: build, fill, read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.case.decision import (
    CHANGE_LIMIT,
    EXPLANATION_LIMIT,
    MESSAGE_LIMIT,
    TOLD_THROUGH,
    DecisionDraft,
)
from bot.case.errors import RefusalCode
from bot.case.escalation import Party
from bot.case.identifiers import EscalationId, UserId
from bot.case.kinds import Kind
from bot.case.people import Actor, Via
from bot.case.priority import Priority
from bot.case.questions import OneOf, PersonMeant, Question
from bot.case.text import REASON_LIMIT, clean, clean_line
from bot.policy.grounds import DEFAULT_GROUNDS
from bot.verbs.intake.raise_escalation import ACCOUNT_LIMIT, STORY_LIMIT, TITLE_LIMIT
from bot.verbs.timing.set_deadline import SOURCE_LIMIT
from handlers.slack.forms import change_priority as priority_form
from handlers.slack.forms import decide as decide_form
from handlers.slack.forms import decide_read, hand_over, reopen, snooze, stand_back, wait, withdraw
from handlers.slack.forms import raise_escalation as raise_form
from handlers.slack.forms import set_deadline as deadline_form
from tests.architecture.filling import inputs, labels, sent
from tests.architecture.forms import (
    BUILT,
    a_case,
    a_decision,
    in_full,
    intake_for,
    snooze_form,
    with_deadline,
)
from tests.support.factories import CRANE, HERON, NOON, person
from tests.support.refusals import refusing

few = settings(max_examples=20)
WHO = Actor(UserId("U0WREN"), Via.FORM)


def text(limit: int) -> st.SearchStrategy[str]:
    """What a person may type into a field, up to its limit."""
    pieces = st.sampled_from(
        ["&", "<!channel>", "\u202e", "كان", "🧑‍🚒", "\x00", "a", " ", "\n", "="]
    )
    return st.one_of(
        st.text(max_size=limit),
        st.lists(pieces, max_size=limit // 10).map("".join),
        st.just("&" * limit),
    ).map(lambda typed: typed[:limit])


def answer_to(question: Question) -> st.SearchStrategy[str]:
    """What a person may answer: a choice and a person are chosen, the rest is typed."""
    match question.asks:
        case OneOf(options=options):
            return st.sampled_from(list(options))
        case PersonMeant():
            return st.sampled_from([HERON, CRANE])
        case _:
            return text(question.asks.limit)


minutes = st.integers(0, 4_000_000_000 // 60).map(lambda n: datetime.fromtimestamp(n * 60, UTC))
some_kind = st.sampled_from(BUILT)


@few
@given(
    kind=some_kind,
    priority=st.sampled_from(list(Priority)),
    title=text(TITLE_LIMIT),
    story=text(STORY_LIMIT),
    account=text(ACCOUNT_LIMIT),
    data=st.data(),
)
def test_an_intake_form_is_read_as_it_was_filled(
    kind: Kind, priority: Priority, title: str, story: str, account: str, data: st.DataObject
) -> None:
    answers = {q.key: data.draw(answer_to(q)) for q in kind.questions}
    typed = {
        "Kind": kind.name,
        "Priority": priority.value,
        "Title": title,
        "What happened": story,
        "Account": account,
        "Links": "https://a.example/1\n\n https://a.example/2 ",
        **{q.label: answers[q.key] for q in kind.questions},
    }

    read = raise_form.read(sent(intake_for(kind), typed).values, WHO, BUILT)

    assert (read.actor, read.kind, read.priority) == (WHO, kind.name, priority.value)
    assert read.title == clean_line(title)
    assert read.what_happened == clean(story)
    assert read.account == clean_line(account)
    assert read.answers == {key: clean(answer) for key, answer in answers.items()}
    assert read.links == ("https://a.example/1", "https://a.example/2")
    assert read.confidentiality == ""


@pytest.mark.parametrize("language", ["", "da", "tlh"])
def test_the_language_chosen_is_read_and_kept_when_the_form_changes(language: str) -> None:
    kind, languages = BUILT[0], ("da", "tlh")
    typed = {"Language": language} if language else {}
    values = sent(intake_for(kind, languages=languages), typed).values

    again = intake_for(kind, raise_form.typed_so_far(values, BUILT), languages=languages)

    assert raise_form.read(values, WHO, BUILT).language == language
    assert raise_form.read(sent(again).values, WHO, BUILT).language == language
    assert raise_form.block_of("language", values, values) == "language"


def test_a_hand_over_may_be_asked_in_spite_of_a_conflict_by_who_may_override_one() -> None:
    form, ticked = (
        hand_over.build(a_case(), (), "U0CRANE", may_override=True),
        "Conflict of interest",
    )

    assert hand_over.read(sent(form, {ticked: "yes"}), WHO).overrides
    assert not hand_over.read(sent(form), WHO).overrides
    assert hand_over.read(sent(form), WHO).to == "U0CRANE"
    assert ticked not in labels(hand_over.build(a_case()))


@few
@given(words=text(REASON_LIMIT))
def test_a_form_to_stand_back_is_read_as_it_was_filled(words: str) -> None:
    read = stand_back.read(sent(stand_back.build(a_case()), {"Reason": words}), WHO)

    assert (read.actor, read.escalation_id, read.reason) == (WHO, 42, clean(words))


@few
@given(kind=some_kind, other=some_kind, story=text(STORY_LIMIT), title=text(TITLE_LIMIT))
def test_choosing_another_kind_keeps_what_was_typed(
    kind: Kind, other: Kind, story: str, title: str
) -> None:
    typed = {"Kind": kind.name, "Priority": "P1", "Title": title, "What happened": story}
    so_far = raise_form.typed_so_far(sent(intake_for(kind), typed).values, BUILT)

    read = raise_form.read(sent(intake_for(other, so_far)).values, WHO, BUILT)

    assert (read.kind, read.priority) == (other.name, "P1")
    assert read.title == clean_line(title)
    assert read.what_happened == clean(story)


@pytest.mark.parametrize(
    ("typed", "links"),
    [
        ("https://a.example/1 https://b.example/2", 2),
        ("https://a.example/1, https://b.example/2,https://c.example/3;", 3),
        ("https://a.example/?q=1,2", 1),
        ("<https://a.example/1>\n\nhttps://a.example/1", 1),
        (" \u200b ", 0),
    ],
)
def test_links_may_stand_on_one_line(typed: str, links: int) -> None:
    read = raise_form.split_links(typed)

    assert len(read) == links
    assert all(link.startswith("https://") and link[-1] not in ",;>" for link in read)


def test_the_answers_of_a_kind_survive_another_kind_and_back() -> None:
    asked = [k for k in BUILT if k.questions]
    first, other = asked[0], asked[1]
    answers = {q.key: "x" * 40 for q in first.questions}
    there = sent(intake_for(other, raise_form.Prefill(kind=other.name, answers=answers)))

    back = raise_form.with_kept(raise_form.typed_so_far(there.values, BUILT), there)

    assert {key: back.answers[key] for key in answers} == answers
    too_long = raise_form.Prefill(kind=other.name, answers=dict.fromkeys(answers, "ø" * 3000))
    assert len(str(intake_for(other, too_long)["private_metadata"])) <= 3000


@few
@given(whole=text(STORY_LIMIT))
def test_a_form_opened_from_text_holds_all_of_it(whole: str) -> None:
    form = intake_for(BUILT[0], raise_form.snapshot(whole, "https://birds.example/p1"))

    read = raise_form.read(sent(form).values, WHO, BUILT)

    assert read.what_happened == clean(whole)
    assert len(read.title) <= TITLE_LIMIT
    assert read.links == ("https://birds.example/p1",)


@few
@given(
    kind=some_kind,
    ground=st.sampled_from(list(DEFAULT_GROUNDS)),
    explanation=text(EXPLANATION_LIMIT),
    message=text(MESSAGE_LIMIT),
    change=text(CHANGE_LIMIT),
    told=st.sampled_from(list(TOLD_THROUGH)),
    data=st.data(),
)
def test_a_decision_form_is_read_as_it_was_filled(
    kind: Kind,
    ground: str,
    explanation: str,
    message: str,
    change: str,
    told: str,
    data: st.DataObject,
) -> None:
    outcome = data.draw(st.sampled_from(kind.outcomes_for(())))
    draft = DecisionDraft(outcome.name, "", "", "")
    form = decide_form.build(a_case(kind.name), None, DEFAULT_GROUNDS, draft, more=True)
    asked_why = {"Root cause": "language", "What should change": change}
    typed = {
        "Outcome": outcome.name,
        "Ground": ground,
        "Explanation": explanation,
        "Message to the impacted party": message,
        "How they are told": told,
        **(asked_why if outcome.is_reversal else {}),
    }

    read = decide_read.request(sent(form, typed), WHO)

    assert (read.actor, read.escalation_id, read.seen) == (WHO, EscalationId(42), 0)
    assert (read.draft.outcome, read.draft.ground) == (outcome.name, ground)
    assert (read.draft.explanation, read.draft.message) == (clean(explanation), clean(message))
    assert read.draft.told_through == told
    assert read.draft.root_cause == ("language" if outcome.is_reversal else "")
    assert read.draft.what_should_change == (clean(change) if outcome.is_reversal else "")


@few
@given(words=text(1000))
def test_a_decision_taken_again_starts_from_the_one_that_stands(words: str) -> None:
    stands = a_decision("reversed", text=clean(words))
    decided = a_case("executive").decided(stands.decided_at)
    form = decide_form.build(decided, stands, DEFAULT_GROUNDS)

    read = decide_read.request(sent(form), WHO)

    assert read.seen == stands.id
    assert read.draft == DecisionDraft(
        "reversed", "law", clean(words), clean(words), "email", "policy_gap", clean(words)
    )


def test_only_who_may_be_chosen_is_offered() -> None:
    people = [person(CRANE), person(HERON)]

    form = hand_over.build(a_case(), people, HERON)

    block = next(b for b in inputs(form) if b["block_id"] == "to")
    assert block["element"]["type"] == "static_select"
    assert [o["value"] for o in block["element"]["options"]] == [CRANE, HERON]
    assert block["element"]["initial_option"]["value"] == HERON
    assert hand_over.read(sent(form), WHO).to == HERON


@few
@given(words=text(REASON_LIMIT))
def test_a_hand_over_form_is_read_as_it_was_filled(words: str) -> None:
    form = sent(hand_over.build(a_case()), {"Hand over to": "U0CRANE", "Note": words})

    read = hand_over.read(form, WHO)

    assert (read.actor, read.escalation_id, read.to) == (WHO, 42, "U0CRANE")
    assert read.note == clean(words)


@few
@given(words=text(REASON_LIMIT))
def test_a_reopen_form_is_read_as_it_was_filled(words: str) -> None:
    read = reopen.read(sent(reopen.build(in_full(a_case())), {"Reason": words}), WHO)

    assert (read.actor, read.escalation_id, read.reason) == (WHO, 42, clean(words))


@few
@given(words=text(REASON_LIMIT), why=st.sampled_from(["withdrawn", "duplicate", "misrouted"]))
def test_a_withdraw_form_is_read_as_it_was_filled(words: str, why: str) -> None:
    chosen = sent(withdraw.build(in_full(a_case())), {"Reason": why, "Note": words})
    asked = withdraw.build(in_full(a_case()), chosen.values)
    is_duplicate = why == "duplicate"

    assert withdraw.lacks_original(chosen.values) == is_duplicate
    assert ("Duplicate of" in labels(asked)) == is_duplicate
    read = withdraw.read(sent(asked, {"Duplicate of": " esc-12 "} if is_duplicate else {}), WHO)
    assert (read.actor, read.escalation_id, read.reason) == (WHO, 42, why)
    assert (read.note, read.duplicate_of) == (clean(words), "esc-12" if is_duplicate else "")


@few
@given(words=text(REASON_LIMIT), on=st.sampled_from(list(Party)), at=minutes)
def test_a_wait_form_is_read_as_it_was_filled(words: str, on: Party, at: datetime) -> None:
    typed = {"On whom": on.value, "What was asked": words}

    read = wait.read(sent(wait.build(a_case(), at), typed), WHO)

    assert (read.actor, read.escalation_id, read.on, read.until) == (WHO, 42, on.value, at)
    assert read.for_what == clean(words)


@few
@given(words=text(REASON_LIMIT), to=st.sampled_from(list(Priority)))
def test_a_priority_form_is_read_as_it_was_filled(words: str, to: Priority) -> None:
    read = priority_form.read(
        sent(priority_form.build(a_case()), {"Priority": to, "Reason": words}), WHO
    )

    assert (read.actor, read.escalation_id, read.priority) == (WHO, 42, to.value)
    assert read.reason == clean(words)


@few
@given(source=text(SOURCE_LIMIT), words=text(1000), at=minutes)
def test_a_deadline_form_is_read_as_it_was_filled(source: str, words: str, at: datetime) -> None:
    typed = {"Deadline": str(int(at.timestamp())), "Source": source, "Reason": words}

    form = sent(deadline_form.build(with_deadline(a_case())), typed)
    read = deadline_form.read(form, WHO, "Europe/Copenhagen")

    assert deadline_form.asks_reason(form)
    assert (read.actor, read.escalation_id, read.at) == (WHO, 42, at)
    assert (read.timezone, read.source) == ("Europe/Copenhagen", clean_line(source))
    assert read.reason == clean(words)


def test_a_deadline_form_starts_from_the_deadline_there_is_or_from_what_was_typed() -> None:
    case = with_deadline(a_case())
    stands = deadline_form.read(sent(deadline_form.build(case)), WHO, "UTC")
    typed = replace(stands, at=NOON, source="Another order")

    again = deadline_form.read(sent(deadline_form.build(case, typed, "Say why.")), WHO, "UTC")

    assert case.deadline is not None
    assert (stands.at, stands.source) == (case.deadline.at, case.deadline.source)
    assert (again.at, again.source) == (NOON, "Another order")


def test_a_date_left_empty_is_read_as_none() -> None:
    form = sent(deadline_form.build(a_case()))

    assert deadline_form.read(form, WHO, "UTC").at is None
    assert not deadline_form.asks_reason(form)


@few
@given(words=text(1000))
def test_a_snooze_form_is_read_as_it_was_filled(words: str) -> None:
    read = snooze.read(sent(snooze_form(a_case()), {"Why it can wait": words}), WHO)

    ((about, run),) = read.reminders
    assert (read.actor, read.escalation_id, run) == (WHO, 42, 3)
    assert (str(about), read.reason) == ("resolution:half", clean(words))
    assert read.until == NOON + timedelta(hours=1)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "7",
        "7|x|1",
        "7|offer:lapsing|",
        "7|offer:lapsing|1|update:most",
        "x|offer:lapsing|1",
        "7|offer:lapsing|999999999999",
        "||",
    ],
)
def test_a_reminder_s_button_that_says_nothing_is_refused_in_words(value: str) -> None:
    with refusing(RefusalCode.NOT_UNDERSTOOD):
        snooze.reminder_of(value)


def test_a_snooze_form_that_is_not_ours_is_refused_in_words() -> None:
    form = snooze_form(a_case()) | {"private_metadata": '{"escalation": 42, "about": 7}'}

    with refusing(RefusalCode.NOT_UNDERSTOOD):
        snooze.read(sent(form, {"Why it can wait": "x"}), WHO)


def test_a_form_that_was_tampered_with_is_about_no_case() -> None:
    form = reopen.build(in_full(a_case())) | {"private_metadata": '["not", "ours"]'}

    assert reopen.read(sent(form, {"Reason": "x"}), WHO).escalation_id == 0
    assert len(inputs(form)) == 1
