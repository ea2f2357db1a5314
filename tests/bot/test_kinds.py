"""The nine kinds: which are offered, what they ask for, how they may end."""

from __future__ import annotations

import pytest

from bot.case.kinds import CONTESTED, KINDS, OUTCOMES, Kind, offered

ALL = list(KINDS.values())
CARD_LIMIT = 75
"""Characters that Slack shows of a choice."""


def by_name(kind: Kind) -> str:
    return kind.name


def test_there_are_the_nine_kinds() -> None:
    assert list(KINDS) == [
        "executive", "appeal", "legal", "authority", "dispute", "frontline", "comms", "advice",
        "other",
    ]  # fmt: skip


def test_only_kinds_that_are_built_and_taken_by_a_queue_are_offered() -> None:
    names = [k.name for k in offered(frozenset({"executive", "legal", "other"}))]
    assert names == ["executive", "other"]


def test_nothing_is_offered_where_no_queue_takes_anything() -> None:
    assert offered(frozenset()) == ()


@pytest.mark.parametrize("kind", ALL, ids=by_name)
def test_a_kind_ends_in_outcomes_that_are_known(kind: Kind) -> None:
    assert kind.outcomes
    assert all(OUTCOMES[o.name] is o for o in kind.outcomes)


@pytest.mark.parametrize("kind", ALL, ids=by_name)
def test_a_kinds_questions_have_keys_of_their_own(kind: Kind) -> None:
    keys = [q.key for q in kind.questions]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("kind", ALL, ids=by_name)
def test_a_label_fits_where_slack_shows_it(kind: Kind) -> None:
    assert all(len(label) <= CARD_LIMIT for label in (kind.label, kind.about))
    assert all(len(o.label) <= CARD_LIMIT for o in kind.outcomes)


@pytest.mark.parametrize("name", ["legal", "authority", "comms"])
def test_a_decision_that_binds_us_outside_takes_a_second_person(name: str) -> None:
    assert KINDS[name].second_approval


def test_a_kind_whose_second_approval_is_not_built_is_offered_to_nobody() -> None:
    assert not [k.name for k in offered(frozenset(KINDS)) if k.second_approval]


def test_advice_contests_no_decision() -> None:
    assert not set(KINDS["advice"].outcomes) & set(CONTESTED)


def test_only_undoing_a_decision_is_a_reversal() -> None:
    reversals = {o.name for o in OUTCOMES.values() if o.is_reversal}
    assert reversals == {"reversed", "partially_reversed"}


def test_the_front_line_says_what_it_tried_and_what_it_asks() -> None:
    required = {q.key for q in KINDS["frontline"].questions if q.required}
    assert required == {"ticket", "tried", "exact_question"}
