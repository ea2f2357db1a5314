"""The rich_text block Slack makes of what a person types."""

import re
import secrets

from sandbox.json_values import Json
from sandbox.workspace.mrkdwn import unescaped

_STYLED = re.compile(r"(?<![\w*_~`])([*_~`])(\S|\S[^\n]*?\S)\1(?![\w*_~`])")
_STYLES = {"*": "bold", "_": "italic", "~": "strike", "`": "code"}
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
            link: Json = {"type": "link", "url": unescaped(target)}
            elements.append(link | ({"text": unescaped(label)} if label else {}))
        position = match.end()
    _add_text(elements, text[position:])
    return {
        "type": "rich_text",
        "block_id": secrets.token_hex(3),
        "elements": [{"type": "rich_text_section", "elements": elements}],
    }


def _add_text(elements: list[Json], text: str) -> None:
    """Text, with what stands between *, _, ~ or ` in that style."""
    position = 0
    for match in _STYLED.finditer(text):
        _add_plain(elements, text[position : match.start()], None)
        _add_plain(elements, match.group(2), _STYLES[match.group(1)])
        position = match.end()
    _add_plain(elements, text[position:], None)


def _add_plain(elements: list[Json], text: str, style: str | None) -> None:
    if text:
        styled: Json = {"style": {style: True}} if style else {}
        elements.append({"type": "text", "text": unescaped(text), **styled})
