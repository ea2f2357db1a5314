"""Filling and submitting forms, and what the app's ack does to them."""

import threading
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from slack_bolt import App
from slack_sdk import WebClient

from sandbox import Modal, NotSeen, Sandbox
from sandbox.workspace.waiting import LONG_ENOUGH
from tests.sandbox.forms import button, choice, modal, option, plain, row, section, text_input

FORM = modal(
    choice("Kind", "Executive", "Appeal"),
    text_input("Title", max_length=10),
    text_input("Note", optional=True),
    choice("Parties", "Legal", "Comms", kind="checkboxes", optional=True),
)


def opened(slack: Sandbox, view: dict, person: str = "U0OTTER") -> Modal:
    """The form in front of a person, as if the app had opened it."""
    client = WebClient(slack.bot_token, base_url=slack.api_url)
    client.views_open(trigger_id=slack.core.views.new_trigger(person), view=view)
    return slack.person(person).wait_for_modal()


def answering(app: App, **ack_with: Any) -> list[dict]:
    """The app acks every submission like this; the bodies it saw."""
    seen: list[dict] = []

    def listener(ack: Callable[..., None], body: dict) -> None:
        seen.append(body)
        ack(**ack_with)

    app.view("raise")(listener)
    return seen


def test_faults_are_told_by_label_and_by_block(slack: Sandbox, connected: App) -> None:
    held_back = opened(slack, FORM).fill({"Kind": "Appeal"}).submit()
    answering(connected, response_action="errors", errors={"title": "There is one like it."})
    refused = opened(slack, FORM).fill({"Kind": "Appeal", "Title": "Acme"}).submit()

    assert held_back.errors == {"Title": "Please complete this required field."}
    assert held_back.faults == {"title": "Please complete this required field."}
    assert refused.errors == {"Title": "There is one like it."}
    assert refused.faults == {"title": "There is one like it."}


def test_values_arrive_in_slacks_shape_by_type(slack: Sandbox, connected: App) -> None:
    seen = answering(connected)
    form = opened(slack, FORM)
    form.fill({"Kind": "Appeal", "Title": "Acme", "Parties": ["Legal", "comms"]})
    assert form.submit().closed
    assert seen[0]["view"]["state"]["values"] == {
        "kind": {"chosen": {"type": "static_select", "selected_option": option("Appeal")}},
        "title": {"typed": {"type": "plain_text_input", "value": "Acme"}},
        "note": {"typed": {"type": "plain_text_input", "value": None}},
        "parties": {
            "chosen": {
                "type": "checkboxes",
                "selected_options": [option("Legal"), option("Comms")],
            }
        },
    }
    assert slack.person("U0OTTER").modals() == []


FRIDAY = datetime(2026, 12, 4, 17, 30, 59, tzinfo=ZoneInfo("Europe/Copenhagen"))
PICKERS = {
    "users_select": ("owl", "selected_user", "U0OWL"),
    "multi_users_select": (["U0OWL", "Finch (Legal)"], "selected_users", ["U0OWL", "U0FINCH"]),
    "conversations_select": ("general", "selected_conversation", "C0GENERAL"),
    "datepicker": ("2026-12-24", "selected_date", "2026-12-24"),
    "datepicker of a day": (date(2026, 12, 24), "selected_date", "2026-12-24"),
    "datepicker of a moment": (FRIDAY, "selected_date", "2026-12-04"),
    "datetimepicker": (1_800_000_000, "selected_date_time", 1_800_000_000),
    "datetimepicker of a moment": (FRIDAY, "selected_date_time", 1_796_401_800),
    "timepicker": ("09:30", "selected_time", "09:30"),
    "timepicker of a time": (time(9, 30), "selected_time", "09:30"),
    "timepicker of a moment": (FRIDAY, "selected_time", "17:30"),
}


def picker(kind: str, **more: object) -> dict:
    element = {"type": kind, "action_id": "a"}
    return {"type": "input", "block_id": "b", "label": plain("P"), "element": element, **more}


@pytest.mark.parametrize("name", PICKERS)
def test_a_picker_sends_its_own_key(slack: Sandbox, by_http: App, name: str) -> None:
    typed, key, value = PICKERS[name]
    kind = name.partition(" ")[0]
    seen = answering(by_http)
    form = opened(slack, modal(picker(kind)))
    assert form.fill({"P": typed}).submit().closed
    assert seen[0]["view"]["state"]["values"]["b"]["a"] == {"type": kind, key: value}


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("datetimepicker", datetime(2026, 12, 4, 17, 30)),
        ("datetimepicker", "2026-12-04T17:30"),
        ("datepicker", "tomorrow"),
        ("datepicker", time(9, 30)),
        ("timepicker", "9:30"),
    ],
)
def test_a_picker_holds_nothing_that_nobody_could_pick(
    slack: Sandbox, kind: str, typed: object
) -> None:
    form = opened(slack, modal(picker(kind)))
    with pytest.raises(LookupError):
        form.fill({"P": typed})


def test_a_picker_can_be_emptied_where_it_is_optional(slack: Sandbox, by_http: App) -> None:
    seen = answering(by_http)
    form = opened(slack, modal(picker("datetimepicker", optional=True)))
    form.fill({"P": FRIDAY}).fill({"P": None})
    assert form.value("P") is None
    assert form.submit().closed
    value = seen[0]["view"]["state"]["values"]["b"]["a"]
    assert value == {"type": "datetimepicker", "selected_date_time": None}


def test_initial_values_are_sent_untouched(slack: Sandbox, by_http: App) -> None:
    seen = answering(by_http)
    opened(slack, modal(text_input("Title", initial_value="Acme"))).submit()
    value = seen[0]["view"]["state"]["values"]["title"]["typed"]["value"]
    assert value == "Acme"


def test_slack_holds_back_a_form_that_is_not_filled(slack: Sandbox, by_http: App) -> None:
    seen = answering(by_http)
    form = opened(slack, FORM).fill({"Title": "much too long a title"})
    assert form.submit().errors == {
        "Kind": "Please complete this required field.",
        "Title": "Must be 10 characters or fewer.",
    }
    assert seen == []
    assert form.submit(force=True).closed
    assert len(seen) == 1


def test_errors_come_back_by_label(slack: Sandbox, by_http: App) -> None:
    answering(by_http, response_action="errors", errors={"title": "Say more."})
    form = opened(slack, FORM).fill({"Kind": "Appeal", "Title": "A"})
    result = form.submit()
    assert (result.closed, result.errors) == (False, {"Title": "Say more."})
    assert form.is_open


def test_errors_for_no_input_are_a_failure(slack: Sandbox, by_http: App) -> None:
    answering(by_http, response_action="errors", errors={"nowhere": "Say more."})
    result = opened(slack, FORM).submit(force=True)
    assert result.errors is None
    assert result.failed is not None
    assert result.failed.startswith("We had some trouble connecting. Try again?")


def test_an_ack_may_show_another_page_in_place(slack: Sandbox, by_http: App) -> None:
    answering(by_http, response_action="update", view=modal(section("ESC-1"), title="Thanks"))
    form = opened(slack, FORM)
    page = form.submit(force=True).view
    assert page is not None
    assert (page.id, page.title, page.text) == (form.id, "Thanks", "ESC-1")


def test_an_ack_may_push_a_page_or_clear_the_stack(slack: Sandbox, by_http: App) -> None:
    acks: list[dict] = [
        {"response_action": "push", "view": modal(section("sure?"), title="Sure?")},
        {"response_action": "clear"},
    ]
    by_http.view("raise")(lambda ack: ack(**acks.pop(0)))
    page = opened(slack, FORM).submit(force=True).view
    assert [m.title for m in slack.person("U0OTTER").modals()] == ["Raise", "Sure?"]
    assert page is not None
    assert page.submit().closed
    assert slack.person("U0OTTER").modals() == []


def test_an_empty_ack_closes_the_top_only(slack: Sandbox, by_http: App, client: WebClient) -> None:
    answering(by_http)
    first = opened(slack, FORM)
    trigger = slack.core.views.new_trigger("U0OTTER", first.id)
    client.views_push(trigger_id=trigger, view=modal(section("x"), title="Second"))
    assert slack.person("U0OTTER").wait_for_modal("Second").submit().closed
    assert [m.title for m in slack.person("U0OTTER").modals()] == ["Raise"]


def test_a_view_slack_would_refuse_is_refused_in_an_ack_too(slack: Sandbox, by_http: App) -> None:
    answering(by_http, response_action="update", view=modal(section("x"), title="x" * 25))
    result = opened(slack, FORM).submit(force=True)
    assert result.failed is not None
    assert "must be less than 25 characters" in result.failed


def test_a_form_without_an_ack_stays_open(slack: Sandbox, by_http: App) -> None:
    by_http.view("raise")(lambda: None)
    form = opened(slack, FORM)
    assert form.submit(force=True).failed == "We had some trouble connecting. Try again?"
    assert form.is_open


MORE = modal(choice("Kind", "Executive", "Appeal", dispatch_action=True), text_input("Title"))


def asking_more(app: App, client: WebClient, let: threading.Event) -> None:
    """An appeal is asked by whom it was decided, once the test lets it be; nothing else is asked
    more."""
    asked = {**MORE, "blocks": [*MORE["blocks"], text_input("Decided by")]}

    def changes(view: dict) -> None:
        let.wait(LONG_ENOUGH)
        client.views_update(view_id=view["id"], hash=view["hash"], view=asked)

    def chosen(ack: Callable[[], None], body: dict) -> None:
        ack()
        view = body["view"]
        kind = view["state"]["values"]["kind"]["chosen"]["selected_option"]["value"]
        if kind == "appeal":
            threading.Thread(target=changes, args=(view,)).start()

    app.action("chosen")(chosen)


def test_a_field_that_dispatches_tells_the_app_and_shows_its_update(
    slack: Sandbox, connected: App, client: WebClient
) -> None:
    let = threading.Event()
    let.set()
    asking_more(connected, client, let)
    answering(connected)
    form = opened(slack, MORE)
    form.fill({"Title": "Acme", "Kind": "Appeal", "Decided by": "automation"})
    assert form.labels() == ["Kind", "Title", "Decided by"]
    assert form.value("Title") == "Acme"
    assert form.submit().closed


def test_a_choice_that_may_change_nothing_is_over_with_its_ack(
    slack: Sandbox, connected: App, client: WebClient
) -> None:
    let = threading.Event()
    asking_more(connected, client, let)
    form = opened(slack, MORE).fill({"Kind": "Appeal"})
    before = form.labels()
    let.set()
    form.wait_for(lambda view: "Decided by" in view.labels())

    assert before == ["Kind", "Title"]


def test_what_the_app_always_changes_after_a_choice_is_waited_for(
    slack: Sandbox, connected: App, client: WebClient
) -> None:
    let = threading.Event()
    asking_more(connected, client, let)
    slack.changed_by("chosen")
    form = opened(slack, MORE)
    with pytest.raises(NotSeen, match="The app didn't change 'Raise' after 'Kind'"):
        form.fill({"Kind": "Appeal"}, timeout=0.1)
    let.set()
    form.wait_for(lambda view: "Decided by" in view.labels())
    form = opened(slack, MORE).fill({"Kind": "Appeal"})

    assert "Decided by" in form.labels()


def test_an_external_list_asks_the_app_for_its_options(slack: Sandbox, by_http: App) -> None:
    by_http.options("group")(
        lambda ack, payload: ack(options=[option(f"{payload['value']} team"), option("Other")])
    )
    seen = answering(by_http)
    element = {"type": "external_select", "action_id": "group", "min_query_length": 0}
    block = {"type": "input", "block_id": "g", "label": plain("Group"), "element": element}
    assert opened(slack, modal(block)).fill({"Group": "other"}).submit().closed
    chosen = seen[0]["view"]["state"]["values"]["g"]["group"]["selected_option"]
    assert chosen == option("Other")


def test_closing_is_told_where_the_view_asks_for_it(slack: Sandbox, by_http: App) -> None:
    closed: list[dict] = []
    by_http.view_closed("raise")(lambda ack, body: (closed.append(body), ack()))
    opened(slack, {**FORM, "notify_on_close": True}).close()
    assert (closed[0]["type"], closed[0]["is_cleared"]) == ("view_closed", False)
    opened(slack, FORM).close()
    assert len(closed) == 1


def test_a_label_that_is_not_there_is_named_with_those_that_are(slack: Sandbox) -> None:
    with pytest.raises(LookupError, match="'Kind', 'Title', 'Note', 'Parties'"):
        opened(slack, FORM).fill({"Deadline": "x"}, timeout=0.01)


def test_only_the_top_can_be_submitted(slack: Sandbox, client: WebClient) -> None:
    first = opened(slack, FORM)
    trigger = slack.core.views.new_trigger("U0OTTER", first.id)
    client.views_push(trigger_id=trigger, view=modal(row(button("x", "x")), title="Second"))
    with pytest.raises(NotSeen, match="isn't on top"):
        first.submit()
