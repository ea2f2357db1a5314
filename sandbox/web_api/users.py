"""users.*, usergroups.*, team.info, bots.info: who is here."""

from sandbox.json_values import Json
from sandbox.web_api.call import Arguments, Method, Refusal, page
from sandbox.workspace.core import Core
from sandbox.workspace.directory import APP_ID, BOT_ID, BOT_USER, TEAM, TEAM_DOMAIN, TEAM_NAME
from sandbox.workspace.messages import bot_profile


def info(core: Core, arguments: Arguments) -> Json:
    member = core.workspace.members.get(arguments.text("user"))
    if member is None:
        raise Refusal("user_not_found")
    return {"ok": True, "user": member.wire(core.clock.calendar())}


def list_(core: Core, arguments: Arguments) -> Json:
    now = core.clock.calendar()
    members = [member.wire(now) for member in core.workspace.members.values()]
    shown, cursor = page(members, arguments, 1000)
    return {
        "ok": True,
        "members": shown,
        "cache_ts": int(now),
        "response_metadata": {"next_cursor": cursor},
    }


def groups(core: Core, arguments: Arguments) -> Json:
    listed = [
        group.wire(
            with_users=arguments.flag("include_users"), with_count=arguments.flag("include_count")
        )
        for group in core.workspace.groups.values()
        if arguments.flag("include_disabled") or not group.disabled
    ]
    return {"ok": True, "usergroups": listed}


def group_users(core: Core, arguments: Arguments) -> Json:
    group = core.workspace.groups.get(arguments.text("usergroup"))
    if group is None or (group.disabled and not arguments.flag("include_disabled")):
        raise Refusal("no_such_subteam")
    return {"ok": True, "users": list(group.users)}


def team(_core: Core, arguments: Arguments) -> Json:
    if arguments.text("team") not in ("", TEAM):
        raise Refusal("team_not_found")
    return {
        "ok": True,
        "team": {
            "id": TEAM,
            "name": TEAM_NAME,
            "domain": TEAM_DOMAIN,
            "email_domain": "",
            "icon": {"image_default": True},
        },
    }


def bot(_core: Core, arguments: Arguments) -> Json:
    if arguments.text("bot") not in ("", BOT_ID):
        raise Refusal("bot_not_found")
    return {"ok": True, "bot": bot_profile()}


def auth_test(_core: Core, _arguments: Arguments) -> Json:
    return {
        "ok": True,
        "url": "https://sandbox.slack.com/",
        "team": TEAM_NAME,
        "user": "escalations",
        "team_id": TEAM,
        "user_id": BOT_USER,
        "bot_id": BOT_ID,
        "app_id": APP_ID,
        "is_enterprise_install": False,
    }


def api_test(_core: Core, arguments: Arguments) -> Json:
    error = arguments.text("error")
    if error:
        raise Refusal(error, args=dict(arguments.raw))
    return {"ok": True, "args": dict(arguments.raw)}


METHODS: dict[str, Method] = {
    "users.info": info,
    "users.list": list_,
    "usergroups.list": groups,
    "usergroups.users.list": group_users,
    "team.info": team,
    "bots.info": bot,
    "auth.test": auth_test,
    "api.test": api_test,
}
