"""What is read from payloads that come in more than one shape."""

from __future__ import annotations

import pytest

from handlers.slack.contract import payloads


def mentioned(text: str, bot_user: str = "U0BOT") -> str:
    body = {"event": {"type": "app_mention", "user": "U0WREN", "text": text, "channel": "C0EXEC"}}
    return payloads.mention(body, bot_user).said[0].after


@pytest.mark.parametrize(
    "text",
    [
        "<@U0BOT> claim",
        "<@U0BOT|escalations>: claim",
        "hey <@U0BOT> claim",
        "<@U0ANA> look: <@U0BOT> claim",
    ],
)
def test_what_comes_after_the_mention_of_the_bot_is_for_it(text: str) -> None:
    assert mentioned(text) == "claim"


def test_before_its_own_id_is_known_the_first_mention_is_taken_for_the_bots() -> None:
    assert mentioned("<@U0BOT> handover <@U0ANA> please", "") == "handover <@U0ANA> please"


def test_a_message_of_another_app_is_read_from_its_blocks_and_attachments() -> None:
    message = {
        "text": "",
        "ts": "1.2",
        "blocks": [
            {"type": "header", "text": {"type": "plain_text", "text": "Ticket 12"}},
            {"type": "section", "fields": [{"type": "mrkdwn", "text": "Acme & co"}]},
        ],
        "attachments": [{"title": "Priority", "text": "high"}],
    }
    body = {"user": {"id": "U0WREN"}, "message": message}
    source = payloads.shortcut(body).message
    assert source is not None
    assert source.text == "Ticket 12\nAcme & co\nPriority\nhigh"


def test_presses_of_different_buttons_are_never_the_same_request() -> None:
    def pressed(action: str, value: str) -> str:
        actions = [{"action_id": action, "value": value}]
        return payloads.click({"user": {"id": "U0WREN"}, "trigger_id": "1", "actions": actions}).key

    assert len({pressed("claim", "1"), pressed("release", "1"), pressed("claim", "2")}) == 3


@pytest.mark.parametrize(
    "user",
    [
        {"profile": {"display_name": "\u202eWren\x00\x1b[31m\nWood\ud800 "}},
        {"profile": {"display_name": "\x00", "real_name": "Wren[31m\tWood"}},
        {"real_name": "Wren[31m\r\nWood\u2066"},
        {"name": "Wren[31m Wood\x7f"},
    ],
)
def test_a_persons_name_is_cleaned_like_any_text_from_people(user: dict[str, object]) -> None:
    assert payloads.read_person({"id": "U0WREN", **user}, "").name == "Wren[31m Wood"


def test_who_has_a_name_of_nothing_but_control_characters_goes_by_their_id() -> None:
    user = {"id": "U0WREN", "name": "\x01", "profile": {"display_name": "\x00"}}
    assert payloads.read_person(user, "").name == "U0WREN"


def test_an_event_of_a_shared_channel_is_of_the_workspace_that_the_app_is_installed_in() -> None:
    ours: dict[str, object] = {"team_id": "T0OURS", "enterprise_id": None}
    event = {"type": "app_mention", "user": "U0WREN", "user_team": "T0THEIRS", "channel": "C0EXEC"}
    body = {"team_id": "T0THEIRS", "enterprise_id": "E0THEIRS", "event": event}

    def installed(**said: object) -> tuple[str, str]:
        sender = payloads.sender({**body, **said})
        return sender.installed_team, sender.enterprise

    assert installed(authorizations=[ours], is_ext_shared_channel=True) == ("T0OURS", "")
    theirs = ("T0THEIRS", "E0THEIRS")
    assert installed(authorizations=[ours], is_ext_shared_channel=False) == theirs
    for odd in (None, [], [None], "T0OURS", [{"team_id": 7}]):
        assert installed(authorizations=odd, is_ext_shared_channel=True) == theirs
