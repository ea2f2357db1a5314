"""One subject, one case: joining an open one, and merging two that were raised apart."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Engine

from bot.case.confidentiality import Confidentiality
from bot.case.errors import RefusalCode, Refused
from bot.case.escalation import Silence
from bot.case.identifiers import EscalationId, UserId
from bot.case.states import CloseReason, State
from bot.case.subject import subjects
from bot.casework.case_view import CaseView
from bot.casework.transaction import carry_out
from bot.notices import NotesChanged
from bot.ports import Receipt
from bot.verbs.intake.join import JoinRequest, join
from bot.views.same_subject import same_subject
from storage.work import DatabaseStorage
from tests.support import of_kinds
from tests.support.factories import (
    CRANE,
    EGRET,
    FINCH,
    HERON,
    STORK,
    WREN,
    Hand,
    after,
    case,
    key,
    open_one,
    policy,
    settle,
    timeline,
)
from tests.support.looking import notices

SOON, LATER = after(minutes=5), after(minutes=10)
LINK, OTHER_LINK = "https://reviews.example/r/7", "https://reviews.example/r/8"


@pytest.fixture
def storage(storage: DatabaseStorage) -> DatabaseStorage:
    settle(storage, replace(policy(), clearances={"restricted": (HERON, CRANE)}))
    return storage


class Twin(Hand):
    """Somebody with the same subject."""

    def join(self, case: EscalationId, now: datetime, text: str = "") -> Receipt:
        asked = JoinRequest(self.actor, case, text)
        return carry_out(self.storage, key(), lambda work: join(work, asked, now), now)

    def merge(self, case: EscalationId, into: EscalationId, now: datetime) -> Receipt:
        return self.withdraw(case, now, "duplicate", duplicate_of=f"ESC-{into}")


def kept_close(storage: DatabaseStorage, esc: EscalationId) -> EscalationId:
    """The case, made one that only who is cleared may read."""
    with storage.begin() as work:
        found = work.escalations.get(esc)
        assert found is not None
        work.escalations.save(replace(found, confidentiality=Confidentiality.RESTRICTED))
    return esc


def claimed(storage: DatabaseStorage, by: UserId = HERON, **fields: Any) -> EscalationId:
    esc = open_one(storage, **fields)
    Hand(storage, by).claim(esc, SOON)
    return esc


def told(engine: Engine, user: UserId) -> list[str]:
    """What is put for somebody to hear, in order."""
    heard = [n for n in notices(engine) if not isinstance(n, NotesChanged)]
    return [n.sort for n in heard if getattr(n, "to", "") == user]


def test_who_joins_is_told_all_that_its_requester_is_told(
    storage: DatabaseStorage, engine: Engine
) -> None:
    esc = claimed(storage)
    Twin(storage, FINCH).join(esc, SOON, "They called me, too.")
    assert case(storage, esc).co_requesters == (FINCH,)
    assert timeline(storage, esc)[-2:] == ["joined", "information_added"]
    heron = Hand(storage, HERON)
    heron.wait(esc, LATER, after(days=1))
    heron.resume(esc, LATER)
    heron.release(esc, LATER)
    Hand(storage, CRANE).claim(esc, LATER)
    Hand(storage, CRANE).stand_back(esc, LATER)
    Hand(storage, EGRET).claim(esc, LATER)
    Hand(storage, EGRET).decide(esc, LATER)
    Hand(storage, EGRET).mark_communicated(esc, LATER)
    Hand(storage, HERON).reopen(esc, LATER)
    wren, finch = told(engine, WREN), told(engine, FINCH)
    assert finch[0] == "raised"
    assert set(wren) - {"raised"} <= set(finch)


Bad = Callable[[DatabaseStorage], object]


def joins_their_own(storage: DatabaseStorage) -> object:
    return Twin(storage, WREN).join(open_one(storage), SOON)


def joins_twice(storage: DatabaseStorage) -> object:
    esc = open_one(storage)
    Twin(storage, FINCH).join(esc, SOON)
    return Twin(storage, FINCH).join(esc, LATER)


def joins_what_they_may_not_see(storage: DatabaseStorage) -> object:
    return Twin(storage, FINCH).join(kept_close(storage, open_one(storage)), SOON)


def joins_a_closed_one(storage: DatabaseStorage) -> object:
    esc = open_one(storage)
    Hand(storage, WREN).withdraw(esc, SOON)
    return Twin(storage, FINCH).join(esc, LATER)


def joins_what_is_with_them(storage: DatabaseStorage) -> object:
    return Twin(storage, HERON).join(claimed(storage), LATER)


def joins_nothing(storage: DatabaseStorage) -> object:
    return Twin(storage, FINCH).join(EscalationId(99), SOON)


def merges_into_itself(storage: DatabaseStorage) -> object:
    esc = claimed(storage)
    return Twin(storage, HERON).merge(esc, esc, LATER)


def merges_in_a_circle(storage: DatabaseStorage) -> object:
    one, other = claimed(storage), claimed(storage)
    Twin(storage, HERON).merge(one, other, LATER)
    return Twin(storage, HERON).merge(other, one, LATER)


def merges_into_a_closed_one(storage: DatabaseStorage) -> object:
    one, other = claimed(storage), claimed(storage)
    Hand(storage, HERON).withdraw(other, LATER, "misrouted")
    return Twin(storage, HERON).merge(one, other, LATER)


def merges_into_what_they_may_not_see(storage: DatabaseStorage) -> object:
    other = kept_close(storage, open_one(storage))
    return Twin(storage, WREN).merge(open_one(storage), other, LATER)


def merges_what_is_not_theirs(storage: DatabaseStorage) -> object:
    return Twin(storage, FINCH).merge(open_one(storage), open_one(storage), LATER)


def has_its_requester_decide(storage: DatabaseStorage) -> object:
    theirs, other = open_one(storage, HERON), claimed(storage)
    return Twin(storage, STORK).merge(theirs, other, LATER)


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (joins_their_own, RefusalCode.ALREADY_SO),
        (joins_twice, RefusalCode.ALREADY_SO),
        (joins_what_they_may_not_see, RefusalCode.NOT_CLEARED),
        (joins_a_closed_one, RefusalCode.WRONG_STATE),
        (joins_what_is_with_them, RefusalCode.CONFLICT_OF_INTEREST),
        (joins_nothing, RefusalCode.NOT_FOUND),
        (merges_into_itself, RefusalCode.NOT_FOUND),
        (merges_in_a_circle, RefusalCode.WRONG_STATE),
        (merges_into_a_closed_one, RefusalCode.WRONG_STATE),
        (merges_into_what_they_may_not_see, RefusalCode.NOT_CLEARED),
        (merges_what_is_not_theirs, RefusalCode.NOT_ALLOWED),
        (has_its_requester_decide, RefusalCode.CONFLICT_OF_INTEREST),
    ],
)
def test_what_makes_no_sense_is_refused(
    storage: DatabaseStorage, bad: Bad, code: RefusalCode
) -> None:
    with pytest.raises(Refused) as refused:
        bad(storage)
    assert refused.value.code is code


def test_a_merged_case_leaves_nothing_behind(storage: DatabaseStorage, engine: Engine) -> None:
    into = claimed(storage, links=(LINK,))
    esc = open_one(storage, FINCH, links=(f"{LINK}/#top", OTHER_LINK))
    Hand(storage, STORK).set_deadline(esc, after(days=9), SOON)
    Twin(storage, STORK).merge(esc, into, LATER)
    one, other = case(storage, esc), case(storage, into)
    assert (one.state, one.close_reason) == (State.CLOSED, CloseReason.DUPLICATE)
    assert one.duplicate_of == into
    assert set(other.co_requesters) >= {FINCH}
    assert other.links == (LINK, OTHER_LINK)
    assert other.deadline == one.deadline
    assert timeline(storage, esc)[-1] == "merged_into"
    assert timeline(storage, into)[-1] == "merged_from"
    assert "withdrawn" in told(engine, FINCH)
    assert told(engine, FINCH)[-1] == "raised"


def test_links_do_not_leave_a_narrower_circle(storage: DatabaseStorage) -> None:
    into, esc = claimed(storage), kept_close(storage, claimed(storage, links=(LINK,)))
    Twin(storage, HERON).merge(esc, into, LATER)
    assert case(storage, into).links == ()


def an_order(storage: DatabaseStorage) -> EscalationId:
    """A restricted case with a deadline, whose party may not be told: by a court's order."""
    esc = kept_close(storage, claimed(storage))
    Hand(storage, HERON).set_deadline(esc, after(days=3), SOON, source="The court of Milan")
    with storage.begin() as work:
        found = work.escalations.get(esc)
        assert found is not None
        barred = Silence(SOON, HERON, "Art. 9, says the court of Milan")
        work.escalations.save(replace(found, silence=barred))
    return esc


def test_whose_party_may_not_be_told_is_not_told_by_way_of_another_case(
    storage: DatabaseStorage, engine: Engine
) -> None:
    esc, into, crane = an_order(storage), open_one(storage, FINCH), Hand(storage, CRANE)
    crane.claim(into, SOON)
    Twin(storage, HERON).merge(esc, into, LATER)
    crane.decide(into, after(minutes=11), told_through="email")

    with pytest.raises(Refused, match="may not be told"):
        crane.mark_communicated(into, after(minutes=12))

    assert "silence_changed" in told(engine, CRANE)
    assert "silence_changed" in told(engine, FINCH)
    of_kinds.silence(crane, into, after(minutes=13), may_be_told=True)
    crane.mark_communicated(into, after(minutes=14))


def test_nothing_that_was_written_leaves_a_narrower_circle(storage: DatabaseStorage) -> None:
    esc, into = an_order(storage), claimed(storage)
    order = case(storage, esc)
    Twin(storage, HERON).withdraw(
        esc, LATER, "duplicate", duplicate_of=f"ESC-{into}", note="Milan wants the same."
    )
    with storage.read() as work:
        found, entries = work.escalations.peek(into), work.timeline.of(into)

    assert found is not None
    assert found.deadline is not None
    assert order.deadline is not None
    assert found.deadline.at == order.deadline.at
    assert "Milan" not in repr((found, entries))


@pytest.mark.both_databases
def test_of_two_merged_into_each_other_at_once_one_stays_open(storage: DatabaseStorage) -> None:
    one, other = claimed(storage), claimed(storage)

    def try_it(pair: tuple[EscalationId, EscalationId]) -> bool:
        try:
            Twin(storage, HERON).merge(*pair, LATER)
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(2) as threads:
        done = list(threads.map(try_it, [(one, other), (other, one)]))
    states = [case(storage, esc).is_closed for esc in (one, other)]
    assert sorted(done) == [False, True]
    assert sorted(states) == [False, True]


@pytest.mark.parametrize(
    ("user", "sees"), [(FINCH, (2,)), (WREN, (2, 1)), (HERON, (2, 1)), (EGRET, (2,))]
)
def test_only_what_somebody_may_see_is_shown_as_alike(
    storage: DatabaseStorage, user: UserId, sees: tuple[int, ...]
) -> None:
    kept_close(storage, open_one(storage, account="Acme", title="Secret"))
    open_one(storage, FINCH, account="Acme")
    with storage.read() as work:
        shown = same_subject(work, user, subjects("ACME Ltd", (), {}))
    assert tuple(view.id for view in shown) == sees
    kept = [view for view in shown if view.id == 1]
    assert [isinstance(view, CaseView) for view in kept] == [user == HERON for _ in kept]
