"""Every notice has words, only while they are so, and whatever people wrote Slack takes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import is_dataclass
from datetime import timedelta
from itertools import cycle
from types import SimpleNamespace
from typing import Any, get_args

import pytest

from bot import notices
from bot.case.identifiers import ChannelId, EscalationId, UserId
from bot.case.kinds import KINDS
from bot.limits import Limits
from bot.notices import CardChanged, Notice
from bot.views.lists import LIST_LIMIT
from bot.views.show import show
from handlers.delivery.answering import EPHEMERAL, send_answer
from handlers.delivery.rendering import render
from handlers.delivery.rendering_home import render_home
from handlers.slack.app import registry
from handlers.slack.context.context import Context
from handlers.slack.contract.answers import Say
from handlers.slack.contract.requests import Command, Sender
from handlers.slack.looking import look
from handlers.slack.messages import lists
from handlers.slack.messages.markup import Message
from handlers.slack.messages.not_delivered import undelivered
from handlers.web_api.sending import Arrived
from tests.architecture.card_states import CARD_STATES
from tests.architecture.plays import claim, claim_by_manager
from tests.architecture.pressable import pressable
from tests.architecture.scene import Scene
from tests.architecture.scenes import (
    MADE_BY_HANDLERS,
    NOT_A_MESSAGE,
    SCENES,
    private_answers,
)
from tests.architecture.scenes import undelivered as example_of_undelivered
from tests.architecture.slack_limits import home_problems, markup_problems, message_problems
from tests.architecture.stage import TEXTS, Stage, Texts, filled, names
from tests.support.factories import FINCH, HERON, NOON, STORK, WREN, policy

SENT = Arrived({}, EPHEMERAL)
ROOM = ChannelId("C0CSM")
NewStage = Callable[..., Stage]
ASKS_MOST = max(
    (KINDS[k] for k in policy().queues["executive"].kinds), key=lambda k: len(k.questions)
).name
every_scene = pytest.mark.parametrize("scene", SCENES, ids=str)
every_text = pytest.mark.parametrize("texts", names(TEXTS))


def _played(new_stage: NewStage, scene: Scene, **told: Any) -> tuple[Stage, EscalationId, Any]:
    stage = new_stage(played_by=scene.played_by, **told)
    case = stage.open()
    scene.play(stage, case)
    return stage, case, stage.said(scene.sort, **scene.about)


def test_every_notice_there_is_has_a_scene() -> None:
    every = {part for whole in get_args(Notice) for part in (get_args(whole) or (whole,))}
    staged = {scene.sort for scene in SCENES}

    assert staged | NOT_A_MESSAGE | MADE_BY_HANDLERS == every
    assert every == {v for v in vars(notices).values() if is_dataclass(v) and hasattr(v, "sort")}


@every_scene
def test_every_notice_renders_until_it_is_no_longer_so(scene: Scene, new_stage: NewStage) -> None:
    stage, case, notice = _played(new_stage, scene)

    message = render(stage.storage, notice, stage.now)

    assert message is not None
    assert message_problems(message) == []
    assert set(pressable(list(message.blocks))) <= set(registry.CLICKS)
    if scene.undo is not None:
        scene.undo(stage, case)
        assert render(stage.storage, notice, stage.now) is None


@every_scene
def test_every_notice_fits_whatever_people_wrote(scene: Scene, new_stage: NewStage) -> None:
    longest = Texts(TEXTS["ampersands"])
    stage, _, notice = _played(new_stage, scene, texts=longest)

    message = render(stage.storage, notice, stage.now)

    assert message is not None
    assert message_problems(message) == []


@every_text
@pytest.mark.parametrize("state", CARD_STATES)
def test_every_card_fits_in_the_thread_and_in_full(
    state: str, texts: Texts, new_stage: NewStage
) -> None:
    stage = new_stage(texts=texts, kind=ASKS_MOST)
    stage.open()
    case = stage.open()
    CARD_STATES[state](stage, case)
    with stage.storage.read() as work:
        view, timeline = show(work, HERON, f"ESC-{case}")

    message = render(stage.storage, CardChanged(case), stage.now)
    in_full = lists.one(view, timeline, "https://birds.example/", stage.now)

    assert message is not None
    assert message_problems(message) == []
    assert message_problems(in_full) == []


def test_a_card_of_no_case_is_not_drawn(new_stage: NewStage) -> None:
    stage = new_stage()

    assert render(stage.storage, CardChanged(EscalationId(404)), stage.now) is None


@pytest.mark.parametrize("error", ["not_in_channel", "channel_not_found", "is_archived", "other"])
@pytest.mark.parametrize("about", [EscalationId(1), None])
def test_a_notice_of_failure_fits(error: str, about: EscalationId | None) -> None:
    assert message_problems(undelivered(example_of_undelivered(about, error))) == []


@every_text
def test_every_private_answer_fits(texts: Texts, new_stage: NewStage) -> None:
    stage = new_stage(texts=texts, kind="frontline")
    case = stage.open()
    sent: list[Message] = []

    def post(*, text: str, blocks: list[Any], **_where: object) -> None:
        sent.append(Message(text, blocks))

    slack: Any = SimpleNamespace(chat_postEphemeral=post)
    for answer in private_answers(case):
        assert send_answer(slack, stage.storage, answer, stage.now, Limits()) == SENT

    assert [message_problems(m) for m in sent] == [[]] * len(sent)
    assert len(sent) == len(private_answers(case))


@every_text
def test_a_case_is_in_a_message_once_however_much_is_said_of_it(
    texts: Texts, new_stage: NewStage
) -> None:
    stage = new_stage(texts=texts)
    case = stage.open()
    claim(stage, case)
    stage.set_deadline(STORK, case, timedelta(hours=1))
    run = int(stage.deadline_of(case).timestamp())
    about = cycle(("deadline:4h", "resolution:half"))
    nudges = [
        notices.Nudge(case, said, run if said.startswith("deadline") else 1, "", as_manager=True)
        for said, _ in zip(about, range(40), strict=False)
    ]

    message = render(stage.storage, notices.Reminders(STORK, tuple(nudges)), stage.now)

    assert message is not None
    assert message_problems(message) == []
    # What isn't half used up is left out, though somebody wanted it said.
    assert str(message.blocks).count("The legal deadline") == 1, "no case is in it twice"


def test_what_was_snoozed_once_has_no_button_for_it(new_stage: NewStage) -> None:
    stage = new_stage()
    case = stage.open()
    claim(stage, case)
    stage.wait_until(NOON + timedelta(hours=4))
    notice = stage.said(notices.Reminders, nudge="resolution:half")
    at_first = render(stage.storage, notice, stage.now)
    stage.snooze(HERON, notice.nudges[0])

    meanwhile = render(stage.storage, notice, stage.now)
    again = render(stage.storage, notice, stage.now + timedelta(hours=1))

    assert at_first is not None
    assert meanwhile is None, "it comes back by itself"
    assert again is not None
    assert "Snooze" in str(at_first.blocks)
    assert "Snooze" not in str(again.blocks)


def test_a_long_history_is_cut_between_its_lines(new_stage: NewStage) -> None:
    stage = new_stage()
    case = stage.open()
    for _ in range(20):
        claim(stage, case)
        stage.hand(HERON).release(case, stage.now)
    with stage.storage.read() as work:
        view, timeline = show(work, HERON, f"ESC-{case}")

    shown = lists.one(view, timeline, "https://birds.example/", stage.now)

    assert message_problems(shown) == []
    assert "*History*" in str(shown.blocks)


@every_text
def test_the_lists_and_app_home_fit_with_many_cases(texts: Texts, new_stage: NewStage) -> None:
    stage = new_stage(texts=texts, played_by=policy([HERON, STORK]))
    for _ in range(LIST_LIMIT + 1):
        claim_by_manager(stage, stage.open())  # WREN raised these, STORK holds them
        claim(stage, stage.open(STORK))  # STORK raised these, and may act on them as a manager
    context = Context(stage.storage, SimpleNamespace(now=lambda: stage.now))

    for words in ("mine", "open", "at-risk", "help", "nonsense"):
        for user in (WREN, STORK):
            asked = Command(Sender(user, "", "", ""), "/escalations", words, ROOM, "", "")
            said = look.from_command(context, asked)
            assert isinstance(said, Say)
            assert message_problems(Message(said.words, said.blocks)) == []
            assert home_problems(render_home(stage.storage, user, stage.now)) == []


@pytest.mark.parametrize("stranger", [UserId("U0NOBODY"), FINCH])
def test_app_home_fits_people_who_have_nothing_there(stranger: UserId, new_stage: NewStage) -> None:
    stage = new_stage()

    assert home_problems(render_home(stage.storage, stranger, stage.now)) == []


@pytest.mark.parametrize("text", ["&am", "<!channel>", "a <https://x", "<@U0STORK", "a > b"])
def test_the_check_of_markup_finds_what_is_wrong(text: str) -> None:
    assert markup_problems(text)


def test_texts_reach_the_limits_they_are_to_try() -> None:
    assert all(len(filled(text, 3000)) == 3000 for text in TEXTS.values())
