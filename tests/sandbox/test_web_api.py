"""Slack's answers to calls it doesn't like."""

import pytest
import requests
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox import Sandbox


def call(slack: Sandbox, method: str, token: str | None = None, **arguments: object) -> dict:
    headers = {"Authorization": f"Bearer {slack.bot_token if token is None else token}"}
    answer = requests.post(slack.api_url + method, json=arguments, headers=headers, timeout=30)
    return answer.json()


def test_the_sdk_is_told_who_the_app_is(client: WebClient) -> None:
    who = client.auth_test()
    assert (who["user_id"], who["team_id"], who["bot_id"]) == ("U0BOT", "T0SANDBOX", "B0BOT")


def test_an_unknown_method_says_so(slack: Sandbox) -> None:
    answer = call(slack, "chat.postMesage", channel="C0EXEC", text="hello")
    assert answer == {"ok": False, "error": "unknown_method", "req_method": "chat.postMesage"}


@pytest.mark.parametrize(
    ("token", "error"),
    [
        ("", "not_authed"),
        ("xoxb-somebody-else", "invalid_auth"),
        ("xapp-sandbox-app", "not_allowed_token_type"),
    ],
)
def test_a_wrong_token_is_refused(slack: Sandbox, token: str, error: str) -> None:
    assert call(slack, "auth.test", token)["error"] == error


def test_a_token_may_come_in_a_form(slack: Sandbox) -> None:
    form = {"token": slack.bot_token, "channel": "C0EXEC", "text": "hello", "blocks": "[]"}
    answer = requests.post(slack.api_url + "chat.postMessage", data=form, timeout=30).json()
    assert (answer["ok"], answer["message"]["text"]) == (True, "hello")


def test_blocks_in_a_form_are_json(slack: Sandbox) -> None:
    form = {"token": slack.bot_token, "channel": "C0EXEC", "text": "x", "blocks": "{not json"}
    answer = requests.post(slack.api_url + "chat.postMessage", data=form, timeout=30).json()
    assert answer["error"] == "invalid_blocks_format"


def test_unknown_and_missing_arguments_are_named(slack: Sandbox) -> None:
    answer = call(slack, "chat.getPermalink", channel="C0EXEC", ts="1.0")
    assert answer["error"] == "invalid_arguments"
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] unknown argument: ts",
        "[ERROR] missing required field: message_ts",
    ]


def test_a_missing_scope_is_named_beside_those_there_are(slack: Sandbox) -> None:
    answer = call(slack, "team.info")
    assert (answer["error"], answer["needed"]) == ("missing_scope", "team:read")
    assert "chat:write" in answer["provided"].split(",")


def test_team_info_needs_a_scope_the_manifest_lacks(slack: Sandbox) -> None:
    assert call(slack, "team.info")["needed"] == "team:read"


def test_people_are_listed_page_by_page(client: WebClient) -> None:
    first = client.users_list(limit=4)
    rest = client.users_list(limit=100, cursor=first["response_metadata"]["next_cursor"])
    ids = [member["id"] for member in [*first["members"], *rest["members"]]]
    assert len(first["members"]) == 4
    assert rest["response_metadata"]["next_cursor"] == ""
    assert len(ids) == len(set(ids))
    assert {"U0OTTER", "U0BOT", "U0DODO"} <= set(ids)


@pytest.mark.parametrize("limit", ["²", "9" * 5000])
def test_a_number_that_is_none_is_refused(slack: Sandbox, limit: str) -> None:
    answer = call(slack, "users.list", limit=limit)

    assert answer["error"] == "invalid_arguments"


def test_a_made_up_cursor_is_refused(client: WebClient) -> None:
    with pytest.raises(SlackApiError, match="invalid_cursor"):
        client.users_list(cursor="made-up")


def test_accounts_say_who_is_a_guest_an_outsider_or_gone(client: WebClient) -> None:
    people = {member["id"]: member for member in client.users_list()["members"]}
    assert people["U0GECKO"]["is_restricted"] is True
    assert people["U0NEWT"]["is_ultra_restricted"] is True
    assert people["U0DODO"]["deleted"] is True
    assert "tz" not in people["U0DODO"]
    assert (people["U0OSPREY"]["team_id"], people["U0OSPREY"]["is_stranger"]) == ("T0OTHER", True)
    assert client.users_info(user="U0KESTREL")["user"]["tz"] == "America/New_York"


def test_user_groups_show_their_people_only_when_asked(client: WebClient) -> None:
    assert all("users" not in group for group in client.usergroups_list()["usergroups"])
    groups = {g["id"]: g for g in client.usergroups_list(include_users=True)["usergroups"]}
    assert groups["S0MANAGERS"]["users"] == ["U0OWL"]
    assert client.usergroups_users_list(usergroup="S0MANAGERS")["users"] == ["U0OWL"]


def test_every_call_is_kept_with_its_answer(slack: Sandbox, client: WebClient) -> None:
    client.chat_postMessage(channel="C0EXEC", text="hello")
    call_made = slack.calls("chat.postMessage")[0]
    assert (call_made.arguments["text"], call_made.ok, call_made.status) == ("hello", True, 200)
    assert call_made.answer["channel"] == "C0EXEC"
