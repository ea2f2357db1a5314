"""Countries by what people call them: a name or a code becomes the two letters of ISO 3166-1."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

from holidays.registry import COUNTRIES

_OTHER_NAMES: Mapping[str, str] = {
    "uk": "GB",
    "greatbritain": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "northernireland": "GB",
    "us": "US",
    "usa": "US",
    "unitedstatesofamerica": "US",
    "america": "US",
    "holland": "NL",
    "nederland": "NL",
    "thenetherlands": "NL",
    "danmark": "DK",
    "deutschland": "DE",
    "italia": "IT",
    "australien": "AU",
    "czechrepublic": "CZ",
    "southkorea": "KR",
    "korea": "KR",
    "northkorea": "KP",
    "russianfederation": "RU",
    "turkiye": "TR",
    "ivorycoast": "CI",
    "capeverde": "CV",
    "macedonia": "MK",
    "swaziland": "SZ",
    "burma": "MM",
    "vatican": "VA",
}
"""What people type, our offices' own names for their countries among it, and the library doesn't
know."""
_SPLIT = re.compile(r"(?<=[a-z])(?=[A-Z])")


def country_code(typed: str) -> str | None:
    """The two letters of a country that is named or given by a code; None for anything else."""
    name = _plain(typed)
    return _by_name().get(name.removeprefix("the")) or _by_name().get(name)


def country_name(code: str) -> str:
    """The English name of a country; the code where there is none."""
    return _by_code().get(code, code)


def _plain(name: str) -> str:
    """Its letters: without case, accents, blanks and dots."""
    parts = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in parts if c.isalpha() and not unicodedata.combining(c))


@cache
def _by_name() -> Mapping[str, str]:
    names = dict(_OTHER_NAMES)
    for module, (name, two, three, *_) in COUNTRIES.items():
        names |= dict.fromkeys(map(_plain, (module, name, two, three)), two)
    return names


@cache
def _by_code() -> Mapping[str, str]:
    return {two: _SPLIT.sub(" ", name) for name, two, *_ in (c[:3] for c in COUNTRIES.values())}
