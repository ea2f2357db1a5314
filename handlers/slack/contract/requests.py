"""What arrives from Slack, as typed values: the raw payloads stop here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.case.identifiers import ChannelId, RequestKey, UserId
from bot.case.people import Person, Via
from handlers.slack.contract.mentions import Addressed

JsonObject = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sent a request, and from which workspace: `team` is the person's own, as far as told."""

    user: UserId
    team: str
    installed_team: str
    enterprise: str


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command. `reply_address` lives 30 minutes, `trigger` 3 seconds."""

    sender: Sender
    name: str
    text: str
    channel: ChannelId
    trigger: str
    reply_address: str

    @property
    def key(self) -> RequestKey:
        """A trigger is new each time a command is sent."""
        return RequestKey(f"command:{self.trigger}:{self.sender.user}:{self.name}")


@dataclass(frozen=True, slots=True)
class FormValues:
    """What a form holds, by block id; absent and empty are both ''."""

    values: Mapping[str, str]

    def get(self, block_id: str) -> str:
        """The text typed or the value chosen, '' when there is none."""
        return self.values.get(block_id, "")

    def has(self, block_id: str) -> bool:
        """Whether the form had this field at all."""
        return block_id in self.values


@dataclass(frozen=True, slots=True)
class OpenForm:
    """A form as it stood when something was clicked in it or it was submitted."""

    id: str
    hash: str
    callback: str
    note: str
    values: FormValues


@dataclass(frozen=True, slots=True)
class Click:
    """A button pressed or an entry chosen, on a message, on App Home or in a form."""

    sender: Sender
    action: str
    value: str
    block: str
    trigger: str
    reply_address: str
    channel: ChannelId | None = None
    message_ts: str = ""
    form: OpenForm | None = None
    is_home: bool = False
    pressed_at: str = ""

    @property
    def key(self) -> RequestKey:
        """A trigger is new for each press; the rest tells apart what must never be confused."""
        pressed = (self.trigger, self.pressed_at, self.sender.user, self.action, self.value)
        return RequestKey("click:" + ":".join(pressed))

    @property
    def via(self) -> Via:
        """Where it was pressed, for the timeline."""
        return Via.HOME if self.is_home else Via.BUTTON


@dataclass(frozen=True, slots=True)
class Submission:
    """A form sent off."""

    sender: Sender
    form: OpenForm

    @property
    def key(self) -> RequestKey:
        """A form is sent off once with success: its view id, for what it is and who sent it."""
        sent = (self.form.id, self.form.callback, self.sender.user)
        return RequestKey("view:" + ":".join(sent))


@dataclass(frozen=True, slots=True)
class SourceMessage:
    """The message a shortcut was used on, as a snapshot. `links` begin with its own, unless it is
    of a direct message (`is_direct`): that could be followed by its members alone."""

    text: str
    links: tuple[str, ...]
    is_direct: bool = False


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A shortcut, global or on a message."""

    sender: Sender
    callback: str
    trigger: str
    reply_address: str
    message: SourceMessage | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """The bot was mentioned, once or several times. What is `said` is still escaped by Slack.
    `is_edited`: the message was changed since it was sent."""

    sender: Sender
    channel: ChannelId
    ts: str
    thread_ts: str
    said: tuple[Addressed, ...]
    is_edited: bool = False

    @property
    def key(self) -> RequestKey:
        """What is typed in a channel is known by its place: an edit is the same request."""
        return RequestKey(f"said:{self.channel}:{self.ts}")


@dataclass(frozen=True, slots=True)
class Written:
    """A person wrote in a thread of a channel. `text` is still escaped by Slack."""

    sender: Sender
    channel: ChannelId
    ts: str
    thread_ts: str
    text: str

    @property
    def key(self) -> RequestKey:
        """Known by its place, like a mention, and apart from what it may mention."""
        return RequestKey(f"heard:{self.channel}:{self.ts}")


@dataclass(frozen=True, slots=True)
class Deleted:
    """A message of a channel was deleted. `thread_ts` is its thread's, its own where it opened
    one."""

    channel: ChannelId
    ts: str
    thread_ts: str
    by_bot: bool = False


@dataclass(frozen=True, slots=True)
class HomeOpened:
    """Somebody looks at a tab of the app; `view_hash` is that of the Home that is shown there."""

    sender: Sender
    tab: str = "home"
    view_hash: str = ""


@dataclass(frozen=True, slots=True)
class PersonChanged:
    """Somebody joined, was renamed, moved zone, became a guest or was deactivated."""

    person: Person


@dataclass(frozen=True, slots=True)
class GroupChanged:
    """A user group's members, whole or what was added and removed."""

    group: str
    members: tuple[UserId, ...] | None = None
    added: tuple[UserId, ...] = field(default=())
    removed: tuple[UserId, ...] = field(default=())
