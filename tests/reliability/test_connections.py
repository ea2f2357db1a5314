"""Connections over HTTP: neither those that are kept nor those that lie keep anybody out."""

from __future__ import annotations

import json
import resource
from contextlib import ExitStack
from itertools import product
from pathlib import Path

from sandbox.workspace.directory import TEAM
from tests.reliability.house import Child, House, until
from tests.reliability.lines import Line, asked, forgery, head, signed

MOST_OPEN = 512
FILES = 1024
"""How many a process may have open on most machines."""
PROBE = head(path="/healthz", method="GET")
LATER = 20.0
"""Longer than a request may take to come whole, on a busy machine, and shorter than a connection
is kept."""


def _event() -> bytes:
    inner = {"type": "app_home_opened", "user": "U0OTTER", "tab": "messages"}
    return json.dumps({"type": "event_callback", "event": inner, "team_id": TEAM}).encode()


def _serving(bot: Child) -> int:
    """The number of the process that answers: gunicorn's own is the one above it."""
    return int(Path(f"/proc/{bot.pid}/task/{bot.pid}/children").read_text().split()[0])


def test_half_a_request_that_came_with_a_whole_one_is_closed_as_soon_as_any(shared: House) -> None:
    halves = (
        head("Content-Length: 500", *forgery()),
        head("Content-Length: 500", *forgery()) + b"x" * 400,
        head("Transfer-Encoding: chunked", *forgery()) + b"5\r\nab",
    )
    with ExitStack() as stack:
        lines = []
        for whole, half in product((PROBE, signed(_event())), halves):
            line = stack.enter_context(Line(shared.children[0].port))
            line.send(whole + half)
            assert line.answer() == 200
            lines.append(line)

        assert not any(line.is_closed(0.1) for line in lines), "closed before its time"
        until(lambda: all(line.is_closed() for line in lines), "half a request is kept", LATER)


def test_requests_that_came_at_once_are_answered_one_after_the_other(shared: House) -> None:
    with Line(shared.children[0].port) as line:
        line.send(PROBE + signed(_event()) + PROBE)
        found = b""
        while found.count(b"HTTP/1.1 ") < 3:
            more = line.socket.recv(65536)
            assert more, "closed before the last was answered"
            found += more

        assert found.count(b"HTTP/1.1 200") == 3
        assert not line.is_closed(0.5), "a connection is kept for another request"


def test_connections_that_are_kept_leave_room_for_others(house: House) -> None:
    bot = house.serve()
    resource.prlimit(_serving(bot), resource.RLIMIT_NOFILE, (FILES, FILES))
    with ExitStack() as stack:
        lines = []
        for _ in range(FILES + 50):
            line = stack.enter_context(Line(bot.port))
            line.send(PROBE)
            assert line.answer() == 200
            lines.append(line)

        assert bot.get("/healthz") == (200, "ok")
        assert asked(bot.port, signed(_event())) == 200
        closed = [line.is_closed() for line in lines]
        assert closed.index(False) >= FILES + 50 - MOST_OPEN, "more are open than may be"
        assert not any(closed[-100:]), "the newest are closed"
    until(lambda: bot.get("/readyz")[0] == 200, "it isn't ready again")
    assert "out of system resource" not in bot.words()
    assert "Traceback" not in bot.words(), bot.words()[-3000:]


def test_connections_that_come_all_at_once_leave_files_to_work_with(house: House) -> None:
    bot = house.serve()
    resource.prlimit(_serving(bot), resource.RLIMIT_NOFILE, (FILES, FILES))
    with ExitStack() as stack:
        lines = [stack.enter_context(Line(bot.port)) for _ in range(FILES + 200)]
        assert bot.get("/healthz") == (200, "ok")
        assert asked(bot.port, signed(_event())) == 200
        assert any(line.is_closed() for line in lines), "more are open than may be"
    assert "out of system resource" not in bot.words()
