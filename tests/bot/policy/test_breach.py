"""How a breach climbs: what a policy file may say of it, and what is told of a mistake."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.policy import CLIMB, BreachStep, Duration, Policy, Told
from bot.policy.diff import differences
from bot.policy.file import read_policy
from bot.policy.text import write_policy
from tests.support.offices import office_policy

PLAIN = replace(office_policy(), breach=CLIMB)
SMALL = write_policy(PLAIN)[: write_policy(PLAIN).index("[[breach]]")]

STEPS = """\
[[breach]]
after = "0m"
tell = ["owner"]

[[breach]]
after = "90m"
tell = ["owner", "managers"]

[[breach]]
after = "1d"
tell = ["workspace"]
"""


def policy_of(breach: str) -> Policy:
    reading = read_policy(SMALL + breach)
    assert reading.problems == ()
    assert reading.policy is not None
    return reading.policy


def problems_of(breach: str) -> list[str]:
    return [f"{p.where}: {p.words}" for p in read_policy(SMALL + breach).problems]


def test_a_breach_climbs_as_the_file_says() -> None:
    assert policy_of(STEPS).breach == (
        BreachStep(Duration(), (Told.OWNER,)),
        BreachStep(Duration(seconds=5400), (Told.OWNER, Told.MANAGERS)),
        BreachStep(Duration(days=1), (Told.WORKSPACE,)),
    )


def test_a_file_that_says_nothing_of_it_climbs_as_most_do() -> None:
    policy = policy_of("")
    assert policy.breach == CLIMB
    assert [(str(s.after), s.tell) for s in policy.breach] == [
        ("0s", (Told.OWNER, Told.MANAGERS)),
        ("2h", (Told.OWNER,)),
        ("1d", (Told.OWNER, Told.MANAGERS, Told.WORKSPACE)),
    ]


@pytest.mark.parametrize("nothing", ["0s", "0m", "0h", "0d"])
def test_the_breach_itself_comes_after_no_time(nothing: str) -> None:
    policy = policy_of(f'[[breach]]\nafter = "{nothing}"\ntell = ["managers"]\n')
    assert policy.breach == (BreachStep(Duration(), (Told.MANAGERS,)),)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('after = "0m"', 'after = "5m"', "breach[1].after: the first step is the breach itself: "),
        ('after = "1d"', 'after = "90m"', "breach[3].after: each step comes later than the one b"),
        ('after = "1d"', 'after = "0m"', "breach[3].after: each step comes later than the one b"),
        ('after = "1d"', 'after = "soon"', "breach[3].after: a length of time in whole numbers"),
        ('after = "1d"', "after = 3", "breach[3].after: a length of time in whole numbers"),
        ('after = "1d"', "", "breach[3].after: is missing"),
        ('tell = ["workspace"]', "", "breach[3].tell: is missing"),
        ('tell = ["workspace"]', "tell = []", "breach[3].tell: at least one is needed"),
        (
            'tell = ["workspace"]',
            'tell = ["everybody"]',
            "breach[3].tell[1]: owner, managers or workspace is needed, got 'everybody'",
        ),
        (
            'tell = ["workspace"]',
            'tell = "workspace"',
            "breach[3].tell: a list in square brackets is needed",
        ),
        (
            'tell = ["workspace"]',
            'tel = ["workspace"]',
            "breach[3].tel: nothing of this name belongs here; did you mean tell?",
        ),
    ],
)
def test_a_mistake_is_told_in_plain_words(old: str, new: str, problem: str) -> None:
    (told,) = problems_of(STEPS.replace(old, new, 1))
    assert told.startswith(problem)


def test_a_table_in_single_brackets_is_told_how_to_write_it() -> None:
    (told,) = problems_of('[breach]\nafter = "0m"\ntell = ["owner"]\n')
    assert told.startswith("breach: a list is needed: for blocks of keys")


def test_no_steps_at_all_is_a_mistake() -> None:
    (told,) = [f"{p.where}: {p.words}" for p in read_policy("breach = []\n" + SMALL).problems]
    assert told == "breach: at least one is needed"


def test_steps_that_are_written_read_back_the_same() -> None:
    policy = policy_of(STEPS)
    again = read_policy(write_policy(policy))
    assert again.policy == policy


def test_a_policy_from_before_there_were_steps_shows_none_as_changed() -> None:
    assert differences(policy_of(""), policy_of("")) == ()


def test_a_changed_step_is_told_in_lines() -> None:
    changed = policy_of(STEPS.replace('"90m"', '"2h"'))
    assert differences(policy_of(STEPS), changed) == (
        "breach: - 1h30m after: owner, managers",
        "breach: + 2h after: owner, managers",
    )


def test_an_office_of_a_kept_policy_that_is_never_open_is_warned_of() -> None:
    london = replace(PLAIN.offices["london"], hours={})
    closed = replace(PLAIN, offices={**PLAIN.offices, "london": london})
    reading = read_policy(write_policy(closed), stored=True)
    assert reading.policy == closed
    assert reading.warnings == (
        "offices.london is never open: 09:00 to 17:00 on working days is taken instead",
    )
