"""Who may have something delivered again, and what a button that was forged leads to."""

from __future__ import annotations

import pytest

from bot.case.errors import RefusalCode
from bot.case.identifiers import UserId
from handlers.slack.context.context import Context
from handlers.slack.contract.requests import Click, Sender
from handlers.slack.settings.try_again import from_button
from storage.work import DatabaseStorage
from tests.benchmarks.counting import Now
from tests.support.factories import HERON, STORK, settle
from tests.support.refusals import refusing


def presses(storage: DatabaseStorage, user: UserId, value: str) -> None:
    settle(storage)
    sender = Sender(user, "T0BIRDS", "T0BIRDS", "")
    from_button(Context(storage, Now()), Click(sender, "try_again", value, "", "", ""))


@pytest.mark.parametrize("value", ["", "x", "²", "-1", "0", "9" * 40])
def test_what_can_be_no_row_is_nothing_to_try_again(storage: DatabaseStorage, value: str) -> None:
    with refusing(RefusalCode.NOT_FOUND):
        presses(storage, STORK, value)


def test_who_manages_nothing_has_nothing_tried_again(storage: DatabaseStorage) -> None:
    with refusing(RefusalCode.NOT_ALLOWED):
        presses(storage, HERON, "1")
    presses(storage, STORK, "1")
