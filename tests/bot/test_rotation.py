"""Round robin: who may take a case, whose turn it is, and why (rules: Turns)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.case.identifiers import UserId
from bot.policy import ClockKind, Member
from bot.rotation.choice import (
    Absence,
    Candidate,
    Choice,
    Exclusion,
    NobodyEligible,
    Obstacle,
    Pool,
    Requirements,
    choose,
    obstacle,
)
from bot.service_levels.hours import Hours, office_hours
from tests.support.factories import CRANE, EGRET, HERON, NOON, STORK, member, utc
from tests.support.offices import office_policy

HOUR = timedelta(hours=1)
IN_OFFICE = Requirements(ClockKind.OFFICE)
ALL_HOURS = Requirements(ClockKind.ROUND_THE_CLOCK)
MORNING = utc("2026-03-16T08:00")
"""Nine in Copenhagen on a Monday: Melbourne has closed, and Denver opens at 15:00 UTC."""
COPENHAGEN, MELBOURNE, DENVER = (
    office_hours(office_policy(), name) for name in ("copenhagen", "melbourne", "denver")
)


def someone(user: UserId = HERON, hours: Hours = COPENHAGEN, **fields: Any) -> Candidate:
    """Somebody of the rotation; what of their place in it is given goes there."""
    place = {k: fields.pop(k) for k in ("skills", "capacity", "vendor") if k in fields}
    return Candidate(replace(member(user), **place), hours, **fields)


def picked(
    *candidates: Candidate, asked: Requirements = IN_OFFICE, **pool: Any
) -> Choice | NobodyEligible:
    return choose(asked, Pool(candidates, **pool), MORNING)


def chosen(*candidates: Candidate, asked: Requirements = IN_OFFICE, **pool: Any) -> Choice:
    choice = picked(*candidates, asked=asked, **pool)
    assert isinstance(choice, Choice), choice
    return choice


def nobody(*candidates: Candidate, asked: Requirements = IN_OFFICE, **pool: Any) -> NobodyEligible:
    choice = picked(*candidates, asked=asked, **pool)
    assert isinstance(choice, NobodyEligible), choice
    return choice


def in_the_way(candidate: Candidate, asked: Requirements, *excluded: Exclusion) -> Obstacle | None:
    return obstacle(candidate, asked, excluded, MORNING)


def away(until: Any = None, user: UserId = HERON) -> Absence:
    return Absence(user, MORNING - HOUR, until, user)


# Whose turn it is.


def turns(**last: int | None) -> tuple[Candidate, ...]:
    """Heron, Crane and Egret, in the policy's order and in their hours."""
    people = {"heron": HERON, "crane": CRANE, "egret": EGRET}
    return tuple(someone(user, last_turn=last.get(name)) for name, user in people.items())


@pytest.mark.parametrize(
    ("last", "user"),
    [
        ({}, HERON),
        ({"heron": 1}, CRANE),
        ({"heron": 1, "crane": 2}, EGRET),
        ({"heron": 1, "crane": 99}, EGRET),
        ({"heron": 3, "crane": 1, "egret": 2}, CRANE),
        ({"heron": 2, "crane": 0, "egret": 1}, CRANE),
    ],
)
def test_before_any_turn_the_policys_order_counts_and_then_the_last_turn_longest_ago(
    last: Mapping[str, int], user: UserId
) -> None:
    assert chosen(*turns(**last)).user == user


def test_whom_the_case_names_goes_first_if_they_can() -> None:
    people = turns(heron=None, crane=1, egret=2)
    choice = chosen(*people, named=EGRET)

    assert (choice.user, choice.why) == (EGRET, "the case names them")
    assert choice.others == tuple((u, "comes after whom the case names") for u in (HERON, CRANE))
    assert chosen(*people, named=EGRET, not_again={EGRET: "has been asked already"}).user == HERON
    assert chosen(*people, named=STORK).user == HERON, "STORK isn't one who could"


def test_a_turn_that_was_given_back_is_no_turn() -> None:
    """Their newest turn not struck out counts: here there is none left of Crane's."""
    assert chosen(*turns(heron=1, crane=None, egret=2)).user == CRANE


# Who may take it.


def test_in_office_hours_only_who_is_in_their_hours() -> None:
    assert chosen(someone(CRANE, MELBOURNE), someone(HERON)).user == HERON
    assert nobody(someone(CRANE, MELBOURNE)).reasons == ((CRANE, "is outside their hours"),)


def test_around_the_clock_anybody_but_those_in_their_hours_first() -> None:
    asleep, awake = someone(CRANE, MELBOURNE), someone(HERON, last_turn=9)
    assert chosen(asleep, awake, asked=ALL_HOURS).user == HERON
    assert chosen(asleep, asked=ALL_HOURS).user == CRANE
    both_asleep = (someone(CRANE, MELBOURNE, last_turn=2), someone(EGRET, DENVER, last_turn=1))
    assert chosen(*both_asleep, asked=ALL_HOURS).user == EGRET


def test_who_has_no_office_is_always_in_their_hours() -> None:
    assert chosen(someone(HERON, Hours())).user == HERON


def test_nobody_who_is_away() -> None:
    assert in_the_way(someone(away=away()), IN_OFFICE) == Obstacle("is away")
    assert in_the_way(someone(away=away(MORNING)), IN_OFFICE) is None, "they come back now"
    just_gone = Absence(HERON, MORNING + HOUR, None, HERON)
    words = "it holds for who looks with an earlier now, having waited for a lock"
    assert in_the_way(someone(away=just_gone), IN_OFFICE) == Obstacle("is away"), words


@pytest.mark.parametrize(("load", "is_full"), [(0, False), (1, False), (2, True), (3, True)])
def test_nobody_beyond_their_capacity(load: int, is_full: bool) -> None:
    found = in_the_way(someone(capacity=2, load=load), IN_OFFICE)
    assert found == (Obstacle(f"has {load} of 2 cases") if is_full else None)


def test_without_a_capacity_a_desk_is_never_full() -> None:
    assert in_the_way(someone(load=1000), IN_OFFICE) is None


def test_only_who_has_all_the_skills_asked_for_languages_among_them() -> None:
    asked = replace(IN_OFFICE, skills=("appeal", "language:da"))
    has_one, has_both = ("appeal",), ("language:da", "fraud", "appeal")
    assert in_the_way(someone(skills=has_both), asked) is None
    assert in_the_way(someone(skills=has_one), asked) == Obstacle("lacks language:da")
    assert in_the_way(someone(), asked) == Obstacle("lacks appeal, language:da")


def test_only_who_is_cleared_for_the_class() -> None:
    asked = replace(IN_OFFICE, confidentiality="legal_privileged")
    words = "is not cleared for legally privileged cases"
    assert in_the_way(someone(is_cleared=False), asked) == Obstacle(words)


def test_nobody_with_a_conflict_of_interest_be_it_theirs_or_their_vendors() -> None:
    person = Exclusion("raised it", HERON)
    vendor = Exclusion("works for who decided it", vendor="Feather Ltd")
    assert in_the_way(someone(), IN_OFFICE, person) == Obstacle("raised it")
    assert in_the_way(someone(CRANE), IN_OFFICE, person, vendor) is None
    theirs = someone(CRANE, vendor="Feather Ltd")
    assert in_the_way(theirs, IN_OFFICE, person, vendor) == Obstacle("works for who decided it")


def test_nobody_who_is_no_full_member_any_more() -> None:
    words = "is no longer a full member of the workspace"
    assert in_the_way(someone(is_member=False), ALL_HOURS) == Obstacle(words)


def test_who_has_had_it_this_round_is_not_asked_again_in_it() -> None:
    had_it = {HERON: "has had it already this round"}
    assert chosen(*turns(heron=1, crane=2, egret=3), not_again=had_it).user == CRANE
    assert nobody(someone(), not_again=had_it).reasons == tuple(had_it.items())


# Nobody.


def test_if_nobody_is_eligible_everybodys_reason_is_named_in_order() -> None:
    found = nobody(
        someone(HERON, capacity=1, load=1),
        someone(CRANE, MELBOURNE),
        someone(EGRET, away=away(user=EGRET)),
        someone(STORK),
        excluded=(Exclusion("raised it", STORK),),
    )
    assert found.reasons == (
        (HERON, "has 1 of 1 cases"),
        (CRANE, "is outside their hours"),
        (EGRET, "is away"),
        (STORK, "raised it"),
    )


def test_what_lasts_is_named_before_what_passes_with_time() -> None:
    closed = someone(CRANE, MELBOURNE, capacity=1, load=1)
    assert in_the_way(closed, IN_OFFICE) == Obstacle("has 1 of 1 cases")
    conflict = Exclusion("raised it", CRANE)
    assert in_the_way(closed, IN_OFFICE, conflict) == Obstacle("raised it")


def test_an_empty_rotation_has_nobody_and_no_reasons() -> None:
    assert nobody() == NobodyEligible(())


DENVER_OPENS = utc("2026-03-16T15:00")
MELBOURNE_OPENS = utc("2026-03-16T22:00")


@pytest.mark.parametrize(
    ("candidates", "at"),
    [
        ((someone(CRANE, MELBOURNE),), MELBOURNE_OPENS),
        ((someone(CRANE, MELBOURNE), someone(EGRET, DENVER)), DENVER_OPENS),
        ((someone(EGRET, DENVER, away=away(DENVER_OPENS + HOUR)),), DENVER_OPENS + HOUR),
        # Back at a time at which their office is closed: not before it opens.
        ((someone(EGRET, DENVER, away=away(MORNING + HOUR)),), DENVER_OPENS),
        ((someone(HERON, away=away()),), None),
        ((someone(HERON, capacity=1, load=1),), None),
        ((someone(EGRET, DENVER, capacity=1, load=1), someone(CRANE, MELBOURNE)), MELBOURNE_OPENS),
    ],
)
def test_it_is_known_when_time_alone_makes_somebody_eligible(
    candidates: tuple[Candidate, ...], at: Any
) -> None:
    assert nobody(*candidates).again_at == at


def test_who_is_away_is_expected_back_at_any_hour_for_a_case_of_all_hours() -> None:
    found = nobody(someone(EGRET, DENVER, away=away(MORNING + HOUR)), asked=ALL_HOURS)
    assert found.again_at == MORNING + HOUR


# Why.


@pytest.mark.parametrize(
    ("candidates", "why"),
    [
        (turns(), "first in the rotation's order, no turn yet (3 of 3 on the rotation could"),
        (turns(heron=1, crane=2, egret=3), "longest since their last turn (3 of 3 on the"),
        ((someone(), someone(CRANE, MELBOURNE)), "the only one available (1 of 2 on the"),
    ],
)
def test_an_offer_says_why_you(candidates: tuple[Candidate, ...], why: str) -> None:
    assert chosen(*candidates).why.startswith(why)


def test_around_the_clock_it_says_who_alone_is_in() -> None:
    found = chosen(someone(last_turn=9), someone(CRANE, MELBOURNE), asked=ALL_HOURS)
    assert found.why == "the only one in their hours now (2 of 2 on the rotation could take it)"
    assert found.others == ((CRANE, "is outside their hours, and others are in theirs"),)


def test_it_is_known_why_not_each_of_the_others() -> None:
    found = chosen(
        someone(HERON, last_turn=1),
        someone(CRANE, last_turn=2),
        someone(EGRET, MELBOURNE),
        someone(STORK),
        excluded=(Exclusion("stood back: I know the owner", STORK),),
    )
    assert (found.user, found.others) == (
        HERON,
        (
            (CRANE, "has had a turn more recently"),
            (EGRET, "is outside their hours"),
            (STORK, "stood back: I know the owner"),
        ),
    )


def test_before_any_turn_the_others_come_later_in_the_order() -> None:
    found = chosen(*turns(egret=0))
    assert found.others == (
        (CRANE, "comes later in the order"),
        (EGRET, "has had a turn more recently"),
    )


def test_a_member_may_be_chosen_whatever_the_clock_of_the_time_of_day() -> None:
    """All hours, at noon of a day on which nobody's office is open."""
    new_year = utc("2026-01-01T12:00")
    everybody = (someone(HERON), someone(CRANE, MELBOURNE), someone(EGRET, DENVER))
    choice = choose(ALL_HOURS, Pool(everybody), new_year)
    assert isinstance(choice, Choice)
    assert choice.user == HERON


def test_the_rules_need_no_office_at_all() -> None:
    plain = Candidate(Member(HERON, ""))
    assert choose(Requirements(), Pool((plain,)), NOON) == Choice(
        HERON, "the only one available (1 of 1 on the rotation could take it)"
    )
