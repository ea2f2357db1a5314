"""A person at their screen: everything they can do to the app, and everything they see of it."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from . import payloads
from .acting import LONG_ENOUGH, Desk, NotSeen, element_named, menu_with, what_is_there
from .blocks import block_problems
from .choices import value_for
from .field_values import Place
from .live_view import HomeTab, LiveView
from .messages import Message
from .modal import Modal
from .mrkdwn import typed_command, typed_message
from .payload import Json, as_text
from .people import BOT_USER, Channel, Member
from .records import Delivery
from .response_urls import answer
from .results import ClickResult, Reply
from .rich_text import rich_text_of
from .room import Room

Look = Callable[[Message], object]


class Person:
    """Acts as one member; everything goes to the app as Slack would send it."""

    def __init__(self, desk: Desk, member_id: str) -> None:
        self._desk = desk
        self.id = member_id

    @property
    def member(self) -> Member:
        return self._desk.core.workspace.members[self.id]

    @property
    def name(self) -> str:
        return self.member.display_name

    # -- acting -------------------------------------------------------------------------------

    def command(self, command: str, text: str = "", channel: str | None = None) -> Reply:
        """Type a slash command; in the direct messages with the app unless told where."""
        core = self._desk.core
        if command not in core.manifest.commands:
            return Reply(None, f"{command} is not a valid command.")
        where = self._channel(channel or core.workspace.direct(self.id).id)
        sent = typed_command(core.workspace, text) if core.manifest.commands[command] else text
        payload = payloads.slash_command(core, self._active(), command, sent.strip(), where)
        delivery = self._desk.deliver("slash_commands", payload)
        if not delivery.ok:
            return Reply(delivery, f"{command} failed because the app did not respond.")
        body = delivery.answer or {}
        if body.get("text") or body.get("blocks"):
            error = _bad_answer(body)
            if error is not None:
                return Reply(delivery, f"{command} failed with the error “{error}”.")
            answer(core.workspace, self.id, where.id, body)
        return Reply(delivery)

    def shortcut(self, callback_id: str) -> Reply:
        """Pick one of the app's global shortcuts."""
        self._declared(callback_id, "global")
        payload = payloads.shortcut(self._desk.core, self._active(), callback_id)
        return _shortcut_reply(self._desk.deliver("interactive", payload))

    def message_shortcut(self, callback_id: str, channel: str, ts: str) -> Reply:
        """Pick one of the app's shortcuts from a message's menu."""
        self._declared(callback_id, "message")
        message = self._desk.core.workspace.message(self._channel(channel).id, ts)
        if message is None:
            raise NotSeen(f"No message {ts} in {channel}.")
        payload = payloads.message_shortcut(self._desk.core, self._active(), callback_id, message)
        return _shortcut_reply(self._desk.deliver("interactive", payload))

    def _declared(self, callback_id: str, sort: str) -> None:
        if self._desk.core.manifest.shortcuts.get(callback_id) != sort:
            raise NotSeen(f"The manifest has no {sort} shortcut {callback_id!r}.")

    def click(
        self,
        target: Message | LiveView,
        button: str | None = None,
        *,
        action_id: str | None = None,
        value: str | None = None,
        block_id: str | None = None,
        option: object = None,
        force: bool = False,
        timeout: float = LONG_ENOUGH,
    ) -> ClickResult:
        """Press a button, or pick `option` from a list or menu, confirming where asked.

        On a message the copy of this moment is used, waiting for the button to appear; `force`
        presses on the given copy, as on a screen that has not caught up.
        """

        def look(blocks: list[Json]) -> Json | None:
            return element_named(blocks, button, action_id, value, block_id)

        wanted = button if option is None else option
        return self._act(target, look, button or action_id or "", wanted, force, timeout)

    def choose(
        self,
        target: Message | LiveView,
        option: str,
        *,
        action_id: str | None = None,
        block_id: str | None = None,
        force: bool = False,
        timeout: float = LONG_ENOUGH,
    ) -> ClickResult:
        """Open the menu of more that offers this, and pick it by its text or value."""

        def look(blocks: list[Json]) -> Json | None:
            return menu_with(blocks, option, action_id, block_id)

        return self._act(target, look, option, option, force, timeout)

    def _act(
        self,
        target: Message | LiveView,
        look: Callable[[list[Json]], Json | None],
        name: str,
        wanted: object,
        force: bool,
        timeout: float,
    ) -> ClickResult:
        """Act on the element as soon as it is there, on a copy that is given also now."""

        def copy() -> Message | LiveView:
            return target if force else self._current(target)

        def find() -> tuple[Message | LiveView, Json] | None:
            current = copy()
            element = look(_blocks(current))
            return (current, element) if element is not None else None

        found = self._desk.core.workspace.wait(find, timeout if not force else 0)
        if found is None:
            raise NotSeen(f"No {name!r} to click; there is: {what_is_there(_blocks(copy()))}")
        current, element = found
        choice = self._choice(element, wanted)
        if isinstance(current, Message):
            return self.press(current, element, choice)
        return current.press(element, choice)

    def press(
        self,
        message: Message,
        element: Json,
        choice: object,
        held: Mapping[Place, object] | None = None,
    ) -> ClickResult:
        """Act on this element of this copy of a message, whose other fields hold `held`."""
        self._channel(message.channel)
        return self._desk.act_on_message(self._active(), message, element, choice, held)

    def _current(self, target: Message | LiveView) -> Message | LiveView:
        if isinstance(target, LiveView):
            return target
        core = self._desk.core
        if target.ephemeral_for is not None:
            notes = [note for note in core.workspace.ephemerals if note.ts == target.ts]
            return notes[0] if notes else target
        return core.workspace.message(target.channel, target.ts) or target

    def _choice(self, element: Json, wanted: object) -> object:
        if as_text(element.get("type")) in ("button", "icon_button", "workflow_button"):
            return None
        return value_for(self._desk.core.workspace, element, wanted, lambda _query: [])

    # -- writing ------------------------------------------------------------------------------

    def say(self, channel: str, text: str, thread: Message | str | None = None) -> Message:
        """Write a message; @handle mentions, and the app hears what it subscribed to."""
        core = self._desk.core
        where = self._channel(channel)
        if self.id not in where.members:
            raise NotSeen(f"{self.name} isn't in {where.name}.")
        if where.archived:
            raise NotSeen(f"{where.name} is archived.")
        if where.is_direct and core.manifest.messages_tab_read_only:
            raise NotSeen("Sending messages to this app has been turned off.")
        self._active()
        stored = typed_message(core.workspace, text)
        thread_ts = thread.thread_ts or thread.ts if isinstance(thread, Message) else thread
        return core.workspace.post(
            Message(
                where.id,
                core.workspace.next_ts(),
                self.id,
                stored,
                (rich_text_of(stored),),
                thread_ts=thread_ts,
            )
        )

    def mention(self, channel: str, text: str, thread: Message | str | None = None) -> Message:
        """Write to the app: '@Escalations text'."""
        return self.say(channel, f"<@{BOT_USER}> {text}", thread)

    def edit(self, message: Message, text: str) -> Message:
        """Change one's own message; Slack tells the app of a mention once more."""
        core = self._desk.core
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

    def delete(self, message: Message) -> None:
        if message.user != self.id:
            raise NotSeen("Only one's own messages can be deleted.")
        workspace = self._desk.core.workspace
        with workspace.lock:
            is_there = workspace.message(message.channel, message.ts) is not None
            if is_there:
                workspace.delete_message(message.channel, message.ts)
        if not is_there:
            raise NotSeen("This message is gone already.")

    def follow(self, link: str) -> Message:
        """Open a link to a message, for instance a button's."""
        found = self._desk.core.workspace.linked(link)
        if found is None:
            raise NotSeen(f"{link} leads to no message.")
        self._channel(found.channel)
        return found

    # -- seeing -------------------------------------------------------------------------------

    def modals(self) -> list[Modal]:
        """The open modals, the one on top last."""
        stack = self._desk.core.views.stack(self.id)
        return [Modal(self._desk, self.member, view.id) for view in stack]

    def wait_for_modal(self, title: str | None = None, timeout: float = LONG_ENOUGH) -> Modal:
        """The modal on top, once it carries this title."""
        views = self._desk.core.views

        def find() -> str | None:
            top = views.top(self.id)
            return top.id if top is not None and title in (None, top.title) else None

        found = self._desk.core.workspace.wait(find, timeout)
        if found is None:
            there = [view.title for view in views.stack(self.id)] or "none"
            raise NotSeen(f"{self.name} saw no modal {title or ''!r}; open: {there}")
        return Modal(self._desk, self.member, found)

    def home(self) -> HomeTab | None:
        """The Home tab as last published."""
        view = self._desk.core.views.home(self.id)
        return HomeTab(self._desk, self.member, view.id) if view is not None else None

    def open_home(self, timeout: float = LONG_ENOUGH) -> HomeTab:
        """Look at the app's Home tab, and wait for the app to publish it."""
        core = self._desk.core
        view = core.views.home(self.id)
        before = view.hash if view is not None else ""
        self.look_at_home()

        def published() -> bool | None:
            now = core.views.home(self.id)
            return True if now is not None and now.hash != before else None

        if core.workspace.wait(published, timeout) is None:
            raise NotSeen(f"The app published no Home tab for {self.name} in {timeout} s.")
        home = self.home()
        assert home is not None
        return home

    def look_at_home(self) -> None:
        """Look at the app's Home tab as it stands; the app hears of it."""
        self._look_at("home")

    def look_at_messages(self) -> None:
        """Look at the app's Messages tab; the app hears of that by the same event."""
        self._look_at("messages")

    def _look_at(self, tab: str) -> None:
        core = self._desk.core
        view = core.views.home(self.id) if tab == "home" else None
        inner: Json = {
            "type": "app_home_opened",
            "user": self._active().id,
            "channel": core.workspace.direct(self.id).id,
            "tab": tab,
            "event_ts": core.workspace.next_ts(),
        }
        if view is not None:
            inner["view"] = view.wire()
        self._desk.emit(payloads.event(core, inner))

    def room(self) -> Room:
        """The direct messages with the app."""
        return Room(self._desk.core, self._desk.core.workspace.direct(self.id).id)

    def dms(self) -> list[Message]:
        return self.room().messages()

    def wait_for_dm(self, look: Look, timeout: float = LONG_ENOUGH) -> Message:
        return self.room().wait_for(look, timeout)

    def ephemerals(self, channel: str | None = None) -> list[Message]:
        """Notes only this person sees, oldest first."""
        workspace = self._desk.core.workspace
        with workspace.lock:
            return [
                note
                for note in workspace.ephemerals
                if note.ephemeral_for == self.id and channel in (None, note.channel)
            ]

    def wait_for_ephemeral(
        self, look: Look, channel: str | None = None, timeout: float = LONG_ENOUGH
    ) -> Message:
        def find() -> Message | None:
            return next((note for note in self.ephemerals(channel) if look(note)), None)

        found = self._desk.core.workspace.wait(find, timeout)
        if found is None:
            there = [note.plain for note in self.ephemerals()] or "none"
            raise NotSeen(f"{self.name} saw no such private note; there are: {there}")
        return found

    # -- limits -------------------------------------------------------------------------------

    def _active(self) -> Member:
        if self.member.deleted:
            raise NotSeen(f"{self.name} is deactivated and can't do anything.")
        return self.member

    def _channel(self, channel_id: str) -> Channel:
        workspace = self._desk.core.workspace
        channel = workspace.channels.get(channel_id)
        if channel is None or not workspace.can_see(self.id, channel):
            raise NotSeen(f"{self.name} can't see {channel_id}.")
        return channel


def _blocks(target: Message | LiveView) -> list[Json]:
    return list(target.blocks)


def _bad_answer(body: Json) -> str | None:
    problems = block_problems(body.get("blocks") or [], "message")
    return f"invalid_blocks: {'; '.join(problems)}" if problems else None


def _shortcut_reply(delivery: Delivery) -> Reply:
    if delivery.ok:
        return Reply(delivery)
    return Reply(delivery, "The shortcut failed because the app did not respond.")
