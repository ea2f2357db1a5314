"""Skills in a form: chosen from those there are, and a field for a new one."""

from __future__ import annotations

from bot.policy import Policy
from bot.policy.editing import lines_of
from handlers.slack.contract.answers import Block
from handlers.slack.forms.inputs import OPTIONS_LIMIT, chosen_several, option, typed
from handlers.slack.forms.settings.pages import Typed
from handlers.slack.messages.settings import known_skills

CHOSEN, NEW = "chosen_skills", "skills"


def skill_fields(policy: Policy, holds: Typed) -> list[Block]:
    """The fields. Where there are more skills than a list takes, all of them are typed."""
    known = known_skills(policy)
    listed = lines_of(holds.get(CHOSEN, ""))
    if not known or len(known) > OPTIONS_LIMIT:
        both = "\n".join(dict.fromkeys([*listed, *lines_of(holds.get(NEW, ""))]))
        hint = "A line each, like appeal or language:da"
        return [typed(NEW, "Skills", both, hint=hint, optional=True, multiline=True)]
    options = [option(skill, skill) for skill in known]
    hint = "One that isn't in the list, like language:da"
    return [
        chosen_several(CHOSEN, "Skills", options, listed, optional=True),
        typed(NEW, "A new skill", holds.get(NEW, ""), hint=hint, optional=True, limit=200),
    ]


def skills_in(holds: Typed) -> str:
    """All skills that are chosen or typed, a line each."""
    return "\n".join(filter(None, (holds.get(CHOSEN, ""), holds.get(NEW, ""))))
