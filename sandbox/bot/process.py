"""The bot as a child process, on this workspace's clock: started, killed, started again."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Protocol

from sandbox.bot.bytecode import with_bytecode
from sandbox.json_values import Json, as_object, parsed
from sandbox.local_slack import Sandbox
from sandbox.workspace.state import WorkspaceChange
from sandbox.workspace.waiting import LONG_ENOUGH, NotSeen

POLICY = Path(__file__).resolve().parent / "escalations.toml"
START = 60.0
STOP = 15.0
LEASE = "15"  # what a killed bot was delivering waits so long; the usual 30 s would be dull
LAST_WORDS = 65_536
ALWAYS_ASK_MORE = ("kind_chosen",)
"""The bot changes a form after these in any case: `Sandbox.changed_by`."""


class Process(Protocol):
    """A running process that is talked to, a line at a time; `subprocess.Popen` shows one so."""

    @property
    def stdin(self) -> IO[str] | None: ...
    @property
    def stdout(self) -> IO[str] | None: ...
    def poll(self) -> int | None: ...
    def wait(self, timeout: float | None = None) -> int: ...
    def send_signal(self, sig: int, /) -> None: ...
    def kill(self) -> None: ...
    def terminate(self) -> None: ...


Start = Callable[[Sequence[str], Mapping[str, str], IO[bytes]], Process]
"""How `python <command>` is started in an environment, with a file for its standard error."""


def started(command: Sequence[str], environment: Mapping[str, str], log: IO[bytes]) -> Process:
    """A new interpreter. Raises OSError where it can't be started."""
    return subprocess.Popen(
        [sys.executable, *command],
        env=dict(environment),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
    )


class BotProcess:
    """One bot at a time, with one database; every method may be called from any thread."""

    def __init__(
        self,
        slack: Sandbox,
        folder: Path,
        command: tuple[str, ...] = ("-m", "sandbox.bot.child"),
        start: Start | None = None,
    ) -> None:
        self._slack = slack
        self._workspace = slack.core.workspace
        self._command = command
        self._start = start or started
        self.database = folder / f"{slack.port}.db"
        self.log = folder / f"{slack.port}.log"
        self.starts = 0
        self._lock = threading.RLock()
        self._process: Process | None = None
        self._connected: Process | None = None
        self._opened_before = 0
        self._asked = 0
        self._answers: dict[int, Json] = {}
        slack.changed_by(*ALWAYS_ASK_MORE)
        slack.subscribe(self._changed)

    # -- its life -----------------------------------------------------------------------------

    def start(self, *, fresh: bool = True) -> None:
        """Returns once the bot's socket is connected; NotSeen with its last words otherwise."""
        self.spawn(fresh=fresh)
        connected = self._workspace.wait(self._started_or_dead, START)
        if not connected or not self.is_running:
            raise NotSeen(f"The bot did not connect. Its last words:\n{self.last_words()}")

    def spawn(self, *, fresh: bool) -> None:
        """Starts it and doesn't wait; `fresh` throws the database away first."""
        with self._lock:
            if self.is_running:
                return
            self._opened_before = self._slack.sockets_opened
            try:
                self._process = self._spawned(fresh=fresh)
            except OSError as failure:
                raise NotSeen(f"The bot can't be started: {failure}") from None
            self.starts += 1
            process = self._process
        threading.Thread(target=self._listen, args=(process,), daemon=True).start()
        self._tell("started" if self.starts == 1 else "started again")

    def _spawned(self, *, fresh: bool) -> Process:
        self.database.parent.mkdir(parents=True, exist_ok=True)
        for leftover in ("", "-wal", "-shm") if fresh else ():
            path = self.database.with_name(self.database.name + leftover)
            path.unlink(missing_ok=True)
        with self.log.open("wb" if fresh else "ab") as log:
            command = (*self._command, "--ahead", f"{self._slack.clock.ahead:.6f}")
            return self._start(command, self._environment(), log)

    def kill(self) -> None:
        """SIGKILL: it gets no chance to finish anything."""
        self._end("kill")

    def stop(self) -> int | None:
        """SIGTERM; the exit code. Killed if it won't go in time."""
        return self._end("terminate")

    def _end(self, how: str) -> int | None:
        process = self._process
        if process is None:
            return None
        process.kill() if how == "kill" else process.terminate()
        try:
            return process.wait(STOP)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def state(self) -> str:
        """It is "starting" until its socket is connected, then "running"; else "stopped".

        One whose socket is cut runs on, and comes back by itself.
        """
        process = self._process
        if process is None or process.poll() is not None:
            return "stopped"
        return "running" if self._connected is process else "starting"

    def last_words(self, lines: int = 15) -> str:
        """The end of its log, of which more is never read: it may be long."""
        try:
            with self.log.open("rb") as log:
                log.seek(max(0, log.seek(0, os.SEEK_END) - LAST_WORDS))
                words = log.read().decode(errors="replace")
        except OSError:
            return ""
        return "\n".join(words.splitlines()[-lines:])

    def _started_or_dead(self) -> bool | None:
        # The socket of one that was killed may still be there: nobody has looked at it since.
        is_new = self._slack.sockets_opened > self._opened_before
        if is_new and self._slack.sockets_connected:
            return True
        return None if self.is_running else False

    def _environment(self) -> dict[str, str]:
        environment = {key: value for key, value in os.environ.items() if key != "PORT"}
        return {
            **with_bytecode(environment),
            **self._slack.environment(),
            "DATABASE_URL": f"sqlite:///{self.database}",
            "ESCALATIONS_POLICY": str(POLICY),
            "ESCALATIONS_LEASE_SECONDS": environment.get("ESCALATIONS_LEASE_SECONDS", LEASE),
        }

    # -- talking to it --------------------------------------------------------------------------

    def ask(self, question: Json) -> Json | None:
        """What the bot says of a case or of what is due next; None if it ends without a word."""
        with self._lock:
            self._asked += 1
            number = self._asked
            asked = self._process
        if not self._write({"ask": number, **question}):
            return None
        self._workspace.wait(lambda: number in self._answers or _ended(asked), LONG_ENOUGH)
        return self._answers.pop(number, None)

    def _changed(self, change: WorkspaceChange) -> None:
        if change.kind == "clock":
            self._write({"ahead": self._slack.clock.ahead})
        elif (change.kind, change.id) == ("socket", "connected"):
            self._connected = self._process

    def _write(self, message: Json) -> bool:
        with self._lock:
            process = self._process
            if process is None or process.stdin is None or process.poll() is not None:
                return False
            try:
                process.stdin.write(json.dumps(message) + "\n")
                process.stdin.flush()
            except (OSError, ValueError):
                return False
            return True

    def _listen(self, process: Process) -> None:
        assert process.stdout is not None
        with process.stdout as lines:
            for line in lines:
                answer = as_object(parsed(line))
                number = answer.pop("answer", None)
                if isinstance(number, int):
                    self._answers[number] = answer
                    self._tell("answered")
        code = process.wait()
        if process.stdin is not None:
            with suppress(OSError):  # what it never read can't be written any more
                process.stdin.close()
        self._tell("killed" if code == -9 else f"stopped with exit code {code}")

    def _tell(self, what: str) -> None:
        self._workspace.tell("bot", "", what)


def _ended(process: Process | None) -> bool | None:
    return True if process is None or process.poll() is not None else None
