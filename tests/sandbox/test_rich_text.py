"""What people type becomes the text and the blocks that Slack would keep."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox import Sandbox
from sandbox.json_values import Json
from sandbox.workspace.mrkdwn import typed_message
from sandbox.workspace.rich_text import rich_text_of


def parts(text: str) -> list[Json]:
    """The elements of the one section, the style as a word."""
    found: Any = rich_text_of(text)["elements"]
    (section,) = found
    return [
        element | {"is": next(iter(element.pop("style")))} if "style" in element else element
        for element in section["elements"]
    ]


def plain(text: str, **more: str) -> Json:
    return {"type": "text", "text": text, **more}


@pytest.mark.parametrize(
    ("typed", "style"),
    [("*now*", "bold"), ("_now_", "italic"), ("~now~", "strike"), ("`now`", "code")],
)
def test_what_stands_between_marks_is_in_that_style(typed: str, style: str) -> None:
    assert parts(f"do it {typed}, please") == [
        plain("do it "), {"type": "text", "text": "now", "is": style}, plain(", please"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "typed",
    ["2 * 3 * 4", "snake_case_name", "a*b*c", "* not bold *", "*", "**", "_", "*over\nlines*"],
)
def test_marks_that_enclose_no_words_are_text(typed: str) -> None:
    assert parts(typed) == [plain(typed)]


def test_several_styles_stand_side_by_side() -> None:
    assert [p.get("is") for p in parts("*a* and _b_ and `c`")] == [
        "bold", None, "italic", None, "code",
    ]  # fmt: skip


def test_mentions_channels_and_links_are_parts_of_their_own() -> None:
    assert parts("<@U0OWL> in <#C0EXEC|x>: <https://a.example/_x_|*here*>") == [
        {"type": "user", "user_id": "U0OWL"},
        plain(" in "),
        {"type": "channel", "channel_id": "C0EXEC"},
        plain(": "),
        {"type": "link", "url": "https://a.example/_x_", "text": "*here*"},
    ]


def test_nothing_is_left_escaped_in_the_blocks() -> None:
    assert parts("R&amp;D &lt;3 <https://a.example/?b=1&amp;c=2>") == [
        plain("R&D <3 "),
        {"type": "link", "url": "https://a.example/?b=1&c=2"},
    ]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("https://a.example/b", "<https://a.example/b>"),
        ("see http://a.example.", "see <http://a.example>."),
        ("see https://a.example/b, or not", "see <https://a.example/b>, or not"),
        ("(https://a.example/b)!", "(<https://a.example/b>)!"),
        ('"https://a.example/b?c=1"?', '"<https://a.example/b?c=1>"?'),
        ("https://a.example/?b=1&c=2", "<https://a.example/?b=1&amp;c=2>"),
        ("https://a.example/b.html#c;", "<https://a.example/b.html#c>;"),
        ("https://a.example and https://b.example", "<https://a.example> and <https://b.example>"),
        ("<https://a.example|here>", "<https://a.example|here>"),
        ("https://a.example/@owl/#general", "<https://a.example/@owl/#general>"),
        ("nothttps://a.example", "nothttps://a.example"),
        ("https://", "https://"),
        ("@owl: https://a.example", "<@U0OWL>: <https://a.example>"),
    ],
)
def test_typed_addresses_become_links_without_the_sentences_punctuation(
    slack: Sandbox, typed: str, stored: str
) -> None:
    assert typed_message(slack.core.workspace, typed) == stored


def test_what_a_person_says_has_both(slack: Sandbox) -> None:
    message = slack.person("U0OTTER").say("C0EXEC", "*Look*: https://a.example/b.")

    assert message.text == "*Look*: <https://a.example/b>."
    assert message.plain.splitlines()[1:] == ["Look", ": ", "https://a.example/b", "."]
