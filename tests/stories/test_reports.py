"""A manager's report: a form, its figures as a message, and all rows after it as a file."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from typer.testing import CliRunner

from bot.app.cli import app
from bot.case.identifiers import ChannelId
from bot.verbs.settings.adopt_policy import adopt_policy
from handlers.delivery.posting import POSTS
from sandbox.people.modal import Modal
from sandbox.workspace.messages import SlackMessage
from tests.stories.people import REVERSED, Colleague
from tests.stories.workplace import SOON, Workplace


def opens(who: Colleague) -> Modal:
    reply = who.person.command("/escalations", "report")
    assert reply.error is None, reply.error
    return who.form("Report")


def with_own_days(work: Workplace, who: Colleague) -> Modal:
    """The form, in which days of one's own are chosen."""
    form = opens(who).fill({"Period": "Days of your own"})
    work.wait(lambda: "From" in form.labels(), "days aren't asked for")
    return form


def asks_for(who: Colleague, days: tuple[date, date] | None = None, **fields: object) -> None:
    """Sends the form off, and it closes."""
    form = opens(who) if days is None else with_own_days(who.work, who)
    chosen = {} if days is None else {"From": days[0], "To": days[1]}
    result = form.fill({**chosen, **{k.replace("_", " "): v for k, v in fields.items()}}).submit()
    assert result.closed, result.errors


def the_file(who: Colleague) -> SlackMessage:
    return who.person.wait_for_dm(lambda m: bool(m.files), SOON)


def rows_in(who: Colleague, message: SlackMessage) -> list[dict[str, str]]:
    text = who.person.download(message).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def figures_by_command(work: Workplace, first: str, last: str) -> list[dict[str, str]]:
    env = {"DATABASE_URL": work.settings.database_url}
    wanted = ["report", "kpi", "--from", first, "--to", last]
    result = CliRunner().invoke(app, wanted, env=env)
    assert result.exit_code == 0, result.output
    return list(csv.DictReader(io.StringIO(result.stdout.removeprefix("\ufeff"))))


def files_of(who: Colleague) -> list[SlackMessage]:
    return [message for message in who.person.dms() if message.files]


def a_day(work: Workplace, otter: Colleague, heron: Colleague) -> None:
    """Of two cases one is decided, twenty minutes after it came."""
    decided, _late = otter.raises("Acme: decided"), otter.raises("Beta: late")
    work.later(minutes=20)
    heron.claims(decided)
    heron.decides(decided, REVERSED)
    work.later(days=2)


def test_a_manager_gets_figures_and_their_file(
    work: Workplace, otter: Colleague, heron: Colleague, owl: Colleague
) -> None:
    a_day(work, otter, heron)

    asks_for(owl, (date(2026, 2, 5), date(2026, 3, 2)))
    told, file = owl.is_told("Key figures"), the_file(owl)
    title, head, *rows = work.read(told).splitlines()

    assert title == "# Key figures, Thu 5 Feb to Mon 2 Mar 2026"
    assert head == "Figure | Value"
    assert rows == [
        "First responses in time | 1 of 2",
        "Decisions in time | 1 of 2",
        "Time to claim | 20 min (of 1)",
        "Time to decision, without waits | 20 min (of 1)",
        "Not closed | 2",
        "Reversed or partly reversed | 1 of 1",
        "Age of what isn't closed | 13.5 h (of 2)",
    ]
    in_words = [row.replace(" | ", ": ") for row in rows]
    assert told.text.splitlines()[1:] == [f"• {row}" for row in in_words]
    assert file.text.startswith("All rows of “Key figures, Thu 5 Feb to Mon 2 Mar 2026”: `kpi-")
    lately = (
        "first responses in time 1 of 2 · decisions in time 1 of 2 · time to claim 20 min (of 1)"
    )
    assert f"Last 7 days: {lately}" in owl.home().text, "the same on App Home"
    assert rows_in(owl, file) == figures_by_command(work, "2026-02-05", "2026-03-02")


def test_figures_are_told_apart_and_narrowed(
    work: Workplace, otter: Colleague, vole: Colleague, owl: Colleague
) -> None:
    otter.raises("Acme: one")
    vole.raises("Beta: another", Priority="P2: today")
    vole.raises("Beta: advice", Kind="Advice", Priority="P2: today", The_question="May we?")
    work.later(hours=3)

    asks_for(owl, Kind="Executive", Rows_by="Requester")

    assert work.read(owl.is_told("Key figures")).splitlines() == [
        "# Key figures, Tue 3 Feb to Mon 2 Mar 2026",
        "Kind: Executive · By: requester",
        "Requester | First responses in time | Not closed",
        "Otter (CSM) | 0 of 1 | 1",
        "Vole (CSM) | 0 of 1 | 1",
    ]


def test_decisions_come_with_their_rows(
    work: Workplace, otter: Colleague, heron: Colleague, owl: Colleague
) -> None:
    a_day(work, otter, heron)

    asks_for(owl, Report="Decisions")
    told, file = owl.is_told("Decisions,"), the_file(owl)

    assert work.read(told).splitlines()[1:] == [
        "Case | Kind | Outcome | Decided | By",
        "ESC-1 | Executive | reversed | Mon 2 Mar 10:50 | Heron (specialist)",
    ]
    assert [row["title"] for row in rows_in(owl, file)] == ["Acme: decided"]


def test_why_decisions_were_reversed_is_told_by_month(
    work: Workplace, otter: Colleague, heron: Colleague, owl: Colleague
) -> None:
    a_day(work, otter, heron)

    asks_for(owl, Report="Why decisions were reversed")

    assert work.read(owl.is_told("Why decisions were reversed,")).splitlines()[1:] == [
        "Cause | Month | Reversed",
        "Automation: false positive | Mar 2026 | 1 of 1",
    ]


def test_what_cannot_be_is_said_in_the_form(work: Workplace, owl: Colleague) -> None:
    form = with_own_days(work, owl)
    wrong = {"From": date(2026, 3, 2), "To": date(2026, 3, 1), "Kind": "Appeal"}

    errors = form.fill({"Report": "Decisions", **wrong}).submit().errors
    form.close()
    asks_for(owl, (date(2026, 3, 1), date(2026, 3, 1)), Report="Vendors")

    assert errors == {
        "To": "That is before the first day: the period would end before it starts.",
        "Kind": "“Decisions” can't be narrowed by kind. Leave it empty.",
    }
    owl.is_told("Vendors, Sun 1 Mar 2026", "No vendor had anything in that time.")
    work.settle()
    assert files_of(owl) == [], "of nothing there is no file"


def test_a_period_is_chosen_by_its_name_which_says_its_days(
    work: Workplace, otter: Colleague, owl: Colleague
) -> None:
    otter.raises()
    work.later(days=30)

    asks_for(owl, Period="Last month, 1 Mar to 31 Mar 2026")

    owl.is_told("Key figures, Sun 1 Mar to Tue 31 Mar 2026")


def test_days_of_ones_own_are_asked_for_once_they_are_chosen_and_what_was_chosen_stays(
    work: Workplace, owl: Colleague
) -> None:
    form = opens(owl).fill({"Report": "Decisions", "Queues": ["executive"]})
    assert "From" not in form.labels()

    form.fill({"Period": "Days of your own"})
    work.wait(lambda: "From" in form.labels(), "days aren't asked for")

    assert (form.value("Report"), form.value("Queues")) == ("Decisions", ["executive"])
    assert set(form.submit().errors or ()) == {"From", "To"}
    form.fill({"From": date(2026, 3, 1), "Period": "This week so far, Mon 2 Mar 2026"})
    work.wait(lambda: "From" not in form.labels(), "days are asked for still")
    assert form.submit().closed
    owl.is_told("Decisions, Mon 2 Mar 2026", "Queue: executive")


def test_a_period_read_before_midnight_stays_chosen_when_the_form_is_drawn_again_after_it(
    work: Workplace, owl: Colleague
) -> None:
    form, read = with_own_days(work, owl), "This week so far, Mon 2 Mar 2026"
    work.later(days=1)
    form.fill({"Period": read})
    work.wait(lambda: "From" not in form.labels(), "days are asked for still")

    assert form.value("Period") == read
    assert read in form.options("Period")
    assert "Last four weeks, 4 Feb to 3 Mar 2026" in form.options("Period"), (
        "the others are today's"
    )
    form.fill({"Report": "Decisions"})
    assert form.submit().closed
    owl.is_told("Decisions, Mon 2 Mar 2026")


def test_a_form_whose_fields_for_days_never_came_has_them_once_it_is_sent(
    work: Workplace, owl: Colleague
) -> None:
    form = opens(owl)
    work.slack.trouble.fail("views.update", "internal_error", None)
    form.fill({"Report": "Decisions", "Period": "Days of your own"})
    assert "From" not in form.labels()

    result = form.submit()

    assert not result.closed
    assert not result.errors
    form.fill({"From": date(2026, 3, 2), "To": date(2026, 3, 2)})
    assert form.value("Report") == "Decisions"
    assert form.submit().closed
    owl.is_told("Decisions, Mon 2 Mar 2026")


def test_the_form_says_where_what_is_filed_with_an_authority_comes_from(owl: Colleague) -> None:
    form = opens(owl)

    assert "escalations report statements" in form.text
    assert "escalations report dsa --year Y" in form.text


def test_nobody_but_a_manager_gets_one(work: Workplace, otter: Colleague) -> None:
    assert otter.person.command("/escalations", "report").error is None

    otter.is_answered("Only a manager can read a report.")
    assert otter.person.modals() == []


def test_a_queue_that_is_gone_is_said(work: Workplace, owl: Colleague) -> None:
    form = opens(owl)
    result = form.fill({"Queues": ["executive"]})
    with work.bot.remembered.storage.begin() as remembered:
        policy = remembered.policies.current()
        assert policy is not None
        renamed = replace(policy.queues["executive"], name="execs")
        adopted = replace(policy, queues={"execs": renamed}, moved={"executive": "execs"})
        adopt_policy(remembered, adopted, "renamed", work.clock.now())

    assert result.submit().errors == {
        "Queues": "There is no queue 'executive' that you manage any more."
    }


@pytest.mark.parametrize("lost", ["files.completeUploadExternal", "upload", "chat.postMessage"])
def test_whatever_answer_is_lost_nothing_comes_twice(
    work: Workplace, otter: Colleague, owl: Colleague, lost: str
) -> None:
    otter.raises()
    work.settle()
    work.slack.trouble.lose_replies(lost, 1)

    asks_for(owl)
    the_file(owl)
    work.settle()

    assert len(files_of(owl)) == 1
    assert len([m for m in owl.person.dms() if m.text.startswith("Key figures")]) == 1


def test_a_file_on_its_way_comes_after_a_restart(
    work: Workplace, otter: Colleague, owl: Colleague
) -> None:
    otter.raises()
    work.settle()
    work.slack.trouble.fail("files.completeUploadExternal", "internal_error", None)
    asks_for(owl)
    work.slack.wait_for_call("files.completeUploadExternal")
    work.stop()
    work.slack.trouble.up()
    work.start()

    the_file(owl)
    work.settle()
    assert len(files_of(owl)) == 1


@pytest.mark.parametrize("pace", [POSTS])
def test_who_may_not_upload_says_so_in_a_busy_conversation_too(
    work: Workplace, otter: Colleague, owl: Colleague
) -> None:
    otter.raises()
    work.settle()
    work.slack.trouble.fail("files.getUploadURLExternal", "missing_scope", None)
    conversation = ChannelId(owl.person.direct_messages().id)
    while work.bot.remembered.outbox.reserve(conversation, datetime.now(UTC), POSTS) is None:
        pass

    asks_for(owl)

    owl.is_told("Key figures", "can't come here")
    assert len(work.slack.calls("files.getUploadURLExternal")) == 1


def test_who_may_not_upload_says_so(work: Workplace, otter: Colleague, owl: Colleague) -> None:
    otter.raises()
    work.slack.trouble.fail("files.getUploadURLExternal", "missing_scope", None)

    asks_for(owl)

    owl.is_told("Key figures", "can't come here", "`files:write`", "`escalations report kpi --from")
    work.settle()
    assert files_of(owl) == []
