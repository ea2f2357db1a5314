"""What was written of a decision is kept when its form is closed, for whoever wrote it."""

from __future__ import annotations

import pytest

from bot.case.decision import DecisionDraft, KeptDraft
from bot.case.errors import RefusalCode, Refused
from bot.case.identifiers import EscalationId, UserId
from bot.casework.transaction import carry_out
from bot.verbs.decision.keep_draft import TEXT_LIMIT, KeepDraftRequest, keep_draft
from storage.work import DatabaseStorage
from tests.support.factories import (
    CRANE,
    HERON,
    Hand,
    after,
    draft,
    key,
    open_one,
    settle,
    timeline,
)

LATER = after(minutes=10)


@pytest.fixture
def esc(storage: DatabaseStorage) -> EscalationId:
    """Heron's."""
    settle(storage)
    case = open_one(storage)
    Hand(storage, HERON).claim(case, after(minutes=1))
    return case


def keeps(
    storage: DatabaseStorage,
    esc: EscalationId,
    written: DecisionDraft,
    *,
    by: UserId = HERON,
    seen: int = 0,
) -> None:
    asked = KeepDraftRequest(Hand(storage, by).actor, esc, written, seen)
    carry_out(storage, key(), lambda work: keep_draft(work, asked, LATER), LATER)


def kept(storage: DatabaseStorage, esc: EscalationId, by: UserId = HERON) -> KeptDraft | None:
    with storage.read() as work:
        return work.decisions.draft_of(esc, by)


@pytest.mark.both_databases
def test_the_last_one_is_kept_whole_and_for_its_writer_alone(
    storage: DatabaseStorage, esc: EscalationId
) -> None:
    whole = draft(
        facts="Forty.", restriction="visibility", territory=("DK", "SE"), until="2027-01-01"
    )
    keeps(storage, esc, draft(explanation="Half of it."))
    before = timeline(storage, esc)
    keeps(storage, esc, whole)
    assert kept(storage, esc) == KeptDraft(esc, HERON, LATER, whole)
    assert kept(storage, esc, CRANE) is None
    assert timeline(storage, esc) == before, "no line that others read"


def test_a_decision_leaves_none_behind(storage: DatabaseStorage, esc: EscalationId) -> None:
    keeps(storage, esc, draft())
    Hand(storage, HERON).decide(esc, LATER)
    assert kept(storage, esc) is None


def test_a_form_from_before_a_decision_is_not_kept(
    storage: DatabaseStorage, esc: EscalationId
) -> None:
    Hand(storage, HERON).decide(esc, LATER)
    keeps(storage, esc, draft(explanation="Too late."), seen=0)
    assert kept(storage, esc) is None


def test_a_form_that_says_nothing_is_not_kept(storage: DatabaseStorage, esc: EscalationId) -> None:
    keeps(storage, esc, DecisionDraft("", "", "", "", guideline_version="2026-03"))
    assert kept(storage, esc) is None


def test_what_who_may_not_decide_has_written_is_not_kept(
    storage: DatabaseStorage, esc: EscalationId
) -> None:
    with pytest.raises(Refused) as refused:
        keeps(storage, esc, draft(), by=CRANE)
    assert refused.value.code is RefusalCode.NOT_ALLOWED


def test_no_more_is_kept_than_a_form_can_hold(storage: DatabaseStorage, esc: EscalationId) -> None:
    keeps(storage, esc, draft(explanation="x" * 1_000_000))
    found = kept(storage, esc)
    assert found is not None
    assert len(found.draft.explanation) == TEXT_LIMIT
