"""Modals and Home tabs as they stand, and the trigger ids that let the app open them."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sandbox.blockkit.field_values import Place, kept, state_values
from sandbox.json_values import Json, as_text, objects
from sandbox.workspace.directory import APP_ID, BOT_ID, TEAM
from sandbox.workspace.state import Workspace

TRIGGER_LIFE = 3.0
DEEPEST_STACK = 3


class ViewRefused(Exception):
    """A view method's error, by Slack's name for it."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


@dataclass(frozen=True)
class View:
    """One view at one moment, with what its person has typed so far."""

    id: str
    user: str
    body: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    typed: Mapping[Place, object] = field(default_factory=dict)

    @property
    def blocks(self) -> list[Json]:
        return objects(self.body.get("blocks"))

    @property
    def title(self) -> str:
        title = self.body.get("title")
        return as_text(title.get("text")) if isinstance(title, dict) else ""

    def wire(self) -> Json:
        """The view object of payloads and answers."""
        is_modal = self.body.get("type") == "modal"
        return {
            "id": self.id,
            "team_id": TEAM,
            "type": self.body.get("type"),
            "blocks": self.blocks,
            "private_metadata": self.body.get("private_metadata", ""),
            "callback_id": self.body.get("callback_id", ""),
            "state": {"values": state_values(self.blocks, dict(self.typed))},
            "hash": self.hash,
            "title": self.body.get("title", {"type": "plain_text", "text": "View Title"}),
            "clear_on_close": self.body.get("clear_on_close", False),
            "notify_on_close": self.body.get("notify_on_close", False),
            "close": self.body.get("close"),
            "submit": self.body.get("submit"),
            "previous_view_id": self.previous_id,
            "root_view_id": self.root_id,
            "app_id": APP_ID,
            "external_id": self.body.get("external_id", ""),
            "app_installed_team_id": TEAM,
            "bot_id": BOT_ID,
        } | ({"submit_disabled": self.body.get("submit_disabled", False)} if is_modal else {})


@dataclass(frozen=True)
class Trigger:
    """What a trigger id stands for."""

    user: str
    made: float
    from_view: str | None
    used: bool = False


class OpenViews:
    """Every person's stack of modals and Home tab."""

    def __init__(self, workspace: Workspace, trigger_life: float = TRIGGER_LIFE) -> None:
        self._workspace = workspace
        self._trigger_life = trigger_life
        self._views: dict[str, View] = {}
        self._stacks: dict[str, list[str]] = {}
        self._homes: dict[str, str] = {}
        self._triggers: dict[str, Trigger] = {}
        self._external_ids: dict[str, str] = {}
        self._numbers = 0

    def _next(self) -> str:
        self._numbers += 1
        return f"{self._numbers:06d}"

    def new_trigger(self, user: str, from_view: str | None = None) -> str:
        with self._workspace.lock:
            trigger = f"{self._next()}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
            self._triggers[trigger] = Trigger(user, self._workspace.clock.machine(), from_view)
            return trigger

    def take_trigger(self, trigger_id: str) -> Trigger:
        """The trigger, used up by this; a late, used or unknown one is refused."""
        with self._workspace.lock:
            trigger = self._triggers.get(trigger_id)
            if trigger is None:
                raise ViewRefused("invalid_trigger_id")
            if trigger.used:
                raise ViewRefused("exchanged_trigger_id")
            if self._workspace.clock.machine() - trigger.made > self._trigger_life:
                raise ViewRefused("expired_trigger_id")
            self._triggers[trigger_id] = replace(trigger, used=True)
            return trigger

    def _new_hash(self) -> str:
        return f"{int(self._workspace.clock.machine())}.{secrets.token_hex(4)}"

    def _filled(self, body: Json) -> Json:
        """The body with a block_id on every block, as Slack returns it."""
        blocks = [
            block if block.get("block_id") else {**block, "block_id": secrets.token_hex(3)}
            for block in objects(body.get("blocks"))
        ]
        return {**body, "blocks": blocks}

    def _claim_external_id(self, body: Json, view_id: str) -> None:
        external = as_text(body.get("external_id"))
        if external:
            if self._external_ids.get(external, view_id) != view_id:
                raise ViewRefused("duplicate_external_id")
            self._external_ids[external] = view_id

    def open(self, user: str, body: Json) -> View:
        """A new root: whatever modal the person had open gives way to it."""
        with self._workspace.lock:
            identity = f"V{self._next()}"
            self._claim_external_id(body, identity)
            view = View(identity, user, self._filled(body), self._new_hash(), identity)
            for other in self._stacks.get(user, []):
                self._forget(other)
            self._views[identity] = view
            self._stacks[user] = [identity]
        self._workspace.tell("view", user, identity)
        return view

    def push(self, user: str, body: Json) -> View:
        with self._workspace.lock:
            stack = self._stacks.get(user, [])
            if not stack:
                raise ViewRefused("not_found")
            if len(stack) >= DEEPEST_STACK:
                raise ViewRefused("push_limit_reached")
            identity = f"V{self._next()}"
            self._claim_external_id(body, identity)
            view = View(
                identity,
                user,
                self._filled(body),
                self._new_hash(),
                self._views[stack[0]].id,
                stack[-1],
            )
            self._views[identity] = view
            stack.append(identity)
        self._workspace.tell("view", user, identity)
        return view

    def update(self, view: View, body: Json, hash_: str | None = None) -> View:
        """The view with a new body; inputs that stay themselves keep what was typed."""
        with self._workspace.lock:
            if hash_ and hash_ != view.hash:
                raise ViewRefused("hash_conflict")
            self._claim_external_id(body, view.id)
            filled = self._filled(body)
            typed = kept(objects(filled["blocks"]), dict(view.typed), view.blocks)
            new = replace(view, body=filled, hash=self._new_hash(), typed=typed)
            self._views[view.id] = new
        self._workspace.tell("view_changed", view.user, view.id)
        return new

    def publish(self, user: str, body: Json, hash_: str | None = None) -> View:
        with self._workspace.lock:
            current = self.home(user)
            if current is not None:
                return self.update(current, body, hash_)
            identity = f"V{self._next()}"
            view = View(identity, user, self._filled(body), self._new_hash(), identity)
            self._views[identity] = view
            self._homes[user] = identity
        self._workspace.tell("home", user, identity)
        return view

    def type_in(self, view_id: str, place: Place, value: object) -> View:
        """A person fills a field: Slack hears of it only with the next interaction."""
        with self._workspace.lock:
            view = self._views.get(view_id)
            if view is None:
                raise LookupError("This form has been closed.")
            self._views[view_id] = replace(view, typed={**view.typed, place: value})
            return self._views[view_id]

    def find(self, view_id: str, external_id: str = "") -> View | None:
        with self._workspace.lock:
            return self._views.get(view_id or self._external_ids.get(external_id, ""))

    def home(self, user: str) -> View | None:
        return self._views.get(self._homes.get(user, ""))

    def top(self, user: str) -> View | None:
        with self._workspace.lock:
            stack = self._stacks.get(user)
            return self._views[stack[-1]] if stack else None

    def stack(self, user: str) -> list[View]:
        with self._workspace.lock:
            return [self._views[identity] for identity in self._stacks.get(user, [])]

    def close_top(self, user: str) -> None:
        with self._workspace.lock:
            stack = self._stacks.get(user, [])
            if stack:
                self._forget(stack.pop())
        self._workspace.tell("view_closed", user, "")

    def close_all(self, user: str) -> None:
        with self._workspace.lock:
            for identity in self._stacks.pop(user, []):
                self._forget(identity)
        self._workspace.tell("view_closed", user, "")

    def _forget(self, identity: str) -> None:
        gone = self._views.pop(identity, None)
        if gone is not None:
            self._external_ids.pop(as_text(gone.body.get("external_id")), None)
