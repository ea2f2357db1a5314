"""Earlier decisions that are like a case are found, and only those that stand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.case.decision import Decision
from bot.case.escalation import Escalation
from bot.case.identifiers import ChannelId, EscalationId
from bot.case.priority import Priority
from bot.case.similar import Similar, nearest
from bot.case.subject import SubjectSort, subjects
from storage.work import DatabaseStorage
from tests.support.factories import HERON, NOON, WREN, after

pytestmark = pytest.mark.both_databases
ITEM = "https://birds.example/reviews/7"
NEW = EscalationId(99)


def decided(
    storage: DatabaseStorage,
    number: int,
    outcome: str = "upheld",
    *,
    ground: str = "law",
    kind: str = "other",
    account: str = "",
    links: tuple[str, ...] = (),
) -> Decision:
    """A case that was decided so, in the minute of its number."""
    case = Escalation(
        EscalationId(number), "executive", ChannelId("C0EXEC"), kind, Priority.P3, "T", "W", WREN,
        NOON, 1, account=account, links=links,
    )  # fmt: skip
    made = Decision(
        0, case.id, outcome, ground, "The law", "So.", "Dear", "email", "", "", HERON,
        after(minutes=number), 1,
    )  # fmt: skip
    with storage.begin() as work:
        if work.escalations.peek(case.id) is None:
            work.escalations.add(case)
        return work.decisions.add(made)


def alike(storage: DatabaseStorage, ground: str = "", kind: str = "other") -> list[Similar]:
    with storage.read() as work:
        about = subjects("Acme A/S", (ITEM,), {})
        found = work.decisions.alike(about, kind, ground, besides=NEW)
    return list(nearest(found, 10))


def test_the_same_thing_comes_before_the_same_account_and_that_before_the_same_ground(
    storage: DatabaseStorage,
) -> None:
    decided(storage, 1, links=(f"{ITEM}/?utm_source=mail",))
    decided(storage, 2, account="acme")
    decided(storage, 3)
    decided(storage, 4, account="ACME", links=(ITEM,), ground="other")
    decided(storage, 5, ground="off_topic")
    decided(storage, 6, kind="appeal")
    found = alike(storage, "law")
    assert [one.escalation_id for one in found] == [4, 1, 2, 3]
    assert found[0].alike == {SubjectSort.ACCOUNT, SubjectSort.LINK}
    assert [one.by_ground for one in found] == [False, True, True, True]


def test_only_the_decision_that_stands_is_shown_and_never_the_case_s_own(
    storage: DatabaseStorage,
) -> None:
    decided(storage, 1, "upheld", account="Acme")
    newer = decided(storage, 1, "reversed", account="Acme")
    decided(storage, NEW, account="Acme")
    assert [(one.decision, one.outcome) for one in alike(storage, "law")] == [
        (newer.id, "reversed")
    ]


def test_before_a_ground_is_chosen_none_is_alike_by_it(storage: DatabaseStorage) -> None:
    decided(storage, 1)
    assert alike(storage) == []


def test_the_last_on_a_ground_are_those_of_its_kind_that_stand(storage: DatabaseStorage) -> None:
    for number in (1, 2, 3):
        decided(storage, number)
    decided(storage, 3, "reversed")
    decided(storage, 4, "answered", kind="appeal")
    decided(storage, 5, "answered", ground="off_topic")
    decided(storage, NEW, "answered")
    with storage.read() as work:
        last = work.decisions.last_on("law", "other", besides=NEW)
    assert last == ["reversed", "upheld", "upheld"]


def test_more_than_a_few_of_one_account_are_cut_to_the_latest(storage: DatabaseStorage) -> None:
    for number in range(1, 12):
        decided(storage, number, account="Acme")
    assert [one.escalation_id for one in alike(storage)] == [11, 10, 9, 8, 7, 6, 5, 4]


def test_nearer_wins_over_later() -> None:
    near = Similar(EscalationId(1), 1, "upheld", "", NOON, frozenset({SubjectSort.LINK}))
    late = replace(near, decided_at=after(days=9), alike=frozenset({SubjectSort.ACCOUNT}))
    assert nearest([late, near], 1) == (near,)
