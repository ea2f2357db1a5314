"""What a person does in the page, done as the person: each act checked, then one verb of theirs."""

import re
from collections.abc import Callable, Mapping
from math import inf
from typing import Protocol

from sandbox.blockkit.contents import interactive_elements
from sandbox.blockkit.field_values import Place
from sandbox.json_values import Json, as_object, as_text
from sandbox.page.read_marks import ReadMarks
from sandbox.page.values import taken
from sandbox.people.client import Client
from sandbox.people.live_view import HomeTab, LiveView
from sandbox.people.modal import Modal
from sandbox.people.slack_user import SlackUser
from sandbox.workspace.clock import TwoClocks
from sandbox.workspace.directory import BOT_USER
from sandbox.workspace.messages import SlackMessage
from sandbox.workspace.open_views import View
from sandbox.workspace.trouble import Trouble
from sandbox.workspace.waiting import NotSeen

LONGEST_TEXT = 12_000
LONGEST_MOVE = 400 * 86_400.0
SLOWEST = 30.0
STAMP = re.compile(r"[0-9]{10}\.[0-9]{6}")
CHANGED = "This has changed meanwhile. Have another look."
CLOSED = "This form has been closed."


class BotControl(Protocol):
    """The bot that lives in this workspace, as the page handles it."""

    @property
    def starts(self) -> int: ...
    @property
    def state(self) -> str: ...
    def spawn(self, *, fresh: bool) -> None: ...
    def kill(self) -> None: ...
    def stop(self) -> int | None: ...
    def ask(self, question: Json) -> Json | None: ...
    def last_words(self, lines: int = 15) -> str: ...


class Wrong(Exception):
    """The request makes no sense; its words are for whoever reads the console."""


class Acts:
    """Called in a thread of its own for each act: acts wait for the app."""

    def __init__(self, client: Client, trouble: Trouble, read_marks: ReadMarks) -> None:
        self._client = client
        self._core = client.core
        self._trouble = trouble
        self._read_marks = read_marks
        self.bot: BotControl | None = None
        self.seed: Callable[[], None] | None = None
        self.drop_sockets: Callable[[], None] = lambda: None
        self._acts: Mapping[str, Callable[[SlackUser, Json], Json]] = {
            "say": self._say,
            "edit": self._edit,
            "delete": self._delete,
            "command": self._command,
            "shortcut": self._shortcut,
            "message_shortcut": self._message_shortcut,
            "click": self._click,
            "act_on_view": self._act_on_view,
            "submit": self._submit,
            "close": self._close,
            "suggest": self._suggest,
            "open_home": self._open_home,
            "read": self._read,
            "clock": self._clock,
            "trouble": self._switch,
            "drop_sockets": self._drop,
            "bot": self._bot,
            "seed": self._seed,
        }

    def do(self, who: str, act: str, details: Json) -> Json:
        """The answer; what a person is told when it does not go is in `words`.

        Raises Wrong for what the page never sends.
        """
        self.somebody(who)
        doing = self._acts.get(act)
        if doing is None:
            raise Wrong(f"There is no act {act!r}.")
        try:
            return {"ok": True, **doing(SlackUser(self._client, who), details)}
        except (NotSeen, LookupError) as refused:
            return {"ok": False, "words": str(refused.args[0] if refused.args else refused)}

    def somebody(self, who: str) -> str:
        """Whoever may have a tab: not the app, which has no direct messages with itself."""
        if who not in self._core.workspace.members or who == BOT_USER:
            raise Wrong(f"Nobody is {who!r}.")
        return who

    # -- writing ------------------------------------------------------------------------------

    def _say(self, person: SlackUser, sent: Json) -> Json:
        text = as_text(sent.get("text"))
        if not text.strip():
            raise NotSeen("There is nothing to send.")
        _fits(text)
        message = person.say(_text(sent, "channel"), text, as_text(sent.get("thread")) or None)
        self._read_marks.read(person.id, message.channel, message.ts, message.thread_ts or "")
        return {"ts": message.ts}

    def _edit(self, person: SlackUser, sent: Json) -> Json:
        text = _text(sent, "text")
        _fits(text)
        person.edit(self._message(person, sent), text)
        return {}

    def _delete(self, person: SlackUser, sent: Json) -> Json:
        person.delete(self._message(person, sent))
        return {}

    def _command(self, person: SlackUser, sent: Json) -> Json:
        command, _, text = _text(sent, "text").strip().partition(" ")
        _fits(text)
        reply = person.command(command, text, _text(sent, "channel"))
        return _told(reply.error)

    def _shortcut(self, person: SlackUser, sent: Json) -> Json:
        return _told(person.shortcut(_text(sent, "callback_id")).error)

    def _message_shortcut(self, person: SlackUser, sent: Json) -> Json:
        callback, channel, ts = (_text(sent, k) for k in ("callback_id", "channel", "ts"))
        return _told(person.message_shortcut(callback, channel, ts).error)

    # -- acting on messages and views -----------------------------------------------------------

    def _click(self, person: SlackUser, sent: Json) -> Json:
        message = self._message(person, sent)
        element = self._element(list(message.blocks), sent)
        held = self._held(list(message.blocks), sent)
        result = person.press(message, element, self._choice(element, sent), held)
        return _told(result.error)

    def _act_on_view(self, person: SlackUser, sent: Json) -> Json:
        view = self._typed(person, sent)
        element = self._element(view.blocks, sent)
        return _told(self._live(person, view).press(element, self._choice(element, sent)).error)

    def _submit(self, person: SlackUser, sent: Json) -> Json:
        view = self._typed(person, sent)
        result = Modal(self._client, person.member, view.id).submit()
        if result.failed is not None:
            return {"failed": result.failed}
        return {"faults": result.faults} if result.faults else {"closed": result.closed}

    def _close(self, person: SlackUser, sent: Json) -> Json:
        view = self._view(person, _text(sent, "view"))
        top = self._core.views.top(person.id)
        if top is None or top.id != view.id:
            raise NotSeen(CLOSED)
        Modal(self._client, person.member, view.id).close()
        return {}

    def _suggest(self, person: SlackUser, sent: Json) -> Json:
        query = as_text(sent.get("query"))
        if "view" in sent:
            shown: View | SlackMessage = self._view(person, _text(sent, "view"))
        else:
            shown = self._message(person, sent)
        element = self._element(list(shown.blocks), sent)
        return self._client.suggestions(person.member, shown, element, query)

    def _open_home(self, person: SlackUser, _sent: Json) -> Json:
        person.look_at_home()
        return {}

    def _read(self, person: SlackUser, sent: Json) -> Json:
        channel, ts, thread = _text(sent, "channel"), _text(sent, "ts"), as_text(sent.get("thread"))
        place = self._core.workspace.channels.get(channel)
        if place is None or not self._core.workspace.can_see(person.id, place):
            raise NotSeen(CHANGED)
        if not STAMP.fullmatch(ts) or (thread and not STAMP.fullmatch(thread)):
            raise Wrong("ts is no message's")
        self._read_marks.read(person.id, channel, ts, thread)
        return {}

    # -- the world ------------------------------------------------------------------------------

    def _clock(self, _person: SlackUser, sent: Json) -> Json:
        seconds, until = _number(sent.get("seconds")), _number(sent.get("until"))
        clock: TwoClocks = self._core.clock
        if until is not None:
            seconds = until - clock.calendar()
        if seconds is None:
            raise Wrong("clock needs seconds or until")
        if seconds < 0:
            raise NotSeen("Time only moves forward.")
        if seconds > LONGEST_MOVE:
            raise NotSeen("That is more than a year ahead. Move in smaller steps.")
        self._core.move(seconds)
        return {"calendar": clock.calendar()}

    def _switch(self, _person: SlackUser, sent: Json) -> Json:
        trouble, said = self._trouble, []
        for name in ("limited", "losing", "rates"):
            if not isinstance(sent.get(name, False), bool):
                raise Wrong(f"{name} is true or false")
        if "down" in sent:
            self._take_down(sent["down"])
            said.append(f"down: {sent['down']}" if sent["down"] else "up")
        if (wanted := _number(sent.get("slow"))) is not None:
            seconds = min(wanted, SLOWEST)
            trouble.slow(seconds) if seconds > 0 else trouble.quick()
            said.append(f"slow by {seconds:g} s" if seconds > 0 else "quick")
        if "limited" in sent:
            trouble.unlimited()
            if sent["limited"]:
                trouble.rate_limited("*", None, retry_after=2, every=2)
            said.append("limits every other call" if sent["limited"] else "limits nothing")
        if "losing" in sent:
            trouble.lose_no_replies()
            if sent["losing"]:
                trouble.lose_replies("*", None, every=2)
            said.append("loses every other answer" if sent["losing"] else "loses nothing")
        if "rates" in sent:
            trouble.enforce_rates(sent["rates"] is True)
            said.append("published rates " + ("hold" if sent["rates"] else "don't hold"))
        self._core.workspace.tell("trouble", "", "the API: " + ", ".join(said))
        return {}

    def _take_down(self, how: object) -> None:
        match how:
            case None:
                self._trouble.back()
            case "503":
                self._trouble.down("503")
            case "reset":
                self._trouble.down("reset")
            case _:
                raise Wrong("down is 503, reset or null")

    def _drop(self, _person: SlackUser, _sent: Json) -> Json:
        self.drop_sockets()
        self._core.workspace.tell("trouble", "", "cut the bot's connection")
        return {}

    def _bot(self, _person: SlackUser, sent: Json) -> Json:
        if self.bot is None:
            raise NotSeen("This workspace has no bot of its own.")
        match sent.get("do"):
            case "kill":
                self.bot.kill()
            case "stop":
                self.bot.stop()
            case "start":
                self.bot.spawn(fresh=False)
            case _:
                raise Wrong("do is kill, stop or start")
        return {}

    def _seed(self, _person: SlackUser, _sent: Json) -> Json:
        """Has a week of cases played, and answers once it has been."""
        if self.seed is None:
            raise NotSeen("This workspace has no bot of its own to play with.")
        self.seed()
        return {}

    # -- what the page names ----------------------------------------------------------------------

    def _message(self, person: SlackUser, sent: Json) -> SlackMessage:
        workspace = self._core.workspace
        channel, ts = _text(sent, "channel"), _text(sent, "ts")
        note = next((n for n in person.ephemerals(channel) if n.ts == ts), None)
        found = note or workspace.message(channel, ts)
        if found is None or not workspace.can_see(person.id, workspace.channels[channel]):
            raise NotSeen(CHANGED)
        return found

    def _view(self, person: SlackUser, identity: str) -> View:
        view = self._core.views.find(identity)
        if view is None or view.user != person.id:
            raise NotSeen(CLOSED)
        return view

    def _live(self, person: SlackUser, view: View) -> LiveView:
        is_home = view.body.get("type") == "home"
        return (HomeTab if is_home else LiveView)(self._client, person.member, view.id)

    def _element(self, blocks: list[Json], sent: Json) -> Json:
        block_id, action_id = _text(sent, "block_id"), _text(sent, "action_id")
        for element in interactive_elements(blocks):
            if (element.get("block_id"), element["action_id"]) == (block_id, action_id):
                return element
        raise NotSeen(CHANGED)

    def _choice(self, element: Json, sent: Json) -> object:
        return taken(self._core.workspace, element, sent.get("choice"))

    def _typed(self, person: SlackUser, sent: Json) -> View:
        """The view with what this tab holds in its fields."""
        view = self._view(person, _text(sent, "view"))
        for place, value in self._held(view.blocks, sent).items():
            view = self._core.views.type_in(view.id, place, value)
        return view

    def _held(self, blocks: list[Json], sent: Json) -> dict[Place, object]:
        """What the page's fields hold, each as Slack keeps it."""
        held: dict[Place, object] = {}
        values = as_object(sent.get("values"))
        for element in interactive_elements(blocks):
            block_id, action_id = as_text(element["block_id"]), as_text(element["action_id"])
            inside = as_object(values.get(block_id))
            if action_id in inside:
                held[block_id, action_id] = taken(self._core.workspace, element, inside[action_id])
        return held


def _fits(text: str) -> None:
    if len(text) > LONGEST_TEXT:
        raise NotSeen(f"That is too long to send: {LONGEST_TEXT:,} characters at most.")


def _told(error: str | None) -> Json:
    if error is not None:
        raise NotSeen(error)
    return {}


def _text(sent: Json, key: str) -> str:
    found = sent.get(key)
    if not isinstance(found, str) or not found:
        raise Wrong(f"{key} is missing")
    return found


def _number(value: object) -> float | None:
    """A number, however large; true and false are none."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        return float(value)
    except OverflowError:
        return inf if value > 0 else -inf
