"""Everything that somebody can press, choose, type or send off about a case, from the registries of
listeners: what is added there is among it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from types import SimpleNamespace
from typing import Any

from bot.case.errors import Refused
from bot.case.identifiers import ChannelId, EscalationId, UserId
from bot.limits import Limits
from bot.notices import PrivateAnswer
from handlers.delivery.answering import EPHEMERAL, send_answer
from handlers.delivery.rendering_home import render_home
from handlers.slack.app import registry
from handlers.slack.context.context import Context
from handlers.slack.contract import ids
from handlers.slack.contract.answers import Answer, Faults, Nothing, Open, Refresh, Say, Show
from handlers.slack.contract.mentions import Addressed
from handlers.slack.contract.requests import (
    Click,
    Command,
    FormValues,
    Mention,
    OpenForm,
    Sender,
    Shortcut,
    Submission,
)
from handlers.slack.looking.look import SUBCOMMANDS
from handlers.slack.messages.markup import Message
from handlers.web_api.sending import Arrived
from tests.architecture.secrets import SECRET
from tests.architecture.stage import Stage
from tests.support.factories import CRANE

SENT = Arrived({}, EPHEMERAL)
ROOM = ChannelId("C0EXEC")
LOOKED_FOR = (f"search {SECRET}", f"search https://{SECRET}.example/")
"""What somebody may guess a case to be about."""


@dataclass(frozen=True)
class Refusal:
    """What somebody is told who is refused, and at which fields."""

    words: str
    fields: Mapping[str, str]


Shown = tuple[str, object]
"""What was asked, and what came of it."""


def everything_asked(stage: Stage, reader: UserId, case: EscalationId) -> Iterator[Shown]:
    """What somebody is shown who tries all there is on a case."""
    yield "home", render_home(stage.storage, reader, stage.now)
    context: Any = Context(stage.storage, SimpleNamespace(now=lambda: stage.now))
    for name, ask in _asked(context, _Person(reader, case)):
        yield name, _shown(stage, reader, ask)


class _Person:
    """Somebody who presses, types and sends off, each time as a new request."""

    def __init__(self, user: UserId, case: EscalationId) -> None:
        self.sender = Sender(user, "", "", "")
        self.case = case
        self._count = 0

    def form(self, callback: str) -> OpenForm:
        note = {
            "escalation": self.case,
            "consult": 1,
            "item": 1,
            "look": 1,
            "seen": 1,
            "may": 1,
            "about": "resolution:half|1",
            "read_in": "",
        }
        return OpenForm(f"V{self.trigger()}", "", callback, json.dumps(note), FormValues({}))

    def trigger(self) -> str:
        self._count += 1
        return f"{self.sender.user}{self._count}"

    def click(self, action: str, value: str) -> Click:
        form = self.form(action)
        return Click(self.sender, action, value, "", self.trigger(), "", ROOM, form=form)

    def mention(self) -> Mention:
        ts = f"1772539300.{self._count:06}"
        self._count += 1
        return Mention(self.sender, ROOM, ts, ts, (Addressed("", ""),))


def _values(action: str, case: EscalationId) -> tuple[str, ...]:
    """What a button carries: mostly its case's number, or that of what there is one of."""
    if action == ids.THEIRS:
        return tuple(f"{what}:{case}" for what in (ids.ADD, ids.CORRECT, ids.ASK, ids.LEAVE))
    found = {
        ids.SNOOZE: f"{case}|resolution:half|1",
        ids.HAND_OVER_TO: f"{case}:{CRANE}",
        ids.PRIORITY_YES: f"{case}:P2:1",
        ids.PRIORITY_NO: f"{case}:P2:1",
        ids.HAVE_TOLD: f"{case}:1",
    }
    return (found.get(action, str(case)),)


Asking = tuple[str, Callable[[], Answer]]


def _asked(context: Context, person: _Person) -> Iterator[Asking]:
    case, sender = person.case, person.sender
    for command, listener in registry.COMMANDS.items():
        words = [f"{name} ESC-{case}" for name in SUBCOMMANDS] + [*SUBCOMMANDS, f"ESC-{case}", ""]
        # The other command shows in its form what was typed.
        words += LOOKED_FOR if command == "/escalations" else ()
        for text in words:
            typed = Command(sender, command, text, ROOM, person.trigger(), "")
            yield f"{command} {text}", partial(listener, context, typed)
    for callback, shortcut in registry.SHORTCUTS.items():
        used = Shortcut(sender, callback, person.trigger(), "")
        yield callback, partial(shortcut, context, used)
    for action in registry.CLICKS:
        for value in _values(action, case):
            pressed = person.click(action, value)
            yield f"press {action} {value}", partial(registry.answer_click, context, pressed)
    for callback, submitted in registry.SUBMISSIONS.items():
        sent = Submission(sender, person.form(callback))
        yield f"send {callback}", partial(submitted, context, sent)
    for word, said in registry.MENTIONS.items():
        for rest in (f"ESC-{case}", f"<@{CRANE}> P2 because it's so"):
            yield f"@bot {word} {rest}", partial(said, context, person.mention(), case, rest)


def _shown(stage: Stage, reader: UserId, ask: Callable[[], Answer]) -> object:
    try:
        answer = ask()
        if isinstance(answer, Open | Refresh):
            return answer.build()
    except Refused as refusal:
        return Refusal(refusal.words, refusal.fields)
    match answer:
        case Say() if answer.escalation_id is not None:
            return _private(stage, reader, answer)
        case Say(words=words, blocks=blocks):
            return Message(words, blocks)
        case Faults(by_block=faults):
            return dict(faults)
        case Show(view=view):
            return view
        case Nothing():
            return ""


def _private(stage: Stage, reader: UserId, said: Say) -> Message:
    """A private answer about a case, as it is written when it is sent."""
    sent: list[Message] = []
    notice = PrivateAnswer(
        reader,
        said.words,
        channel=ROOM,
        escalation_id=said.escalation_id,
        offers=said.offers,
        shows=said.shows,
        snoozes=said.snoozes,
        details=said.details,
    )
    slack: Any = SimpleNamespace(
        chat_postEphemeral=lambda *, text, blocks, **_where: sent.append(Message(text, blocks))
    )
    assert send_answer(slack, stage.storage, notice, stage.now, Limits()) == SENT
    return sent[0]
