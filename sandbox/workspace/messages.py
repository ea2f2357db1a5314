"""A message as the workspace keeps it, and the object Slack makes of it."""

from dataclasses import dataclass

from sandbox.blockkit.contents import interactive_elements, texts_in
from sandbox.json_values import Json, as_object, as_text, objects
from sandbox.workspace.directory import APP_ID, BOT_ID, BOT_USER, TEAM

BUTTON_TYPES = ("button", "workflow_button")


@dataclass(frozen=True)
class SlackMessage:
    """One message at one moment: an older copy stays as it was, like a stale screen."""

    channel: str
    ts: str
    user: str
    text: str
    blocks: tuple[Json, ...] = ()
    thread_ts: str | None = None
    metadata: Json | None = None
    edited_by: str | None = None
    edited_ts: str | None = None
    by_app: bool = False
    ephemeral_for: str | None = None
    subtype: str | None = None
    broadcast: bool = False
    attachments: tuple[Json, ...] = ()
    files: tuple[Json, ...] = ()

    @property
    def is_reply(self) -> bool:
        return self.thread_ts is not None and self.thread_ts != self.ts

    @property
    def edited(self) -> bool:
        return self.edited_ts is not None

    @property
    def buttons(self) -> tuple[str, ...]:
        """The texts of the buttons, in order."""
        return tuple(
            as_text(text.get("text"))
            for element in interactive_elements(self.blocks)
            if element.get("type") in BUTTON_TYPES and isinstance(text := element["text"], dict)
        )

    @property
    def menu(self) -> tuple[str, ...]:
        """The entries of the menus of more, in order."""
        return tuple(words for words, _ in _entries(self.blocks))

    @property
    def links(self) -> dict[str, str]:
        """Where buttons and menu entries lead that open an address, by their texts."""
        elements = interactive_elements(self.blocks)
        buttons = [(_words(e), as_text(e.get("url"))) for e in elements]
        return {words: url for words, url in (*buttons, *_entries(self.blocks)) if url}

    @property
    def plain(self) -> str:
        """Text and every text in the blocks, a line each: for looking for words."""
        return "\n".join([self.text, *texts_in(list(self.blocks))])

    def wire(self, *, with_metadata: bool = False, thread: Json | None = None) -> Json:
        """The message object; a parent's thread figures come in from the workspace."""
        message: Json = {"type": "message", "user": self.user, "text": self.text, "ts": self.ts}
        if self.subtype is not None:
            message["subtype"] = self.subtype
        if self.by_app:
            message |= {"bot_id": BOT_ID, "app_id": APP_ID, "bot_profile": bot_profile()}
        message["team"] = TEAM
        if self.thread_ts is not None:
            message["thread_ts"] = self.thread_ts
        if self.edited_ts is not None:
            message["edited"] = {"user": self.edited_by, "ts": self.edited_ts}
        if self.blocks:
            message["blocks"] = list(self.blocks)
        if self.attachments:
            message["attachments"] = list(self.attachments)
        if self.files:
            message |= {"files": list(self.files), "upload": False}
        if with_metadata and self.metadata is not None:
            message["metadata"] = self.metadata
        return message | (thread or {})


def bot_profile() -> Json:
    return {
        "id": BOT_ID,
        "app_id": APP_ID,
        "user_id": BOT_USER,
        "name": "Escalations",
        "deleted": False,
        "updated": 1,
        "team_id": TEAM,
    }


def _words(thing: Json) -> str:
    return as_text(as_object(thing.get("text")).get("text"))


def _entries(blocks: tuple[Json, ...]) -> list[tuple[str, str]]:
    """What the menus of more offer, each with its address or none."""
    menus = [e for e in interactive_elements(blocks) if e.get("type") == "overflow"]
    offered = [option for menu in menus for option in objects(menu.get("options"))]
    return [(_words(option), as_text(option.get("url"))) for option in offered]
