"""The bot as a child process: an unmodified `python -m bot run` with the sandbox's environment."""

import os
import subprocess
import sys
from pathlib import Path

from .acting import NotSeen
from .harness import Sandbox

POLICY = Path(__file__).resolve().parent / "escalations.toml"
START = 60.0
STOP = 15.0


class BotProcess:
    """Started on a fresh database, stopped with SIGTERM."""

    def __init__(
        self, slack: Sandbox, folder: Path, command: tuple[str, ...] = ("-m", "bot", "run")
    ) -> None:
        self._slack = slack
        self._command = command
        folder.mkdir(parents=True, exist_ok=True)
        self.database = folder / f"{slack.port}.db"
        self.log = folder / f"{slack.port}.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns once the bot's socket is connected; NotSeen with its last words otherwise."""
        for leftover in ("", "-wal", "-shm"):
            self.database.with_name(self.database.name + leftover).unlink(missing_ok=True)
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, *self._command],
                env=self._environment(),
                stdout=log,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
            )
        waited = 0.0
        while not self._slack.sockets_connected:
            if self._process.poll() is not None or waited >= START:
                raise NotSeen(f"The bot did not connect. Its last words:\n{self.last_words()}")
            self._wait_a_little()
            waited += 0.2

    def _wait_a_little(self) -> None:
        self._slack.core.workspace.wait(lambda: self._slack.sockets_connected or None, 0.2)

    def _environment(self) -> dict[str, str]:
        environment = {key: value for key, value in os.environ.items() if key != "PORT"}
        return {
            **environment,
            **self._slack.environment(),
            "DATABASE_URL": f"sqlite:///{self.database}",
            "ESCALATIONS_POLICY": str(POLICY),
        }

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def last_words(self, lines: int = 15) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def stop(self) -> int | None:
        """The exit code; killed if it won't go in time."""
        if self._process is None:
            return None
        self._process.terminate()
        try:
            return self._process.wait(STOP)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()
