"""What people read, as plain text in snapshots/: a change of wording shows as a difference there.

After a wanted change: SNAPSHOTS=renew python -m pytest tests/slack/test_messages_wording.py
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, get_args

import pytest

from bot import notices as n
from bot.case.identifiers import ChannelId, EscalationId, UserId
from bot.policy import Member
from bot.views.show import show
from handlers.delivery.rendering import render
from handlers.delivery.rendering_home import render_home
from handlers.slack.context.context import Context
from handlers.slack.contract.answers import Say
from handlers.slack.contract.requests import Command, Sender
from handlers.slack.looking import look
from handlers.slack.messages.history import history
from handlers.slack.messages.markup import Message
from handlers.slack.messages.not_delivered import hindered, undelivered
from tests.architecture import conftest
from tests.architecture.card_states import CARD_STATES
from tests.architecture.scenes import SCENES
from tests.architecture.scenes import undelivered as example_of_undelivered
from tests.architecture.stage import Stage
from tests.support.factories import CRANE, EGRET, FINCH, HERON, NOON, STORK, WREN, after, policy

SNAPSHOTS = Path(__file__).with_name("snapshots")
RENEW = os.environ.get("SNAPSHOTS") == "renew"
NewStage = Callable[..., Stage]
_DATE = re.compile(r"<!date\^\d+\^[^|]+\|([^>]+)>")
_MENTION = re.compile(r"<@U0([A-Z]+)>")
_LINK = re.compile(r"<(https?://[^|>]+)\|([^>]+)>")


stage_engine, new_stage = conftest.stage_engine, conftest.new_stage


def plain(text: str) -> str:
    """Markup as people see it: names, dates, and a link's address in brackets."""
    named = _MENTION.sub(lambda m: "@" + m.group(1).title(), _DATE.sub(r"\1", text))
    return _LINK.sub(r"\2 (\1)", named)


def read_block(block: Any) -> Iterator[str]:
    """A block as the lines people read."""
    match block["type"]:
        case "section" if "fields" in block:
            for field in block["fields"]:
                yield plain(field["text"]).replace("\n", "  ")
        case "section" | "header":
            beside = [block["accessory"]] if "accessory" in block else []
            press = "".join(f" [{label}]" for e in beside for label in _labels(e))
            yield plain(block["text"]["text"]) + press
        case "context":
            yield "· " + plain(block["elements"][0]["text"])
        case "actions":
            yield " ".join(f"[{label}]" for e in block["elements"] for label in _labels(e))
        case "rich_text":
            for box in block["elements"]:
                yield from (f"| {line}" for e in box["elements"] for line in e["text"].split("\n"))
        case "table":
            yield from (" | ".join(cell["text"] for cell in row) for row in block["rows"])
        case "divider":
            yield "———"
        case other:
            raise AssertionError(f"no words for a block of type {other}")


def _labels(element: Any) -> list[str]:
    """What can be pressed: a button, or each entry of a menu."""
    if element["type"] == "static_select":
        shown = element.get("initial_option") or {"text": element["placeholder"]}
        return [f"{shown['text']['text']} ▾"]
    entries = element["options"] if element["type"] == "overflow" else [element]
    return [entry["text"]["text"] for entry in entries]


def shown(message: Message | Say | None, title: str) -> str:
    """A message as text: what a notification says, then what is read."""
    if message is None:
        return f"=== {title}\nnothing is said\n"
    said = message.text if isinstance(message, Message) else message.words
    return "\n".join([f"=== {title}", f"({plain(said)})", *_read(message.blocks), ""])


def _read(blocks: Sequence[Any]) -> list[str]:
    return [line for block in blocks for line in read_block(block)]


def matches(name: str, text: str) -> None:
    """The snapshot of this name is this text; it is written anew where that is asked for. A digest
    of the register is another one each time, since its salts are drawn."""
    text = re.sub(r"\b[0-9a-f]{64}\b", "<digest>", text)
    file = SNAPSHOTS / f"{name}.txt"
    if RENEW:
        file.write_text(text, encoding="utf-8")
    assert file.exists(), "no snapshot yet: SNAPSHOTS=renew makes one"
    assert text == file.read_text(encoding="utf-8")


def _raised(stage: Stage) -> EscalationId:
    return stage.open(
        kind="executive",
        title="Acme: reviews removed after rebrand",
        what_happened="Since Monday 212 reviews are hidden.\nTheir CEO wrote to ours.",
        account="Acme",
        links=("https://reviews.example/acme",),
        answers={"customer_asks": "To have them back & an apology."},
    )


def test_the_card_in_its_life(new_stage: NewStage) -> None:
    stage, told = new_stage(), list[str]()
    stage.open(title="Another one")
    for name, play in CARD_STATES.items():
        start = stage.now
        case = _raised(stage)
        play(stage, case)
        message = render(stage.storage, n.CardChanged(case), stage.now)
        assert stage.now >= start
        told.append(shown(message, name))

    matches("card", "\n".join(told))


@pytest.mark.parametrize("sort", sorted({s.sort.__name__ for s in SCENES} - {"CardChanged"}))
def test_the_notes(sort: str, new_stage: NewStage) -> None:
    told = []
    for scene in (s for s in SCENES if s.sort.__name__ == sort):
        stage = new_stage(played_by=scene.played_by)
        case = _raised(stage)
        scene.play(stage, case)
        notice = stage.said(scene.sort, **scene.about, **_about(scene.sort, case))
        told.append(shown(render(stage.storage, notice, stage.now), str(scene)))

    matches(re.sub(r"(?<!^)(?=[A-Z])", "_", sort).lower(), "\n".join(told))


OF_FEEDBACK = (n.FeedbackChanged, n.FeedbackNews, n.FeedbackReminder)


def _about(sort: type[Any], case: EscalationId) -> dict[str, object]:
    of_no_case = (
        n.DigestDue,
        n.ReportAsked,
        n.Reminders,
        *get_args(n.PersonNote),
        *OF_FEEDBACK,
        n.SecondLookWanted,
        n.WhatIfAsked,
    )
    return {} if sort in of_no_case else {"escalation_id": case}


def test_the_notice_of_failure() -> None:
    errors = ("not_in_channel", "channel_not_found", "is_archived", "restricted_action")
    told = [shown(undelivered(example_of_undelivered(EscalationId(1), e)), e) for e in errors]

    told += [
        shown(
            undelivered(replace(example_of_undelivered(EscalationId(1), "is_archived"), place=p)), p
        )
        for p in ("C0EXEC", "U0HERON", "homes")
    ]

    matches("undelivered", "\n".join(told))


def test_the_notice_of_what_held_everything_back() -> None:
    since, until = NOON.isoformat(), after(minutes=5).isoformat()
    told = [
        shown(hindered(n.Hindered(STORK, place, error, since, ended)), f"{place} {error}")
        for place, error, ended in (
            ("slack", "token_revoked", until),
            ("slack", "TimeoutError", until),
            ("C0EXEC", "ratelimited", ""),
            ("U0HERON", "ratelimited", ""),
            ("homes", "ratelimited", ""),
            ("chat.update", "internal_error", ""),
            ("conversations.history", "missing_scope", ""),
            ("chat.postMessage", "missing_scope", until),
            ("users.conversations", "internal_error", ""),
        )
    ]

    matches("hindered", "\n".join(told))


def _listed(stage: Stage, user: UserId, words: str) -> str:
    context = Context(stage.storage, SimpleNamespace(now=lambda: stage.now))
    sender = Sender(user, "", "", "")
    said = look.from_command(
        context, Command(sender, "/escalations", words, ChannelId("C0CSM"), "", "")
    )
    assert isinstance(said, Say)
    return shown(said, f"{user} asks: {words}")


def _some_cases(new_stage: NewStage) -> Stage:
    stage = new_stage()
    claimed, decided = _raised(stage), stage.open(title="Who may read this?")
    stage.hand(HERON).claim(claimed, stage.now)
    stage.hand(CRANE).claim(decided, stage.now)
    stage.decide(CRANE, decided)
    stage.open(title="A third one")
    stage.wait_until(NOON + timedelta(minutes=10))
    return stage


def test_the_lists(new_stage: NewStage) -> None:
    stage = _some_cases(new_stage)
    asked = [(HERON, "mine"), (WREN, "mine"), (FINCH, "mine"), (STORK, "open"), (FINCH, "open")]
    asked.append((STORK, "at-risk"))
    also = [(CRANE, "show ESC-2"), (FINCH, "show ESC-1"), (WREN, "help"), (WREN, "nonsense")]

    matches("lists", "\n".join(_listed(stage, *pair) for pair in (*asked, *also)))


def test_the_rota(new_stage: NewStage) -> None:
    members = [
        Member(HERON, "copenhagen", ("appeal", "language:da"), capacity=2),
        Member(CRANE, "copenhagen", vendor="outsourced"),
        Member(EGRET, "copenhagen", capacity=1),
    ]
    stage = new_stage(played_by=policy(members))
    told = [_listed(stage, HERON, "rota")]
    _raised(stage)
    stage.go_away(HERON, HERON, timedelta(days=7), CRANE)
    stage.go_away(STORK, EGRET, None)
    stage.wait_until(NOON + timedelta(minutes=1))
    told += [_listed(stage, *pair) for pair in ((HERON, "rota"), (STORK, "rota executive"))]
    stage.leaves(CRANE, is_deactivated=True)
    stage.wait_until(NOON + timedelta(minutes=2))
    told.append(_listed(stage, STORK, "rota"))

    matches("rota", "\n".join(told))


def test_the_history(new_stage: NewStage) -> None:
    stage = new_stage()
    case = _raised(stage)
    stage.go_away(HERON, HERON, timedelta(days=1))
    stage.wait_until(NOON + timedelta(seconds=1))
    stage.come_back(HERON, HERON)
    stage.hand(HERON).claim(case, stage.now)
    stage.hand_over(HERON, case, EGRET)
    stage.go_away(STORK, EGRET, None)
    stage.wait_until(NOON + timedelta(seconds=2))
    stage.change_priority(STORK, case, "P2")
    stage.set_deadline(STORK, case, timedelta(days=9))
    stage.set_deadline(HERON, case, timedelta(days=10))
    stage.wait(HERON, case)
    stage.wait_until(NOON + timedelta(hours=3))
    stage.wait(HERON, case)
    stage.writes(WREN, case)
    stage.wait_until(NOON + timedelta(days=2))
    stage.snooze(HERON, stage.said(n.Reminders, to=HERON).nudges[0])
    with stage.storage.read() as work:
        _, timeline = show(work, HERON, f"ESC-{case}")

    matches("history", "\n".join(map(plain, history(timeline))) + "\n")


def test_app_home(new_stage: NewStage) -> None:
    stage = _some_cases(new_stage)
    told = []
    for user in (HERON, WREN, FINCH, STORK):
        blocks: Any = render_home(stage.storage, user, stage.now)["blocks"]
        told += [f"=== {user}", *_read(blocks), ""]

    matches("home", "\n".join(told))


def test_every_snapshot_is_in_use() -> None:
    sorts = {re.sub(r"(?<!^)(?=[A-Z])", "_", s.sort.__name__).lower() for s in SCENES}
    used = sorts - {"card_changed"}
    used |= {"card", "undelivered", "hindered", "lists", "home", "history", "rota", "settings"}

    assert {file.stem for file in SNAPSHOTS.glob("*.txt")} == used
