"""The transcript reads as people would see the workspace."""

import pytest
import requests
from slack_sdk import WebClient

from sandbox import Sandbox, SystemClock
from tests.sandbox.forms import button, row, section


class Noon(SystemClock):
    """2026-03-02, 12:00 UTC."""

    def calendar(self) -> float:
        return 1_772_452_800.0


def test_names_dates_buttons_threads_and_private_notes() -> None:
    with Sandbox(clock=Noon()) as slack:
        client = WebClient(slack.bot_token, base_url=slack.api_url)
        text = "<@U0OTTER> &amp; co, due <!date^1772461800^{date_short} {time}|later> &lt;3"
        card = [section(text), row(button("Claim", "claim"), button("Decide", "decide"))]
        root = client.chat_postMessage(channel="C0EXEC", text="x", blocks=card)["ts"]
        slack.person("U0HERON").say("C0EXEC", "mine", thread=root)
        client.chat_postEphemeral(
            channel="C0EXEC", user="U0HERON", text="It's yours.", thread_ts=root
        )
        client.chat_update(channel="C0EXEC", ts=root, text="x", blocks=card)
        client.chat_postMessage(channel="U0OTTER", text="Claimed by <@U0HERON>")
        assert slack.transcript("Europe/London") == (
            "══ #escalations-executive\n"
            "12:00 Escalations (edited)\n"
            "   @Otter (CSM) & co, due Mar 2, 2026 14:30 <3\n"
            "   [Claim] [Decide]\n"
            "   │ 12:00 Heron (specialist)\n"
            "   │    mine\n"
            "   │ 12:00 Escalations (only visible to Heron (specialist))\n"
            "   │    It's yours.\n"
            "\n"
            "══ Direct messages: Otter (CSM) and Escalations\n"
            "12:00 Escalations\n"
            "   Claimed by @Heron (specialist)\n"
        )
        assert "due Mar 2, 2026 15:30" in slack.transcript("Europe/Copenhagen")


def test_every_message_has_a_timestamp_of_its_own() -> None:
    with Sandbox(clock=Noon()) as slack:
        stamps = [slack.person("U0HERON").say("C0EXEC", "x").ts for _ in range(3)]
        assert len(set(stamps)) == 3
        assert stamps == sorted(stamps)


@pytest.mark.parametrize("seconds", ["99999999999999", "-99999999999", "--5", "²", "9" * 5000])
def test_a_date_no_calendar_has_reads_as_its_fallback(slack: Sandbox, seconds: str) -> None:
    client = WebClient(slack.bot_token, base_url=slack.api_url)
    client.chat_postMessage(channel="C0EXEC", text=f"due <!date^{seconds}^{{date}}|some day>")

    assert "due some day" in slack.transcript()


@pytest.mark.parametrize("zone", ["Nowhere", "../../etc/passwd", "", "Europe"])
def test_a_zone_that_is_none_is_a_bad_request(slack: Sandbox, zone: str) -> None:
    answer = requests.get(f"{slack.url}/sandbox/transcript", params={"zone": zone}, timeout=10)

    assert answer.status_code == 400


def test_rich_text_reads_as_it_was_typed(slack: Sandbox) -> None:
    typed = "<your> *reviews* & `ours` &lt;stay&gt;"
    words = {"type": "text", "text": typed}
    box = {"type": "rich_text_preformatted", "elements": [words]}
    who = {"type": "rich_text_section", "elements": [{"type": "user", "user_id": "U0OTTER"}]}
    client = WebClient(slack.bot_token, base_url=slack.api_url)
    blocks = [{"type": "rich_text", "elements": [box]}, {"type": "rich_text", "elements": [who]}]
    client.chat_postMessage(channel="C0EXEC", text="x", blocks=blocks)

    assert f"   {typed}\n   @Otter (CSM)\n" in slack.transcript()
