"""What only Slack can tell of an installation, a sentence a check: its token, scopes and clock, and
whether the channels and people of the policy are there."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.case.identifiers import is_channel, is_group, is_person
from bot.case.text import clean_line
from bot.policy import Policy
from bot.policy.tables import slack_ids
from handlers.web_api.refusals import OF_THE_PERSON
from handlers.web_api.scopes import SCOPES
from handlers.web_api.sending import ENDINGS, InDoubt, Never, NotSent, NotSoFast, ending

SKEW_SECONDS = 60
"""Slack's requests are refused when they look older than five minutes."""
OF_THE_TOKEN = frozenset({"slack", "scopes", "clock"})
"""What one call tells."""
_TOKEN = {
    "invalid_auth": "Slack doesn't know it: it's mistyped, or of another workspace",
    "not_authed": "Slack got none",
    "account_inactive": "the app was taken out of the workspace",
    "token_revoked": "it was revoked",
    "token_expired": "it has expired",
    "not_allowed_token_type": "it's a token of another sort",
}
_WHERE = {
    "SLACK_BOT_TOKEN": "OAuth & Permissions",
    "SLACK_APP_TOKEN": "Basic Information, App-Level Tokens",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """How one check went: `is_fine` is None where it couldn't be made."""

    about: str
    is_fine: bool | None
    words: str


class Unanswered(Exception):
    """Slack hasn't told; the words say why. `code` is Slack's own where it refused the one call."""

    def __init__(self, words: str, code: str = "") -> None:
        super().__init__(words)
        self.code = code


def examine(
    client: WebClient, now: Callable[[], datetime], policy: Policy | None, known: Iterable[str] = ()
) -> Iterator[Finding]:
    """Asks Slack, check by check. `now` is the machine's clock. `known` are people who needn't be
    asked about, since Slack has told of them."""
    about_us = yield from examine_token(client, now)
    if not about_us:
        return
    if policy is not None:
        yield from examine_channels(client, policy, about_us)
        yield from examine_people(client, policy, frozenset(known))


def examine_again(
    client: WebClient, now: Callable[[], datetime], policy: Policy | None, wrong: frozenset[str]
) -> Iterator[Finding]:
    """Asks Slack about what was wrong, and about nothing else. What the policy doesn't name any
    more isn't among the findings, nor need be somebody who is there."""
    if wrong & OF_THE_TOKEN:
        yield from examine_token(client, now)
    if policy is not None:
        yield from examine_channels(client, policy, "", wrong)
        yield from examine_people(client, policy, frozenset(), wrong)


def examine_token(client: WebClient, now: Callable[[], datetime]) -> Generator[Finding, None, str]:
    """Who we are, the scopes, the clock. Returns our name in Slack, '' where it isn't told."""
    try:
        answer = asked(client.auth_test, client.base_url)
    except Unanswered as why:
        yield Finding("slack", False, str(why))
        return ""
    name = clean_line(str(answer.get("user") or "")) or "escalations"
    team = clean_line(str(answer.get("team") or ""))
    yield Finding("slack", True, f"Connected to {team} as @{name}.")
    headers = {str(k).lower(): _first(v) for k, v in answer.headers.items()}
    yield _scopes(headers.get("x-oauth-scopes", ""))
    yield _clock(headers.get("date", ""), now())
    return name


def _scopes(header: str) -> Finding:
    granted = {scope.strip() for scope in header.split(",") if scope.strip()}
    if not granted:
        return Finding("scopes", None, "Slack doesn't say which scopes the token has.")
    missing = sorted(SCOPES - granted)
    if not missing:
        return Finding("scopes", True, f"The token has all {len(SCOPES)} scopes.")
    are = "scope is" if len(missing) == 1 else "scopes are"
    return Finding(
        "scopes",
        False,
        f"The token lacks {_listed(missing)}. The {are} in the manifest: add what's missing in "
        "Slack under OAuth & Permissions, Bot Token Scopes, then install the app again.",
    )


def _clock(header: str, now: datetime) -> Finding:
    try:
        ahead = (now - parsedate_to_datetime(header)).total_seconds()
    except (TypeError, ValueError):
        return Finding("clock", None, "Slack doesn't say what time it is.")
    if abs(ahead) <= SKEW_SECONDS:
        return Finding("clock", True, "This machine's clock agrees with Slack's.")
    which = "ahead of" if ahead > 0 else "behind"
    return Finding(
        "clock",
        False,
        f"This machine's clock is {_span(abs(ahead))} {which} Slack's. Set it by a time server: "
        "beyond 5 min no request of Slack's is taken, and deadlines are off by as much.",
    )


def examine_channels(
    client: WebClient, policy: Policy, name: str, only: frozenset[str] | None = None
) -> Iterator[Finding]:
    """Each queue's channel, and each other one the policy names: known, open, and with us in it."""
    for channel, what in _channels(policy).items():
        about = f"channel {channel}"
        if only is not None and about not in only:
            continue
        try:
            found = _asked_about_channel(client, channel)
        except Unanswered as why:
            unknown = why.code == "channel_not_found"
            words = f"{what}: Slack doesn't tell of {channel} ({why})."
            if unknown:
                words = (
                    f"{what}: Slack knows no channel {channel}, or it's private and the bot isn't "
                    f"in it. In the channel, type /invite @{name}; or put the right id into the "
                    "policy (the channel's details, at the bottom)."
                )
            yield Finding(about, False if unknown else None, words)
            continue
        title = clean_line(str(found.get("name") or channel))
        if found.get("is_archived"):
            words = f"{what}: #{title} ({channel}) is archived. Unarchive it, or name another."
            yield Finding(about, False, words)
        elif not found.get("is_member"):
            words = f"{what}: the bot isn't in #{title} ({channel}). There, type /invite @{name}."
            yield Finding(about, False, words)
        else:
            yield Finding(about, True, f"{what}: the bot is in #{title}.")


def _asked_about_channel(client: WebClient, channel: str) -> Mapping[str, object]:
    answer = asked(lambda: client.conversations_info(channel=channel), client.base_url)
    found = answer.get("channel")
    return found if isinstance(found, dict) else {}


def examine_people(
    client: WebClient, policy: Policy, known: frozenset[str], only: frozenset[str] | None = None
) -> Iterator[Finding]:
    """Each person and user group the policy names, a finding for each that isn't there."""
    ids = sorted(slack_ids(policy))
    people = [i for i in ids if is_person(i) and (only is None or f"person {i}" in only)]
    groups = [i for i in ids if is_group(i) and (only is None or f"group {i}" in only)]
    troubles = [_person(client, one) for one in people if one not in known]
    troubles += _groups(client, groups)
    found = [trouble for trouble in troubles if trouble is not None]
    yield from found
    if not found:
        words = f"Slack knows all {len(ids) - len(_channels(policy))} people and groups it names."
        yield Finding("people", True, words)


def _person(client: WebClient, user: str) -> Finding | None:
    about = f"person {user}"
    try:
        answer = asked(lambda: client.users_info(user=user), client.base_url)
    except Unanswered as why:
        if why.code in OF_THE_PERSON:
            words = (
                f"The policy names {user}, whom Slack doesn't know. Put the right id in its place "
                "(in Slack: their profile, ⋮, Copy member ID)."
            )
            return Finding(about, False, words)
        return Finding(about, None, f"Slack doesn't tell of {user} ({why}).")
    found = answer.get("user") or {}
    name = clean_line(str(found.get("real_name") or found.get("name") or user))
    if found.get("deleted"):
        words = (
            f"The policy names {name} ({user}), whose account is deactivated. Name somebody else."
        )
        return Finding(about, False, words)
    if found.get("is_restricted") or found.get("is_stranger"):
        words = f"The policy names {name} ({user}), who is a guest. Name a full member."
        return Finding(about, False, words)
    if found.get("is_bot"):
        words = f"The policy names {name} ({user}), which is an app. Name a person."
        return Finding(about, False, words)
    return None


def _groups(client: WebClient, groups: list[str]) -> list[Finding | None]:
    if not groups:
        return []
    try:
        answer = asked(client.usergroups_list, client.base_url)
    except Unanswered as why:
        words = f"Slack doesn't tell of user groups ({why})."
        return [Finding(f"group {group}", None, words) for group in groups]
    there = {str(group.get("id")) for group in answer.get("usergroups") or []}
    return [
        Finding(
            f"group {group}",
            False,
            f"The policy names the user group {group}, which Slack doesn't know or has disabled.",
        )
        for group in groups
        if group not in there
    ]


def examine_app_token(client: WebClient, token: str) -> Finding:
    """Whether Socket Mode can be opened; the address that Slack gives for it is left unused."""
    try:
        asked(
            lambda: client.apps_connections_open(app_token=token),
            client.base_url,
            "SLACK_APP_TOKEN",
        )
    except Unanswered as why:
        words = str(why)
        if why.code == "missing_scope":
            words = "SLACK_APP_TOKEN lacks the scope connections:write: make one that has it."
        return Finding("socket", False, words)
    return Finding("socket", True, "Socket Mode can be opened.")


def asked(
    call: Callable[[], SlackResponse], address: str, variable: str = "SLACK_BOT_TOKEN"
) -> SlackResponse:
    """Slack's answer to a call with the token of this variable. Raises Unanswered."""
    try:
        return call()
    except ENDINGS as error:
        raise _unanswered(error, address, variable) from None
    except (AttributeError, TypeError, RecursionError):
        raise Unanswered(f"What answers at {address} isn't Slack: check SLACK_API_URL.") from None


def _unanswered(error: Exception, address: str, variable: str) -> Unanswered:
    code = _code(error)
    if code in _TOKEN:
        return Unanswered(
            f"Slack refuses {variable} ({code}): {_TOKEN[code]}. Take it anew from Slack "
            f"({_WHERE[variable]}) and start the bot again."
        )
    ended = ending(error)
    if isinstance(ended, NotSoFast):
        return Unanswered(f"Slack asks to wait {ended.seconds:.0f} s. Try again then.")
    if isinstance(ended, Never):
        return Unanswered(f"Slack says {ended.error}", ended.error)
    if isinstance(ended, NotSent) or (isinstance(ended, InDoubt) and not ended.answered):
        return Unanswered(
            f"Slack can't be reached at {address} ({ended.error}). Check the network, the proxy "
            "and SLACK_API_URL."
        )
    said = ended.error if isinstance(ended, InDoubt) else "an answer that isn't its own"
    return Unanswered(f"Slack has trouble of its own ({said}). Try again in a while.")


def _code(error: Exception) -> str:
    if isinstance(error, SlackApiError) and isinstance(error.response.data, dict):
        return str(error.response.data.get("error") or "")
    return ""


def _channels(policy: Policy) -> Mapping[str, str]:
    """Each channel the policy names, by what as."""
    named: dict[str, str] = {}
    for queue in policy.queues.values():
        named.setdefault(queue.channel, f"queue {queue.name}")
    for digest in policy.digests:
        if is_channel(digest.to):
            named.setdefault(digest.to, "a digest")
    for other in sorted(slack_ids(policy)):
        if is_channel(other):
            named.setdefault(other, "the policy")
    return named


def _first(value: object) -> str:
    """A header's value: some clients keep each as a list."""
    return str(value[0]) if isinstance(value, list) and value else str(value)


def _listed(names: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _span(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 120 else f"{round(minutes / 60)} h"
