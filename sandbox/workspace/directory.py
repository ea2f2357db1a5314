"""People, user groups and channels as values, with the objects Slack makes of them."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sandbox.json_values import Json

TEAM = "T0SANDBOX"
TEAM_NAME = "Sandbox"
TEAM_DOMAIN = "sandbox"
OTHER_TEAM = "T0OTHER"
BOT_USER = "U0BOT"
BOT_ID = "B0BOT"
APP_ID = "A0BOT"


@dataclass(frozen=True)
class Account:
    """One account as users.info knows it."""

    id: str
    handle: str
    display_name: str
    timezone: str = "Europe/Copenhagen"
    title: str = ""
    team: str = TEAM
    is_admin: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    is_bot: bool = False
    deleted: bool = False
    updated: int = 0

    @property
    def bot_id(self) -> str:
        """Where the account is an app's: the id its messages carry."""
        return "B" + self.id.removeprefix("U")

    @property
    def app_id(self) -> str:
        return "A" + self.id.removeprefix("U")

    @property
    def is_outsider(self) -> bool:
        return self.team != TEAM

    @property
    def sees_only_own_channels(self) -> bool:
        return self.is_restricted or self.is_ultra_restricted or self.is_outsider

    def wire(self, now: float) -> Json:
        """The user object; a deactivated account keeps only what Slack keeps of it."""
        profile: Json = {
            "real_name": self.display_name,
            "real_name_normalized": self.display_name,
            "display_name": self.display_name,
            "display_name_normalized": self.display_name,
            "title": self.title,
            "status_text": "",
            "status_emoji": "",
            "team": self.team,
        }
        if self.is_bot:
            profile |= {"bot_id": self.bot_id, "api_app_id": self.app_id, "always_active": True}
        account: Json = {
            "id": self.id,
            "team_id": self.team,
            "name": self.handle,
            "deleted": self.deleted,
            "profile": profile,
            "is_bot": self.is_bot,
            "is_app_user": False,
            "updated": self.updated,
        }
        if self.deleted:
            return account
        zone = datetime.fromtimestamp(now, ZoneInfo(self.timezone))
        offset = zone.utcoffset()
        account |= {
            "color": "9f69e7",
            "real_name": self.display_name,
            "tz": self.timezone,
            "tz_label": zone.tzname() or self.timezone,
            "tz_offset": int(offset.total_seconds()) if offset is not None else 0,
            "is_admin": self.is_admin,
            "is_owner": False,
            "is_primary_owner": False,
            "is_restricted": self.is_restricted,
            "is_ultra_restricted": self.is_ultra_restricted,
            "is_email_confirmed": True,
            "who_can_share_contact_card": "EVERYONE",
        }
        if self.is_stranger:
            account["is_stranger"] = True
        return account


@dataclass(frozen=True)
class UserGroup:
    """A user group; `disabled` ones are listed only when asked for."""

    id: str
    handle: str
    name: str
    users: tuple[str, ...] = ()
    disabled: bool = False
    updated: int = 0

    def wire(self, *, with_users: bool, with_count: bool) -> Json:
        group: Json = {
            "id": self.id,
            "team_id": TEAM,
            "is_usergroup": True,
            "is_subteam": True,
            "name": self.name,
            "description": "",
            "handle": self.handle,
            "is_external": False,
            "date_create": 1,
            "date_update": self.updated,
            "date_delete": self.updated if self.disabled else 0,
            "auto_type": None,
            "created_by": "U0OWL",
            "updated_by": "U0OWL",
            "deleted_by": None,
            "prefs": {"channels": [], "groups": []},
        }
        if with_users:
            group["users"] = list(self.users)
        if with_users or with_count:
            group["user_count"] = len(self.users)
        return group


@dataclass(frozen=True)
class Channel:
    """A public or private channel, or a person's direct messages with the bot."""

    id: str
    name: str
    members: frozenset[str] = field(default_factory=frozenset)
    kind: str = "public"
    archived: bool = False

    @property
    def is_private(self) -> bool:
        return self.kind == "private"

    @property
    def is_direct(self) -> bool:
        return self.kind == "im"

    @property
    def wire_name(self) -> str:
        """The name payloads carry: Slack hides a private channel's behind 'privategroup'."""
        return {"im": "directmessage", "private": "privategroup"}.get(self.kind, self.name)

    @property
    def scope_prefix(self) -> str:
        return {"public": "channels", "private": "groups", "im": "im"}[self.kind]

    def joined(self, person: str) -> "Channel":
        return replace(self, members=self.members | {person})

    def left(self, person: str) -> "Channel":
        return replace(self, members=self.members - {person})

    def wire(self, *, shared: bool) -> Json:
        if self.is_direct:
            partner = next(iter(self.members - {BOT_USER}), "")
            return {
                "id": self.id,
                "created": 1,
                "is_im": True,
                "is_org_shared": False,
                "user": partner,
                "is_archived": self.archived,
            }
        return {
            "id": self.id,
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": not self.is_private,
            "is_group": self.is_private,
            "is_im": False,
            "is_mpim": False,
            "is_private": self.is_private,
            "is_archived": self.archived,
            "is_general": self.name == "general",
            "is_member": BOT_USER in self.members,
            "is_shared": shared,
            "is_ext_shared": shared,
            "is_org_shared": False,
            "created": 1,
            "creator": "U0OWL",
            "topic": {"value": "", "creator": "", "last_set": 0},
            "purpose": {"value": "", "creator": "", "last_set": 0},
        }
