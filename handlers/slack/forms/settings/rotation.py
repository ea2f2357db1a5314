"""A queue's rotation: who is on it, and the form of a place on it."""

from __future__ import annotations

from bot.case.identifiers import UserId
from bot.policy import Member, Policy, Queue
from bot.policy.editing import Change, MemberChange, MemberRemoval
from handlers.slack.contract.answers import Block, View
from handlers.slack.forms.inputs import chosen, chosen_person, option, typed
from handlers.slack.forms.settings.pages import Address, Form, Typed, gone, list_page, row
from handlers.slack.forms.settings.skill_fields import CHOSEN, skill_fields, skills_in
from handlers.slack.messages.markup import inert
from handlers.slack.messages.settings import member_words, who

LIST, PLACE, REMOVE = "rotation", "member", "no_member"
OPTIONS = 100
"""What a select takes."""
_USER, _GROUP, _OFFICE, _PLACE = "user", "group", "office", "place"
_CAPACITY, _VENDOR = "capacity", "vendor"


def rotation(policy: Policy, address: Address) -> View:
    """Who is on a queue's rotation, in order. Raises Refused where the queue is gone."""
    queue = _queue(policy, address)
    rows = [
        (
            f"{number}. {member_words(member)}",
            Address(PLACE, (queue.name, member.user, str(number))),
        )
        for number, member in enumerate(queue.rotation, 1)
    ]
    add = row("Somebody else", "Add", Address(PLACE, (queue.name,)))
    about = f"*Rotation of {inert(queue.name)}*\nThe order counts until everybody has had a turn."
    return list_page("Rotation", about, rows, address, add, fixed=1)


def _queue(policy: Policy, address: Address) -> Queue:
    queue = policy.queues.get(address.part(0))
    if queue is None:
        raise gone(f"The queue {address.part(0)!r}")
    return queue


def _member(policy: Policy, address: Address) -> Member | None:
    """Whose place it is; None where somebody is added."""
    user = address.part(1)
    member = _queue(policy, address).member(UserId(user))
    if user and member is None:
        raise gone("This place on the rotation")
    return member


def _about(policy: Policy, address: Address) -> str:
    queue, user = _queue(policy, address), address.part(1)
    name = inert(queue.name)
    return f"{who(user)} on the rotation of {name}" if user else f"New on the rotation of {name}"


def _start(policy: Policy, address: Address) -> Typed:
    queue, member = _queue(policy, address), _member(policy, address)
    if member is None:
        place = str(len(queue.rotation) + 1)
        return {_OFFICE: queue.office, _PLACE: place}
    return {
        _OFFICE: member.office,
        CHOSEN: "\n".join(member.skills),
        _CAPACITY: str(member.capacity or ""),
        _VENDOR: member.vendor,
        _PLACE: str(queue.rotation.index(member) + 1),
    }


def _fields(policy: Policy, address: Address, holds: Typed) -> list[Block]:
    queue, is_new = _queue(policy, address), not address.part(1)
    offices = [option(name, name) for name in policy.offices][:OPTIONS]
    size = len(queue.rotation) + is_new
    places = [option(str(n), str(n)) for n in range(1, size + 1)][:OPTIONS]
    blocks = [
        chosen_person(_USER, "Person", holds.get(_USER, ""), optional=True),
        typed(
            _GROUP,
            "Or a user group's id",
            holds.get(_GROUP, ""),
            hint="Like S0SPECIALISTS: each of its members takes turns",
            optional=True,
            limit=40,
        ),
    ]
    return [
        *(blocks if is_new else []),
        chosen(_OFFICE, "Office", offices, holds.get(_OFFICE, "")),
        typed(
            _CAPACITY,
            "Capacity",
            holds.get(_CAPACITY, ""),
            hint="How many cases at a time; empty for any number",
            optional=True,
            limit=9,
        ),
        *skill_fields(policy, holds),
        typed(
            _VENDOR,
            "Vendor",
            holds.get(_VENDOR, ""),
            hint="For outsourced staff",
            optional=True,
            limit=200,
        ),
        # Where the rotation is longer than a select, a place beyond it stays as it is.
        *(
            [chosen(_PLACE, "Place", places, holds.get(_PLACE, ""), optional=True)]
            if places
            else []
        ),
    ]


def _change(address: Address, holds: Typed) -> Change:
    """A place left as the form showed it isn't asked for: others may have been moved since."""
    was, place = address.part(1), holds.get(_PLACE, "")
    return MemberChange(
        queue=address.part(0),
        user=was or holds.get(_USER, ""),
        office=holds.get(_OFFICE, ""),
        skills=skills_in(holds),
        capacity=holds.get(_CAPACITY, ""),
        vendor=holds.get(_VENDOR, ""),
        place="" if was and place == address.part(2) else place,
        was=was,
        group="" if was else holds.get(_GROUP, ""),
    )


def _leaving(policy: Policy, address: Address) -> str:
    _member(policy, address)
    return _about(policy, address)


FORM = Form(
    "Place on the rotation",
    _about,
    _change,
    _start,
    _fields,
    removal=REMOVE,
    remove="Take them off this rotation",
    removable=lambda _policy, address: bool(address.part(1)),
    is_tried=True,
)
REMOVAL = Form(
    "Off the rotation",
    _leaving,
    lambda address, _holds: MemberRemoval(address.part(0), address.part(1)),
    is_tried=True,
)
