"""What a digest says of single cases: the three to act on with their buttons, then a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.case.confidentiality import Confidentiality
from bot.case.escalation import Deadline
from bot.case.identifiers import ChannelId, EscalationId
from bot.case.transitions import Move
from bot.casework.attention import Counts
from bot.casework.case_view import CaseView, Glimpse, Seen
from bot.ports import Thread
from bot.reports.digest import Figures, Period
from handlers.slack.messages.digest import digest
from handlers.slack.messages.markup import Message
from sandbox.blockkit.blocks import block_problems
from sandbox.blockkit.contents import texts_in
from tests.architecture.forms import a_case
from tests.support.factories import HERON, NOON

DAY = timedelta(days=1)
HEAD = ["Case", "Title", "Stands", "Priority", "With", "Raised"]


def a_view(number: int, late_days: int = 0, title: str = "Acme: hidden") -> CaseView:
    """A claimed case; its legal deadline passed so many days ago."""
    found = replace(a_case(title=title), id=EscalationId(number))
    if late_days:
        found = replace(
            found,
            deadline=Deadline(NOON - late_days * DAY, "UTC", "the court", HERON, NOON - 50 * DAY),
        )
    moves = (Move.DECIDE, Move.ASSIGN, Move.WITHDRAW)
    thread = Thread(ChannelId("C0EXEC"), f"1772539200.{number:06}")
    return CaseView(found, {}, None, None, thread, moves)


def a_glimpse(number: int, class_: Confidentiality) -> Glimpse:
    return Glimpse(EscalationId(number), "authority", class_, NOON - DAY)


def told(worst: Sequence[Seen], oldest: Sequence[Seen] = (), late: int = 0) -> Message:
    stands = Counts(open=20, breached=late or len(worst))
    counted = Figures((Period(NOON - DAY, NOON, 1),), (0, 0), stands, (), ())
    return digest(counted, worst, oldest, ("executive",), "UTC", "https://birds.example/")


def table(message: Message) -> list[list[str]]:
    found: list[Any] = [block for block in message.blocks if block["type"] == "table"]
    return [["".join(texts_in(cell)) for cell in row] for block in found for row in block["rows"]]


def test_the_three_worst_come_first_each_with_its_buttons_and_the_way_to_it() -> None:
    message = told([a_view(n, late_days=9 - n) for n in range(1, 6)])

    blocks: list[Any] = list(message.blocks)
    for number, (words, row) in enumerate(zip(blocks[1:7:2], blocks[2:8:2], strict=True), 1):
        assert f"|ESC-{number}>" in words["text"]["text"]
        assert "(legal deadline, since " in words["text"]["text"]
        labels = [e["text"]["text"] for e in row["elements"] if e["type"] == "button"]
        assert labels == ["Decide", "Open"]
        assert "Withdraw" not in str(row)
    assert [row[0] for row in table(message)[1:]] == ["ESC-4", "ESC-5"]


def test_days_are_said_in_the_digests_zone_and_not_in_figures() -> None:
    said = str(told([a_view(1, late_days=1)], [a_view(2)]))

    assert "since Mon 2 Mar 12:00" in said
    assert "<!date" not in said
    assert "2026-" not in said


def test_a_row_says_how_a_case_stands_with_whom_it_is_and_links_to_it() -> None:
    message = told([], [a_view(2, title="A" * 100)])

    assert table(message) == [
        HEAD,
        ["ESC-2", f"{'A' * 59}…", "claimed", "P2", f"<@{HERON}>", "Tue 3 Mar"],
    ]
    assert "https://birds.example/archives/C0EXEC/p1772539200000002" in str(message.blocks)
    assert block_problems(list(message.blocks), "message") == []


def test_a_table_has_ten_rows_and_the_oldest_are_among_them() -> None:
    worst = [a_view(n, late_days=40 - n) for n in range(1, 16)]
    message = told(worst, [a_view(n) for n in range(20, 25)], late=30)
    rows = table(message)

    assert [row[0] for row in rows[1:]] == [
        *(f"ESC-{n}" for n in range(4, 8)),
        *(f"ESC-{n}" for n in range(20, 25)),
    ]
    assert "Also late or at risk and the oldest" in str(message.blocks)
    assert "… and 23 more late or at risk: see `/escalations at-risk`." in str(message.blocks)


def test_of_a_kept_case_there_is_its_reference_or_a_count_and_no_column_is_empty() -> None:
    oldest = [
        a_glimpse(7, Confidentiality.RESTRICTED),
        a_glimpse(8, Confidentiality.LEGAL_PRIVILEGED),
        a_glimpse(9, Confidentiality.EMBARGOED),
    ]
    message = told([a_glimpse(6, Confidentiality.RESTRICTED)], oldest)

    assert table(message) == [
        ["Case", "Title", "Raised"],
        ["ESC-7", "Authority, restricted", "Mon 2 Mar"],
    ]
    said = str(message)
    assert "Among the oldest: 2 privileged or embargoed." in said
    assert not {number for number in (6, 8, 9) if f"ESC-{number}" in said}


@pytest.mark.parametrize(("stands", "is_said"), [(Counts(open=1), True), (Counts(), False)])
def test_that_nothing_is_late_is_said_where_anything_is_open(stands: Counts, is_said: bool) -> None:
    counted = Figures((Period(NOON - DAY, NOON, 1),), (0, 0), stands, (), ())
    message = digest(counted, (), (), ("executive",), "UTC", "")

    assert ("Nothing is late or at risk." in message.text) is is_said
    assert ("Nothing is late or at risk." in str(message.blocks)) is is_said


def test_who_asks_for_a_digest_with_nothing_in_it_is_told_so_in_words() -> None:
    nothing = Figures((Period(NOON - DAY, NOON),), (0, 0), Counts(), (), ())
    message = digest(nothing, (), (), ("executive",), "UTC", "")

    assert message.text.splitlines()[1:] == [
        "Covers since Mon 2 Mar 12:00: nothing opened, nothing decided",
        "Now: nothing open",
    ]
