"""What a replay says in short: each pair is the policy in force and then the changed one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.case.identifiers import EscalationId, UserId
from bot.case.priority import Priority
from bot.simulation.past import Past, PastCase
from bot.simulation.replay import Replay, Replayed
from bot.simulation.summary import Met, compared
from handlers.slack.messages.what_if import told_lines, trust_line
from tests.support.factories import CRANE, HERON, NOON, WREN

MINUTE = timedelta(minutes=1)


def case(number: int, kind: str = "executive", **met: bool) -> PastCase:
    return PastCase(EscalationId(number), kind, Priority.P1, WREN, NOON, met=met)


def became(of: PastCase, owner: UserId | None, minutes: int, **met: bool) -> Replayed:
    claimed = NOON + minutes * MINUTE if owner else None
    offers = (owner,) if owner else ()
    return Replayed(of, offers, owner, claimed, None, met)


CASES = (case(1, first_response=True), case(2, first_response=False), case(3, "appeal"))
NOW = Replay(
    (
        became(CASES[0], HERON, 10, first_response=True),
        became(CASES[1], HERON, 90, first_response=False),
        became(CASES[2], CRANE, 20),
    ),
    left_out=0,
    unheld=timedelta(hours=3),
)
THEN = Replay(
    (
        became(CASES[0], HERON, 10, first_response=True),
        became(CASES[1], CRANE, 30, first_response=True),
        became(CASES[2], CRANE, 20),
    ),
    left_out=0,
    unheld=timedelta(),
)


def test_attainment_is_told_by_kind_before_and_after() -> None:
    appeal, executive = compared(Past(CASES), NOW, THEN).kinds

    assert executive.clocks == (("first_response", Met(1, 2), Met(2, 2)),)
    assert appeal.clocks == (), "nothing of it fell due"


def test_waits_loads_and_what_nobody_had_are_told_before_and_after() -> None:
    found = compared(Past(CASES), NOW, THEN)

    assert found.waits == ((20 * MINUTE, 90 * MINUTE), (20 * MINUTE, 30 * MINUTE))
    assert found.loads == ((CRANE, 1, 2), (HERON, 2, 1))
    assert found.unheld == (timedelta(hours=3), timedelta())


def test_what_was_really_so_stands_beside_the_replay_of_the_policy_in_force() -> None:
    found = compared(Past(CASES), NOW, THEN)

    assert found.trust == (
        ("first_response", Met(1, 2), Met(1, 2)),
        ("resolution", Met(), Met()),
    )
    assert trust_line(found) == (
        "How far to trust it, with the settings in force: first responses: 1 of 2 really, "
        "1 of 2 replayed."
    )


def test_it_is_told_in_a_few_lines() -> None:
    assert told_lines(compared(Past(CASES), NOW, THEN), {HERON: "Heron", CRANE: "Crane"}) == [
        "*What would this have done?* 3 cases of the last 4 weeks, replayed:",
        "• Executive, in time: first responses 1 of 2 → 2 of 2",
        "• Time to claim: half in 20 min (as now), 9 of 10 in 1 h 30 min → 30 min",
        "• Cases each would have had: Crane 1 → 2, Heron 2 → 1",
        "• Time with a case that could be offered to nobody: 3 h → none",
    ]


def test_where_nobody_would_have_had_a_case_no_wait_is_told() -> None:
    nobody = replace(THEN, cases=(became(CASES[0], None, 0),))

    assert compared(Past(CASES), NOW, nobody).waits is None
