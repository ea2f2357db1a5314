"""Uploads a file to Slack: asks for an address, sends the bytes there, shares it with its words.

Nobody sees anything of it before the last of the three: until then it surely did not arrive.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit
from urllib.request import Request

from slack_sdk import WebClient

from handlers.metrics import SLACK_CALLS
from handlers.web_api.client import answered
from handlers.web_api.sending import ENDINGS, Arrived, NotSent, Sent, call, ending, surely_not

SHARING = "files.completeUploadExternal"
"""The last of them."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A file as it is sent, with what is said beside it, in mrkdwn."""

    name: str
    title: str
    content: bytes
    comment: str


def upload(
    client: WebClient,
    channel: str,
    file: Outgoing,
    seconds: float,
) -> Sent:
    """Shares a file in a conversation, with these words. Sending its bytes may take so many
    seconds."""
    asked = call(
        "files.getUploadURLExternal",
        lambda: client.files_getUploadURLExternal(filename=file.name, length=len(file.content)),
    )
    if not isinstance(asked, Arrived):
        return surely_not(asked)
    answer = asked.answer
    url, known_as = str(answer.get("upload_url") or ""), str(answer.get("file_id") or "")
    if urlsplit(url).scheme not in ("https", "http") or not known_as:
        return NotSent("no address in the answer")
    SLACK_CALLS.labels("upload").inc()
    sent = _send(url, file.content, seconds)
    if sent is not None:
        return sent
    return call(
        SHARING,
        lambda: client.files_completeUploadExternal(
            files=[{"id": known_as, "title": file.title}],
            channel_id=channel,
            initial_comment=file.comment,
        ),
    )


def _send(url: str, content: bytes, seconds: float) -> Sent | None:
    """Sends the bytes. None: they are there."""
    # Its scheme was looked at.
    request = Request(url, content, {"Content-Type": "application/octet-stream"})  # noqa: S310
    try:
        status, _, _ = answered(request, seconds)
    except ENDINGS as error:
        return surely_not(ending(error))
    return None if status == HTTPStatus.OK else NotSent(f"upload_http_{status}")
