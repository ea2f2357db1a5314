"""Looking things up: /escalations and its subcommands, `status` and `help` by mention."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.case.identifiers import EscalationId
from bot.case.text import clean_line
from bot.casework.approach import admitted
from bot.verbs.settings.change_settings import may_settle
from bot.views.lists import at_risk, mine, open_cases
from bot.views.show import show
from handlers.slack.context.context import Desk
from handlers.slack.contract.answers import Answer, Block, Nothing, Say
from handlers.slack.contract.ids import SETTINGS
from handlers.slack.contract.requests import Click, Command, Mention
from handlers.slack.looking import rota
from handlers.slack.messages import lists
from handlers.slack.messages.fitting import fitting_blocks
from handlers.slack.messages.markup import action_button, context, inert, section, unescaped
from handlers.slack.messages.settings import settings_answer
from handlers.slack.messages.words import HELP
from handlers.slack.people import come_back, go_away
from handlers.web_api.directory import team_url


def from_command(desk: Desk, request: Command) -> Answer:
    """/escalations: finds the subcommand; without one, `mine`."""
    name, _, rest = request.text.strip().partition(" ")
    subcommand = SUBCOMMANDS.get(name.lower() or "mine")
    if subcommand is None:
        return Say(f"I don't know {inert(clean_line(unescaped(name)), 60)}.\n{HELP}")
    return subcommand(desk, request, rest.strip())


def _mine(desk: Desk, request: Command, _rest: str) -> Answer:
    with desk.storage.read() as work:
        raised, held = mine(work, request.sender.user)
        url = team_url(work)
    now = desk.clock.now()
    blocks = lists.listing("With you", held, url, now)
    blocks += lists.listing("Raised by you", raised, url, now)
    words = f"With you: {held.total}. Raised by you: {raised.total}."
    return Say(words, _fitting(blocks))


def _open(desk: Desk, request: Command, _rest: str) -> Answer:
    with desk.storage.read() as work:
        cases = open_cases(work, request.sender.user)
        url = team_url(work)
    blocks = lists.listing("Open", cases, url, desk.clock.now())
    return Say(f"Open: {cases.total}.", _fitting(blocks))


def _at_risk(desk: Desk, request: Command, _rest: str) -> Answer:
    now = desk.clock.now()
    with desk.storage.read() as work:
        cases = at_risk(work, request.sender.user, now)
        url = team_url(work)
    blocks = lists.listing("Late or at risk", cases, url, now, "Those due later")
    return Say(f"Late or at risk: {cases.total}.", _fitting(blocks))


def _show(desk: Desk, request: Command, rest: str) -> Answer:
    with desk.storage.read() as work:
        view, timeline = show(work, request.sender.user, rest)
        url = team_url(work)
    message = lists.one(view, timeline, url, desk.clock.now())
    return Say(message.text, message.blocks)


def _settings(desk: Desk, request: Command, _rest: str) -> Answer:
    with desk.storage.read() as work:
        may_settle(work, request.sender.user)
    button: Block = {"type": "actions", "elements": [action_button(SETTINGS, "Settings", "all")]}
    return Say(settings_answer(), [section(settings_answer()), button])


def _help(_desk: Desk, _request: Command, _rest: str) -> Answer:
    return Say(HELP)


SUBCOMMANDS: Mapping[str, Callable[[Desk, Command, str], Answer]] = {
    "mine": _mine,
    "open": _open,
    "at-risk": _at_risk,
    "show": _show,
    "rota": rota.from_command,
    "away": go_away.from_command,
    "back": come_back.from_command,
    "settings": _settings,
    "help": _help,
}


def _fitting(blocks: list[Block]) -> list[Block]:
    left_out = context("… and more than fits here. See App Home, or `show ESC-n`.")
    return fitting_blocks(blocks, left_out)


def status_from_mention(desk: Desk, request: Mention, about: EscalationId, _rest: str) -> Answer:
    """`status` in a case's thread: how it stands, to the person alone."""
    with desk.storage.read() as work:
        admitted(work, request.sender.user)
    return Say("", escalation_id=about, shows=True)


def help_from_mention(_desk: Desk, _request: Mention, _about: EscalationId, _rest: str) -> Answer:
    """`help` in a case's thread."""
    return Say(HELP)


def thread_opened(_desk: Desk, _request: Click) -> Answer:
    """A button that leads to a thread was pressed: Slack has followed it already."""
    return Nothing()
