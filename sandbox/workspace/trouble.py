"""Trouble with Slack, on request: slow, down, limited, refusing, or losing its replies."""

import threading
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal

from sandbox.json_values import Json, as_object, as_text
from sandbox.workspace.directory import BOT_USER

Down = Literal["refused", "reset", "503"]


@dataclass(frozen=True)
class Slowness:
    """Seconds added to these methods (None: all), before or after the call takes effect."""

    seconds: float
    methods: frozenset[str] | None
    takes_effect_late: bool

    def hits(self, method: str) -> bool:
        return self.methods is None or method in self.methods


@dataclass(frozen=True)
class Fate:
    """What becomes of one event on its way to the app."""

    lost: bool = False
    delay: float = 0.0
    again: bool = False


@dataclass
class _Plan:
    """A failure that happens `left` more times (None: until lifted), at every `every`th call of
    each method: counted together, two methods that take turns would have one always fail."""

    method: str
    left: int | None
    error: str = ""
    retry_after: int | str = 0
    status: int = 200
    text: str = ""
    seconds: float = 0.0
    every: int = 1
    seen: Counter[str] = field(default_factory=Counter)


class Trouble:
    """Set by tests from their thread, read by the server from its own."""

    def __init__(self, listen: Callable[[bool], None]) -> None:
        self._listen = listen
        self._lock = threading.Lock()
        self._slow: Slowness | None = None
        self._down: Down | None = None
        self._limits: list[_Plan] = []
        self._lost: list[_Plan] = []
        self._failures: list[_Plan] = []
        self._gateways: list[_Plan] = []
        self._lost_events: list[_Plan] = []
        self._late_events: list[_Plan] = []
        self._doubled_events: list[_Plan] = []
        self.rates_enforced = False

    def slow(
        self,
        seconds: float,
        methods: Iterable[str] | None = None,
        *,
        takes_effect_late: bool = False,
    ) -> None:
        """Answers come late; with `takes_effect_late` the call itself happens late too."""
        chosen = frozenset(methods) if methods is not None else None
        with self._lock:
            self._slow = Slowness(seconds, chosen, takes_effect_late)

    def down(self, how: Down = "refused") -> None:
        """The Web API is away: nobody listens, connections are reset, or HTTP 503."""
        with self._lock:
            self._down = how
        if how == "refused":
            self._listen(False)

    def back(self) -> None:
        """The Web API answers again; other trouble stays."""
        with self._lock:
            was, self._down = self._down, None
        if was == "refused":
            self._listen(True)

    def up(self) -> None:
        """Everything works again: no slowness, nothing planned."""
        with self._lock:
            was, self._down, self._slow = self._down, None, None
            self._limits, self._lost, self._failures, self._gateways = [], [], [], []
            self._lost_events, self._late_events, self._doubled_events = [], [], []
        if was == "refused":
            self._listen(True)

    def rate_limited(
        self, method: str, times: int | None = 1, retry_after: int | str = 1, every: int = 1
    ) -> None:
        """Too many requests; `retry_after` goes into the header as it is."""
        with self._lock:
            self._limits.append(_Plan(method, times, retry_after=retry_after, every=every))

    def lose_replies(self, method: str, times: int | None = 1, every: int = 1) -> None:
        """Calls take effect and the connection drops without an answer."""
        with self._lock:
            self._lost.append(_Plan(method, times, every=every))

    def fail(self, method: str, error: str, times: int | None = 1) -> None:
        with self._lock:
            self._failures.append(_Plan(method, times, error=error))

    def gateway(self, method: str, status: int, text: str, times: int | None = 1) -> None:
        """Something between the app and Slack answers in its place, with this body as JSON."""
        with self._lock:
            self._gateways.append(_Plan(method, times, status=status, text=text))

    def lose_events(self, kind: str = "*", times: int | None = 1, every: int = 1) -> None:
        """Events of this type or subtype never reach the app; its own messages' are let through."""
        with self._lock:
            self._lost_events.append(_Plan(kind, times, every=every))

    def delay_events(
        self, seconds: float, kind: str = "*", times: int | None = None, every: int = 1
    ) -> None:
        """They come this much later, and so perhaps after what happened later."""
        with self._lock:
            self._late_events.append(_Plan(kind, times, seconds=seconds, every=every))

    def double_events(self, kind: str = "*", times: int | None = 1, every: int = 1) -> None:
        """They come once more after their ack, as if that had been lost."""
        with self._lock:
            self._doubled_events.append(_Plan(kind, times, every=every))

    def enforce_rates(self, on: bool = True) -> None:
        """Hold the app to Slack's rate tiers; off unless a story asks."""
        self.rates_enforced = on

    def quick(self) -> None:
        with self._lock:
            self._slow = None

    def unlimited(self) -> None:
        with self._lock:
            self._limits = []

    def lose_no_replies(self) -> None:
        with self._lock:
            self._lost = []

    # -- read by the server -------------------------------------------------------------------

    def state(self) -> Down | None:
        with self._lock:
            return self._down

    @property
    def limits(self) -> bool:
        with self._lock:
            return bool(self._limits)

    @property
    def loses(self) -> bool:
        with self._lock:
            return bool(self._lost)

    @property
    def slow_seconds(self) -> float:
        with self._lock:
            return self._slow.seconds if self._slow is not None else 0.0

    def slowness(self, method: str) -> Slowness | None:
        with self._lock:
            return self._slow if self._slow is not None and self._slow.hits(method) else None

    def _take(self, plans: list[_Plan], *names: str) -> _Plan | None:
        with self._lock:
            for plan in plans:
                if plan.method in (*names, "*") and plan.left != 0:
                    plan.seen[names[0]] += 1
                    if plan.seen[names[0]] % plan.every:
                        continue
                    if plan.left is not None:
                        plan.left -= 1
                    return plan
        return None

    def planned_limit(self, method: str) -> int | str | None:
        plan = self._take(self._limits, method)
        return plan.retry_after if plan is not None else None

    def planned_failure(self, method: str) -> Json | None:
        plan = self._take(self._failures, method)
        return {"ok": False, "error": plan.error} if plan is not None else None

    def planned_gateway(self, method: str) -> tuple[int, str] | None:
        plan = self._take(self._gateways, method)
        return (plan.status, plan.text) if plan is not None else None

    def loses_reply(self, method: str) -> bool:
        return self._take(self._lost, method) is not None

    def fate_of(self, payload: Json) -> Fate:
        """What is planned for this event; the app's own messages are not what a test means."""
        event = as_object(payload.get("event"))
        told = [event, as_object(event.get("message")), as_object(event.get("previous_message"))]
        if BOT_USER in [each.get("user") for each in told]:
            return Fate()
        names = as_text(event.get("type")), as_text(event.get("subtype"))
        if self._take(self._lost_events, *names) is not None:
            return Fate(lost=True)
        late = self._take(self._late_events, *names)
        again = self._take(self._doubled_events, *names) is not None
        return Fate(delay=late.seconds if late is not None else 0.0, again=again)
