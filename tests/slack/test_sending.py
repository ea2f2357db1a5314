"""What the end of a call to Slack says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from handlers.web_api.refusals import CHANNEL_ERRORS, TOKEN_ERRORS, refusals
from handlers.web_api.sending import DEFAULT_PAUSE, LONGEST_PAUSE, SHORTEST_PAUSE, retry_after

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("30", 30),
        ("0", SHORTEST_PAUSE),
        (" 1.5 ", 1.5),
        ("86400", LONGEST_PAUSE),
        ("inf", LONGEST_PAUSE),
        ("1e400", LONGEST_PAUSE),
        ("-5", DEFAULT_PAUSE),
        ("nan", DEFAULT_PAUSE),
        ("soon", DEFAULT_PAUSE),
        ("", DEFAULT_PAUSE),
        ("Wed, 21 Oct 2026 07:28:00 GMT", DEFAULT_PAUSE),
    ],
)
def test_a_pause_is_as_long_as_slack_asks_within_reason(said: str, seconds: float) -> None:
    assert retry_after({"Retry-After": said}) == seconds
    assert retry_after({}) == DEFAULT_PAUSE


def test_the_errors_of_each_method_are_those_the_local_slack_is_strict_by() -> None:
    ours = json.loads((ROOT / "handlers/web_api/errors.json").read_text())
    known = json.loads((ROOT / "sandbox/data/methods.json").read_text())["methods"]

    assert ours["methods"] == {name: known[name]["errors"] for name in ours["methods"]}
    for method, met in ours["met"].items():
        assert not set(met) & {*known[method]["errors"], *ours["common"]}, "said twice"


def test_only_a_documented_error_is_a_refusal() -> None:
    assert {"channel_not_found", "not_in_channel", "is_archived"} <= refusals("chat.postMessage")
    assert refusals("chat.postMessage") >= TOKEN_ERRORS
    assert not {"", "blocked_by_gateway", "internal_error"} & refusals("chat.postMessage")
    assert "channel_not_found" not in refusals("views.publish")
    every = refusals("chat.postMessage") | refusals("chat.update")
    assert every >= CHANNEL_ERRORS
