"""Secrets come from the environment and go to Slack and the database: nowhere else."""

from __future__ import annotations

import ast

from bot.app.settings import Secret, Settings
from tests.architecture.source import PROGRAM, calls, modules

LOGS = {"debug", "info", "warning", "error", "exception", "critical", "bind"}
SECRET_NAMES = (
    "token",
    "secret",
    "password",
    "database_url",
    "reply_address",
    "response_url",
    "get_secret_value",
)
MAY_UNWRAP = {
    "bot/app/settings.py",
    "bot/app/wiring.py",
    "bot/app/processes.py",
    "bot/app/serving.py",
    "bot/app/doctor.py",
    "bot/app/tokens.py",
}


def _says_a_secret(call: ast.Call) -> bool:
    inside = [*call.args, *(k.value for k in call.keywords)]
    names = {k.arg or "" for k in call.keywords}
    for argument in inside:
        for node in ast.walk(argument):
            if isinstance(node, ast.Attribute):
                names.add(node.attr)
            elif isinstance(node, ast.Name):
                names.add(node.id)
    return any(secret in name for name in names for secret in SECRET_NAMES)


def test_settings_that_are_printed_show_no_secret() -> None:
    settings = Settings(
        slack_bot_token=Secret("xoxb-hunter2"),
        slack_app_token=Secret("xapp-hunter2"),
        slack_signing_secret=Secret("hunter2"),
        database_url="postgresql+psycopg://escalations:hunter2@db/escalations",
    )

    assert "hunter2" not in repr(settings)
    assert "hunter2" not in str(settings)


def test_nothing_logs_a_secret() -> None:
    sayers = {
        f"{module.name}:{call.lineno}"
        for module in modules(*PROGRAM)
        for name, call in calls(module)
        if name.partition(".")[0] in ("log", "structlog", "logging", "print")
        and (name == "print" or name.rpartition(".")[2] in LOGS)
        and _says_a_secret(call)
    }

    assert sayers == set()


def test_secrets_are_unwrapped_only_where_clients_are_built() -> None:
    unwrapping = {
        module.name
        for module in modules(*PROGRAM)
        for name, _ in calls(module)
        if name.endswith(".get_secret_value")
    }
    dynamic = {m.name for m in modules(*PROGRAM) if "get_secret_value" in m.text}

    assert unwrapping | dynamic <= MAY_UNWRAP
