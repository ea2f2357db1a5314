"""A person at their screen: everything they can do to the app, beside all that they see."""

from collections.abc import Callable, Mapping

from sandbox.blockkit.blocks import block_problems
from sandbox.blockkit.contents import element_named, menu_with, what_is_there
from sandbox.blockkit.field_values import Place
from sandbox.json_values import Json, as_text
from sandbox.people.choices import value_for
from sandbox.people.live_view import HomeTab, LiveView
from sandbox.people.results import ClickResult, Reply
from sandbox.people.writer import Writer
from sandbox.transport import payloads
from sandbox.workspace.messages import SlackMessage
from sandbox.workspace.mrkdwn import typed_command
from sandbox.workspace.records import Delivery
from sandbox.workspace.response_urls import post_answer
from sandbox.workspace.waiting import LONG_ENOUGH, NotSeen


class SlackUser(Writer):
    """Acts as one member; everything goes to the app as Slack would send it."""

    # -- acting -------------------------------------------------------------------------------

    def command(self, command: str, text: str = "", channel: str | None = None) -> Reply:
        """Type a slash command; in the direct messages with the app unless told where."""
        core = self._client.core
        if command not in core.manifest.commands:
            return Reply(None, f"{command} is not a valid command.")
        where = self._channel(channel or core.workspace.direct(self.id).id)
        sent = typed_command(core.workspace, text) if core.manifest.commands[command] else text
        payload = payloads.slash_command(core, self._active(), command, sent.strip(), where)
        delivery = self._client.deliver("slash_commands", payload)
        if not delivery.ok:
            return Reply(delivery, f"{command} failed because the app did not respond.")
        body = delivery.answer or {}
        if body.get("text") or body.get("blocks"):
            error = _bad_answer(body)
            if error is not None:
                return Reply(delivery, f"{command} failed with the error “{error}”.")
            post_answer(core.workspace, self.id, where.id, body)
        return Reply(delivery)

    def shortcut(self, callback_id: str) -> Reply:
        """Pick one of the app's global shortcuts."""
        self._declared(callback_id, "global")
        payload = payloads.shortcut(self._client.core, self._active(), callback_id)
        return _shortcut_reply(self._client.deliver("interactive", payload))

    def message_shortcut(self, callback_id: str, channel: str, ts: str) -> Reply:
        """Pick one of the app's shortcuts from a message's menu."""
        self._declared(callback_id, "message")
        message = self._client.core.workspace.message(self._channel(channel).id, ts)
        if message is None:
            raise NotSeen(f"No message {ts} in {channel}.")
        payload = payloads.message_shortcut(self._client.core, self._active(), callback_id, message)
        return _shortcut_reply(self._client.deliver("interactive", payload))

    def _declared(self, callback_id: str, sort: str) -> None:
        if self._client.core.manifest.shortcuts.get(callback_id) != sort:
            raise NotSeen(f"The manifest has no {sort} shortcut {callback_id!r}.")

    def click(
        self,
        target: SlackMessage | LiveView,
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
        target: SlackMessage | LiveView,
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
        target: SlackMessage | LiveView,
        look: Callable[[list[Json]], Json | None],
        name: str,
        wanted: object,
        force: bool,
        timeout: float,
    ) -> ClickResult:
        """Act on the element as soon as it is there, on a copy that is given also now."""

        def copy() -> SlackMessage | LiveView:
            return target if force else self._current(target)

        def find() -> tuple[SlackMessage | LiveView, Json] | None:
            current = copy()
            element = look(_blocks(current))
            return (current, element) if element is not None else None

        found = self._client.core.workspace.wait(find, timeout if not force else 0)
        if found is None:
            raise NotSeen(f"No {name!r} to click; there is: {what_is_there(_blocks(copy()))}")
        current, element = found
        choice = self._choice(element, wanted)
        if isinstance(current, SlackMessage):
            return self.press(current, element, choice)
        return current.press(element, choice)

    def press(
        self,
        message: SlackMessage,
        element: Json,
        choice: object,
        held: Mapping[Place, object] | None = None,
    ) -> ClickResult:
        """Act on this element of this copy of a message, whose other fields hold `held`."""
        self._channel(message.channel)
        return self._client.act_on_message(self._active(), message, element, choice, held)

    def _current(self, target: SlackMessage | LiveView) -> SlackMessage | LiveView:
        if isinstance(target, LiveView):
            return target
        core = self._client.core
        if target.ephemeral_for is not None:
            notes = [note for note in core.workspace.ephemerals if note.ts == target.ts]
            return notes[0] if notes else target
        return core.workspace.message(target.channel, target.ts) or target

    def _choice(self, element: Json, wanted: object) -> object:
        if as_text(element.get("type")) in ("button", "icon_button", "workflow_button"):
            return None
        return value_for(self._client.core.workspace, element, wanted, lambda _query: [])

    # -- the Home tab ------------------------------------------------------------------------

    def open_home(self, timeout: float = LONG_ENOUGH) -> HomeTab:
        """Look at the app's Home tab, and wait for the app to publish it."""
        core = self._client.core
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
        core = self._client.core
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
        self._client.emit(payloads.event(core, inner))


def _blocks(target: SlackMessage | LiveView) -> list[Json]:
    return list(target.blocks)


def _bad_answer(body: Json) -> str | None:
    problems = block_problems(body.get("blocks") or [], "message")
    return f"invalid_blocks: {'; '.join(problems)}" if problems else None


def _shortcut_reply(delivery: Delivery) -> Reply:
    if delivery.ok:
        return Reply(delivery)
    return Reply(delivery, "The shortcut failed because the app did not respond.")
