"""What is sent of a case that is kept: to each no more than they may see of it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.case.confidentiality import CLEARED_CLASSES
from bot.case.errors import RefusalCode
from bot.case.identifiers import EscalationId, UserId
from bot.notices import (
    CardChanged,
    CaseNote,
    Claimed,
    Decided,
    DigestDue,
    NobodyToOffer,
    Nudge,
    Raised,
    Reminders,
    TakenBy,
)  # fmt: skip
from handlers.delivery.rendering import render
from handlers.slack.cases.snooze import from_button
from handlers.slack.context.context import Context
from handlers.slack.contract.answers import Open
from handlers.slack.contract.requests import Click, Sender
from handlers.slack.messages.markup import Message
from storage.work import DatabaseStorage
from tests.support.factories import (
    CRANE,
    FINCH,
    HERON,
    NOON,
    STORK,
    WREN,
    Hand,
    after,
    case,
    open_one,
    policy,
    settle,
)
from tests.support.refusals import refusing

TITLE = "The raid at Acme"
NAMES = (TITLE, HERON, CRANE, WREN, "It was theirs")
CLASSES = [c.value for c in CLEARED_CLASSES]
LATE = after(hours=9)


@pytest.fixture
def storage(storage: DatabaseStorage) -> DatabaseStorage:
    """Heron and Crane are cleared for every class, the manager for none."""
    settle(storage, replace(policy(), clearances=dict.fromkeys(CLASSES, (HERON, CRANE))))
    return storage


def kept(
    storage: DatabaseStorage, confidentiality: str, title: str = TITLE, *, is_claimed: bool = True
) -> EscalationId:
    found = open_one(storage, title=title)
    if is_claimed:
        Hand(storage, HERON).claim(found, NOON)
    with storage.begin() as work:
        whole = work.escalations.get(found)
        assert whole is not None
        work.escalations.save(replace(whole, confidentiality=confidentiality))
    return found


def words(message: Message | None) -> str:
    assert message is not None
    return message.text + json.dumps(message.blocks, ensure_ascii=False)


def breach(escalation_id: EscalationId, to: UserId, *, as_manager: bool = True) -> Reminders:
    nudge = Nudge(escalation_id, "resolution:breach", 1, LATE.isoformat(), as_manager)
    return Reminders(to, (nudge,))


@pytest.mark.parametrize("confidentiality", CLASSES)
def test_a_manager_who_is_not_cleared_is_reminded_of_a_reference(
    storage: DatabaseStorage, confidentiality: str
) -> None:
    found = kept(storage, confidentiality)

    said = words(render(storage, breach(found, STORK), LATE))

    assert "ESC-1 (Other, " in said
    assert "snooze" in said
    assert not [name for name in (*NAMES, "hand_over", "overdue", "due") if name in said]


@pytest.mark.parametrize("confidentiality", CLASSES)
def test_who_is_cleared_is_reminded_of_it_whole(
    storage: DatabaseStorage, confidentiality: str
) -> None:
    found = kept(storage, confidentiality)

    said = words(render(storage, breach(found, HERON, as_manager=False), LATE))

    assert TITLE in said
    assert "is late" in said


def test_among_many_reminders_a_kept_case_stays_so(storage: DatabaseStorage) -> None:
    many = [kept(storage, "restricted") for _ in range(12)]
    nudges = tuple(n for e in many for n in breach(e, STORK).nudges)

    said = words(render(storage, Reminders(STORK, nudges), LATE))

    assert "ESC-12 (Other, restricted)" in said
    assert TITLE not in said


@pytest.mark.parametrize("confidentiality", CLASSES)
def test_the_requester_is_told_how_it_stands_and_when_it_is_due(
    storage: DatabaseStorage, confidentiality: str
) -> None:
    found = kept(storage, confidentiality)
    for notice, news in (
        (Raised(WREN, found), "Your escalation is raised."),
        (Claimed(WREN, found, HERON), "Your escalation is claimed."),
    ):
        said = words(render(storage, notice, NOON))
        assert news in said
        assert "): claimed, raised" in said
        assert "Resolution due" in said
        assert not [name for name in NAMES if name in said]


def test_the_requester_is_told_that_it_is_decided(storage: DatabaseStorage) -> None:
    found = kept(storage, "restricted")
    Hand(storage, HERON).decide(found, after(hours=1), told_through="email")
    with storage.read() as work:
        decision = work.decisions.latest(found)
    assert decision is not None

    said = words(render(storage, Decided(WREN, found, decision.id), after(hours=1)))

    assert "Your escalation is decided." in said
    assert decision.explanation not in said
    assert render(storage, Decided(WREN, found, decision.id + 1), after(hours=1)) is None


@pytest.mark.parametrize("to", [STORK, FINCH])
def test_others_are_told_that_there_is_something_and_no_more(
    storage: DatabaseStorage, to: UserId
) -> None:
    held = kept(storage, "restricted")
    free = kept(storage, "restricted", is_claimed=False)
    with storage.begin() as work:
        whole = work.escalations.get(free)
        assert whole is not None
        work.escalations.save(replace(whole, offer=None))
    notices: list[CaseNote] = [
        TakenBy(to, held, HERON),
        NobodyToOffer(to, free, ((HERON, "is away"),)),
    ]
    for notice in notices:
        said = words(render(storage, notice, NOON))
        assert "an escalation that you may not read" in said
        assert not [name for name in (*NAMES, "claim", "is away") if name in said]


def test_the_card_stays_whole(storage: DatabaseStorage) -> None:
    said = words(render(storage, CardChanged(kept(storage, "restricted")), NOON))
    assert TITLE in said


def digest(to: str) -> DigestDue:
    return DigestDue(to, ("executive",), "UTC", NOON.isoformat(), after(days=1).isoformat())


@pytest.mark.parametrize("to", [STORK, "C0EXEC"])
def test_a_digest_names_a_restricted_case_by_reference_and_counts_the_rest(
    storage: DatabaseStorage, to: str
) -> None:
    for confidentiality in CLASSES:
        kept(storage, confidentiality)
    kept(storage, "internal", "Beta: rating dropped")

    said = words(render(storage, digest(to), after(days=1)))

    restricted = CLASSES.index("restricted") + 1
    assert f"ESC-{restricted} (Other, restricted), raised" in said
    assert "and 2 privileged or embargoed" in said
    assert "Beta: rating dropped" in said
    assert not [f"ESC-{n}" for n in (1, 2, 3) if n != restricted and f"ESC-{n}" in said]
    of_all = ("Beta", f"With whom: <@{HERON}> 1")
    assert of_all[1] in said, "of the one that everybody may read"
    kept_ones = "\n".join(
        line
        for line in said.replace("*", "").replace("\\n", "\n").splitlines()
        if not any(one in line for one in of_all)
    )
    assert not [name for name in NAMES if name in kept_ones]
    assert "Late" not in kept_ones


def test_who_is_cleared_reads_a_digest_whole(storage: DatabaseStorage) -> None:
    kept(storage, "restricted")
    assert TITLE in words(render(storage, digest(HERON), after(days=1)))


class Stopped:
    """A clock that stands."""

    def now(self) -> datetime:
        return LATE


def opened(storage: DatabaseStorage, by: UserId, found: EscalationId) -> str:
    value = f"{found}|resolution:breach|1"
    click = Click(Sender(by, "", "", ""), "snooze", value, "", "", "")
    answer = from_button(Context(storage, Stopped()), click)
    assert isinstance(answer, Open)
    return json.dumps(answer.build(), ensure_ascii=False)


def test_the_snooze_form_says_no_more_than_its_reader_may_know(storage: DatabaseStorage) -> None:
    found = kept(storage, "restricted")
    assert TITLE in opened(storage, HERON, found)
    assert TITLE not in opened(storage, STORK, found)
    assert "ESC-1" in opened(storage, STORK, found)


def test_the_snooze_form_opens_for_those_who_may_snooze(storage: DatabaseStorage) -> None:
    found = kept(storage, "internal")
    with refusing(RefusalCode.NOT_ALLOWED):
        opened(storage, FINCH, found)
    Hand(storage, WREN).withdraw(found, LATE - timedelta(minutes=1))
    with refusing(RefusalCode.WRONG_STATE):
        opened(storage, HERON, case(storage, found).id)
