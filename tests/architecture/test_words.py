"""Each word the bot takes is declared once; what listens to it and what tells of it follow."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from handlers.slack.app import registry
from handlers.slack.looking import look
from handlers.slack.messages.words import HELP, SUBCOMMANDS, WORDS, hint, in_a_row
from tests.architecture.source import ROOT

WHERE = "handlers/slack/messages/words.py"


@pytest.fixture(scope="module")
def features() -> Any:
    return yaml.safe_load((ROOT / "manifest.yml").read_text(encoding="utf-8"))["features"]


@pytest.fixture(scope="module")
def readme() -> str:
    return " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())


def test_every_mention_word_declared_has_a_listener_and_the_reverse() -> None:
    assert list(registry.MENTIONS) == [word.word for word in WORDS], WHERE


def test_every_subcommand_declared_has_a_listener_and_the_reverse() -> None:
    assert list(look.SUBCOMMANDS) == [subcommand.word for subcommand in SUBCOMMANDS], WHERE


def test_the_usage_hint_names_every_subcommand(features: Any) -> None:
    hints = {c["command"]: c["usage_hint"] for c in features["slash_commands"]}

    assert hints["/escalations"] == hint(SUBCOMMANDS), WHERE


def test_the_readme_names_every_subcommand_and_mention_word(readme: str) -> None:
    assert f"`/escalations {hint(SUBCOMMANDS)}`" in readme, WHERE
    assert f"followed by {in_a_row(WORDS)}." in readme, WHERE


def test_help_names_every_subcommand_and_mention_word() -> None:
    assert [s.word for s in SUBCOMMANDS if s.help not in HELP] == []
    assert [w.word for w in WORDS if w.usage not in HELP] == []


def test_help_names_every_command_and_shortcut_of_the_manifest(features: Any) -> None:
    named = [c["command"] for c in features["slash_commands"]]
    named += [shortcut["name"] for shortcut in features["shortcuts"]]

    assert [name for name in named if f"*{name}*" not in HELP] == []
