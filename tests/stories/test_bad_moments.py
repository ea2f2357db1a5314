"""Stale screens, repeated and forged requests, and forms that Slack does not open."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import structlog
from structlog.testing import capture_logs

from handlers.slack.app import form_calls
from sandbox.workspace.records import Delivery
from tests.stories.people import DECISION, RAISED, Case, Colleague
from tests.stories.workplace import SOON, Workplace


@pytest.fixture
def case(otter: Colleague, heron: Colleague) -> Case:
    """Heron's."""
    raised = otter.raises()
    heron.claims(raised)
    return raised


def last(work: Workplace, sort: str) -> Delivery:
    return [d for d in work.slack.deliveries if d.type == sort][-1]


# --- stale screens


def test_a_card_that_somebody_deletes_is_posted_anew_at_once_in_its_thread(
    work: Workplace, otter: Colleague, heron: Colleague
) -> None:
    case = otter.raises()
    heron.claims(case)
    work.settle()
    room = work.slack.channel("C0EXEC")
    room.delete(case.card)
    found = room.wait_for(lambda m: m.is_reply and f"{case.reference} ·" in m.plain, SOON)
    assert found.thread_ts == case.root.ts
    room.delete(found)
    again = room.wait_for(
        lambda m: m.is_reply and f"{case.reference} ·" in m.plain and m.ts != found.ts, SOON
    )
    heron.clicks(again, "Decide")
    heron.form("Record the decision")


def test_a_button_on_a_card_that_has_moved_on_is_answered_with_how_it_stands(
    work: Workplace, case: Case, otter: Colleague, heron: Colleague, badger: Colleague
) -> None:
    otter.is_told("@Heron (specialist) has claimed your escalation.")
    claimed = case.card
    heron.decides(case)
    otter.is_told("Your escalation is decided.")
    decided = case.card
    heron.clicks(claimed, "Release", force=True)
    heron.is_answered("ESC-1 is already decided, so you can't release it now.")
    otter.clicks(claimed, "Withdraw", force=True)
    otter.is_answered("ESC-1 is already decided, so you can't withdraw it now.")
    heron.marks_communicated(case)
    heron.clicks(decided, "Mark communicated", force=True)
    heron.is_answered("ESC-1 is closed (communicated), so you can't mark it communicated now.")
    heron.clicks(decided, "Decide", force=True)
    heron.is_answered("ESC-1 is closed (communicated), so you can't decide it now.")
    badger.clicks(claimed, "Hand over", force=True)
    badger.is_answered("ESC-1 is closed (communicated), so you can't hand it over now.")
    work.settle()
    otter.is_told("Closed: the impacted party has been told.")
    assert len(otter.was_told()) == 3, "with whom it is, claimed, decided: nothing twice"


def test_a_form_over_a_case_released_meanwhile_keeps_its_words_and_says_why(
    case: Case, heron: Colleague, owl: Colleague
) -> None:
    form = heron.starts_deciding(case).fill(DECISION)
    owl.clicks(case, "Release")
    case.reads("Open")
    errors = form.submit().errors
    assert errors is not None
    assert "nobody has claimed it, so you can't decide it now." in " ".join(errors.values())
    assert form.value("Explanation") == DECISION["Explanation"]


def test_a_form_over_a_case_handed_over_meanwhile_says_who_may(
    case: Case, heron: Colleague, badger: Colleague
) -> None:
    heron.hands_over(case, badger)
    form = heron.starts_deciding(case).fill(DECISION)
    badger.claims(case)
    assert "Only its owner can decide it (ESC-1)." in " ".join(
        (form.submit().errors or {}).values()
    )
    badger.decides(case)


def test_a_form_over_a_case_decided_meanwhile_overwrites_nothing(
    work: Workplace, case: Case, heron: Colleague
) -> None:
    heron.decides(case)
    sent = last(work, "view_submission")
    # The same form once more, from a second screen on which it was opened before.
    view: Any = sent.payload["view"]
    other_screen = {**sent.payload, "view": {**view, "id": "V0SECOND"}}
    refused = work.slack.redeliver(replace(sent, payload=other_screen)).answer
    assert refused is not None
    assert refused["response_action"] == "errors"
    assert "ESC-1 has been decided since you opened this form." in str(refused["errors"])
    work.settle()
    assert "corrects an earlier one" not in case.words


def test_a_form_over_a_case_withdrawn_meanwhile_says_so(
    case: Case, otter: Colleague, heron: Colleague
) -> None:
    form = heron.starts_deciding(case).fill(DECISION)
    otter.withdraws(case)
    case.reads("Closed")
    assert "ESC-1 is closed (withdrawn)" in " ".join((form.submit().errors or {}).values())


# --- requests that come again, or from elsewhere


def test_a_replayed_submission_raises_one_escalation(work: Workplace, otter: Colleague) -> None:
    otter.raises()
    again = work.slack.redeliver(last(work, "view_submission"))
    assert again.ok
    assert again.body in ("", "{}"), "the same answer"
    work.settle()
    assert len(work.slack.channel("C0EXEC").roots()) == 1
    assert otter.raises("Another").reference == "ESC-2"


def test_a_replayed_click_and_a_replayed_mention_have_one_effect(
    work: Workplace, case: Case, otter: Colleague, heron: Colleague
) -> None:
    claim = last(work, "block_actions")
    otter.is_told("@Heron (specialist) has claimed your escalation.")
    heron.says("release", case)
    case.reads("offered to @Badger (specialist)")
    assert work.slack.redeliver(claim).ok
    assert work.slack.redeliver(last(work, "app_mention")).ok
    work.settle()
    case.reads("Open", "offered to @Badger (specialist)")
    assert len([h for h in otter.headlines() if "has claimed" in h]) == 1


def test_a_replayed_decision_is_recorded_once(
    work: Workplace, case: Case, otter: Colleague, heron: Colleague
) -> None:
    heron.decides(case)
    assert work.slack.redeliver(last(work, "view_submission")).ok
    work.settle()
    assert "corrects an earlier one" not in case.words
    assert len([h for h in otter.headlines() if "is decided" in h]) == 1


def test_a_request_badly_signed_or_from_long_ago_is_refused(
    work: Workplace, case: Case, heron: Colleague
) -> None:
    heron.says("status", case)
    heron.is_answered("claimed by @Heron")
    work.settle()
    calls = len(work.slack.calls())
    for sort in ("slash_command", "view_submission", "block_actions", "app_mention"):
        assert work.slack.redeliver(last(work, sort), secret="wrong").status == 401
        assert work.slack.redeliver(last(work, sort), age=400).status == 401
    work.settle()
    assert len(work.slack.calls()) == calls


def test_a_request_from_another_enterprise_is_refused(work: Workplace, otter: Colleague) -> None:
    otter.asks("mine")
    known = last(work, "slash_command")
    payload = {**known.payload, "enterprise_id": "E0EVIL"}
    refused = work.slack.redeliver(replace(known, payload=payload))
    assert "This installation serves another workspace." in refused.body


def test_a_request_from_another_workspace_is_refused(work: Workplace, otter: Colleague) -> None:
    form = otter.starts_raising().fill(RAISED)
    otter.has_raised(form.submit())
    for sort in ("slash_command", "view_submission"):
        known = last(work, sort)
        elsewhere = {"team_id": "T0EVIL", "team": {"id": "T0EVIL", "domain": "evil"}}
        payload = {**known.payload, **{k: v for k, v in elsewhere.items() if k in known.payload}}
        if sort == "view_submission":
            view: Any = payload["view"]
            payload["view"] = {**view, "id": "V0EVIL"}
        refused = work.slack.redeliver(replace(known, payload=payload))
        assert "This installation serves another workspace." in refused.body
    work.settle()
    assert len(work.slack.channel("C0EXEC").roots()) == 1


# --- forms that do not open, messages that are not taken


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("expired_trigger_id", "The moment in which I could open the form has passed."),
        ("exchanged_trigger_id", "The moment in which I could open the form has passed."),
        ("internal_error", "Slack did not let me open the form."),
    ],
)
def test_if_slack_does_not_open_the_form_the_person_is_told(
    work: Workplace, otter: Colleague, error: str, words: str
) -> None:
    work.slack.trouble.fail("views.open", error, 3)
    otter.person.command("/escalate", "Acme", channel="C0CSM")
    assert otter.is_answered(words).channel == "C0CSM"
    otter.person.shortcut("raise_escalation")
    otter.is_told(words)
    otter.clicks(otter.home(), "Raise an escalation")
    work.wait(lambda: len([n for n in otter.notes() if words in n]) == 2, "told privately")


@pytest.mark.parametrize("in_a_hurry", [True])
def test_if_slack_is_too_slow_to_open_the_form_the_person_is_told(
    work: Workplace, case: Case, heron: Colleague
) -> None:
    work.slack.trouble.slow(3.5, ["views.open"], takes_effect_late=True)
    heron.clicks(case, "Decide")
    heron.is_answered("Slack didn't answer. If the form has not opened, please try again")
    work.slack.trouble.up()
    heron.decides(case)


def test_nobody_is_told_that_a_form_can_not_open_which_has(
    work: Workplace, case: Case, heron: Colleague
) -> None:
    work.slack.trouble.lose_replies("views.open")
    heron.clicks(case, "Decide")
    heron.form("Record the decision")
    heron.is_answered("Slack didn't answer. If the form has not opened, please try again")


@pytest.mark.parametrize(
    ("status", "said", "words"),
    [
        (200, "[1]", "Slack didn't answer."),
        (200, '"text"', "Slack didn't answer."),
        (502, "<p>Acme is angry</p>", "Slack did not let me open the form."),
    ],
)
def test_what_answers_in_slacks_place_is_no_bug_of_ours_and_is_not_repeated_in_the_log(
    work: Workplace,
    otter: Colleague,
    monkeypatch: pytest.MonkeyPatch,
    status: int,
    said: str,
    words: str,
) -> None:
    monkeypatch.setattr(form_calls, "log", structlog.get_logger())
    work.slack.trouble.gateway("views.open", status, said)
    with capture_logs() as logged:
        otter.person.command("/escalate", "Acme", channel="C0CSM")
        otter.is_answered(words)

    events = [entry["event"] for entry in logged]
    assert "form_not_opened" in events
    assert "bug" not in events
    assert "angry" not in str(logged)


@pytest.mark.parametrize("error", ["invalid_blocks", "msg_blocks_too_long"])
def test_a_message_refused_for_its_blocks_is_sent_in_words(
    work: Workplace, otter: Colleague, heron: Colleague, error: str
) -> None:
    work.slack.trouble.fail("chat.postMessage", error, 1)
    otter.starts_raising().fill(RAISED).submit()
    card = work.slack.channel("C0EXEC").wait_for(lambda m: "ESC-1" in m.text)
    assert "open, offered to @Heron (specialist)" in work.read(card)
    work.settle()
    work.slack.trouble.fail("chat.update", error, 1)
    heron.person.mention("C0EXEC", "claim", card)
    work.wait(
        lambda: "claimed by" in work.slack.channel("C0EXEC").now(card).text, "the card in words"
    )
    heron.person.mention("C0EXEC", "release", card)
    rich = work.slack.channel("C0EXEC").wait_until(card, lambda m: "Claim" in m.buttons)
    assert "Open" in work.read(rich)
