"""What a case is about, as keys that are the same for what is the same: accounts, links, the
decision that is contested (rules: Same subject)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

from bot.case.escalation import Escalation
from bot.case.identifiers import read_reference, reference
from bot.case.kinds import ORIGINAL


class SubjectSort(StrEnum):
    """In what two cases are alike."""

    ACCOUNT = "account"
    LINK = "link"
    ORIGINAL = "original"


@dataclass(frozen=True, slots=True, order=True)
class Subject:
    """One thing a case is about. Two cases with an equal one are about the same."""

    sort: SubjectSort
    key: str

    @property
    def digest(self) -> str:
        """32 hexadecimal digits in place of a key of any length; kept: it stays as it is."""
        return sha256(f"{self.sort.value}:{self.key}".encode()).hexdigest()[:32]


def subjects(account: str, links: Iterable[str], answers: Mapping[str, str]) -> tuple[Subject, ...]:
    """What these are about, each once. An answer that is a link counts as one."""
    original = answers.get(ORIGINAL, "").strip()
    others = (text for key, text in answers.items() if key != ORIGINAL and _is_link(text))
    found = [Subject(SubjectSort.ACCOUNT, account_key(account))]
    found += [Subject(SubjectSort.LINK, link_key(link)) for link in (*links, *others)]
    if original:
        case = read_reference(original)
        key = reference(case) if case is not None else link_key(original)
        found.append(Subject(SubjectSort.ORIGINAL, key))
    return tuple(dict.fromkeys(subject for subject in found if subject.key))


def subjects_of(escalation: Escalation) -> tuple[Subject, ...]:
    """What a case is about."""
    return subjects(escalation.account, escalation.links, escalation.answers)


def _is_link(text: str) -> bool:
    return text.startswith(("https://", "http://")) and not re.search(r"\s", text)


_DEFAULT_PORTS = {"http": 80, "https": 443}
_TRACKING = re.compile(
    r"utm_.*|mtm_.*|pk_.*|hsa_.*|_hs.*|mc_[ce]id|_g[al]|_gac|[gdwm]?clid|gclsrc|g[ba]raid"
    r"|fbclid|msclkid|yclid|ttclid|twclid|li_fat_id|igshid|igsh|mkt_tok|vero_id|oly_.*_id|srsltid",
    re.IGNORECASE,
)
"""Parameters that say where a reader came from, and nothing of where a link leads."""


@lru_cache(maxsize=256)
def link_key(link: str) -> str:
    """Where a link leads: without its scheme, the case of its host, `www.`, the default port,
    tracking parameters, the order of the others, a slash at the end and a fragment. A fragment that
    is the address itself (`#/reviews/7`) stays."""
    text = link.strip()
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return text
    if parts.scheme.lower() not in _DEFAULT_PORTS or not host:
        return text
    if port in (None, _DEFAULT_PORTS[parts.scheme.lower()]):
        place = _host(host)
    else:
        place = f"{_host(host)}:{port}"
    asked = f"?{query}" if (query := _query(parts)) else ""
    fragment = f"#{parts.fragment}" if parts.fragment.startswith(("/", "!")) else ""
    return f"{place}{_path(parts.path)}{asked}{fragment.rstrip('/')}"


@lru_cache(maxsize=1024)
def _host(host: str) -> str:
    plain = host.lower().rstrip(".").removeprefix("www.")
    try:
        return plain.encode("idna").decode("ascii")
    except UnicodeError:
        return plain


_PLAIN_PATH = re.compile(r"(?:/+(?!\.{1,2}(?:/|$))[A-Za-z0-9!$&'()*+,;=:@~_.-]+)*/*")
"""One that nothing is to be done about but its slashes: most are."""


def _path(path: str) -> str:
    if _PLAIN_PATH.fullmatch(path):
        return "".join(f"/{step}" for step in path.split("/") if step)
    steps: list[str] = []
    for step in path.split("/"):
        if step == "..":
            steps[-1:] = []
        elif step not in ("", "."):
            # A slash that is written %2F is part of a name.
            pieces = re.split("%2f", step, flags=re.IGNORECASE)
            steps.append("%2F".join(quote(unquote(p), safe="!$&'()*+,;=:@~") for p in pieces))
    return "".join(f"/{step}" for step in steps)


def _query(parts: SplitResult) -> str:
    if not parts.query:
        return ""
    given = parse_qsl(parts.query, keep_blank_values=True)
    return urlencode(sorted(pair for pair in given if not _TRACKING.fullmatch(pair[0])))


_LETTERS = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
_TWO_FOR_ONE = re.compile("ae|oe|ue|aa")
"""How å, ä, æ, ö, ø and ü are written where a keyboard doesn't have them."""
_JOINING = frozenset({"and", "og", "und", "en", "e", "et"})
_COMPANY = frozenset(
    form
    for country in (
        "as aps amba fmba smba ivs is ks ps",
        "bv nv vof cv bvio",
        "inc incorporated corp corporation llc llp lllp lp pllc pc co company",
        "ltd limited plc cic pty proprietary",
        "gmbh mbh ag kg kgaa ohg ug haftungsbeschrankt se ev ek eg gbr",
        "spa srl srls sas snc sapa scarl scrl",
    )
    for form in country.split()
)
"""What only says in which form of law a company is: in Denmark, the Netherlands, the United States,
the United Kingdom and Australia, Germany, Italy; a line each."""
_NO_ACCOUNT = frozenset(
    ["na", "none", "unknown", "ingen", "geen", "keine", "keiner", "nessuno", "tbd", "notapplicable"]
)
"""What people write where an account is asked for and there is none."""


@lru_cache(maxsize=256)
def account_key(account: str) -> str:
    """A customer's name without what people write in different ways: case, accents, blanks,
    punctuation, `and`, and the form of law at its end. '' for none."""
    words = _words(account)
    while len(words) > 1 and (length := _company_at_end(words)):
        words = words[:-length]
    kept = [w for i, w in enumerate(words) if w not in _JOINING or i in (0, len(words) - 1)]
    key = _TWO_FOR_ONE.sub(lambda two: "" + two[0][-1 if two[0] == "aa" else 0], "".join(kept))
    return "" if "".join(kept) in _NO_ACCOUNT else key


def _words(text: str) -> list[str]:
    """The words in small letters without accents; one that is written in letters with points or
    strokes between (S.p.A., A/S) is one word."""
    bare = text.lower() if text.isascii() else _without_accents(text)
    bare = bare.replace("'", "").replace("’", "").replace("&", " and ")
    words: list[str] = []
    for written in bare.split():
        pieces = re.findall(r"[^\W_]+", written)
        words += ["".join(pieces)] if all(len(p) == 1 for p in pieces) and pieces else pieces
    return words


def _without_accents(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS)
    return "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))


def _company_at_end(words: list[str]) -> int:
    """How many of the last words are a form of law, or join nothing; 0 for none."""
    if words[-1] in _COMPANY or words[-1] in _JOINING - {"e", "en", "et"}:
        return 1
    for length in range(min(4, len(words) - 1), 1, -1):
        last = words[-length:]
        if all(len(word) == 1 for word in last) and "".join(last) in _COMPANY:
            return length
    return 0
