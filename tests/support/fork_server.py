"""A process that has imported the bot, and forks for each process of it that a test starts.

To import the bot takes more of the machine than most tests make it do. What is forked is a process
like any other: with its own number, session, environment and files, and ended by any signal.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from sqlalchemy.orm import configure_mappers

ROOT = Path(__file__).parents[2]
LONGEST_ORDER = 1_000_000
LONGEST_RUN = 60.0
"""Seconds."""
IMPORTED = (
    "bot.app.cli",
    "bot.app.serving",
    "bot.app.wiring",
    "handlers.http.server",
    "psycopg",
    "sqlalchemy.dialects.sqlite.pysqlite",
    "storage.deliveries",
    "storage.holders",
    "storage.work",
)
"""What `run`, `serve` and `worker` import at their start or soon after. Not alembic: only who finds
an old schema does."""
GIVEN_FILES = 3
"""Standard input, output and error."""


class Forked:
    """A process that was forked elsewhere, as `subprocess.Popen` shows one."""

    def __init__(
        self,
        pid: int,
        end: socket.socket,
        stdin: IO[str] | None = None,
        stdout: IO[str] | None = None,
    ) -> None:
        self.pid, self.stdin, self.stdout = pid, stdin, stdout
        self._code: int | None = None
        self._ended = threading.Event()
        threading.Thread(target=self._hear_of_its_end, args=(end,), daemon=True).start()

    def poll(self) -> int | None:
        """The exit code, a signal's number below zero; None while it runs."""
        return self._code

    def wait(self, timeout: float | None = None) -> int:
        """The exit code, once it has ended. Raises subprocess.TimeoutExpired."""
        self._ended.wait(timeout)
        if self._code is None:
            raise subprocess.TimeoutExpired(["bot"], timeout or 0)
        return self._code

    def send_signal(self, number: int) -> None:
        """Sends a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """SIGTERM."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """SIGKILL."""
        self.send_signal(signal.SIGKILL)

    def _hear_of_its_end(self, end: socket.socket) -> None:
        with end:
            self._code = int(end.recv(16).decode() or -signal.SIGKILL)
        self._ended.set()


class ForkServer:
    """The process that forks, as those who want another one see it."""

    def __init__(self, orders: socket.socket) -> None:
        self._orders = orders

    def start(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        files: Sequence[int],
        talk: tuple[IO[str], IO[str]] | tuple[()] = (),
    ) -> Forked:
        """Starts `python <command>` in a session of its own; `files` become its standard input,
        output and error, of whose other ends `talk` are the first two."""
        # What is sent stays apart: a process may have ended before anybody reads its number.
        mine, its = socket.socketpair(type=socket.SOCK_SEQPACKET)
        with its:
            order = json.dumps({"command": list(command), "environment": dict(environment)})
            socket.send_fds(self._orders, [order.encode()], [*files, its.fileno()])
        return Forked(int(mine.recv(16)), mine, *talk)

    def run(
        self, command: Sequence[str], environment: Mapping[str, str], stdin: int | None = None
    ) -> tuple[int, str, str]:
        """Runs `python <command>` to its end: its exit code, and what it wrote on standard output
        and error. Raises subprocess.TimeoutExpired."""
        with (
            tempfile.TemporaryFile() as said,
            tempfile.TemporaryFile() as failed,
            Path(os.devnull).open("rb") as nothing,
        ):
            files = (nothing.fileno() if stdin is None else stdin, said.fileno(), failed.fileno())
            code = self.start(command, environment, files).wait(LONGEST_RUN)
            return code, _words(said), _words(failed)

    def start_talking(
        self, command: Sequence[str], environment: Mapping[str, str], log: IO[bytes]
    ) -> Forked:
        """The same with pipes for standard input and output, as the sandbox talks to its bot."""
        told, tells = os.pipe()
        heard, says = os.pipe()
        try:
            talk = (open(tells, "w"), open(heard))  # noqa: PTH123, SIM115 - pipes, closed by their reader
            return self.start(command, environment, (told, says, log.fileno()), talk)
        finally:
            os.close(told)
            os.close(says)


def _words(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8-sig")


@contextmanager
def running_fork_server() -> Iterator[ForkServer]:
    """One that has imported all there is, and ends with the block."""
    mine, its = socket.socketpair(type=socket.SOCK_SEQPACKET)
    for end in (mine, its):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, LONGEST_ORDER)
    with its:
        server = subprocess.Popen(
            [sys.executable, "-m", "tests.support.fork_server", str(its.fileno())],
            cwd=ROOT,
            pass_fds=[its.fileno()],
            stdin=subprocess.DEVNULL,
        )
    with mine:
        yield ForkServer(mine)
    server.wait()


# -- in the process that forks --------------------------------------------------------------------


def _import_everything() -> None:
    for name in IMPORTED:
        importlib.import_module(name)
    configure_mappers()
    gc.freeze()  # or each process that is forked goes through all of it again


def _serve(orders: socket.socket) -> list[str]:
    """Forks at each order; returns its command in the process that was forked, and in this one
    nothing once nobody can give orders any more."""
    woken, wakes = socket.socketpair()
    woken.setblocking(False)
    wakes.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wakes.fileno())
    ends: dict[int, socket.socket] = {}
    while True:
        ready, _, _ = select.select([orders, woken], [], [])
        if woken in ready:
            woken.recv(4096)
            _bury(ends)
        if orders not in ready:
            continue
        order, files, _, _ = socket.recv_fds(orders, LONGEST_ORDER, GIVEN_FILES + 1)
        if not order:
            return []
        end = socket.socket(fileno=files.pop())
        pid = os.fork()
        if pid == 0:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for open_here in (orders, woken, wakes, end, *ends.values()):
                open_here.close()
            return _become(json.loads(order), files)
        for file in files:
            os.close(file)
        ends[pid] = end
        end.send(str(pid).encode())


def _bury(ends: dict[int, socket.socket]) -> None:
    """Tells of each that has ended."""
    for pid in list(ends):
        found, status = os.waitpid(pid, os.WNOHANG)
        if found:
            with ends.pop(pid) as end:
                end.send(str(os.waitstatus_to_exitcode(status)).encode())


def _become(order: dict[str, object], files: list[int]) -> list[str]:
    os.setsid()
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    environment, command = order["environment"], order["command"]
    assert isinstance(environment, dict)
    assert isinstance(command, list)
    os.environ.clear()
    os.environ.update(environment)
    return command


def _run(command: list[str]) -> None:
    if command[0] == "-c":
        sys.argv = ["-c", *command[2:]]
        exec(command[1], {"__name__": "__main__"})
    elif command[0] == "-m":
        sys.argv = command[1:]
        runpy.run_module(command[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv = command
        sys.path[0] = str(Path(command[0]).parent)
        runpy.run_path(command[0], run_name="__main__")


if __name__ == "__main__":
    _import_everything()
    if wanted := _serve(socket.socket(fileno=int(sys.argv[1]))):
        _run(wanted)
