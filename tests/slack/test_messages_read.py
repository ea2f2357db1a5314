"""Escalating a message takes along what it is about: every part that it can have."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from handlers.slack.context.typed_text import readable
from handlers.slack.contract import payloads
from handlers.slack.contract.requests import SourceMessage
from tests.architecture import conftest
from tests.architecture.stage import Stage

stage_engine, new_stage = conftest.stage_engine, conftest.new_stage

FORWARDED = {
    "text": "Can somebody look at this?",
    "attachments": [
        {
            "author_name": "Ana",
            "channel_name": "support",
            "is_msg_unfurl": True,
            "is_share": True,
            "text": "The order never came.",
            "from_url": "https://acme.slack.com/archives/C1/p1",
            "fallback": "[March 2] Ana: The order never came.",
        }
    ],
}
BESIDE = {
    "text": "See <https://a.example/t?x=1&amp;y=2|the ticket>",
    "attachments": [
        {
            "pretext": "Ticket",
            "title": "T-12",
            "title_link": "https://tickets.example/12",
            "text": "Refund",
            "fields": [{"title": "Amount", "value": "40 EUR"}, {"value": "urgent"}],
            "footer": "Tickets",
        }
    ],
    "files": [{"title": "invoice.pdf", "permalink": "https://acme.slack.com/files/F1"}],
}
RICH = {
    "text": "This content can't be displayed.",
    "blocks": [
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [
                        {"type": "text", "text": "Ask "},
                        {"type": "user", "user_id": "U0ANA"},
                        {"type": "text", "text": " <now> "},
                        {"type": "emoji", "name": "fire", "unicode": "1f525"},
                        {"type": "emoji", "name": "party"},
                        {"type": "link", "url": "https://b.example/", "text": "here"},
                    ],
                },
                {
                    "type": "rich_text_list",
                    "style": "bullet",
                    "elements": [
                        {"type": "rich_text_section", "elements": [{"type": "text", "text": "one"}]}
                    ],
                },
                {
                    "type": "rich_text_quote",
                    "elements": [{"type": "text", "text": "as they said"}],
                },
            ],
        },
        {"type": "section", "text": {"type": "mrkdwn", "text": "Acme &amp; co"}},
        {
            "type": "actions",
            "elements": [{"type": "button", "url": "https://c.example/", "text": {}}],
        },
    ],
}


def read(message: Mapping[str, object], channel: str = "C1", name: str = "x") -> SourceMessage:
    body = {
        "user": {"id": "U0WREN"},
        "team": {"domain": "acme"},
        "channel": {"id": channel, "name": name},
        "message": {"ts": "1.2", **message},
    }
    source = payloads.shortcut(body).message
    assert source is not None
    return source


OWN = "https://acme.slack.com/archives/C1/p12"


def test_a_forwarded_message_comes_with_its_words_its_author_and_its_link() -> None:
    source = read(FORWARDED)

    assert source.text == "Can somebody look at this?\nAna in #support:\nThe order never came."
    assert source.links == (OWN, "https://acme.slack.com/archives/C1/p1")


def test_attachments_fields_and_files_come_beside_the_text() -> None:
    source = read(BESIDE)

    assert source.text.split("\n")[1:] == [
        *("Ticket", "T-12", "Refund", "Amount: 40 EUR", "urgent", "Tickets", "File: invoice.pdf"),
    ]
    assert source.links == (
        OWN,
        "https://a.example/t?x=1&y=2",
        "https://tickets.example/12",
        "https://acme.slack.com/files/F1",
    )


def test_where_there_is_no_text_the_blocks_are_read_with_people_links_and_emoji() -> None:
    source = read(RICH)

    assert source.text.split("\n") == [
        "Ask <@U0ANA> &lt;now&gt; 🔥:party:<https://b.example/|here>",
        *("• one", "&gt; as they said", "Acme &amp; co"),
    ]
    assert source.links == (OWN, "https://b.example/", "https://c.example/")


@pytest.mark.parametrize("in_blocks", [True, False])
def test_addresses_of_mail_and_telephone_are_read_as_people_saw_them(
    in_blocks: bool, new_stage: Callable[..., Stage]
) -> None:
    links = [
        {"type": "link", "url": "mailto:ana@acme.example", "text": "ana@acme.example"},
        {"type": "text", "text": " or "},
        {"type": "link", "url": "tel:+4512345678", "text": "+45 12 34 56 78"},
    ]
    typed = "<mailto:ana@acme.example|ana@acme.example> or <tel:+4512345678|+45 12 34 56 78>"
    blocks = [{"type": "rich_text", "elements": [{"elements": links}]}]

    source = read({"text": "", "blocks": blocks} if in_blocks else {"text": typed})

    with new_stage().storage.read() as work:
        assert readable(work, source.text) == "ana@acme.example or +45 12 34 56 78"
    assert source.links == (OWN,)


def test_a_text_that_somebody_typed_is_not_said_twice() -> None:
    block = {"type": "rich_text", "elements": [{"elements": [{"type": "text", "text": "Hello"}]}]}

    assert read({"text": "Hello", "blocks": [block]}).text == "Hello"


HEARD = {
    "name": "voice.m4a",
    "permalink": "https://acme.slack.com/files/F2",
    "initial_comment": {"comment": "Listen to this"},
    "transcription": {"status": "complete", "preview": {"content": "Where is my order?"}},
}
TEXT = {"type": "mrkdwn", "text": "Refund it?"}
PARTS: list[tuple[Mapping[str, object], str, tuple[str, ...]]] = [
    (
        {"files": [HEARD]},
        "File: voice.m4a\nListen to this\nWhere is my order?",
        ("https://acme.slack.com/files/F2",),
    ),
    (
        {"room": {"name": "Stand-up", "huddle_link": "https://app.slack.com/huddle/1"}},
        "Huddle: Stand-up",
        ("https://app.slack.com/huddle/1",),
    ),
    (
        {
            "attachments": [
                {
                    "author_name": "Ana",
                    "preview": {"title": TEXT, "subtitle": {"text": "Spreadsheet"}},
                    "actions": [{"type": "button", "text": "Open", "url": "https://d.example/1"}],
                }
            ]
        },
        "Ana:\nRefund it?\nSpreadsheet",
        ("https://d.example/1",),
    ),
    (
        {
            "blocks": [
                {
                    "type": "section",
                    "text": TEXT,
                    "accessory": {
                        "type": "image",
                        "image_url": "https://i.example/1.png",
                        "alt_text": "The shop front",
                    },
                }
            ]
        },
        "Refund it?\nThe shop front",
        ("https://i.example/1.png",),
    ),
    (
        {"blocks": [{"type": "call", "call": {"v1": {"join_url": "https://calls.example/1"}}}]},
        "Call",
        ("https://calls.example/1",),
    ),
    (
        {
            "blocks": [
                {"type": "image", "alt_text": "Pic", "slack_file": {"url": "https://f.example/"}}
            ]
        },
        "Pic",
        ("https://f.example/",),
    ),
    (
        {
            "blocks": [
                {
                    "type": "data_table",
                    "caption": "Orders",
                    "rows": [
                        [{"type": "raw_text", "text": "A"}, {"type": "raw_number", "value": 3}]
                    ],
                }
            ]
        },
        "Orders\nA | 3",
        (),
    ),
    (
        {
            "blocks": [
                {
                    "type": "container",
                    "title": {"text": "Acme"},
                    "child_blocks": [
                        {"type": "card", "title": TEXT, "body": {"text": "40 EUR"}},
                        {
                            "type": "actions",
                            "elements": [{"type": "button", "url": "https://e.example/"}],
                        },
                    ],
                }
            ]
        },
        "Acme\nRefund it?\n40 EUR",
        ("https://e.example/",),
    ),
]


@pytest.mark.parametrize(("message", "text", "links"), PARTS)
def test_a_part_without_a_text_is_read_with_its_words_and_addresses(
    message: Mapping[str, object], text: str, links: tuple[str, ...]
) -> None:
    source = read({"text": "", **message})

    assert source.text == text
    assert source.links == (OWN, *links)


@pytest.mark.parametrize(
    ("channel", "name"), [("D1", "directmessage"), ("G1", "mpdm-a--b-1"), ("C2", "mpdm-a--b-1")]
)
def test_a_direct_message_leaves_no_link_of_its_own(channel: str, name: str) -> None:
    source = read(BESIDE, channel, name)

    assert source.is_direct
    assert source.links[0] == "https://a.example/t?x=1&y=2"


@pytest.mark.parametrize(
    "odd", [None, 3, "x", [], {}, [None], [[{}]], {"type": 3}, [{"elements": 3}]]
)
def test_no_shape_of_a_part_breaks_the_reading(odd: object) -> None:
    for part in ("text", "blocks", "attachments", "files", "file", "room", "comment"):
        read({"text": "Hello", part: odd})
    for part in (
        "blocks",
        "message_blocks",
        "fields",
        "author_name",
        "title",
        "preview",
        "actions",
    ):
        assert read({"text": "Hello", "attachments": [{part: odd}]}).text.startswith("Hello")
