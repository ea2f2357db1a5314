"""`python -m tests.benchmarks.slack_stub PORT`: a Web API that says yes at once and remembers
nothing, so that what an app does after its ack costs the measurement as little as possible."""

from __future__ import annotations

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from urllib.parse import parse_qs

TEAM = "T0BENCH"
_stamps = count(1)

IDENTITY = {
    "team_id": TEAM,
    "team": "Benchmark",
    "url": "https://benchmark.example/",
    "user_id": "U0BOT",
    "bot_id": "B0BOT",
}


def answer(method: str, arguments: dict[str, str]) -> dict[str, object]:
    """What Slack would say, as far as an app looks at it."""
    match method:
        case "auth.test":
            return {"ok": True, **IDENTITY}
        case "users.list":
            return {"ok": True, "members": []}
        case "usergroups.list":
            return {"ok": True, "usergroups": []}
        case "conversations.open":
            return {"ok": True, "channel": {"id": "D" + arguments.get("users", "")[1:]}}
        case "chat.postMessage":
            ts = f"1700000000.{next(_stamps):06d}"
            return {"ok": True, "channel": arguments.get("channel", ""), "ts": ts, "message": {}}
    return {"ok": True}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._say({"ok": True})

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        if sent.startswith("{"):
            arguments = {k: v for k, v in json.loads(sent).items() if isinstance(v, str)}
        else:
            arguments = {k: v[0] for k, v in parse_qs(sent).items()}
        self._say(answer(self.path.rpartition("/")[2], arguments))

    def _say(self, said: dict[str, object]) -> None:
        body = json.dumps(said).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, _format: str, *args: object) -> None:
        pass


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), _Handler).serve_forever()
