"""What went to and fro between the workspace and the app, one entry each, with counters."""

import json
import re
import threading
from dataclasses import dataclass, field

from sandbox.blockkit.contents import option_text, texts_in
from sandbox.json_values import Json, as_object, as_text, objects, parsed
from sandbox.workspace.core import Core
from sandbox.workspace.directory import BOT_USER
from sandbox.workspace.records import ApiCall, Delivery, TurnedAway
from sandbox.workspace.state import WorkspaceChange

REFERENCE = re.compile(r"\bESC-\d{1,9}\b")
SLOW_ACK_MS = 1000.0
LOOK_UPS = ("conversations.history", "conversations.replies")


@dataclass
class Counters:
    """Counted since the sandbox was started."""

    requests: int = 0
    slow_acks: int = 0
    failed_acks: int = 0
    calls: int = 0
    posted: int = 0
    edited: int = 0
    limited: int = 0
    refused: int = 0
    lost: int = 0
    away: int = 0
    repeated: int = 0
    looked_up: int = 0
    doubled: int = 0


@dataclass
class _Posts:
    """Posts by the id they carry: how often each was tried, and how often it took effect."""

    tried: dict[str, int] = field(default_factory=dict)
    stands: dict[str, int] = field(default_factory=dict)


class Activity:
    """Reads the records as they grow; safe from any thread."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._lock = threading.Lock()
        self._seen = (0, 0, 0)
        self._ahead = self._ahead_now()
        self._entries: list[Json] = []
        self._details: list[Json] = []
        self._posts = _Posts()
        self._counted = Counters()

    def note(self, change: WorkspaceChange) -> None:
        """What no record tells: the bot's process, the clock, trouble switched on and off."""
        if change.kind in ("bot", "clock", "trouble"):
            with self._lock:
                # What came before a move of the clock keeps the calendar as it stood then.
                self._catch_up(self._ahead if change.kind == "clock" else None)
                self._ahead = self._ahead_now()
                entry = {"sort": change.kind, "who": "", "what": change.id, "ok": True}
                self._add(entry, self._core.clock.machine(), {})

    def entries(self, after: int = -1) -> list[Json]:
        """Entries numbered above `after`, oldest first, without their details."""
        with self._lock:
            self._catch_up()
            return self._entries[after + 1 :]

    def before(self, number: int | None, limit: int) -> tuple[list[Json], bool]:
        """The newest entries below that number, oldest first, and whether there are more."""
        with self._lock:
            self._catch_up()
            end = len(self._entries) if number is None else max(0, number)
            start = max(0, end - limit)
            return self._entries[start:end], start > 0

    def detail(self, number: int) -> Json | None:
        """The payload and its answer, or the call's arguments and answer."""
        with self._lock:
            self._catch_up()
            return self._details[number] if 0 <= number < len(self._details) else None

    def counters(self) -> Json:
        with self._lock:
            self._catch_up()
            return {**vars(self._counted)}

    # -- reading the records --------------------------------------------------------------------

    def _ahead_now(self) -> float:
        return self._core.clock.ahead

    def _catch_up(self, ahead: float | None = None) -> None:
        self._ahead = self._ahead_now() if ahead is None else ahead
        calls, deliveries, away = self._core.records.since(*self._seen)
        seen_calls, seen_deliveries, seen_away = self._seen
        self._seen = (
            seen_calls + len(calls),
            seen_deliveries + len(deliveries),
            seen_away + len(away),
        )
        found: list[ApiCall | Delivery | TurnedAway] = [*calls, *deliveries, *away]
        for one in sorted(found, key=_ended):
            if isinstance(one, ApiCall):
                self._call(one)
            elif isinstance(one, Delivery):
                self._request(one)
            else:
                self._turned_away(one)

    def _add(self, entry: Json, at: float, detail: Json) -> None:
        number = len(self._entries)
        common: Json = {"n": number, "at": at, "calendar": at + self._ahead, "ms": None}
        common |= {"attempt": 0, "outcome": "", "reference": _reference(detail)}
        self._entries.append({**common, **entry})
        self._details.append(detail)

    def _request(self, delivery: Delivery) -> None:
        counted = self._counted
        counted.requests += 1
        counted.failed_acks += not delivery.ok and delivery.outcome not in ("timeout", "lost")
        counted.slow_acks += delivery.outcome == "timeout" or delivery.ms > SLOW_ACK_MS
        who = _sender(delivery.payload)
        entry: Json = {
            "sort": "request",
            "who": who,
            "what": _asked(delivery),
            "ms": round(delivery.ms, 1),
            "ok": delivery.ok,
            "outcome": "" if delivery.ok else delivery.outcome,
            "attempt": delivery.attempt,
        }
        self._add(entry, delivery.at, {"payload": delivery.payload, "answer": delivery.answer})

    def _call(self, call: ApiCall) -> None:
        counted = self._counted
        counted.calls += 1
        counted.limited += call.status == 429
        counted.refused += not call.ok and call.status != 429
        counted.lost += not call.answered
        counted.posted += call.ok and call.method == "chat.postMessage"
        counted.edited += call.ok and call.method == "chat.update"
        if call.method in LOOK_UPS and call.arguments.get("include_all_metadata"):
            counted.looked_up += 1
        if call.method == "chat.postMessage":
            self._post(call.arguments, took_effect=call.ok)
        outcome = "answer lost" if not call.answered else "" if call.ok else call.error
        entry: Json = {
            "sort": "call",
            "what": call.method,
            "who": _addressee(self._core, call),
            "ms": round(call.seconds * 1000, 1),
            "ok": call.ok and call.answered,
            "outcome": "limited" if call.status == 429 else outcome,
        }
        self._add(entry, call.at, {"arguments": _opened(call.arguments), "answer": call.answer})

    def _turned_away(self, away: TurnedAway) -> None:
        self._counted.away += 1
        if away.method == "chat.postMessage":
            self._post(away.arguments, took_effect=False)
        outcome = "503" if away.how == "503" else "connection reset"
        entry: Json = {"sort": "call", "who": "", "what": away.method, "ok": False}
        detail: Json = {"arguments": _opened(away.arguments)}
        self._add(entry | {"outcome": outcome}, away.at, detail)

    def _post(self, arguments: Json, *, took_effect: bool) -> None:
        """A message that carries the same id as an earlier one is the same message again."""
        metadata = _opened(arguments).get("metadata")
        carried = as_object(as_object(metadata).get("event_payload"))
        if not carried:
            return
        key = json.dumps([arguments.get("channel"), carried], sort_keys=True)
        tried = self._posts.tried[key] = self._posts.tried.get(key, 0) + 1
        self._counted.repeated += tried > 1
        if took_effect:
            stands = self._posts.stands[key] = self._posts.stands.get(key, 0) + 1
            self._counted.doubled += stands > 1


def _ended(one: ApiCall | Delivery | TurnedAway) -> float:
    if isinstance(one, Delivery):
        return one.at + one.ms / 1000
    return one.at + (one.seconds if isinstance(one, ApiCall) else 0)


def _sender(payload: Json) -> str:
    event = as_object(payload.get("event"))
    inside = [as_object(event.get(key)).get("user") for key in ("message", "previous_message")]
    for found in (payload.get("user"), event.get("user"), *inside, payload.get("user_id")):
        identity = found.get("id") if isinstance(found, dict) else found
        if isinstance(identity, str):
            return identity
    return ""


def _asked(delivery: Delivery) -> str:
    """A command as typed, a button by its words, a form by its title, an event by its type.

    An event of a message is told by what became of that, where it was not just posted.
    """
    payload = delivery.payload
    if delivery.kind == "slash_commands":
        return f"{payload.get('command')} {payload.get('text')}".strip()
    view = as_object(as_object(payload.get("view")).get("title")).get("text")
    match delivery.type:
        case "block_actions":
            action = objects(payload.get("actions"))[0]
            words = as_text(as_object(action.get("text")).get("text"))
            if action.get("type") == "overflow":
                return f"chose {option_text(as_object(action.get('selected_option')))}"
            return f"pressed {words}" if words else f"changed {action.get('action_id')}"
        case "view_submission":
            return f"submitted “{view}”"
        case "view_closed":
            return f"closed “{view}”"
        case "shortcut" | "message_action":
            return f"shortcut {payload.get('callback_id')}"
        case "message":
            return as_text(as_object(payload.get("event")).get("subtype")) or "message"
        case other:
            return other


def _addressee(core: Core, call: ApiCall) -> str:
    """The channel, or the person, that a call is about."""
    for key in ("channel", "user_id", "user", "users"):
        found = as_text(call.arguments.get(key))
        channel = core.workspace.channels.get(found)
        if channel is not None and channel.is_direct:
            return next(iter(channel.members - {BOT_USER}), found)
        if found:
            return found
    return ""


def _opened(arguments: Json) -> Json:
    """Arguments with the JSON texts among them read."""
    opened: Json = {}
    for key, value in arguments.items():
        opened[key] = value
        if isinstance(value, str) and value[:1] in ("{", "["):
            read = parsed(value)
            opened[key] = value if read is None else read
    return opened


def _reference(detail: Json) -> str | None:
    """The first reference a reader would find in it."""
    for part in ("arguments", "payload", "answer"):
        inside = as_object(detail.get(part))
        texts = [as_text(inside.get("text")), as_text(as_object(inside.get("message")).get("text"))]
        texts += texts_in(inside.get("blocks"))
        for text in texts:
            found = REFERENCE.search(text)
            if found is not None:
                return found.group(0)
    return None
