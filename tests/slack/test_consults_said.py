"""A question to a team shows no more of a case than its class lets its readers see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from bot.case.confidentiality import CLEARED_CLASSES, Confidentiality
from bot.case.identifiers import EscalationId
from bot.case.people import Actor, Via
from bot.casework.transaction import carry_out
from bot.notices import ConsultDue, ConsultPut
from bot.policy import Team
from bot.verbs.consults.consult import ConsultRequest, consult
from bot.views.lists import consults_put_to
from handlers.delivery.rendering import render
from handlers.slack.messages.consults import put_to_you
from storage.work import DatabaseStorage
from tests.support.factories import CRANE, FINCH, HERON, NOON, Hand, key, open_one, policy, settle

DESK = "C0LEGALDESK"
SECRETS: dict[str, Any] = {
    "title": "The Tern letter",
    "what_happened": "Tern paid for it.",
    "account": "Tern & Co",
}
QUESTION = "May we show it again?"


@pytest.fixture
def asked(storage: DatabaseStorage) -> Callable[[str], EscalationId]:
    """A case of a class, about which a desk and two people were asked: Crane is of its queue and
    cleared, Finch is neither."""
    everybody = Team("all", DESK), Team("people", people=(CRANE, FINCH))
    cleared = dict.fromkeys([c.value for c in CLEARED_CLASSES], (HERON, CRANE))
    settle(
        storage,
        replace(policy(), teams={t.name: t for t in everybody}, clearances=cleared),
    )

    def ask(confidentiality: str) -> EscalationId:
        esc = open_one(storage, **SECRETS)
        Hand(storage, HERON).claim(esc, NOON)
        with storage.begin() as work:
            found = work.escalations.get(esc)
            assert found is not None
            work.escalations.save(replace(found, confidentiality=confidentiality))
        for team in everybody:
            wanted = ConsultRequest(Actor(HERON, Via.FORM), esc, team.name, QUESTION)
            carry_out(storage, key(), partial(consult, request=wanted, now=NOON), NOON)
        return esc

    return ask


def everything_shown(storage: DatabaseStorage, esc: EscalationId, to: str) -> str:
    """All that this reader is shown of it, as Slack gets it: the question, a reminder, the list."""
    number = 1 if to == DESK else 2
    shown: list[Any] = [
        render(storage, ConsultPut(to, esc, number), NOON),
        render(storage, ConsultDue(to, esc, number, "half"), NOON + timedelta(hours=1)),
    ]
    if to == FINCH:
        with storage.read() as work:
            shown.append(
                put_to_you(consults_put_to(work, FINCH), "https://animals.slack.com/", NOON)
            )
    assert all(shown)
    return repr(shown)


@pytest.mark.parametrize("to", [DESK, FINCH])
@pytest.mark.parametrize("confidentiality", CLEARED_CLASSES)
def test_who_is_not_cleared_is_shown_the_reference_and_the_question_alone(
    storage: DatabaseStorage,
    asked: Callable[[str], EscalationId],
    confidentiality: Confidentiality,
    to: str,
) -> None:
    esc = asked(confidentiality)

    shown = everything_shown(storage, esc, to)

    assert f"ESC-{esc}" in shown
    assert QUESTION in shown
    assert [secret for secret in SECRETS.values() if secret.split()[0] in shown] == []
    assert "Tern" not in shown


@pytest.mark.parametrize(
    ("confidentiality", "to"),
    [
        (Confidentiality.INTERNAL, DESK),
        (Confidentiality.INTERNAL, FINCH),
        *((c, CRANE) for c in CLEARED_CLASSES),
    ],
)
def test_who_may_read_the_case_is_shown_what_it_is_about(
    storage: DatabaseStorage,
    asked: Callable[[str], EscalationId],
    confidentiality: Confidentiality,
    to: str,
) -> None:
    assert "Tern paid for it." in everything_shown(storage, asked(confidentiality), to)
