"""A message as a snapshot in words: every part that Slack gives it, in the order people read it.

The text comes first, then what it quotes or brings along with its author, fields as "title: value".
Addresses and files are gathered apart. Everything is still escaped, and marked up, by Slack.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from handlers.slack.contract.requests import JsonObject

NO_TEXT = ("This content can't be displayed.", "This content can’t be displayed.")
"""What Slack sends for a text where there are blocks alone."""
_STEPS = ("pretext", "title", "text")
_ADDRESS = re.compile(r"https?://[^\s<>|]+")
_DEPTH = 6
"""How deep quotations may lie in each other; Slack nests them once."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a message says, and every address and file in it, each once."""

    text: str
    links: tuple[str, ...]


def snapshot(message: JsonObject) -> Snapshot:
    """Reads every part of a message."""
    words = "\n".join(part for part in _message(message) if part.strip())
    found = [*_ADDRESS.findall(words), *map(_escaped, _links(message, 0))]
    addresses = [one.replace("&amp;", "&") for one in found if one.startswith("http")]
    return Snapshot(words, tuple(dict.fromkeys(addresses)))


def _objects(value: object) -> Iterator[JsonObject]:
    if isinstance(value, Mapping):
        yield value
    elif isinstance(value, Sequence) and not isinstance(value, str | bytes):
        for item in value:
            yield from _objects(item)


def _get(part: JsonObject, *names: str) -> str:
    """The first of these that is there as a text."""
    found = (part.get(name) for name in names)
    return next((one for one in found if isinstance(one, str) and one.strip()), "")


def _at(part: JsonObject, *path: str) -> str:
    """The text at a path, '' where anything on the way is missing."""
    *parents, name = path
    for parent in parents:
        inner = part.get(parent)
        part = inner if isinstance(inner, Mapping) else {}
    return _get(part, name)


def _message(message: JsonObject) -> Iterator[str]:
    text = _get(message, "text")
    blocks = _blocks(message.get("blocks"))
    if text.strip() in ("", *NO_TEXT):
        yield from blocks or [text]
    else:
        yield text
        if not _is_typed(message):
            # An app's text is for notifications: its blocks may say more.
            yield from (block for block in blocks if block not in text)
    yield from _attachments(message, 0)
    yield from _files(message)
    if isinstance(message.get("room"), Mapping):
        yield ": ".join(filter(None, ("Huddle", _at(message, "room", "name"))))
    yield _at(message, "comment", "comment")


def _is_typed(message: JsonObject) -> bool:
    """Whether somebody typed it: then the text says all that its one block of rich text does."""
    kinds = [_get(block, "type") for block in _objects(message.get("blocks"))]
    return kinds == ["rich_text"]


def _attachments(message: JsonObject, depth: int) -> Iterator[str]:
    if depth >= _DEPTH:
        return
    for one in _objects(message.get("attachments")):
        inner = [part for part in _attachment(one, depth) if part.strip()]
        if not inner:
            continue
        by = _get(one, "author_name", "author_subname", "service_name")
        where = _get(one, "channel_name")
        said_by = by + (f" in #{where}" if by and where and one.get("is_msg_unfurl") else "")
        yield "\n".join([f"{said_by}:" if said_by else "", *inner]).strip("\n")


def _attachment(one: JsonObject, depth: int) -> Iterator[str]:
    found = [_get(one, name) for name in _STEPS]
    preview = one.get("preview")
    if isinstance(preview, Mapping):
        found += [_words(preview.get("title")), _words(preview.get("subtitle"))]
    if not _get(one, "text"):
        found += _blocks(one.get("blocks"))
        for quoted in _objects(one.get("message_blocks")):
            inner = quoted.get("message")
            found += _blocks(inner.get("blocks") if isinstance(inner, Mapping) else None)
    for field in _objects(one.get("fields")):
        found.append(": ".join(filter(None, (_get(field, "title"), _get(field, "value")))))
    if not any(found):
        found.append(_get(one, "fallback"))
    yield from found
    yield _get(one, "footer")
    yield from _attachments(one, depth + 1)
    yield from _files(one)


def _files(part: JsonObject) -> Iterator[str]:
    listed = [*_objects(part.get("files"))] or [*_objects(part.get("file"))]
    for file in listed:
        name = _get(file, "title", "name") or "a file"
        said = (
            _get(file, "initial_comment") or _at(file, "initial_comment", "comment"),
            _get(file, "plain_text", "preview_plain_text", "preview"),
            # What was said in a voice message.
            _at(file, "transcription", "preview", "content"),
        )
        yield "\n".join([f"File: {name}", *filter(None, said)])


def _blocks(value: object) -> list[str]:
    return [text for block in _objects(value) for text in _block(block)]


def _block(block: JsonObject) -> list[str]:
    match block.get("type"):
        case "rich_text":
            return ["\n".join(_rich_lines(block.get("elements")))]
        case "table" | "data_table":
            rows = block.get("rows")
            return [
                _words(block.get("caption")),
                *map(_row, rows if isinstance(rows, list) else []),
            ]
        case "image" | "video":
            return [_words(block.get("title")) or _get(block, "alt_text")]
        case "context":
            return [" ".join(filter(None, map(_words, _objects(block.get("elements")))))]
        case "actions":
            return []
        case "call":
            return [": ".join(filter(None, ("Call", _at(block, "call", "v1", "name"))))]
        case _:
            return [
                *(_words(block.get(name)) for name in _SAID),
                *map(_words, _objects(block.get("fields"))),
                _words(block.get("description")),
                *(_words(image) for image in _objects(block.get("accessory"))),
                *(text for inner in _inside(block) for text in _block(inner)),
            ]


_SAID = ("title", "subtitle", "text", "body")
"""Where blocks that aren't read otherwise have their words, in the order they are shown."""


def _inside(block: JsonObject) -> Iterator[JsonObject]:
    """The blocks that a block holds, as a container and a carousel do."""
    for name in ("child_blocks", "blocks", "elements"):
        yield from _objects(block.get(name))


def _row(row: object) -> str:
    cells = row if isinstance(row, list) else []
    return " | ".join(" ".join(filter(None, _blocks(c))) or _words(c) for c in cells)


def _words(value: object) -> str:
    """What a text object says, or an image or a number in its place."""
    if isinstance(value, str):
        return value
    if not isinstance(value, Mapping):
        return ""
    number = value.get("value")
    if isinstance(number, int | float) and not isinstance(number, bool):
        return _get(value, "text") or str(number)
    return _get(value, "alt_text") if value.get("type") == "image" else _get(value, "text")


def _rich_lines(elements: object) -> list[str]:
    lines: list[str] = []
    for part in _objects(elements):
        inner = part.get("elements")
        match part.get("type"):
            case "rich_text_list":
                items = [_inline(item.get("elements")) for item in _objects(inner)]
                numbered = part.get("style") == "ordered"
                lines += [f"{n}. {i}" if numbered else f"• {i}" for n, i in enumerate(items, 1)]
            case "rich_text_quote":
                lines += [f"&gt; {line}" for line in _inline(inner).split("\n")]
            case _:
                lines += _inline(inner).rstrip("\n").split("\n")
    return lines


def _inline(elements: object) -> str:
    return "".join(_element(one) for one in _objects(elements))


def _element(one: JsonObject) -> str:
    """An element of rich text as the message's text would have it."""
    match one.get("type"):
        case "link":
            url, label = _get(one, "url"), _get(one, "text")
            return f"<{_escaped(url)}|{_escaped(label)}>" if label else f"<{_escaped(url)}>"
        case "user":
            return f"<@{_get(one, 'user_id')}>"
        case "usergroup":
            return f"<!subteam^{_get(one, 'usergroup_id')}>"
        case "team":
            return f"@{_get(one, 'team_id')}"
        case "channel":
            return f"<#{_get(one, 'channel_id')}>"
        case "broadcast":
            return f"<!{_get(one, 'range')}>"
        case "emoji":
            return _emoji(one)
        case "color":
            return _get(one, "value")
        case "date":
            return _get(one, "fallback") or _day(one.get("timestamp"))
        case "text":
            text = one.get("text")
            return _escaped(text) if isinstance(text, str) else ""
        case _:
            return _escaped(_get(one, "text")) or _inline(one.get("elements"))


def _emoji(one: JsonObject) -> str:
    try:
        shown = "".join(chr(int(code, 16)) for code in _get(one, "unicode").split("-") if code)
    except (ValueError, OverflowError):
        shown = ""
    return shown or f":{_get(one, 'name')}:"


def _day(timestamp: object) -> str:
    if not isinstance(timestamp, int):
        return ""
    try:
        return f"{datetime.fromtimestamp(timestamp, UTC):%Y-%m-%d %H:%M} UTC"
    except (ValueError, OverflowError, OSError):
        return ""


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


_ADDRESSES = (
    *("from_url", "original_url", "app_unfurl_url", "title_link", "author_link", "url"),
    *("image_url", "video_url"),
)


def _links(part: JsonObject, depth: int) -> Iterator[str]:
    """Addresses of what a message brings along. Those in its text are found there."""
    if depth >= _DEPTH:
        return
    for one in _objects(part.get("attachments")):
        yield from (_get(one, name) for name in _ADDRESSES)
        yield from (_get(button, "url") for button in _objects(one.get("actions")))
        yield from _links(one, depth + 1)
    for file in [*_objects(part.get("files"))] or [*_objects(part.get("file"))]:
        yield _get(file, "permalink", "external_url", "url_private")
    yield _at(part, "room", "huddle_link")
    for block in _objects(part.get("blocks")):
        yield from _links_of(block)


def _links_of(block: JsonObject) -> Iterator[str]:
    yield _get(block, "title_url", "image_url", "video_url")
    yield _at(block, "slack_file", "url")
    yield _at(block, "call", "v1", "join_url")
    for part in (*_inside(block), *_objects(block.get("accessory"))):
        if _get(part, "type") == "button":
            yield _get(part, "url")
        elif _get(part, "type") != "link":
            yield from _links_of(part)
