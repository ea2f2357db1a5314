"""A house to break things in: a local Slack, a database, and the bot as real child processes."""

from __future__ import annotations

import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from sandbox import Modal, NotSeen, Sandbox, SlackMessage, SubmitResult
from sandbox.bot.process import ALWAYS_ASK_MORE
from storage.engine import connect
from storage.tables import RequestRow
from tests.stories.people import sent
from tests.support.fork_server import Forked, ForkServer
from tests.support.ports import held_port

DOOMED = Path(__file__).with_name("doomed.py")
SOON = 30.0
"""How long anything may take on a busy machine; what works waits for nothing."""
POLICY = """
[workspace]
managers = ["S0MANAGERS"]
timezone = "Europe/Copenhagen"

[offices.copenhagen]
timezone = "Europe/Copenhagen"
hours = { mon = ["09:00-17:00"] }

[queues.executive]
channel = "C0EXEC"
kinds = ["executive", "frontline", "other"]

[[queues.executive.rotation]]
user = "U0HERON"
office = "copenhagen"

[[queues.executive.rotation]]
user = "U0BADGER"
office = "copenhagen"

[[queues.executive.rotation]]
user = "U0KESTREL"
office = "copenhagen"

[sla.executive]
P1 = { first_response = "30m", resolution = "8h", clock = "24x7" }
P2 = { first_response = "2h", resolution = "2d", clock = "24x7" }
P3 = { first_response = "%s", resolution = "5d", clock = "24x7" }
"""
RAISED: Mapping[str, object] = {
    "Kind": "Other",
    "Priority": "P2: today",
    "What happened": "Since the rebrand 212 reviews are hidden.",
}
DECISION: Mapping[str, object] = {
    "Outcome": "Upheld: the decision stands",
    "Ground": "Genuine experience: no real experience behind the review",
    "Explanation": "Nobody behind the hidden reviews dealt with Acme.",
    "Message to the impacted party": "The decision stands: the reviews stay hidden.",
}


def until(look: Callable[[], object], words: str, timeout: float = SOON) -> None:
    """Until it is so."""
    gives_up_at = time.monotonic() + timeout
    while not look():
        assert time.monotonic() < gives_up_at, words
        time.sleep(0.01)


@dataclass
class Child:
    """A process of the bot, in a session of its own."""

    process: subprocess.Popen[bytes] | Forked
    log: Path
    port: int

    @property
    def pid(self) -> int:
        return self.process.pid

    def words(self) -> str:
        return self.log.read_text(errors="replace")

    def says(self, words: str) -> None:
        until(
            lambda: words in self.words() or not self.is_running,
            f"{words!r} was not said:\n{self.words()[-3000:]}",
        )
        assert words in self.words(), self.words()[-3000:]

    @property
    def is_running(self) -> bool:
        return self.process.poll() is None

    def get(self, path: str, timeout: float = 10) -> tuple[int, str]:
        """Status and body; 0 where nobody answers."""
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{self.port}{path}", timeout=timeout
            ) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def serves(self, path: str = "/readyz") -> None:
        """Waits until it answers this path with 200."""
        until(
            lambda: self.get(path)[0] == 200 or not self.is_running,
            f"{path} is not ready: {self.get(path)}\n{self.words()[-3000:]}",
        )
        assert self.is_running, self.words()[-3000:]

    def is_not_ready(self, *words: str) -> str:
        """Waits until it answers that it isn't ready and says all of this in one answer; the
        answer."""
        answers = [(0, "")]

        def says_so() -> bool:
            answers[0] = self.get("/readyz")
            status, body = answers[0]
            return status == 503 and all(word in body for word in words)

        until(says_so, f"{words} is not said of it: {self.get('/readyz')}")
        return answers[0][1]

    def dies(self, timeout: float = SOON) -> int:
        """Waits for its end, which comes from elsewhere."""
        return self.process.wait(timeout)

    def kill(self) -> None:
        """kill -9, with everything it has started."""
        if self.is_running:
            with suppress(ProcessLookupError):  # it may end by itself in this moment
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def stop(self) -> int:
        """SIGTERM, and the exit code."""
        self.process.terminate()
        return self.process.wait(SOON + 10)


@dataclass
class House:
    """One workspace, one database, any number of processes."""

    slack: Sandbox
    folder: Path
    database_url: str
    fork_server: ForkServer
    first_response: str = "4h"
    children: list[Child] = field(default_factory=list)
    ending: ExitStack = field(default_factory=ExitStack)

    def __post_init__(self) -> None:
        self.slack.changed_by(*ALWAYS_ASK_MORE)
        self.policy = self.folder / "policy.toml"
        self.policy.write_text(POLICY % self.first_response, encoding="utf-8")

    # -- processes ----------------------------------------------------------------------------

    def environment(self, port: int, **more: str) -> dict[str, str]:
        return {
            **os.environ,
            **self.slack.environment(),
            "DATABASE_URL": self.database_url,
            "ESCALATIONS_POLICY": str(self.policy),
            "ESCALATIONS_LEASE_SECONDS": "1",
            "PORT": str(port),
            **more,
        }

    def spawn(
        self, *command: str, dies_at: str = "", program: Sequence[str] = ("-m", "bot"), **more: str
    ) -> Child:
        """Starts `escalations <command>`; with `dies_at` it kills itself at that point."""
        port = self.ending.enter_context(held_port())
        program = [str(DOOMED), dies_at] if dies_at else program
        log = self.folder / f"{len(self.children)}.log"
        with log.open("wb") as output:
            words = output.fileno()
            with Path(os.devnull).open("rb") as nothing:
                process = self.fork_server.start(
                    [*program, *command],
                    self.environment(port, **more),
                    (nothing.fileno(), words, words),
                )
        return self.adopt(process, log, port)

    def adopt(self, process: subprocess.Popen[bytes] | Forked, log: Path, port: int) -> Child:
        """A process started elsewhere, to be ended with the house."""
        child = Child(process, log, port)
        self.children.append(child)
        return child

    def run(
        self, *, dies_at: str = "", program: Sequence[str] = ("-m", "bot"), **more: str
    ) -> Child:
        """`escalations run`, connected."""
        self.slack.deliver_by_socket()
        child = self.spawn("run", dies_at=dies_at, program=program, **more)
        child.says("socket_connected")
        return child

    def serve(self, *options: str, dies_at: str = "", **more: str) -> Child:
        """`escalations serve`, ready, with Slack's requests going there."""
        child = self.spawn("serve", *options, dies_at=dies_at, **more)
        child.serves()
        self.send_to(child)
        return child

    def worker(self, *, dies_at: str = "", **more: str) -> Child:
        child = self.spawn("worker", dies_at=dies_at, **more)
        child.serves()
        return child

    def send_to(self, child: Child) -> None:
        self.slack.deliver_http(f"http://127.0.0.1:{child.port}/slack/events")

    def close(self) -> None:
        for child in self.children:
            child.kill()

    # -- people -------------------------------------------------------------------------------

    def form(self, by: str = "U0OTTER", title: str = "Acme: reviews removed") -> Modal:
        """The intake form, filled in."""
        person = self.slack.person(by)
        reply = person.command("/escalate", title, channel="C0EXEC")
        assert reply.error is None, reply.error
        form = person.wait_for_modal("Raise an escalation", SOON)
        form.fill(RAISED, SOON)
        return form

    def raises(
        self, by: str = "U0OTTER", title: str = "Acme: reviews removed", **other: object
    ) -> str:
        """Somebody raises an escalation; its reference."""
        form = self.form(by, title)
        form.fill(other)
        return self.raised(sent(form))

    def raised(self, result: SubmitResult) -> str:
        """The reference of what a form has raised, which closes then: from the record, since its
        card and note may still be on their way."""
        if not result.closed or result.delivery is None:
            raise NotSeen(f"It was not raised: {result}")
        payload: Any = result.delivery.payload
        sent_once = RequestRow.key.startswith(f"view:{payload['view']['id']}:", autoescape=True)
        engine = connect(self.database_url)
        with Session(engine) as session:
            case = session.scalars(select(RequestRow.escalation_id).where(sent_once)).one()
        engine.dispose()
        return f"ESC-{case}"

    def card(self, case: str, timeout: float = SOON) -> SlackMessage:
        """The card of a case, once it stands."""
        return self.slack.channel("C0EXEC").wait_for(lambda m: is_card(m, case), timeout)

    def cards(self, case: str) -> list[SlackMessage]:
        return [m for m in self.slack.channel("C0EXEC").messages() if is_card(m, case)]

    def reads(self, case: str, words: str, timeout: float = SOON) -> SlackMessage:
        """The card of a case, once it says so."""
        card = self.card(case, timeout)
        return self.slack.channel("C0EXEC").wait_until(card, lambda m: words in m.plain, timeout)

    def claims(self, case: str, by: str = "U0HERON") -> None:
        result = self.slack.person(by).click(self.card(case), "Claim", timeout=SOON)
        assert result.error is None, result.error

    def decides(self, case: str, by: str = "U0HERON") -> SubmitResult:
        person = self.slack.person(by)
        result = person.click(self.card(case), "Decide", timeout=SOON)
        assert result.error is None, result.error
        form = person.wait_for_modal("Record the decision", SOON)
        return sent(form.fill(DECISION, SOON))

    def notes(self, person: str, words: str) -> list[SlackMessage]:
        """The private notes of a person that say so."""
        return [m for m in self.slack.person(person).dms() if words in m.plain]

    def told(self, person: str, words: str, case: str) -> list[SlackMessage]:
        """The private notes of a person that say so about a case."""
        return [m for m in self.notes(person, words) if f"{case} " in m.plain]

    def is_told(self, person: str, words: str, timeout: float = SOON) -> SlackMessage:
        return self.slack.person(person).wait_for_dm(lambda m: words in m.plain, timeout)


def is_card(message: SlackMessage, case: str) -> bool:
    return f"{case} ·" in message.plain and message.ephemeral_for is None
