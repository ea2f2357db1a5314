"""What each kind asks of who takes it: the list, and the form of one kind."""

from __future__ import annotations

from bot.case.kinds import KINDS
from bot.policy import Policy
from bot.policy.editing import Change, SkillsChange
from handlers.slack.contract.answers import Block, View
from handlers.slack.forms.settings.pages import Address, Form, Typed, gone, list_page
from handlers.slack.forms.settings.skill_fields import CHOSEN, skill_fields, skills_in
from handlers.slack.messages.markup import inert

LIST, SKILLS = "skills", "skill"


def skills(policy: Policy, address: Address) -> View:
    """The skills each kind asks for."""
    asked = {kind: inert(", ".join(policy.skills.get(kind, ())), 600) for kind in KINDS}
    taken = [kind for kind in KINDS if policy.queue_for(kind) or kind in policy.skills]
    rows = [
        (f"*{KINDS[kind].label}*: {listed or 'none'}", Address(SKILLS, (kind,)))
        for kind, listed in asked.items()
        if kind in taken
    ]
    about = "*Skills asked for* by each kind. Who has them is on the rotations."
    return list_page("Skills", about, rows, address)


def _about(_policy: Policy, address: Address) -> str:
    if address.part(0) not in KINDS:
        raise gone(f"The kind {address.part(0)!r}")
    return f"*{KINDS[address.part(0)].label}* is offered to people who have all of these skills."


def _start(policy: Policy, address: Address) -> Typed:
    return {CHOSEN: "\n".join(policy.skills.get(address.part(0), ()))}


def _fields(policy: Policy, _address: Address, holds: Typed) -> list[Block]:
    return skill_fields(policy, holds)


def _change(address: Address, holds: Typed) -> Change:
    return SkillsChange(address.part(0), skills_in(holds))


FORM = Form("Skills", _about, _change, _start, _fields)
