"""Reads Slack's payloads into typed values; nothing past this file sees a raw payload."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from bot.case.identifiers import ChannelId, UserId
from bot.case.people import Person
from bot.case.text import clean_line, clean_name
from bot.verbs.settings.channel_changed import ChannelChangeSort, ChannelNews
from handlers.slack.contract.mentions import addressed
from handlers.slack.contract.messages import snapshot
from handlers.slack.contract.requests import (
    Click,
    Command,
    Deleted,
    FormValues,
    GroupChanged,
    HomeOpened,
    JsonObject,
    Mention,
    OpenForm,
    PersonChanged,
    Sender,
    Shortcut,
    SourceMessage,
    Submission,
    Written,
)


def _object(value: object) -> JsonObject:
    return value if isinstance(value, Mapping) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _dig(payload: JsonObject, *path: str) -> str:
    """The text at a path, '' where anything on the way is missing or null."""
    found: object = payload
    for step in path:
        found = _object(found).get(step)
    return _text(found)


def _users(value: object) -> tuple[UserId, ...]:
    return tuple(UserId(_text(v)) for v in value if _text(v)) if isinstance(value, list) else ()


def sender(body: JsonObject) -> Sender:
    """Who sent a command, an interaction or an event."""
    event = _object(body.get("event"))
    user = (
        _dig(body, "user", "id")
        or _dig(body, "user_id")
        or _dig(event, "user")
        or _dig(event, "user", "id")
    )
    installed, enterprise = _installation(body)
    own = (
        _dig(body, "user", "team_id")
        or _dig(event, "user_team")
        or _dig(event, "team")
        or _dig(body, "team_id")
        or installed
    )
    return Sender(UserId(user), own, installed, enterprise)


def _installation(body: JsonObject) -> tuple[str, str]:
    """The workspace and the organisation that the app is installed in. An event of a channel shared
    with another organisation (Slack Connect) may name that one as where it occurred."""
    listed = body.get("authorizations") if body.get("is_ext_shared_channel") is True else None
    given = _object(listed[0]) if isinstance(listed, list) and listed else {}
    if _dig(given, "team_id"):
        return _dig(given, "team_id"), _dig(given, "enterprise_id")
    team = _dig(body, "team", "id") or _dig(body, "team_id")
    return team, _dig(body, "enterprise", "id") or _dig(body, "enterprise_id")


def sort(body: JsonObject) -> str:
    """What it is, in Slack's own word."""
    said = _dig(body, "event", "type") or _dig(body, "type") or _dig(body, "command")
    return clean_line(said)[:60]


def command(body: JsonObject) -> Command:
    """A slash command."""
    return Command(
        sender(body),
        _dig(body, "command"),
        _dig(body, "text"),
        ChannelId(_dig(body, "channel_id")),
        _dig(body, "trigger_id"),
        _dig(body, "response_url"),
    )


def _value(element: JsonObject) -> str:
    """What an input or a clicked element holds, whatever its type; an instant in Unix seconds, of
    several choices a line each."""
    chosen = element.get("selected_option")
    if isinstance(chosen, Mapping):
        return _text(chosen.get("value"))
    options, users = element.get("selected_options"), element.get("selected_users")
    if isinstance(options, list):
        return "\n".join(_text(_object(option).get("value")) for option in options)
    if isinstance(users, list):
        return "\n".join(_users(users))
    instant = element.get("selected_date_time")
    if isinstance(instant, int):
        return str(instant)
    for name in ("value", "selected_user", "selected_date", "selected_conversation"):
        if _text(element.get(name)):
            return _text(element.get(name))
    return ""


def form(view: JsonObject) -> OpenForm:
    """A view, with each block's one input."""
    blocks = _object(_object(view.get("state")).get("values"))
    values = {
        block_id: next((_value(_object(e)) for e in _object(elements).values()), "")
        for block_id, elements in blocks.items()
    }
    return OpenForm(
        _dig(view, "id"),
        _dig(view, "hash"),
        _dig(view, "callback_id"),
        _dig(view, "private_metadata"),
        FormValues(values),
    )


def click(body: JsonObject) -> Click:
    """The one action of a block_actions payload."""
    actions = body.get("actions")
    action = _object(actions[0]) if isinstance(actions, list) and actions else {}
    view = body.get("view")
    channel = _dig(body, "channel", "id") or _dig(body, "container", "channel_id")
    return Click(
        sender(body),
        _dig(action, "action_id"),
        _value(action),
        _dig(action, "block_id"),
        _dig(body, "trigger_id"),
        _dig(body, "response_url"),
        ChannelId(channel) if channel else None,
        _dig(body, "container", "message_ts") or _dig(body, "message", "ts"),
        form(_object(view)) if isinstance(view, Mapping) else None,
        _dig(body, "view", "type") == "home",
        _dig(action, "action_ts"),
    )


def submission(body: JsonObject) -> Submission:
    """A form sent off."""
    return Submission(sender(body), form(_object(body.get("view"))))


def shortcut(body: JsonObject) -> Shortcut:
    """A shortcut; on a message with the snapshot of it."""
    message = _object(body.get("message"))
    source = _source(body, message) if message else None
    return Shortcut(
        sender(body),
        _dig(body, "callback_id"),
        _dig(body, "trigger_id"),
        _dig(body, "response_url"),
        source,
    )


def _source(body: JsonObject, message: JsonObject) -> SourceMessage:
    """What the message says, every address in it, and its own unless it is of a direct message."""
    channel, name = _dig(body, "channel", "id"), _dig(body, "channel", "name")
    is_direct = channel.startswith("D") or name == "directmessage" or name.startswith("mpdm-")
    seen = snapshot(message)
    own = "" if is_direct else message_link(body)
    links = (*([own] if own else []), *seen.links)
    return SourceMessage(seen.text, tuple(dict.fromkeys(links)), is_direct)


def message_link(body: JsonObject) -> str:
    """A message's permalink, built from the payload: the bot may not be in that channel."""
    domain, channel = _dig(body, "team", "domain"), _dig(body, "channel", "id")
    ts = _dig(body, "message", "ts") or _dig(body, "message_ts")
    if not (domain and channel and ts):
        return ""
    link = f"https://{domain}.slack.com/archives/{channel}/p{ts.replace('.', '')}"
    thread = _dig(body, "message", "thread_ts")
    return f"{link}?thread_ts={thread}&cid={channel}" if thread and thread != ts else link


def mention(body: JsonObject, bot_user: str = "") -> Mention:
    """A mention of the bot, with what is said to it."""
    event = _object(body.get("event"))
    return Mention(
        sender(body),
        ChannelId(_dig(event, "channel")),
        _dig(event, "ts"),
        _dig(event, "thread_ts"),
        addressed(_dig(event, "text"), bot_user),
        isinstance(event.get("edited"), Mapping),
    )


def written(body: JsonObject) -> Written | None:
    """What a person wrote in a thread of a channel; None for everything else that Slack calls a
    message: an edit, a deletion, somebody joining, what an app posts, and what opens no thread."""
    event = _object(body.get("event"))
    thread, ts = _dig(event, "thread_ts"), _dig(event, "ts")
    is_in_thread = thread not in ("", ts)
    in_channel = _dig(event, "channel_type") in ("channel", "group")
    is_new = _dig(event, "subtype") in ("", "file_share", "thread_broadcast")
    by_person = _dig(event, "user") != "" and not event.get("bot_id")
    if not (is_in_thread and in_channel and is_new and by_person):
        return None
    channel = ChannelId(_dig(event, "channel"))
    return Written(sender(body), channel, ts, thread, _dig(event, "text"))


def bot_of(body: JsonObject) -> str:
    """The bot that an event's message is by, '' where it's a person's."""
    return _dig(body, "event", "bot_id")


def deleted(body: JsonObject) -> Deleted | None:
    """A message that was deleted; None for everything else that Slack calls a message. Of one that
    opened a thread a tombstone is left: to Slack it was changed."""
    event = _object(body.get("event"))
    ts = _dig(event, "deleted_ts") if _dig(event, "subtype") == "message_deleted" else ""
    if _dig(event, "message", "subtype") == "tombstone":
        ts = _dig(event, "message", "ts")
    if not ts:
        return None
    thread = _dig(event, "previous_message", "thread_ts") or ts
    by_bot = _dig(event, "previous_message", "bot_id") != ""
    return Deleted(ChannelId(_dig(event, "channel")), ts, thread, by_bot)


def home_opened(body: JsonObject) -> HomeOpened:
    """A tab of the app was opened."""
    event = _object(body.get("event"))
    return HomeOpened(sender(body), _dig(event, "tab"), _dig(event, "view", "hash"))


def _zone(name: str) -> str:
    """A time zone that is known here too, "" for any other."""
    try:
        return ZoneInfo(name).key if name else ""
    except (KeyError, ValueError, OSError):
        return ""


def read_person(user: JsonObject, own_team: str) -> Person:
    """A user object. Without our own team to compare with, only `is_stranger` tells outsiders."""
    profile = _object(user.get("profile"))
    given = (_dig(profile, "display_name"), _dig(profile, "real_name"), _dig(user, "real_name"))
    # People choose them, so they are text from people like any other.
    name = next(filter(None, map(clean_name, given)), "")
    teams = {_dig(user, "team_id"), *_users(_object(user.get("enterprise_user")).get("teams"))}
    elsewhere = bool(own_team) and bool(teams - {""}) and own_team not in teams
    return Person(
        user=UserId(_dig(user, "id")),
        name=name or clean_name(_dig(user, "name")) or _dig(user, "id"),
        timezone=_zone(_dig(user, "tz")),
        is_guest=user.get("is_restricted") is True or user.get("is_ultra_restricted") is True,
        is_outsider=user.get("is_stranger") is True or elsewhere,
        is_bot=user.get("is_bot") is True,
        is_deactivated=user.get("deleted") is True,
    )


def person_changed(body: JsonObject, own_team: str) -> PersonChanged:
    """team_join and user_change carry the whole user."""
    return PersonChanged(read_person(_object(_object(body.get("event")).get("user")), own_team))


_OF_CHANNELS: Mapping[str, ChannelChangeSort] = {
    "member_joined_channel": ChannelChangeSort.JOINED,
    "member_left_channel": ChannelChangeSort.LEFT,
    "channel_shared": ChannelChangeSort.SHARED,
    "channel_convert_to_public": ChannelChangeSort.PUBLIC,
    "channel_unarchive": ChannelChangeSort.OPENED,
    "group_unarchive": ChannelChangeSort.OPENED,
}


def channel_changed(body: JsonObject) -> ChannelNews | None:
    """What an event tells of a channel: one of its own, or a message of Slack's about it. None for
    a message from somebody, which says nothing of its channel."""
    event = _object(body.get("event"))
    kind, subtype = _dig(event, "type"), _dig(event, "subtype")
    if kind == "message" and subtype not in CONVERSIONS:
        return None
    sort = _OF_CHANNELS.get(subtype if kind == "message" else kind, ChannelChangeSort.OTHER)
    return ChannelNews(ChannelId(_dig(event, "channel")), sort, UserId(_dig(event, "user")))


CONVERSIONS = ("channel_convert_to_public", "channel_convert_to_private")
"""Messages by which Slack says that a channel was made public, or private."""


def group_changed(body: JsonObject) -> GroupChanged:
    """subteam_created and _updated carry the members, subteam_members_changed the difference."""
    event = _object(body.get("event"))
    subteam = _object(event.get("subteam"))
    if subteam:
        gone = bool(subteam.get("date_delete"))
        listed = subteam.get("users")
        members = () if gone else _users(listed) if isinstance(listed, list) else None
        return GroupChanged(_dig(subteam, "id"), members)
    return GroupChanged(
        _dig(event, "subteam_id"),
        added=_users(event.get("added_users")),
        removed=_users(event.get("removed_users")),
    )
