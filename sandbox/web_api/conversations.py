"""conversations.*: opening direct messages, reading history, listing channels."""

from sandbox.json_values import Json
from sandbox.web_api.access import needs, readable, visible
from sandbox.web_api.call import Arguments, Method, Refusal, page
from sandbox.workspace.core import Core
from sandbox.workspace.directory import BOT_USER, Channel
from sandbox.workspace.messages import SlackMessage

_KINDS = {"public_channel": "public", "private_channel": "private", "im": "im"}


def open_(core: Core, arguments: Arguments) -> Json:
    users = [user for user in arguments.text("users").split(",") if user]
    if arguments.has("channel"):
        channel = visible(core, arguments.text("channel"))
        if not channel.is_direct:
            raise Refusal("method_not_supported_for_channel_type")
        return {"ok": True, "channel": {"id": channel.id}}
    if not users:
        raise Refusal("users_list_not_supplied")
    if len(users) > 8:
        raise Refusal("too_many_users")
    if len(users) > 1:
        needs(core, "mpim:write")
        raise Refusal("invalid_user_combination")  # group messages aren't part of the sandbox
    needs(core, "im:write")
    member = core.workspace.members.get(users[0])
    if member is None:
        raise Refusal("user_not_found")
    if member.deleted:
        raise Refusal("user_disabled")
    if member.is_bot:
        raise Refusal("cannot_dm_bot")
    known = "D0" + member.id.removeprefix("U0") in core.workspace.channels
    channel = core.workspace.direct(member.id)
    shown: Json = {"id": channel.id}
    if arguments.flag("return_im"):
        shown = channel.wire(shared=False)
    more: Json = {"no_op": True, "already_open": True} if known else {}
    return {"ok": True, **more, "channel": shown}


def _span(messages: list[SlackMessage], arguments: Arguments) -> list[SlackMessage]:
    """Messages between oldest and latest; the ends count only when inclusive."""
    oldest, latest = arguments.text("oldest"), arguments.text("latest")
    for name, value in (("invalid_ts_oldest", oldest), ("invalid_ts_latest", latest)):
        try:
            float(value or "0")
        except ValueError:
            raise Refusal(name) from None
    inclusive = arguments.flag("inclusive")

    def inside(message: SlackMessage) -> bool:
        at = float(message.ts)
        if oldest and (at < float(oldest) or (at == float(oldest) and not inclusive)):
            return False
        return not (latest and (at > float(latest) or (at == float(latest) and not inclusive)))

    return [message for message in messages if inside(message)]


def _answer(core: Core, messages: list[SlackMessage], arguments: Arguments) -> Json:
    with_metadata = arguments.flag("include_all_metadata")
    wires = [core.workspace.wire(m, with_metadata=with_metadata) for m in messages]
    shown, cursor = page(wires, arguments, 100)
    answer: Json = {"ok": True, "messages": shown, "has_more": bool(cursor)}
    if cursor:
        answer["response_metadata"] = {"next_cursor": cursor}
    return answer


def history(core: Core, arguments: Arguments) -> Json:
    channel = readable(core, arguments.text("channel"))
    roots = [m for m in core.workspace.messages(channel.id) if not m.is_reply or m.broadcast]
    answer = _answer(core, _span(roots, arguments)[::-1], arguments)
    return {**answer, "pin_count": 0}


def replies(core: Core, arguments: Arguments) -> Json:
    channel = readable(core, arguments.text("channel"))
    ts = arguments.text("ts")
    parent = core.workspace.message(channel.id, ts)
    if parent is None:
        raise Refusal("thread_not_found")
    if parent.is_reply:
        return _answer(core, [parent], arguments)
    spanned = _span(core.workspace.replies(channel.id, ts), arguments)
    return _answer(core, [parent, *spanned], arguments)


def info(core: Core, arguments: Arguments) -> Json:
    channel = visible(core, arguments.text("channel"))
    needs(core, f"{channel.scope_prefix}:read")
    shown = channel.wire(shared=core.workspace.is_shared(channel))
    if arguments.flag("include_num_members"):
        shown["num_members"] = len(channel.members)
    return {"ok": True, "channel": shown}


def members(core: Core, arguments: Arguments) -> Json:
    channel = visible(core, arguments.text("channel"))
    needs(core, f"{channel.scope_prefix}:read")
    listed: list[Json] = [{"id": member} for member in sorted(channel.members)]
    shown, cursor = page(listed, arguments, 100)
    return {
        "ok": True,
        "members": [member["id"] for member in shown],
        "response_metadata": {"next_cursor": cursor},
    }


def _listed(core: Core, arguments: Arguments) -> list[Channel]:
    kinds = [kind.strip() for kind in (arguments.text("types") or "public_channel").split(",")]
    for kind in kinds:
        if kind not in _KINDS:
            raise Refusal("invalid_types")
        prefix = {"public_channel": "channels", "private_channel": "groups", "im": "im"}[kind]
        needs(core, f"{prefix}:read")
    wanted = {_KINDS[kind] for kind in kinds}
    return [
        channel
        for channel in core.workspace.channels.values()
        if channel.kind in wanted
        and (channel.kind == "public" or BOT_USER in channel.members)
        and not (channel.archived and arguments.flag("exclude_archived"))
    ]


def _list_answer(core: Core, channels: list[Channel], arguments: Arguments) -> Json:
    wires = [channel.wire(shared=core.workspace.is_shared(channel)) for channel in channels]
    shown, cursor = page(wires, arguments, 100)
    return {"ok": True, "channels": shown, "response_metadata": {"next_cursor": cursor}}


def list_(core: Core, arguments: Arguments) -> Json:
    return _list_answer(core, _listed(core, arguments), arguments)


def users_conversations(core: Core, arguments: Arguments) -> Json:
    user = arguments.text("user") or BOT_USER
    mine = [channel for channel in _listed(core, arguments) if user in channel.members]
    return _list_answer(core, mine, arguments)


METHODS: dict[str, Method] = {
    "conversations.open": open_,
    "conversations.history": history,
    "conversations.replies": replies,
    "conversations.info": info,
    "conversations.members": members,
    "conversations.list": list_,
    "users.conversations": users_conversations,
}
