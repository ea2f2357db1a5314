"""The first page of the settings and the last: what can be changed, and what was."""

from __future__ import annotations

from collections.abc import Sequence

from bot.policy import Policy
from bot.ports import PolicyVersion
from bot.verbs.settings.change_settings import EditableSettings
from handlers.slack.contract.answers import Block, View
from handlers.slack.forms.inputs import page
from handlers.slack.forms.settings import rotation
from handlers.slack.forms.settings.contents import count, of_the_workspace
from handlers.slack.forms.settings.pages import TITLE, Address, back, row
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


def overview(settings: EditableSettings, history: Sequence[PolicyVersion], told: str = "") -> View:
    """What somebody can change, and who changed the settings last. `told` is why they are here and
    not where they wanted to go."""
    policy = settings.policy
    blocks: list[Block] = [section(inert(told))] if told else []
    blocks += [
        row(
            f"*Rotation of {inert(name)}*\n{count(len(policy.queues[name].rotation), 'place')}",
            "Edit",
            Address(rotation.LIST, (name,)),
        )
        for name in settings.queues[:QUEUES_SHOWN]
    ]
    if settings.everything:
        blocks += of_the_workspace(policy)
    versions = "\n".join(version_line(version) for version in history)
    blocks += [divider(), section(f"*Versions*\n{versions}"[:SECTION_LIMIT])]
    if settings.everything:
        blocks.append(small_print(NOT_HERE))
    return page(TITLE, blocks)


def saved(words: str, *policies: Policy) -> View:
    """The page after saving: the version in force, and what it has changed. The policies before
    and after tell what in a line is an id."""
    first, *lines = words.split("\n")
    return page("Saved", [header(first), section(in_force(lines, *policies) or " "), back()])
