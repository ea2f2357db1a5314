"""response_urls: private ways back to a person, five uses within half an hour."""

import secrets
from dataclasses import dataclass, replace

from sandbox.blockkit.blocks import block_problems
from sandbox.blockkit.contents import with_block_ids
from sandbox.json_values import Json, as_text, objects
from sandbox.workspace.directory import BOT_USER
from sandbox.workspace.messages import SlackMessage
from sandbox.workspace.state import Workspace

MOST_USES = 5
LIFE = 30 * 60.0


@dataclass
class _Way:
    user: str
    channel: str
    made: float
    message: SlackMessage | None
    uses: int = 0


class ResponseUrls:
    """Gives out the urls and takes what the app posts to them."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._ways: dict[str, _Way] = {}
        self.base = ""

    def new(self, sort: str, user: str, channel: str, message: SlackMessage | None = None) -> str:
        with self._workspace.lock:
            key = f"{len(self._ways) + 1}/{secrets.token_hex(12)}"
            made = self._workspace.clock.machine()
            self._ways[key] = _Way(user, channel, made, message)
            return f"{self.base}/{sort}/T0SANDBOX/{key}"

    def use(self, key: str, body: Json) -> tuple[int, Json]:
        """HTTP status and answer."""
        with self._workspace.lock:
            way = self._ways.get(key)
            if way is None:
                return 404, {"ok": False, "error": "invalid_url"}
            if self._workspace.clock.machine() - way.made > LIFE:
                return 404, {"ok": False, "error": "expired_url"}
            if way.uses >= MOST_USES:
                return 404, {"ok": False, "error": "used_url"}
            unknown = set(body) - _KEYS
            if unknown:
                return 400, {"ok": False, "error": "invalid_payload", "unknown": sorted(unknown)}
            problems = block_problems(body.get("blocks") or [], "message")
            if problems:
                return 400, {"ok": False, "error": "invalid_blocks", "errors": problems}
            if not (body.get("delete_original") or body.get("text") or body.get("blocks")):
                return 400, {"ok": False, "error": "no_text"}
            way.uses += 1
        return self._apply(way, body)

    def _apply(self, way: _Way, body: Json) -> tuple[int, Json]:
        original = way.message
        if body.get("delete_original"):
            if original is None:
                return 404, {"ok": False, "error": "message_not_found"}
            self._delete(original)
        elif body.get("replace_original") and original is not None:
            return self._replace(original, body)
        else:
            post_answer(self._workspace, way.user, way.channel, body)
        return 200, {"ok": True}

    def _delete(self, original: SlackMessage) -> None:
        if original.ephemeral_for:
            self._workspace.replace_ephemeral(original, None)
        elif self._workspace.message(original.channel, original.ts) is not None:
            self._workspace.delete_message(original.channel, original.ts)

    def _replace(self, original: SlackMessage, body: Json) -> tuple[int, Json]:
        """As strict as chat.update: what Slack does here isn't documented."""
        new = message_of(original.channel, body, original.ts, original.ephemeral_for)
        new = replace(new, thread_ts=original.thread_ts, metadata=original.metadata)
        if original.ephemeral_for:
            self._workspace.replace_ephemeral(original, new)
            return 200, {"ok": True}
        there = self._workspace.message(original.channel, original.ts)
        if there is None or there.subtype == "tombstone":
            return 404, {"ok": False, "error": "message_not_found"}
        if self._workspace.channels[original.channel].archived:
            return 404, {"ok": False, "error": "is_archived"}
        self._workspace.replace_message(replace(new, metadata=there.metadata))
        return 200, {"ok": True}


_KEYS = {
    "text",
    "blocks",
    "attachments",
    "response_type",
    "replace_original",
    "delete_original",
    "thread_ts",
    "unfurl_links",
    "unfurl_media",
    "mrkdwn",
    "metadata",
}


def message_of(channel: str, body: Json, ts: str, ephemeral_for: str | None) -> SlackMessage:
    thread = as_text(body.get("thread_ts")) or None
    return SlackMessage(
        channel,
        ts,
        BOT_USER,
        as_text(body.get("text")),
        tuple(with_block_ids(objects(body.get("blocks")))),
        thread_ts=thread,
        by_app=True,
        ephemeral_for=ephemeral_for,
    )


def post_answer(workspace: Workspace, user: str, channel: str, body: Json) -> SlackMessage:
    """An answer to a command or a response_url: private unless it says in_channel."""
    ts = workspace.next_ts()
    if body.get("response_type") == "in_channel":
        return workspace.post(message_of(channel, body, ts, None))
    return workspace.post_ephemeral(message_of(channel, body, ts, user))
