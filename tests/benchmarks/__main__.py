"""`python -m tests.benchmarks`: measures everything but ticks, business time and starts, which have runs
of their own, and writes docs/benchmarks.md."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from tests.benchmarks.apps import acks, submissions
from tests.benchmarks.counts import per_submission
from tests.benchmarks.crowd import crowds
from tests.benchmarks.databases import SQLITE, durable_postgres, settings
from tests.benchmarks.journey import SPECIALISTS, escalation, playing
from tests.benchmarks.machine import facts
from tests.benchmarks.report import Results, page
from tests.benchmarks.sections import PAGE, with_sections_of
from tests.benchmarks.taking import on_postgres, on_sqlite

PARTS = ("slack-bolt", "gunicorn", "SQLAlchemy", "psycopg")


def main() -> None:
    parser = argparse.ArgumentParser(prog="tests.benchmarks", description=__doc__)
    parser.add_argument("--requests", type=int, default=100, help="in each round, of each app")
    parser.add_argument("--out", type=Path, default=PAGE)
    options = parser.parse_args()
    machine = [*facts(*PARTS), ("SQLite", SQLITE)]
    with tempfile.TemporaryDirectory(prefix="escalations-bench-") as name:
        folder = Path(name)
        print("Acknowledging commands …", flush=True)
        commands = acks(folder, options.requests)
        print("Submissions on SQLite …", flush=True)
        urls = [f"sqlite:///{folder / file}" for file in ("ours.db", "bare.db", "count.db")]
        sqlite = submissions(folder, urls[0], urls[1], options.requests)
        statements = per_submission(urls[2])
        print("Submissions on SQLite, several at once, while the outbox drains …", flush=True)
        urls = [f"sqlite:///{folder / file}" for file in ("crowd.db", "bare-crowd.db")]
        crowd = {"SQLite": crowds(folder, urls[0], urls[1], options.requests)}
        print("Taking from the outbox …", flush=True)
        taking = {"SQLite": on_sqlite(folder)}
        print("Submissions on PostgreSQL …", flush=True)
        with durable_postgres() as server:
            machine.append(("PostgreSQL", settings(server)))
            ours, bare = (server.url(server.create()) for _ in range(2))
            postgres = submissions(folder, ours, bare, options.requests)
            ours, bare = (server.url(server.create()) for _ in range(2))
            crowd["PostgreSQL"] = crowds(folder, ours, bare, options.requests)
            taking["PostgreSQL"] = on_postgres(server)
        print("Calls of an escalation …", flush=True)
        with playing(folder / "journey") as slack:
            # Once round the rotation: the last is offered to somebody who has had one before.
            played = [escalation(slack, n) for n in range(1, len(SPECIALISTS) + 2)]
    results = Results(
        machine, commands, sqlite, postgres, statements, crowd, taking, played[0], played[-1]
    )
    earlier = PAGE.read_text(encoding="utf-8")
    options.out.write_text(with_sections_of(page(results), earlier), encoding="utf-8")
    print(f"Written: docs/{options.out.name}")


if __name__ == "__main__":
    main()
