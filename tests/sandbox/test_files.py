"""Uploading a file to the local Slack: asked for, sent, shared, each as strict as Slack is."""

from dataclasses import replace
from typing import Any

import pytest
import requests
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox import Manifest, Sandbox

CSV = b"kpi,value\nbacklog,3\n"


@pytest.fixture
def slack() -> Sandbox:  # type: ignore[misc]
    manifest = Manifest.read()
    with Sandbox(manifest=replace(manifest, scopes=manifest.scopes | {"files:write"})) as slack:
        yield slack


@pytest.fixture
def client(slack: Sandbox) -> WebClient:
    return WebClient(slack.bot_token, base_url=slack.api_url)


def begun(client: WebClient, length: int = len(CSV)) -> tuple[str, str]:
    asked = client.files_getUploadURLExternal(filename="kpi.csv", length=length)
    return str(asked["file_id"]), str(asked["upload_url"])


def sent(client: WebClient) -> str:
    file, url = begun(client)
    assert requests.post(url, data=CSV, timeout=30).status_code == 200
    return file


def refused(client: WebClient, file: str, **more: Any) -> str:
    with pytest.raises(SlackApiError) as error:
        client.files_completeUploadExternal(files=[{"id": file, "title": "kpi"}], **more)
    return str(error.value.response["error"])


def test_a_file_is_asked_for_sent_and_shared(slack: Sandbox, client: WebClient) -> None:
    otter = slack.person("U0OTTER")
    place = str(client.conversations_open(users="U0OTTER")["channel"]["id"])
    file = sent(client)
    client.files_completeUploadExternal(
        files=[{"id": file, "title": "Figures"}], channel_id=place, initial_comment="Here it is"
    )
    (message,) = otter.dms()

    assert message.text == "Here it is"
    assert [told["name"] for told in message.files] == ["kpi.csv"]
    assert otter.download(message) == CSV


def test_the_page_lets_only_who_sees_the_message_have_its_file(
    slack: Sandbox, client: WebClient
) -> None:
    place = str(client.conversations_open(users="U0OTTER")["channel"]["id"])
    file = sent(client)
    client.files_completeUploadExternal(files=[{"id": file}], channel_id=place)

    def asked(who: str) -> requests.Response:
        wanted = {"as": who, "id": file}
        return requests.get(f"{slack.url}/page/file", params=wanted, timeout=30)

    assert asked("U0OTTER").content == CSV
    assert asked("U0HERON").status_code == 404


@pytest.mark.parametrize("content", [CSV[:-1], CSV + b"x"])
def test_other_bytes_than_were_announced_are_not_taken(client: WebClient, content: bytes) -> None:
    file, url = begun(client)

    assert requests.post(url, data=content, timeout=30).status_code == 400
    assert refused(client, file) == "file_not_found"


def test_a_file_whose_bytes_never_came_is_not_found(client: WebClient) -> None:
    file, _url = begun(client)

    assert refused(client, file) == "file_not_found"


def test_a_file_is_shared_once(client: WebClient) -> None:
    file = sent(client)
    client.files_completeUploadExternal(files=[{"id": file}], channel_id="C0EXEC")

    assert refused(client, file, channel_id="C0EXEC") == "file_not_found"


@pytest.mark.parametrize("place", ["U0OTTER", "exec", "C0NOWHERE"])
def test_it_is_shared_by_a_conversations_id_alone(client: WebClient, place: str) -> None:
    assert refused(client, sent(client), channel_id=place) == "channel_not_found"


def test_it_is_shared_only_where_the_app_is(slack: Sandbox, client: WebClient) -> None:
    slack.admin.leave("U0BOT", "C0EXEC")

    assert refused(client, sent(client), channel_id="C0EXEC") in (
        "channel_not_found",
        "not_in_channel",
    )


@pytest.mark.parametrize(
    "wrong",
    [{"length": 0}, {"length": "many"}, {"filename": ""}, {"length": 3, "channel": "C0EXEC"}],
)
def test_what_is_asked_wrongly_is_refused(slack: Sandbox, wrong: dict[str, object]) -> None:
    answer = requests.post(
        slack.api_url + "files.getUploadURLExternal",
        json={"filename": "kpi.csv", "length": 3} | wrong,
        headers={"Authorization": f"Bearer {slack.bot_token}"},
        timeout=30,
    ).json()

    assert answer["error"] == "invalid_arguments"


def test_without_the_scope_nothing_is_uploaded() -> None:
    manifest = Manifest.read()
    without = replace(manifest, scopes=manifest.scopes - {"files:write"})
    with Sandbox(manifest=without) as slack, pytest.raises(SlackApiError) as error:
        begun(WebClient(slack.bot_token, base_url=slack.api_url))

    assert (error.value.response["error"], error.value.response["needed"]) == (
        "missing_scope",
        "files:write",
    )
