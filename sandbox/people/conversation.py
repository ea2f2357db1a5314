"""A channel, or a person's direct messages, as its readers see it."""

from collections.abc import Callable
from dataclasses import replace

from sandbox.workspace.core import Core
from sandbox.workspace.messages import SlackMessage
from sandbox.workspace.waiting import LONG_ENOUGH, NotSeen

Look = Callable[[SlackMessage], object]


class Conversation:
    """Reads what is there now; waits for what isn't yet."""

    def __init__(self, core: Core, channel_id: str) -> None:
        self._core = core
        self.id = channel_id

    def messages(self) -> list[SlackMessage]:
        """Everything, replies included, oldest first."""
        return self._core.workspace.messages(self.id)

    def roots(self) -> list[SlackMessage]:
        return [message for message in self.messages() if not message.is_reply]

    def thread(self, root: SlackMessage | str) -> list[SlackMessage]:
        """The replies to a message, oldest first."""
        ts = root if isinstance(root, str) else root.thread_ts or root.ts
        return self._core.workspace.replies(self.id, ts)

    def now(self, message: SlackMessage) -> SlackMessage:
        """The message as it stands now; gone is an error."""
        current = self._core.workspace.message(self.id, message.ts)
        if current is None:
            raise NotSeen(f"The message is gone: {message.text!r}")
        return current

    def wait_for(
        self,
        look: Look,
        timeout: float = LONG_ENOUGH,
        *,
        thread: SlackMessage | str | None = None,
        after: SlackMessage | None = None,
    ) -> SlackMessage:
        """The oldest message that looks right, in the whole channel or in one thread."""

        def find() -> SlackMessage | None:
            there = self.messages() if thread is None else self.thread(thread)
            for message in there:
                if (after is None or message.ts > after.ts) and look(message):
                    return message
            return None

        return self._found(find, timeout)

    def wait_until(
        self, message: SlackMessage, look: Look, timeout: float = LONG_ENOUGH
    ) -> SlackMessage:
        """The message's copy of the moment when it looks right, for instance after an edit."""

        def find() -> SlackMessage | None:
            current = self._core.workspace.message(self.id, message.ts)
            return current if current is not None and look(current) else None

        return self._found(find, timeout)

    def _found(self, find: Callable[[], SlackMessage | None], timeout: float) -> SlackMessage:
        found = self._core.workspace.wait(find, timeout)
        if found is None:
            there = "\n".join(f"  {m.ts} {m.text!r} {list(m.buttons)}" for m in self.messages())
            raise NotSeen(f"Not seen in {self.id} within {timeout} s. There is:\n{there or '  -'}")
        return found

    # -- what a workspace's members and time do to messages --------------------------------------

    def delete(self, message: SlackMessage) -> None:
        self._core.workspace.delete_message(self.id, message.ts)

    def forget_metadata(self, message: SlackMessage) -> None:
        """As if the message had been posted without metadata."""
        current = self.now(message)
        self._core.workspace.replace_message(replace(current, metadata=None))
