"""Who is not let in: other sites in the same browser, other names, people who aren't there."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import replace

import aiohttp
import pytest
import requests

from sandbox import Sandbox
from tests.sandbox.forms import button, row
from tests.sandbox.page.tab import SOON

NOTHING: Mapping[str, str] = {}
SAY = {"as": "U0OTTER", "act": "say", "channel": "C0EXEC", "text": "hello", "thread": None}


def get(slack: Sandbox, path: str, headers: Mapping[str, str] = NOTHING) -> requests.Response:
    return requests.get(slack.url + path, headers=headers, timeout=SOON)


def act(slack: Sandbox, sent: object, headers: Mapping[str, str] = NOTHING) -> requests.Response:
    return requests.post(f"{slack.url}/page/act", json=sent, headers=headers, timeout=SOON)


def feed_status(slack: Sandbox, person: str, headers: Mapping[str, str] = NOTHING) -> int:
    """101 where the feed opens."""

    async def connect() -> int:
        address = f"{slack.url}/page/feed?as={person}"
        async with aiohttp.ClientSession() as session:
            try:
                async with session.ws_connect(address, headers=headers):
                    return 101
            except aiohttp.WSServerHandshakeError as refused:
                return refused.status

    return asyncio.run(connect())


def own_origin(slack: Sandbox) -> dict[str, str]:
    return {"Origin": slack.url}


@pytest.mark.parametrize("path", ["/", "/page/due", "/page/messages?as=U0OTTER&channel=C0EXEC"])
def test_the_page_answers_only_by_this_machines_names(slack: Sandbox, path: str) -> None:
    local = {"Host": f"localhost:{slack.port}"}
    other = {"Host": f"evil.example:{slack.port}"}

    assert get(slack, path).status_code == 200
    assert get(slack, path, local).status_code == 200
    assert get(slack, path, other).status_code == 403


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1"])
def test_another_site_can_neither_act_nor_listen(slack: Sandbox, origin: str) -> None:
    refused = act(slack, SAY, {"Origin": origin})

    assert refused.status_code == 403
    assert feed_status(slack, "U0OTTER", {"Origin": origin}) == 403
    assert slack.channel("C0EXEC").messages() == []


def test_the_page_itself_may_act_and_listen(slack: Sandbox) -> None:
    assert act(slack, SAY, own_origin(slack)).json()["ok"] is True
    assert feed_status(slack, "U0OTTER", own_origin(slack)) == 101


@pytest.mark.parametrize("name", ["127.0.0.1:99999", "127.0.0.1:x", "[::", "127.0.0.1/x", "\xff"])
def test_a_name_that_is_no_address_is_refused(slack: Sandbox, name: str) -> None:
    assert get(slack, "/", {"Host": name}).status_code == 403


@pytest.mark.parametrize("name", ["a" * 256, "ä" * 128, "a" * 5000])
def test_a_file_by_a_name_no_file_can_have_is_not_found(slack: Sandbox, name: str) -> None:
    assert get(slack, f"/page/assets/{name}").status_code == 404


def test_a_feed_by_another_name_is_refused(slack: Sandbox) -> None:
    assert feed_status(slack, "U0OTTER", {"Host": "evil.example"}) == 403


@pytest.mark.parametrize(
    "sort", ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data"]
)
def test_what_a_form_on_another_site_can_send_is_no_act(slack: Sandbox, sort: str) -> None:
    words = '{"as": "U0OTTER", "act": "say", "channel": "C0EXEC", "text": "hello"}'
    answer = requests.post(
        f"{slack.url}/page/act", data=words, headers={"Content-Type": sort}, timeout=SOON
    )

    assert answer.status_code == 415
    assert slack.channel("C0EXEC").messages() == []


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (SAY | {"as": "U0NOBODY"}, "Nobody is 'U0NOBODY'."),
        (SAY | {"as": None}, "Nobody is ''."),
        (SAY | {"act": "fly"}, "There is no act 'fly'."),
        (SAY | {"channel": None}, "channel is missing"),
        ({"as": "U0OTTER", "act": "clock"}, "clock needs seconds or until"),
        ({"as": "U0OTTER", "act": "trouble", "down": "flood"}, "down is 503, reset or null"),
        ({"as": "U0OTTER", "act": "close"}, "view is missing"),
        ([], "Nobody is ''."),
    ],
)
def test_an_act_that_makes_no_sense_is_a_bad_request(
    slack: Sandbox, sent: object, words: str
) -> None:
    answer = act(slack, sent)

    assert (answer.status_code, answer.text) == (400, words)


def test_an_act_that_is_no_json_is_a_bad_request(slack: Sandbox) -> None:
    json_sort = {"Content-Type": "application/json"}
    answer = requests.post(
        f"{slack.url}/page/act", data="{not json", headers=json_sort, timeout=SOON
    )

    assert answer.status_code == 400


@pytest.mark.parametrize("path", ["messages?channel=C0EXEC&", "thread?channel=C0EXEC&", "threads?"])
def test_somebody_unknown_reads_nothing(slack: Sandbox, path: str) -> None:
    assert get(slack, f"/page/{path}as=U0NOBODY").status_code == 400
    assert get(slack, f"/page/{path}").status_code == 400
    assert feed_status(slack, "U0NOBODY") == 400


def test_the_app_has_no_tab(slack: Sandbox) -> None:
    assert get(slack, "/page/threads?as=U0BOT").status_code == 400
    assert feed_status(slack, "U0BOT") == 400
    assert act(slack, SAY | {"as": "U0BOT"}).status_code == 400


@pytest.mark.parametrize(
    ("person", "channel"),
    [
        ("U0OTTER", "G0PRIVATE"),
        ("U0OTTER", "C0LEGAL"),
        ("U0OTTER", "D0HERON"),
        ("U0NEWT", "C0EXEC"),
        ("U0OSPREY", "C0GENERAL"),
        ("U0OTTER", "C0NOWHERE"),
        ("U0OTTER", ""),
    ],
)
def test_a_channel_a_person_cannot_see_is_not_there_for_them(
    slack: Sandbox, person: str, channel: str
) -> None:
    slack.person("U0HERON").direct_messages()  # so that there is a conversation of somebody else's
    place = f"as={person}&channel={channel}"

    assert get(slack, f"/page/messages?{place}").status_code == 404
    assert get(slack, f"/page/thread?{place}&ts=1.000001").status_code == 404


@pytest.mark.parametrize(
    ("act_name", "details"),
    [
        ("say", {"text": "let me in", "thread": None}),
        ("command", {"text": "/escalate"}),
        ("message_shortcut", {"callback_id": "escalate_message", "ts": "secret"}),
        ("click", {"ts": "secret", "block_id": "row", "action_id": "Claim", "choice": None}),
        ("suggest", {"ts": "secret", "block_id": "row", "action_id": "more", "query": "x"}),
    ],
)
def test_nothing_is_done_in_a_channel_a_person_cannot_see(
    slack: Sandbox, act_name: str, details: dict
) -> None:
    secret = slack.person("U0OWL").say("G0PRIVATE", "secret")
    more = {"type": "external_select", "action_id": "more", "min_query_length": 1}
    blocks = (row(button("Claim", "Claim"), more),)
    slack.core.workspace.replace_message(replace(secret, blocks=blocks))
    details = {k: secret.ts if v == "secret" else v for k, v in details.items()}
    sent = {"as": "U0OTTER", "act": act_name, "channel": "G0PRIVATE", **details}
    answer = act(slack, sent).json()

    assert answer["ok"] is False
    assert "secret" not in answer["words"]
    assert [m.text for m in slack.channel("G0PRIVATE").messages()] == ["secret"]
    assert slack.deliveries == []


def test_every_answer_of_the_page_keeps_to_this_machine(slack: Sandbox) -> None:
    for path in ("/", "/page/due", "/page/messages"):
        headers = get(slack, path).headers

        assert "default-src 'self'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "path",
    [
        "/api/api.test",
        "/api/chat.postMessage",
        "/api/nothing",
        "/socket/nowhere",
        "/sandbox/transcript",
        "/page/assets/page.js",
        "/nothing",
    ],
)
def test_every_path_answers_only_by_this_machines_names(slack: Sandbox, path: str) -> None:
    for name in ("slack.test", f"evil.example:{slack.port}", "127.0.0.1.evil.example", "0.0.0.0"):
        assert get(slack, path, {"Host": name}).status_code == 403

    assert get(slack, path).status_code != 403 or path.startswith("/socket")


def test_the_web_api_and_reply_addresses_take_nothing_by_another_name(slack: Sandbox) -> None:
    headers = {"Host": "evil.example", "Authorization": f"Bearer {slack.bot_token}"}
    said = {"channel": "C0EXEC", "text": "from elsewhere"}
    for address in (f"{slack.api_url}chat.postMessage", f"{slack.url}/actions/T0SANDBOX/1/secret"):
        answer = requests.post(address, json=said, headers=headers, timeout=SOON)

        assert answer.status_code == 403
    assert slack.channel("C0EXEC").messages() == []
    assert slack.calls() == []


def test_a_workspace_without_its_page_answers_only_by_this_machines_names() -> None:
    with Sandbox() as alone:
        assert get(alone, "/api/api.test").json()["ok"] is True
        assert get(alone, "/api/api.test", {"Host": "slack.test"}).status_code == 403


ENDLESS = "9" * 5000


@pytest.mark.parametrize("path", ["activity?before=", "activity?limit=", "entry?n="])
def test_a_number_without_end_is_none(slack: Sandbox, path: str) -> None:
    otherwise = get(slack, f"/page/{path}")

    assert get(slack, f"/page/{path}{ENDLESS}").status_code == otherwise.status_code
    assert get(slack, f"/page/{path}²").status_code == otherwise.status_code


@pytest.mark.parametrize("path", ["/page/entry?n=99", "/page/entry?n=x&n=", "/page/nothing"])
def test_what_is_not_there_is_not_found(slack: Sandbox, path: str) -> None:
    assert get(slack, path).status_code == 404


UNREADABLE = {
    "deep": (b'{"as": ' + b"[" * 50_000 + b"]" * 50_000 + b"}", {}),
    "NaN": (b'{"as": "U0OTTER", "act": "clock", "seconds": NaN}', {}),
    "no UTF-8": (b'{"as": "\xff"}', {}),
    "no such charset": (b"{}", {"Content-Type": "application/json; charset=of-nobody"}),
    "not compressed": (b"{}", {"Content-Encoding": "gzip"}),
}


@pytest.mark.parametrize("path", ["/page/act", "/api/chat.postMessage", "/actions/T0/1/x"])
@pytest.mark.parametrize("sort", UNREADABLE)
def test_what_can_not_be_read_is_no_failure_of_the_server(
    slack: Sandbox, path: str, sort: str
) -> None:
    body, headers = UNREADABLE[sort]
    sent = {"Content-Type": "application/json", **headers}
    answer = requests.post(slack.url + path, data=body, headers=sent, timeout=SOON)

    assert answer.status_code < 500


def test_a_form_that_can_not_be_read_is_no_failure_of_the_server(slack: Sandbox) -> None:
    for sort in ("multipart/form-data", "application/x-www-form-urlencoded; charset=of-nobody"):
        answer = requests.post(
            f"{slack.url}/api/api.test", data=b"\xff", headers={"Content-Type": sort}, timeout=SOON
        )

        assert answer.status_code < 500


def test_numbers_that_are_none_are_not_told_to_a_tab(slack: Sandbox) -> None:
    """A browser reads no NaN: one message with it would take its whole conversation along."""
    slices = [{"label": "a", "value": float("nan")}, {"label": "b", "value": 1}]
    chart = {"type": "pie", "segments": slices}
    blocks = json.dumps([{"type": "data_visualization", "title": "T", "chart": chart}])
    token = {"Authorization": f"Bearer {slack.bot_token}"}
    fields = {"channel": "C0EXEC", "text": "t", "blocks": blocks}
    answer = requests.post(
        f"{slack.url}/api/chat.postMessage", data=fields, headers=token, timeout=SOON
    )

    assert answer.json()["error"] == "invalid_blocks_format"
    assert "NaN" not in get(slack, "/page/messages?as=U0OTTER&channel=C0EXEC").text
    assert "NaN" not in get(slack, "/page/entry?n=0").text.replace(json.dumps(blocks), "")
