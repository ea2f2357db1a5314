"""The intake form, which raises an escalation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from bot.case.kinds import Kind
from bot.case.people import Actor
from bot.case.priority import Priority
from bot.case.text import clean, clean_line, cut
from bot.policy.languages import language_name
from bot.verbs.intake.raise_escalation import (
    ACCOUNT_LIMIT,
    CONFIDENTIALITY,
    STORY_LIMIT,
    TITLE_LIMIT,
    OpenRequest,
)
from handlers.slack.contract.answers import Block, View
from handlers.slack.contract.ids import KIND_CHOSEN
from handlers.slack.contract.requests import FormValues
from handlers.slack.forms.inputs import OPTIONS_LIMIT, chosen, modal, option, page, typed, words
from handlers.slack.forms.questions import answered, asked

CALLBACK = "intake"
TITLE = "Raise an escalation"
_KIND, _PRIORITY, _TITLE, _STORY = "kind", "priority", "title", "what_happened"
_ACCOUNT, _LINKS, _CONFIDENTIALITY = "account", "links", "confidentiality"
_LANGUAGE = "language"
PRIORITIES = {
    Priority.P1: "P1: harm or reputation at stake now",
    Priority.P2: "P2: today",
    Priority.P3: "P3: this week",
}
"""The priorities as people choose them."""


@dataclass(frozen=True, slots=True)
class Prefill:
    """What a form starts with."""

    kind: str = ""
    priority: str = Priority.P2.value
    title: str = ""
    what_happened: str = ""
    account: str = ""
    links: str = ""
    confidentiality: str = "internal"
    language: str = ""
    answers: dict[str, str] = field(default_factory=dict)


def from_command(text: str) -> Prefill:
    """What was typed after /escalate: the title, or the story with its beginning as the title."""
    whole = clean(text)
    line = clean_line(whole)
    if len(line) <= TITLE_LIMIT and "\n" not in whole:
        return Prefill(title=line)
    return Prefill(title=cut(line, TITLE_LIMIT, " …"), what_happened=cut(whole, STORY_LIMIT))


def snapshot(text: str, link: str) -> Prefill:
    """A message's text, as a snapshot to be edited before it is sent."""
    whole = clean(text)
    title = cut(clean_line(whole), TITLE_LIMIT, " …")
    return Prefill(title=title, what_happened=cut(whole, STORY_LIMIT), links=link)


def _question_block(kind: Kind, key: str) -> str:
    return f"{kind.name}_{key}"


def build(
    kinds: Sequence[Kind],
    prefill: Prefill,
    explanation: str = "",
    languages: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> View:
    """The form for the kind chosen, the first one offered until then. `languages` are the codes of
    those that each kind's queue works in."""
    kind = next((k for k in kinds if k.name == prefill.kind), kinds[0])
    blocks: list[Block] = [words(explanation)] if explanation else []
    blocks += [
        chosen(
            _KIND,
            "Kind",
            [option(k.name, k.label, k.about) for k in kinds],
            kind.name,
            action=KIND_CHOSEN,
        ),
        chosen(
            _PRIORITY,
            "Priority",
            [option(p.value, label) for p, label in PRIORITIES.items()],
            prefill.priority,
        ),
        typed(_TITLE, "Title", prefill.title, limit=TITLE_LIMIT),
        typed(
            _STORY,
            "What happened",
            prefill.what_happened,
            hint="What was decided or done, when, and what is at stake",
            multiline=True,
            limit=STORY_LIMIT,
        ),
        typed(
            _ACCOUNT,
            "Account",
            prefill.account,
            optional=not kind.account_required,
            limit=ACCOUNT_LIMIT,
        ),
    ]
    blocks += _questions(kind, prefill)
    blocks += _language(languages.get(kind.name, ()), prefill.language)
    blocks += [
        typed(_LINKS, "Links", prefill.links, hint="One per line", optional=True, multiline=True),
        chosen(
            _CONFIDENTIALITY,
            "Confidentiality",
            [option(name, label) for name, label in CONFIDENTIALITY.items()],
            prefill.confidentiality,
        ),
    ]
    return modal(CALLBACK, TITLE, "Raise", blocks)


def _questions(kind: Kind, prefill: Prefill) -> list[Block]:
    """What this kind is asked beside what all are."""
    return [
        asked(_question_block(kind, q.key), q, prefill.answers.get(q.key, ""))
        for q in kind.questions
    ]


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


def read(values: FormValues, actor: Actor, kinds: Sequence[Kind]) -> OpenRequest:
    """The form as a request, its texts cleaned."""
    kind = next((k for k in kinds if k.name == values.get(_KIND)), None)
    links = tuple(line for raw in values.get(_LINKS).split("\n") if (line := clean_line(raw)))
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
        confidentiality=values.get(_CONFIDENTIALITY) or "internal",
        language=values.get(_LANGUAGE),
    )


def block_of(field_name: str, values: FormValues) -> str:
    """The block that asks for a field of the request; a kind's question is asked under its kind."""
    common = (_KIND, _PRIORITY, _TITLE, _STORY, _ACCOUNT, _LINKS, _CONFIDENTIALITY, _LANGUAGE)
    if field_name in common:
        return field_name
    return f"{values.get(_KIND)}_{field_name}"


def raised(words_of_receipt: str, reference: str) -> View:
    """The form's last page: the reference, at once."""
    return page(
        "Escalation raised",
        [
            words(words_of_receipt),
            words(
                f"Your reference is {reference}. The link to its thread comes in a private note as "
                "soon as the thread is there."
            ),
        ],
    )


def with_kind(prefill: Prefill, kind: str) -> Prefill:
    """The same, with another kind chosen."""
    return replace(prefill, kind=kind)
