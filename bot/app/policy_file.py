"""The policy file beside the policy in force: what it would change, or why it can't be used."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.policy.diff import differences
from bot.policy.file import read_policy

if TYPE_CHECKING:
    from bot.policy import Policy


@dataclass(frozen=True, slots=True)
class PolicyFile:
    """A file as it was read. `problems` say why it's no policy; `unread` why it wasn't read."""

    path: Path
    policy: Policy | None = None
    problems: tuple[str, ...] = ()
    unread: str = ""

    def differs(self, current: Policy) -> str:
        """A sentence where the file says something else than the policy in force; '' where it says
        the same, or there is no file to be read."""
        where = f"{self.path} isn't what is in force (version {current.version}): "
        if self.policy is None:
            if self.unread:
                return ""
            return f"{where}it has mistakes. `escalations policy check {self.path}` names them."
        changes = differences(current, self.policy)
        if not changes:
            return ""
        count = "1 thing differs" if len(changes) == 1 else f"{len(changes)} things differ"
        return (
            f"{where}{count}. The file isn't read by itself: `escalations policy apply "
            f"{self.path}` shows what differs and applies it, `escalations policy export` writes "
            "what is in force."
        )


def read_file(name: str) -> PolicyFile:
    """The policy file of this name, whatever is wrong with it."""
    path = Path(name)
    try:
        reading = read_policy(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        return PolicyFile(path, unread=type(error).__name__)
    return PolicyFile(path, reading.policy, tuple(map(str, reading.problems)))
