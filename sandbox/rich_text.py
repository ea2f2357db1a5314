"""The rich_text block Slack makes of what a person types."""

import re
import secrets

from .mrkdwn import unescaped
from .payload import Json

_PARTS = re.compile(r"<(@[UW]\w+|#C\w+|https?:[^|>]+)(?:\|([^>]*))?>")


def rich_text_of(text: str) -> Json:
    elements: list[Json] = []
    position = 0
    for match in _PARTS.finditer(text):
        _add_text(elements, text[position : match.start()])
        target, label = match.group(1), match.group(2)
        if target.startswith("@"):
            elements.append({"type": "user", "user_id": target[1:]})
        elif target.startswith("#"):
            elements.append({"type": "channel", "channel_id": target[1:]})
        else:
            elements.append({"type": "link", "url": target} | ({"text": label} if label else {}))
        position = match.end()
    _add_text(elements, text[position:])
    return {
        "type": "rich_text",
        "block_id": secrets.token_hex(3),
        "elements": [{"type": "rich_text_section", "elements": elements}],
    }


def _add_text(elements: list[Json], text: str) -> None:
    if text:
        elements.append({"type": "text", "text": unescaped(text)})
