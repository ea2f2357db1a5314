"""One escalation from /escalate to communicated, on the local Slack, and what it took in calls."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sandbox import NotSeen, Sandbox
from sandbox.bot.example_case import INTAKE, decide, fill_what_is_asked
from sandbox.bot.process import BotProcess
from sandbox.people.slack_user import SlackUser
from sandbox.workspace.clock import working_day
from sandbox.workspace.messages import SlackMessage
from sandbox.workspace.records import ApiCall

PATIENCE = 30.0
CARD = "the card, which opens the thread"
QUIET = 1.5
"""Seconds without a call after which all has been said: a channel is posted in once a second."""
REQUESTER = "U0OTTER"
SPECIALISTS = ("U0HERON", "U0BADGER", "U0KESTREL")
CHANNEL = "C0EXEC"
PRESSED = "response_url"
"""What the local workspace calls a post to the address of a press: no call of the Web API."""

PURPOSES = (
    ("views.open", "Raise an escalation", "the intake form"),
    ("views.open", "Record the decision", "the decision form"),
    ("views.update", "", "the form asks what the choice made calls for"),
    ("conversations.open", "", "the person's conversation with the bot, kept from then on"),
    ("chat.postMessage", "offered to you", "to the specialist: it is offered to you"),
    ("chat.postMessage", "first answer by", "to the requester: it is raised, here is the thread"),
    ("chat.postMessage", "has claimed your", "to the requester: who has it, and until when"),
    ("chat.postMessage", "closed", "to the requester: the customer has been told, it is closed"),
    ("chat.postMessage", "told", "to the requester: the customer has been told, it is closed"),
    ("chat.postMessage", "decided", "to the requester: the outcome and what may be passed on"),
    ("chat.postMessage", "", "a note to a person"),
    (PRESSED, "", "the card says how it stands now, by the address that came with the press on it"),
    ("chat.update", "you claimed it", "the specialist's offer is settled"),
    ("chat.update", "has been told", "a note to the requester is settled"),
    ("chat.update", "", "the card says how it stands now"),
)
"""Method, words in what was sent, and what the call is for; the first that fits."""


@dataclass(frozen=True)
class Made:
    """A call, and what it was for."""

    method: str
    purpose: str


def purpose(call: ApiCall) -> str:
    """What a call was for."""
    sent = f"{call.arguments.get('text', '')} {call.arguments.get('view', '')}"
    if call.method == "chat.postMessage" and call.arguments.get("channel") == CHANNEL:
        is_reply = bool(call.arguments.get("thread_ts"))
        return "a milestone, to who follows the thread" if is_reply else CARD
    for method, words, meaning in PURPOSES:
        if method == call.method and words.lower() in sent.lower():
            return meaning
    return sent[:60].strip()


@contextmanager
def playing(folder: Path) -> Iterator[Sandbox]:
    """A local workspace with the bot in it."""
    with Sandbox(clock=working_day()) as slack:
        bot = BotProcess(slack, folder)
        try:
            bot.start()
            until_quiet(slack)
            yield slack
        finally:
            bot.stop()


def escalation(slack: Sandbox, number: int) -> list[Made]:
    """Plays the escalation that gets this number; the calls it took, in order."""
    before, room = len(slack.calls()), slack.channel(CHANNEL)
    card, specialist = offered(slack, number)
    specialist.click(card, "Claim", timeout=PATIENCE)
    room.wait_until(card, lambda m: "Decide" in m.buttons, PATIENCE)
    until_quiet(slack)
    decide(specialist, room, card)
    until_quiet(slack)
    specialist.click(card, "Mark communicated", timeout=PATIENCE)
    room.wait_until(card, lambda m: "Mark communicated" not in m.buttons, PATIENCE)
    until_quiet(slack)
    return [Made(call.method, purpose(call)) for call in slack.calls()[before:]]


def offered(slack: Sandbox, number: int) -> tuple[SlackMessage, SlackUser]:
    """Raises the escalation that gets this number; its card, and who it is offered to."""
    reference = re.compile(rf"\bESC-{number}\b")
    _raise(slack.person(REQUESTER))
    room = slack.channel(CHANNEL)
    card = room.wait_for(lambda m: _is_card(m, reference) and "Claim" in m.buttons, PATIENCE)
    # The mentions of a card are its markup: who it is offered to is told in a note of theirs.
    specialist = _offered_to(slack, reference)
    until_quiet(slack)
    return card, specialist


def _is_card(message: SlackMessage, reference: re.Pattern[str]) -> bool:
    return bool(reference.search(message.plain)) and message.thread_ts in (None, message.ts)


def _raise(requester: SlackUser) -> None:
    requester.command("/escalate", INTAKE["Title"], channel="C0CSM")
    form = requester.wait_for_modal("Raise an escalation", PATIENCE)
    form.wait_for(lambda view: "Title" in view.labels(), PATIENCE)
    form.fill({label: value for label, value in INTAKE.items() if label in form.labels()})
    fill_what_is_asked(form, {})
    _submit(requester)


def _submit(person: SlackUser) -> None:
    result = person.wait_for_modal(timeout=PATIENCE).submit()
    if result.errors or result.failed:
        raise NotSeen(f"The form was refused: {result.errors or result.failed}")
    if result.view is not None:
        result.view.close(whole_stack=True)


def _offered_to(slack: Sandbox, reference: re.Pattern[str]) -> SlackUser:
    def told() -> SlackUser | None:
        people = map(slack.person, SPECIALISTS)
        return next((p for p in people if any(reference.search(m.plain) for m in p.dms())), None)

    found = slack.core.workspace.wait(told, PATIENCE)
    if found is None:
        raise NotSeen("Nobody was offered the escalation.")
    return found


def until_quiet(slack: Sandbox) -> None:
    """Waits until the bot has nothing more to say."""
    seen = -1
    while seen != len(slack.calls()):
        seen = len(slack.calls())
        slack.core.workspace.wait(lambda: None, QUIET)
