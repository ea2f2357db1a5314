"""Slack tells of people, user groups and channels that have changed."""

from __future__ import annotations

from functools import partial

from bot.casework.transaction import retry_on_race
from bot.ports import Work
from bot.verbs.people.departures import heard_of, heard_of_group
from bot.verbs.settings import channel_changed as verb
from handlers.slack.context.context import Context
from handlers.slack.contract.answers import Answer, Nothing
from handlers.slack.contract.payloads import channel_changed, group_changed, person_changed
from handlers.slack.contract.requests import JsonObject


def person_event(context: Context, body: JsonObject) -> Answer:
    """Somebody joined, changed, left or came back."""

    def heard(work: Work) -> None:
        identity = work.people.identity()
        changed = person_changed(body, identity.team if identity else "").person
        if changed.user:
            heard_of(work, changed, context.clock.now())

    retry_on_race(context.storage, heard)
    return Nothing()


def channel_event(context: Context, body: JsonObject) -> Answer:
    """Somebody is in a channel or isn't any more, or it is open, public or shared now."""
    news = channel_changed(body)
    if news is not None and news.channel:
        heard = partial(verb.channel_changed, news=news, now=context.clock.now())
        retry_on_race(context.storage, heard)
    return Nothing()


def group_event(context: Context, body: JsonObject) -> Answer:
    """A user group was made, or its members changed."""
    changed = group_changed(body)
    heard = partial(
        heard_of_group,
        group=changed.group,
        now=context.clock.now(),
        members=changed.members,
        added=changed.added,
        removed=changed.removed,
    )
    retry_on_race(context.storage, heard)
    return Nothing()
