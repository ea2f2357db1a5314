"""The least bot the play can be played with."""

from collections.abc import Callable

from slack_bolt import App
from slack_sdk import WebClient

from tests.sandbox.forms import button, choice, modal, row, section, text_input

INTAKE = modal(
    choice("Kind", "Executive", "Appeal"),
    text_input("Title"),
    text_input("What happened", multiline=True),
    choice("Confidentiality", "Internal", "Restricted"),
    title="Raise an escalation",
)
TOLD = "ESC-1: the impacted party has been told."
DECISION = modal(
    choice("Outcome", "Upheld", "Reversed"),
    text_input("Explanation"),
    title="Record the decision",
    callback_id="decide",
)


def add_listeners(app: App, client: WebClient) -> None:
    """Everything the play asks for, on one card."""
    place: dict[str, str] = {}

    def show(ack: Callable[[], None], view: dict, body: dict) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=view)

    def raised(ack: Callable[[], None]) -> None:
        ack()
        posted = client.chat_postMessage(channel="C0EXEC", text="ESC-1", blocks=card("Claim"))
        place["ts"] = posted["ts"]
        client.chat_postMessage(channel="U0BADGER", text="ESC-1 is offered to you")

    def turned(button_text: str) -> None:
        blocks = card(button_text) if button_text else [section("ESC-1")]
        client.chat_update(channel="C0EXEC", ts=place["ts"], text="ESC-1", blocks=blocks)

    def claimed(ack: Callable[[], None]) -> None:
        ack()
        turned("Decide")

    def decided(ack: Callable[[], None]) -> None:
        ack()
        turned("Mark communicated")

    def told(ack: Callable[[], None]) -> None:
        ack()
        turned("")
        client.chat_postMessage(channel="U0OTTER", text=TOLD)

    app.command("/escalate")(lambda ack, body: show(ack, INTAKE, body))
    app.view("raise")(raised)
    app.action("Claim")(claimed)
    app.action("Decide")(lambda ack, body: show(ack, DECISION, body))
    app.view("decide")(decided)
    app.action("Mark communicated")(told)


def card(text: str) -> list[dict]:
    return [section("ESC-1"), row(button(text, text))]
