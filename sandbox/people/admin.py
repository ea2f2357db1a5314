"""What an administrator or time does to the workspace, with the events the app hears of it."""

from dataclasses import replace

from sandbox.json_values import Json
from sandbox.people.client import Client
from sandbox.transport.payloads import event
from sandbox.workspace.directory import BOT_USER, TEAM, Account, Channel, UserGroup


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
        if BOT_USER in joined.members:
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
        self._workspace.put_channel(self._workspace.channels[channel].left(person))

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
