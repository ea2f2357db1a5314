"""Managers, approvers and who is cleared for a class: the lists, and the form of one of them."""

from __future__ import annotations

from collections.abc import Iterator

from bot.case.confidentiality import CLEARED_CLASSES, Confidentiality
from bot.case.identifiers import is_group
from bot.policy import Policy
from bot.policy.editing import Change, PeopleChange
from handlers.slack.contract.answers import Block, View
from handlers.slack.forms.inputs import chosen_people, typed
from handlers.slack.forms.settings.pages import Address, Form, Typed, gone, list_page
from handlers.slack.messages.markup import inert
from handlers.slack.messages.settings import listed

LIST, PEOPLE = "people", "who"
WORKSPACE = ("workspace", "managers")
_PEOPLE, _GROUPS = "people", "groups"


def people(policy: Policy, address: Address) -> View:
    """Who may do what, list by list."""
    rows = [
        (f"*{title}*\n{listed(ids, nobody)}", Address(PEOPLE, place))
        for place, title, ids, nobody in _lists(policy)
    ]
    return list_page("Who may do what", "People and user groups", rows, address)


def _lists(policy: Policy) -> Iterator[tuple[tuple[str, ...], str, tuple[str, ...], str]]:
    """Each list: its place in the policy, its title, who is on it, what an empty one means."""
    yield WORKSPACE, "Managers of the workspace", policy.managers, "nobody"
    # A class that nobody is cleared for isn't in use: it is begun in the policy file.
    for class_ in (c for c in CLEARED_CLASSES if policy.clearances.get(c)):
        ids = policy.clearances.get(class_, ())
        title = f"Cleared for {Confidentiality(class_).words} cases"
        yield ("clearances", class_.value), title, ids, "nobody"
    for name, queue in policy.queues.items():
        managers = "the workspace's managers"
        title = inert(name)
        yield ("queues", name, "managers"), f"Managers of {title}", queue.managers, managers
        approvers = "everybody of the queue"
        yield ("queues", name, "approvers"), f"Approvers of {title}", queue.approvers, approvers


def _list(policy: Policy, address: Address) -> tuple[str, tuple[str, ...], str]:
    for place, title, ids, nobody in _lists(policy):
        if place == address.about:
            return title, ids, nobody
    raise gone("This list")


def _about(policy: Policy, address: Address) -> str:
    title, _, nobody = _list(policy, address)
    if address.about == WORKSPACE:
        return f"*{title}*\nAt least one of them has to be a full member."
    return f"*{title}*\nAn empty list means {nobody}."


def _start(policy: Policy, address: Address) -> Typed:
    _, ids, _ = _list(policy, address)
    groups = [id_ for id_ in ids if is_group(id_)]
    persons = [id_ for id_ in ids if not is_group(id_)]
    return {_PEOPLE: "\n".join(persons), _GROUPS: "\n".join(groups)}


def _fields(_policy: Policy, _address: Address, holds: Typed) -> list[Block]:
    return [
        chosen_people(_PEOPLE, "People", holds.get(_PEOPLE, "").split()),
        typed(
            _GROUPS,
            "User groups",
            holds.get(_GROUPS, ""),
            hint="Their ids, like S0MANAGERS, a line each",
            optional=True,
            multiline=True,
        ),
    ]


def _change(address: Address, holds: Typed) -> Change:
    persons = tuple(holds.get(_PEOPLE, "").split())
    return PeopleChange(address.about, persons, holds.get(_GROUPS, ""))


FORM = Form("Who may do what", _about, _change, _start, _fields)
