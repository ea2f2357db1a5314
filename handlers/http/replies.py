"""What is answered over HTTP."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reply:
    """A status, a body, and its headers."""

    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/plain; charset=utf-8"),)


NOT_FOUND = Reply(404, b"Not found")
GET_ONLY = Reply(405, b"GET only", (("Content-Type", "text/plain"), ("Allow", "GET, HEAD")))
NOT_SLACKS = Reply(401, b"Slack did not sign this.")
NO_SENSE = Reply(400, b"This makes no sense.")
TOO_LARGE = Reply(413, b"This is larger than anything Slack sends.")
