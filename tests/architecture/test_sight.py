"""What nobody but its circle may see of a case is in nothing that anybody else is shown."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable
from dataclasses import replace
from itertools import cycle
from typing import Any

import pytest
from prometheus_client import generate_latest
from pydantic import ValidationError
from structlog.testing import capture_logs

from bot import notices as n
from bot.case.identifiers import ChannelId, EscalationId, UserId
from bot.case.permissions import Sight
from bot.ports import Lying
from handlers.delivery.rendering import render
from handlers.delivery.rendering_settled import LIVING, edits_of
from handlers.slack.messages.markup import Message
from storage.outbox import NOTICES
from tests.architecture import plays
from tests.architecture.asked import Refusal, everything_asked
from tests.architecture.feedback_scenes import reverse
from tests.architecture.plays import then
from tests.architecture.review_scenes import written
from tests.architecture.scene import Scene
from tests.architecture.scenes import SCENES
from tests.architecture.second_look_scenes import differs
from tests.architecture.secrets import (
    CLASSES,
    QUESTION,
    READERS,
    SECRET,
    THREAD,
    Secrets,
    instants_beside_its_age,
    keep,
    leaks,
    let_nobody_in,
    names_of,
    sight_of,
)
from tests.architecture.source import PROGRAM, Module, calls, modules
from tests.architecture.stage import Stage
from tests.support.factories import FINCH, HERON, STORK, WREN
from tests.support.feedback import TARGETS

NewStage = Callable[..., Stage]
ITS_OWN_CHANNEL = {n.CardChanged, n.Added, n.Milestones}
"""What is posted in the case's own channel, which its circle reads."""
OF_A_CASE = n.CaseNote | n.Reminders
TO_A_TEAM = n.ConsultPut | n.ConsultDue
"""A team reads what it is asked."""


def _is_first_of_its_sort(scene: Scene) -> bool:
    """It's tried for everybody in every class; others of its sort for each in one of them."""
    return next(s for s in SCENES if s.sort is scene.sort) is scene


def _readers(notice: Any) -> list[Any]:
    """Everybody to whom a notice may come: by what they are to the case, and a channel."""
    return list(dict.fromkeys((notice.to, *READERS))) if hasattr(notice, "to") else [None]


@pytest.mark.parametrize("scene", [s for s in SCENES if s.sort not in ITS_OWN_CHANNEL], ids=str)
def test_no_notice_tells_of_a_case_to_who_may_not_read_it(
    scene: Scene, new_stage: NewStage
) -> None:
    stage = new_stage(played_by=scene.played_by, texts=Secrets())
    case = stage.open()
    scene.play(stage, case)
    notice = stage.said(scene.sort, **scene.about)
    found: dict[str, list[str]] = {}
    to_who_may = _to_who_may_read(stage, notice)
    let_nobody_in(stage)

    for class_ in CLASSES:
        keep(stage, class_)
        for place, reader in enumerate(_readers(notice)):
            if not _is_first_of_its_sort(scene) and class_ != CLASSES[place % len(CLASSES)]:
                continue
            told = replace(notice, to=reader) if reader else notice
            found[f"{class_} to {reader}"] = _said(stage, told, case)
            if isinstance(told, LIVING) and class_ == CLASSES[place % len(CLASSES)]:
                found[f"{class_} to {reader}, settled"] = _settled(stage, told, case)

    assert {name: words for name, words in found.items() if words} == {}
    if isinstance(notice, OF_A_CASE):
        assert to_who_may is not None
        assert leaks(to_who_may), "the words looked for are in it where they may be read"


def _to_who_may_read(stage: Stage, notice: Any) -> Message | None:
    """What a notice says to a reader who may see all of its case."""
    if isinstance(notice, n.ClassChanged):
        # It is so in no class but the one it tells of, into which the owner is let.
        return render(stage.storage, replace(notice, to=HERON), stage.now)
    keep(stage, "internal")
    return render(stage.storage, notice, stage.now)


def _said(stage: Stage, notice: Any, case: EscalationId) -> list[str]:
    """What is read of the case in what a notice says to its reader."""
    message = render(stage.storage, notice, stage.now)
    if message is None:
        return []
    asked = (QUESTION,) if isinstance(notice, TO_A_TEAM) else ()
    of_case = isinstance(notice, OF_A_CASE)
    words = leaks(message, *(names_of(stage, case, notice.to) if of_case else ()), but=asked)
    if of_case and sight_of(stage, notice.to, case) is Sight.REFERENCE:
        words += map(str, instants_beside_its_age(stage, case, message))
    return words


def _settled(stage: Stage, notice: Any, case: EscalationId) -> list[str]:
    """What is read of the case once the note lies there and is settled."""
    lying = Lying(1, notice, ChannelId("D1"), "1772539200.000009")
    shown = [edit.message for edit in edits_of(stage.storage, notice.to, [lying], stage.now)]
    if sight_of(stage, notice.to, case) is Sight.ALL:
        return []
    return [words for message in shown for words in leaks(message)]


STATES = {
    "offered": plays._nothing,
    "handed over": plays.hand_over,
    "waiting, on a team as well": then(plays.claim, plays.consult_person, plays.wait),
    "in review": written,
    "told, to be carried out": then(plays.claim, plays.reverse_by_email, plays.communicate),
    "decided, with feedback": reverse,
    "judged a second time": differs,
    "closed": plays.close,
    "reopened": then(plays.close, plays.reopen),
}
"""What there is to be seen of a case."""


def _states() -> list[Any]:
    """Each once, in one class after the other; the last, of which most is known, in all of them."""
    pairs = [*zip(STATES, cycle(CLASSES), strict=False)]
    last = [*STATES][-1]
    return [*pairs, *((last, class_) for class_ in CLASSES if (last, class_) not in pairs)]


@pytest.mark.parametrize(("state", "class_"), _states())
def test_whoever_may_not_read_a_case_learns_nothing_of_it_by_asking(
    state: str, class_: str, new_stage: NewStage
) -> None:
    targets = TARGETS if "feedback" in state else {}
    share = 1.0 if "second" in state else None
    told = replace(plays.with_teams(), feedback=targets, second_look=share)
    stage = new_stage(played_by=told, texts=Secrets())
    case = stage.open()
    STATES[state](stage, case)
    let_nobody_in(stage)
    keep(stage, class_)
    found: dict[str, list[str]] = {}

    with capture_logs() as logged:
        # The requester last: withdrawing and reopening it is theirs, and nobody else's.
        for reader in sorted(READERS, key=lambda user: user == WREN):
            asked = (QUESTION,) if reader == FINCH else ()
            for name, shown in everything_asked(stage, reader, case):
                # Lists and rotas name people; a refusal needn't.
                names = ("Heron",) if isinstance(shown, Refusal) and reader != HERON else ()
                found[f"{reader}: {name}"] = leaks(shown, *names, but=asked)

    assert {name: words for name, words in found.items() if words} == {}
    assert leaks(logged) == []
    assert leaks(generate_latest().decode()) == [], "in /metrics"


@pytest.mark.parametrize("reader", READERS)
def test_nothing_of_a_kept_case_shows_beside_another_one_of_its_subject(
    reader: UserId, new_stage: NewStage
) -> None:
    stage = new_stage(texts=Secrets())
    about: dict[str, Any] = {"account": "Acme", "links": ("https://reviews.example/1",)}
    kept = stage.open(**about)
    plays.close(stage, kept)
    keep(stage, "restricted")
    stage.texts = None
    case = stage.open(title="Another one", what_happened="It's theirs.", **about)
    plays.claim(stage, case)
    found = {
        name: leaks(shown, but=[THREAD]) for name, shown in everything_asked(stage, reader, case)
    }

    assert {name: words for name, words in found.items() if words} == {}


def test_a_notice_that_can_not_be_read_leaves_no_words_in_the_log() -> None:
    kept = json.loads(NOTICES.dump_json(n.Reopened(HERON, EscalationId(1), STORK, SECRET)))

    with pytest.raises(ValidationError) as unread:
        NOTICES.validate_json(json.dumps(kept | {"escalation_id": SECRET}))

    assert leaks(str(unread.value)) == []


WHOLE = {
    "bot/casework/viewer.py": "gives each reader what they may see",
    "handlers/delivery/rendering.py": "asks whether a note is still so, then gives its reader theirs",
    "handlers/delivery/rendering_reminders.py": "the same of reminders",
    "handlers/delivery/rendering_settled.py": "the same of what is settled",
    "handlers/delivery/rendering_consults.py": "gives a team what all may know",
    "handlers/delivery/rendering_milestones.py": "draws the card, in the case's own channel",
}
"""Who makes a whole view of a case, and why they may: all else is given what one reader may see."""


def test_a_whole_view_of_a_case_is_made_only_where_it_is_known_who_reads_it() -> None:
    found = {
        module.name
        for module in modules(*PROGRAM)
        if module.name != "bot/casework/case_view.py"
        and (
            "view" in names_from(module, "bot.casework.case_view")
            or any(name == "CaseView" for name, _ in calls(module))
        )
    }

    assert found == set(WHOLE)


READ_BY_WHO_DECIDES = {"bot/views/deciding.py"}
"""What is made only once somebody may decide a case: they may read all of it."""


def test_what_is_read_of_cases_holds_no_case() -> None:
    """A value made for a reader has views of cases in it, which say no more than they may see."""
    holders = {
        f"{module.name}:{field.lineno}"
        for module in modules(*PROGRAM)
        if module.name.startswith("bot/views/") and module.name not in READ_BY_WHO_DECIDES
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef)
        for field in node.body
        if isinstance(field, ast.AnnAssign) and "Escalation" in _names(field.annotation)
    }

    assert holders == set()


def _names(annotation: ast.expr) -> set[str]:
    return {node.id for node in ast.walk(annotation) if isinstance(node, ast.Name)}


def names_from(module: Module, source: str) -> set[str]:
    """What a module takes from another."""
    return {
        alias.name
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom) and node.module == source
        for alias in node.names
    }
