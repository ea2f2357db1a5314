"""What each kind asks of who takes it: the list, and the form of one kind."""

from __future__ import annotations

from bot.case.kinds import KINDS
from bot.policy import Policy
from bot.policy.editing import Change, SkillsChange
from handlers.slack.contract.answers import Block, View
from handlers.slack.forms.inputs import typed
from handlers.slack.forms.settings.pages import Address, Form, Typed, gone, list_page
from handlers.slack.messages.markup import inert

LIST, SKILLS = "skills", "skill"
_SKILLS = "skills"


def skills(policy: Policy, address: Address) -> View:
    """The skills each kind asks for."""
    asked = {kind: inert(", ".join(policy.skills.get(kind, ())), 600) for kind in KINDS}
    rows = [
        (f"*{KINDS[kind].label}*: {listed or 'none'}", Address(SKILLS, (kind,)))
        for kind, listed in asked.items()
    ]
    about = "*Skills asked for* by each kind. Who has them is on the rotations."
    return list_page("Skills", about, rows, address)


def _about(_policy: Policy, address: Address) -> str:
    if address.part(0) not in KINDS:
        raise gone(f"The kind {address.part(0)!r}")
    return f"*{KINDS[address.part(0)].label}* is offered to people who have all of these skills."


def _start(policy: Policy, address: Address) -> Typed:
    return {_SKILLS: "\n".join(policy.skills.get(address.part(0), ()))}


def _fields(_policy: Policy, _address: Address, holds: Typed) -> list[Block]:
    return [
        typed(
            _SKILLS,
            "Skills",
            holds.get(_SKILLS, ""),
            hint="A line each, like appeal",
            optional=True,
            multiline=True,
        )
    ]


def _change(address: Address, holds: Typed) -> Change:
    return SkillsChange(address.part(0), holds.get(_SKILLS, ""))


FORM = Form("Skills", _about, _change, _start, _fields)
