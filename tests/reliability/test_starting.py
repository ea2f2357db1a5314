"""Starting: what is missing is said in words with exit code 1, and what can wait does not stop it."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

from bot.case.chain import NOTHING_BEFORE
from storage.schema import NEWEST
from tests.reliability.house import House, until
from tests.reliability.truth import Books
from tests.support.ports import held_port

TEN_MISTAKES = """
[workspace]
managers = ["nobody"]
timezone = "Europe/Atlantis"

[offices.copenhagen]
timezone = "Mars/Base"
hours = { mon = ["17:00-9"], funday = ["09:00-17:00"] }

[queues.executive]
channel = "executive"
kinds = ["executive", "executives"]
office = "nowhere"

[[queues.executive.rotation]]
user = "heron"
office = "atlantis"
capacity = -1

[sla.executive]
P1 = { first_response = "soon", resolution = "8h", clock = "sundial" }
"""


def _refuses(house: House, *command: str, **environment: str) -> str:
    """The words with which it did not start."""
    child = house.spawn(*command, **environment)
    assert child.dies() == 1, child.words()
    words = child.words()
    assert "Traceback" not in words
    return words


def test_missing_tokens_are_named(house: House) -> None:
    words = _refuses(house, "run", SLACK_BOT_TOKEN="", SLACK_APP_TOKEN="")
    assert "SLACK_BOT_TOKEN and SLACK_APP_TOKEN are not set" in words
    words = _refuses(house, "serve", SLACK_SIGNING_SECRET="")
    assert "SLACK_SIGNING_SECRET is not set" in words


def test_a_start_with_a_token_of_another_workspace_serves_that_one(
    house: House, books: Books
) -> None:
    assert house.run().stop() == 0
    books.was_in_another("T0BEFORE", "E0BEFORE")
    house.run()
    owl = house.slack.person("U0OWL")

    until(lambda: "Raised by you" in str(owl.command("/escalations", "mine").text), "it's deaf")


def test_a_bad_token_is_said_and_asked_about_again_on_a_database_made_by_itself(
    house: House, tmp_path: Path
) -> None:
    new = f"sqlite:///{tmp_path / 'new' / 'escalations.db'}"
    bot = house.spawn("worker", SLACK_BOT_TOKEN="xoxb-somebody-elses", DATABASE_URL=new)
    bot.says("invalid_auth")
    bot.serves("/healthz")
    assert "database" not in bot.is_not_ready("auth.test")
    assert "xoxb-somebody-elses" not in bot.words()
    assert bot.stop() == 0


def test_without_a_policy_file_it_says_where_it_looked(house: House) -> None:
    house.policy.unlink()
    words = _refuses(house, "worker")
    assert str(house.policy) in words
    assert "ESCALATIONS_POLICY" in words


def test_a_message_template_with_an_unknown_placeholder_is_refused_with_its_line(
    house: House, tmp_path: Path
) -> None:
    (tmp_path / "sv.j2").write_text("Hej!\n{{ custmer }}", encoding="utf-8")
    words = _refuses(house, "worker", ESCALATIONS_TEMPLATES=str(tmp_path))
    assert f"{tmp_path / 'sv.j2'}:2: there is no placeholder custmer" in words


def test_every_mistake_of_a_policy_is_told_at_once(house: House) -> None:
    house.policy.write_text(TEN_MISTAKES, encoding="utf-8")
    words = _refuses(house, "worker")
    told = [line for line in words.splitlines() if line.startswith("  ")]
    assert len(told) >= 10, words
    assert all("line" in line for line in told), words


def test_a_port_in_use_is_said(house: House) -> None:
    with socket.socket() as taken:
        taken.bind(("0.0.0.0", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        children = [house.spawn(command, PORT=port) for command in ("run", "serve")]
        for child in children:
            assert child.dies() == 1
            assert "in use" in child.words().lower()
            assert "Traceback" not in child.words()


def test_on_postgresql_an_outdated_schema_is_refused(house: House, empty_postgres_url: str) -> None:
    commands = ("run", "serve", "worker")
    children = [house.spawn(c, DATABASE_URL=empty_postgres_url) for c in commands]
    for child in children:
        assert child.dies() == 1
        assert "escalations db upgrade" in child.words()
        assert "Traceback" not in child.words()


def test_without_its_worker_serve_delivers_nothing_and_a_worker_does(
    house: House, books: Books
) -> None:
    # It would die of the first delivery that it takes, long before the worker is there.
    front = house.serve("--no-worker", dies_at="lease_taken")
    case = house.raises()
    behind = house.worker()
    house.card(case)
    books.settle()
    books.agree()
    for child in (front, behind):
        assert child.get("/healthz") == (200, "ok")
        status, metrics = child.get("/metrics")
        assert status == 200
        assert "escalations_outbox_waiting 0.0" in metrics
        assert f'escalations_register_entries{{head="{NOTHING_BEFORE}"}} 0.0' in metrics
    assert behind.get("/nothing")[0] == 404


def test_the_procfile_starts_web_and_worker(
    house: House, empty_postgres_url: str, tmp_path: Path
) -> None:
    root = Path(__file__).parents[2]
    port = house.ending.enter_context(held_port())
    house.database_url = empty_postgres_url
    environment = house.environment(port)
    scripts = Path(sys.executable).parent
    environment["PATH"] = f"{scripts}:{environment['PATH']}"
    honcho = [str(scripts / "honcho"), "-d", str(root)]
    subprocess.run(
        [*honcho, "run", "escalations", "db", "upgrade"],
        env=environment,
        check=True,
        capture_output=True,
    )
    log = tmp_path / "honcho.log"
    with log.open("wb") as output:
        both = subprocess.Popen(
            [*honcho, "start", "web", "worker"],
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        web = house.adopt(both, log, port)
        web.serves("/readyz")
        house.send_to(web)
        house.card(house.raises())
    finally:
        both.terminate()
        both.wait(30)
    until(lambda: web.get("/healthz")[0] == 0, "web outlives honcho")


def test_a_database_address_with_a_wrong_option_is_said_without_a_word_of_it(house: House) -> None:
    for wrong in (
        "postgresql+psycopg://bot:hunter2@localhost/x?nonsense=hunter3",
        "sqlite:////nowhere/x.db?timeout=hunter3",
        "sqlite:////nowhere/x.db?nonsense=hunter3",
    ):
        words = _refuses(house, "worker", DATABASE_URL=wrong)
        assert "DATABASE_URL has an option" in words
        assert not any(secret in words for secret in ("hunter", "nonsense"))


def test_of_several_upgrades_at_once_one_does_it_and_the_others_wait(
    house: House, empty_postgres_url: str
) -> None:
    upgrades = [house.spawn("db", "upgrade", DATABASE_URL=empty_postgres_url) for _ in range(4)]
    for upgrade in upgrades:
        assert upgrade.dies() == 0, upgrade.words()
        assert f"The schema is {NEWEST}." in upgrade.words()


def test_the_doctor_believes_no_address_that_no_start_would_take(
    house: House, tmp_path: Path
) -> None:
    (tmp_path / "a_file").touch()
    wrong = {
        f"sqlite:///{tmp_path}/new.db?nonsense=1": "DATABASE_URL has an option behind its ?",
        f"sqlite:///{tmp_path}/a_file/new.db": "a_file takes no files",
        "sqlite:///": "DATABASE_URL names no file",
        "sqlite:///~/bot.db": "DATABASE_URL begins its path with ~: write out the whole path",
        "postgresql+psycopg://u:p@[::1/x": "DATABASE_URL can't be read as an address",
    }
    for url, words in wrong.items():
        said = _refuses(house, "doctor", DATABASE_URL=url)
        (line,) = (line for line in said.splitlines() if " database " in line)
        assert line.startswith("FAIL")
        assert words in line
    for url in (f"sqlite:///{tmp_path}/new.db?timeout=5", f"sqlite:///{tmp_path}/new/new.db"):
        doctor = house.spawn("doctor", DATABASE_URL=url)
        doctor.dies()
        assert "isn't there yet: the first start makes it" in doctor.words()
    assert not (tmp_path / "new").exists(), "it changes nothing"
    known = house.spawn("doctor", DATABASE_URL=f"{house.database_url}?timeout=5")
    known.dies()
    assert "The database answers." in known.words()
