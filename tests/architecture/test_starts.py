"""What a command imports: what it needs, and no more."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.app.cli import app
from storage.engine import connect
from storage.schema import upgrade
from tests.architecture.source import ROOT

POLICY = str(ROOT / "sandbox/bot/escalations.toml")
LISTING = """
import atexit, pathlib, sys
found = pathlib.Path(sys.argv.pop(1))
atexit.register(lambda: found.write_text("\\n".join(sys.modules)))
from bot.app.cli import app
app(prog_name="escalations")
"""
SLACK = {"slack_bolt", "slack_sdk", "handlers"}
SERVING = {"gunicorn", "aiohttp", "apscheduler", "prometheus_client", "structlog"}
DATABASE = {"sqlalchemy", "psycopg", "storage"}
TAKES_TIME = SLACK | SERVING | DATABASE | {"alembic", "holidays", "pydantic", "rich", "sandbox"}
COMMANDS = {
    # What of that it needs, and how many modules at most: a tenth above what it takes today. Half
    # of the help's are Rich and what Rich draws in, which lays it out.
    ("--help",): ({"rich"}, 365),
    # A library of holidays is a module for each of its countries. Typer reads parameters with
    # Pydantic, the policy's shape is written in it too.
    ("policy", "check", POLICY): ({"holidays", "pydantic"}, 690),
    # Neither the ORM nor the rules, nor the policy but for its time zone.
    ("report", "decisions", "--from", "2026-11-01"): ({"sqlalchemy", "storage", "pydantic"}, 490),
    ("report", "feedback", "--from", "2026-11-01"): ({"sqlalchemy", "storage", "pydantic"}, 490),
    ("report", "statements", "--from", "2026-11-01"): (
        {"sqlalchemy", "storage", "pydantic"},
        650,
    ),
    ("register", "verify"): ({"sqlalchemy", "storage", "pydantic"}, 600),
    # Jinja2 and the templates; Pydantic is Typer's.
    ("templates", "check"): ({"pydantic"}, 500),
    ("report", "vendors"): ({"sqlalchemy", "storage", "pydantic"}, 490),
    ("report", "arrivals"): ({"sqlalchemy", "storage", "pydantic"}, 490),
    ("report", "fairness"): ({"sqlalchemy", "storage", "pydantic"}, 490),
    ("report", "causes"): ({"sqlalchemy", "storage", "pydantic"}, 490),
    ("report", "kpi", "--from", "2026-11-01"): ({"sqlalchemy", "storage", "pydantic"}, 490),
    ("report", "dsa", "--year", "2026"): ({"sqlalchemy", "storage", "pydantic"}, 490),
    ("db", "current"): ({"sqlalchemy", "storage", "pydantic"}, 465),
    # The rules' whole store: fewer holidays, since none are counted with.
    ("policy", "history"): ({"sqlalchemy", "storage", "pydantic", "holidays"}, 690),
}
UNCOUNTED = {
    "run",
    "doctor",
    "serve",
    "worker",
    "sandbox",
    "db upgrade",
    "policy apply",
    "policy export",
    "policy simulate",
    "import decisions",
}
"""Those that stay or become another program, that which asks all of Slack, that which imports Alembic, and four that import what
`policy history` does."""
HEAVY_PARTS = {"sqlalchemy.orm", "sqlalchemy.dialects.postgresql", "storage.work", "bot.ports"}


def imported(folder: Path, *command: str, status: int = 0, **environment: str) -> set[str]:
    """The modules there are when a command has ended, with the newest schema in its database."""
    url = f"sqlite:///{folder / 'escalations.db'}"
    engine = connect(url)
    upgrade(engine)
    engine.dispose()
    found = folder / "modules"
    done = subprocess.run(
        [sys.executable, "-c", LISTING, found, *command],
        env={**os.environ, "PYTHONPATH": str(ROOT), "DATABASE_URL": url, **environment},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == status, done.stderr
    return set(found.read_text(encoding="utf-8").split())


def packages(modules: set[str]) -> set[str]:
    return {name.partition(".")[0] for name in modules}


def test_every_command_is_counted_or_known_to_need_much() -> None:
    groups = {"": app.registered_commands} | {
        f"{group.name} ": group.typer_instance.registered_commands
        for group in app.registered_groups
        if group.typer_instance is not None
    }
    there = {f"{group}{command.name}" for group, listed in groups.items() for command in listed}
    counted = {" ".join(words[:2]) for words in COMMANDS if words != ("--help",)}

    assert counted | UNCOUNTED == there


@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: "-".join(words[:2]))
def test_a_command_imports_what_it_needs(command: tuple[str, ...], tmp_path: Path) -> None:
    needed, ceiling = COMMANDS[command]

    modules = imported(tmp_path, *command)

    assert packages(modules) & TAKES_TIME == needed
    assert len(modules) <= ceiling, "what is it that it needs more than before?"


def test_a_report_needs_neither_rows_nor_rules(tmp_path: Path) -> None:
    for report in ("decisions", "kpi"):
        (tmp_path / report).mkdir()
        assert not imported(tmp_path / report, "report", report) & HEAVY_PARTS


def test_a_start_on_the_newest_schema_needs_no_alembic(tmp_path: Path) -> None:
    """The bot starts so far as to miss its policy, which comes after the schema."""
    modules = imported(
        tmp_path, "worker", status=1, SLACK_BOT_TOKEN="xoxb-1", ESCALATIONS_POLICY="nowhere.toml"
    )

    assert packages(modules) & {"slack_bolt", "sqlalchemy", "alembic"} == {
        "slack_bolt",
        "sqlalchemy",
    }
