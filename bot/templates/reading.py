"""Reading message templates: the built-in ones, and a folder that goes before them."""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import jinja2
from jinja2 import meta, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.case.kinds import OUTCOMES
from bot.case.message import Checked, Wording, commercial_words, faults_of_message, needs_redress
from bot.templates.draft import FALLBACK, PLACEHOLDERS, Record, Templates

BUILT_IN = Path(__file__).parent / "built_in"
LETTER = "letter.j2"
WORDS = "words.toml"
LARGEST = 100_000
"""A template of more characters than this is none."""
_CODE_LENGTH = (2, 3)


@dataclass(frozen=True, slots=True)
class TemplateProblem:
    """What is wrong with a template, and on which line; 0 where it is none in particular."""

    file: str
    line: int
    words: str

    def __str__(self) -> str:
        return (
            f"{self.file}:{self.line}: {self.words}" if self.line else f"{self.file}: {self.words}"
        )


def load(folder: Path | None = None) -> Templates:
    """The built-in templates, with those of a folder before them. Raises OSError, UnicodeError,
    tomllib.TOMLDecodeError and jinja2.TemplateError for what `problems_of` would name."""
    own = list(_files(folder)) if folder is not None else []
    built_in = list(_files(BUILT_IN))
    names = {name for name, _ in (*built_in, *own) if _is_message(name)}
    return Templates(_environment(folder), frozenset(names), _wordings(folder))


@cache
def built_in() -> Templates:
    """The built-in templates, read once."""
    return load()


def problems_of(folder: Path | None = None) -> tuple[TemplateProblem, ...]:
    """Everything that keeps these templates from being used, in the order of the files: what isn't
    a template, placeholders that there aren't, and what a sample of each outcome lacks."""
    if folder is not None and not folder.is_dir():
        return (TemplateProblem(str(folder), 0, "is not a folder that can be read."),)
    root = folder if folder is not None else BUILT_IN
    found: list[TemplateProblem] = []
    environment = _environment(folder)
    for name, path in _files(root):
        found += _of_file(environment, name, path)
    if not any(_is_message(name) for name, _ in _files(root)):
        found.append(
            TemplateProblem(str(root), 0, "holds no template, like de.j2 or de/upheld.j2.")
        )
    try:
        _wordings(folder)
    except (OSError, ValueError) as unread:
        found.append(TemplateProblem(str(root / WORDS), 0, f"can't be read: {unread}"))
    if found:
        return tuple(found)
    return tuple(_of_samples(load(folder), root))


def _files(root: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(root.rglob("*.j2")):
        yield path.relative_to(root).as_posix(), path


def _is_message(name: str) -> bool:
    """Whether this is a language's own template, not one that others are made of."""
    return len(name.removesuffix(".j2").split("/")[0]) in _CODE_LENGTH


def _environment(folder: Path | None) -> jinja2.Environment:
    """Sandboxed, and strict about names. Not escaped: a message is plain text."""
    built_in = jinja2.FileSystemLoader(BUILT_IN)
    loaders: list[jinja2.BaseLoader] = [built_in, jinja2.PrefixLoader({"built_in": built_in})]
    if folder is not None:
        loaders.insert(0, jinja2.FileSystemLoader(folder))
    made = ImmutableSandboxedEnvironment(
        loader=jinja2.ChoiceLoader(loaders),
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # plain text, for people, never for a browser
        auto_reload=False,
    )
    # Nothing in a letter needs them, and `range` alone can fill the memory.
    made.globals.clear()
    return made


def _wordings(folder: Path | None) -> Mapping[str, Wording]:
    found: dict[str, Wording] = {}
    for root in filter(None, (BUILT_IN, folder)):
        path = root / WORDS
        if not path.exists():
            continue
        for code, said in tomllib.loads(path.read_text(encoding="utf-8")).items():
            found[code] = _wording(code, said, found.get(code, Wording()))
    return found


def _wording(code: str, said: object, before: Wording) -> Wording:
    if not isinstance(said, dict):
        raise ValueError(f"[{code}] must be a table")  # noqa: TRY004 (told as all else of the file)
    outcomes, redress = said.get("outcomes", {}), said.get("redress", before.redress)
    grounds = said.get("grounds", {})
    if not (isinstance(outcomes, dict) and isinstance(grounds, dict)):
        raise ValueError(f"outcomes and grounds of [{code}] must be tables")  # noqa: TRY004
    unknown = outcomes.keys() - OUTCOMES.keys()
    if unknown:
        raise ValueError(f"[{code}.outcomes] names no outcome of ours: {min(unknown)}")
    by_outcome = {name: _words(code, words) for name, words in outcomes.items()}
    return replace(
        before,
        outcomes={**before.outcomes, **by_outcome},
        redress=_words(code, redress),
        commercial=_words(code, said.get("commercial", before.commercial)),
        grounds={**before.grounds, **{str(k): str(v) for k, v in grounds.items()}},
        hole=str(said.get("hole", before.hole)),
    )


def _words(code: str, listed: object) -> tuple[str, ...]:
    if not isinstance(listed, list | tuple) or not all(isinstance(w, str) for w in listed):
        raise ValueError(f"the words of [{code}] must be lists of texts")
    return tuple(word.casefold() for word in listed if word)


def _of_file(environment: jinja2.Environment, name: str, path: Path) -> Iterable[TemplateProblem]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeError):
        return [TemplateProblem(str(path), 0, "can't be read as text in UTF-8.")]
    if len(text) > LARGEST:
        return [TemplateProblem(str(path), 0, f"has more than {LARGEST} characters.")]
    try:
        tree = environment.parse(text, name)
    except jinja2.TemplateSyntaxError as wrong:
        return [TemplateProblem(str(path), wrong.lineno, f"{(wrong.message or '').rstrip('.')}.")]
    found = [
        TemplateProblem(str(path), _line_of(tree, unknown), _unknown(unknown))
        for unknown in sorted(meta.find_undeclared_variables(tree) - PLACEHOLDERS)
    ]
    for wanted in filter(None, meta.find_referenced_templates(tree)):
        try:
            environment.get_template(wanted)
        except jinja2.TemplateNotFound:
            line = _line_of_reference(tree, wanted)
            found.append(TemplateProblem(str(path), line, f"there is no template {wanted}."))
        except jinja2.TemplateSyntaxError:
            continue
    parts = name.removesuffix(".j2").split("/")
    if len(parts) == 2 and _is_message(name) and parts[1] not in OUTCOMES:
        known = ", ".join(OUTCOMES)
        found.append(
            TemplateProblem(str(path), 0, f"is named after no outcome. There are: {known}.")
        )
    return sorted(found, key=lambda p: p.line)


def _unknown(name: str) -> str:
    return f"there is no placeholder {name}. There are: {', '.join(sorted(PLACEHOLDERS))}."


def _line_of(tree: nodes.Template, name: str) -> int:
    lines = [node.lineno for node in tree.find_all(nodes.Name) if node.name == name]
    return min(lines, default=0)


def _line_of_reference(tree: nodes.Template, wanted: str) -> int:
    of = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)
    for node in tree.find_all(of):
        template = getattr(node, "template", None)
        if isinstance(template, nodes.Const) and template.value == wanted:
            return node.lineno
    return 0


SAMPLE = Record(
    outcome="upheld",
    reference="ESC-42",
    ground="Off topic: not about an experience with this business",
    explanation="The text tells of another business.",
)


def samples(outcome: str) -> Iterator[Record]:
    """Records that between them take every way through a template."""
    least = replace(SAMPLE, outcome=outcome)
    most = replace(
        least,
        facts="It was written on the page of another business.",
        restriction="removal of the review",
        territory="DE, DK",
        until="2027-01-31",
        replaces="2026-11-02",
    )
    ways = itertools.product(
        (least, most), ("party", "other"), (True, False), ("eu", "uk", "elsewhere", "")
    )
    for record, side, contested, jurisdiction in ways:
        yield replace(record, side=side, contested=contested, jurisdiction=jurisdiction)
    for automated in ("none", "detection", "decision", "both", ""):
        yield replace(least, automated=automated)


def _of_samples(templates: Templates, root: Path) -> Iterator[TemplateProblem]:
    """The first thing wrong with each message of a language."""
    own = {name for name, _ in _files(root)}
    for code in templates.languages:
        for outcome in OUTCOMES:
            name = next((n for n in (f"{code}/{outcome}.j2", f"{code}.j2") if n in own), "")
            if name:
                found = _of_sample(templates, code, outcome, root / name)
                yield from found[:1]


def _of_sample(templates: Templates, code: str, outcome: str, path: Path) -> list[TemplateProblem]:
    needed = needs_redress("", outcome, restricts=False)
    wording = templates.wording(code)
    words = commercial_words(wording, templates.wordings.values())
    checked = Checked(outcome, needed, wording, commercial=words)
    for record in samples(outcome):
        try:
            text = templates.draft(record, code).text
        except jinja2.TemplateError as wrong:
            return [
                TemplateProblem(str(path), _raised_at(wrong, path), _said(outcome, wrong.message))
            ]
        except (TypeError, ValueError, ArithmeticError, LookupError) as wrong:
            return [TemplateProblem(str(path), _raised_at(wrong, path), _said(outcome, wrong))]
        faults = faults_of_message(text, checked)
        if faults:
            return [TemplateProblem(str(path), 0, f"{outcome}: {faults[0]}")]
    return []


def _said(outcome: str, wrong: object) -> str:
    """What went wrong, with one full stop: some say theirs themselves."""
    return f"{outcome}: {str(wrong).rstrip().rstrip('.')}."


def _raised_at(error: BaseException, path: Path) -> int:
    """The template's line that failed: Jinja puts it into the traceback."""
    line, trace = 0, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == str(path):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def languages_without_words(templates: Templates) -> tuple[str, ...]:
    """Languages whose messages can't be read for their outcome and redress."""
    return tuple(c for c in templates.languages if c != FALLBACK and templates.wording(c) is None)
