"""`escalations templates check`: what it prints, and its exit code."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.app.cli import app


def check(*words: str, **environment: str) -> Result:
    env = {"ESCALATIONS_TEMPLATES": "", **environment}
    return CliRunner().invoke(app, ["templates", "check", *words], env=env)


def test_what_is_built_in_can_be_used() -> None:
    done = check()

    assert done.exit_code == 0
    assert done.stdout == (
        "What is built in can be used. There are templates in da, de, en, fr, it, nl.\n"
    )


def test_every_problem_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "de.j2").write_text("Sie\n{{ nmae }}", encoding="utf-8")
    (tmp_path / "fr.j2").write_text("{% if", encoding="utf-8")
    done, by_environment = check(str(tmp_path)), check(ESCALATIONS_TEMPLATES=str(tmp_path))

    assert done.exit_code == by_environment.exit_code == 1
    assert done.stderr == by_environment.stderr
    first, second, count = done.stderr.splitlines()
    assert first.startswith(f"{tmp_path / 'de.j2'}:2: there is no placeholder nmae.")
    assert second.startswith(f"{tmp_path / 'fr.j2'}:1: ")
    assert count == "2 problems."


@pytest.mark.parametrize("named", ["", " "])
def test_a_folder_without_a_name_is_none(named: str) -> None:
    done = check(named)

    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == "The folder has no name. Leave it out for what is built in.\n"


def test_a_language_without_words_is_said(tmp_path: Path) -> None:
    (tmp_path / "sv.j2").write_text("Beslutet: {{ explanation }}", encoding="utf-8")
    done = check(str(tmp_path))

    assert done.exit_code == 0
    assert "words.toml says nothing of sv" in done.stderr
