"""The languages a case can ask for: those that somebody of its queue can work in."""

from __future__ import annotations

from bot.case.languages import NAMES
from bot.policy import Policy

SKILL = "language:"
"""How the skill of working in a language begins: language:da."""


def language_name(code: str) -> str:
    """A language as people call it; the code itself where that isn't known."""
    return NAMES.get(code.lower(), code)


def languages_of(policy: Policy, kind: str) -> tuple[str, ...]:
    """The codes of the languages in the queue of a kind, by name."""
    queue = policy.queue_for(kind)
    skills = {skill for member in queue.rotation for skill in member.skills} if queue else set()
    codes = {skill.removeprefix(SKILL) for skill in skills if skill.startswith(SKILL)} - {""}
    return tuple(sorted(codes, key=lambda code: (language_name(code), code)))


def language_in(skills: tuple[str, ...]) -> str:
    """The code of the language among the skills asked for, '' if none is."""
    return next((s.removeprefix(SKILL) for s in skills if s.startswith(SKILL)), "")
