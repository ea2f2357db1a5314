"""The form in which a case is judged a second time, in every shape it takes."""

from __future__ import annotations

from collections.abc import Iterator

from bot.case.appeal import Appeal
from bot.case.decision import Decision
from bot.case.escalation import Escalation
from bot.case.kinds import KINDS
from bot.case.second_look import LookId
from bot.policy.grounds import DEFAULT_GROUNDS
from bot.views.second_look import BlindCase
from handlers.slack.contract.answers import View
from handlers.slack.forms import second_look as form
from tests.support.factories import NOON


def second_look_forms(
    case: Escalation, appeal: Appeal, original: Decision, text: str
) -> Iterator[tuple[str, View]]:
    """Of each kind, as long as it may be."""
    for kind in KINDS.values():
        blind = BlindCase(
            LookId(3),
            case.id,
            kind.name,
            case.title,
            text,
            text[:150],
            (f"https://reviews.example/{text[:40]}",) * 10,
            {question.key: text[:500] for question in kind.questions},
            appeal if kind.is_appeal else None,
            original if kind.is_appeal else None,
            ((NOON, text),) * 5,
            {outcome.name: outcome.label for outcome in kind.outcomes},
            DEFAULT_GROUNDS,
            True,
        )
        yield f"second look, {kind.name}", form.build(blind)
