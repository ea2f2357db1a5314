"""Looking things up: /escalations and its subcommands."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.case.text import clean_command, clean_line
from handlers.slack.context.context import Context
from handlers.slack.contract.answers import Answer, Nothing, Say
from handlers.slack.contract.mentions import is_courtesy
from handlers.slack.contract.requests import Click, Command
from handlers.slack.looking import lists, report, rota, settings
from handlers.slack.messages.markup import inert, unescaped
from handlers.slack.messages.words import HELP
from handlers.slack.people import come_back, go_away


def from_command(context: Context, request: Command) -> Answer:
    """/escalations: finds the subcommand; without one, `mine`."""
    typed, rest = _name_and_rest(request.text)
    name = typed.lower().rstrip(".,;:!?")
    subcommand = SUBCOMMANDS.get(name)
    if subcommand is None:
        return Say(f"I don't know {inert(clean_line(unescaped(typed)), 60)}.\n{HELP}")
    if name in _ALONE and not is_courtesy(rest):
        more = inert(clean_line(unescaped(rest)), 60)
        return Say(f"`{name}` takes no more words, and I don't know what “{more}” is to mean.")
    return subcommand(context, request, rest)


def _name_and_rest(text: str) -> tuple[str, str]:
    """Without a name, `mine`. No blank that only looks like none keeps a name from being known."""
    name, *rest = text.split(maxsplit=1) or [""]
    bare = clean_command(name)
    if not bare and rest:
        return _name_and_rest(rest[0])
    return bare or "mine", "".join(rest).strip()


_ALONE = frozenset(("mine", "open", "at-risk", "digest", "report", "settings", "help"))
"""The subcommands that take no words."""


def _help(_context: Context, _request: Command, _rest: str) -> Answer:
    return Say(HELP)


SUBCOMMANDS: Mapping[str, Callable[[Context, Command, str], Answer]] = {
    "mine": lists.mine,
    "open": lists.open_ones,
    "at-risk": lists.late,
    "show": lists.one_case,
    "search": lists.by_words,
    "rota": rota.from_command,
    "away": go_away.from_command,
    "back": come_back.from_command,
    "digest": lists.digest_now,
    "report": report.from_command,
    "settings": settings.from_command,
    "help": _help,
}


def thread_opened(_context: Context, _request: Click) -> Answer:
    """A button that leads to a thread was pressed: Slack has followed it already."""
    return Nothing()
