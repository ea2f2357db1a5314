"""`policy apply` shows what changes, and asks whoever sits at a terminal."""

from __future__ import annotations

import os
import pty
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.example import filled_in
from tests.support.fork_server import ForkServer

CHANGED = 'closed = ["2026-12-24", "2026-12-31"]'
Apply = Callable[..., tuple[int, str]]


@pytest.fixture
def apply(fork_server: ForkServer) -> Apply:
    """Exit code and output; with an answer it is run on a terminal, where that is typed."""

    def run(folder: Path, file: Path, *options: str, answer: str = "") -> tuple[int, str]:
        command = ("-m", "bot", "policy", "apply", str(file), *options)
        environment = {**os.environ, "DATABASE_URL": f"sqlite:///{folder / 'bot.db'}"}
        typed, terminal = pty.openpty()
        os.write(typed, answer.encode())
        code, said, failed = fork_server.run(command, environment, terminal if answer else None)
        os.close(typed)
        os.close(terminal)
        return code, said + failed

    return run


def test_on_a_terminal_it_is_applied_only_when_somebody_agrees(
    apply: Apply, tmp_path: Path
) -> None:
    file = tmp_path / "policy.toml"
    file.write_text(filled_in(), encoding="utf-8")
    apply(tmp_path, file)
    file.write_text(filled_in().replace(CHANGED, CHANGED.replace("-31", "-30")), encoding="utf-8")

    refused = apply(tmp_path, file, answer="n\n")
    agreed = apply(tmp_path, file, answer="y\n")
    same = apply(tmp_path, file, answer="n\n")

    assert refused[0] == 1
    assert "offices.copenhagen.closed: + 2026-12-30" in refused[1]
    assert refused[1].endswith("Nothing was applied.\n")
    assert agreed[0] == 0
    assert agreed[1].count("offices.copenhagen.closed: + 2026-12-30") == 1
    assert agreed[1].endswith("Version 2 is in force.\n")
    assert same == (0, "Nothing changes.\n")


def test_with_yes_and_without_a_terminal_it_does_not_ask(apply: Apply, tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text(filled_in(), encoding="utf-8")

    at_first = apply(tmp_path, file)
    file.write_text(filled_in().replace(CHANGED, 'closed = ["2026-12-24"]'), encoding="utf-8")
    code, words = apply(tmp_path, file, "--yes", answer="n\n")

    assert at_first[1].endswith("Version 1 is in force.\n")
    assert (code, words.endswith("Version 2 is in force.\n")) == (0, True)
