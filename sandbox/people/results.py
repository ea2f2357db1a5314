"""What a person gets back from acting in Slack."""

from dataclasses import dataclass

from sandbox.json_values import Json, as_text, objects
from sandbox.workspace.records import Delivery


@dataclass(frozen=True)
class Reply:
    """The app's immediate answer to a command or shortcut, or the error Slack shows."""

    delivery: Delivery | None
    error: str | None = None

    @property
    def status(self) -> int | None:
        return self.delivery.status if self.delivery is not None else None

    @property
    def ms(self) -> float:
        return self.delivery.ms if self.delivery is not None else 0.0

    @property
    def body(self) -> Json:
        answer = self.delivery.answer if self.delivery is not None else None
        return answer or {}

    @property
    def text(self) -> str:
        return as_text(self.body.get("text"))

    @property
    def blocks(self) -> list[Json]:
        return objects(self.body.get("blocks"))


@dataclass(frozen=True)
class ClickResult:
    """How a click was taken; `error` is what Slack shows beside the button.

    `url` is what a button or menu entry with an address opens, whatever the app makes of the click.
    """

    delivery: Delivery
    error: str | None = None
    url: str | None = None

    @property
    def ms(self) -> float:
        return self.delivery.ms
