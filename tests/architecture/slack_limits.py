"""What Slack takes: the local workspace's rules, and those that neither it nor the SDK checks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from handlers.slack.messages.markup import Message
from sandbox.blockkit.blocks import block_problems, total_text
from sandbox.blockkit.contents import interactive_elements
from sandbox.blockkit.view_rules import is_too_large, view_problems

TEXT_BUDGET = 12_000
"""Slack refuses a message at about 13,200 characters over all its blocks."""
FALLBACK = 4_000
"""chat.update refuses a longer text."""
OPTION_VALUE = 75
UNKNOWN_TO_THE_SDK = {"data_visualization", "data_table", "table", "markdown"}
_TOKEN = re.compile(r"<([^<>]*)>")
_OURS = re.compile(
    r"@[UW][A-Z0-9]+|!subteam\^S[A-Z0-9]+|#[CG][A-Z0-9]+|![dD]ate\^\d+\^[^|]+\|[^|]+|https?://[^|]+(\|.+)?",
    re.DOTALL,
)
_ENTITY = re.compile(r"&(?!(amp|lt|gt);)")


def message_problems(message: Message) -> list[str]:
    """Everything that is wrong with a message."""
    blocks: list[Any] = list(message.blocks)
    found = block_problems(blocks, "message")
    if total_text(blocks) > TEXT_BUDGET:
        found.append(f"{total_text(blocks)} characters in all blocks")
    if not message.text.strip():
        found.append("no fallback text")
    if len(message.text) > FALLBACK:
        found.append(f"{len(message.text)} characters of fallback text")
    for text in (message.text, *_mrkdwn(blocks)):
        found += markup_problems(text)
    return found + _sdk_problems(blocks) + _style_problems(blocks)


def home_problems(view: Any) -> list[str]:
    """Everything that is wrong with an App Home."""
    found = view_problems(view, "home")
    for text in _mrkdwn(view["blocks"]):
        found += markup_problems(text)
    return found + _sdk_problems(view["blocks"])


def modal_problems(view: Any) -> list[str]:
    """Everything that is wrong with a form."""
    found = view_problems(view, "modal")
    if is_too_large(view):
        found.append("view_too_large")
    elements: list[Any] = interactive_elements(view["blocks"])
    for element in elements:
        for option in element.get("options", ()):
            if len(option["value"]) > OPTION_VALUE:
                found.append(f"option value of {len(option['value'])} characters")
    for text in _mrkdwn(view["blocks"]):
        found += markup_problems(text)
    View(**view).validate_json()
    return found + _sdk_problems(view["blocks"])


def markup_problems(text: str) -> list[str]:
    """Markup that was cut in two, or that people slipped in."""
    found = [f"not ours: <{t}>" for t in _TOKEN.findall(text) if not _OURS.fullmatch(t)]
    left = _TOKEN.sub("", text)
    if "<" in left or ">" in re.sub(r"(?m)^> ?", "", left):
        found.append(f"markup cut in two: …{left[-60:]!r}")
    if _ENTITY.search(text):
        found.append(f"an escape cut in two: …{text[-60:]!r}")
    return found


def _mrkdwn(value: object) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _mrkdwn(item)
    elif isinstance(value, dict):
        if value.get("type") == "mrkdwn":
            yield str(value["text"])
        for item in value.values():
            yield from _mrkdwn(item)


def _sdk_problems(blocks: Sequence[Any]) -> list[str]:
    """The SDK's models know most lengths; a type they don't know would become None."""
    known = [b for b in blocks if b["type"] not in UNKNOWN_TO_THE_SDK]
    models = Block.parse_all(known)
    for model in models:
        if model is not None:
            model.validate_json()
    return ["a block that the SDK does not know"] if None in models else []


def _style_problems(blocks: Sequence[Any]) -> list[str]:
    elements: list[Any] = interactive_elements(list(blocks))
    shown = [e for e in elements if e.get("type") == "button"]
    return [f"no words on a button: {b}" for b in shown if not b["text"]["text"].strip()]
