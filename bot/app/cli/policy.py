"""`escalations policy …`: the policy file, checked, applied, written and listed."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.app.cli.failures import complain, in_words
from bot.case.errors import LostRace, RefusalCode, Refused
from bot.case.identifiers import UserId
from bot.case.text import clean_line

if TYPE_CHECKING:
    from bot.policy import Policy
    from bot.verbs.settings.adopt_policy import Proposal

app = typer.Typer(help="The policy file.", no_args_is_help=True)


def _read(file: Path) -> tuple[str, Policy]:
    from bot.policy.file import read_policy

    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        complain(f"{file} is not a text file in UTF-8.")
        raise typer.Exit(1) from None
    reading = read_policy(text)
    for problem in reading.problems:
        complain(f"{file}: {problem}")
    if reading.policy is None:
        count = len(reading.problems)
        complain(f"{count} problem{'s' if count != 1 else ''}; nothing was applied.")
        raise typer.Exit(1)
    for warning in reading.warnings:
        complain(f"Note: {warning}")
    return text, reading.policy


@app.command("check")
def policy_check(file: Path) -> None:
    """Reads and validates a policy file; every problem is told at once, with its line."""
    from bot.app.settings import read_settings

    with in_words():
        read_settings()
        _read(file)
        typer.echo(f"{file} is a valid policy. Nothing was applied.")


@app.command("apply")
def policy_apply(
    file: Path,
    force: Annotated[
        bool, typer.Option("--force", help="Apply a file that is based on an older version.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask before it is applied.")] = False,
) -> None:
    """Validates a policy file, prints what changes, and puts it in force; on a terminal it asks
    first."""
    from bot.app.database import database_for_a_command
    from bot.app.settings import read_settings
    from bot.app.wall_clock import WallClock
    from bot.casework.queues import hold_queues
    from bot.policy.text import based_on
    from bot.verbs.settings.adopt_policy import adopt_policy, propose

    with in_words(), database_for_a_command(read_settings()) as database:
        text, policy = _read(file)
        agreed = None
        if not yes and sys.stdin.isatty():
            with database.storage.read() as work:
                agreed = propose(work, policy, based_on(text))
            # What nothing comes of needn't be asked about.
            if agreed.changes and not agreed.hindrances and (force or not agreed.since_base):
                _ask(agreed)
        with database.storage.begin() as work:
            current = work.policies.current()
            if current is not None:
                hold_queues(work, current, policy)
            proposal = propose(work, policy, based_on(text))
            if agreed is not None and proposal.changes != agreed.changes:
                # Nothing is held while a person thinks.
                raise LostRace
            if not proposal.changes:
                typer.echo("Nothing changes.")
                return
            if proposal.hindrances:
                raise Refused(
                    "\n".join([*proposal.hindrances, "Nothing was applied."]),
                    code=RefusalCode.IN_THE_WAY,
                )
            if proposal.since_base and not force:
                _tell_both(file, proposal)
                raise typer.Exit(1)
            for line in () if agreed is not None else (*proposal.since_base, *proposal.changes):
                typer.echo(line)
            by = f"shell:{os.environ.get('USER', '')}"
            stored = adopt_policy(work, policy, by, WallClock().now())
        typer.echo(f"Version {stored.version} is in force.")


def _ask(proposal: Proposal) -> None:
    """Shows what changes, and ends the command unless a person agrees."""
    for line in (*proposal.since_base, *proposal.changes):
        typer.echo(line)
    if not typer.confirm("Apply this?"):
        complain("Nothing was applied.")
        raise typer.Exit(1)


def _tell_both(file: Path, proposal: Proposal) -> None:
    """What others changed since the file was exported, and what the file would change."""
    complain(f"{file} is based on version {proposal.base}. Since then:")
    for line in proposal.since_base:
        complain(f"  {line}")
    complain("Applying it would change:")
    for line in proposal.changes:
        complain(f"  {line}")
    complain("Nothing was applied. Export the policy anew, or use --force.")


@app.command("export")
def policy_export() -> None:
    """Writes the policy in force, with its version's number."""
    from bot.app.database import database_for_a_command
    from bot.app.settings import read_settings
    from bot.policy.text import write_policy

    with in_words(), database_for_a_command(read_settings()) as database:
        with database.storage.read() as work:
            current = work.policies.current()
        if current is None:
            complain("No policy was applied yet.")
            raise typer.Exit(1)
        typer.echo(write_policy(current), nl=False)


@app.command("history")
def policy_history(
    limit: Annotated[int, typer.Option(help="How many versions, the newest first.")] = 10,
) -> None:
    """Lists the policy's versions: when, who, why."""
    from bot.app.database import database_for_a_command
    from bot.app.settings import read_settings

    with in_words(), database_for_a_command(read_settings()) as database:
        with database.storage.read() as work:
            versions = work.policies.history(max(limit, 0))
            names = work.people.names([UserId(v.by) for v in versions])
        for v in versions:
            by = names.get(UserId(v.by), v.by)
            parts = (str(v.version), f"{v.at:%Y-%m-%d %H:%MZ}", by, clean_line(v.why))
            typer.echo("  ".join(filter(None, parts)))


@app.command("simulate")
def policy_simulate(
    file: Path,
    from_: Annotated[str | None, typer.Option("--from", help="First day, like 2026-11-01.")] = None,
    to: Annotated[str | None, typer.Option("--to", help="Last day, included.")] = None,
    queue: Annotated[list[str] | None, typer.Option("--queue", help="Only this queue.")] = None,
    seed: Annotated[int, typer.Option(help="Another one draws other times.")] = 1,
) -> None:
    """What this policy would have done with what was raised on these days, beside what really
    happened."""
    from bot.app.cli.simulating import simulate

    with in_words():
        _, policy = _read(file)
    simulate(policy, file, from_, to, queue or (), seed)
