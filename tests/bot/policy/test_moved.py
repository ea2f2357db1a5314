"""Where the cases of a queue go that is no more, as the policy file says it."""

from __future__ import annotations

import pytest

from tests.bot.policy.test_file import SMALL, policy_of, problems_of


def test_a_queue_that_is_no_more_says_where_its_cases_go() -> None:
    policy = policy_of(SMALL + '[moved]\nexecs = "executive"\n')
    assert policy.moved == {"execs": "executive"}
    assert policy.home_of("execs", "other") == policy.queues["executive"]
    assert set(policy.names_of(["executive"])) == {"executive", "execs"}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (
            'executive = "execs"',
            "moved.executive: there still is a queue 'executive': only the cases of one that",
        ),
        ('execs = "executives"', "moved.execs: there is no queue 'executives'; did you mean"),
        ("execs = 1", "moved.execs: text in quotes is needed"),
    ],
)
def test_cases_go_to_a_queue_there_is_from_one_there_is_not(line: str, words: str) -> None:
    (problem,) = problems_of(f"{SMALL}[moved]\n{line}\n")
    assert words in problem
