"""What one member of the workspace sees: messages, private notes, modals, the Home tab."""

from collections.abc import Callable

from sandbox.people.client import Client
from sandbox.people.conversation import Conversation
from sandbox.people.live_view import HomeTab
from sandbox.people.modal import Modal
from sandbox.workspace.directory import Account, Channel
from sandbox.workspace.messages import SlackMessage
from sandbox.workspace.waiting import LONG_ENOUGH, NotSeen

Look = Callable[[SlackMessage], object]


class Reader:
    """Sees what is there now, as one member, and waits for what isn't yet."""

    def __init__(self, client: Client, member_id: str) -> None:
        self._client = client
        self.id = member_id

    @property
    def member(self) -> Account:
        return self._client.core.workspace.members[self.id]

    @property
    def name(self) -> str:
        return self.member.display_name

    def modals(self) -> list[Modal]:
        """The open modals, the one on top last."""
        stack = self._client.core.views.stack(self.id)
        return [Modal(self._client, self.member, view.id) for view in stack]

    def wait_for_modal(self, title: str | None = None, timeout: float = LONG_ENOUGH) -> Modal:
        """The modal on top, once it carries this title."""
        views = self._client.core.views

        def find() -> str | None:
            top = views.top(self.id)
            return top.id if top is not None and title in (None, top.title) else None

        found = self._client.core.workspace.wait(find, timeout)
        if found is None:
            there = [view.title for view in views.stack(self.id)] or "none"
            raise NotSeen(f"{self.name} saw no modal {title or ''!r}; open: {there}")
        return Modal(self._client, self.member, found)

    def home(self) -> HomeTab | None:
        """The Home tab as last published."""
        view = self._client.core.views.home(self.id)
        return HomeTab(self._client, self.member, view.id) if view is not None else None

    def direct_messages(self) -> Conversation:
        """The direct messages with the app."""
        return Conversation(self._client.core, self._client.core.workspace.direct(self.id).id)

    def dms(self) -> list[SlackMessage]:
        return self.direct_messages().messages()

    def wait_for_dm(self, look: Look, timeout: float = LONG_ENOUGH) -> SlackMessage:
        return self.direct_messages().wait_for(look, timeout)

    def download(self, message: SlackMessage) -> bytes:
        """The bytes of the one file of a message."""
        (file,) = message.files
        found = self._client.core.files.get(str(file.get("id")))
        if found is None or found.content is None:
            raise NotSeen(f"{file.get('name')} was never uploaded.")
        return found.content

    def ephemerals(self, channel: str | None = None) -> list[SlackMessage]:
        """Notes only this person sees, oldest first."""
        workspace = self._client.core.workspace
        with workspace.lock:
            return [
                note
                for note in workspace.ephemerals
                if note.ephemeral_for == self.id and channel in (None, note.channel)
            ]

    def wait_for_ephemeral(
        self, look: Look, channel: str | None = None, timeout: float = LONG_ENOUGH
    ) -> SlackMessage:
        def find() -> SlackMessage | None:
            return next((note for note in self.ephemerals(channel) if look(note)), None)

        found = self._client.core.workspace.wait(find, timeout)
        if found is None:
            there = [note.plain for note in self.ephemerals()] or "none"
            raise NotSeen(f"{self.name} saw no such private note; there are: {there}")
        return found

    def follow(self, link: str) -> SlackMessage:
        """Open a link to a message, for instance a button's."""
        found = self._client.core.workspace.linked(link)
        if found is None:
            raise NotSeen(f"{link} leads to no message.")
        self._channel(found.channel)
        return found

    def _channel(self, channel_id: str) -> Channel:
        workspace = self._client.core.workspace
        channel = workspace.channels.get(channel_id)
        if channel is None or not workspace.can_see(self.id, channel):
            raise NotSeen(f"{self.name} can't see {channel_id}.")
        return channel
