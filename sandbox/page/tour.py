"""How far somebody has come on the guided tour, seen from what stands in the workspace."""

from sandbox.json_values import Json, as_text
from sandbox.workspace.core import Core
from sandbox.workspace.messages import SlackMessage

MANAGER = "U0OWL"
CLAIM, DECIDE, COMMUNICATE, REOPEN = "Claim", "Decide", "Mark communicated", "Reopen"
RESUME = "Resume"
TOLD = "closed (communicated)"  # a case may also be closed withdrawn, and then be reopened
REMINDERS = ("of the time for the", "is late: it was due", "An update is due")
DIGEST = "digest"
OF_ONE_CASE = ("raised", "claimed", "reminded", "waited", "decided", "communicated")


class Tour:
    """What has happened once stays so."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._steps: dict[str, bool] = dict.fromkeys(
            (
                "raised",
                "claimed",
                "reminded",
                "waited",
                "decided",
                "communicated",
                "letter",
                "digest",
            ),
            False,
        )
        self._offered_to: str | None = None
        self._card: Json | None = None

    def saw(self, channel_id: str, ts: str) -> bool:
        """A message was posted or changed; whether that was a step."""
        message = self._core.workspace.message(channel_id, ts)
        if message is None or not message.by_app:
            return False
        before = (dict(self._steps), self._offered_to, self._card)
        channel = self._core.workspace.channels[channel_id]
        if channel.is_direct:
            self._saw_note(next(iter(channel.members - {message.user})), message)
        elif not message.is_reply and channel.is_private:
            # A life of its own: the case that the tour follows is another one.
            self._steps["letter"] |= bool(message.buttons)
        elif not message.is_reply:
            self._saw_card(message)
        return before != (self._steps, self._offered_to, self._card)

    def _saw_card(self, message: SlackMessage) -> None:
        buttons = message.buttons
        is_told = REOPEN in buttons and TOLD in message.plain
        is_decided = COMMUNICATE in buttons or is_told
        if buttons and (self._card is None or message.ts > as_text(self._card["ts"])):
            self._card = {"channel": message.channel, "ts": message.ts}
        self._steps["raised"] |= bool(buttons)
        self._steps["claimed"] |= DECIDE in buttons or is_decided
        self._steps["waited"] |= RESUME in buttons
        self._steps["decided"] |= is_decided
        self._steps["communicated"] |= is_told

    def _saw_note(self, person: str, message: SlackMessage) -> None:
        words = message.plain
        if CLAIM in message.buttons:
            self._offered_to = person
        self._steps["reminded"] |= any(reminder in words for reminder in REMINDERS)
        self._steps["digest"] |= person == MANAGER and DIGEST in words

    def shown(self) -> Json:
        return {**self._steps, "offered_to": self._offered_to, "card": self._card}
