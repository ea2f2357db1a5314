"""People who may not act, or not do this: each is told so in words, and nothing happens."""

from __future__ import annotations

from functools import partial

import pytest

from sandbox.workspace.directory import Account
from tests.stories.people import DECISION, RAISED, Colleague
from tests.stories.workplace import Workplace

GUEST = "Guests can't use escalations. Ask a full member of the workspace to do it."
OUTSIDER = "Only members of this workspace can use escalations, not other organisations."
UNKNOWN = "I don't know you yet and am looking you up now. Please try again in a few seconds."


def has_heard(person: Colleague, answers: list[str]) -> bool:
    return person.answers() == answers


@pytest.fixture
def stork(work: Workplace) -> Colleague:
    """Somebody the bot has never heard of: the event that told of them was lost."""
    workspace = work.slack.core.workspace
    workspace.members["U0STORK"] = Account("U0STORK", "stork", "Stork (new)")
    work.slack.admin.join("U0STORK", "C0EXEC")
    return Colleague(work, "U0STORK")


def nobody_has_claimed(work: Workplace) -> bool:
    return not any("Claimed" in work.read(m) for m in work.slack.channel("C0EXEC").roots())


def test_somebody_unknown_is_looked_up_while_the_form_opens(stork: Colleague) -> None:
    stork.raises().reads("Raised by @Stork (new)")


def test_somebody_unknown_who_clicks_is_looked_up_and_told_to_try_again(
    work: Workplace, otter: Colleague, stork: Colleague
) -> None:
    case = otter.raises()
    stork.clicks(case, "Claim")
    stork.is_answered(UNKNOWN)
    work.settle()
    stork.clicks(case, "Claim")
    stork.is_answered("Only a specialist of its queue or a manager can claim it (ESC-1).")


def test_somebody_unknown_who_asks_is_looked_up_and_told_to_try_again(
    work: Workplace, stork: Colleague
) -> None:
    assert stork.asks("mine") == UNKNOWN
    work.settle()
    assert "Raised by you (0)" in stork.asks("mine")


def test_somebody_slack_does_not_tell_of_is_told_so(work: Workplace, stork: Colleague) -> None:
    work.slack.trouble.fail("users.info", "user_not_found")
    stork.person.command("/escalate", "Acme", channel="C0EXEC")
    stork.is_answered("Slack doesn't tell me who you are, so I can't let you in.")


@pytest.mark.parametrize(
    ("who", "words"),
    [("U0GECKO", GUEST), ("U0NEWT", GUEST), ("U0OSPREY", OUTSIDER)],
)
def test_guests_and_outsiders_are_told_that_they_can_not_act(
    work: Workplace, otter: Colleague, who: str, words: str
) -> None:
    stranger = Colleague(work, who)
    work.slack.admin.join(who, "C0EXEC")
    case = otter.raises()
    stranger.person.command("/escalate", "Acme", channel="C0CSM")
    stranger.is_answered(words)
    assert stranger.asks("open", "C0CSM") == words
    assert stranger.asks("show ESC-1", "C0CSM") == words
    assert stranger.home().text == f"# Escalations\n{words}"
    for button in ("Claim", "Withdraw"):
        so_far = stranger.answers()
        stranger.clicks(case, button)
        work.wait(partial(has_heard, stranger, [*so_far, words]), f"{words} for {button}")
    before = len(stranger.answers())
    stranger.says("claim", case)
    stranger.says("status", case)
    work.wait(lambda: stranger.answers()[before:] == [words] * 2, words)
    assert stranger.person.modals() == []
    assert nobody_has_claimed(work)


def test_a_message_shortcut_of_an_outsider_opens_nothing(work: Workplace, vole: Colleague) -> None:
    message = vole.person.say("C0CSM", "Acme is angry.")
    osprey = Colleague(work, "U0OSPREY")
    osprey.person.message_shortcut("escalate_message", "C0CSM", message.ts)
    osprey.is_answered(OUTSIDER)
    assert osprey.person.modals() == []


def test_a_form_sent_by_somebody_deactivated_meanwhile_records_nothing(
    work: Workplace, otter: Colleague
) -> None:
    form = otter.starts_raising().fill(RAISED)
    work.slack.admin.deactivate("U0OTTER")
    work.settle()
    assert "This account can't use escalations." in (form.submit().errors or {}).values()
    work.settle()
    assert work.slack.channel("C0EXEC").messages() == []


def test_nothing_is_offered_to_somebody_deactivated(work: Workplace, otter: Colleague) -> None:
    work.slack.admin.deactivate("U0HERON")
    work.settle()
    case = otter.raises()
    case.reads("offered to @Badger (specialist)")
    otter.clicks(case, "Why")
    otter.is_answered("2 of 3 on the rotation")


def test_a_note_to_somebody_who_has_left_holds_nothing_up(
    work: Workplace, otter: Colleague, heron: Colleague
) -> None:
    case = otter.raises()
    heron.claims(case)
    work.settle()
    work.slack.admin.deactivate("U0OTTER")
    work.settle()
    heron.decides(case, {**DECISION, "How they are told": "Phone"})
    heron.marks_communicated(case)
    work.settle()
    case.reads("Closed")


def test_somebody_outside_the_queue_can_neither_claim_nor_decide(
    otter: Colleague, vole: Colleague, heron: Colleague
) -> None:
    case = otter.raises()
    vole.clicks(case, "Claim")
    vole.is_answered("Only a specialist of its queue or a manager can claim it (ESC-1).")
    heron.claims(case)
    vole.clicks(case, "Decide")
    vole.is_answered("Only its owner can decide it (ESC-1).")
    vole.says("decide", case)
    vole.says("release", case)
    vole.is_answered("Only its owner or a manager can release it (ESC-1).")
    assert vole.person.modals() == []
    assert "by @Heron" in case.words


def test_a_case_handed_to_somebody_unknown_waits_until_they_are_looked_up(
    work: Workplace, otter: Colleague, heron: Colleague, stork: Colleague
) -> None:
    case = otter.raises()
    heron.claims(case)
    case.reads("Claimed")
    heron.says("handover <@U0STORK>", case)
    heron.is_answered("I don't know them yet and am looking them up now.")
    work.settle()
    heron.says("handover <@U0STORK>", case)
    heron.is_answered("It can only be handed to somebody of the executive queue.")


def test_app_home_of_somebody_unknown_shows_them_theirs_once_they_are_looked_up(
    stork: Colleague,
) -> None:
    stork.home().wait_for(lambda view: "Nothing you raised is open" in view.text)
