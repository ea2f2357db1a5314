"""What happened: each Web API call and each delivery to the app, kept for the tests."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from sandbox.json_values import Json, as_object, as_text


@dataclass(frozen=True)
class ApiCall:
    """One call the app made; `answered` is False where the reply was withheld."""

    method: str
    arguments: Json
    answer: Json
    status: int
    at: float
    seconds: float
    answered: bool = True

    @property
    def ok(self) -> bool:
        return self.answer.get("ok") is True

    @property
    def error(self) -> str:
        return as_text(self.answer.get("error"))


@dataclass(frozen=True)
class Delivery:
    """One attempt to hand the app a payload, and what came back."""

    kind: str  # slash_commands, interactive, events_api
    payload: Json
    transport: str  # http, socket, none
    at: float
    attempt: int = 0
    retry_reason: str = ""
    outcome: str = "acknowledged"  # timeout, http_error, connection_failed, no_connection, lost
    status: int | None = None
    body: str = ""
    answer: Json | None = None
    ms: float = 0.0
    headers: Json = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return self.outcome == "acknowledged"

    @property
    def event_id(self) -> str:
        return as_text(self.payload.get("event_id"))

    @property
    def type(self) -> str:
        """The innermost type: the event's, the interaction's, or 'slash_command'."""
        event = as_object(self.payload.get("event"))
        inner = event or self.payload
        return as_text(inner.get("type")) or "slash_command"


@dataclass(frozen=True)
class TurnedAway:
    """A call made while the Web API was away: it had no effect."""

    method: str
    arguments: Json
    how: str  # reset, 503
    at: float


class Records:
    """Append-only lists, safe to read while they grow."""

    def __init__(self, told: Callable[[str, str, str], None]) -> None:
        self._lock = threading.Lock()
        self._told = told
        self._calls: list[ApiCall] = []
        self._deliveries: list[Delivery] = []
        self._away: list[TurnedAway] = []

    def add_call(self, call: ApiCall) -> None:
        with self._lock:
            self._calls.append(call)
        self._told("call", call.method, call.error)

    def add_delivery(self, delivery: Delivery) -> None:
        with self._lock:
            self._deliveries.append(delivery)
        self._told("delivery", delivery.kind, delivery.outcome)

    def add_away(self, away: TurnedAway) -> None:
        with self._lock:
            self._away.append(away)
        self._told("away", away.method, away.how)

    def since(
        self, calls: int, deliveries: int, away: int
    ) -> tuple[list[ApiCall], list[Delivery], list[TurnedAway]]:
        """What was added after so many of each."""
        with self._lock:
            return self._calls[calls:], self._deliveries[deliveries:], self._away[away:]

    def calls(self, method: str | None = None) -> list[ApiCall]:
        with self._lock:
            return [call for call in self._calls if method in (None, call.method)]

    def deliveries(self) -> list[Delivery]:
        with self._lock:
            return list(self._deliveries)

    def count(self) -> dict[str, int]:
        """How often each method was called."""
        counted: dict[str, int] = {}
        for call in self.calls():
            counted[call.method] = counted.get(call.method, 0) + 1
        return counted

    def __iter__(self) -> Iterator[ApiCall]:
        return iter(self.calls())
