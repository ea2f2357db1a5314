"""The real bot as the workspace's own child, on a clock that is moved. Its clock ticks once an hour
here: whatever comes sooner was fired by the move itself."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as futures_wait
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from handlers.slack.contract import ids
from sandbox import Sandbox, SlackMessage
from sandbox.bot.example_case import INTAKE, decide, fill_what_is_asked
from sandbox.bot.process import ALWAYS_ASK_MORE, BotProcess
from sandbox.json_values import Json
from tests.reliability.house import until
from tests.support.fork_server import Forked, ForkServer

SLOW_TICKS = (
    "import functools, bot.limits as limits, sandbox.bot.child as child\n"
    "import bot.app.settings as settings\n"
    "settings.Limits = functools.partial(limits.Limits, tick_seconds=3600)\n"
    "raise SystemExit(child.main())"
)
SOON = 30.0
"""How long anything may take on a busy machine; what works waits for nothing."""
HOUR = 3600
_numbers = count(1)


@pytest.fixture(scope="module")
def slack() -> Iterator[Sandbox]:
    """A workspace whose calendar is some days ahead of the machine's."""
    with Sandbox() as sandbox:
        sandbox.clock.forward(3.5 * 24 * HOUR)
        yield sandbox


@pytest.fixture(scope="module")
def child(
    slack: Sandbox, tmp_path_factory: pytest.TempPathFactory, fork_server: ForkServer
) -> Iterator[BotProcess]:
    """The one bot of this module. It is asked while it starts, as the page does."""
    folder, start = tmp_path_factory.mktemp("bot"), fork_server.start_talking
    bot = BotProcess(slack, folder, ("-c", SLOW_TICKS), start)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("ESCALATIONS_LEASE_SECONDS", "2")  # of a delivery it is killed in
        bot.spawn(fresh=True)
        bot.ask({"reference": "ESC-1"})
        try:
            yield bot
        finally:
            bot.stop()


@pytest.fixture
def bot(child: BotProcess) -> BotProcess:
    """The bot at work, started again where a test has ended it."""
    child.start(fresh=False)
    return child


def move(slack: Sandbox, **span: float) -> None:
    """Puts the clock forward, as an act of the page does."""
    slack.move(timedelta(**span).total_seconds())


def wait(slack: Sandbox, look: Callable[[], object]) -> None:
    found = slack.core.workspace.wait(lambda: look() or None, SOON)
    assert found is not None, slack.transcript("UTC")


def raise_one(slack: Sandbox) -> SlackMessage:
    """The card of a new case whose targets count all hours."""
    otter, title = slack.person("U0OTTER"), f"Case {next(_numbers)} of this module"
    reply = otter.command("/escalate", title, channel="C0CSM")
    assert reply.error is None
    form = otter.wait_for_modal("Raise an escalation", SOON)
    form.wait_for(lambda view: "Title" in view.labels(), SOON)
    # Each about an account of its own: two open ones on the same subject are asked about.
    own = {"Account": title, "Links": f"https://reviews.example/{title.replace(' ', '-')}"}
    values = INTAKE | {"Title": title, "Priority": "P1"} | own
    form.fill({label: value for label, value in values.items() if label in form.labels()})
    fill_what_is_asked(form, {})
    result = form.submit()
    assert result.closed or result.view is not None, result
    if result.view is not None:
        result.view.close(whole_stack=True)
    room = slack.channel("C0EXEC")
    return room.wait_for(lambda m: title in m.plain and "Claim" in m.buttons, SOON)


def claim(slack: Sandbox, card: SlackMessage) -> SlackMessage:
    slack.person("U0HERON").click(card, "Claim", timeout=SOON)
    return slack.channel("C0EXEC").wait_until(card, lambda m: "Decide" in m.buttons, SOON)


def reference(card: SlackMessage) -> str:
    return next(word.strip("*:,.") for word in card.plain.split() if "ESC-" in word).strip("<>|")


def answered_within_a_moment(answer: Future[Json | None]) -> bool:
    return bool(futures_wait([answer], 0.2).done)


@contextmanager
def held_up(bot: BotProcess) -> Iterator[None]:
    """A bot that does nothing at all. On a busy machine it goes on for a moment after the signal has
    been sent, and could still answer."""
    assert isinstance(bot._process, Forked)
    state = ["ps", "-o", "stat=", "-p", str(bot._process.pid)]
    bot._process.send_signal(signal.SIGSTOP)
    try:
        until(lambda: subprocess.check_output(state).startswith(b"T"), "it isn't held up")
        yield
    finally:
        bot._process.send_signal(signal.SIGCONT)


def kill_while_it_is_asked(bot: BotProcess) -> None:
    """Whoever waits for its answer then waits no longer."""
    with ThreadPoolExecutor() as aside, held_up(bot):
        dying = aside.submit(bot.ask, {"reference": "nothing"})
        assert not answered_within_a_moment(dying)
        bot.kill()
        assert dying.result(SOON / 2) is None


REMINDS = ("of the time for", "is overdue", "There's a newer reminder")


def reminders(slack: Sandbox, of: str) -> list[str]:
    """Those that have come, edited by now or not."""
    notes = [m.plain for m in slack.person("U0HERON").dms()]
    return [note for note in notes if of in note and any(words in note for words in REMINDS)]


def test_what_the_workspace_waits_for_is_the_choice_of_a_kind() -> None:
    assert ALWAYS_ASK_MORE == (ids.KIND_CHOSEN,)


def test_the_bot_lives_on_the_workspaces_clock(slack: Sandbox, bot: BotProcess) -> None:
    """A due time it tells is reckoned from the calendar people see."""
    before = slack.clock.calendar()
    card = raise_one(slack)
    told: Any = bot.ask({"reference": reference(card)})

    assert told is not None
    half_an_hour = timedelta(minutes=30).total_seconds()
    assert before < told["next_due"]["at"] <= slack.clock.calendar() + half_an_hour


def test_moving_the_clock_fires_what_is_due_at_once(slack: Sandbox, bot: BotProcess) -> None:
    card = claim(slack, raise_one(slack))
    of = reference(card)
    move(slack, hours=4, minutes=5)
    wait(slack, lambda: len(reminders(slack, of)) == 1)
    move(slack, hours=2, minutes=30)

    wait(slack, lambda: len(reminders(slack, of)) == 2)


def test_killed_and_started_again_the_bot_is_back_with_its_cases(
    slack: Sandbox, bot: BotProcess
) -> None:
    card = raise_one(slack)
    starts = bot.starts
    kill_while_it_is_asked(bot)
    wait(slack, lambda: not slack.sockets_connected)
    assert (bot.state, bot.ask({})) == ("stopped", None)
    move(slack, minutes=1)
    assert bot.ask({"reference": "ESC-1"}) is None, "a dead bot answers nothing and takes no moves"
    assert bot.stop() == -9
    bot.start(fresh=False)
    assert (bot.state, bot.starts) == ("running", starts + 1)
    claim(slack, card)
    move(slack, hours=4, minutes=5)

    wait(slack, lambda: reminders(slack, reference(card)))


def test_a_bot_that_is_held_up_is_waited_for(bot: BotProcess) -> None:
    """A busy machine holds a process up for seconds; that is no reason to say nothing."""
    with ThreadPoolExecutor() as aside:
        with held_up(bot):
            asked = aside.submit(bot.ask, {"reference": "nothing"})
            assert not answered_within_a_moment(asked)
        assert asked.result(SOON) == {"words": "There is no nothing."}


def test_a_stopped_bot_ends_in_good_order(bot: BotProcess) -> None:
    assert bot.stop() == 0, bot.last_words()
    assert bot.stop() == 0


def test_a_bot_whose_workspace_is_gone_stops_too(slack: Sandbox, bot: BotProcess) -> None:
    process = bot._process
    assert process is not None
    assert process.stdin is not None
    process.stdin.close()

    assert process.wait(SOON) == 0, bot.last_words()


def test_the_bot_tells_a_cases_history_and_what_is_due_next(
    slack: Sandbox, bot: BotProcess
) -> None:
    card = claim(slack, raise_one(slack))
    of = reference(card)
    told: Any = bot.ask({"reference": of.lower()})

    assert told is not None
    assert told["reference"] == of
    assert "<@U0OTTER>" in told["lines"][0]
    assert any("claimed" in line and "<@U0HERON>" in line for line in told["lines"])
    due = datetime.fromtimestamp(told["next_due"]["at"], UTC)
    assert due > datetime.fromtimestamp(slack.clock.calendar(), UTC)
    assert told["next_due"]["reference"] == of
    assert told["next_due"]["what"]


def test_the_bot_tells_what_is_due_next_of_all(slack: Sandbox, bot: BotProcess) -> None:
    of = reference(claim(slack, raise_one(slack)))
    of_all: Any = bot.ask({})
    of_one: Any = bot.ask({"reference": of})

    assert of_all is not None
    assert of_one is not None
    assert of_all["next_due"]["at"] <= of_one["next_due"]["at"]


@pytest.mark.parametrize(
    "unknown", ["ESC-999999", "ESC-", "ESC-1x", "ESC-²", "nothing", "ESC-" + "9" * 40]
)
def test_the_bot_says_that_there_is_no_such_case(bot: BotProcess, unknown: str) -> None:
    assert bot.ask({"reference": unknown}) == {"words": f"There is no {unknown}."}


def test_an_answer_that_was_lost_leads_to_a_look_and_never_to_a_second_post(
    slack: Sandbox, bot: BotProcess
) -> None:
    counted: Callable[[], Any] = slack.page.feed.activity.counters
    before = counted()
    slack.trouble.lose_replies("chat.postMessage", 1)
    try:
        card = raise_one(slack)
        wait(slack, lambda: counted()["looked_up"] > before["looked_up"])
    finally:
        slack.trouble.lose_no_replies()
    claim(slack, card)
    after = counted()

    assert after["lost"] == before["lost"] + 1
    assert after["doubled"] == 0
    cards = [m for m in slack.channel("C0EXEC").messages() if reference(card) in m.plain]
    assert [m.ts for m in cards if not m.is_reply] == [card.ts]


def test_the_tour_sees_each_step_of_the_real_bot(slack: Sandbox, bot: BotProcess) -> None:
    tour = slack.page.feed._tour.shown
    card = raise_one(slack)
    wait(
        slack,
        lambda: tour()["raised"] and tour()["card"] == {"channel": card.channel, "ts": card.ts},
    )
    claim(slack, card)
    wait(slack, lambda: tour()["claimed"])
    move(slack, hours=4, minutes=5)
    wait(slack, lambda: tour()["reminded"])
    heron = slack.person("U0HERON")
    decide(heron, slack.channel("C0EXEC"), card)
    wait(slack, lambda: tour()["decided"])
    heron.click(card, "Mark communicated", timeout=SOON)
    wait(slack, lambda: tour()["communicated"])
    for _ in range(8):
        move(slack, days=1)
    wait(slack, lambda: tour()["digest"])


def test_a_bot_that_cannot_start_is_said_with_its_last_words(
    slack: Sandbox, tmp_path_factory: pytest.TempPathFactory
) -> None:
    bot = BotProcess(slack, tmp_path_factory.mktemp("other"), ("-m", "sandbox.no_such_module"))
    bot.spawn(fresh=True)
    wait(slack, lambda: not bot.is_running)

    assert bot.state == "stopped"
    assert "no_such_module" in bot.last_words()
    assert bot.ask({}) is None


DEAF = """
import os, threading
os.close(0)
print('{"answer": 1}', flush=True)
threading.Event().wait(60)
"""


def test_a_bot_that_does_not_listen_is_no_harm_to_the_workspace(
    slack: Sandbox, tmp_path_factory: pytest.TempPathFactory
) -> None:
    told: list[str] = []
    forget = slack.subscribe(lambda c: told.append(c.id) if c.kind == "bot" else None)
    deaf = BotProcess(slack, tmp_path_factory.mktemp("deaf"), ("-c", DEAF))
    deaf.spawn(fresh=True)
    assert deaf.ask({}) in ({}, None)
    move(slack, seconds=1)
    deaf.kill()
    wait(slack, lambda: "killed" in told)
    forget()

    assert deaf.state == "stopped"
