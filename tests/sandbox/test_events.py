"""What the app hears of: mentions, its Home tab, people and groups changing."""

from dataclasses import replace
from typing import Any

import pytest
from slack_bolt import App
from slack_sdk import WebClient

from sandbox import Account, Manifest, NotSeen, Sandbox
from tests.sandbox.forms import home, section


def hearing(app: App, *types: str) -> list[dict]:
    seen: list[dict] = []
    for each in types:
        app.event(each)(lambda body: seen.append(body))  # noqa: PLW0108 (Bolt reads names)
    return seen


def test_a_mention_in_a_thread_is_told_with_its_thread(slack: Sandbox, connected: App) -> None:
    seen = hearing(connected, "app_mention")
    heron = slack.person("U0HERON")
    root = heron.say("C0EXEC", "Good morning")
    message = heron.mention("C0EXEC", "handover @badger & be quick", thread=root)
    slack.wait_until_quiet()
    event = seen[0]["event"]
    assert event["text"] == "<@U0BOT> handover <@U0BADGER> &amp; be quick"
    assert (event["ts"], event["thread_ts"]) == (message.ts, root.ts)
    assert (event["user"], event["team"], event["channel"]) == ("U0HERON", "T0SANDBOX", "C0EXEC")
    assert seen[0]["authorizations"][0]["user_id"] == "U0BOT"


@pytest.mark.parametrize(("channel", "text"), [("C0GENERAL", "<@U0BOT> hi"), ("C0EXEC", "hi")])
def test_only_mentions_in_the_apps_channels_are_told(
    slack: Sandbox, channel: str, text: str
) -> None:
    slack.person("U0HERON").say(channel, text)
    slack.wait_until_quiet()
    assert slack.deliveries == []


def test_an_edit_that_mentions_the_app_is_told_as_edited(slack: Sandbox, by_http: App) -> None:
    seen = hearing(by_http, "app_mention")
    heron = slack.person("U0HERON")
    message = heron.mention("C0EXEC", "clam")
    edited = heron.edit(message, "@escalations claim")
    slack.wait_until_quiet()
    assert edited.edited
    assert [body["event"]["ts"] for body in seen] == [message.ts] * 2
    last = next(body["event"] for body in seen if "edited" in body["event"])
    assert last["text"] == "<@U0BOT> claim"
    assert seen[0]["event_id"] != seen[1]["event_id"]


def test_an_outsiders_mention_names_their_team(slack: Sandbox, by_http: App) -> None:
    seen = hearing(by_http, "app_mention")
    slack.admin.join("U0OSPREY", "C0EXEC")
    slack.person("U0OSPREY").mention("C0EXEC", "claim")
    slack.wait_until_quiet()
    assert seen[0]["event"]["user_team"] == "T0OTHER"
    assert seen[0]["is_ext_shared_channel"] is True


def test_opening_home_waits_for_it_to_be_published(
    slack: Sandbox, connected: App, client: WebClient
) -> None:
    connected.event("app_home_opened")(
        lambda event: client.views_publish(user_id=event["user"], view=home(section("Yours")))
    )
    assert slack.person("U0HERON").open_home().text == "Yours"
    assert slack.person("U0HERON").open_home().text == "Yours"
    slack.wait_until_quiet()
    events: list[Any] = [d.payload["event"] for d in slack.deliveries]
    first, second = events
    assert "view" not in first
    assert second["view"]["type"] == "home"


def test_the_messages_tab_is_told_of_by_the_same_event(slack: Sandbox, connected: App) -> None:
    seen = hearing(connected, "app_home_opened")
    slack.person("U0HERON").look_at_messages()
    slack.wait_until_quiet()
    slack.person("U0HERON").look_at_home()
    slack.wait_until_quiet()
    assert [body["event"]["tab"] for body in seen] == ["messages", "home"]


def test_a_home_nobody_publishes_is_not_seen(slack: Sandbox) -> None:
    with pytest.raises(NotSeen, match="published no Home tab"):
        slack.person("U0HERON").open_home(timeout=0.01)


def test_changed_and_new_people_are_told(slack: Sandbox, by_http: App) -> None:
    seen = hearing(by_http, "user_change", "team_join")
    otter = slack.person("U0OTTER")
    slack.admin.change_person(replace(otter.member, timezone="Australia/Melbourne"))
    slack.wait_until_quiet()
    slack.admin.deactivate("U0OTTER")
    slack.wait_until_quiet()
    slack.admin.add_person(Account("U0STOAT", "stoat", "Stoat (specialist)"))
    slack.wait_until_quiet()
    users = [body["event"]["user"] for body in seen]
    assert users[0]["tz"] == "Australia/Melbourne"
    assert (users[1]["id"], users[1]["deleted"]) == ("U0OTTER", True)
    assert (seen[2]["event"]["type"], users[2]["id"]) == ("team_join", "U0STOAT")
    with pytest.raises(NotSeen, match="deactivated"):
        otter.command("/escalate")


def test_a_groups_new_members_are_told(slack: Sandbox, by_http: App) -> None:
    seen = hearing(by_http, "subteam_members_changed", "subteam_updated")
    slack.admin.set_group("S0MANAGERS", ("U0OWL", "U0FINCH"))
    slack.wait_until_quiet()
    events = {body["event"]["type"]: body["event"] for body in seen}
    assert events["subteam_members_changed"]["added_users"] == ["U0FINCH"]
    assert events["subteam_updated"]["subteam"]["users"] == ["U0OWL", "U0FINCH"]


def test_events_the_manifest_does_not_name_are_not_sent() -> None:
    silent = replace(Manifest.read(), events=frozenset())
    with Sandbox(manifest=silent) as slack:
        slack.person("U0HERON").mention("C0EXEC", "claim")
        slack.admin.deactivate("U0DODO")
        slack.wait_until_quiet()
        assert slack.deliveries == []


def test_changes_can_be_watched(slack: Sandbox, client: WebClient) -> None:
    seen: list[tuple[str, str]] = []
    stop = slack.subscribe(lambda change: seen.append((change.kind, change.place)))
    client.chat_postMessage(channel="C0EXEC", text="a")
    stop()
    client.chat_postMessage(channel="C0EXEC", text="b")
    assert seen[0] == ("message", "C0EXEC")
    assert len([kind for kind, _ in seen if kind == "message"]) == 1
