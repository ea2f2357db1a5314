"""Mentions as Slack writes them into a text, `<@U01>` or with a name, `<@U01|heron>`, and what a
line with a mention of the bot says to it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.case.text import clean_command

PERSON = r"<@([A-Z0-9]+)(?:\|[^>]*)?>"
"""A pattern; its group is the person's id."""
_MENTIONED = re.compile(rf"{PERSON}[\s:,]*")
_BLOCK = re.compile(r"```.*?```", re.DOTALL)
_QUOTED = re.compile(r"\s*(?:&gt;|>)")
_REST_QUOTED = re.compile(r"^\s*(?:(?:&gt;){3}|>>>).*", re.MULTILINE | re.DOTALL)
_MARKS = "`*_~\"'“”„‘’‚«»‹›"
_CLOSED_BY = {"“": "”", "„": "“”", "‘": "’", "‚": "‘’", "«": "»", "»": "«", "‹": "›"}
_EMOJI = re.compile(r":[a-z0-9_+-]+:|[\U0001f000-\U0001faff\u2600-\u27bf\u200d\ufe0f]")
_SENTENCE_ENDS = re.compile(r"[.!?…]\s*\Z")
_SAYS_NO_MORE = """
    a advance again all and case cheers dear escalation everybody everyone folks for hello hey hi i
    i'll in it just kindly look lot many me much now ok okay one please pls plz right so team thank
    thanks that the then there this thx to ty us very well will would yes you your
"""
_SOMETHING_ELSE = re.compile(r"(?:my|your|his|her|our|their|from)\b", re.IGNORECASE)
_COURTESY = frozenset(_SAYS_NO_MORE.split())
"""Words that ask for nothing more. Few enough that none of them is what somebody has to say."""


def names(text: str, user: str) -> bool:
    """Whether somebody is mentioned in a text."""
    return f"<@{user}" in text


@dataclass(frozen=True, slots=True)
class Addressed:
    """One mention of the bot: what stands before and after it on its line, without marks around it.
    `is_alone`: the message has nothing but the mention."""

    before: str
    after: str
    is_alone: bool = False

    @property
    def begins(self) -> bool:
        """Whether nothing but a courtesy comes before it, or a sentence that has ended."""
        return is_courtesy(self.before) or _SENTENCE_ENDS.search(self.before) is not None


def addressed(text: str, bot_user: str) -> tuple[Addressed, ...]:
    """Each mention of the bot in what somebody says themselves: not in what they quote, and not in
    a block of code. Without knowing the bot's id, the first mention is taken for it."""
    said = _REST_QUOTED.sub("", _BLOCK.sub(lambda m: "" if "<@" in m[0] else m[0], text))
    lines = [line for line in said.split("\n") if not _QUOTED.match(line)]
    found: list[Addressed] = []
    for place, line in enumerate(lines):
        mentions = [m for m in _MENTIONED.finditer(line) if m[1] == bot_user or not bot_user]
        if not bot_user:
            mentions = [] if found else mentions[:1]
        ends = [*(m.start() for m in mentions[1:]), len(line)]
        for mention, end in zip(mentions, ends, strict=False):
            before, after = _bare(line[: mention.start()], line[mention.end() : end])
            begins_it = not before and not any(one.strip() for one in lines[:place])
            others = [one for one in lines[place + 1 :] if one.strip()]
            if begins_it and not after and others:
                # The mention stands on a line of its own: the next one is what it says.
                before, after = _bare("", others.pop(0))
            found.append(Addressed(before, after, begins_it and not after and not others))
    return tuple(found)


def is_courtesy(text: str) -> bool:
    """Whether a text says no more than please, thank you or the like; also where it is empty."""
    left = re.sub(PERSON, " ", _EMOJI.sub(" ", text)).replace("’", "'").lower()
    return all(word in _COURTESY for word in re.findall(r"[^\W_]+(?:'[a-z]+)?", left))


def is_of_something_else(text: str) -> bool:
    """Whether what follows a verb says that it's about another thing than the case: "withdraw my
    comment", "stand back from the door"."""
    return _SOMETHING_ELSE.match(text) is not None


def first_word(after: str) -> tuple[str, str]:
    """The first word, bare and in small letters, and what follows it."""
    word, *rest = after.split(maxsplit=1) or [""]
    bare = clean_command(word).strip(_MARKS + ".,;:!?…").lower()
    return bare, rest[0] if rest else ""


def _bare(before: str, after: str) -> tuple[str, str]:
    """Without the marks of code and of emphasis, and the quotation marks, around what is said."""
    opening = before[len(before.rstrip(_MARKS)) :]
    before, after = before.rstrip(_MARKS).strip(), after.strip()
    for mark in reversed(opening):
        after = _closed(after, mark)
    while after[:1] and after[0] in _MARKS and (mark := after[0]):
        inner = _closed(after[1:], mark)
        if inner == after[1:]:
            break
        after = inner
    return before, after.strip()


def _closed(text: str, mark: str) -> str:
    """The text without the first mark that closes this one."""
    closing = _CLOSED_BY.get(mark, mark)
    for place, character in enumerate(text):
        if character in closing and not _is_apostrophe(text, place):
            return text[:place] + text[place + 1 :]
    return text


def _is_apostrophe(text: str, place: int) -> bool:
    inside = text[place - 1 : place].isalnum() and text[place + 1 : place + 2].isalnum()
    return text[place] in "'’_" and inside
