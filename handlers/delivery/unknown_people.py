"""People, groups and channels that aren't known: Slack is asked who and what they are."""

from __future__ import annotations

from http.client import HTTPException

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError

from bot.case.identifiers import ChannelId, UserId
from bot.ports import Clock, Storage
from handlers.delivery.undelivered import managers_of_all
from handlers.metrics import SLACK_CALLS
from handlers.web_api.channels import learn_channel
from handlers.web_api.directory import learn_groups, look_up
from handlers.web_api.sending import Arrived, Sent, by_method, ending, surely_not

log = structlog.get_logger(__name__)


def get_to_know(client: WebClient, storage: Storage, clock: Clock, user: UserId, team: str) -> Sent:
    """Asks Slack who somebody unknown is: how that ended."""
    with storage.read() as work:
        known = work.people.get(user)
        if known is not None and not known.unreachable:
            return Arrived({})
    SLACK_CALLS.labels("users.info").inc()
    try:
        look_up(client, storage, clock, user, team)
    except (SlackClientError, OSError, HTTPException) as error:
        log.warning("look_up_failed", user=user, error=type(error).__name__)
        return by_method("users.info", surely_not(ending(error)))
    return Arrived({}, "users.info")


def look_at(client: WebClient, storage: Storage, clock: Clock, channel: ChannelId) -> Sent:
    """Asks Slack about a channel and remembers the answer: how that ended."""
    SLACK_CALLS.labels("conversations.info").inc()
    try:
        learn_channel(client, storage, clock, channel)
    except (SlackClientError, OSError, HTTPException) as error:
        log.warning("channel_look_failed", channel=channel, error=type(error).__name__)
        return by_method("conversations.info", surely_not(ending(error)))
    return Arrived({}, "conversations.info")


def get_to_know_managers(client: WebClient, storage: Storage, clock: Clock) -> None:
    """Has the user groups read where nobody is known who could be told anything: at a first start
    they are read only after the bot has begun. Raises StorageAway, LostRace."""
    with storage.read() as work:
        if managers_of_all(work, clock.now()):
            return
    SLACK_CALLS.labels("usergroups.list").inc()
    try:
        learn_groups(client, storage, clock)
    except (SlackClientError, OSError, HTTPException) as error:
        log.warning("managers_not_known", error=type(error).__name__)
