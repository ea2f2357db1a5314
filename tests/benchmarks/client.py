"""One client on one connection kept alive: signed requests as Slack sends them, timed."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from http.client import HTTPConnection
from itertools import count
from urllib.parse import urlencode

from bot.case.kinds import KINDS
from sandbox.transport.signatures import signed_headers
from tests.benchmarks.children import SECRET
from tests.benchmarks.slack_stub import TEAM

REQUESTER = "U0OTTER"
CLOSES = ""
"""What closes a form that was sent off: an ack that says nothing."""
_numbers = count(1)


def command(name: str, text: str) -> dict[str, str]:
    """A slash command."""
    return {
        "token": "deprecated",
        "team_id": TEAM,
        "team_domain": "benchmark",
        "channel_id": "C0CSM",
        "channel_name": "customer-success",
        "user_id": REQUESTER,
        "user_name": "otter",
        "command": name,
        "text": text,
        "api_app_id": "A0BENCH",
        "is_enterprise_install": "false",
        "response_url": "http://127.0.0.1:9/nobody",
        "trigger_id": f"{next(_numbers)}.1.benchmark",
    }


def intake() -> dict[str, str]:
    """What stands in the intake form, by block: each time of an account of its own, since what is
    open on the same one is asked about."""
    account = f"Acme {next(_numbers)}"
    return {
        "kind": "executive",
        "priority": "P2",
        "title": "Acme: reviews removed after rebrand",
        "what_happened": "Since the rebrand on Monday 212 reviews are hidden. Their CEO wrote.",
        "account": account,
        **{f"executive_{q.key}": "What they said." for q in KINDS["executive"].questions},
        "links": f"https://reviews.example/{account.replace(' ', '-')}",
        "confidentiality": "internal",
    }


def submission() -> dict[str, str]:
    """The intake form sent off: a new view each time."""
    chosen = ("kind", "priority", "confidentiality")
    values = {
        block: {
            block: {"type": "static_select", "selected_option": {"value": value}}
            if block in chosen
            else {"type": "plain_text_input", "value": value}
        }
        for block, value in intake().items()
    }
    payload: dict[str, object] = {
        "type": "view_submission",
        "team": {"id": TEAM, "domain": "benchmark"},
        "user": {"id": REQUESTER, "username": "otter", "name": "otter", "team_id": TEAM},
        "api_app_id": "A0BENCH",
        "token": "deprecated",
        "enterprise": None,
        "is_enterprise_install": False,
        "trigger_id": f"{next(_numbers)}.1.benchmark",
        "view": {
            "id": f"V{next(_numbers)}",
            "team_id": TEAM,
            "type": "modal",
            "callback_id": "intake",
            "hash": "1.benchmark",
            "private_metadata": "",
            "blocks": [],
            "state": {"values": values},
        },
        "response_urls": [],
    }
    return {"payload": json.dumps(payload)}


class Refusal(Exception):
    """The app did not answer with what was expected."""


class Client:
    """Sends one request at a time over one connection."""

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=10)

    def seconds(self, form: Mapping[str, str], expected: str | None = None) -> float:
        """How long the app takes to answer; it must answer with 200 and what is expected, if
        anything is. Raises Refusal."""
        body = urlencode(form)
        headers = signed_headers(SECRET, int(time.time()), body) | {
            "Content-Type": "application/x-www-form-urlencoded"
        }
        started = time.perf_counter()
        self._connection.request("POST", "/slack/events", body.encode(), headers)
        response = self._connection.getresponse()
        answer = response.read()
        taken = time.perf_counter() - started
        if response.status != 200 or not _is_expected(answer.decode(), expected):
            raise Refusal(f"{response.status}: {answer[:300]!r}")
        return taken

    def close(self) -> None:
        self._connection.close()


def _is_expected(said: str, expected: str | None) -> bool:
    if expected == CLOSES:
        return said == CLOSES
    return expected is None or expected in said
