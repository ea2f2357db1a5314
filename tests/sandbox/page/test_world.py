"""The clock, trouble with the API, and the bot's process, as the page handles them."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest
import requests
from slack_bolt import App

from sandbox import NotSeen, Patience, Sandbox
from sandbox.bot.process import BotProcess
from tests.sandbox.page.tab import SOON, Tab
from tests.sandbox.patient_child import PATIENT_CHILD

HOUR = 3600


def is_in(state: str, frame: dict) -> bool:
    return frame["bot"]["state"] == state


def test_the_clock_moves_forward_for_everybody(slack: Sandbox, otter: Tab, heron: Tab) -> None:
    before = otter.welcome["clock"]
    answer = otter.act("clock", seconds=26 * HOUR)
    told = heron.wait_for("clock")["clock"]

    assert (before["ahead"], told["ahead"]) == (0, 26 * HOUR)
    assert answer["calendar"] >= before["calendar"] + 26 * HOUR
    assert told["machine"] >= before["machine"]
    assert told["calendar"] == told["machine"] + told["ahead"]
    said = heron.wait_for("activity")["entries"]
    assert [e["what"] for e in said if e["sort"] == "clock"] == ["moved 1 d 2 h forward"]


def test_the_clock_moves_until_a_moment(slack: Sandbox, otter: Tab) -> None:
    moment = slack.clock.calendar() + 3 * HOUR
    answer = otter.act("clock", until=moment)

    assert answer["ok"] is True
    assert answer["calendar"] >= moment
    assert slack.clock.ahead <= 3 * HOUR


@pytest.mark.parametrize(
    ("details", "words"),
    [
        ({"seconds": -1}, "Time only moves forward."),
        ({"until": 1_000_000_000}, "Time only moves forward."),
        ({"seconds": 500 * 24 * HOUR}, "That is more than a year ahead. Move in smaller steps."),
        ({"seconds": 10**400}, "That is more than a year ahead. Move in smaller steps."),
        ({"until": 10**400}, "That is more than a year ahead. Move in smaller steps."),
        ({"until": -(10**400)}, "Time only moves forward."),
    ],
)
def test_the_clock_moves_neither_back_nor_by_years(
    slack: Sandbox, otter: Tab, details: dict, words: str
) -> None:
    assert otter.act("clock", **details) == {"ok": False, "words": words}
    assert slack.clock.ahead == 0


@pytest.mark.parametrize(
    ("switch", "told", "back"),
    [
        ({"down": "503"}, {"down": "503"}, {"down": None}),
        ({"down": "reset"}, {"down": "reset"}, {"down": None}),
        ({"slow": 2.5}, {"slow": 2.5}, {"slow": 0}),
        ({"slow": 100}, {"slow": 30}, {"slow": 0}),
        ({"limited": True}, {"limited": True}, {"limited": False}),
        ({"losing": True}, {"losing": True}, {"losing": False}),
        ({"rates": True}, {"rates": True}, {"rates": False}),
    ],
)
def test_trouble_is_switched_on_and_off_for_everybody(
    otter: Tab, heron: Tab, switch: dict, told: dict, back: dict
) -> None:
    quiet = heron.welcome["trouble"]
    assert otter.act("trouble", **switch) == {"ok": True}
    heron.wait_for("trouble", lambda f: f["trouble"] == quiet | told)
    heron.forget()
    assert otter.act("trouble", **back) == {"ok": True}

    assert heron.wait_for("trouble", lambda f: f["trouble"] == quiet)


def test_one_trouble_leaves_the_others(slack: Sandbox, otter: Tab) -> None:
    otter.act("trouble", down="503", slow=1, limited=True, losing=True)
    otter.act("trouble", down=None)

    assert slack.trouble.state() is None
    assert (slack.trouble.slow_seconds, slack.trouble.limits, slack.trouble.loses) == (
        1,
        True,
        True,
    )


@pytest.mark.parametrize("seconds", [40, 10**400])
def test_how_slow_the_api_is_said_to_be_is_how_slow_it_is(
    slack: Sandbox, otter: Tab, seconds: int
) -> None:
    assert otter.act("trouble", slow=seconds) == {"ok": True}
    (entry,) = otter.wait_for("activity")["entries"]

    assert otter.wait_for("trouble")["trouble"]["slow"] == 30
    assert entry["what"] == "the API: slow by 30 s"


@pytest.mark.parametrize("switch", ["limited", "losing", "rates"])
@pytest.mark.parametrize("value", [1, "on", 0, "", None])
def test_a_switch_is_on_or_off_and_nothing_between(
    slack: Sandbox, otter: Tab, switch: str, value: object
) -> None:
    answer = requests.post(
        f"{slack.url}/page/act",
        json={"as": "U0OTTER", "act": "trouble", "down": "503", switch: value},
        timeout=SOON,
    )

    assert (answer.status_code, answer.text) == (400, f"{switch} is true or false")
    assert slack.trouble.state() is None


def test_the_apps_connections_can_be_cut(slack: Sandbox, by_socket: App, otter: Tab) -> None:
    assert slack.sockets_connected == 1
    assert otter.act("drop_sockets") == {"ok": True}

    told = otter.wait_for("activity", lambda f: "cut the bot" in json.dumps(f["entries"]))
    assert told["entries"][-1]["sort"] == "trouble"


def test_a_workspace_without_a_bot_of_its_own_says_so(otter: Tab) -> None:
    words = "This workspace has no bot of its own."

    assert otter.act("bot", do="kill") == {"ok": False, "words": words}
    assert otter.ask("case", reference="ESC-1") == {"words": words}
    assert otter.ask("due") == {"at": None, "words": words}


@pytest.fixture
def child(slack: Sandbox, tmp_path: Path) -> Iterator[BotProcess]:
    """The workspace's own bot, not yet started."""
    bot = BotProcess(slack, tmp_path, ("-c", PATIENT_CHILD))
    slack.page.acts.bot = bot
    yield bot
    bot.kill()


def test_the_bot_is_started_killed_and_stopped_from_the_page(
    child: BotProcess, otter: Tab, heron: Tab
) -> None:
    states = []
    for do, state in (
        ("start", "running"), ("kill", "stopped"), ("start", "running"), ("stop", "stopped"),
    ):  # fmt: skip
        heron.forget()
        assert otter.act("bot", do=do) == {"ok": True}
        told = heron.wait_for("bot", partial(is_in, state))
        states.append((told["bot"]["starts"], told["bot"]["state"]))
    heron.wait_for("activity", lambda f: "exit code 0" in json.dumps(f["entries"]))
    said = [e["what"] for e in otter.ask("activity")["entries"] if e["sort"] == "bot"]

    assert states == [(1, "running"), (1, "stopped"), (2, "running"), (2, "stopped")]
    assert said == ["started", "killed", "started again", "stopped with exit code 0"]


def test_a_bot_that_runs_is_not_started_twice(child: BotProcess, otter: Tab) -> None:
    for _ in range(2):
        assert otter.act("bot", do="start") == {"ok": True}

    assert child.starts == 1


def test_a_bot_whose_connection_is_cut_is_not_told_to_be_starting(
    child: BotProcess, otter: Tab, heron: Tab
) -> None:
    child.start()
    heron.wait_for("bot", lambda f: f["bot"]["state"] == "running")
    heron.forget()
    otter.act("drop_sockets")
    heron.wait_for("bot")

    assert {f["bot"]["state"] for f in heron.frames("bot")} == {"running"}
    assert child.state == "running"


def test_a_bot_that_is_not_running_is_asked_nothing(child: BotProcess, otter: Tab) -> None:
    words = "The bot is not running; its record can be read when it is."

    assert otter.ask("case", reference="ESC-1") == {"words": words}
    assert otter.ask("due") == {"at": None, "words": words}


def test_a_bot_that_died_has_its_last_words_shown(
    slack: Sandbox, tmp_path: Path, otter: Tab
) -> None:
    slack.page.acts.bot = BotProcess(slack, tmp_path, ("-c", "raise SystemExit('no token')"))
    otter.act("bot", do="start")

    told = otter.wait_for("bot", lambda f: f["bot"]["state"] == "stopped")
    assert told["bot"]["words"] == "no token"


def make_log_a_folder(bot: BotProcess) -> None:
    bot.log.mkdir()


def make_database_a_folder(bot: BotProcess) -> None:
    bot.database.mkdir()


@pytest.mark.parametrize("spoil", [make_log_a_folder, make_database_a_folder])
def test_a_bot_whose_files_can_not_be_written_is_said_not_to_start(
    child: BotProcess, otter: Tab, heron: Tab, spoil: Callable[[BotProcess], None]
) -> None:
    spoil(child)

    with pytest.raises(NotSeen, match="The bot can't be started"):
        child.spawn(fresh=True)
    assert (child.state, child.starts, child.last_words()) == ("stopped", 0, "")
    # and whoever looks on is still told of what happens
    otter.act("say", channel="C0EXEC", text="hello", thread=None)
    heron.wait_for_text("hello")


def test_the_last_words_of_a_long_log_are_its_end(child: BotProcess) -> None:
    child.log.write_text("a line of many\n" * 20_000 + "the last but one\nthe last\n")

    assert child.last_words(2) == "the last but one\nthe last"


def test_a_workspace_that_ends_lets_go_of_an_act_that_waits_for_the_app() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        slack = Sandbox(patience=Patience(ack=60))
        slack.start()
        slack.deliver_http(f"http://127.0.0.1:{silent.getsockname()[1]}/")
        sent: dict[str, object] = {"channel": "C0CSM", "text": "/escalate"}
        answers: list[dict] = []
        acting = threading.Thread(
            target=lambda: answers.append(slack.page.acts.do("U0OTTER", "command", sent)),
            daemon=True,
        )
        acting.start()
        held, _ = silent.accept()
        slack.stop()
        acting.join(SOON)
        held.close()

    assert [answer["ok"] for answer in answers] == [False]


def test_a_workspace_that_ends_lets_go_of_tabs_that_never_read() -> None:
    slack = Sandbox()
    slack.start()
    with ExitStack() as tabs:
        for _ in range(5):
            tabs.enter_context(silent_tab(slack))
        for _ in range(8):  # more than the system keeps for them
            slack.person("U0OTTER").say("C0EXEC", "x" * 1_000_000)
        ending = threading.Thread(target=slack.stop, daemon=True)
        ending.start()
        ending.join(SOON)

    assert not ending.is_alive()


def silent_tab(slack: Sandbox) -> socket.socket:
    """A tab that has opened its feed and reads nothing of it."""
    tab = socket.create_connection(("127.0.0.1", slack.port))
    lines = [
        "GET /page/feed?as=U0OTTER HTTP/1.1",
        f"Host: 127.0.0.1:{slack.port}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Version: 13",
    ]
    tab.sendall("\r\n".join([*lines, "", ""]).encode())
    return tab


def test_an_act_that_comes_while_the_workspace_ends_is_told_so() -> None:
    with Sandbox() as slack:
        slack.page.close_threads()
        sent = {"as": "U0OTTER", "act": "open_home"}
        answer = requests.post(f"{slack.url}/page/act", json=sent, timeout=SOON)

    assert (answer.status_code, answer.text) == (503, "The sandbox is being stopped.")
