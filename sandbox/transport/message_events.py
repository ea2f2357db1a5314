"""What the app hears of messages: posts, edits and deletions where it is, mentions of itself."""

from uuid import NAMESPACE_URL, uuid5

from sandbox.json_values import Json
from sandbox.transport.payloads import event
from sandbox.workspace.core import Core
from sandbox.workspace.directory import BOT_USER, Channel
from sandbox.workspace.messages import SlackMessage

_CHANNEL_TYPES = {"public": "channel", "private": "group", "im": "im"}


def message_events(
    core: Core, before: SlackMessage | None, after: SlackMessage | None
) -> list[Json]:
    """The events of one change to a message, as far as the manifest subscribes to them."""
    told = after or before
    if told is None or not _shows(before, after):
        return []
    channel = core.workspace.channels[told.channel]
    if BOT_USER not in channel.members:
        return []
    inner: list[Json] = []
    if after is not None and _mentions_the_app(core, after, channel):
        inner.append(_app_mention(core, after))
    if _subscribed(core, channel):
        inner.append(_message(core, channel, before, after))
    shared = core.workspace.is_shared(channel)
    return [event(core, each, shared=shared) for each in inner]


def _shows(before: SlackMessage | None, after: SlackMessage | None) -> bool:
    """Metadata alone makes no event of a message."""
    if before is None or after is None:
        return True
    kept = ("text", "blocks", "attachments", "subtype", "edited_ts")
    return any(getattr(before, name) != getattr(after, name) for name in kept)


def _subscribed(core: Core, channel: Channel) -> bool:
    wanted = f"message.{channel.scope_prefix}" in core.manifest.events
    return wanted and f"{channel.scope_prefix}:history" in core.manifest.scopes


def _mentions_the_app(core: Core, message: SlackMessage, channel: Channel) -> bool:
    if "app_mention" not in core.manifest.events or channel.is_direct or message.by_app:
        return False
    return core.workspace.mentioned_bot(message.text)


def _app_mention(core: Core, message: SlackMessage) -> Json:
    told = _wire(core, message)
    kept = ("client_msg_id", "user", "text", "ts", "team", "user_team", "source_team")
    also = ("blocks", "thread_ts", "edited", "bot_id", "app_id")
    inner: Json = {"type": "app_mention", "channel": message.channel}
    inner |= {key: told[key] for key in (*kept, *also) if key in told}
    if not message.is_reply:
        inner.pop("thread_ts", None)
    return inner | {"event_ts": message.edited_ts or message.ts}


def _message(
    core: Core, channel: Channel, before: SlackMessage | None, after: SlackMessage | None
) -> Json:
    place: Json = {"channel": channel.id, "channel_type": _CHANNEL_TYPES[channel.kind]}
    if before is None:
        assert after is not None
        return _posted(core, after) | place | {"event_ts": after.ts}
    stamp = core.workspace.next_ts()
    inner: Json = {"type": "message", "previous_message": _wire(core, before), "hidden": True}
    inner |= place | {"ts": stamp, "event_ts": stamp}
    if after is None:
        return inner | {"subtype": "message_deleted", "deleted_ts": before.ts}
    return inner | {"subtype": "message_changed", "message": _wire(core, after)}


def _posted(core: Core, message: SlackMessage) -> Json:
    told = _wire(core, message)
    root = core.workspace.message(message.channel, message.thread_ts or "")
    if message.broadcast and message.is_reply and root is not None:
        told |= {"subtype": "thread_broadcast", "root": _wire(core, root)}
    return told


def _wire(core: Core, message: SlackMessage) -> Json:
    """The message object with what only events tell: whose team, and which client's message."""
    told = core.workspace.wire(message)
    member = core.workspace.members.get(message.user)
    if message.subtype == "tombstone":
        told["hidden"] = True
    if member is None or message.by_app or member.is_bot:
        return told
    if member.is_outsider:
        told |= {"user_team": member.team, "source_team": member.team}
    # The same in a message's own event and in that of the mention in it.
    client = uuid5(NAMESPACE_URL, f"{message.channel}/{message.ts}")
    return told | {"client_msg_id": str(client)}
