"""Slack's markup as people see it, with names and dates, and typed text as Slack sends it."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from sandbox.workspace.state import Workspace

_TOKEN = re.compile(r"<([^<>]+)>")
_AT = re.compile(r"(?<![\w@])@([a-z0-9][a-z0-9._-]*)", re.IGNORECASE)
_HASH = re.compile(r"(?<![\w#&])#([a-z0-9][a-z0-9_-]*)", re.IGNORECASE)
_KNOWN_TOKEN = re.compile(r"(<(?:@[UW]|#[CG]|!|https?:|mailto:)[^<>]*>)")
# A zero-width space is a space here: a mark next to it begins and ends nothing.
_EMPHASIS = re.compile(
    r"(?<![\w*_~])([*_~])([^\s\u200b]|[^\s\u200b][^\n]*?[^\s\u200b])\1(?![\w*_~])"
)
_ADDRESS = re.compile(r"(?<![<|\w])(https?://[^\s<>|]*[^\s<>|.,;:!?)\]'\"])")
_SECONDS = re.compile(r"-?[0-9]{1,13}")
_FORMATS = {
    "date_num": "%Y-%m-%d",
    "date_slash": "%m/%d/%Y",
    "date": "%B %-d, %Y",
    "date_long": "%A, %B %-d, %Y",
    "date_short": "%b %-d, %Y",
    "date_pretty": "%B %-d, %Y",
    "date_long_pretty": "%A, %B %-d, %Y",
    "date_short_pretty": "%b %-d, %Y",
    "day_divider_pretty": "%A, %B %-d",
    "time": "%H:%M",
    "time_secs": "%H:%M:%S",
}


def unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def shown(workspace: Workspace, text: str, zone: str) -> str:
    """The text with mentions as names and dates in this zone."""

    def token(match: re.Match[str]) -> str:
        return _token(workspace, match.group(1), zone)

    read = unescaped(_TOKEN.sub(token, _EMPHASIS.sub(r"\2", text)))
    return read.replace("\u200b", "")  # nobody sees a space without a width


def _token(workspace: Workspace, inside: str, zone: str) -> str:
    body, _, label = inside.partition("|")
    if body.startswith("@"):
        member = workspace.members.get(body[1:])
        return f"@{member.display_name if member else label or body[1:]}"
    if body.startswith("#"):
        channel = workspace.channels.get(body[1:])
        return f"#{channel.name if channel else label or body[1:]}"
    if body.startswith("!date^"):
        return _date(body, label, zone)
    if body.startswith("!subteam^"):
        group = workspace.groups.get(body.removeprefix("!subteam^"))
        return f"@{group.handle if group else label or body}"
    if body.startswith("!"):
        return f"@{label or body[1:]}"
    return f"{label} ({body})" if label else body


def _date(body: str, fallback: str, zone: str) -> str:
    parts = body.split("^")
    if len(parts) < 3 or not _SECONDS.fullmatch(parts[1]):
        return fallback or body
    try:
        moment = datetime.fromtimestamp(int(parts[1]), ZoneInfo(zone))
    except (ValueError, OverflowError, OSError):  # no year a calendar has
        return fallback or body

    def word(match: re.Match[str]) -> str:
        form = _FORMATS.get(match.group(1))
        return moment.strftime(form) if form is not None else match.group(0)

    return re.sub(r"\{(\w+)\}", word, parts[2])


def typed_command(workspace: Workspace, text: str) -> str:
    """Command text as sent with should_escape: entities, and @handle or #channel as ids."""
    return _with_names(workspace, escaped(text), labelled=True)


def typed_message(workspace: Workspace, text: str) -> str:
    """Message text as stored; tokens such as <@U0BOT> in a test's text stay what they are."""
    parts = _KNOWN_TOKEN.split(text)
    return "".join(
        part if number % 2 else _linked(workspace, escaped(part))
        for number, part in enumerate(parts)
    )


def _linked(workspace: Workspace, text: str) -> str:
    """Addresses become links, without the punctuation that ends the sentence; names become ids."""
    parts = _ADDRESS.split(text)
    return "".join(
        f"<{part}>" if number % 2 else _with_names(workspace, part, labelled=False)
        for number, part in enumerate(parts)
    )


def _with_names(workspace: Workspace, text: str, *, labelled: bool) -> str:
    people = {member.handle: member.id for member in workspace.members.values()}
    groups = {group.handle: group.id for group in workspace.groups.values()}
    channels = {channel.name: channel.id for channel in workspace.channels.values()}

    def person(match: re.Match[str]) -> str:
        name = match.group(1).lower()
        bare = name.rstrip("._-")
        tail = name[len(bare) :]
        if bare in people:
            return f"<@{people[bare]}{'|' + bare if labelled else ''}>{tail}"
        if bare in groups:
            return f"<!subteam^{groups[bare]}{'|@' + bare if labelled else ''}>{tail}"
        return match.group(0)

    def channel(match: re.Match[str]) -> str:
        name = match.group(1).lower()
        if name not in channels:
            return match.group(0)
        return f"<#{channels[name]}|{name if labelled else ''}>"

    return _HASH.sub(channel, _AT.sub(person, text))
