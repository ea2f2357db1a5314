"""Every form is one that Slack opens, and every kind that is built can be raised and decided."""

from __future__ import annotations

import pytest

from bot.case.confidentiality import Confidentiality
from bot.case.kinds import KINDS, Kind
from bot.case.priority import Priority
from bot.policy import Policy
from bot.policy.file import read_policy
from tests.architecture.filling import inputs
from tests.architecture.forms import BUILT, every_form
from tests.architecture.slack_limits import modal_problems
from tests.architecture.source import ROOT
from tests.architecture.stage import TEXTS, filled
from tests.support.example import filled_in

every_built_kind = pytest.mark.parametrize("kind", BUILT, ids=lambda kind: kind.name)
every_internal_kind = pytest.mark.parametrize(
    "kind",
    [k for k in BUILT if k.confidentiality is Confidentiality.INTERNAL],
    ids=lambda kind: kind.name,
)
"""The others need a channel of their own: the example says how."""


def problems_in_forms(text: str) -> dict[str, list[str]]:
    """By the form's name."""
    problems = {name: modal_problems(view) for name, view in every_form(text)}
    return {name: found for name, found in problems.items() if found}


@pytest.fixture(scope="module")
def example() -> Policy:
    """The policy that comes with the program, filled in."""
    policy = read_policy(filled_in()).policy
    assert policy is not None
    return policy


def test_every_form_is_one_that_slack_opens() -> None:
    assert problems_in_forms("So it is.") == {}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_every_form_opens_whatever_was_typed_before(text: str) -> None:
    assert problems_in_forms(filled(text, 3000)) == {}


def test_every_block_of_a_form_asks_one_thing_under_its_own_name() -> None:
    for name, view in every_form():
        blocks = [block["block_id"] for block in inputs(view)]
        assert len(blocks) == len(set(blocks)), name


@every_internal_kind
def test_every_kind_built_has_a_queue_in_the_example_policy(kind: Kind, example: Policy) -> None:
    assert example.queue_for(kind.name) is not None


@every_internal_kind
@pytest.mark.parametrize("priority", Priority)
def test_every_kind_built_has_a_service_level_in_the_example_policy(
    kind: Kind, priority: Priority, example: Policy
) -> None:
    assert example.service_level(kind.name, priority) is not None


@every_built_kind
def test_the_rules_say_of_every_kind_how_it_is_kept_and_whether_two_decide(kind: Kind) -> None:
    rules = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8").splitlines()
    rows = [line.strip("| ").split(" | ") for line in rules if line.startswith(f"| {kind.name} |")]

    ((*_, class_, approval),) = rows
    assert class_.startswith(kind.confidentiality.words)
    assert (approval == "yes") is kind.second_approval


@every_built_kind
def test_every_kind_built_can_be_decided_in_several_ways(kind: Kind) -> None:
    assert len(kind.outcomes) > 1
    assert len({o.name for o in kind.outcomes}) == len(kind.outcomes)


def test_the_nine_kinds_are_there_from_the_first_day() -> None:
    named = "executive appeal legal authority dispute frontline comms advice other"

    assert list(KINDS) == named.split()
