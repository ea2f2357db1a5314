"""The decision under appeal, on a card that all of the appeal's circle read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.case.identifiers import ChannelId
from bot.casework.case_view import view
from storage.work import DatabaseStorage
from tests.support.factories import CRANE, case
from tests.verbs.test_kinds import COUNSEL, decided, of_ours, raised, settled, whole


@pytest.mark.parametrize("kept_in", [COUNSEL, "C0ELSEWHERE"])
def test_on_its_card_an_appeal_shows_only_what_all_of_its_circle_may_read(
    storage: DatabaseStorage, kept_in: str
) -> None:
    told = whole()
    first = told.queues["executive"]
    settled(storage, replace(told, queues={"executive": replace(first, channel=COUNSEL)}))
    original = decided(storage)
    with storage.begin() as work:
        contested = work.escalations.get(original)
        assert contested is not None
        there = replace(contested, confidentiality="restricted", channel=ChannelId(kept_in))
        work.escalations.save(there)
    appeal = raised(storage, "appeal", of_ours(original), by=CRANE)
    with storage.read() as work:
        shown = view(work, case(storage, appeal)).contested

    assert (shown is not None) is (kept_in == COUNSEL)
