"""`escalations policy simulate`: what a policy would have done with what really came in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot.app.cli.failures import in_words
from bot.case.confidentiality import CLEARED_CLASSES
from bot.case.errors import RefusalCode, Refused
from bot.case.identifiers import UserId

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.policy import Policy
    from bot.ports import Work


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
    from bot.casework.queues import policy_in_force, with_groups
    from bot.reports.asked import read_period
    from bot.simulation.past import Behaviour
    from bot.simulation.replay import replay
    from bot.simulation.told import told

    with in_words():
        first, last = read_period(since, until)
        with database_for_a_command(read_settings()) as database:
            with database.storage.read() as work:
                in_force, tried = policy_in_force(work), with_groups(work, read)
                cleared = _cleared(work, tried)
            with database.register.read() as books:
                asked = books.asked(first, last, queues)
                past = books.past(asked, cleared)
            if not past.cases:
                raise Refused(
                    "Nothing was raised in that period: there is nothing to replay.",
                    code=RefusalCode.NOT_FOUND,
                )
            behaviour = Behaviour(in_force, past.cases)
            if not behaviour.is_known:
                raise Refused(
                    "Nobody claimed and decided anything in that period: how long people take "
                    "isn't known.",
                    code=RefusalCode.NOT_FOUND,
                )
            end = min(filter(None, (asked.until, WallClock().now())))
            new, old = (replay(p, past, behaviour, end, seed) for p in (tried, in_force))
            with database.storage.read() as work:
                users = [m.user for q in tried.queues.values() for m in q.rotation]
                users += [case.owner for case in past.cases if case.owner is not None]
                names = work.people.names(list(dict.fromkeys(users)))
        typer.echo(f"{len(past.cases):,} cases replayed under {file}, seed {seed}. Nothing was applied.\n")
        for line in told(past, new, old, tried, names):
            typer.echo(line)


def _cleared(work: Work, policy: Policy) -> Mapping[str, frozenset[UserId]]:
    from bot.casework.queues import expand

    return {class_: expand(work, policy.clearances.get(class_, ())) for class_ in CLEARED_CLASSES}
