"""Raising an escalation, from wherever somebody is reading."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, select

from sandbox import Modal
from sandbox.workspace.messages import SlackMessage
from storage.tables import OutboxRow
from tests.stories.people import RAISED, TITLE, Colleague
from tests.stories.workplace import Workplace

FRONT_LINE = {
    "Ticket link": "https://tickets.example/77",
    "What was tried": "Everything in the guide.",
    "The exact question": "May it stay?",
}


def test_the_form_closes_and_one_line_says_who_has_it_by_when_and_where(
    otter: Colleague,
) -> None:
    assert otter.starts_raising().fill(RAISED).submit().closed
    note = otter.is_told("ESC-1 is with @Heron (specialist): first answer by 11:00 · Open thread")
    assert "https://sandbox.slack.com/archives/C0EXEC/p" in otter.notes()[0]
    assert note.buttons == ()


def test_what_the_queues_take_is_offered(otter: Colleague) -> None:
    form = otter.starts_raising()
    assert form.value("Title") == TITLE
    assert form.options("Kind") == [
        *("Executive", "Appeal", "Dispute", "Front line"),
        *("Communications", "Advice", "Other"),
    ]
    assert "Goes to the executive queue" in form.text
    assert form.labels() == [
        "Kind",
        "Priority",
        "Title",
        "What happened",
        "Account",
        "What the customer asks for",
        "Links",
    ]


def test_another_kind_keeps_what_was_typed_and_asks_its_own_questions(otter: Colleague) -> None:
    form = otter.starts_raising().fill({**RAISED, "Links": "https://a.example"})
    form.fill({"Kind": "Front line"})
    form.wait_for(lambda view: "Ticket link" in view.labels())
    assert form.value("Title") == TITLE
    assert form.value("What happened") == RAISED["What happened"]
    assert form.value("Account") == "Acme"
    assert form.value("Links") == "https://a.example"
    assert form.value("Priority") == RAISED["Priority"]
    assert "What the customer asks for" not in form.labels()
    case = otter.has_raised(form.fill(FRONT_LINE).submit())
    words = otter.sees_whole(case)
    for label, answer in FRONT_LINE.items():
        assert f"{label}\n{answer}" in words
    assert "P1 · Front line" in case.words


def test_the_kind_other_needs_no_account(otter: Colleague) -> None:
    form = otter.starts_raising().fill({"Kind": "Other", "What happened": "Odd."})
    form.wait_for(lambda view: "What the customer asks for" not in view.labels())
    assert "P2 · Other · Open" in otter.has_raised(form.submit()).words


def test_a_form_sent_before_it_could_ask_its_questions_asks_them_then(
    work: Workplace, otter: Colleague
) -> None:
    form = otter.starts_raising().fill(RAISED)
    field = form.field("Kind")
    options: Any = field.element["options"]
    chosen = next(o for o in options if o["value"] == "frontline")
    work.slack.core.views.type_in(form.id, field.place, chosen)
    asked = form.submit(force=True).view
    assert asked is not None
    assert "Front line escalations are asked a little more." in asked.text
    assert asked.value("Title") == TITLE
    otter.has_raised(asked.fill(FRONT_LINE).submit())


def test_a_long_command_goes_to_what_happened_with_its_first_sentence_as_the_title(
    otter: Colleague,
) -> None:
    story = "Acme & <Beta> say: " + "their reviews vanished. " * 20
    form = otter.starts_raising(story)
    title = str(form.value("Title"))
    assert title.startswith("Acme & <Beta> say: their reviews vanished. their")
    assert title.endswith("…")
    assert len(title) <= 80
    assert form.value("What happened") == story.strip()


def test_the_global_shortcut_opens_an_empty_form(otter: Colleague) -> None:
    assert otter.person.shortcut("raise_escalation").error is None
    form = otter.form("Raise an escalation")
    assert form.value("Title") in ("", None)
    otter.has_raised(form.fill({**RAISED, "Title": "From the shortcut"}).submit())


def test_app_home_opens_the_form(otter: Colleague) -> None:
    otter.clicks(otter.home(), "Raise an escalation")
    form = otter.form("Raise an escalation")
    otter.has_raised(form.fill({**RAISED, "Title": "From home"}).submit())


def test_a_form_that_slack_could_not_open_comes_back_with_what_was_typed(
    work: Workplace, otter: Colleague
) -> None:
    work.settle()  # Who is looked up at the start waits in the outbox, too.
    work.slack.trouble.down("503")
    otter.person.command("/escalate", "Acme & <Beta>: gone", channel="C0CSM")
    outbox = work.bot.remembered.outbox
    work.wait(lambda: outbox.state(datetime.now(UTC)).waiting, "nothing is kept of it")
    work.slack.trouble.up()
    note = otter.is_told("The form couldn't open, since Slack wasn't there.")
    assert note.buttons == ("Raise: Acme & <Beta>: gone",)
    otter.clicks(note, "Raise: Acme & <Beta>: gone")
    form = otter.form("Raise an escalation")
    assert form.value("Title") == "Acme & <Beta>: gone"
    form.fill({k: v for k, v in RAISED.items() if k != "Title"}).fill({"Kind": "Front line"})
    form.wait_for(lambda view: "Ticket link" in view.labels())
    assert work.slack.channel(note.channel).now(note).buttons, "not sent, it can be opened again"
    otter.has_raised(form.fill(FRONT_LINE).submit())
    work.settle()
    assert work.slack.channel(note.channel).now(note).buttons == ()
    otter.is_told("You've sent it since.")


def forms_kept(work: Workplace) -> int:
    """How many forms that couldn't open wait to be told of."""
    with work.engine.connect() as connection:
        rows = select(func.count()).where(OutboxRow.sort == "form_not_opened")
        return connection.scalar(rows) or 0


def test_a_form_that_came_back_is_done_with_once_its_sender_joined_another_case(
    work: Workplace, otter: Colleague, vole: Colleague
) -> None:
    vole.raises(Account="Acme")
    work.settle()
    work.slack.trouble.down("503")
    for title in ("Acme: gone", "Beta: gone"):
        otter.person.command("/escalate", title, channel="C0CSM")
    work.wait(lambda: forms_kept(work) == 2, "nothing is kept of them")
    work.slack.trouble.up()
    otter.is_told("The form couldn't open", "Raise: Beta: gone")
    otter.clicks(otter.is_told("The form couldn't open", "Raise: Acme: gone"), "Raise: Acme: gone")
    form = otter.form("Raise an escalation").fill({"Account": "Acme"})
    form.wait_for(lambda view: "Join" in view.text)
    otter.clicks(form, "Join")
    otter.is_told("You've sent it since.")
    assert otter.is_told("Raise: Beta: gone").buttons, "the other is still to be sent"


# --- from a message


def from_message(person: Colleague, message: SlackMessage) -> Modal:
    reply = person.person.message_shortcut("escalate_message", message.channel, message.ts)
    assert reply.error is None
    return person.form("Raise an escalation")


def link_to(message: SlackMessage) -> str:
    return f"https://sandbox.slack.com/archives/{message.channel}/p{message.ts.replace('.', '')}"


def test_a_message_is_taken_over_as_people_read_it_and_whoever_used_it_is_the_requester(
    work: Workplace, otter: Colleague, vole: Colleague
) -> None:
    words = "@heron see <https://acme.example|their page>: 1 < 2 & #general is *angry*"
    message = vole.person.say("C0CSM", words)
    form = from_message(otter, message)
    told = str(form.value("What happened"))
    assert told.startswith("@Heron (specialist) see their page (https://acme.example): 1 < 2 & #")
    assert "C0GENERAL" in told or "general" in told
    assert told.startswith(str(form.value("Title")).removesuffix("…"))
    assert form.value("Links") == f"{link_to(message)}\nhttps://acme.example"
    case = otter.has_raised(form.fill({"Account": "Acme"}).submit())
    case.reads("Raised by @Otter (CSM)", "@Heron (specialist) see their page", link_to(message))
    assert "Vole" not in case.words
    assert not any("<@U0HERON> see" in m.plain for m in work.slack.channel("C0EXEC").messages())
    assert work.slack.calls("chat.getPermalink") == work.slack.calls("conversations.history") == []


def test_a_reply_in_a_thread_is_linked_within_its_thread(otter: Colleague, vole: Colleague) -> None:
    root = vole.person.say("C0CSM", "Has anybody heard of Acme?")
    reply = vole.person.say("C0CSM", "Their reviews are gone.", root)
    wanted = f"{link_to(reply)}?thread_ts={root.ts}&cid=C0CSM"
    assert from_message(otter, reply).value("Links") == wanted


def test_nothing_of_a_private_channel_is_shown_beyond_what_is_submitted(
    work: Workplace, owl: Colleague, finch: Colleague
) -> None:
    message = owl.person.say("G0PRIVATE", "Acme wants forty reviews back. The merger is on Friday.")
    form = from_message(finch, message)
    form.fill({"Title": "Acme", "What happened": "Acme wants reviews back.", "Links": ""})
    case = finch.has_raised(form.fill({"Account": "Acme"}).submit())
    work.settle()
    everything = work.slack.transcript().split("══ #board-room")[0] + "".join(finch.notes())
    for secret in ("merger", "Friday", "forty", "G0PRIVATE", "board-room"):
        assert secret not in everything
    case.reads("Acme wants reviews back.")


def test_a_message_from_a_direct_conversation_can_be_escalated_without_its_link(
    work: Workplace, otter: Colleague
) -> None:
    otter.raises()
    note = otter.is_told("ESC-1 is with")
    form = from_message(otter, note)
    assert "Its link is left out" in form.text
    assert link_to(note) not in str(form.value("Links"))
    assert "@Heron (specialist)" in str(form.value("What happened"))


def test_a_long_message_is_cut_with_a_visible_mark(otter: Colleague, vole: Colleague) -> None:
    form = from_message(otter, vole.person.say("C0CSM", "Acme is angry. " * 300))
    told = str(form.value("What happened"))
    assert len(told) <= 3000
    assert told.endswith("… [cut]")
    assert "its last 1,507 characters are left out. Its link below leads to all of it." in form.text
    assert form.value("Title") == "Acme is angry. Acme is angry."
    otter.has_raised(form.fill({"Account": "Acme"}).submit())


@pytest.mark.parametrize("text", ["", "   "])
def test_without_words_the_command_opens_an_empty_form(otter: Colleague, text: str) -> None:
    assert otter.starts_raising(text).value("Title") in ("", None)
