"""The ids of the example are nobody's: a policy that still has them isn't put in force."""

from __future__ import annotations

from bot.policy.file import read_policy
from tests.support.example import unfilled


def test_what_is_left_of_the_examples_ids_is_refused_each_at_its_line() -> None:
    left = unfilled()

    problems = read_policy(left).problems

    lines = left.splitlines()
    assert [p.words.split()[0] for p in problems] == [
        "U0MANAGER",
        "C0CHANNEL",
        "U0MANAGER",
        "U0SPECIALIST",
        "U0MANAGER",
    ]
    assert all(p.words.split()[0] in lines[(p.line or 0) - 1] for p in problems)


def test_a_policy_that_was_stored_with_them_is_still_read() -> None:
    assert read_policy(unfilled(), stored=True).policy is not None
