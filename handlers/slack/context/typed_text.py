"""What people typed in Slack, as they saw it: names for mentions, addresses for links."""

from __future__ import annotations

import re

from bot.case.identifiers import UserId
from bot.ports import Work
from handlers.slack.messages.markup import unescaped

_MARKUP = re.compile(r"<([@#!]?)([^|>]*)(?:\|([^>]*))?>")


def readable(work: Work, text: str) -> str:
    """Slack's markup as the text a person saw."""
    mentioned = [UserId(m.group(2)) for m in _MARKUP.finditer(text) if m.group(1) == "@"]
    names = work.people.names(mentioned) if mentioned else {}

    def words(match: re.Match[str]) -> str:
        sort, target, label = match.group(1), match.group(2), match.group(3) or ""
        if sort == "@":
            return f"@{names.get(UserId(target)) or label or target}"
        if sort == "#":
            return f"#{label or target}"
        if sort == "!" and target.startswith("date^"):
            return label
        if sort == "!":
            return f"@{label.lstrip('@') or target.partition('^')[0]}"
        if target.startswith(("mailto:", "tel:")):
            return label or target.partition(":")[2]
        return f"{label} ({target})" if label and label not in target else target

    return unescaped(_MARKUP.sub(words, text))
