"""The play, and the program that starts the workspace, the bot and the play."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests
from slack_bolt import App
from slack_sdk import WebClient

from sandbox import NotSeen, Sandbox
from sandbox import __main__ as program
from sandbox.__main__ import main
from sandbox.bot.example_case import play_example_case
from sandbox.bot.process import BotProcess
from sandbox.workspace.starting_messages import STARTING_MESSAGES
from tests.sandbox.patient_child import PATIENT_CHILD
from tests.sandbox.tiny_bot import TOLD, add_listeners
from tests.support.ports import held_port


def test_the_offered_specialist_plays_it_to_the_end(
    slack: Sandbox, by_http: App, client: WebClient
) -> None:
    add_listeners(by_http, client)
    said: list[str] = []
    play_example_case(slack, said.append)
    assert "Badger (specialist) clicks Claim" in said
    assert [m.text for m in slack.person("U0OTTER").dms()] == [TOLD]


def test_a_bot_that_is_not_there_spoils_the_play(slack: Sandbox) -> None:
    with pytest.raises(NotSeen, match="the app did not respond"):
        play_example_case(slack, lambda _words: None)


def test_an_occupied_port_is_said_in_a_sentence(
    slack: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--port", str(slack.port)]) == 1
    said = capsys.readouterr().out
    assert said.startswith(f"Port {slack.port} is taken; ")
    assert "is free: --port " in said


@pytest.mark.parametrize("port", ["-1", "0", "65536", "9" * 5000, "²", "eighty"])
def test_a_port_that_is_none_is_said_in_a_sentence(
    port: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main([f"--port={port}"])
    assert f"{port!r} is none: 1 to 65535" in capsys.readouterr().err


def test_a_bot_that_dies_at_once_has_its_last_words_shown(slack: Sandbox, tmp_path: Path) -> None:
    bot = BotProcess(slack, tmp_path, ("-c", "raise SystemExit('no token')"))
    with pytest.raises(NotSeen, match="no token"):
        bot.start()
    assert bot.stop() == 1


def test_the_bot_gets_the_sandboxs_environment_and_a_sigterm(
    slack: Sandbox, tmp_path: Path
) -> None:
    bot = BotProcess(slack, tmp_path, ("-c", PATIENT_CHILD))
    bot.start()
    assert bot.is_running
    assert bot.stop() == 0


@pytest.fixture
def port() -> Iterator[int]:
    with held_port() as port:
        yield port


def run_program(
    folder: Path, *arguments: str, stop: signal.Signals, meanwhile: Callable[[list[str]], None]
) -> list[str]:
    """Everything the program said until it was stopped; `meanwhile` runs once it is up."""
    root = Path(__file__).resolve().parents[2]
    running = subprocess.Popen(
        [sys.executable, "-m", "sandbox", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(root)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    said: list[str] = []
    assert running.stdout is not None
    with running, running.stdout as lines:
        try:
            for line in lines:
                said.append(line)
                if line.startswith("Ctrl-C"):
                    meanwhile(said)
                    running.send_signal(stop)
        except BaseException:
            running.terminate()
            raise
    assert running.returncode == 0, "".join(said)
    return said


def after_words(said: list[str], words: str) -> str:
    """What the program said after these words."""
    line = next(line for line in said if line.strip().startswith(words))
    return line.strip().removeprefix(words).strip()


def test_the_program_plays_with_the_real_bot_and_stays_until_it_is_stopped(
    tmp_path: Path, port: int
) -> None:
    def look(said: list[str]) -> None:
        assert after_words(said, "The workspace:") == f"http://127.0.0.1:{port}/"
        assert "ESC-1" in requests.get(after_words(said, "As text:"), timeout=30).text

    said = run_program(tmp_path, "--play", "--port", f"{port}", stop=signal.SIGTERM, meanwhile=look)
    assert any(line.endswith(" clicks Claim\n") for line in said)


def test_without_a_play_the_program_says_where_its_page_is(tmp_path: Path, port: int) -> None:
    logs: list[Path] = []

    def look(said: list[str]) -> None:
        address = after_words(said, "The workspace:")
        page = requests.get(address, timeout=30)
        assert (page.status_code, page.headers["Content-Type"]) == (200, "text/html")
        query = {"as": "U0OTTER", "channel": "C0CSM"}
        written = requests.get(f"{address}page/messages", params=query, timeout=30).json()
        assert len(written["messages"]) == len([c for c, *_ in STARTING_MESSAGES if c == "C0CSM"])
        assert "Heron" not in "".join(said)
        due = requests.get(f"{address}page/due", timeout=30).json()
        assert due["what"] == "digest"
        logs.append(tmp_path / after_words(said, "Bot's log:"))

    run_program(tmp_path, "--port", f"{port}", stop=signal.SIGINT, meanwhile=look)
    assert logs[0].read_text().rstrip().endswith("stopped")


def test_where_the_usual_port_is_taken_the_program_says_so_and_uses_the_next(
    slack: Sandbox, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(program, "DEFAULT_PORT", slack.port)
    another = program._started(None)
    assert another is not None
    another.stop()

    assert another.port != slack.port
    assert capsys.readouterr().out == f"Port {slack.port} is taken, using {another.port}.\n"


def test_people_can_act_at_the_same_time(slack: Sandbox, by_http: App) -> None:
    by_http.command("/escalate")(lambda ack: ack("ok"))
    people = [slack.person(p) for p in ("U0OTTER", "U0VOLE", "U0OWL", "U0HERON")]
    replies: list[str] = []
    threads = [
        threading.Thread(target=lambda p=p: replies.append(p.command("/escalate").text))
        for p in people
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert replies == ["ok"] * 4
