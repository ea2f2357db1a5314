"""A message drafted from what is on record, by the template of its language and outcome."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import jinja2

from bot.case.decision import MESSAGE_LIMIT
from bot.case.message import Wording

FALLBACK = "en"
"""In which language a message is drafted where there is no template for the one wanted."""
_PARAGRAPHS = re.compile(r"[ \t]*\n(?:[ \t]*\n)+")


@dataclass(frozen=True, slots=True)
class Record:
    """What a template may name: the record of a decision in words, each '' where there is none.

    `side` is `party`, or `other` for the other one of two impacted parties. `contested`: a decision
    was contested and this answers it. `automated` is none, detection, decision, both or ''.
    `replaces` is the date of the message that this one corrects. `jurisdiction` is eu, uk,
    elsewhere, or '' where that isn't known.
    """

    outcome: str
    reference: str
    ground: str
    explanation: str
    side: str = "party"
    contested: bool = False
    facts: str = ""
    automated: str = ""
    restriction: str = ""
    territory: str = ""
    until: str = ""
    replaces: str = ""
    jurisdiction: str = ""
    window_days: int = 183
    ground_key: str = ""
    """By which a built-in ground is said in the message's language."""


PLACEHOLDERS = frozenset(Record.__dataclass_fields__) - {"ground_key"}
"""The names that a template may use."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A drafted message, and the language it is in: another than was asked for where that has no
    template."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Templates:
    """All templates that are known, with the words each language is read for. A template of one
    outcome goes before that of its language, one of the own folder before a built-in one."""

    environment: jinja2.Environment
    names: frozenset[str]
    wordings: Mapping[str, Wording] = field(default_factory=dict)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages with a template, by their code."""
        return tuple(sorted({re.split(r"[/.]", name)[0] for name in self.names}))

    def draft(self, record: Record, language: str) -> Draft:
        """The message as its template has it, in English where the language has none; what is
        longer than a message may be has its end marked as left open, and can't be sent so."""
        name, used = self._template_of(language, record.outcome)
        wording = self.wordings.get(used, Wording())
        values = {key: getattr(record, key) for key in PLACEHOLDERS}
        values["ground"] = wording.grounds.get(record.ground_key, record.ground).rstrip(".")
        values["explanation"] = record.explanation or wording.hole
        text = self.environment.get_template(name).render(values)
        return Draft(_fitted(_PARAGRAPHS.sub("\n\n", text).strip()), used)

    def wording(self, language: str) -> Wording | None:
        """What a message in this language is read for; None where nobody has said."""
        return self.wordings.get(language)

    def _template_of(self, language: str, outcome: str) -> tuple[str, str]:
        for code in (language.lower(), FALLBACK):
            for name in (f"{code}/{outcome}.j2", f"{code}.j2"):
                if name in self.names:
                    return name, code
        raise jinja2.TemplateNotFound(f"{FALLBACK}.j2")


def _fitted(text: str) -> str:
    if len(text) <= MESSAGE_LIMIT:
        return text
    mark = " […]"
    return text[: MESSAGE_LIMIT - len(mark)].rstrip() + mark
