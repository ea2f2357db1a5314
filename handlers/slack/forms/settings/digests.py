"""Digests: the list, and the form of one digest."""

from __future__ import annotations

from bot.business_hours import WEEKDAYS
from bot.policy import Digest, Policy
from bot.policy.editing import Change, DigestChange, DigestRemoval, mark_of
from handlers.slack.contract.answers import Block, View
from handlers.slack.forms.inputs import (
    chosen,
    chosen_channel,
    chosen_person,
    chosen_several,
    option,
    typed,
)
from handlers.slack.forms.settings.pages import Address, Form, Typed, gone, list_page, row
from handlers.slack.messages.digest_times import DAYS, cron_of, days_and_time
from handlers.slack.messages.settings import digest_words

LIST, DIGEST, CRON, REMOVE = "digests", "digest", "digest_cron", "no_digest"
OPTIONS = 100
_PERSON, _CHANNEL, _QUEUES, _CRON, _ZONE = "to", "channel", "queues", "cron", "timezone"
_DAYS, _TIME = "days", "time"
HALF_HOURS = tuple(f"{hour:02}:{minute:02}" for hour in range(24) for minute in (0, 30))


def digests(policy: Policy, address: Address) -> View:
    """All digests."""
    rows = [(digest_words(d), Address(_page_of(d), (mark_of(d), d.to))) for d in policy.digests]
    add = row("Another digest", "Add", Address(DIGEST))
    return list_page("Digests", "*Digests*: summaries on a schedule", rows, address, add)


def _page_of(digest: Digest) -> str:
    """A digest whose cron says more than days and a time is kept as cron."""
    return DIGEST if days_and_time(digest.cron) else CRON


def _digest(policy: Policy, address: Address) -> Digest | None:
    mark = address.part(0)
    digest = next((d for d in policy.digests if mark_of(d) == mark), None)
    if mark and digest is None:
        raise gone("This digest")
    return digest


def _about(policy: Policy, address: Address) -> str:
    digest = _digest(policy, address)
    return digest_words(digest) if digest else "*A new digest*"


def _start(policy: Policy, address: Address) -> Typed:
    digest = _digest(policy, address)
    if digest is None:
        queues = "\n".join(policy.queues)
        return {_QUEUES: queues, _ZONE: policy.timezone} | _times("0 9 * * mon-fri")
    to = _PERSON if digest.to[0] in "UW" else _CHANNEL
    queues = "\n".join(digest.queues)
    return {to: digest.to, _QUEUES: queues, _ZONE: digest.timezone} | _times(digest.cron)


def _times(cron: str) -> dict[str, str]:
    days, time = days_and_time(cron) or ((), "")
    return {_CRON: cron, _DAYS: "\n".join(days), _TIME: time}


def _fields(policy: Policy, address: Address, holds: Typed) -> list[Block]:
    return [
        *_who_and_what(policy, holds),
        *(_cron_fields(holds) if address.page == CRON else _time_fields(address, holds)),
        typed(_ZONE, "Time zone", holds.get(_ZONE, ""), hint="Like Europe/Copenhagen", limit=60),
    ]


def _time_fields(address: Address, holds: Typed) -> list[Block]:
    days = [option(day, name) for day, name in zip(WEEKDAYS, DAYS, strict=True)]
    time = holds.get(_TIME, "")
    # A time of the policy file, like 08:45, stays one that can be chosen.
    times = sorted({*HALF_HOURS, *([time] if time else [])})
    chosen_times = [option(one, one) for one in times][:OPTIONS]
    return [
        chosen_several(_DAYS, "Days", days, holds.get(_DAYS, "").split("\n")),
        chosen(_TIME, "At", chosen_times, time),
        row("Some other rhythm, as cron", "Advanced", Address(CRON, address.about)),
    ]


def _cron_fields(holds: Typed) -> list[Block]:
    hint = "Minute, hour, day of the month, month, weekday: 0 9 * * mon-fri"
    return [typed(_CRON, "When", holds.get(_CRON, ""), hint=hint, limit=200)]


def _who_and_what(policy: Policy, holds: Typed) -> list[Block]:
    queues = [option(name, name) for name in policy.queues][:OPTIONS]
    return [
        chosen_person(_PERSON, "To a person", holds.get(_PERSON, ""), optional=True),
        chosen_channel(
            _CHANNEL,
            "Or to a channel",
            holds.get(_CHANNEL, ""),
            hint="The bot has to be a member of it",
        ),
        chosen_several(_QUEUES, "Queues", queues, holds.get(_QUEUES, "").split("\n")),
    ]


def _change(address: Address, holds: Typed) -> Change:
    person, channel = holds.get(_PERSON, ""), holds.get(_CHANNEL, "")
    # A select can't be emptied in every client: where both are chosen, the one that is new counts.
    to = channel if person in ("", address.part(1)) and channel else person or channel
    queues = tuple(queue for queue in holds.get(_QUEUES, "").split("\n") if queue)
    cron = holds.get(_CRON, "")
    if address.page == DIGEST:
        cron = cron_of(holds.get(_DAYS, "").split("\n"), holds.get(_TIME, ""))
    return DigestChange(to, queues, cron, holds.get(_ZONE, ""), address.part(0))


FORM = Form(
    "Digest",
    _about,
    _change,
    _start,
    _fields,
    removal=REMOVE,
    remove="Stop this digest",
    removable=lambda _policy, address: bool(address.part(0)),
)
REMOVAL = Form("Digest", _about, lambda address, _holds: DigestRemoval(address.part(0)))
