"""App Home: it was opened, something of the board was chosen, a page turned."""

from __future__ import annotations

from collections.abc import Callable

from bot.verbs.looking.choose_board import choose_board
from bot.verbs.looking.open_home import open_home
from bot.views.board import Board
from handlers.slack.context.context import Context
from handlers.slack.contract.answers import Answer, Nothing
from handlers.slack.contract.ids import EVERY
from handlers.slack.contract.requests import Click, HomeOpened

HOME_TAB = "home"


def opened(context: Context, request: HomeOpened) -> Answer:
    """Somebody looks at App Home: it is drawn, whatever is shown there, and kept right from now on.
    Slack tells of the messages tab in the same way."""
    if request.tab != HOME_TAB:
        return Nothing()
    with context.storage.begin() as work:
        open_home(work, request.sender.user, request.view_hash)
    return Nothing()


def what_chosen(context: Context, request: Click) -> Answer:
    """How the cases stand that are to be seen."""
    return _choose(context, request, lambda board: board.chosen("what", request.value))


def queue_chosen(context: Context, request: Click) -> Answer:
    """Whose queue."""
    return _choose(context, request, lambda board: board.chosen("queue", _narrowed(request)))


def kind_chosen(context: Context, request: Click) -> Answer:
    """Of which kind."""
    return _choose(context, request, lambda board: board.chosen("kind", _narrowed(request)))


def person_chosen(context: Context, request: Click) -> Answer:
    """Held by whom."""
    return _choose(context, request, lambda board: board.chosen("person", _narrowed(request)))


def office_chosen(context: Context, request: Click) -> Answer:
    """Served by which office."""
    return _choose(context, request, lambda board: board.chosen("office", _narrowed(request)))


def priority_chosen(context: Context, request: Click) -> Answer:
    """Of which priority."""
    return _choose(context, request, lambda board: board.chosen("priority", _narrowed(request)))


def account_chosen(context: Context, request: Click) -> Answer:
    """About which account."""
    return _choose(context, request, lambda board: board.chosen("account", _narrowed(request)))


def page_back(context: Context, request: Click) -> Answer:
    """The page before."""
    return _choose(context, request, lambda board: board.turned(request.value))


def page_on(context: Context, request: Click) -> Answer:
    """The next page."""
    return _choose(context, request, lambda board: board.turned(request.value))


def all_shown(context: Context, request: Click) -> Answer:
    """Everything that is open, again."""
    return _choose(context, request, lambda board: Board(surface=board.surface))


def _narrowed(request: Click) -> str:
    return "" if request.value == EVERY else request.value


def _choose(context: Context, request: Click, change: Callable[[Board], Board]) -> Answer:
    """Keeps what somebody chose to see. What shows it is the Home, drawn after each click there."""
    with context.storage.begin() as work:
        choose_board(work, request.sender.user, change)
    return Nothing()
