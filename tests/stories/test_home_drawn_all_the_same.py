"""App Home where something goes wrong, or somebody looks at one from long ago: it is drawn all the
same."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from bot.case.identifiers import EscalationId, UserId
from bot.notices import HomeChanged
from storage.engine import connect
from storage.homes import HomesTable
from storage.outbox import OutboxTable
from storage.tables import HomeRow, OutboxRow
from tests.stories.people import WAITING, Colleague
from tests.stories.test_app_home import opened_earlier, published, reads
from tests.stories.workplace import Workplace


def put_in_class(work: Workplace, confidentiality: str) -> None:
    """Puts the first case into a class of confidentiality."""
    with work.bot.remembered.storage.begin() as remembered:
        case = remembered.escalations.get(EscalationId(1))
        assert case is not None
        remembered.escalations.save(replace(case, confidentiality=confidentiality))


def test_a_home_that_cannot_be_drawn_holds_up_nobody_and_is_drawn_by_the_next_change(
    work: Workplace, otter: Colleague, owl: Colleague
) -> None:
    otter.raises()
    work.settle()
    home = owl.home()
    work.settle()
    put_in_class(work, "of_a_newer_version")
    with work.bot.remembered.storage.begin() as remembered:
        remembered.outbox.put(HomeChanged(UserId(owl.id), with_others=True))
    work.settle()
    assert published(work, owl) == 1

    put_in_class(work, "restricted")
    otter.raises("Beta: rating dropped")

    reads(home, "ESC-1 (Executive, restricted)", "Beta: rating dropped")


def test_a_home_that_the_pace_held_up_often_is_drawn_soon_after_its_first_failure(
    work: Workplace, owl: Colleague
) -> None:
    owl.home()
    work.settle()
    before = published(work, owl)
    work.slack.trouble.fail("views.publish", "internal_error", 1)
    engine = connect(work.settings.database_url)
    with Session(engine) as session:
        HomesTable(session, datetime.now(UTC)).unsettle(UserId(owl.id))
        OutboxTable(session, datetime.now(UTC)).put(HomeChanged(UserId(owl.id)))
        waiting = update(OutboxRow).where(OutboxRow.state == "waiting")
        session.execute(waiting.values(attempts=5))
        session.commit()
    engine.dispose()

    work.settle()

    assert published(work, owl) == before + 2


def test_who_acts_through_a_form_from_a_home_opened_long_ago_sees_what_they_did(
    work: Workplace, otter: Colleague, heron: Colleague
) -> None:
    heron.claims(otter.raises())
    work.settle()
    home = reads(heron.home(), "# With you (1)")
    work.settle()
    opened_earlier(work, heron, timedelta(minutes=11))

    heron.clicks(home, "Wait")
    form = heron.form("Have it wait")
    form.fill(WAITING).submit()

    reads(home, "# Waiting (1)")


def test_who_clicks_on_a_home_from_before_it_was_kept_who_looks_is_shown_what_changes(
    work: Workplace, otter: Colleague, heron: Colleague, owl: Colleague
) -> None:
    case = otter.raises()
    work.settle()
    home = reads(owl.home(), "open, offered to")
    work.settle()
    engine = connect(work.settings.database_url)
    with engine.begin() as connection:
        connection.execute(delete(HomeRow))
    engine.dispose()

    owl.clicks(home, "Settings")
    owl.form("Settings").close()
    work.settle()
    heron.claims(case)

    reads(home, "claimed by @Heron (specialist)")
