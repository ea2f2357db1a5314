"""Text from people in Slack's markup: shown as it was typed, never as markup of ours."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.case.text import CUT_MARK
from handlers.slack.messages.happened import person_or_text
from handlers.slack.messages.markup import HEADER_LIMIT, addresses, header, inert
from sandbox.workspace.core import Core
from sandbox.workspace.mrkdwn import shown

WORKSPACE = Core.new().workspace


def read(markup: str) -> str:
    """As the local workspace shows it."""
    return shown(WORKSPACE, markup, "Etc/UTC")


@pytest.mark.parametrize(
    "typed",
    [
        "*bold* _italic_ ~no~",
        "2 * 3 * 4",
        "snake_case_name and **twice**",
        "> no quote",
        "first\n> second",
        "<!channel> <@U0OWL> <https://evil.example|our site>",
        "&lt;b&gt; & co",
        "*",
        "_~*_~*",
    ],
)
def test_what_was_typed_is_what_is_read(typed: str) -> None:
    assert read(inert(typed)) == typed
    assert read(f"*Label*\n{inert(typed)}") == f"Label\n{typed}"


def test_a_backtick_is_read_as_an_accent() -> None:
    assert read(inert("`rm -rf`")) == "\u02cbrm -rf\u02cb"


@given(st.text(alphabet="ab *_~>\n&<", max_size=30))
def test_nothing_typed_becomes_markup(typed: str) -> None:
    assert read(inert(typed)) == typed


@given(st.text(alphabet="a*_>&<\n", max_size=60), st.integers(len(CUT_MARK), 80))
def test_a_cut_leaves_no_half_of_anything(typed: str, limit: int) -> None:
    cut = inert(typed, limit)
    assert len(cut) <= limit
    if cut.endswith(CUT_MARK):
        assert typed.startswith(read(cut.removesuffix(CUT_MARK)))
    else:
        assert read(cut) == typed


def test_an_address_stays_as_it_is_so_that_it_can_be_copied() -> None:
    typed = "see https://reviews.example/a_b_c?x=1&y=*2*"
    assert "https://reviews.example/a_b_c?x=1&amp;y=*2*" in inert(typed)


def test_an_address_on_a_line_of_its_own_can_be_followed() -> None:
    links = addresses("https://a.example/x?a=1&b=2\nnot one\nhttps://b.example/|<@U0OWL>")
    first, second, third = links.split("\n")
    assert first == "<https://a.example/x?a=1&amp;b=2>"
    assert second == "not one"
    assert third == "https://b.example/|&lt;@U0OWL&gt;", "nothing but an address becomes a link"


def test_a_heading_says_that_it_was_cut() -> None:
    long = header("x" * (HEADER_LIMIT + 1))["text"]
    assert isinstance(long, dict)
    assert len(long["text"]) == HEADER_LIMIT
    assert long["text"].endswith(CUT_MARK)


def test_a_name_is_told_as_it_is_and_somebody_of_slack_as_a_mention() -> None:
    assert person_or_text("U0HERON") == "<@U0HERON>"
    assert person_or_text("Ulla") == "Ulla"
