"""Notes that live: each says what came of it, and only what is still to do has buttons."""

from __future__ import annotations

from tests.stories.people import Colleague
from tests.stories.workplace import Workplace


def _live(person: Colleague) -> list[tuple[str, ...]]:
    """The buttons of those messages that have some."""
    return [message.buttons for message in person.person.dms() if message.buttons]


def test_an_offer_that_is_claimed_says_so_and_has_no_buttons(
    work: Workplace, otter: Colleague, heron: Colleague
) -> None:
    case = otter.raises()
    work.settle()
    assert _live(heron) == [("Claim", "Stand back", "Why me?")]

    heron.claims(case)
    work.settle()

    assert _live(heron) == []
    (line,) = heron.notes()
    assert line.startswith("ESC-1 ")
    assert line.endswith(": You claimed it.")
