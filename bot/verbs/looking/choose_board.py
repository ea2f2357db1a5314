"""Choosing what of the board to see."""

from __future__ import annotations

from collections.abc import Callable

from bot.case.identifiers import UserId
from bot.casework.approach import admitted
from bot.ports import Work
from bot.views.board import Board, read_board


def choose_board(work: Work, user: UserId, change: Callable[[Board], Board]) -> None:
    """Keeps what somebody chose to see of the board, and that they look at it. Who may see no board
    has chosen nothing. Raises Refused for people who can't act."""
    admitted(work, user)
    work.homes.opened(user)
    work.homes.put_board(user, change(read_board(work.homes.board(user))).to_text())
