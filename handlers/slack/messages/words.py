"""What can be said to the bot: subcommands and mention words, each declared here once. Help, the
manifest's usage hints and the README say them as they are here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


def _spaced(*parts: str) -> str:
    return " ".join(filter(None, parts))


@dataclass(frozen=True, slots=True)
class Subcommand:
    """One of /escalations: with an example of what follows it, what more may follow, and what it
    does, as help says it."""

    word: str
    example: str = ""
    more: str = ""
    does: str = ""

    @property
    def usage(self) -> str:
        """As in a hint."""
        return _spaced(self.word, self.example)

    @property
    def help(self) -> str:
        """As in help."""
        return _spaced(f"`{_spaced(self.usage, self.more)}`", self.does)


class Group(StrEnum):
    """What help puts together."""

    WHOSE = "Who has it"
    TIME = "Its time"
    END = "How it ends"
    LOOK = "To look"


@dataclass(frozen=True, slots=True)
class Word:
    """One that follows a mention in an escalation's thread, with an example of what follows it and
    what it does, as help says it."""

    word: str
    group: Group
    does: str
    example: str = ""

    @property
    def usage(self) -> str:
        """As it is typed."""
        return f"`{_spaced(self.word, self.example)}`"


SUBCOMMANDS = (
    Subcommand("mine", does="what you raised and what is with you"),
    Subcommand("open", does="what is open in your queue"),
    Subcommand("at-risk", does="what of it is late or soon will be"),
    Subcommand("show", "ESC-1", does="one escalation with its history"),
    Subcommand("search", "Acme", does="by account, link, or the words of a question"),
    Subcommand("rota", does="whose turn it is"),
    Subcommand(
        "away",
        "until Monday",
        "cover @person",
        "offers you nothing until then (`away` alone opens the form)",
    ),
    Subcommand("back", does="you're back"),
    Subcommand("digest", does="how your queues stand, for managers"),
    Subcommand("report", does="figures over a period and as a file, for managers"),
    Subcommand("settings", does="rotations, hours and targets, for managers"),
    Subcommand("help", does="this"),
)
WORDS = (
    Word("claim", Group.WHOSE, "it's yours"),
    Word("release", Group.WHOSE, "back to the queue"),
    Word("handover", Group.WHOSE, "asks somebody else to take it", "@person"),
    Word("stand back", Group.WHOSE, "you have a conflict of interest", "I know the owner"),
    Word(
        "wait", Group.TIME, "its clock stops until then", "customer until tomorrow for the invoice"
    ),
    Word(
        "consult",
        Group.TIME,
        "asks a team, with a date",
        "legal until Friday may we show it again?",
    ),
    Word("resume", Group.TIME, "the wait is over"),
    Word("snooze", Group.TIME, "reminds you later"),
    Word("priority", Group.TIME, "another priority", "P1 the press has it"),
    Word("deadline", Group.TIME, "sets a legal deadline", "2026-12-01 17:00 court order"),
    Word("decide", Group.END, "opens the form for the decision"),
    Word("approve", Group.END, "as its second person: the decision stands"),
    Word("sendback", Group.END, "gives the decision back to its owner", "name the section"),
    Word("communicated", Group.END, "they've been told: closes it"),
    Word("withdraw", Group.END, "closes it without a decision", "it is solved"),
    Word("merge", Group.END, "closes it as a duplicate of that one", "ESC-1"),
    Word("reopen", Group.END, "opens a closed one again", "the customer came back"),
    Word("status", Group.LOOK, "how it stands, to you alone"),
    Word("help", Group.LOOK, "this"),
)


def hint(subcommands: Sequence[Subcommand]) -> str:
    """What Slack shows behind /escalations while it is typed."""
    return " | ".join(subcommand.usage for subcommand in subcommands)


def in_a_row(words: Sequence[Word]) -> str:
    """Words with their examples: the last is `or`."""
    *others, last = [word.usage for word in words]
    return f"{', '.join(others)} or {last}" if others else last


def help_text(subcommands: Sequence[Subcommand], words: Sequence[Word]) -> str:
    """All that can be said, in groups, a line each."""
    lines = [
        "*Raise one*",
        "• */escalate* `[title]` opens the form",
        "• *Raise an escalation* among the shortcuts does too",
        "• *Escalate this message*, in a message's menu, takes its text along",
        "*Look it up:* */escalations* with one of these",
        *(f"• {subcommand.help}" for subcommand in subcommands),
    ]
    lines.append("*In its thread:* mention me with one of these")
    for group in dict.fromkeys(word.group for word in words):
        lines.append(f"_{group.value}_")
        lines += [f"• {word.usage} {word.does}" for word in words if word.group is group]
    return "\n".join(lines)


HELP = help_text(SUBCOMMANDS, WORDS)
