"""The messages in the decision form: drafted from the record until somebody edits them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.case.decision import MESSAGE_LIMIT, DecisionDraft
from bot.case.languages import NAMES
from bot.views.drafting import Drafts
from handlers.slack.contract.answers import Block
from handlers.slack.contract.requests import FormValues, OpenForm
from handlers.slack.forms.inputs import noted, noted_texts, typed, words

MESSAGE, OTHER = "message", "other_message"
REDRAFTED = (
    "The message is drafted from what you have written. Please read it, then press Record again."
)
_DRAFTED, _TIMES = "drafted", "times"


@dataclass(frozen=True, slots=True)
class Remembered:
    """What a form remembers of its drafts: the digest of each as it was put in, and how many times
    one was. A block has another name each time, since Slack keeps what stands in a block. `stays`:
    none is drafted now, since somebody may be writing there."""

    digests: Mapping[str, str] = field(default_factory=dict)
    times: int = 0
    stays: bool = False


@dataclass(frozen=True, slots=True)
class MessagesPart:
    """The messages' part of a form, and what the form is to remember of it."""

    blocks: tuple[Block, ...]
    note: Mapping[str, object]


def remembered(form: OpenForm) -> Remembered:
    """What an open form remembers."""
    return Remembered(noted_texts(form, _DRAFTED), noted(form, _TIMES))


def value(values: FormValues, name: str) -> str:
    """What stands in a message's field, whatever its block is called by now."""
    return next((text for key, text in values.values.items() if _is_block(key, name)), "")


def block_of(values: FormValues, name: str) -> str:
    """The block of a message's field in a form."""
    return next((key for key in values.values if _is_block(key, name)), name)


def _is_block(key: str, name: str) -> bool:
    return key == name or re.fullmatch(rf"{name}_\d+", key) is not None


def has_other(values: FormValues) -> bool:
    """Whether the form asks for the other party's message."""
    return any(_is_block(key, OTHER) for key in values.values)


def redrafts(given: DecisionDraft, drafts: Drafts, before: Remembered) -> bool:
    """Whether a message that nobody has edited would be another one now."""
    return any(
        text and _is_untouched(typed_, before, name) and text != typed_
        for name, typed_, text in _fields(given, drafts)
    )


def shown(given: DecisionDraft, drafts: Drafts, before: Remembered) -> MessagesPart:
    """The fields, each with its draft where nobody has edited it, else with what was typed."""
    times = before.times + int(redrafts(given, drafts, before))
    blocks: list[Block] = []
    digests = dict(before.digests) if before.stays else {}
    if drafts.fell_back:
        wanted = NAMES.get(drafts.wanted, drafts.wanted)
        blocks.append(
            words(
                f"There is no template in {wanted}, so the draft is in "
                f"{NAMES.get(drafts.language, drafts.language)}: please write it in {wanted}."
            )
        )
    for name, typed_, fresh in _fields(given, drafts):
        if name == OTHER and drafts.other is None:
            continue
        untouched = _is_untouched(typed_, before, name)
        text = fresh if fresh and untouched else typed_
        if fresh and untouched:
            digests[name] = _digest(fresh)
        blocks.append(_field(name, text, drafts, f"{name}_{times}" if times else name))
    return MessagesPart(tuple(blocks), {_DRAFTED: digests, _TIMES: times})


def _fields(given: DecisionDraft, drafts: Drafts) -> tuple[tuple[str, str, str], ...]:
    return (
        (MESSAGE, given.message, drafts.message),
        (OTHER, given.other_message, drafts.other_message),
    )


def _field(name: str, text: str, drafts: Drafts, block: str) -> Block:
    if name == MESSAGE:
        label, optional = "Message to the impacted party", True
        hint = (
            "Leave it empty and it's drafted from the record when you press Record: you read it "
            "before it's recorded"
        )
    else:
        other = drafts.other
        assert other is not None, "asked only where there is one"
        label, optional = f"Message to {other.who}", not other.is_needed
        hint = "They are impacted too" if other.is_needed else "Empty where there is nobody"
    return typed(
        block, label, text, hint=hint, multiline=True, limit=MESSAGE_LIMIT, optional=optional
    )


def _is_untouched(text: str, before: Remembered, name: str) -> bool:
    if before.stays:
        return False
    return not text or _digest(text) == before.digests.get(name)


def _digest(text: str) -> str:
    return hashlib.sha256("\n".join(text.split()).encode()).hexdigest()[:16]
