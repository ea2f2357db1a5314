"""`escalations policy simulate`: what a policy would have done with what really came in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot.app.cli.failures import in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.policy import Policy


def simulate(
    read: Policy,
    file: Path,
    since: str | None,
    until: str | None,
    queues: Sequence[str],
    seed: int,
) -> None:
    """Prints the replay of a period under a policy. Raises typer.Exit."""
    from bot.app.database import database_for_a_command
    from bot.app.settings import read_settings
    from bot.app.wall_clock import WallClock
    from bot.reports.asked import read_period
    from bot.reports.rehearsal import rehearse
    from bot.simulation.told import lines_told

    with in_words():
        period = read_period(since, until)
        with database_for_a_command(read_settings()) as database:
            now, storage = WallClock().now(), database.storage
            found = rehearse(storage, read, period, tuple(queues), now, seed)
            with storage.read() as work:
                users = [m.user for q in found.policy.queues.values() for m in q.rotation]
                users += [case.owner for case in found.past.cases if case.owner is not None]
                names = work.people.names(list(dict.fromkeys(users)))
        count = len(found.past.cases)
        typer.echo(f"{count:,} cases replayed under {file}, seed {seed}. Nothing was applied.\n")
        for line in lines_told(found.past, found.tried, found.in_force, found.policy, names):
            typer.echo(line)
