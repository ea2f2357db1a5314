"""The door for HTTP: what Slack didn't sign is never read, and nobody keeps the others out."""

from __future__ import annotations

import itertools
import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import TypeAlias
from urllib.parse import urlencode

import pytest

from sandbox.workspace.directory import TEAM
from tests.reliability.house import House, until
from tests.reliability.lines import (
    FORM,
    JSON,
    Line,
    asked,
    forgery,
    head,
    signature,
    signed,
    whole,
)

Place: TypeAlias = tuple[str | int, ...]
LARGEST = 1_000_000
NONSENSE = {
    "words": b"not json",
    "a list for a payload": b"payload=[]",
    "null": b"null",
    "null for a payload": b"payload=null",
    "an empty payload": b"payload=",
    "a list": b"[]",
    "a number": b"12",
    "half an object": b'{"type": ',
    "deep JSON": b'{"type": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "a deep payload": b"payload=" + b"[" * 100_000,
    "a number longer than any": b'{"type": "event_callback", "n": ' + b"9" * 10_000 + b"}",
    "bad UTF-8": b'{"type": "\xff\xfe"}',
    "nothing": b"",
    "an empty object": b"{}",
    "zeros": b"\x00" * 100,
    "a team that is a number": b'{"type": "event_callback", "team": 5, "event": {"type": "x"}}',
    "an event that is a list": b'{"type": "event_callback", "team_id": "T0SANDBOX", "event": []}',
    "a command that is a list": b'{"command": ["/escalate"], "team_id": "T0SANDBOX"}',
    "a name that is a number": b'{"type": "dialog_submission", "team_id": "T0", "callback_id": 7}',
    "a form of no sort": b'{"type": "view_submission", "view": {"id": "V1", "callback_id": "x"}}',
    "a step of no workflow": b'{"type": "workflow_step_edit", "callback_id": "x"}',
    "a click on nothing": b'{"type": "block_actions", "team": {"id": "T0SANDBOX"}, "actions": []}',
}
ODD_HEADS = {
    "a length below nothing": [b"Content-Length: -5"],
    "a length in words": [b"Content-Length: much"],
    "two lengths": [b"Content-Length: 5", b"Content-Length: 6"],
    "a length and chunks": [b"Content-Length: 5", b"Transfer-Encoding: chunked"],
    "an unknown coding": [b"Transfer-Encoding: smoke"],
    "a header without a colon": [b"Nonsense"],
    "a header with a zero": [b"X-Odd: a\x00b"],
    "a header that isn't ASCII": ["X-Slack-Signature: é".encode()],
    "a header of 100 kB": [b"X-Long: " + b"x" * 100_000],
    "ten thousand headers": [b"X-Many: 1"] * 10_000,
    "a stamp that is no number": [b"X-Slack-Request-Timestamp: soon"],
    "a stamp in other digits": ["X-Slack-Request-Timestamp: ١٢٣".encode()],
    "a stamp out of all time": [b"X-Slack-Request-Timestamp: " + b"9" * 400],
}


@pytest.fixture
def port(shared: House) -> Iterator[int]:
    """Where a bot answers that has logged no error by the end of the test, and is well."""
    bot = shared.children[0]
    before = len(bot.words())
    yield bot.port
    said = bot.words()[before:]
    assert "Traceback" not in said, said
    bot.serves()


def event(**fields: object) -> bytes:
    """An event that the bot knows and has nothing to say about."""
    inner = {"type": "app_home_opened", "user": "U0OTTER", "tab": "messages"}
    return json.dumps({"type": "event_callback", "event": inner, **fields}).encode()


# --- whose it is


@pytest.mark.parametrize("body", NONSENSE.values(), ids=NONSENSE)
def test_what_slack_did_not_sign_is_refused(port: int, body: bytes) -> None:
    for sort in (JSON, FORM, "?"):
        unsigned, forged = whole(body, sort), whole(body, sort, *forgery())
        assert (asked(port, unsigned), asked(port, forged)) == (401, 401)


@pytest.mark.parametrize("body", NONSENSE.values(), ids=NONSENSE)
def test_signed_nonsense_is_a_bad_request(port: int, body: bytes) -> None:
    for sort in (JSON, FORM, "?"):
        assert asked(port, signed(body, sort)) == 400


def test_what_is_signed_otherwise_than_by_slack_now_is_refused(port: int) -> None:
    body = event(team_id=TEAM)
    stamp, signature_now = signature(body)
    length = f"Content-Length: {len(body)}"
    heads = {
        "from long ago": signature(body, int(time.time()) - 400),
        "from the future": signature(body, int(time.time()) + 400),
        "without its time": [signature_now],
        "with two times": [stamp, stamp, signature_now],
        "with two signatures": [stamp, signature_now, signature_now],
        "of another body": signature(body + b" "),
        "in other letters": [stamp, signature_now.replace("v0=", "v1=")],
    }

    assert {what: asked(port, head(length, *lines) + body) for what, lines in heads.items()} == (
        dict.fromkeys(heads, 401)
    )
    assert asked(port, signed(body)) == 200


@pytest.mark.parametrize("lines", ODD_HEADS.values(), ids=ODD_HEADS)
def test_odd_headers_are_refused_in_a_status(port: int, lines: list[bytes]) -> None:
    request = b"\r\n".join([b"POST /slack/events HTTP/1.1", b"Host: bot", *lines, b"", b"12345"])

    assert 400 <= asked(port, request) < 500


def test_a_header_that_bolt_would_obey_is_not_handed_on(port: int) -> None:
    body = event(team_id=TEAM)
    order = "X-Slack-Bolt-Lazy-Only: 1"

    assert asked(port, whole(body, JSON, *signature(body), order)) == 200


def test_a_signed_request_that_names_no_team_is_refused(port: int) -> None:
    command = {"command": "/escalate", "text": "x", "user_id": "U0OTTER", "trigger_id": "1.2.a"}
    click = {"type": "block_actions", "actions": [{"action_id": "claim"}], "user": {"id": "U0X"}}
    bodies = {
        "an event": (event(), JSON),
        "an event of null": (event(team_id=None), JSON),
        "an event of a number": (event(team_id=7), JSON),
        "a command": (urlencode(command).encode(), FORM),
        "a command of nothing": (urlencode({**command, "team_id": ""}).encode(), FORM),
        "a click": (urlencode({"payload": json.dumps(click)}).encode(), FORM),
    }

    assert {what: asked(port, signed(*sent)) for what, sent in bodies.items()} == (
        dict.fromkeys(bodies, 403)
    )


ODD: tuple[object, ...] = (None, 5, "", [], {"id": 5})


def places(value: object, at: Place = ()) -> Iterator[Place]:
    """Every place in a payload, three steps deep."""
    yield at
    if len(at) == 3:
        return
    if isinstance(value, dict):
        for name, part in value.items():
            yield from places(part, (*at, name))
    if isinstance(value, list):
        for number, part in enumerate(value[:1]):
            yield from places(part, (*at, number))


def changed(payload: object, at: Place, odd: object) -> object:
    """A payload with something odd in one place."""
    if not at:
        return odd
    copy = json.loads(json.dumps(payload))
    inner = copy
    for step in at[:-1]:
        inner = inner[step]
    inner[at[-1]] = odd
    return copy


def test_a_signed_payload_with_anything_odd_in_it_is_no_error_of_ours(house: House) -> None:
    bot = house.serve()
    case = house.raises()
    house.claims(case)
    heron = house.slack.person("U0HERON")
    heron.mention("C0EXEC", "status", thread=house.card(case))
    house.slack.wait_until_quiet()
    kinds = {(sent.kind, sent.type): sent for sent in house.slack.deliveries}
    errors = []
    for sent in kinds.values():
        for at, odd in itertools.product(places(sent.payload), ODD):
            payload = changed(sent.payload, at, odd)
            if sent.kind == "events_api":
                request = signed(json.dumps(payload).encode())
            elif sent.kind == "slash_commands":
                fields = payload if isinstance(payload, dict) else {}
                request = signed(urlencode(fields).encode(), FORM)
            else:
                request = signed(urlencode({"payload": json.dumps(payload)}).encode(), FORM)
            if asked(bot.port, request) not in (200, 400, 403, 404):
                errors.append((sent.type, at, odd))

    assert len(kinds) > 4, "too little was sent to be changed"
    assert not errors
    assert "Traceback" not in bot.words(), bot.words()[-3000:]


# --- how large it is


def test_a_request_that_says_it_is_too_large_is_refused_before_it_comes(port: int) -> None:
    for headers in ([], forgery()):
        assert asked(port, head(f"Content-Length: {LARGEST + 1}", *headers)) == 413


def test_a_request_that_is_as_large_as_may_be_is_read(port: int) -> None:
    body = event(team_id=TEAM).ljust(LARGEST)

    assert asked(port, signed(body)) == 200


def test_who_asks_whether_to_send_the_body_is_told_at_once(port: int) -> None:
    body, asks = event(team_id=TEAM), "Expect: 100-continue"
    length, chunks = f"Content-Length: {len(body)}", b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
    for headers in ([length], ["Transfer-Encoding: chunked"]):
        with Line(port) as line:
            line.send(head(f"Content-Type: {JSON}", asks, *headers, *signature(body)))
            assert line.answer() == 100
            line.send(body if length in headers else chunks)
            assert line.answer() == 200

    assert asked(port, head(asks, length)) == 401
    assert asked(port, head(asks, f"Content-Length: {LARGEST + 1}", *signature(body))) == 413
    assert asked(port, whole(body, JSON, asks, *signature(body))) == 200, "it wasn't asked"


def test_a_request_in_chunks_is_refused_once_it_is_too_large(port: int) -> None:
    piece = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    with Line(port) as line:
        line.send(head("Transfer-Encoding: chunked", *forgery()))
        for _ in range(LARGEST // 0x10000 + 1):
            line.send(piece)

        assert line.answer() == 413


def test_a_request_that_is_larger_than_it_says_is_never_kept(port: int) -> None:
    with Line(port) as line:
        line.send(head("Content-Length: 10", *forgery()) + b"x" * 10)
        assert line.answer() == 401
        with suppress(ConnectionError):
            line.send(b"x" * 100_000)

        assert line.answer() in (0, 400)


def test_a_flood_is_not_kept_in_memory(port: int, shared: House) -> None:
    before = memory(shared)
    piece = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
    for how in (["Content-Length: 300000000"], ["Transfer-Encoding: chunked", *forgery()]):
        with Line(port) as line, suppress(ConnectionError):
            line.send(head(*how))
            for _ in range(300):
                line.send(piece)

    assert memory(shared) - before < 50


def memory(house: House) -> float:
    """The most that the processes of the bot have ever held, in MB."""
    first = house.children[0].pid
    children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
    numbers: list[int] = [first, *map(int, children)]
    return sum(peak(pid) for pid in numbers)


def peak(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1000 for line in lines if line.startswith("VmHWM"))


# --- how long it takes


def half_sent(port: int, stack: ExitStack, number: int) -> list[Line]:
    """Connections with half a head, a head without its body, and half a body; some say nothing."""
    halves = (
        b"",
        b"POST /slack/ev",
        b"GET /healthz HTTP/1.1\r\nHost: bot\r\n",
        head("Content-Length: 500", *forgery()),
        head("Content-Length: 500", *forgery()) + b"x" * 400,
        head("Transfer-Encoding: chunked", *forgery()) + b"5\r\nab",
    )
    lines = []
    for n in range(number):
        line = stack.enter_context(Line(port))
        line.send(halves[n % len(halves)])
        lines.append(line)
    return lines


def test_half_sent_requests_keep_nobody_out_and_are_closed(port: int, shared: House) -> None:
    with ExitStack() as stack:
        lines = half_sent(port, stack, 120)
        slow = stack.enter_context(Line(port))
        slow.send(b"POST /slack/events HTTP/1.1\r\nX-Slow: ")
        assert shared.children[0].get("/healthz") == (200, "ok")
        assert shared.children[0].get("/readyz")[0] == 200
        assert asked(port, signed(event(team_id=TEAM))) == 200
        assert not any(line.is_closed() for line in lines), "closed before its time"

        def drips() -> bool:
            """One more byte, until the bot has had enough of it."""
            with suppress(ConnectionError):
                slow.send(b"x")
            return slow.is_closed(0.05)

        until(drips, "a request that comes byte by byte is waited for for ever", 20)
        until(lambda: all(line.is_closed() for line in lines), "half a request is kept", 5)


def test_a_request_kept_waiting_on_a_kept_connection_is_closed_too(port: int) -> None:
    body = event(team_id=TEAM)
    with Line(port) as line:
        line.send(signed(body))
        assert line.answer() == 200
        assert not line.is_closed(0.5), "a connection is kept for another request"
        line.send(b"POST /slack")

        assert line.is_closed(20)


def test_of_too_many_half_sent_requests_the_oldest_go(port: int, shared: House) -> None:
    with ExitStack() as stack:
        lines = half_sent(port, stack, 400)

        assert shared.children[0].get("/healthz") == (200, "ok")
        assert asked(port, signed(event(team_id=TEAM))) == 200
        until(lambda: sum(line.is_closed() for line in lines) >= 144, "all are kept", 5)
        assert not lines[-1].is_closed(), "the newest are closed"


def test_probes_are_answered_while_every_listener_hangs(port: int, shared: House) -> None:
    file = shared.database_url.removeprefix("sqlite:///")
    bot = shared.children[0]
    with ExitStack() as stack, closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        submission = {
            "type": "block_actions",
            "team": {"id": TEAM},
            "user": {"id": "U0OTTER"},
            "actions": [{"action_id": "claim", "value": "1", "action_ts": "1.2"}],
            "trigger_id": "1.2.a",
        }
        body = urlencode({"payload": json.dumps(submission)}).encode()
        lines = [stack.enter_context(Line(port)) for _ in range(40)]
        for line in lines:
            line.send(signed(body, FORM))
        assert bot.get("/healthz") == (200, "ok")
        assert not any(line.is_closed() for line in lines)
        other.execute("ROLLBACK")
    until(lambda: bot.get("/readyz")[0] == 200, "it isn't ready again")


# --- when it ends; and beside a process that has no HTTP of its own


def test_half_sent_requests_do_not_hold_up_the_end(house: House) -> None:
    bot = house.serve()
    with ExitStack() as stack:
        lines = half_sent(bot.port, stack, 20)

        assert bot.stop() == 0, bot.words()
        assert all(line.is_closed(1) for line in lines)
        assert "Traceback" not in bot.words()


def test_the_probes_of_a_worker_are_not_kept_from_anybody(house: House) -> None:
    bot = house.worker()
    with ExitStack() as stack:
        lines = half_sent(bot.port, stack, 120)
        assert bot.get("/healthz") == (200, "ok")
        until(lambda: all(line.is_closed() for line in lines), "half a request is kept", 20)
    assert asked(bot.port, head("Content-Length: 300000000", path="/healthz", method="GET")) == 200
    assert asked(bot.port, signed(event(team_id=TEAM))) == 404
    assert bot.stop() == 0
