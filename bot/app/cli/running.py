"""The commands that stay, `run`, `serve` and `worker`, and `sandbox`, which is another program."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from bot.app.cli.failures import in_words
from bot.case.errors import CannotRun


def run_command() -> None:
    """The bot on one machine: Socket Mode, timers and delivery in one process."""
    from bot.app.processes import run, start_logging
    from bot.app.settings import read_settings

    with in_words():
        settings = read_settings()
        start_logging(settings)
        run(settings)


def serve_command(
    host: Annotated[
        str | None, typer.Option(help="Every address where PORT is set, else 127.0.0.1.")
    ] = None,
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="PORT is honoured; else 3000.")
    ] = None,
    no_worker: Annotated[
        bool, typer.Option("--no-worker", help="Leave timers and delivery to `worker`.")
    ] = False,
) -> None:
    """The bot over HTTP."""
    from bot.app.processes import start_logging
    from bot.app.serving import serve
    from bot.app.settings import read_settings

    with in_words():
        settings = read_settings()
        address = _address(host, settings.port)
        start_logging(settings)
        serve(settings, address, port or settings.port or 3000, with_worker=not no_worker)


def _address(host: str | None, port: int | None) -> str:
    if host is not None and not host.strip():
        raise CannotRun("--host is empty. Leave it out, or say an address like 127.0.0.1.")
    # A platform that sets PORT reaches the process from outside.
    return host or ("0.0.0.0" if port else "127.0.0.1")  # noqa: S104


def worker_command() -> None:
    """Timers and delivery only; any number may run against one PostgreSQL."""
    from bot.app.processes import start_logging, worker
    from bot.app.settings import read_settings

    with in_words():
        settings = read_settings()
        start_logging(settings)
        worker(settings)


def sandbox_command(
    port: Annotated[int | None, typer.Option(help="The local workspace's port.")] = None,
) -> None:
    """A local Slack workspace with the bot connected to it: no account, no tokens."""
    chosen = [] if port is None else ["--port", str(port)]
    # Another program by design: nothing of the bot imports the sandbox.
    os.execv(sys.executable, [sys.executable, "-m", "sandbox", *chosen])  # noqa: S606


def add_to(app: typer.Typer) -> None:
    """Gives the command line these commands: they belong to no group."""
    app.command("run")(run_command)
    app.command("serve")(serve_command)
    app.command("worker")(worker_command)
    app.command("sandbox", context_settings={"ignore_unknown_options": True})(sandbox_command)
