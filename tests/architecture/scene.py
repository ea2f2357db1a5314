"""One way in which a notice comes to be said, and one in which it is no longer so."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot import notices as n
from bot.case.identifiers import UserId
from bot.policy import Policy
from tests.architecture.plays import Play


@dataclass(frozen=True)
class Scene:
    """`play` makes the notice be said, `about` picks it; after `undo` it is no longer so (None:
    it stays true). `played_by` is the policy, where it matters."""

    sort: type[Any]
    play: Play
    undo: Play | None
    about: dict[str, object] = field(default_factory=dict)
    played_by: Policy | None = None
    name: str = ""

    def __str__(self) -> str:
        return " ".join(filter(None, (self.sort.__name__, self.name)))


def reminder(
    about: str,
    to: UserId,
    play: Play,
    undo: Play,
    name: str = "",
    *,
    played_by: Policy | None = None,
) -> Scene:
    """A reminder of this that comes to be said to this person."""
    picked: dict[str, object] = {"nudge": about, "to": to}
    return Scene(n.Reminders, play, undo, picked, played_by, name or about.replace(":", " "))
