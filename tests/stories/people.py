"""People at work: each act and each sight of theirs is a word of the stories."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.case.identifiers import UserId
from bot.ports import CaseFilter
from sandbox.people.live_view import LiveView
from sandbox.people.modal import Modal, SubmitResult
from sandbox.people.results import ClickResult, Reply
from sandbox.people.slack_user import SlackUser
from sandbox.workspace.messages import SlackMessage
from tests.stories.workplace import SOON, Workplace

TITLE = "Acme: reviews removed after rebrand"
RAISED: Mapping[str, object] = {
    "Kind": "Executive",
    "Priority": "P1: harm or reputation at stake now",
    "What happened": "Since the rebrand 212 reviews are hidden.",
    "Account": "Acme",
}
WHY = "Why raise it anyway"
DECISION: Mapping[str, object] = {
    "Outcome": "Upheld: the decision stands",
    "Ground": "Genuine experience: no real experience behind the review",
    "Explanation": "Nobody behind the hidden reviews dealt with Acme.",
    "Message to the impacted party": "The decision stands: the reviews stay hidden.",
}
WAITING: Mapping[str, object] = {
    "On whom": "The customer",
    "What was asked": "The invoice of March & April.",
}
REVERSED: Mapping[str, object] = {
    **DECISION,
    "Outcome": "Reversed: the decision is undone",
    "Message to the impacted party": "The decision was reversed: the reviews are shown again.",
    "Root cause": "Automation: false positive",
    "What should change": "The rebrand rule must know former names.",
}


@dataclass(frozen=True)
class Case:
    """An escalation as the channel shows it."""

    work: Workplace
    reference: str
    root: SlackMessage

    @property
    def card(self) -> SlackMessage:
        return self.work.slack.channel(self.root.channel).now(self.root)

    @property
    def buttons(self) -> tuple[str, ...]:
        return self.card.buttons

    @property
    def words(self) -> str:
        return self.work.read(self.card)

    def reads(self, *words: str, buttons: tuple[str, ...] | None = None) -> str:
        """Waits until the card says all this, and returns what it says."""
        self.work.wait(
            lambda: all(w in self.words for w in words) and buttons in (None, self.buttons),
            f"{words} {buttons or ''} not on the card:\n{self.words}",
        )
        return self.words


@dataclass(frozen=True)
class Colleague:
    """Somebody of the workspace, with a screen."""

    work: Workplace
    id: str

    @property
    def person(self) -> SlackUser:
        return self.work.slack.person(self.id)

    @property
    def name(self) -> str:
        return self.person.name

    # -- seeing -------------------------------------------------------------------------------

    def notes(self) -> list[str]:
        """The bot's private notes, as read, oldest first."""
        return [self.work.read(m, self.person.member.timezone) for m in self.person.dms()]

    def headlines(self) -> list[str]:
        """The first line of each note."""
        return [note.splitlines()[0] for note in self.notes()]

    def was_told(self) -> list[str]:
        """The first line of each message they heard of, as it was then: since it was posted it may
        have been edited."""
        place = self.person.direct_messages().id
        heard = []
        for call in self.work.slack.calls("chat.postMessage"):
            if call.ok and call.answer.get("channel") == place:
                blocks = call.arguments["blocks"]
                assert isinstance(blocks, list)
                message = SlackMessage("", "", "", str(call.arguments["text"]), tuple(blocks))
                heard.append(self.work.read(message, self.person.member.timezone))
        return [note.splitlines()[0] for note in heard]

    def to_press(self) -> list[str]:
        """Every button in their messages, with the case it's for."""
        return [
            f"{button} {self.work.read(m).split('ESC-', 1)[1].split()[0]}"
            for m in self.person.dms()
            for button in m.buttons
        ]

    def is_told(self, *words: str, after: SlackMessage | None = None) -> SlackMessage:
        """Waits for a private note that says all this."""
        return self.person.direct_messages().wait_for(
            lambda m: all(w in self.work.read(m, self.person.member.timezone) for w in words),
            SOON,
            after=after,
        )

    def is_answered(self, *words: str) -> SlackMessage:
        """Waits for an answer that only this person sees."""
        return self.person.wait_for_ephemeral(
            lambda m: all(w in self.work.read(m) for w in words), timeout=SOON
        )

    def answers(self) -> list[str]:
        return [self.work.read(m) for m in self.person.ephemerals()]

    def sees_whole(self, case: Case, *words: str, press: str = "Details") -> str:
        """Unfolds the case, waits until what comes says all this, and returns it."""
        self.clicks(case, press)
        return self.work.read(self.is_answered("Account", *words))

    def home(self) -> LiveView:
        """Their Home once the bot has heard that they look at it, and drawn it or found that it
        stands there as it is to be."""
        before = self.person.home()
        self.person.look_at_home()
        self.work.draws_home(self.id, before.view.hash if before is not None else "")
        home = self.person.home()
        assert home is not None, "a Home that was looked at is drawn"
        return home

    # -- acting -------------------------------------------------------------------------------

    def asks(self, text: str = "", channel: str | None = None) -> str:
        """/escalations, and what it answers."""
        reply = self.person.command("/escalations", text, channel)
        assert reply.error is None, reply.error
        return reply_words(self.work, reply)

    def clicks(
        self,
        where: Case | SlackMessage | LiveView,
        button: str,
        *,
        value: str | None = None,
        force: bool = False,
    ) -> ClickResult:
        target = where.card if isinstance(where, Case) else where
        result = self.person.click(target, button, value=value, force=force, timeout=SOON)
        assert result.error is None, result.error
        return result

    def says(self, text: str, case: Case) -> SlackMessage:
        """Mentions the bot in the case's thread."""
        return self.person.mention(case.root.channel, text, case.root)

    def form(self, title: str) -> Modal:
        return self.person.wait_for_modal(title, SOON)

    def starts_raising(self, title: str = TITLE, channel: str = "C0CSM") -> Modal:
        reply = self.person.command("/escalate", title, channel=channel)
        assert reply.error is None, reply.error
        return self.form("Raise an escalation")

    def raises(self, title: str = TITLE, **fields: object) -> Case:
        form = self.starts_raising(title)
        form.fill({**RAISED, **{k.replace("_", " "): v for k, v in fields.items()}})
        return self.has_raised(sent(form))

    def has_raised(self, result: SubmitResult) -> Case:
        """The form closes, and a note says the reference and with whom it is."""
        assert result.closed, result
        with self.work.bot.remembered.storage.read() as remembered:
            raised = remembered.escalations.numbers(CaseFilter(requester=UserId(self.id)))
        self.is_told(f"ESC-{raised[-1]} is ", "Open thread")
        return case_of(self.work, f"ESC-{raised[-1]}")

    def claims(self, case: Case) -> None:
        self.clicks(case, "Claim")
        case.reads(f"by @{self.name}")

    def starts_deciding(self, case: Case) -> Modal:
        self.clicks(case, "Decide")
        return self.form("Record the decision")

    def decides(self, case: Case, decision: Mapping[str, object] = DECISION) -> None:
        form = self.starts_deciding(case)
        if "How they are told" in decision and "How they are told" not in form.labels():
            whole_record(self, form)
        result = sent(form.fill(decision, SOON))
        assert result.closed, result
        case.reads(f"Decided by @{self.name}")

    def marks_communicated(self, case: Case) -> None:
        self.clicks(case, "Mark communicated")
        case.reads("Closed by", "They were told")

    def marks_carried_out(self, case: Case, seen_at: str = "The reviews show again.") -> None:
        self.clicks(case, "Mark carried out")
        form = self.form("Mark carried out")
        assert form.fill({"Where it can be seen": seen_at}).submit().closed

    def hands_over(self, case: Case, to: Colleague, note: str = "") -> SubmitResult:
        self.clicks(case, "Hand over")
        form = self.form("Hand over")
        return form.fill({"Hand over to": to.id, "Note": note}).submit()

    def withdraws(self, case: Case, **fields: object) -> SubmitResult:
        self.clicks(case, "Withdraw")
        form = self.form("Withdraw")
        return form.fill({k.replace("_", " "): v for k, v in fields.items()}).submit()

    def reopens(self, case: Case, reason: str) -> SubmitResult:
        self.clicks(case, "Reopen")
        return self.form("Reopen").fill({"Reason": reason}).submit()

    def has_wait(self, case: Case, **fields: object) -> SubmitResult:
        """Has the case wait through its form; every field may be given."""
        self.clicks(case, "Wait")
        form = self.form("Have it wait")
        form.fill({**WAITING, **{k.replace("_", " "): v for k, v in fields.items()}})
        return form.submit()

    def chooses(self, case: Case, entry: str, title: str, **fields: object) -> SubmitResult:
        """Chooses from the card's menu and sends its form off."""
        self.clicks(case, entry)
        form = self.form(title)
        return form.fill({k.replace("_", " "): v for k, v in fields.items()}).submit()


def whole_record(member: Colleague, form: Modal) -> Modal:
    """The decision form, asked for the whole record."""
    member.clicks(form, "Facts, language, how they are told")
    return form.wait_for(lambda shown: "Facts" in shown.labels(), SOON)


def sent(form: Modal, times: int = 5) -> SubmitResult:
    """Submits, and again where the words ask for it: a busy machine's disk may miss the deadline.
    That another is open on the same subject stops nobody who says why."""
    result = form.submit()
    for _ in range(times):
        if not any("ubmit again" in w or "try again in a minute" in w for w in _words(result)):
            break
        result = form.submit()
    if result.view is not None and WHY in result.view.labels():
        return result.view.fill({WHY: "It is another matter."}).submit()
    return result


def _words(result: SubmitResult) -> list[str]:
    return list((result.errors or {}).values())


def case_of(work: Workplace, reference: str, channel: str = "C0EXEC") -> Case:
    """The case whose card stands in the channel."""
    head = f"{reference} ·"
    found = work.slack.channel(channel).wait_for(lambda m: head in m.plain, SOON)
    return Case(work, reference, found)


def reply_words(work: Workplace, reply: Reply) -> str:
    """An answer to a command, as read."""
    return work.read(SlackMessage("", "", "", reply.text, tuple(reply.blocks)))
