"""The intake form, which raises an escalation."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import MappingProxyType

from bot.case.kinds import ORIGINAL, QUESTION, Kind
from bot.case.people import Actor
from bot.case.priority import Priority
from bot.case.text import CUT_MARK, clean, clean_line, cut, first_sentence
from bot.policy.languages import language_name
from bot.verbs.intake.raise_escalation import (
    ACCOUNT_LIMIT,
    STORY_LIMIT,
    TITLE_LIMIT,
    OpenRequest,
)
from handlers.slack.contract.answers import Block, View
from handlers.slack.contract.ids import ANSWER_TYPED, KIND_CHOSEN, SUBJECT_TYPED
from handlers.slack.contract.requests import FormValues, OpenForm
from handlers.slack.forms import same_subject
from handlers.slack.forms.inputs import (
    OPTIONS_LIMIT,
    chosen,
    modal,
    noted,
    noted_text,
    noted_texts,
    option,
    typed,
    words,
)
from handlers.slack.forms.questions import answered, asked
from handlers.slack.forms.routes import Route
from handlers.slack.forms.same_subject import NOTHING_ALIKE, Alike
from handlers.slack.forms.shown import CIRCLES, NOTHING_SHOWN, Shown
from handlers.slack.messages.markup import inert, small_print

CALLBACK = "intake"
TITLE = "Raise an escalation"
_KIND, _PRIORITY, _TITLE, _STORY = "kind", "priority", "title", "what_happened"
_ACCOUNT, _LINKS, _CONFIDENTIALITY = "account", "links", "confidentiality"
_LANGUAGE = "language"
_MARK = "mark"
KEPT_LIMIT = 2600
"""How many characters of answers a form remembers, beside what else it must."""
SHORT_TITLE = 80
"""How long a title is at most that is made of a longer text."""
PRIORITIES = {
    Priority.P1: "P1: harm or reputation at stake now",
    Priority.P2: "P2: today",
    Priority.P3: "P3: this week",
}
"""The priorities as people choose them."""
BEFORE_ALL = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Prefill:
    """What a form starts with."""

    kind: str = ""
    priority: str = Priority.P2.value
    title: str = ""
    what_happened: str = ""
    account: str = ""
    links: str = ""
    confidentiality: str = ""
    language: str = ""
    answers: dict[str, str] = field(default_factory=dict)
    left_out: int = 0
    """How many characters of the text it was made of had no room."""
    mark: str = ""
    """Of the note that brought the form back, if one did."""


SHOWN_BESIDE = (ORIGINAL, QUESTION)
"""The questions beside which something may be known as soon as they are answered."""
"""Who may read what is kept in a class."""


def from_command(text: str) -> Prefill:
    """What was typed after /escalate: the title, or the story with its first sentence as the
    title."""
    whole = clean(text)
    line = clean_line(whole)
    if len(line) <= TITLE_LIMIT and "\n" not in whole:
        return Prefill(title=line)
    return _told(whole)


def snapshot(text: str, link: str) -> Prefill:
    """A message's text, as a snapshot to be edited before it is sent: its first sentence is the
    title."""
    return replace(_told(clean(text)), links=link)


def _told(story: str) -> Prefill:
    kept = cut(story, STORY_LIMIT)
    left_out = len(story) - len(kept.removesuffix(CUT_MARK)) if kept != story else 0
    title = first_sentence(story, SHORT_TITLE)
    return Prefill(title=title, what_happened=kept, left_out=left_out)


def _question_block(kind: Kind, key: str) -> str:
    return f"{kind.name}_{key}"


def build(
    kinds: Sequence[Kind],
    prefill: Prefill,
    explanation: str = "",
    languages: Mapping[str, Sequence[str]] = MappingProxyType({}),
    routes: Mapping[str, Route] = MappingProxyType({}),
    shown: Shown = NOTHING_SHOWN,
    alike: Alike = NOTHING_ALIKE,
    now: datetime = BEFORE_ALL,
) -> View:
    """The form for the kind chosen, the first one offered until then. `languages` are the codes of
    those that each kind's queue works in, `routes` where each kind goes, `alike` what is open on
    the same subject. A choice of one is not shown."""
    kind = next((k for k in kinds if k.name == prefill.kind), kinds[0])
    route = routes.get(kind.name)
    said = (explanation, shown.hindrance, _cut(prefill))
    blocks: list[Block] = [words(t) for t in said if t]
    beside = same_subject.blocks(alike, now)
    if alike.asks_why:
        blocks += beside
    if len(kinds) > 1:
        offered = [option(k.name, k.label, k.about) for k in kinds]
        blocks.append(chosen(_KIND, "Kind", offered, kind.name, action=KIND_CHOSEN))
    blocks += [
        *_where(route),
        _priority(prefill.priority, route),
        typed(_TITLE, "Title", prefill.title, limit=TITLE_LIMIT),
        typed(
            _STORY,
            "What happened",
            prefill.what_happened,
            hint="What was decided or done, when, and what is at stake",
            multiline=True,
            limit=STORY_LIMIT,
        ),
        _account(prefill.account, optional=not kind.account_required),
        *([] if alike.asks_why else beside),
    ]
    blocks += _questions(kind, prefill, shown)
    blocks += _language(languages.get(kind.name, ()), prefill.language)
    blocks.append(_links(prefill.links))
    blocks += _class(kind, shown, prefill.confidentiality)
    note = {"kind": kind.name, "shown": shown.mark} | same_subject.note(alike)
    submit = same_subject.RAISE_ANYWAY if alike.asks_why and beside else "Raise"
    return modal(CALLBACK, TITLE, submit, blocks, note | _kept(kind, prefill))


def _account(value: str, *, optional: bool) -> Block:
    return typed(
        _ACCOUNT, "Account", value, optional=optional, limit=ACCOUNT_LIMIT, action=SUBJECT_TYPED
    )


def _links(value: str) -> Block:
    return typed(
        _LINKS,
        "Links",
        value,
        hint="One per line",
        optional=True,
        multiline=True,
        action=SUBJECT_TYPED,
    )


def _kept(kind: Kind, prefill: Prefill) -> dict[str, object]:
    """The answers to what this kind isn't asked, for when its own is chosen again: the shortest
    first, as far as Slack lets a form remember (private_metadata takes 3,000 characters)."""
    asked_now = {q.key for q in kind.questions}
    kept: dict[str, str] = {}
    for key, answer in sorted(prefill.answers.items(), key=lambda item: len(item[1])):
        if answer and key not in asked_now:
            more = kept | {key: answer}
            if len(json.dumps(more)) > KEPT_LIMIT:
                break
            kept = more
    noted = {"answers": kept, _MARK: prefill.mark}
    return {name: value for name, value in noted.items() if value}


def with_kept(prefill: Prefill, form: OpenForm) -> Prefill:
    """What is typed so far with the answers that were given before another kind was chosen."""
    answers = noted_texts(form, "answers") | prefill.answers
    return replace(prefill, answers=answers, mark=noted_text(form, _MARK))


def _cut(prefill: Prefill) -> str:
    if not prefill.left_out:
        return ""
    where = " Its link below leads to all of it." if prefill.links else ""
    return (
        f"The text is too long for this form: its last {prefill.left_out:,} characters are left "
        f"out.{where}"
    )


def _where(route: Route | None) -> list[Block]:
    if route is None:
        return []
    return [small_print(f"Goes to the {inert(route.queue, 100)} queue, in <#{route.channel}>")]


def _priority(value: str, route: Route | None) -> Block:
    promises = route.promises if route is not None else {}
    options = [option(p.value, label, promises.get(p, "")) for p, label in PRIORITIES.items()]
    return chosen(_PRIORITY, "Priority", options, value)


def values_of(form: OpenForm) -> FormValues:
    """What the form holds; its kind also where there was no choice."""
    values = form.values
    if values.has(_KIND):
        return values
    return FormValues({**values.values, _KIND: noted_text(form, "kind")})


def _questions(kind: Kind, prefill: Prefill, shown: Shown) -> list[Block]:
    """What this kind is asked beside what all are, each with what is known of its answer."""
    blocks: list[Block] = []
    for q in kind.questions:
        action = ANSWER_TYPED if q.key in SHOWN_BESIDE else ""
        answer = prefill.answers.get(q.key, "")
        blocks.append(asked(_question_block(kind, q.key), q, answer, action))
        blocks += [small_print(line) for line in shown.beside.get(q.key, ())]
    return blocks


def _class(kind: Kind, shown: Shown, value: str) -> list[Block]:
    """The classes to choose from, the kind's own first; nothing where that is the only one."""
    offered = [option(c.value, c.words.capitalize(), CIRCLES[c]) for c in shown.classes]
    if len(offered) < 2:
        return []
    value = value if value in shown.classes else kind.confidentiality
    return [chosen(_CONFIDENTIALITY, "Confidentiality", offered, value)]


def _language(codes: Sequence[str], value: str) -> list[Block]:
    """What language it is to be worked on in, where somebody of the queue knows one."""
    if not codes:
        return []
    options = [option(code, language_name(code)) for code in codes[:OPTIONS_LIMIT]]
    hint = "Only if whoever takes it must know this language"
    return [chosen(_LANGUAGE, "Language", options, value, hint=hint, optional=True)]


def typed_so_far(values: FormValues, kinds: Sequence[Kind]) -> Prefill:
    """What the form holds, to be carried into its next version."""
    answers = {
        q.key: answered(q, values.get(_question_block(k, q.key)))
        for k in kinds
        for q in k.questions
        if values.has(_question_block(k, q.key))
    }
    return Prefill(
        kind=values.get(_KIND),
        priority=values.get(_PRIORITY),
        title=values.get(_TITLE),
        what_happened=values.get(_STORY),
        account=values.get(_ACCOUNT),
        links=values.get(_LINKS),
        confidentiality=values.get(_CONFIDENTIALITY),
        language=values.get(_LANGUAGE),
        answers=answers,
    )


def lacks_questions(values: FormValues, kind: Kind) -> bool:
    """Whether the form was sent off before it showed what this kind must be asked."""
    return any(q.required and not values.has(_question_block(kind, q.key)) for q in kind.questions)


_BETWEEN_LINKS = re.compile(r"[\s,;]*\s+[\s,;]*|[,;]+(?=https?://)", re.IGNORECASE)


def split_links(text: str) -> tuple[str, ...]:
    """The links of a text, each once: between them are blanks, commas or line ends. A comma inside
    of an address is part of it."""
    found = (clean_line(one).strip(",;<>") for one in _BETWEEN_LINKS.split(text))
    return tuple(dict.fromkeys(filter(None, found)))


def read(values: FormValues, actor: Actor, kinds: Sequence[Kind]) -> OpenRequest:
    """The form as a request, its texts cleaned."""
    kind = next((k for k in kinds if k.name == values.get(_KIND)), None)
    links = split_links(values.get(_LINKS))
    given = typed_so_far(values, [kind] if kind else []).answers
    answers = {key: clean(answer) for key, answer in given.items()}
    return OpenRequest(
        actor=actor,
        kind=values.get(_KIND),
        priority=values.get(_PRIORITY),
        title=clean_line(values.get(_TITLE)),
        what_happened=clean(values.get(_STORY)),
        account=clean_line(values.get(_ACCOUNT)),
        links=links,
        answers=answers,
        confidentiality=values.get(_CONFIDENTIALITY),
        language=values.get(_LANGUAGE),
        anyway=clean_line(values.get(same_subject.WHY)),
    )


def block_of(field_name: str, values: FormValues, shown: FormValues) -> str:
    """The block that asks for a field of the request; a kind's question is asked under its kind,
    and what has no block of its own among those `shown` is said at the title."""
    common = (_KIND, _PRIORITY, _TITLE, _STORY, _ACCOUNT, _LINKS, _CONFIDENTIALITY, _LANGUAGE)
    if field_name in (_KIND, _CONFIDENTIALITY) and not shown.has(field_name):
        return _TITLE
    if field_name in common:
        return field_name
    if field_name == "anyway":
        return same_subject.WHY
    return f"{values.get(_KIND)}_{field_name}"


def shows(form: OpenForm, shown: Shown) -> bool:
    """Whether an open form shows this already."""
    return noted(form, "shown") == shown.mark


def with_kind(prefill: Prefill, kind: str) -> Prefill:
    """The same, with another kind chosen."""
    return replace(prefill, kind=kind)
