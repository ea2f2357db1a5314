"""What a team, and who asked it, are told of a consult."""

from __future__ import annotations

from datetime import timedelta

from bot import notices as n
from tests.architecture.plays import (
    after,
    claim,
    consult,
    consult_person,
    team_answers,
    then,
    with_teams,
)
from tests.architecture.scene import Scene, reminder
from tests.support.factories import FINCH, HERON

_HALF, _LATE = timedelta(hours=7), timedelta(hours=24)
TO_DESK: dict[str, object] = {"to": "C0LEGALDESK"}
TO_PERSON: dict[str, object] = {"to": FINCH}
ANY: dict[str, object] = {}
CONSULT_SCENES = (
    *(
        Scene(sort, play, undo, about, with_teams(), name)
        for sort, play, undo, about, name in (
            (n.ConsultPut, then(claim, consult), None, TO_DESK, "to a channel"),
            (n.ConsultPut, then(claim, consult_person), None, TO_PERSON, "to a person"),
            (n.ConsultPut, then(claim, consult, team_answers), None, ANY, "answered"),
            (n.ConsultDue, then(claim, consult, after(_HALF)), team_answers, ANY, "half"),
            (n.ConsultDue, then(claim, consult, after(_LATE)), team_answers, ANY, "late"),
            (n.TeamAnswered, then(claim, consult, team_answers), None, ANY, ""),
            (n.Milestones, then(claim, consult, team_answers), None, ANY, "a team has answered"),
        )
    ),
    reminder(
        "consult:breach",
        HERON,
        then(claim, consult, after(_LATE)),
        team_answers,
        played_by=with_teams(),
    ),
)
