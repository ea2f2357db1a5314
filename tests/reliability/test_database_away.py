"""The database is away, stuck or locked: people are told so in a sentence, nothing is half done."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from urllib.parse import urlencode

import pytest
from sqlalchemy import make_url

from bot.limits import Limits
from sandbox import NotSeen, SubmitResult
from sandbox.workspace.directory import TEAM
from tests.reliability.house import RAISED, SOON, Child, House, until
from tests.reliability.lines import FORM, Line, signed
from tests.reliability.swallowing import Between
from tests.reliability.truth import Books
from tests.support.postgres import Postgres

LOCKER = """
import sqlite3, sys
locked = sqlite3.connect(sys.argv[1], isolation_level=None)
locked.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
sys.stdin.read()
"""


def _processes(postgres: Postgres) -> list[int]:
    """The server and its children."""
    listed = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid="], check=True, capture_output=True, text=True
    ).stdout
    pairs = [line.split() for line in listed.splitlines()]
    return [postgres.pid, *(int(pid) for pid, parent in pairs if parent == str(postgres.pid))]


@contextmanager
def _paused(postgres: Postgres) -> Iterator[None]:
    """A server that takes connections and answers nothing, as on a machine that hangs."""
    stopped = _processes(postgres)
    for pid in stopped:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in reversed(stopped):
            os.kill(pid, signal.SIGCONT)


def _name(house: House) -> str:
    return make_url(house.database_url).database or ""


def _said(result: SubmitResult) -> str:
    """What stands at the form's first field; the person has not met Slack's own error."""
    assert result.failed is None, result
    assert result.errors, result
    return next(iter(result.errors.values()))


def test_while_postgresql_hangs_everybody_is_answered_and_afterwards_all_works(
    big_house: House, big_books: Books, postgres: Postgres
) -> None:
    bot = big_house.serve()
    standing = big_house.raises(title="stands")
    card = big_house.card(standing)
    big_books.settle()
    form = big_house.form(title="sent while it hangs")
    heron, badger = big_house.slack.person("U0HERON"), big_house.slack.person("U0BADGER")
    with _paused(postgres):
        assert "submit again; it can't happen twice" in _said(form.submit())
        # More of them than there are threads to hang in.
        for _ in range(2):
            with ThreadPoolExecutor(10) as people:
                asked = [people.submit(badger.command, "/escalations", "mine") for _ in range(9)]
                clicked = people.submit(heron.click, card, "Claim", force=True)
            assert all("database" in reply.result().text for reply in asked)
            assert clicked.result().error is None
        heron.wait_for_ephemeral(lambda m: "database" in m.plain, timeout=SOON)
        assert badger.command("/escalate", "no form now", channel="C0EXEC").error is None
        badger.wait_for_ephemeral(lambda m: "database" in m.plain, timeout=SOON)
        assert bot.get("/healthz")[0] == 200
        assert bot.get("/readyz")[0] == 503
        assert bot.get("/metrics")[0] == 200
    bot.serves("/readyz")
    assert big_house.raised(form.submit())
    big_house.card("ESC-2")
    big_books.settle(60)
    assert [c.title for c in big_books.cases()] == ["stands", "sent while it hangs"]
    assert big_books.happened(standing, "claimed") <= 1
    big_books.agree()
    assert bot.stop() == 0, bot.words()


def test_while_postgresql_hangs_who_has_no_thread_to_be_answered_in_is_told_on_a_page(
    big_house: House, big_books: Books, postgres: Postgres
) -> None:
    """A global shortcut and App Home come without an address that takes an answer."""
    big_house.serve()
    case = big_house.raises(title="stands")
    big_house.card(case)
    big_books.settle()
    heron, vole = big_house.slack.person("U0HERON"), big_house.slack.person("U0VOLE")
    home = heron.open_home()
    with _paused(postgres):
        assert heron.click(home, "Claim", timeout=SOON).error is None
        assert vole.shortcut("raise_escalation").error is None
        for person in (heron, vole):
            page = person.wait_for_modal("Escalations", SOON)
            assert "database" in page.text
    big_house.children[-1].serves("/readyz")
    big_books.settle(60)
    big_books.agree()


def test_a_form_changes_as_somebody_chose_once_postgresql_answers_again(
    big_house: House, postgres: Postgres
) -> None:
    big_house.serve()
    form = big_house.form()
    with ThreadPoolExecutor(1) as people:
        with _paused(postgres):
            choosing = people.submit(form.fill, {"Kind": "Front line"}, SOON)
            until(
                lambda: any(d.type == "block_actions" for d in big_house.slack.deliveries[-1:]),
                "it isn't chosen",
            )
            form.fill({"Account": "Acme"}, SOON)
            time.sleep(Limits().form_build_seconds + 1)
            assert not choosing.done(), "the form can't know yet what it asks"
            (shown,) = big_house.slack.person("U0OTTER").modals()
            assert shown.title == form.title, "nothing comes over what somebody types"
        choosing.result()
    assert form.is_open
    assert form.value("What happened") == RAISED["What happened"]


def test_a_locked_table_is_told_as_nothing_saved(
    big_house: House, big_books: Books, postgres: Postgres
) -> None:
    big_house.serve()
    form = big_house.form(title="sent while locked")
    with postgres.admin(_name(big_house)) as admin:
        admin.execute("BEGIN")
        admin.execute("LOCK TABLE escalations, counters IN ACCESS EXCLUSIVE MODE")
        assert "nothing was saved" in _said(form.submit())
        admin.execute("ROLLBACK")
    assert big_house.raised(form.submit()) == "ESC-1"
    big_house.card("ESC-1")
    big_books.settle()
    big_books.agree()


def test_a_postgresql_that_crashed_and_came_back_finds_the_bot_at_work(
    big_house: House, big_books: Books, postgres: Postgres
) -> None:
    with postgres.admin() as admin:
        # The tests' server is set up to forget what it has committed when it crashes.
        admin.execute(f"ALTER DATABASE {_name(big_house)} SET synchronous_commit = on")
    bot = big_house.serve()
    case = big_house.raises()
    big_house.card(case)
    big_books.settle()
    with postgres.admin() as admin:
        one = admin.execute(
            "SELECT pid FROM pg_stat_activity WHERE application_name = 'escalations' LIMIT 1"
        ).fetchone()
    assert one is not None
    # The server answers the death of one backend by restarting with all of them gone.
    os.kill(int(str(one[0])), signal.SIGKILL)
    reply = big_house.slack.person("U0HERON").command("/escalations", "mine")
    assert reply.error is None
    bot.serves("/readyz")
    big_house.claims(case)
    until(lambda: _is_claimed(big_house, case), "the claim got lost")
    assert "bug" not in bot.words(), bot.words()
    big_books.settle(60)
    big_books.agree()


def _is_claimed(house: House, case: str) -> bool:
    """Clicks again where the first click met the crash: the person was told to."""
    card = house.card(case)
    if "Claimed" in card.plain:
        return True
    house.slack.person("U0HERON").click(card, "Claim", force=True)
    with suppress(NotSeen):
        house.reads(case, "Claimed", timeout=0.5)
    return False


def test_a_sqlite_file_locked_by_another_process_is_told_and_nothing_is_half_done(
    house: House, books: Books
) -> None:
    house.serve()
    case = house.raises(title="stands")
    card = house.card(case)
    books.settle()
    form = house.form(title="sent while locked")
    heron = house.slack.person("U0HERON")
    file = house.database_url.removeprefix("sqlite:///")
    locker = subprocess.Popen(
        [sys.executable, "-c", LOCKER, file], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert locker.stdin is not None
    assert locker.stdout is not None
    assert locker.stdout.readline() == b"locked\n"
    assert "nothing was saved" in _said(form.submit())
    assert heron.click(card, "Claim", force=True).error is None
    heron.wait_for_ephemeral(lambda m: "nothing was saved" in m.plain, timeout=SOON)
    assert "With you" in heron.command("/escalations", "mine").text, "reading waits for nobody"
    locker.stdin.close()
    locker.wait()
    locker.stdout.close()
    assert house.raised(form.submit())
    house.claims(case)
    house.reads(case, "Claimed")
    books.settle()
    assert [c.title for c in books.cases()] == ["stands", "sent while locked"]
    assert books.happened(case, "claimed") == 1
    books.agree()


@pytest.mark.parametrize("command", ["run", "worker", "serve", "serve --no-worker"])
def test_sigterm_while_postgresql_hangs_ends_the_process_after_its_grace_time(
    big_house: House, postgres: Postgres, command: str
) -> None:
    child = big_house.spawn(*command.split(), dies_at="grace:1")
    child.serves()
    pressed = {
        "type": "block_actions",
        "team": {"id": TEAM},
        "user": {"id": "U0OTTER"},
        "actions": [{"action_id": "claim", "value": "1", "action_ts": "1.2"}],
        "trigger_id": "1.2.a",
    }
    with Line(child.port) as line, _paused(postgres):
        until(lambda: child.get("/readyz")[0] != 200, "it doesn't see that the database hangs")
        # What hangs where nothing is delivered: somebody's request.
        line.send(signed(urlencode({"payload": json.dumps(pressed)}).encode(), FORM))
        assert child.get("/healthz")[0] == 200
        child.process.terminate()
        assert child.dies() == 1
    assert "stopped_without_finishing" in child.words()


@contextmanager
def _between(postgres: Postgres, house: House) -> Iterator[Between]:
    """What the house's processes reach their PostgreSQL through from now on."""
    between = Between(postgres.folder / ".s.PGSQL.5432")
    direct = house.database_url
    house.database_url = f"postgresql+psycopg://postgres@127.0.0.1:{between.port}/{_name(house)}"
    try:
        yield between
    finally:
        house.close()
        house.database_url = direct
        between.close()


def _goes_on(house: House, books: Books, bot: Child, title: str) -> None:
    bot.serves("/readyz")
    case = house.raises(by="U0VOLE", title=title)
    house.card(case)
    house.claims(case)
    house.reads(case, "Claimed")
    books.settle(60)


def test_connections_that_are_never_answered_again_are_given_up(
    big_house: House, big_books: Books, postgres: Postgres
) -> None:
    with _between(postgres, big_house) as between:
        bot = big_house.serve()
        _goes_on(big_house, big_books, bot, "before it")
        form = big_house.form(title="sent into nothing")
        heron = big_house.slack.person("U0HERON")
        between.swallow()
        # More of them than there are connections and threads.
        with ThreadPoolExecutor(10) as people:
            asked = [people.submit(heron.command, "/escalations", "mine") for _ in range(25)]
            sent = people.submit(form.submit)
        assert all(reply.result().error is None for reply in asked)
        if not sent.result().closed:
            assert "database" in _said(sent.result()) or "not sure" in _said(sent.result())
            until(lambda: form.submit().closed, "it can't be sent again")
        _goes_on(big_house, big_books, bot, "after it")
        with between.silent():
            until(lambda: bot.get("/readyz")[0] == 503, "it doesn't see it")
            assert bot.get("/healthz") == (200, "ok")
            assert "database" in heron.command("/escalations", "mine").text
        _goes_on(big_house, big_books, bot, "after a server that only accepts")
        assert [c.title for c in big_books.cases()] == [
            "before it",
            "sent into nothing",
            "after it",
            "after a server that only accepts",
        ]
        big_books.agree()
        assert "bug" not in bot.words(), bot.words()
        assert bot.stop() == 0, bot.words()


def test_a_command_asks_a_server_that_only_accepts_for_no_longer_than_is_sane(
    big_house: House, postgres: Postgres
) -> None:
    with _between(postgres, big_house) as between, between.silent():
        command = big_house.spawn("db", "current")
        assert command.dies() == 1
    assert command.words().startswith("The database can't be reached (PostgreSQL: ")
    assert "Traceback" not in command.words()
