"""The workspace as the page gets it: people, conversations, messages, views (README.md here)."""

from urllib.parse import quote

from sandbox.blockkit.field_values import initial_value
from sandbox.blockkit.fields import fields_of
from sandbox.json_values import Json, as_object, as_text
from sandbox.page.read_marks import ReadMarks, by_thread
from sandbox.workspace.core import Core
from sandbox.workspace.directory import BOT_USER, Account, Channel
from sandbox.workspace.messages import SlackMessage
from sandbox.workspace.open_views import View


def person(member: Account) -> Json:
    return {
        "id": member.id,
        "handle": member.handle,
        "name": member.display_name,
        "title": member.title,
        "zone": member.timezone,
        "deleted": member.deleted,
        "is_bot": member.is_bot,
        "is_guest": member.is_restricted,
        "is_outsider": member.is_outsider,
        "is_admin": member.is_admin,
    }


def app(core: Core) -> Json:
    return {"id": BOT_USER, **core.manifest.face}


def visible(core: Core, viewer: str) -> list[Channel]:
    """Channels the person sees, then their direct messages with the app."""
    workspace = core.workspace
    direct = workspace.direct(viewer)
    channels = [c for c in workspace.channels.values() if not c.is_direct]
    seen = [c for c in channels if workspace.can_see(viewer, c)]
    return [*sorted(seen, key=lambda c: c.name), direct]


def conversations(core: Core, read_marks: ReadMarks, viewer: str) -> list[Json]:
    return [_conversation(core, read_marks, viewer, channel) for channel in visible(core, viewer)]


def _conversation(core: Core, read_marks: ReadMarks, viewer: str, channel: Channel) -> Json:
    messages = core.workspace.messages(channel.id)
    is_member = viewer in channel.members
    why_not = _why_not(core, viewer, channel)
    return {
        "id": channel.id,
        "name": core.manifest.app_name if channel.is_direct else channel.name,
        "kind": channel.kind,
        "member": is_member,
        "members": len(channel.members),
        "archived": channel.archived,
        "unread": read_marks.unread(viewer, channel, messages) if is_member else 0,
        "latest": messages[-1].ts if messages else None,
        "can_post": not why_not,
        "why_not": why_not,
    }


def _why_not(core: Core, viewer: str, channel: Channel) -> str:
    if core.workspace.members[viewer].deleted:
        return "This account is deactivated."
    if channel.archived:
        return "This channel is archived."
    if channel.is_direct and core.manifest.messages_tab_read_only:
        return "Sending messages to this app has been turned off."
    return "" if viewer in channel.members else "You are looking at a channel you are not in."


def threads_unread(core: Core, read_marks: ReadMarks, viewer: str) -> int:
    """How many replies are new in the threads this person is in."""
    return sum(
        read_marks.thread(viewer, root, replies).unread
        for channel in visible(core, viewer)
        for root, replies in read_marks.threads_of(viewer, core.workspace.messages(channel.id))
    )


def messages(
    core: Core, read_marks: ReadMarks, viewer: str, given: list[SlackMessage]
) -> list[Json]:
    """Messages of one channel as this person sees them, roots with their threads' figures."""
    if not given:
        return []
    inside = by_thread(core.workspace.messages(given[0].channel))
    return [_message(core, read_marks, viewer, m, inside.get(m.ts, [])) for m in given]


def message(core: Core, read_marks: ReadMarks, viewer: str, given: SlackMessage) -> Json:
    replies = [] if given.is_reply else core.workspace.replies(given.channel, given.ts)
    return _message(core, read_marks, viewer, given, replies)


def _message(
    core: Core, read_marks: ReadMarks, viewer: str, given: SlackMessage, replies: list[SlackMessage]
) -> Json:
    figures = read_marks.thread(viewer, given, replies)
    only_me = given.ephemeral_for is not None
    users = list(dict.fromkeys(reply.user for reply in figures.replies))
    return {
        "channel": given.channel,
        "ts": given.ts,
        "user": given.user,
        "text": given.text,
        "blocks": list(given.blocks),
        "thread_ts": given.thread_ts if given.is_reply or only_me else None,
        "edited": given.edited,
        "by_app": given.by_app,
        "only_me": only_me,
        "subtype": given.subtype,
        "broadcast": given.broadcast,
        "reply_count": len(figures.replies),
        "reply_users": users[:5],
        "latest_reply": figures.replies[-1].ts if figures.replies else None,
        "unread_replies": figures.unread,
        "link": core.workspace.permalink(given),
        "files": [_file(file) for file in given.files],
    }


def _file(given: Json) -> Json:
    """A file of a message, with where the page gets it."""
    address = f"/page/file?id={quote(as_text(given.get('id')))}"
    return {"name": given.get("name"), "size": given.get("size"), "url": address}


def view(given: View) -> Json:
    """A modal or Home tab; `values` is what its person has typed, else what fields began with."""
    values: dict[str, Json] = {}
    for field in fields_of(given.blocks):
        value = given.typed.get(field.place, initial_value(field.element))
        values.setdefault(field.block_id, {})[field.action_id] = value
    return {
        "id": given.id,
        "type": given.body.get("type"),
        "hash": given.hash,
        "callback_id": given.body.get("callback_id", ""),
        "title": given.title,
        "submit": _words(given.body.get("submit")),
        "close": _words(given.body.get("close")),
        "blocks": given.blocks,
        "values": values,
        "previous_view_id": given.previous_id,
        "clear_on_close": given.body.get("clear_on_close") is True,
        "submit_disabled": given.body.get("submit_disabled") is True,
    }


def _words(part: object) -> str | None:
    return as_text(as_object(part).get("text")) or None
