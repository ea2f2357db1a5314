"""The apps of a measurement, started side by side on databases of their own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot.case.identifiers import UserId
from bot.case.people import Identity, Person
from bot.policy.file import read_policy
from storage.engine import connect
from storage.schema import NEWEST, current, upgrade
from storage.work import DatabaseStorage
from tests.benchmarks import bare, rounds
from tests.benchmarks.children import Child, environment, free_port, running
from tests.benchmarks.client import CLOSES, Client, command, submission
from tests.benchmarks.rounds import Comparison, compare
from tests.benchmarks.slack_stub import IDENTITY

POLICY = Path(__file__).parent / "policy.toml"
PEOPLE = ("U0OTTER", "U0HERON", "U0BADGER", "U0KESTREL", "U0OWL")
PAUSE = 0.02
"""Between commands: the form that follows an ack is built and opened meanwhile."""


def prepared(url: str) -> None:
    """Brings a database to the newest schema, with the policy in force and people known."""
    engine = connect(url)
    if current(engine) != NEWEST:
        upgrade(engine)
        settle(DatabaseStorage(engine, lambda: datetime.now(UTC)))
    engine.dispose()


def settle(storage: DatabaseStorage) -> None:
    """The benchmark's policy, its people, and who the app is."""
    policy = read_policy(POLICY.read_text(encoding="utf-8")).policy
    assert policy is not None, "the benchmark's policy is in order"
    with storage.begin() as work:
        work.people.put([Person(UserId(u), u.removeprefix("U0").title()) for u in PEOPLE])
        work.people.put_identity(
            Identity(
                IDENTITY["team_id"],
                "",
                IDENTITY["url"],
                UserId(IDENTITY["user_id"]),
                IDENTITY["bot_id"],
            )
        )
        work.policies.add(policy, "benchmark", datetime.now(UTC))


@contextmanager
def stub(folder: Path) -> Iterator[Child]:
    """The Web API that says yes."""
    port = free_port()
    arguments = ["-m", "tests.benchmarks.slack_stub", str(port)]
    log = folder / f"stub-{port}.log"
    with running(arguments, port, environment(port), log, "/api/auth.test") as child:
        yield child


@contextmanager
def ours(folder: Path, stub_port: int, url: str, *, with_worker: bool = False) -> Iterator[Child]:
    """Our app as `escalations serve` starts it, with or without a worker, on a prepared database."""
    prepared(url)
    port = free_port()
    env = environment(stub_port) | {"DATABASE_URL": url, "ESCALATIONS_POLICY": str(POLICY)}
    arguments = ["-m", "bot", "serve", "--port", str(port)]
    if not with_worker:
        arguments.append("--no-worker")
    with running(arguments, port, env, folder / f"ours-{port}.log", "/readyz") as child:
        yield child


@contextmanager
def bare_app(what: str, folder: Path, stub_port: int, url: str = "") -> Iterator[Child]:
    """A bare Bolt app; `url` names the database of one that keeps a row."""
    env = environment(stub_port)
    if url:
        env["DATABASE_URL"] = url
        engine = connect(url)
        bare.ROWS.metadata.create_all(engine)
        engine.dispose()
    port = free_port()
    arguments = ["-m", "tests.benchmarks.bare", what, str(port)]
    with running(arguments, port, env, folder / f"{what}-{port}.log", "/") as child:
        yield child


def acks(folder: Path, requests: int) -> dict[str, Comparison]:
    """How fast commands are acknowledged, by what is measured."""
    with ExitStack() as stack:
        port = stack.enter_context(stub(folder)).port
        url = f"sqlite:///{folder / 'acks.db'}"
        clients = {
            "bare": Client(stack.enter_context(bare_app("default", folder, port)).port),
            "ours": Client(stack.enter_context(ours(folder, port, url)).port),
            "direct": Client(stack.enter_context(bare_app("direct", folder, port)).port),
        }

        def asking(client: Client, name: str, text: str) -> rounds.Send:
            return lambda: client.seconds(command(name, text))

        def measured(name: str, text: str, pause: float) -> Comparison:
            senders = {who: asking(client, name, text) for who, client in clients.items()}
            return compare(senders, requests, pause)

        found = {
            "form": measured("/escalate", "Acme: reviews removed", PAUSE),
            "help": measured("/escalations", "help", PAUSE),
            "no pause": measured("/escalate", "Acme: reviews removed", 0.0),
        }
        for client in clients.values():
            client.close()
    return found


def submissions(folder: Path, ours_url: str, bare_url: str, requests: int) -> Comparison:
    """How fast a submission is acknowledged, after its commit."""
    with ExitStack() as stack:
        port = stack.enter_context(stub(folder)).port
        bare_client = Client(
            stack.enter_context(bare_app("submission", folder, port, bare_url)).port
        )
        our_client = Client(stack.enter_context(ours(folder, port, ours_url)).port)
        found = compare(
            {
                "bare": lambda: bare_client.seconds(submission(), "saved"),
                "ours": lambda: our_client.seconds(submission(), CLOSES),
            },
            requests,
        )
        bare_client.close()
        our_client.close()
    return found
