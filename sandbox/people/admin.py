"""What an administrator or time does to the workspace, with the events the app hears of it."""

from dataclasses import replace

from sandbox.json_values import Json
from sandbox.people.client import Client
from sandbox.transport.payloads import event
from sandbox.workspace.directory import BOT_USER, TEAM, Account, Channel, UserGroup
from sandbox.workspace.messages import SlackMessage


class Admin:
    """Changes people, groups and channels; sends only events the manifest subscribes to."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._core = client.core
        self._workspace = client.core.workspace

    def join(self, person: str, channel: str) -> None:
        """Somebody is in a channel: member_joined_channel, if the app is in it too."""
        joined = self._workspace.channels[channel].joined(person)
        self._workspace.put_channel(joined)
        if BOT_USER not in joined.members:
            return
        if self._workspace.members[person].is_outsider:
            # A channel is shared before anybody of the other organisation can be in it.
            self._emit(
                {
                    "type": "channel_shared",
                    "connected_team_id": self._workspace.members[person].team,
                    "channel": channel,
                }
            )
        kind = "G" if joined.is_private else "C"
        self._emit(
            {
                "type": "member_joined_channel",
                "user": person,
                "channel": channel,
                "channel_type": kind,
                "team": TEAM,
            }
        )

    def leave(self, person: str, channel: str) -> None:
        """Somebody is in a channel no more: member_left_channel, and channel_unshared after the
        last of another organisation."""
        before = self._workspace.channels[channel]
        was_shared = self._workspace.is_shared(before)
        left = before.left(person)
        self._workspace.put_channel(left)
        if BOT_USER not in left.members:
            return
        kind = "G" if left.is_private else "C"
        about: Json = {"user": person, "channel": channel, "channel_type": kind, "team": TEAM}
        self._emit({"type": "member_left_channel", **about})
        if was_shared and not self._workspace.is_shared(left):
            self._emit(
                {
                    "type": "channel_unshared",
                    "previously_connected_team_id": self._workspace.members[person].team,
                    "channel": channel,
                    "is_ext_shared": False,
                }
            )

    def convert(self, channel: str, *, private: bool) -> None:
        """A channel is made public, or private: Slack says so by a message in it."""
        changed = replace(
            self._workspace.channels[channel], kind="private" if private else "public"
        )
        self._workspace.put_channel(changed)
        how = "private" if private else "public"
        said = SlackMessage(
            channel,
            self._workspace.next_ts(),
            "U0OWL",
            f"made this channel *{how}*.",
            subtype=f"channel_convert_to_{how}",
        )
        self._workspace.post(said)

    def archive(self, channel: str, archived: bool = True) -> None:
        """Archives a channel, or unarchives it: channel_unarchive, or group_unarchive."""
        changed = replace(self._workspace.channels[channel], archived=archived)
        self._workspace.put_channel(changed)
        if not archived and BOT_USER in changed.members:
            kind = "group_unarchive" if changed.is_private else "channel_unarchive"
            self._emit({"type": kind, "channel": channel, "user": "U0OWL"})

    def add_channel(self, channel: Channel) -> None:
        self._workspace.put_channel(channel)

    def add_person(self, member: Account) -> None:
        """Somebody new: team_join."""
        self._store(member)
        self._emit({"type": "team_join", "user": self._wire(member), "cache_ts": self._now()})

    def change_person(self, member: Account) -> None:
        """A new time zone, name or role, or a deactivation: user_change."""
        self._store(member)
        self._emit({"type": "user_change", "user": self._wire(member), "cache_ts": self._now()})

    def deactivate(self, person: str) -> None:
        self.change_person(replace(self._workspace.members[person], deleted=True))

    def add_group(self, group: UserGroup) -> None:
        with self._workspace.lock:
            self._workspace.groups[group.id] = group
        wire = group.wire(with_users=True, with_count=True)
        self._emit({"type": "subteam_created", "subteam": wire})

    def set_group(self, group_id: str, users: tuple[str, ...]) -> None:
        """Other members: Slack sends subteam_updated and subteam_members_changed."""
        with self._workspace.lock:
            old = self._workspace.groups[group_id]
            new = replace(old, users=users, updated=self._now())
            self._workspace.groups[group_id] = new
        added = [user for user in users if user not in old.users]
        removed = [user for user in old.users if user not in users]
        wire = new.wire(with_users=True, with_count=True)
        self._emit({"type": "subteam_updated", "subteam": wire})
        self._emit(
            {
                "type": "subteam_members_changed",
                "subteam_id": group_id,
                "team_id": TEAM,
                "date_previous_update": old.updated,
                "date_update": new.updated,
                "added_users": added,
                "added_users_count": str(len(added)),
                "removed_users": removed,
                "removed_users_count": str(len(removed)),
            }
        )

    def _store(self, member: Account) -> None:
        with self._workspace.lock:
            self._workspace.members[member.id] = replace(member, updated=self._now())
        self._workspace.tell("person", member.id, member.id)

    def _wire(self, member: Account) -> Json:
        return self._workspace.members[member.id].wire(self._core.clock.calendar())

    def _now(self) -> int:
        return int(self._core.clock.calendar())

    def _emit(self, inner: Json) -> None:
        inner["event_ts"] = self._workspace.next_ts()
        self._client.emit(event(self._core, inner))
