"""What owner and requester write in the thread reaches the other, quoted."""

from __future__ import annotations

import pytest

from tests.stories.people import Case, Colleague
from tests.stories.workplace import Workplace


@pytest.fixture
def case(otter: Colleague, heron: Colleague) -> Case:
    found = otter.raises()
    heron.claims(found)
    return found


def writes(colleague: Colleague, case: Case, words: str) -> None:
    colleague.person.say(case.root.channel, words, case.root)


def told(colleague: Colleague) -> list[str]:
    """What they were told that somebody wrote: the quotes of each note together."""
    notes = [note for note in colleague.notes() if " writes:" in note]
    quotes = [[s[2:] for s in note.splitlines() if s.startswith("> ")] for note in notes]
    return ["; ".join(q) for q in quotes]


def test_the_owner_s_words_reach_the_requester_once_an_hour_and_the_rest_gathered(
    work: Workplace, case: Case, otter: Colleague, heron: Colleague, vole: Colleague
) -> None:
    writes(heron, case, "I'm asking <https://legal.example|Legal>.")
    otter.is_told("@Heron (specialist) writes:", "> I'm asking Legal (https://legal.example).")
    writes(heron, case, "They have it.")
    writes(heron, case, "They want *two* days.")
    writes(vole, case, "Me too!")
    work.settle()
    assert len(told(otter)) == 1
    work.later(hours=1)
    assert told(otter)[1:] == ["They have it.; They want *two* days."]
    work.later(hours=1)
    writes(heron, case, "Done.")
    work.settle()
    assert told(otter)[2:] == ["Done."]
    assert told(heron) == told(vole) == []


def test_the_requester_s_words_reach_the_owner_and_answer_a_wait_on_them(
    work: Workplace, case: Case, otter: Colleague, heron: Colleague
) -> None:
    writes(otter, case, "They wrote again.")
    heron.is_told("@Otter (CSM) writes:", "> They wrote again.")
    heron.says("wait requester until tomorrow for the invoice", case)
    otter.is_told("Your escalation waits on you", "> the invoice")
    case.reads("Waiting on the requester")
    writes(otter, case, "Here it is.")
    heron.is_told("@Otter (CSM) has answered, so the wait is over", "> Here it is.")
    case.reads("Claimed by @Heron (specialist)")
    assert told(heron) == ["They wrote again."]
