"""What a field can hold, as a real client would send it, and what it can't."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from sandbox import Sandbox
from tests.sandbox.forms import modal, option
from tests.sandbox.page.tab import Tab

KIND = {"text": {"type": "plain_text", "text": "Executive"}, "value": "executive"}
OPTIONS = [option("Executive"), option("Appeal")]
# the words of one are the value of the other
CROSSED = [option("2") | {"value": "1"}, option("1") | {"value": "2"}]
RICH = {"type": "rich_text", "elements": []}
HELD = [
    ({"type": "plain_text_input"}, "Acme", "Acme"),
    ({"type": "plain_text_input"}, "", None),
    ({"type": "number_input", "is_decimal_allowed": False}, "7", "7"),
    ({"type": "static_select", "options": OPTIONS}, KIND, KIND),
    ({"type": "static_select", "options": OPTIONS}, None, None),
    ({"type": "radio_buttons", "options": OPTIONS}, KIND, KIND),
    ({"type": "checkboxes", "options": OPTIONS}, [KIND], [KIND]),
    ({"type": "checkboxes", "options": OPTIONS}, None, []),
    ({"type": "multi_static_select", "options": OPTIONS}, [KIND], [KIND]),
    ({"type": "static_select", "options": CROSSED}, CROSSED[1], CROSSED[1]),
    ({"type": "checkboxes", "options": CROSSED}, [CROSSED[1]], [CROSSED[1]]),
    ({"type": "users_select"}, "U0OWL", "U0OWL"),
    ({"type": "multi_users_select"}, ["U0OWL"], ["U0OWL"]),
    ({"type": "conversations_select"}, "C0EXEC", "C0EXEC"),
    ({"type": "channels_select"}, "C0EXEC", "C0EXEC"),
    ({"type": "datepicker"}, "2026-11-22", "2026-11-22"),
    ({"type": "timepicker"}, "17:00", "17:00"),
    ({"type": "datetimepicker"}, 1_900_000_000, 1_900_000_000),
    ({"type": "rich_text_input"}, RICH, RICH),
]
NOT_HELD = [
    ({"type": "plain_text_input"}, {"text": "Acme"}),
    ({"type": "static_select", "options": OPTIONS}, option("Dispute")),
    ({"type": "static_select", "options": OPTIONS}, "nothing of the sort"),
    ({"type": "checkboxes", "options": OPTIONS}, [option("Dispute")]),
    ({"type": "static_select", "options": OPTIONS}, option("Exec")),
    ({"type": "static_select", "options": OPTIONS}, {"value": "EXECUTIVE"}),
    ({"type": "users_select"}, "U0NOBODY"),
    ({"type": "users_select"}, {"id": "U0OWL"}),
    ({"type": "multi_users_select"}, [["U0OWL"]]),
    ({"type": "conversations_select"}, "C0NOWHERE"),
    ({"type": "channels_select"}, {"id": "C0EXEC"}),
    ({"type": "datepicker"}, 20_261_122),
    ({"type": "datepicker"}, "2026-13-45"),
    ({"type": "datepicker"}, "tomorrow"),
    ({"type": "timepicker"}, "25:00"),
    ({"type": "datetimepicker"}, -1),
    ({"type": "datetimepicker"}, 10**400),
    ({"type": "datetimepicker"}, "17:00"),
    ({"type": "datetimepicker"}, True),
    ({"type": "rich_text_input"}, "plain"),
    ({"type": "rich_text_input"}, {"elements": []}),
    ({"type": "external_select", "min_query_length": 1}, {"value": 7}),
    ({"type": "external_select", "min_query_length": 1}, "Acme"),
]


def field_of(element: dict) -> dict:
    label = {"type": "plain_text", "text": "Field"}
    element = {"action_id": "field", **element}
    return {"type": "input", "block_id": "one", "label": label, "element": element}


def typed_in(slack: Sandbox, view_id: str) -> Mapping[tuple[str, str], object]:
    view = slack.core.views.find(view_id)
    assert view is not None
    return view.typed


@pytest.mark.parametrize(("element", "sent", "value"), HELD)
def test_a_field_holds_what_the_page_sends(
    slack: Sandbox, otter: Tab, element: dict, sent: object, value: object
) -> None:
    view = slack.core.views.open("U0OTTER", modal(field_of(element)))
    otter.act("submit", view=view.id, values={"one": {"field": sent}})

    assert typed_in(slack, view.id)[("one", "field")] == value


@pytest.mark.parametrize(("element", "sent"), NOT_HELD)
def test_a_field_refuses_what_it_cannot_hold(
    slack: Sandbox, otter: Tab, element: dict, sent: object
) -> None:
    view = slack.core.views.open("U0OTTER", modal(field_of(element)))
    answer = otter.act("submit", view=view.id, values={"one": {"field": sent}})

    assert answer["ok"] is False
    assert answer["words"]
    assert slack.deliveries == []
    assert typed_in(slack, view.id) == {}
