"""The environment: read once, every problem told at once and never with its value."""

from __future__ import annotations

import os
from dataclasses import fields
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.app.cli import app
from bot.app.settings import MissingSettings, Secret, Settings, read_settings


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder without .env, and none of our names in the environment."""
    monkeypatch.chdir(tmp_path)
    ours = {field.name for field in fields(Settings)}
    for name in [n for n in os.environ if n.lower() in ours]:
        monkeypatch.delenv(name)
    return tmp_path


def test_nothing_need_be_set() -> None:
    assert read_settings() == Settings()


def test_everything_can_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    values = {
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_SIGNING_SECRET": "s",
        "SLACK_APP_TOKEN": "xapp-1",
        "SLACK_API_URL": "http://localhost:1/api",
        "DATABASE_URL": "postgres://a:b@c/d",
        "ESCALATIONS_POLICY": "p.toml",
        "ESCALATIONS_TEMPLATES": "letters",
        "LOG_LEVEL": "debug",
        "LOG_FORMAT": "JSON",
        "PORT": "8080",
        "ESCALATIONS_LEASE_SECONDS": "1.5",
        "ESCALATIONS_GRACE_SECONDS": "5",
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)

    read = read_settings()

    assert len(values) == len(fields(Settings))
    assert read == Settings(
        slack_bot_token=Secret("xoxb-1"),
        slack_signing_secret=Secret("s"),
        slack_app_token=Secret("xapp-1"),
        slack_api_url="http://localhost:1/api",
        database_url="postgresql+psycopg://a:b@c/d",
        escalations_policy="p.toml",
        escalations_templates="letters",
        log_level="DEBUG",
        log_format="json",
        port=8080,
        escalations_lease_seconds=1.5,
        escalations_grace_seconds=5,
    )
    assert (read.api_url, read.is_sqlite) == ("http://localhost:1/api/", False)


def test_the_environment_goes_before_the_file_and_what_is_empty_is_not_set(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "PORT=1\nlog_level=ERROR\nESCALATIONS_POLICY='from file.toml'\nNOBODY_KNOWS=1\n"
    (bare / ".env").write_text(text, encoding="utf-8")
    monkeypatch.setenv("port", "2")
    monkeypatch.setenv("LOG_LEVEL", "")

    read = read_settings()

    assert (read.port, read.log_level) == (2, "ERROR")
    assert read.escalations_policy == "from file.toml"


def test_blanks_around_a_value_are_none_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a secret has it that was written to its file by a shell."""
    monkeypatch.setenv("SLACK_BOT_TOKEN", " xoxb-1\n")
    monkeypatch.setenv("SLACK_APP_TOKEN", " \n")
    monkeypatch.setenv("PORT", " 8080 ")

    read = read_settings()

    assert (read.slack_bot_token, read.port) == (Secret("xoxb-1"), 8080)
    with pytest.raises(MissingSettings, match=r"^SLACK_APP_TOKEN is not set"):
        read.need("slack_bot_token", "slack_app_token")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "80x"),
        ("PORT", "-1"),
        ("PORT", "²"),
        ("ESCALATIONS_LEASE_SECONDS", "0.5"),
        ("ESCALATIONS_LEASE_SECONDS", "3601"),
        ("ESCALATIONS_LEASE_SECONDS", "nan"),
        ("ESCALATIONS_LEASE_SECONDS", "soon"),
        ("LOG_LEVEL", "loud"),
        ("LOG_FORMAT", "xml"),
        ("DATABASE_URL", "mysql://root:hunter2@db/escalations"),
    ],
)
def test_what_can_not_be_is_named_without_its_value(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(
        MissingSettings, match=f"^The environment can't be used: {name}: must "
    ) as e:
        read_settings()

    assert f" {value}" not in str(e.value)
    assert "hunter2" not in str(e.value)


def test_every_problem_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "many")
    monkeypatch.setenv("LOG_LEVEL", "loud")

    with pytest.raises(MissingSettings) as told:
        read_settings()

    assert str(told.value) == (
        "The environment can't be used: LOG_LEVEL: must be DEBUG, INFO, WARNING or ERROR; "
        "PORT: must be a whole number from 1 to 65535"
    )


def test_missing_ones_are_named_together() -> None:
    with pytest.raises(MissingSettings, match=r"^SLACK_BOT_TOKEN and SLACK_APP_TOKEN are not set"):
        Settings().need("slack_bot_token", "slack_app_token")


@pytest.mark.parametrize("host", ["", " "])
def test_an_empty_host_is_said_rather_than_taken_for_every_address(host: str) -> None:
    done = CliRunner().invoke(app, ["serve", "--host", host])

    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == "--host is empty. Leave it out, or say an address like 127.0.0.1.\n"


def test_an_env_file_that_is_no_text_is_said_without_a_word_of_it(bare: Path) -> None:
    (bare / ".env").write_bytes(b"SLACK_BOT_TOKEN=xoxb-secret\nPORT=\x85")

    with pytest.raises(MissingSettings, match=r"^\.env is not a text file in UTF-8\.$"):
        read_settings()
