"""Which conversation a call means, and whether the app may see it or post there."""

from sandbox.web_api.call import Refusal
from sandbox.workspace.core import Core
from sandbox.workspace.directory import BOT_USER, Channel


def needs(core: Core, scope: str) -> None:
    if scope not in core.manifest.scopes:
        raise Refusal("missing_scope", needed=scope, provided=provided(core))


def provided(core: Core) -> str:
    return ",".join(sorted(core.manifest.scopes))


def visible(core: Core, channel_id: str) -> Channel:
    """A channel the app can know of: private ones only from inside."""
    channel = core.workspace.channels.get(channel_id)
    if channel is None or (channel.kind != "public" and BOT_USER not in channel.members):
        raise Refusal("channel_not_found")
    return channel


def readable(core: Core, channel_id: str) -> Channel:
    """A channel whose history the app may read, by scope and membership."""
    channel = visible(core, channel_id)
    needs(core, f"{channel.scope_prefix}:history")
    if BOT_USER not in channel.members:
        raise Refusal("not_in_channel")
    return channel


def writable(core: Core, channel_id: str) -> Channel:
    """Where a post goes: a person's id means their direct messages."""
    if channel_id.startswith("U"):
        return _direct(core, channel_id)
    channel = visible(core, channel_id)
    if channel.archived:
        raise Refusal("is_archived")
    if BOT_USER not in channel.members and "chat:write.public" not in core.manifest.scopes:
        raise Refusal("not_in_channel")
    if channel.is_direct:
        partner = next(iter(channel.members - {BOT_USER}), BOT_USER)
        _check_partner(core, partner)
    return channel


def _direct(core: Core, person: str) -> Channel:
    if person not in core.workspace.members:
        raise Refusal("channel_not_found")
    _check_partner(core, person)
    return core.workspace.direct(person)


def _check_partner(core: Core, person: str) -> None:
    member = core.workspace.members[person]
    if member.deleted:
        # Slack doesn't document what a post to somebody who left answers.
        raise Refusal("channel_not_found")
    if member.is_bot:
        raise Refusal("cannot_dm_bot")
    if not core.manifest.messages_tab:
        raise Refusal("messages_tab_disabled")
