"""Opening, stacking, updating and publishing views."""

from collections.abc import Callable

import pytest
from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox import Patience, Sandbox, SystemClock
from tests.sandbox.forms import button, home, modal, row, section, text_input


class StoppedClock(SystemClock):
    """Stands still until it is moved."""

    def __init__(self) -> None:
        super().__init__()
        self.at = SystemClock().machine()

    def calendar(self) -> float:
        return self.at

    def machine(self) -> float:
        return self.at


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture
def slack(clock: StoppedClock) -> object:
    with Sandbox(clock=clock, patience=Patience(ack=1.0, event_retries=())) as sandbox:
        yield sandbox


def trigger(slack: Sandbox, from_view: str | None = None) -> str:
    return slack.core.views.new_trigger("U0OTTER", from_view)


def refused(error: str) -> pytest.RaisesExc[SlackApiError]:
    return pytest.raises(SlackApiError, match=error)


FORM = modal(text_input("Title"))


def test_a_trigger_id_can_be_used_once(slack: Sandbox, client: WebClient) -> None:
    mine = trigger(slack)
    client.views_open(trigger_id=mine, view=FORM)
    with refused("exchanged_trigger_id"):
        client.views_open(trigger_id=mine, view=FORM)


def test_a_trigger_id_lives_three_seconds(
    slack: Sandbox, client: WebClient, clock: StoppedClock
) -> None:
    mine = trigger(slack)
    clock.at += 3.1
    with refused("expired_trigger_id"):
        client.views_open(trigger_id=mine, view=FORM)


def test_a_made_up_trigger_id_is_refused(client: WebClient) -> None:
    with refused("invalid_trigger_id"):
        client.views_open(trigger_id="1.2.3", view=FORM)


def test_a_refused_view_leaves_the_trigger_unused(slack: Sandbox, client: WebClient) -> None:
    mine = trigger(slack)
    with refused("invalid_arguments"):
        client.views_open(trigger_id=mine, view=modal(section("x"), title="x" * 25))
    assert client.views_open(trigger_id=mine, view=FORM)["ok"]


@pytest.mark.parametrize(
    ("view", "problem"),
    [
        (
            modal(section("x"), title="x" * 25),
            "must be less than 25 characters [json-pointer:/view/title/text]",
        ),
        (
            {k: v for k, v in FORM.items() if k != "submit"},
            "missing required field: submit [json-pointer:/view]",
        ),
        (
            modal(section("x"), private_metadata="x" * 3001),
            "must be less than 3001 characters [json-pointer:/view/private_metadata]",
        ),
        (
            modal(section("x"), color="red"),
            "invalid additional property: color [json-pointer:/view]",
        ),
        (home(section("x")), "must be a valid enum value: modal [json-pointer:/view/type]"),
    ],
)
def test_a_modal_has_rules(slack: Sandbox, client: WebClient, view: dict, problem: str) -> None:
    with pytest.raises(SlackApiError) as raised:
        client.views_open(trigger_id=trigger(slack), view=view)
    assert f"[ERROR] {problem}" in raised.value.response["response_metadata"]["messages"]


def test_a_view_may_not_weigh_more_than_250_kilobytes(slack: Sandbox, client: WebClient) -> None:
    heavy = modal(*[section("é" * 1400) for _ in range(100)])
    with refused("view_too_large"):
        client.views_open(trigger_id=trigger(slack), view=heavy)


def test_three_modals_stack_and_no_more(slack: Sandbox, client: WebClient) -> None:
    top = client.views_open(trigger_id=trigger(slack), view=FORM)["view"]
    for _ in range(2):
        top = client.views_push(trigger_id=trigger(slack, top["id"]), view=FORM)["view"]
    with refused("push_limit_reached"):
        client.views_push(trigger_id=trigger(slack, top["id"]), view=FORM)
    views = slack.core.views.stack("U0OTTER")
    assert [view.root_id for view in views] == [views[0].id] * 3
    assert top["previous_view_id"] == views[1].id


def test_a_stale_hash_is_a_conflict(slack: Sandbox, client: WebClient) -> None:
    view = client.views_open(trigger_id=trigger(slack), view=FORM)["view"]
    client.views_update(view_id=view["id"], hash=view["hash"], view=FORM)
    with refused("hash_conflict"):
        client.views_update(view_id=view["id"], hash=view["hash"], view=FORM)


def test_a_closed_view_cannot_be_updated(slack: Sandbox, client: WebClient) -> None:
    view = client.views_open(trigger_id=trigger(slack), view=FORM)["view"]
    slack.person("U0OTTER").wait_for_modal().close()
    with refused("not_found"):
        client.views_update(view_id=view["id"], view=FORM)


def test_an_external_id_is_unique_and_finds_its_view(slack: Sandbox, client: WebClient) -> None:
    named = {**FORM, "external_id": "esc-1"}
    client.views_open(trigger_id=trigger(slack), view=named)
    assert client.views_update(external_id="esc-1", view=named)["ok"]
    owl = slack.core.views.new_trigger("U0OWL")
    with refused("duplicate_external_id"):
        client.views_open(trigger_id=owl, view=named)


def test_an_update_keeps_what_was_typed_where_the_input_stays_itself(
    slack: Sandbox, client: WebClient
) -> None:
    both = modal(text_input("Title"), text_input("Account"))
    view = client.views_open(trigger_id=trigger(slack), view=both)["view"]
    form = slack.person("U0OTTER").wait_for_modal().fill({"Title": "Acme", "Account": "A-1"})
    renamed = modal(
        text_input("Title", initial_value="from the app"),
        text_input("Account", block_id="another", initial_value="from the app"),
    )
    client.views_update(view_id=view["id"], view=renamed)
    assert (form.value("Title"), form.value("Account")) == ("Acme", "from the app")


def test_a_home_tab_is_published_to_one_person(slack: Sandbox, client: WebClient) -> None:
    client.views_publish(user_id="U0HERON", view=home(row(button("Claim", "claim"))))
    tab = slack.person("U0HERON").home()
    assert tab is not None
    assert tab.text == "[Claim]"
    assert slack.person("U0OWL").home() is None


def test_a_home_tab_has_no_title(client: WebClient) -> None:
    with refused("invalid_arguments"):
        client.views_publish(user_id="U0HERON", view={**home(section("x")), "title": "x"})


def test_a_stale_home_tab_is_not_overwritten(client: WebClient) -> None:
    old = client.views_publish(user_id="U0HERON", view=home(section("a")))["view"]["hash"]
    client.views_publish(user_id="U0HERON", view=home(section("b")))
    with refused("hash_conflict"):
        client.views_publish(user_id="U0HERON", view=home(section("c")), hash=old)


def test_a_modal_opened_from_a_command_can_be_pushed_upon_from_its_button(
    slack: Sandbox, app: App, by_http: App, client: WebClient
) -> None:
    first = modal(row(button("More", "more")), title="First")

    def open_first(ack: Callable[[], None], body: dict) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=first)

    def push_second(ack: Callable[[], None], body: dict) -> None:
        ack()
        client.views_push(trigger_id=body["trigger_id"], view={**FORM, "title": first["title"]})

    app.command("/escalate")(open_first)
    app.action("more")(push_second)
    otter = slack.person("U0OTTER")
    otter.command("/escalate")
    otter.click(otter.wait_for_modal("First"), "More")
    assert len(otter.modals()) == 2
