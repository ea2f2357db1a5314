"""The play, and the program that starts the workspace, the bot and the play."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import requests
from slack_bolt import App
from slack_sdk import WebClient

from sandbox import NotSeen, Sandbox
from sandbox.__main__ import main
from sandbox.bot_process import BotProcess
from sandbox.play import play
from tests.sandbox.tiny_bot import add_listeners

PATIENT_CHILD = """
import os, signal, threading
from slack_sdk import WebClient
from slack_sdk.socket_mode import SocketModeClient

web = WebClient(os.environ["SLACK_BOT_TOKEN"], os.environ["SLACK_API_URL"])
client = SocketModeClient(os.environ["SLACK_APP_TOKEN"], web_client=web)
stopped = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: stopped.set())
client.connect()
stopped.wait(30)
os._exit(0 if os.environ["DATABASE_URL"].startswith("sqlite:///") else 3)
"""


def test_the_offered_specialist_plays_it_to_the_end(
    slack: Sandbox, by_http: App, client: WebClient
) -> None:
    add_listeners(by_http, client)
    said: list[str] = []
    play(slack, said.append)
    assert "Badger (specialist) clicks Claim" in said
    assert [m.text for m in slack.person("U0OTTER").dms()] == ["ESC-1 is decided and communicated."]


def test_a_bot_that_is_not_there_spoils_the_play(slack: Sandbox) -> None:
    with pytest.raises(NotSeen, match="the app did not respond"):
        play(slack, lambda _words: None)


def test_an_occupied_port_is_said_in_a_sentence(
    slack: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--port", str(slack.port)]) == 1
    said = capsys.readouterr().out
    assert said.startswith(f"Port {slack.port} is taken; ")
    assert "is free: --port " in said


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


def test_the_program_plays_with_the_real_bot_and_stays_until_it_is_stopped(tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[2]
    program = subprocess.Popen(
        [sys.executable, "-m", "sandbox"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(root)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    said: list[str] = []
    assert program.stdout is not None
    with program, program.stdout as lines:
        for line in lines:
            said.append(line)
            if line.startswith("Workspace:"):
                address = line.split()[1]
            if line.startswith("Ctrl-C"):
                assert "ESC-1" in requests.get(address, timeout=5).text
                program.send_signal(signal.SIGTERM)
    assert program.returncode == 0, "".join(said)
    assert any(line.endswith(" clicks Claim\n") for line in said)


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
