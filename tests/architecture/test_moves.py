"""What each move, each step and each page of the settings needs beside its own entry."""

from __future__ import annotations

from bot.case.permissions import _WORDS
from bot.case.transitions import Move
from bot.reminders.about import Step
from bot.reminders.plan import BEFORE_DEADLINE, FRACTIONS
from handlers.slack.forms.settings.contents import FORMS
from handlers.slack.messages.markup import BUTTONS
from handlers.slack.messages.reminder_words import _NEAR, _SHARES
from tests.architecture.settings_pages import REMOVALS, addresses, settings_policy


def test_every_move_has_its_button_and_the_words_of_a_refusal() -> None:
    assert set(BUTTONS) == set(Move), "handlers/slack/messages/markup.py"
    assert set(_WORDS) == set(Move), "bot/case/permissions.py"


def test_every_step_before_the_end_has_its_words() -> None:
    assert set(_SHARES) == set(FRACTIONS)
    assert set(_NEAR) == set(BEFORE_DEADLINE) - {Step.PASSED}


def test_every_form_of_the_settings_is_shown_in_tests() -> None:
    shown = {address.page for address in addresses(settings_policy())} | set(REMOVALS)

    assert set(FORMS) == shown, "its address in tests/architecture/settings_pages.py"
