"""The form that puts somebody away."""

from __future__ import annotations

from collections.abc import Sequence

from bot.case.identifiers import UserId
from bot.case.people import Actor, Person
from bot.rotation.choice import Absence
from bot.verbs.people.go_away import AwayRequest
from handlers.slack.contract.answers import View
from handlers.slack.contract.requests import OpenForm
from handlers.slack.forms.inputs import (
    chosen_instant,
    chosen_of,
    instant,
    modal,
    noted_text,
    words,
)

CALLBACK = "away_form"
_UNTIL, _COVER = "until", "cover"


def build(
    user: UserId, name: str, absence: Absence | None = None, people: Sequence[Person] = ()
) -> View:
    """The form for a person, with how they are away now and who can cover. Without a `name` it is
    one's own."""
    whose = f"{name} is offered nothing" if name else "Nothing is offered to you"
    they = "they are" if name else "you are"
    blocks = [
        words(f"{whose} until {they} back. What is offered now goes to the next person."),
        chosen_instant(
            _UNTIL,
            "Until",
            absence.until if absence else None,
            hint="Leave it out if you don't know yet",
            optional=True,
        ),
        chosen_of(
            _COVER,
            "Cover",
            people,
            (absence.cover or "") if absence else "",
            hint="Gets the reminders of what stays with them",
            optional=True,
        ),
    ]
    return modal(
        CALLBACK, "Away", "I'm away" if not name else "Mark as away", blocks, {"user": user}
    )


def read(form: OpenForm, actor: Actor) -> AwayRequest:
    """The form as a request."""
    cover = form.values.get(_COVER)
    return AwayRequest(
        actor,
        UserId(noted_text(form, "user")) or actor.user,
        instant(form.values.get(_UNTIL)),
        UserId(cover) if cover else None,
    )
