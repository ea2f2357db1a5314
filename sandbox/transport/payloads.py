"""What the app is sent: commands, interactions and events in Slack's shapes."""

import secrets

from sandbox.json_values import Json
from sandbox.workspace.core import Core
from sandbox.workspace.directory import APP_ID, BOT_USER, TEAM, TEAM_DOMAIN, Account, Channel
from sandbox.workspace.messages import SlackMessage
from sandbox.workspace.open_views import View

VERIFICATION_TOKEN = "sandbox-verification"  # deprecated by Slack, still sent; never to be trusted


def team() -> Json:
    return {"id": TEAM, "domain": TEAM_DOMAIN}


def user(member: Account) -> Json:
    return {
        "id": member.id,
        "username": member.handle,
        "name": member.handle,
        "team_id": member.team,
    }


def channel_reference(channel: Channel) -> Json:
    return {"id": channel.id, "name": channel.wire_name}


def slash_command(core: Core, member: Account, command: str, text: str, channel: Channel) -> Json:
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": TEAM,
        "team_domain": TEAM_DOMAIN,
        "channel_id": channel.id,
        "channel_name": channel.wire_name,
        "user_id": member.id,
        "user_name": member.handle,
        "command": command,
        "text": text,
        "api_app_id": APP_ID,
        "is_enterprise_install": "false",
        "response_url": core.response_urls.new("commands", member.id, channel.id),
        "trigger_id": core.views.new_trigger(member.id),
    }


def interaction(member: Account, sort: str) -> Json:
    return {
        "type": sort,
        "team": team(),
        "user": user(member),
        "api_app_id": APP_ID,
        "token": VERIFICATION_TOKEN,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def message_actions(
    core: Core, member: Account, message: SlackMessage, action: Json, state: Json
) -> Json:
    """A click in a message; a private note's click comes without the message itself."""
    channel = core.workspace.channels[message.channel]
    private = message.ephemeral_for is not None
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": message.channel,
        "is_ephemeral": private,
    }
    if message.thread_ts is not None:
        container["thread_ts"] = message.thread_ts
    payload = interaction(member, "block_actions") | {
        "container": container,
        "trigger_id": core.views.new_trigger(member.id),
        "channel": channel_reference(channel),
        "state": {"values": state},
        "response_url": core.response_urls.new("actions", member.id, channel.id, message),
        "actions": [action],
    }
    if not private:
        payload["message"] = core.workspace.wire(message)
    return payload


def view_actions(core: Core, member: Account, view: View, action: Json) -> Json:
    is_home = view.body.get("type") == "home"
    return interaction(member, "block_actions") | {
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": core.views.new_trigger(member.id, None if is_home else view.id),
        "view": view.wire(),
        "actions": [action],
    }


def view_submission(core: Core, member: Account, view: View, response_urls: list[Json]) -> Json:
    return interaction(member, "view_submission") | {
        "trigger_id": core.views.new_trigger(member.id, view.id),
        "view": view.wire(),
        "response_urls": response_urls,
    }


def view_closed(member: Account, view: View, *, cleared: bool) -> Json:
    return interaction(member, "view_closed") | {"view": view.wire(), "is_cleared": cleared}


def block_suggestion(
    core: Core, member: Account, shown: View | SlackMessage, element: Json, query: str
) -> Json:
    """What was typed into a field whose options the app gives, in a view or in a message."""
    payload = interaction(member, "block_suggestion") | {
        "action_id": element["action_id"],
        "block_id": element["block_id"],
        "value": query,
    }
    if isinstance(shown, View):
        container: Json = {"type": "view", "view_id": shown.id}
        return payload | {"container": container, "view": shown.wire()}
    container = {"type": "message", "message_ts": shown.ts, "channel_id": shown.channel}
    channel = channel_reference(core.workspace.channels[shown.channel])
    return payload | {
        "container": container,
        "channel": channel,
        "message": core.workspace.wire(shown),
    }


def shortcut(core: Core, member: Account, callback_id: str) -> Json:
    return interaction(member, "shortcut") | {
        "callback_id": callback_id,
        "trigger_id": core.views.new_trigger(member.id),
        "action_ts": core.workspace.next_ts(),
    }


def message_shortcut(core: Core, member: Account, callback_id: str, message: SlackMessage) -> Json:
    channel = core.workspace.channels[message.channel]
    return interaction(member, "message_action") | {
        "callback_id": callback_id,
        "trigger_id": core.views.new_trigger(member.id),
        "action_ts": core.workspace.next_ts(),
        "message_ts": message.ts,
        "channel": channel_reference(channel),
        "message": core.workspace.wire(message),
        "response_url": core.response_urls.new("actions", member.id, channel.id, message),
    }


def event(core: Core, inner: Json, *, shared: bool = False) -> Json:
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": TEAM,
        "context_team_id": TEAM,
        "context_enterprise_id": None,
        "api_app_id": APP_ID,
        "event": inner,
        "type": "event_callback",
        "event_id": f"Ev{secrets.token_hex(6).upper()}",
        "event_time": int(core.clock.calendar()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": TEAM,
                "user_id": BOT_USER,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": shared,
        "event_context": f"4-{secrets.token_hex(16)}",
    }
