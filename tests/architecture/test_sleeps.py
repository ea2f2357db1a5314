"""Tests sleep between two looks, or where time itself is what is tried: never for luck."""

from __future__ import annotations

import ast

from tests.architecture.source import modules

SLEEPERS = {
    "tests/benchmarks/children.py": "looks again whether a child is up",
    "tests/benchmarks/rounds.py": "lets a machine come to rest between rounds",
    "tests/reliability/house.py": "looks again until it is so",
    "tests/reliability/test_database_away.py": "a database hangs for longer than a form may take",
    "tests/reliability/test_slack_as_a_whole.py": "Slack is away for so long",
    "tests/reliability/test_torture.py": "a day goes on between two blows",
    "tests/slack/test_client.py": "answers in drops and in pieces",
    "tests/storage/test_away.py": "looks again whether a server is away; holds a row for a while",
    "tests/storage/test_writers.py": "looks again whether somebody waits",
    "tests/stories/test_choosing_anew.py": "what would be tried again in a moment isn't",
    "tests/stories/workplace.py": "looks again whether the bot is at rest",
    "tests/support/postgres.py": "looks again whether a server answers",
}


def test_who_sleeps_in_tests_says_why() -> None:
    found = {
        module.name
        for module in modules("tests")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("time.sleep", "sleep")
    }

    assert found == set(SLEEPERS)
