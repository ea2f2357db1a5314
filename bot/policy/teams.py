"""Finding a team by what people call it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.policy import Team

_GAP = r"[\s_-]+"
_EDGES = " \t\n,:;–—-"


def team_named(teams: Iterable[Team], words: str) -> Team | None:
    """The team that is called this: capitals, and what stands between words, don't matter."""
    return next((t for t in teams if alike(t.name) == alike(words)), None)


def named_first(teams: Iterable[Team], text: str) -> tuple[Team | None, str]:
    """The team that a line begins with, of several the one with the longest name, and what follows
    it."""
    for team in sorted(teams, key=lambda t: -len(t.name)):
        name = _GAP.join(map(re.escape, alike(team.name).split(" ")))
        found = re.match(rf"(?:the\s+)?{name}(?!\w)", text, re.IGNORECASE)
        if found:
            return team, text[found.end() :].strip(_EDGES)
    return None, text


def alike(name: str) -> str:
    """A team's name, equal for all ways to write it."""
    return re.sub(_GAP, " ", name.strip()).casefold()
