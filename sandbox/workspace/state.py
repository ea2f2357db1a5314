"""The state of the workspace: people, groups, channels, messages, and who watches it change."""

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from sandbox.json_values import Json
from sandbox.workspace import starting_people
from sandbox.workspace.clock import TwoClocks, stopwatch
from sandbox.workspace.directory import BOT_USER, OTHER_TEAM, Account, Channel, UserGroup
from sandbox.workspace.messages import SlackMessage

T = TypeVar("T")
_PERMALINK = re.compile(r"https://sandbox\.slack\.com/archives/([A-Z0-9]+)/p(\d{10})(\d{6})(\?|$)")


@dataclass(frozen=True)
class WorkspaceChange:
    """Something that became visible: what sort, where, and its id (ts, view or person)."""

    kind: str
    place: str
    id: str
    only: str = ""  # whom alone it is visible to, where it is not everybody


class Workspace:
    """Every reader and writer holds `lock`; every change wakes those who wait."""

    def __init__(self, clock: TwoClocks) -> None:
        self.clock = clock
        self.lock = threading.RLock()
        self._changed = threading.Condition(self.lock)
        self._watchers: list[Callable[[WorkspaceChange], None]] = []
        self._last_ts = 0
        self.members: dict[str, Account] = {m.id: m for m in starting_people.MEMBERS}
        self.groups: dict[str, UserGroup] = {g.id: g for g in starting_people.USER_GROUPS}
        self.channels: dict[str, Channel] = {c.id: c for c in starting_people.CHANNELS}
        self._messages: dict[str, dict[str, SlackMessage]] = {c: {} for c in self.channels}
        self.ephemerals: list[SlackMessage] = []
        # Told of every message that is posted, changed (before, after) or deleted, under the lock.
        self.on_message_change: Callable[[SlackMessage | None, SlackMessage | None], None] = (
            lambda _before, _after: None
        )

    # -- watching ---------------------------------------------------------------------------

    def subscribe(self, watcher: Callable[[WorkspaceChange], None]) -> Callable[[], None]:
        """Call `watcher` on every change, in the changing thread: it must be quick."""
        with self.lock:
            self._watchers.append(watcher)

        def stop() -> None:
            with self.lock:
                self._watchers.remove(watcher)

        return stop

    def tell(self, kind: str, place: str, identity: str, only: str = "") -> None:
        with self.lock:
            self._changed.notify_all()
            watchers = list(self._watchers)
        for watcher in watchers:
            watcher(WorkspaceChange(kind, place, identity, only))

    def wait(self, look: Callable[[], T | None], timeout: float) -> T | None:
        """What `look` finds, as soon as it finds something, or None after the time-out."""
        deadline = stopwatch() + timeout
        with self.lock:
            while True:
                found = look()
                left = deadline - stopwatch()
                if found is not None or left <= 0:
                    return found
                self._changed.wait(left)

    # -- time -------------------------------------------------------------------------------

    def next_ts(self) -> str:
        """A message timestamp no other message has."""
        with self.lock:
            self._last_ts = max(self._last_ts + 1, int(self.clock.calendar() * 1_000_000))
            return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    # -- people and places ------------------------------------------------------------------

    def direct(self, person: str) -> Channel:
        """The person's direct messages with the bot, opened when first needed."""
        with self.lock:
            wanted = "D0" + person.removeprefix("U0")
            if wanted not in self.channels:
                self.channels[wanted] = Channel(
                    wanted, "directmessage", frozenset((person, BOT_USER)), kind="im"
                )
                self._messages[wanted] = {}
            return self.channels[wanted]

    def put_channel(self, channel: Channel) -> None:
        with self.lock:
            self.channels[channel.id] = channel
            self._messages.setdefault(channel.id, {})
        self.tell("channel", channel.id, channel.id)

    def is_shared(self, channel: Channel) -> bool:
        members = [self.members[m] for m in channel.members if m in self.members]
        return any(member.team == OTHER_TEAM for member in members)

    def can_see(self, person: str, channel: Channel) -> bool:
        if person in channel.members:
            return True
        return channel.kind == "public" and not self.members[person].sees_only_own_channels

    def mentioned_bot(self, text: str) -> bool:
        return f"<@{BOT_USER}>" in text or f"<@{BOT_USER}|" in text

    # -- messages ---------------------------------------------------------------------------

    def post(self, message: SlackMessage) -> SlackMessage:
        """Put a message into its channel.

        A thread that isn't there is no error for Slack: the message lands at the root.
        """
        with self.lock:
            known = self._messages[message.channel]
            parent = known.get(message.thread_ts) if message.thread_ts else None
            if message.thread_ts is not None and parent is None:
                message = replace(message, thread_ts=None)
            if parent is not None:
                root = parent.thread_ts or parent.ts
                message = replace(message, thread_ts=root)
                if root in known and known[root].thread_ts is None:
                    known[root] = replace(known[root], thread_ts=root)
            known[message.ts] = message
            self.on_message_change(None, message)
        self.tell("message", message.channel, message.ts)
        return message

    def post_ephemeral(self, message: SlackMessage) -> SlackMessage:
        with self.lock:
            self.ephemerals.append(message)
        self.tell("ephemeral", message.channel, message.ts, message.ephemeral_for or "")
        return message

    def replace_message(self, message: SlackMessage) -> None:
        with self.lock:
            before = self._messages[message.channel].get(message.ts)
            self._messages[message.channel][message.ts] = message
            self.on_message_change(before, message)
        self.tell("message_changed", message.channel, message.ts)

    def replace_ephemeral(self, old: SlackMessage, new: SlackMessage | None) -> None:
        with self.lock:
            kept = [m for m in self.ephemerals if m.ts != old.ts]
            self.ephemerals = [*kept, new] if new is not None else kept
        self.tell("ephemeral_changed", old.channel, old.ts, old.ephemeral_for or "")

    def delete_message(self, channel: str, ts: str) -> None:
        """A parent with replies leaves a tombstone behind, anything else is gone."""
        with self.lock:
            known = self._messages[channel]
            gone = known[ts]
            parent = known.get(gone.thread_ts or "") if gone.is_reply else None
            if any(m.thread_ts == ts and m.ts != ts for m in known.values()):
                known[ts] = SlackMessage(
                    channel,
                    ts,
                    "USLACKBOT",
                    "This message was deleted.",
                    thread_ts=gone.thread_ts,
                    subtype="tombstone",
                )
            else:
                del known[ts]
                left = any(m.is_reply and m.thread_ts == gone.thread_ts for m in known.values())
                if parent is not None and not left:
                    known[parent.ts] = replace(parent, thread_ts=None)
            self.on_message_change(gone, known.get(ts))
        self.tell("message_deleted", channel, ts)
        if parent is not None:  # it has a reply less
            self.tell("message_changed", channel, parent.ts)

    def message(self, channel: str, ts: str) -> SlackMessage | None:
        with self.lock:
            return self._messages.get(channel, {}).get(ts)

    def messages(self, channel: str) -> list[SlackMessage]:
        """Every message of a channel, replies included, oldest first."""
        with self.lock:
            return sorted(self._messages.get(channel, {}).values(), key=lambda m: m.ts)

    def replies(self, channel: str, ts: str) -> list[SlackMessage]:
        return [m for m in self.messages(channel) if m.is_reply and m.thread_ts == ts]

    def wire(self, message: SlackMessage, *, with_metadata: bool = False) -> Json:
        """The message object, a parent with its reply_count and the rest."""
        thread: Json = {}
        if message.is_reply:
            parent = self.message(message.channel, message.thread_ts or "")
            if parent is not None:
                thread["parent_user_id"] = parent.user
        elif message.thread_ts is not None:
            replies = self.replies(message.channel, message.ts)
            users = list(dict.fromkeys(m.user for m in replies))
            thread = {
                "reply_count": len(replies),
                "reply_users_count": len(users),
                "latest_reply": replies[-1].ts if replies else message.ts,
                "reply_users": users[:5],
                "is_locked": False,
                "subscribed": BOT_USER in users or message.user == BOT_USER,
            }
        told = message.wire(with_metadata=with_metadata, thread=thread)
        author = self.members.get(message.user)
        if author is not None:
            told["team"] = author.team
            if author.is_bot:
                told |= {"bot_id": author.bot_id, "app_id": author.app_id}
        return told

    def linked(self, link: str) -> SlackMessage | None:
        """The message a permalink leads to."""
        found = _PERMALINK.match(link)
        if found is None:
            return None
        channel, seconds, rest, _ = found.groups()
        return self.message(channel, f"{seconds}.{rest}")

    def permalink(self, message: SlackMessage) -> str:
        link = (
            f"https://sandbox.slack.com/archives/{message.channel}/p{message.ts.replace('.', '')}"
        )
        if message.is_reply:
            link += f"?thread_ts={message.thread_ts}&cid={message.channel}"
        return link
