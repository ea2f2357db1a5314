"""What Block Kit allows, by surface and length."""

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.blockkit.blocks import block_problems


def plain(text: str) -> dict:
    return {"type": "plain_text", "text": text}


def section(text: str = "x", **more: object) -> dict:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(text: str = "Go", action_id: str = "go", **more: object) -> dict:
    return {"type": "button", "text": plain(text), "action_id": action_id, **more}


def actions(*elements: dict, **more: object) -> dict:
    return {"type": "actions", "elements": list(elements), **more}


def select(count: int, **more: object) -> dict:
    options = [{"text": plain(f"{n}"), "value": f"{n}"} for n in range(count)]
    return {"type": "static_select", "action_id": "pick", "options": options, **more}


def chart(**more: object) -> dict:
    series = [{"name": "opened", "data": [{"label": "Mon", "value": 3}]}]
    inner = {"type": "bar", "series": series, "axis_config": {"categories": ["Mon"]}, **more}
    return {"type": "data_visualization", "title": "Week", "chart": inner}


def table(rows: int, text: str = "x") -> dict:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": text}]] * rows}


FINE = [
    section(),
    section(accessory=button(style="primary", value="v" * 2000)),
    {"type": "section", "fields": [plain("x")] * 10},
    {"type": "header", "text": plain("x" * 150)},
    {"type": "context", "elements": [{"type": "mrkdwn", "text": "x"}] * 10},
    actions(button(), button(action_id="other"), select(100)),
    {"type": "divider"},
    {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": []}]},
    {"type": "markdown", "text": "# x"},
    chart(),
    table(100),
]
WRONG = [
    (section("x" * 3001), "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
    (section(""), "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    ({"type": "section"}, "missing required field: text or fields [json-pointer:/blocks/0]"),
    (section(tooltip="x"), "invalid additional property: tooltip [json-pointer:/blocks/0]"),
    ({"type": "sektion"}, "unsupported type: sektion [json-pointer:/blocks/0]"),
    (
        {"type": "header", "text": {"type": "mrkdwn", "text": "x"}},
        "unsupported type: mrkdwn [json-pointer:/blocks/0/text]",
    ),
    (
        actions(button("x" * 76)),
        "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]",
    ),
    (
        actions(button(), button()),
        '`action_id` "go" already exists [json-pointer:/blocks/0/elements/1/action_id]',
    ),
    (
        actions(*[button(action_id=f"{n}") for n in range(26)]),
        "no more than 25 items allowed [json-pointer:/blocks/0/elements]",
    ),
    (
        actions(select(101)),
        "no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]",
    ),
    (
        actions(select(1, initial_option={"text": plain("Else"), "value": "else"})),
        "initial option must match one of the options exactly [json-pointer:/blocks/0/elements/0]",
    ),
    (table(101), "no more than 100 items allowed [json-pointer:/blocks/0/rows]"),
    (
        table(2, "x" * 5001),
        "tables must be less than 10001 characters in total [json-pointer:/blocks]",
    ),
    (
        chart(axis_config={"categories": ["Tue"]}),
        "labels must match axis_config.categories exactly [json-pointer:/blocks/0/chart/series",
    ),
    ({"type": "alert", "text": plain("x")}, "block type alert is not supported in a message"),
]


@pytest.mark.parametrize("block", FINE, ids=lambda block: block["type"])
def test_a_message_takes(block: dict) -> None:
    assert block_problems([block], "message") == []


@pytest.mark.parametrize(("block", "problem"), WRONG)
def test_a_message_refuses(block: dict, problem: str) -> None:
    assert any(found.startswith(problem) for found in block_problems([block], "message"))


@pytest.mark.parametrize("surface", ["modal", "home"])
@pytest.mark.parametrize("block", [table(1), chart(), {"type": "markdown", "text": "x"}])
def test_figures_are_for_messages_only(block: dict, surface: str) -> None:
    assert "is not supported in a" in block_problems([block], surface)[0]


def test_an_alert_is_for_modals_only() -> None:
    alert = {"type": "alert", "text": plain("Careful"), "level": "warning"}
    assert block_problems([alert], "modal") == []
    assert block_problems([alert], "home") != []


@pytest.mark.parametrize(("surface", "most"), [("message", 50), ("modal", 100), ("home", 100)])
def test_so_many_blocks_fit(surface: str, most: int) -> None:
    assert block_problems([{"type": "divider"}] * most, surface) == []
    problem = f"no more than {most} items allowed [json-pointer:/blocks]"
    assert block_problems([{"type": "divider"}] * (most + 1), surface) == [problem]


def test_block_ids_are_unique() -> None:
    twice = [section(block_id="same"), section(block_id="same")]
    assert "already exists [json-pointer:/blocks/1/block_id]" in block_problems(twice, "message")[0]


def test_one_action_id_may_stand_in_two_blocks() -> None:
    assert block_problems([actions(button()), actions(button())], "message") == []


def test_the_answer_has_slacks_shape(client: WebClient) -> None:
    with pytest.raises(SlackApiError) as refused:
        client.chat_postMessage(channel="C0EXEC", text="x", blocks=[section("x" * 3001)])
    words = "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    answer = refused.value.response.data
    assert answer["error"] == "invalid_blocks"
    assert answer["errors"] == [words]
    assert answer["response_metadata"]["messages"] == [f"[ERROR] {words}"]


def test_all_text_together_has_a_limit_of_its_own(client: WebClient) -> None:
    with pytest.raises(SlackApiError, match="msg_blocks_too_long"):
        client.chat_postMessage(channel="C0EXEC", text="x", blocks=[section("x" * 2641)] * 5)
    client.chat_postMessage(channel="C0EXEC", text="x", blocks=[section("x" * 2640)] * 5)
