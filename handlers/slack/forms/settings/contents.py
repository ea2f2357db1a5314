"""Which page of the settings is where: the lists, the forms, and what the overview says of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.policy import Policy
from handlers.slack.contract.answers import Block, View
from handlers.slack.forms.settings import (
    decisions,
    digests,
    offices,
    people,
    queues,
    rotation,
    service_levels,
    skills,
)
from handlers.slack.forms.settings.pages import Address, Form, gone, row
from handlers.slack.messages.markup import inert
from handlers.slack.messages.settings_words import share

LISTS: Mapping[str, Callable[[Policy, Address], View]] = {
    rotation.LIST: rotation.rotation,
    offices.LIST: offices.offices,
    service_levels.LIST: service_levels.service_levels,
    digests.LIST: digests.digests,
    people.LIST: people.people,
    skills.LIST: skills.skills,
    queues.LIST: queues.queues,
    decisions.LIST: decisions.approvals,
}
FORMS: Mapping[str, Form] = {
    rotation.PLACE: rotation.FORM,
    rotation.REMOVE: rotation.REMOVAL,
    offices.OFFICE: offices.FORM,
    offices.REMOVE: offices.REMOVAL,
    service_levels.LEVELS: service_levels.FORM,
    service_levels.REMOVE: service_levels.REMOVAL,
    digests.DIGEST: digests.FORM,
    digests.CRON: digests.FORM,
    digests.REMOVE: digests.REMOVAL,
    people.PEOPLE: people.FORM,
    skills.SKILLS: skills.FORM,
    queues.OUT: queues.FORM,
    queues.P1: queues.P1_FORM,
    decisions.APPROVAL: decisions.FORM,
    decisions.REMOVE: decisions.REMOVAL,
    decisions.SECOND_LOOKS: decisions.SECOND_LOOKS_FORM,
}
_OF_A_QUEUE = (rotation.LIST, rotation.PLACE, rotation.REMOVE)


def form_at(address: Address) -> Form:
    """The form at an address. Raises Refused where there is none."""
    form = FORMS.get(address.page)
    if form is None:
        raise gone("This page")
    return form


def chosen_queue(address: Address) -> str:
    """The queue whose rotation a page is about, '' for any other page."""
    return address.part(0) if address.page in _OF_A_QUEUE else ""


def of_the_workspace(policy: Policy) -> list[Block]:
    """A line for each page that is about all queues, with its button."""
    asking = sum(1 for listed in policy.skills.values() if listed)
    asked = f"by {count(asking, 'kind')}" if asking else "none yet"
    needing = sum(1 for kind in decisions.kinds(policy) if policy.approval_of(kind))
    approving = f"decisions of {count(needing, 'kind')}" if needing else "no decision"
    several = len(policy.queues) > 1
    levels = f"of {count(len(policy.service_levels), 'kind')}"
    return [
        row(f"*{title}*\n{words}", "Edit", Address(name))
        for title, words, name in (
            ("Offices and their hours", inert(", ".join(policy.offices), 300), offices.LIST),
            ("Service levels", levels, service_levels.LIST),
            ("Digests", count(len(policy.digests), "digest"), digests.LIST),
            ("Who may do what", "managers, approvers, who is cleared", people.LIST),
            ("Skills asked for", asked, skills.LIST),
            ("A second person approves", approving, decisions.LIST),
            ("Second looks", share(policy.second_look), decisions.SECOND_LOOKS),
            ("Managers told at once of a P1", "yes" if policy.tell_p1 else "no", queues.P1),
            *([("Take a queue out", "where its cases go", queues.LIST)] if several else []),
        )
    ]


def count(number: int, noun: str) -> str:
    """How many there are of something."""
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"
