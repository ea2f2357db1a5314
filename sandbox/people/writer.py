"""What one member of the workspace writes: messages, mentions of the app, edits."""

from dataclasses import replace

from sandbox.people.reader import Reader
from sandbox.workspace.directory import BOT_USER, Account
from sandbox.workspace.messages import SlackMessage
from sandbox.workspace.mrkdwn import typed_message
from sandbox.workspace.rich_text import rich_text_of
from sandbox.workspace.waiting import NotSeen


class Writer(Reader):
    """Writes as one member, where that member may."""

    def say(
        self, channel: str, text: str, thread: SlackMessage | str | None = None
    ) -> SlackMessage:
        """Write a message; @handle mentions, and the app hears what it subscribed to."""
        core = self._client.core
        where = self._channel(channel)
        if self.id not in where.members:
            raise NotSeen(f"{self.name} isn't in {where.name}.")
        if where.archived:
            raise NotSeen(f"{where.name} is archived.")
        if where.is_direct and core.manifest.messages_tab_read_only:
            raise NotSeen("Sending messages to this app has been turned off.")
        self._active()
        stored = typed_message(core.workspace, text)
        thread_ts = thread.thread_ts or thread.ts if isinstance(thread, SlackMessage) else thread
        return core.workspace.post(
            SlackMessage(
                where.id,
                core.workspace.next_ts(),
                self.id,
                stored,
                (rich_text_of(stored),),
                thread_ts=thread_ts,
            )
        )

    def mention(
        self, channel: str, text: str, thread: SlackMessage | str | None = None
    ) -> SlackMessage:
        """Write to the app: '@Escalations text'."""
        return self.say(channel, f"<@{BOT_USER}> {text}", thread)

    def edit(self, message: SlackMessage, text: str) -> SlackMessage:
        """Change one's own message; Slack tells the app of a mention once more."""
        core = self._client.core
        current = core.workspace.message(message.channel, message.ts)
        if current is None or current.user != self.id:
            raise NotSeen("Only one's own messages can be edited.")
        stored = typed_message(core.workspace, text)
        edited = replace(
            current,
            text=stored,
            blocks=(rich_text_of(stored),),
            edited_by=self.id,
            edited_ts=core.workspace.next_ts(),
        )
        core.workspace.replace_message(edited)
        return edited

    def delete(self, message: SlackMessage) -> None:
        if message.user != self.id:
            raise NotSeen("Only one's own messages can be deleted.")
        workspace = self._client.core.workspace
        with workspace.lock:
            is_there = workspace.message(message.channel, message.ts) is not None
            if is_there:
                workspace.delete_message(message.channel, message.ts)
        if not is_there:
            raise NotSeen("This message is gone already.")

    def _active(self) -> Account:
        if self.member.deleted:
            raise NotSeen(f"{self.name} is deactivated and can't do anything.")
        return self.member
