"""A queue gets another name while cases are open in it."""

from __future__ import annotations

import os
from pathlib import Path

from bot.policy.file import read_policy
from bot.verbs.settings.adopt_policy import adopt_policy, propose
from tests.stories.conftest import POLICY
from tests.stories.people import Colleague
from tests.stories.workplace import Workplace
from tests.support.fork_server import ForkServer

RENAMED = POLICY.replace("queues.executive", "queues.execs")


def apply(work: Workplace, server: ForkServer, folder: Path, text: str) -> tuple[int, str]:
    """`escalations policy apply`, as its operator calls it: its exit code and words."""
    file = folder / "renamed.toml"
    file.write_text(text, encoding="utf-8")
    environment = {**os.environ, "DATABASE_URL": work.settings.database_url}
    command = ("-m", "bot", "policy", "apply", str(file), "--force")
    code, said, failed = server.run(command, environment)
    return code, said + failed


def adopt(work: Workplace, text: str) -> None:
    """What the command does, by the story's calendar."""
    policy = read_policy(text).policy
    assert policy is not None
    with work.bot.remembered.storage.begin() as transaction:
        assert propose(transaction, policy, None).hindrances == ()
        adopt_policy(transaction, policy, "shell:owl", work.clock.now())


def test_a_queue_is_renamed_with_its_cases_or_not_at_all(
    work: Workplace,
    otter: Colleague,
    heron: Colleague,
    badger: Colleague,
    tmp_path: Path,
    fork_server: ForkServer,
) -> None:
    mine, offered = otter.raises("Mine"), otter.raises("Offered")
    heron.claims(mine)
    work.settle()

    code, words = apply(work, fork_server, tmp_path, RENAMED)
    assert code == 1
    assert "The queue executive can't leave while ESC-1 and ESC-2 are unfinished in it" in words

    adopt(work, RENAMED + '\n[moved]\nexecutive = "execs"\n')
    assert "ESC-1" in badger.asks("open")
    work.later(seconds=1)
    assert "went from the queue executive to execs" in heron.asks("show ESC-1")
    heron.clicks(mine, "Release")
    mine.reads("offered to @Kestrel (specialist)")
    badger.claims(offered)
