"""Digests: the list, and the form of one digest."""

from __future__ import annotations

from bot.policy import Digest, Policy
from bot.policy.editing import Change, DigestChange, DigestRemoval, mark_of
from handlers.slack.contract.answers import Block, View
from handlers.slack.forms.inputs import chosen_channel, chosen_person, chosen_several, option, typed
from handlers.slack.forms.settings.pages import Address, Form, Typed, gone, list_page, row
from handlers.slack.messages.settings import digest_words

LIST, DIGEST, REMOVE = "digests", "digest", "no_digest"
OPTIONS = 100
_PERSON, _CHANNEL, _QUEUES, _CRON, _ZONE = "to", "channel", "queues", "cron", "timezone"


def digests(policy: Policy, address: Address) -> View:
    """All digests."""
    rows = [(digest_words(d), Address(DIGEST, (mark_of(d), d.to))) for d in policy.digests]
    add = row("Another digest", "Add", Address(DIGEST))
    return list_page("Digests", "*Digests*: summaries on a schedule", rows, address, add)


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
        return {_QUEUES: queues, _CRON: "0 9 * * mon-fri", _ZONE: policy.timezone}
    to = _PERSON if digest.to[0] in "UW" else _CHANNEL
    queues = "\n".join(digest.queues)
    return {to: digest.to, _QUEUES: queues, _CRON: digest.cron, _ZONE: digest.timezone}


def _fields(policy: Policy, _address: Address, holds: Typed) -> list[Block]:
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
        typed(
            _CRON,
            "When",
            holds.get(_CRON, ""),
            hint="Minute, hour, day of the month, month, weekday: 0 9 * * mon-fri",
            limit=200,
        ),
        typed(_ZONE, "Time zone", holds.get(_ZONE, ""), hint="Like Europe/Copenhagen", limit=60),
    ]


def _change(address: Address, holds: Typed) -> Change:
    person, channel = holds.get(_PERSON, ""), holds.get(_CHANNEL, "")
    # A select can't be emptied in every client: where both are chosen, the one that is new counts.
    to = channel if person in ("", address.part(1)) and channel else person or channel
    queues = tuple(queue for queue in holds.get(_QUEUES, "").split("\n") if queue)
    return DigestChange(to, queues, holds.get(_CRON, ""), holds.get(_ZONE, ""), address.part(0))


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
