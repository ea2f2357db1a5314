"""App Home: what each person finds there, what they do there, and that it stays right."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.case.identifiers import EscalationId, UserId
from bot.case.people import Via
from bot.notices import HomeChanged, HomesChanged
from bot.ports import Drawn
from bot.rotation.choice import Absence
from sandbox import Account, Sandbox
from sandbox.people.live_view import LiveView
from storage.engine import connect
from storage.tables import HomeRow
from tests.stories.conftest import POLICY
from tests.stories.people import TITLE, Colleague
from tests.stories.workplace import SOON, Workplace
from tests.support.factories import open_one


def published(work: Workplace, person: Colleague) -> int:
    """How often somebody's Home was published."""
    return len(
        [
            call
            for call in work.slack.calls("views.publish")
            if call.arguments.get("user_id") == person.id
        ]
    )


def reads(home: LiveView, *words: str) -> LiveView:
    return home.wait_for(lambda h: all(w in h.text for w in words), SOON)


# --- what is there


def test_somebody_with_nothing_there_is_told_what_will_be(finch: Colleague) -> None:
    assert finch.home().text.splitlines() == [
        "# Escalations",
        "[Raise an escalation]",
        "────",
        "Nothing you raised is open. What you raise shows up here: who has it and when it is due.",
    ]


def test_a_requester_sees_where_it_stands_and_raises_the_next(
    otter: Colleague, heron: Colleague
) -> None:
    case = otter.raises()
    heron.claims(case)
    home = reads(otter.home(), "# Raised by you (1)", TITLE, "claimed by @Heron (specialist)")
    assert "[Claim]" not in home.text
    assert "Board" not in home.text

    otter.clicks(home, "Raise an escalation")
    assert otter.form("Raise an escalation").is_open


def test_a_specialist_sees_what_is_offered_theirs_and_waiting(
    otter: Colleague, heron: Colleague
) -> None:
    first = otter.raises()
    heron.claims(first)
    heron.has_wait(first)
    home = reads(heron.home(), "# Waiting (1)", "on the customer until")
    assert "The invoice of March & April." in home.text
    assert home.text.index("[I'm away]") < home.text.index("# Waiting (1)")


def test_an_offer_is_claimed_with_one_click(
    work: Workplace, otter: Colleague, heron: Colleague
) -> None:
    case = otter.raises()
    home = reads(heron.home(), "# Offered to you (1)", "Why you: ", "[Claim]")

    heron.clicks(home, "Claim")

    reads(home, "# With you (1)", "[Decide] [Wait] [⋯ Consult · Hand over · Release")
    assert "Offered to you" not in home.text
    case.reads("by @Heron (specialist)")
    with work.bot.remembered.storage.read() as remembered:
        timeline = remembered.timeline.of(EscalationId(1))
    assert next(entry.via for entry in timeline if entry.event.sort == "claimed") is Via.HOME


def test_who_is_too_late_is_told_so_and_sees_how_it_stands(
    work: Workplace, otter: Colleague, heron: Colleague, owl: Colleague
) -> None:
    case = otter.raises()
    home = reads(heron.home(), "[Claim]")
    work.settle()
    opened_earlier(work, heron, timedelta(minutes=11))
    owl.claims(case)
    work.settle()
    assert "[Claim]" in home.text

    heron.clicks(home, "Claim")

    heron.is_told("Owl (manager) has already claimed ESC-1.")
    home.wait_for(lambda h: "[Claim]" not in h.text, SOON)


def test_a_guest_is_told_why_there_is_nothing(work: Workplace) -> None:
    guest = Colleague(work, "U0GECKO")
    assert "Guests can't use escalations." in guest.home().text


# --- the manager's board


def test_a_manager_finds_the_board_and_narrows_it(
    work: Workplace, otter: Colleague, heron: Colleague, owl: Colleague
) -> None:
    first, _second = otter.raises(), otter.raises("Beta: rating dropped")
    heron.claims(first)
    home = reads(
        owl.home(), "# Board", "executive: 2 open · 1 unclaimed", "ESC-1", "ESC-2", "[Settings]"
    )

    home.fill({"Which": "Unclaimed"})
    reads(home.wait_for(lambda h: "ESC-1 " not in h.text, SOON), "Beta: rating dropped")
    assert home.value("Which") == "Unclaimed"
    home.fill({"Person": "Heron (specialist)"})
    work.settle()
    assert home.value("Person") == "Heron (specialist)"
    assert home.value("Which") == "Unclaimed"

    owl.clicks(home, "Show everything open")
    reads(home, "ESC-1", "ESC-2")
    assert home.value("Which") == "Everything open"


def test_a_manager_acts_on_the_board(
    work: Workplace, otter: Colleague, heron: Colleague, owl: Colleague
) -> None:
    heron.claims(otter.raises())
    home = reads(owl.home(), "claimed by @Heron (specialist)")

    owl.clicks(home, "Hand over")
    form = owl.form("Hand over")
    form.fill({"Hand over to": "U0BADGER", "Note": "Heron is on a train."}).submit()
    work.settle()

    badgers = work.slack.person("U0BADGER").open_home(SOON)
    assert "Handed over to you by @Owl (manager): Heron is on a train." in badgers.text


def test_the_board_is_turned_page_by_page(work: Workplace, owl: Colleague) -> None:
    for _ in range(11):
        open_one(work.bot.remembered.storage, UserId("U0OTTER"), work.clock.now())
    home = reads(owl.home(), "Page 1 of 2 · 11 cases", "[Next]")
    owl.clicks(home, "Next")
    reads(home, "Page 2 of 2 · 11 cases", "[Previous]")
    assert "[Next]" not in home.text


def test_somebody_is_away_until_they_are_back(work: Workplace, heron: Colleague) -> None:
    now = work.clock.now()
    with work.bot.remembered.storage.begin() as remembered:
        remembered.absences.begin(Absence(UserId(heron.id), now, None, UserId(heron.id)))
    home = heron.home().text
    assert "You're away: nothing is offered to you." in home
    assert "[I'm back]" in home
    assert "[I'm away]" not in home


def test_a_kept_case_stands_on_the_board_with_its_reference_alone(
    work: Workplace, otter: Colleague, owl: Colleague
) -> None:
    otter.raises()
    work.settle()
    with work.bot.remembered.storage.begin() as remembered:
        case = remembered.escalations.get(EscalationId(1))
        assert case is not None
        remembered.escalations.save(replace(case, confidentiality="restricted"))

    board, raised = owl.home().text, otter.home().text

    assert "ESC-1 (Executive, restricted), raised" in board
    assert "ESC-1 (Executive, restricted): open" in raised
    assert "First response due" in raised
    assert "ESC-1 (Executive, restricted), raised" in owl.asks("show ESC-1")
    for words in (board, raised, owl.asks("open"), owl.asks("show ESC-1"), otter.asks("mine")):
        assert TITLE not in words
        assert "[Claim]" not in words


# --- it stays right


def test_a_change_is_seen_by_all_who_look_without_opening_it_again(
    work: Workplace, otter: Colleague, heron: Colleague, owl: Colleague
) -> None:
    case = otter.raises()
    work.settle()
    homes = [person.home() for person in (otter, heron, owl)]

    heron.claims(case)
    work.settle()

    assert all("claimed by @Heron" in home.text for home in (homes[0], homes[2]))
    assert "# With you (1)" in homes[1].text


def test_what_becomes_at_risk_as_time_goes_by_is_seen(
    work: Workplace, otter: Colleague, owl: Colleague
) -> None:
    otter.raises()
    work.settle()
    home = owl.home()
    work.later(minutes=23)
    assert "At risk" not in home.text
    work.later(minutes=1, seconds=5)
    assert "At risk" in home.text
    work.later(minutes=7)
    assert "Late" in home.text


def test_who_looked_longer_ago_is_not_drawn(
    work: Workplace, otter: Colleague, heron: Colleague, owl: Colleague
) -> None:
    case = otter.raises()
    work.settle()
    looks, looked = owl.home(), otter.home()
    work.settle()
    opened_earlier(work, otter, timedelta(minutes=11))
    before = published(work, otter)

    heron.claims(case)
    work.settle()

    assert "claimed by @Heron" in looks.text
    assert "claimed by" not in looked.text
    assert published(work, otter) == before


def opened_earlier(work: Workplace, person: Colleague, by: timedelta) -> None:
    engine = connect(work.settings.database_url)
    with engine.begin() as connection:
        home = HomeRow.user_id == person.id
        opened_at = connection.execute(select(HomeRow.opened_at).where(home)).scalar_one()
        connection.execute(update(HomeRow).where(home).values(opened_at=opened_at - by))
    engine.dispose()


def test_a_home_that_would_look_the_same_is_not_published(
    work: Workplace, otter: Colleague, heron: Colleague, finch: Colleague
) -> None:
    case = otter.raises()
    work.settle()
    finch.home()
    work.settle()
    before = published(work, finch)

    heron.claims(case)
    work.settle()

    assert published(work, finch) == before


def test_the_messages_tab_is_not_home(work: Workplace, finch: Colleague) -> None:
    finch.person.look_at_messages()
    work.settle()
    assert finch.person.home() is None
    with work.bot.remembered.storage.read() as remembered:
        assert remembered.homes.viewers(timedelta(minutes=10)) == []


def test_an_old_drawing_gives_way_to_what_stands_there(
    work: Workplace, otter: Colleague, owl: Colleague
) -> None:
    """Another process has published since, which this one does not know."""
    home = owl.home()
    work.settle()
    with work.bot.remembered.storage.begin() as remembered:
        remembered.homes.put_drawn(UserId(owl.id), Drawn("0.older", ""))

    otter.raises()
    work.settle()

    assert "ESC-1" in home.text
    assert any(
        call.answer.get("error") == "hash_conflict" for call in work.slack.calls("views.publish")
    )


def test_a_drawing_that_may_have_gone_over_a_newer_one_is_looked_at_again(
    work: Workplace, otter: Colleague, owl: Colleague
) -> None:
    """Nobody knows what stands there, and while it is drawn something happens."""
    home = owl.home()
    work.settle()
    before = published(work, owl)
    with work.bot.remembered.storage.begin() as remembered:
        remembered.homes.put_drawn(UserId(owl.id), Drawn())
        remembered.outbox.put(HomeChanged(UserId(owl.id)))
    work.settle()
    assert published(work, owl) == before + 1, "what is read again is the same"

    otter.raises()
    reads(home, "ESC-1")


def test_a_home_that_slack_holds_off_is_drawn_later(
    work: Workplace, otter: Colleague, owl: Colleague
) -> None:
    home = owl.home()
    work.settle()
    work.slack.trouble.rate_limited("views.publish", 1, retry_after=1)
    otter.raises()
    reads(home, "ESC-1")


MORE = 300
"""Homes than Slack takes while a test lasts."""


def test_who_acts_is_drawn_first_however_many_look(
    work: Workplace, otter: Colleague, owl: Colleague
) -> None:
    case = otter.raises()
    home = reads(owl.home(), "open, offered to")
    work.settle()
    work.slack.trouble.enforce_rates()
    with work.bot.remembered.storage.begin() as remembered:
        for number in range(MORE):
            remembered.homes.opened(UserId(f"U0GULL{number}"))
        remembered.outbox.put(HomesChanged())
    work.wait(lambda: len(work.slack.calls("views.publish")) > 10, "the others are drawn")

    owl.claims(case)

    reads(home, "claimed by @Owl (manager)")
    calls = work.slack.calls("views.publish")
    assert len(calls) < MORE, "the others are not all drawn yet"
    assert not [call for call in calls if call.status == 429]


MANY = "".join(
    f'[[queues.executive.rotation]]\nuser = "U0MANY{n:03}"\noffice = "copenhagen"\n'
    for n in range(150)
)


@pytest.fixture
def crowd(slack: Sandbox) -> None:
    """Those whom the policy names are there: each stranger would be asked about by itself."""
    for number in range(150):
        name = f"U0MANY{number:03}"
        slack.core.workspace.members[name] = Account(name, name.lower(), name)


@pytest.mark.parametrize("policy", [POLICY.replace("[sla.executive]", f"{MANY}\n[sla.executive]")])
def test_among_many_people_each_can_be_chosen(crowd: None, owl: Colleague) -> None:
    """A select lists no more than a hundred: these are listed in groups."""
    home = reads(owl.home(), "more people: choose an office or a person below")

    home.fill({"Person": "U0MANY149"})
    reads(home, "[Show everything open]", "U0MANY149")
    assert home.value("Person") == "U0MANY149"
    home.fill({"Mark somebody as away": "Heron (specialist)"})
    assert "Heron" in owl.form("Away").text
