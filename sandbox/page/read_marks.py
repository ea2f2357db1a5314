"""How far each person has read, and what is new to them."""

from dataclasses import dataclass
from typing import TypeAlias

from sandbox.workspace.directory import Channel
from sandbox.workspace.messages import SlackMessage
from sandbox.workspace.state import Workspace

ReadPlace: TypeAlias = tuple[str, str, str]  # person, channel, thread or ""


@dataclass(frozen=True)
class ThreadFigures:
    """A thread as its root shows it to one person."""

    replies: tuple[SlackMessage, ...]
    unread: int


class ReadMarks:
    """Kept while the sandbox runs; at first nobody has read anything."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._read: dict[ReadPlace, str] = {}

    def read_up_to(self, person: str, channel: str, thread: str = "") -> str:
        with self._workspace.lock:
            return self._read.get((person, channel, thread), "")

    def read(self, person: str, channel: str, ts: str, thread: str = "") -> bool:
        """Whether that was further than before."""
        with self._workspace.lock:
            place = (person, channel, thread)
            if ts <= self._read.get(place, ""):
                return False
            self._read[place] = ts
        if thread:
            self._workspace.tell("thread_read", channel, thread, person)
        else:
            self._workspace.tell("read", channel, person, person)
        return True

    def unread(self, person: str, channel: Channel, messages: list[SlackMessage]) -> int:
        """Messages at the channel's root by others, newer than what the person has read."""
        seen = self.read_up_to(person, channel.id)
        return sum(
            m.ts > seen and m.user != person and (not m.is_reply or m.broadcast) for m in messages
        )

    def thread(self, person: str, root: SlackMessage, replies: list[SlackMessage]) -> ThreadFigures:
        """Replies are new only to those who are in the thread: wrote in it or are named in it."""
        if not replies or not _is_in(person, root, replies):
            return ThreadFigures(tuple(replies), 0)
        seen = self.read_up_to(person, root.channel, root.ts)
        new = sum(m.ts > seen and m.user != person for m in replies)
        return ThreadFigures(tuple(replies), new)

    def threads_of(
        self, person: str, messages: list[SlackMessage]
    ) -> list[tuple[SlackMessage, list[SlackMessage]]]:
        """The threads of a channel the person is in, each root with its replies."""
        inside = by_thread(messages)
        return [
            (root, inside[root.ts])
            for root in messages
            if root.ts in inside and not root.is_reply and _is_in(person, root, inside[root.ts])
        ]


def by_thread(messages: list[SlackMessage]) -> dict[str, list[SlackMessage]]:
    """Replies by their root's ts, oldest first: one pass, however many threads there are."""
    found: dict[str, list[SlackMessage]] = {}
    for message in messages:
        if message.is_reply:
            found.setdefault(message.thread_ts or "", []).append(message)
    return found


def _is_in(person: str, root: SlackMessage, replies: list[SlackMessage]) -> bool:
    name = f"<@{person}>"
    return any(m.user == person or name in m.plain for m in [root, *replies])
