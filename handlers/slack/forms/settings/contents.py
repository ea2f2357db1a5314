"""Which page of the settings is where: the overview, the lists, the forms, and the last page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.policy import Policy
from bot.ports import PolicyVersion
from bot.verbs.settings.change_settings import EditableSettings
from handlers.slack.contract.answers import Block, View
from handlers.slack.forms.inputs import page
from handlers.slack.forms.settings import (
    digests,
    offices,
    people,
    queues,
    rotation,
    service_levels,
    skills,
)
from handlers.slack.forms.settings.pages import TITLE, Address, Form, back, gone, row
from handlers.slack.messages.markup import (
    SECTION_LIMIT,
    divider,
    header,
    inert,
    section,
    small_print,
)
from handlers.slack.messages.settings import NOT_HERE, in_force, version_line

QUEUES_SHOWN = 60
VERSIONS_SHOWN = 10
LISTS: Mapping[str, Callable[[Policy, Address], View]] = {
    rotation.LIST: rotation.rotation,
    offices.LIST: offices.offices,
    service_levels.LIST: service_levels.service_levels,
    digests.LIST: digests.digests,
    people.LIST: people.people,
    skills.LIST: skills.skills,
    queues.LIST: queues.queues,
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


def overview(settings: EditableSettings, history: Sequence[PolicyVersion], told: str = "") -> View:
    """What somebody can change, and who changed the settings last. `told` is why they are here and
    not where they wanted to go."""
    policy = settings.policy
    blocks: list[Block] = [section(inert(told))] if told else []
    blocks += [
        row(
            f"*Rotation of {inert(name)}*\n{_count(len(policy.queues[name].rotation), 'place')}",
            "Edit",
            Address(rotation.LIST, (name,)),
        )
        for name in settings.queues[:QUEUES_SHOWN]
    ]
    if settings.everything:
        blocks += _of_the_workspace(policy)
    versions = "\n".join(version_line(version) for version in history)
    blocks += [divider(), section(f"*Versions*\n{versions}"[:SECTION_LIMIT])]
    if settings.everything:
        blocks.append(small_print(NOT_HERE))
    return page(TITLE, blocks)


def _of_the_workspace(policy: Policy) -> list[Block]:
    asking = sum(1 for listed in policy.skills.values() if listed)
    asked = f"by {_count(asking, 'kind')}" if asking else "none yet"
    several = len(policy.queues) > 1
    levels = f"of {_count(len(policy.service_levels), 'kind')}"
    return [
        row(f"*{title}*\n{words}", "Edit", Address(name))
        for title, words, name in (
            ("Offices and their hours", inert(", ".join(policy.offices), 300), offices.LIST),
            ("Service levels", levels, service_levels.LIST),
            ("Digests", _count(len(policy.digests), "digest"), digests.LIST),
            ("Who may do what", "managers, approvers, who is cleared", people.LIST),
            ("Skills asked for", asked, skills.LIST),
            ("Managers told at once of a P1", "yes" if policy.tell_p1 else "no", queues.P1),
            *([("Take a queue out", "where its cases go", queues.LIST)] if several else []),
        )
    ]


def _count(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"


def saved(words: str, *policies: Policy) -> View:
    """The page after saving: the version in force, and what it has changed. The policies before
    and after tell what in a line is an id."""
    first, *lines = words.split("\n")
    return page("Saved", [header(first), section(in_force(lines, *policies) or " "), back()])
