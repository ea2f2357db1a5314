"""The command line: `escalations …`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.app.processes import Dead, run, serve, start_logging, worker
from bot.app.settings import MissingSettings, Settings, read_settings
from bot.app.wall_clock import WallClock
from bot.app.wiring import PolicyUnusable, Remembered, remember
from bot.case.errors import LostRace, RefusalCode, Refused, SchemaOutdated, StorageAway
from bot.case.identifiers import UserId
from bot.case.text import clean_line
from bot.casework.queues import hold_queues
from bot.policy.file import PolicyReading, read_policy
from bot.policy.text import based_on, write_policy
from bot.reports.register import as_csv, period
from bot.verbs.settings.adopt_policy import adopt, propose

app = typer.Typer(
    help="Escalations: raised in Slack, claimed, decided, communicated, and kept.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)
db = typer.Typer(help="The database's schema.", no_args_is_help=True)
policy = typer.Typer(help="The policy file.", no_args_is_help=True)
report = typer.Typer(help="Registers, as files.", no_args_is_help=True)
app.add_typer(db, name="db")
app.add_typer(policy, name="policy")
app.add_typer(report, name="report")
out = Console(soft_wrap=True, highlight=False, markup=False)
err = Console(stderr=True, soft_wrap=True, highlight=False, markup=False)


@contextmanager
def _in_words() -> Iterator[Settings]:
    """Reads the settings; what goes wrong is said in a sentence, with exit code 1."""
    try:
        yield read_settings()
    except (MissingSettings, SchemaOutdated, PolicyUnusable, Refused, Dead) as failure:
        err.print(str(failure))
        raise typer.Exit(1) from None
    except LostRace:
        err.print("Somebody else changed this at the same moment. Nothing was changed; try again.")
        raise typer.Exit(1) from None
    except StorageAway as away:
        err.print(f"The database can't be reached ({away}). Nothing was changed.")
        raise typer.Exit(1) from None
    except OSError as error:
        err.print(f"{error.strerror or type(error).__name__}: {error.filename or ''}".strip(": "))
        raise typer.Exit(1) from None


@contextmanager
def _database() -> Iterator[Remembered]:
    with _in_words() as settings:
        remembered = remember(settings)
        try:
            if settings.is_sqlite:
                remembered.upgrade()
            remembered.check_schema()
            yield remembered
        finally:
            remembered.close()


@app.command("run")
def run_command() -> None:
    """The bot on one machine: Socket Mode, timers and delivery in one process."""
    with _in_words() as settings:
        start_logging(settings)
        run(settings)


@app.command("serve")
def serve_command(
    host: Annotated[
        str | None, typer.Option(help="Every address where PORT is set, else 127.0.0.1.")
    ] = None,
    port: Annotated[int | None, typer.Option(help="PORT is honoured; else 3000.")] = None,
    no_worker: Annotated[
        bool, typer.Option("--no-worker", help="Leave timers and delivery to `worker`.")
    ] = False,
) -> None:
    """The bot over HTTP."""
    with _in_words() as settings:
        start_logging(settings)
        # A platform that sets PORT reaches the process from outside.
        address = host or ("0.0.0.0" if settings.port else "127.0.0.1")  # noqa: S104
        serve(settings, address, port or settings.port or 3000, with_worker=not no_worker)


@app.command("worker")
def worker_command() -> None:
    """Timers and delivery only; any number may run against one PostgreSQL."""
    with _in_words() as settings:
        start_logging(settings)
        worker(settings)


@app.command("sandbox", context_settings={"ignore_unknown_options": True})
def sandbox_command(
    port: Annotated[int | None, typer.Option(help="The local workspace's port.")] = None,
) -> None:
    """A local Slack workspace with the bot connected to it: no account, no tokens."""
    chosen = [] if port is None else ["--port", str(port)]
    # Another program by design: nothing of the bot imports the sandbox.
    os.execv(sys.executable, [sys.executable, "-m", "sandbox", *chosen])  # noqa: S606


@db.command("upgrade")
def db_upgrade() -> None:
    """Brings the database to the newest schema."""
    with _in_words() as settings:
        remembered = remember(settings)
        remembered.upgrade()
        out.print(f"The schema is {remembered.current_schema()}.")
        remembered.close()


@db.command("current")
def db_current() -> None:
    """Says which schema the database has; exit code 1 if it is not the newest."""
    with _in_words() as settings:
        remembered = remember(settings)
        out.print(remembered.current_schema() or "empty")
        remembered.check_schema()
        remembered.close()


def _read(file: Path) -> tuple[str, PolicyReading]:
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        err.print(f"{file} is not a text file in UTF-8.")
        raise typer.Exit(1) from None
    reading = read_policy(text)
    for problem in reading.problems:
        err.print(f"{file}: {problem}")
    if reading.policy is None:
        count = len(reading.problems)
        err.print(f"{count} problem{'s' if count != 1 else ''}; nothing was applied.")
        raise typer.Exit(1)
    for warning in reading.warnings:
        err.print(f"Note: {warning}")
    return text, reading


@policy.command("check")
def policy_check(file: Path) -> None:
    """Reads and validates a policy file; every problem is told at once, with its line."""
    with _in_words():
        _read(file)
        out.print(f"{file} is a valid policy.")


@policy.command("apply")
def policy_apply(
    file: Path,
    force: Annotated[
        bool, typer.Option("--force", help="Apply a file that is based on an older version.")
    ] = False,
) -> None:
    """Validates a policy file, prints what changes, and puts it in force."""
    with _database() as remembered:
        text, reading = _read(file)
        assert reading.policy is not None, "without one, reading ends the command"
        with remembered.storage.begin() as work:
            current = work.policies.current()
            if current is not None:
                hold_queues(work, current, reading.policy)
            proposal = propose(work, reading.policy, based_on(text))
            if not proposal.changes:
                out.print("Nothing changes.")
                return
            if proposal.hindrances:
                raise Refused(
                    "\n".join([*proposal.hindrances, "Nothing was applied."]),
                    code=RefusalCode.IN_THE_WAY,
                )
            if proposal.since_base and not force:
                err.print(f"{file} is based on version {proposal.base}. Since then:")
                for line in proposal.since_base:
                    err.print(f"  {line}")
                err.print("Applying it would change:")
                for line in proposal.changes:
                    err.print(f"  {line}")
                err.print("Nothing was applied. Export the policy anew, or use --force.")
                raise typer.Exit(1)
            for line in (*proposal.since_base, *proposal.changes):
                out.print(line)
            by = f"shell:{os.environ.get('USER', '')}"
            stored = adopt(work, reading.policy, by, WallClock().now())
        out.print(f"Version {stored.version} is in force.")


@policy.command("export")
def policy_export() -> None:
    """Writes the policy in force, with its version's number."""
    with _database() as remembered:
        with remembered.storage.read() as work:
            current = work.policies.current()
        if current is None:
            err.print("No policy was applied yet.")
            raise typer.Exit(1)
        typer.echo(write_policy(current), nl=False)


@policy.command("history")
def policy_history(
    limit: Annotated[int, typer.Option(help="How many versions, the newest first.")] = 10,
) -> None:
    """Lists the policy's versions: when, who, why."""
    with _database() as remembered:
        with remembered.storage.read() as work:
            versions = work.policies.history(max(limit, 0))
            names = work.people.names([UserId(v.by) for v in versions])
        for v in versions:
            by = names.get(UserId(v.by), v.by)
            parts = (str(v.version), f"{v.at:%Y-%m-%d %H:%MZ}", by, clean_line(v.why))
            out.print("  ".join(filter(None, parts)))


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day, not an instant
    except ValueError:
        raise Refused(
            f"{text!r} is not a date like 2026-11-30.", code=RefusalCode.NOT_UNDERSTOOD
        ) from None


@report.command("decisions")
def report_decisions(
    from_: Annotated[str | None, typer.Option("--from", help="First day, like 2026-11-01.")] = None,
    to: Annotated[str | None, typer.Option("--to", help="Last day, included.")] = None,
    format_: Annotated[str, typer.Option("--format", help="csv")] = "csv",
) -> None:
    """The decision register. Days are those of the workspace's time zone."""
    with _database() as remembered:
        if format_ != "csv":
            raise Refused(
                f"The register comes as csv, not as {format_!r}.", code=RefusalCode.INVALID
            )
        first, last = _day(from_), _day(to)
        if first and last and first > last:
            raise Refused("--from is after --to.", code=RefusalCode.INVALID)
        with remembered.storage.read() as work:
            current = work.policies.current()
            since, until = period(first, last, current.timezone if current else "UTC")
            decisions = work.decisions.between(since, until)
            users = {u for d, e, _ in decisions for u in (d.decided_by, e.requester)}
            names = work.people.names(users)
        typer.echo(as_csv(decisions, names), nl=False)


if __name__ == "__main__":
    app()
