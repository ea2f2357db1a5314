"""Of a note that a reminder takes the place of, the words that somebody wrote stay."""

from __future__ import annotations

import pytest

from bot.case.identifiers import EscalationId, UserId
from bot.notices import Approved, Assigned, CaseNote, SentBack
from handlers.slack.messages.settled import _what_was_said
from tests.support.factories import CRANE, HERON, STORK

CASE = EscalationId(1)


@pytest.mark.parametrize(
    ("instead", "to", "whose"), [(None, "you", "your"), (CRANE, f"<@{CRANE}>", f"<@{CRANE}>'s")]
)
def test_whose_it_was_is_said_to_who_is_told_in_their_place(
    instead: UserId | None, to: str, whose: str
) -> None:
    notes: dict[str, CaseNote] = {
        f"assigned it to {to}: “So.” ": Assigned(HERON, CASE, STORK, "So.", instead),
        f"sent {whose} decision back: “So.” ": SentBack(HERON, CASE, 1, STORK, "So.", instead),
        f"approved {whose} decision: “So.” ": Approved(HERON, CASE, 1, STORK, "So.", instead),
        f"approved {whose} decision. ": Approved(HERON, CASE, 1, STORK, "", instead),
    }

    assert [_what_was_said(note) for note in notes.values()] == [
        f"<@{STORK}> {words}" for words in notes
    ]
