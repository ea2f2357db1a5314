"""Keeps what is said within what Slack takes: as much as there is room for, the rest counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from handlers.slack.contract.answers import Block
from handlers.slack.messages.markup import SECTION_LIMIT, section

T = TypeVar("T")
BLOCKS_LIMIT = 50
MESSAGE_LIMIT = 12_000
"""A whole message's text: Slack refuses about 13,200 characters over all its blocks."""


def length(blocks: object) -> int:
    """How many characters of text blocks show, as Slack counts them for a whole message."""
    if isinstance(blocks, dict):
        own = blocks.get("text")
        inside = sum(length(part) for part in blocks.values())
        return inside + (len(own) if isinstance(own, str) else 0)
    return sum(length(part) for part in blocks) if isinstance(blocks, list | tuple) else 0


def room_beside(blocks: Sequence[Block]) -> int:
    """How many characters a message has left."""
    return MESSAGE_LIMIT - length(blocks)


def fitting(parts: Iterable[T], room: int, size: Callable[[T], int]) -> list[T]:
    """The first of the parts, as many as there is room for together, each whole."""
    kept = []
    for part in parts:
        room -= size(part)
        if room < 0:
            break
        kept.append(part)
    return kept


def fitting_lines(lines: Iterable[str], room: int) -> list[str]:
    """The first of the lines, each with its line break."""
    return fitting(lines, room, lambda line: len(line) + 1)


def fitting_blocks(
    blocks: Sequence[Block], left_out: Block, beside: Sequence[Block] = ()
) -> list[Block]:
    """The first blocks, as many as a message takes that also holds those `beside` them. Where some
    are left out, `left_out` says so."""
    kept = fitting(blocks, room_beside([left_out, *beside]), length)
    kept = kept[: BLOCKS_LIMIT - 1 - len(beside)]
    return kept if len(kept) == len(blocks) else [*kept, left_out]


def paragraphs(lines: Iterable[str]) -> list[Block]:
    """Lines in as few sections as hold them."""
    texts: list[str] = []
    for line in lines:
        if texts and len(texts[-1]) + len(line) < SECTION_LIMIT:
            texts[-1] += f"\n{line}"
        else:
            texts.append(line)
    return [section(text) for text in texts]


def and_more(count: int, which: str = ".") -> list[str]:
    """How many were left out, if any; `which` says which, or where to see them."""
    return [f"… and {count} more{which}"] if count > 0 else []
