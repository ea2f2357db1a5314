"""Who is who, as Slack tells: asked at start, and about somebody unknown."""

from __future__ import annotations

from functools import partial

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.case.errors import LostRace
from bot.case.identifiers import UserId, is_group, is_person
from bot.case.people import Identity, Person
from bot.case.text import clean_line
from bot.casework.transaction import retry_on_race
from bot.policy.tables import slack_ids
from bot.ports import Clock, Storage, Work
from bot.verbs.people.departures import heard_of, heard_of_all, heard_of_group
from bot.verbs.people.unreachable import can_be_reached, cannot_be_reached
from handlers.metrics import SLACK_CALLS
from handlers.slack.contract.payloads import read_person
from handlers.web_api.refusals import OF_THE_PERSON

PAGE = 200


log = structlog.get_logger(__name__)


def learn_identity(client: WebClient, storage: Storage) -> Identity:
    """Asks Slack who we are and remembers it. Raises what the client raises."""
    answer = client.auth_test()
    identity = Identity(
        team=str(answer.get("team_id") or ""),
        enterprise=str(answer.get("enterprise_id") or ""),
        team_url=str(answer.get("url") or ""),
        bot_user=UserId(str(answer.get("user_id") or "")),
        bot=str(answer.get("bot_id") or ""),
        team_name=clean_line(str(answer.get("team") or "")),
    )
    retry_on_race(storage, lambda work: work.people.put_identity(identity))
    return identity


def learn_people(client: WebClient, storage: Storage, own_team: str, clock: Clock) -> int:
    """Reads the workspace's people, a page a call; returns how many. Who has left since they were
    last heard of drops out of the rotation."""
    cursor, count = "", 0
    while True:
        answer = client.users_list(limit=PAGE, cursor=cursor or None)
        people = [read_person(user, own_team) for user in answer.get("members") or []]
        listed = [person for person in people if person.user]
        # Processes that start at once on PostgreSQL write the same people.
        closer = retry_on_race(storage, partial(heard_of_all, people=listed))
        for one in closer:
            retry_on_race(storage, partial(heard_of, told=one, now=clock.now()))
        count += len(people)
        cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
        if not cursor:
            return count


def learn_groups(client: WebClient, storage: Storage, clock: Clock) -> int:
    """Reads the user groups with their members in one call; returns how many there are. One that
    was known and is listed no more has been disabled while nobody listened: it has no members."""
    with storage.read() as work:
        known = work.people.groups()  # read first: one that is made meanwhile isn't missed
    answer = client.usergroups_list(include_users=True)
    listed = {str(group["id"]): group.get("users") for group in answer.get("usergroups") or []}
    for group in sorted(known | listed.keys()):
        # A transaction each, so that none holds up the queues for long.
        members = [UserId(user) for user in listed.get(group) or []]
        retry_on_race(
            storage, partial(heard_of_group, group=group, now=clock.now(), members=members)
        )
    return len(listed)


def learn_colleagues(client: WebClient, storage: Storage, own_team: str, clock: Clock) -> int:
    """Asks about those whom the policy names and the list of people has not brought, and whether
    those may be written to whom Slack refused messages to. Returns how many that are."""
    with storage.read() as work:
        policy = work.policies.current()
        ids = sorted(slack_ids(policy)) if policy else []
        groups = [id_ for id_ in ids if is_group(id_)]
        named = [UserId(id_) for id_ in ids if is_person(id_)]
        named += sorted(work.people.group_members(groups))
        known = work.people.several(named)
    asked = [user for user in dict.fromkeys(named) if user not in known or known[user].unreachable]
    for user in asked:
        if user in known and not known[user].is_stranger:
            _try_again(client, storage, clock, user)
        else:
            look_up(client, storage, clock, user, own_team)
    return len(asked)


def _try_again(client: WebClient, storage: Storage, clock: Clock, user: UserId) -> None:
    """Asks for the conversation with somebody who couldn't be written to, which says nothing in it.
    As long as it's refused, nobody is told again."""
    SLACK_CALLS.labels("conversations.open").inc()
    try:
        client.conversations_open(users=user)
    except SlackApiError as error:
        if str(error.response["error"]) not in OF_THE_PERSON:
            raise
    else:
        retry_on_race(storage, partial(can_be_reached, user=user, now=clock.now()))


def look_up(
    client: WebClient, storage: Storage, clock: Clock, user: UserId, own_team: str
) -> Person | None:
    """Asks about one person and remembers them; None for somebody Slack doesn't know."""
    try:
        answer = client.users_info(user=user)
    except SlackApiError as error:
        code = str(error.response["error"])
        if code not in OF_THE_PERSON:
            raise
        gone = partial(cannot_be_reached, user=user, error=code, now=clock.now())
        retry_on_race(storage, gone)
        return None
    found = read_person(answer.get("user") or {}, own_team)
    try:
        # Nobody unknown is kept from being offered a case, so they may have one before them.
        retry_on_race(storage, partial(heard_of, told=found, now=clock.now()))
    except LostRace:
        log.info("person_learned_elsewhere", user=user)  # at the same moment, from the whole list
    return found


def team_url(work: Work) -> str:
    """Where the workspace's links begin, '' until that is known."""
    identity = work.people.identity()
    return identity.team_url if identity else ""
