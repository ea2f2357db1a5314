"""What a mention says: which verb, what comes after it, and whether it is surely meant."""

from __future__ import annotations

import pytest

from handlers.slack.app.registry import MENTIONS
from handlers.slack.app.saying import Verb, verb_of
from handlers.slack.contract import payloads


def said(text: str, bot_user: str = "U0BOT") -> Verb | None:
    event = {"type": "app_mention", "user": "U0WREN", "channel": "C0EXEC", "text": text}
    return verb_of(payloads.mention({"event": event}, bot_user), MENTIONS, "ESC-1")


@pytest.mark.parametrize(
    "text",
    [
        "<@U0BOT> claim",
        "<@U0BOT|escalations>: Claim!",
        "<@U0BOT> `claim`",
        "<@U0BOT> *claim*",
        "<@U0BOT> “claim”, please",
        "<@U0BOT> 'claim' thanks :pray:",
        "*<@U0BOT> claim*",
        "hey <@U0BOT> claim",
        "<@U0ANA> look: <@U0BOT> claim",
        "I'll take it. <@U0BOT> claim this one for me, please",
        "<@U0BOT> claim ESC-1",
        "<@U0BOT> c\u200blaim",
        "<@U0BOT>\nclaim",
        "&gt; <@U0BOT> release\n<@U0BOT> claim",
        "```<@U0BOT> release``` <@U0BOT> claim",
        "<@U0BOT> thanks! <@U0BOT> claim",
        "<@U0BOT> claim\nI'll look at the damages this afternoon",
    ],
)
def test_a_verb_is_understood_as_people_write_it(text: str) -> None:
    verb = said(text)

    assert verb is not None
    assert (verb.word, verb.is_sure) == ("claim", True)


@pytest.mark.parametrize(
    "text",
    [
        "&gt; <@U0BOT> release\nPlease don't",
        "&gt;&gt;&gt; as they said:\n<@U0BOT> release",
        "```\n<@U0BOT> release\n```",
        "<@U0BOT> thank you!",
        "thank you <@U0BOT>",
        "<@U0BOT> can you tell me more?",
        "",
    ],
)
def test_what_is_quoted_or_no_verb_asks_for_nothing(text: str) -> None:
    assert said(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "<@U0BOT> claim for damages is attached",
        "<@U0BOT> release notes are out",
        "<@U0BOT> claim ESC-2",
        "to have it, write <@U0BOT> claim",
        "Just type “<@U0BOT> claim”",
    ],
)
def test_a_sentence_that_only_has_the_word_of_a_verb_is_not_sure_to_mean_it(text: str) -> None:
    verb = said(text)

    assert verb is not None
    assert not verb.is_sure


@pytest.mark.parametrize(
    ("text", "word", "rest"),
    [
        ("<@U0BOT> priority P1 the press has it\nmore tomorrow", "priority", "P1 the press has it"),
        ("<@U0BOT> `wait legal until 4 mar for it`", "wait", "legal until 4 mar for it"),
        ("<@U0BOT> Stand back: I know them", "stand back", "I know them"),
        ("<@U0BOT> hand over <@U0ANA> it's hers", "handover", "<@U0ANA> it's hers"),
        ("<@U0BOT>", "help", ""),
    ],
)
def test_only_the_mention_s_own_line_is_what_follows(text: str, word: str, rest: str) -> None:
    verb = said(text)

    assert verb is not None
    assert (verb.word, verb.rest) == (word, rest)
