"""The processes under measurement, each a child with a port of its own, gone when the run ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

STARTS_WITHIN = 60.0
SCRUBBED = ("SLACK_", "LOG_", "DATABASE_URL", "ESCALATIONS_", "PORT")
TOKEN = "xoxb-benchmark"
SECRET = "benchmark-signing-secret"


def environment(stub_port: int) -> dict[str, str]:
    """What every app under measurement is told, with nothing of the machine's own set-up."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(SCRUBBED)}
    return kept | {
        "SLACK_API_URL": f"http://127.0.0.1:{stub_port}/api/",
        "SLACK_BOT_TOKEN": TOKEN,
        "SLACK_SIGNING_SECRET": SECRET,
        "LOG_LEVEL": "INFO",
        "LOG_FORMAT": "json",
    }


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


@dataclass(frozen=True)
class Child:
    """A running process that answers on its port."""

    port: int
    process: subprocess.Popen[bytes]


@contextmanager
def running(
    arguments: list[str], port: int, env: Mapping[str, str], log: Path, ready: str
) -> Iterator[Child]:
    """Starts `python <arguments>` and waits until `ready` answers with 200 or 404."""
    with log.open("wb") as written:
        process = subprocess.Popen(
            [sys.executable, *arguments], env=env, stdout=written, stderr=subprocess.STDOUT
        )
    try:
        _wait_until_ready(process, port, ready, log)
        yield Child(port, process)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_ready(process: subprocess.Popen[bytes], port: int, ready: str, log: Path) -> None:
    gives_up_at = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < gives_up_at and process.poll() is None:
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", ready)
            if connection.getresponse().status in (200, 404):
                return
        except OSError:
            pass
        finally:
            connection.close()
        time.sleep(0.05)
    words = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
    raise RuntimeError(f"A process under measurement did not start. Its last words:\n{words}")
