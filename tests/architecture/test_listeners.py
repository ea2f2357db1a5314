"""Whatever a person can press or send off has exactly one listener, and the reverse."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from bot.casework.attention import What
from bot.limits import Limits
from bot.notices import CardChanged, FormNotOpened
from bot.rotation.choice import Absence
from bot.views.board import PAGE, Board
from handlers.delivery.answering import send_answer
from handlers.delivery.rendering import render
from handlers.delivery.rendering_home import render_home
from handlers.slack.app import registry
from handlers.slack.context.context import Context
from handlers.slack.contract.answers import Say
from handlers.slack.contract.requests import Command, Sender
from handlers.slack.looking import look
from handlers.slack.messages.not_delivered import form_again, undelivered
from tests.architecture.card_states import CARD_STATES
from tests.architecture.feedback_scenes import WITH_TARGETS
from tests.architecture.forms import every_form
from tests.architecture.pressable import pressable
from tests.architecture.scenes import SCENES, private_answers
from tests.architecture.scenes import undelivered as example_of_undelivered
from tests.architecture.source import functions, modules
from tests.architecture.stage import Stage
from tests.support.factories import CRANE, HERON, STORK, WREN

NewStage = Callable[..., Stage]
REGISTRY = "handlers/slack/app/registry.py"


def _pressable_in_messages(new_stage: NewStage) -> set[str]:
    found: set[str] = set()
    stage = new_stage()
    stage.open()
    for play in CARD_STATES.values():
        case = stage.open()
        play(stage, case)
        message = render(stage.storage, CardChanged(case), stage.now)
        assert message is not None
        found |= set(pressable(list(message.blocks)))
        _answered(stage, case, found)
    for _ in range(PAGE):
        stage.open()
    for chosen in (Board(page=2), Board(What.UNCLAIMED)):
        with stage.storage.begin() as work:
            work.homes.opened(STORK)
            work.homes.put_board(STORK, chosen.to_text())
        found |= set(pressable(list(render_home(stage.storage, STORK, stage.now)["blocks"])))  # type: ignore[call-overload]
    with stage.storage.begin() as work:
        work.absences.begin(Absence(CRANE, stage.now, None, CRANE))
    for user in (WREN, HERON, CRANE, STORK):
        found |= set(pressable(list(render_home(stage.storage, user, stage.now)["blocks"])))  # type: ignore[call-overload]
        with_rota = ("rota",) if user != WREN else ()
        for words in ("mine", "open", "at-risk", "show ESC-3", "help", *with_rota):
            found |= set(pressable(list(_listed(stage, user, words).blocks)))
    found |= set(pressable(list(_listed(stage, STORK, "settings").blocks)))
    with_targets = new_stage(played_by=WITH_TARGETS)
    card = render(with_targets.storage, CardChanged(with_targets.open()), with_targets.now)
    assert card is not None
    found |= set(pressable(list(card.blocks)))
    note_of_failure = undelivered(example_of_undelivered(None))
    note_of_form = form_again(FormNotOpened(WREN, "Acme"))
    return found | set(pressable([*note_of_failure.blocks, *note_of_form.blocks]))


def _answered(stage: Stage, case: Any, found: set[str]) -> None:
    def post(*, blocks: list[Any], **_where: object) -> None:
        found.update(pressable(blocks))

    for answer in private_answers(case):
        listening: Any = SimpleNamespace(chat_postEphemeral=post)
        send_answer(listening, stage.storage, answer, stage.now, Limits())


def _listed(stage: Stage, user: Any, words: str) -> Say:
    context = Context(stage.storage, SimpleNamespace(now=lambda: stage.now))
    said = look.from_command(
        context,
        Command(Sender(user, "", "", ""), "/escalations", words, STORK, "", ""),  # type: ignore[arg-type]
    )
    assert isinstance(said, Say)
    return said


HAVE_OTHERS = (
    "Decided",
    "PriorityWished",
    "ConsultPut to a channel",
    "FeedbackChanged open",
    "FeedbackChanged accepted",
    "FeedbackChanged done",
    "Reminders update most",
    "Reminders day_end closing",
    "SecondLookWanted",
    "SecondLookDiffers",
)
"""Notes with all those buttons that neither a card nor a list or form has. That no note has one that
nobody listens to is asked of each: see `test_every_notice_renders_until_it_is_no_longer_so`."""


def _pressable_in_notes(new_stage: NewStage) -> set[str]:
    found: set[str] = set()
    scenes = {str(scene): scene for scene in SCENES}
    for scene in (scenes[name] for name in HAVE_OTHERS):
        stage = new_stage(played_by=scene.played_by)
        scene.play(stage, stage.open())
        message = render(stage.storage, stage.said(scene.sort, **scene.about), stage.now)
        assert message is not None
        found |= set(pressable(list(message.blocks)))
    return found


def test_every_button_has_a_listener_and_every_listener_a_button(new_stage: NewStage) -> None:
    in_forms = {action for _, view in every_form() for action in pressable(view["blocks"])}  # type: ignore[arg-type]

    in_messages = _pressable_in_messages(new_stage) | _pressable_in_notes(new_stage)

    assert in_forms | in_messages == set(registry.CLICKS), "is another note to be in HAVE_OTHERS?"


def test_every_form_has_a_listener_and_every_listener_a_form() -> None:
    sent_off = {view["callback_id"] for _, view in every_form() if "submit" in view}

    assert sent_off == set(registry.SUBMISSIONS)


def test_every_module_with_a_listener_is_in_the_registry() -> None:
    with_listeners = {f.module.name for f in functions("handlers") if f.is_listener}
    known = next(m for m in modules("handlers") if m.name == REGISTRY)
    imported = {
        f"{node.module}.{alias.name}".replace(".", "/") + ".py"
        for node in ast.walk(known.tree)
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
    }

    assert with_listeners - {REGISTRY} <= imported


def test_every_listener_is_in_the_registry() -> None:
    known = next(m for m in modules("handlers") if m.name == REGISTRY)
    used = {
        (node.value.id, node.attr)
        for node in ast.walk(known.tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    }
    unused = {
        str(f)
        for f in functions("handlers")
        if f.is_listener
        and f.module.name != REGISTRY
        and (Path(f.module.name).stem, f.node.name) not in used
    }

    assert unused == set()


def test_no_listener_is_registered_twice_for_different_things() -> None:
    tables = (registry.COMMANDS, registry.SHORTCUTS, registry.CLICKS, registry.SUBMISSIONS)
    times = Counter(listener for table in tables for listener in table.values())

    assert {listener for listener, count in times.items() if count > 1} == set()
