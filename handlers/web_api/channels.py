"""What Slack says of channels: whether they are private, shared, and have the bot in them."""

from __future__ import annotations

from functools import partial

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.case.identifiers import ChannelId, UserId
from bot.case.text import clean_line
from bot.casework.exposure import channel_seen, channels_watched
from bot.casework.keeping import gaps, why_not_kept
from bot.casework.transaction import retry_on_race
from bot.policy import Policy
from bot.ports import Clock, Storage, Work
from bot.ports.channels import Channel

log = structlog.get_logger(__name__)
PAGE = 200
PAGES = 10
_GONE = ("channel_not_found", "no_permission", "missing_scope", "team_access_not_granted")


def learn_channels(client: WebClient, storage: Storage, clock: Clock) -> int:
    """Asks about each queue's channel, and where else confidential cases are; returns how many
    there are."""
    with storage.read() as work:
        policy = work.policies.current()
        channels = channels_watched(work, policy) if policy is not None else ()
    for channel in channels:
        learn_channel(client, storage, clock, channel)
    if policy is not None:
        with storage.read() as work:
            _warn(work, policy)
    return len(channels)


def _warn(work: Work, policy: Policy) -> None:
    """Says what can't be raised since its queue can't keep it."""
    for queue in policy.queues.values():
        for class_ in queue.classes:
            missing = gaps(work, policy, queue, class_)
            if missing:
                why = why_not_kept(work, policy, queue, class_, missing)
                log.warning("queue_cant_keep_class", queue=queue.name, why=why)


def learn_channel(client: WebClient, storage: Storage, clock: Clock, channel: ChannelId) -> None:
    """Asks about one channel. One that Slack tells nothing of is private, without us in it, or
    isn't there at all. Raises what the client raises."""
    found: dict[str, object] = {"is_private": True}
    try:
        answer = client.conversations_info(channel=channel).get("channel")
        found = answer if isinstance(answer, dict) else found
    except SlackApiError as error:
        if str(error.response.get("error")) not in _GONE:
            raise
    is_shared = any(
        found.get(key) for key in ("is_ext_shared", "is_pending_ext_shared", "is_org_shared")
    )
    members = None
    if found.get("is_private") and found.get("is_member"):
        members = _members(client, channel)
    seen = Channel(
        channel,
        clean_line(str(found.get("name") or "")),
        bool(found.get("is_private")),
        bool(found.get("is_member")),
        is_shared,
        bool(found.get("is_archived")),
        clock.now(),
        members,
    )
    retry_on_race(storage, partial(channel_seen, seen=seen, now=clock.now()))


def _members(client: WebClient, channel: ChannelId) -> frozenset[UserId]:
    """Who is in a channel. Of thousands the first are enough to tell that it's no private one."""
    cursor, found = "", set[UserId]()
    for _ in range(PAGES):
        answer = client.conversations_members(channel=channel, limit=PAGE, cursor=cursor or None)
        found |= {UserId(str(user)) for user in answer.get("members") or []}
        cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
        if not cursor:
            break
    return frozenset(found)
