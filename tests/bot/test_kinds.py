"""The nine kinds: which are offered, what they ask for, how they may end."""

from __future__ import annotations

import pytest

from bot.case.confidentiality import Confidentiality, at_least
from bot.case.kinds import CONTESTED, KINDS, OUTCOMES, Kind, Mark, offered

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


def test_only_kinds_that_a_queue_takes_are_offered() -> None:
    names = [k.name for k in offered(frozenset({"executive", "legal", "other"}))]
    assert names == ["executive", "legal", "other"]


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


@pytest.mark.parametrize(
    ("name", "class_"),
    [
        ("legal", Confidentiality.LEGAL_PRIVILEGED),
        ("authority", Confidentiality.RESTRICTED),
        ("comms", Confidentiality.EMBARGOED),
    ],
)
def test_what_slack_cant_keep_by_itself_has_a_class_from_the_start(
    name: str, class_: Confidentiality
) -> None:
    assert KINDS[name].confidentiality is class_


def test_every_other_kind_is_everybodys_to_read() -> None:
    kept = {k.name for k in ALL if k.confidentiality is not Confidentiality.INTERNAL}
    assert kept == {"legal", "authority", "comms"}


def test_a_requester_may_choose_a_narrower_class_and_never_a_wider_one() -> None:
    every = [c for c in Confidentiality if c is not Confidentiality.EMBARGOED]
    assert set(at_least(Confidentiality.INTERNAL)) == set(every)
    assert at_least(Confidentiality.LEGAL_PRIVILEGED) == (Confidentiality.LEGAL_PRIVILEGED,)
    assert Confidentiality.INTERNAL not in at_least(Confidentiality.RESTRICTED)


def test_an_appeal_ends_as_out_of_time_or_repeated_only_where_it_is_marked_so() -> None:
    appeal = KINDS["appeal"]
    plain = {o.name for o in appeal.outcomes_for(())}
    assert plain == {"upheld", "partially_reversed", "reversed", "omitted"}
    assert {o.name for o in appeal.outcomes_for([Mark.LATE])} - plain == {"out_of_time"}
    assert {o.name for o in appeal.outcomes_for([Mark.SECOND])} - plain == {"repeated"}


@pytest.mark.parametrize("kind", ALL, ids=by_name)
def test_a_form_has_at_most_eight_questions_of_its_own(kind: Kind) -> None:
    assert len(kind.questions) <= 8


def test_a_csm_fills_five_fields_for_an_executive_case() -> None:
    """Kind, priority, title, what happened, account: what the kind asks beside is optional."""
    executive = KINDS["executive"]
    assert executive.account_required
    assert not [q.key for q in executive.questions if q.required]


def test_advice_contests_no_decision() -> None:
    assert not set(KINDS["advice"].outcomes) & set(CONTESTED)


def test_only_undoing_a_decision_is_a_reversal() -> None:
    reversals = {o.name for o in OUTCOMES.values() if o.is_reversal}
    assert reversals == {"reversed", "partially_reversed"}


def test_the_front_line_says_what_it_tried_and_what_it_asks() -> None:
    required = {q.key for q in KINDS["frontline"].questions if q.required}
    assert required == {"ticket", "tried", "exact_question"}
