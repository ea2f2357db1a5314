"""What a state counts as is asked of the sets beside the table of moves, not tested by hand."""

from __future__ import annotations

import ast

from bot.case.states import (
    FINISHED,
    MAY_HAVE_DECISION,
    OWNED,
    UNDECIDED,
    UNDER_REVIEW,
    UNFINISHED,
    State,
)
from tests.architecture.source import PROGRAM, dotted, modules

THE_CASE = "bot/case/"
# One word for each state, as it stands on the card: a state without one is told by the types.
THE_WORDS = "handlers/slack/messages/card.py"


def _states_named(tree: ast.AST) -> list[str]:
    found = (dotted(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute))
    return [n for n in found if n.startswith("State.") and n.removeprefix("State.").isupper()]


def test_no_state_is_tested_by_hand() -> None:
    by_hand = {
        module.name: named
        for module in modules(*PROGRAM)
        if not module.name.startswith(THE_CASE)
        and module.name != THE_WORDS
        and (named := _states_named(module.tree))
    }

    assert by_hand == {}


def test_the_card_names_each_state_once() -> None:
    [words] = [m for m in modules("handlers") if m.name == THE_WORDS]

    assert sorted(_states_named(words.tree)) == sorted(f"State.{s.name}" for s in State)


def test_every_state_is_finished_or_not_and_decided_or_not() -> None:
    assert sorted((*UNFINISHED, *FINISHED)) == sorted(State)
    assert {*UNDECIDED, *MAY_HAVE_DECISION} == set(State)
    assert {*UNDECIDED} & {*MAY_HAVE_DECISION} == {*UNDER_REVIEW}, "a correction waits: both"
    assert set(OWNED) < set(UNDECIDED)
