"""The grounds a decision may name when the policy file lists none of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.case.decision import NO_GROUND

LAW = "law"


@dataclass(frozen=True, slots=True)
class Stated:
    """What a ground is called in a statement of reasons: its category, where the decision names
    none, and keywords, as far as they are of the decision's category. `is_law`: it's a law and no
    rule of our own."""

    category: str = ""
    keywords: tuple[str, ...] = ()
    is_law: bool = False
    name: str = ""
    """The ground's, in a policy."""


def _stated(category: str, *keywords: str) -> Stated:
    return Stated(f"STATEMENT_CATEGORY_{category}", tuple(f"KEYWORD_{word}" for word in keywords))


# In the order a form shows them. What an account is worth is left out on purpose: it never
# decides a case (bot/policy/checks.py refuses it in a policy file too).
DEFAULT_GROUNDS: Mapping[str, str] = MappingProxyType(
    {
        "genuine_experience": "Genuine experience: no real experience behind the review",
        "conflict_of_interest": "Conflict of interest: own business, employer or competitor",
        "harmful_or_illegal": "Harmful or illegal content: hate, threats, violence, defamation",
        "personal_information": "Personal information about somebody",
        "advertising": "Advertising or promotion",
        "off_topic": "Off topic: not about an experience with this business",
        "identity": "Identity or verification: false identity, several accounts",
        "incentivised_reviews": "Incentivised reviews: paid for, rewarded or pressed for",
        "misuse_of_reporting": "Misuse of reporting: a business flags reviews unfairly",
        "misleading_business_use": "Misleading business use of reviews, ratings or a profile",
        LAW: "The law (named in the explanation)",
        NO_GROUND: "No rule was broken",
    }
)

STATED: Mapping[str, Stated] = MappingProxyType(
    {
        "genuine_experience": _stated("SCAMS_AND_FRAUD", "INAUTHENTIC_USER_REVIEWS"),
        "conflict_of_interest": _stated("SCAMS_AND_FRAUD", "INAUTHENTIC_USER_REVIEWS"),
        "harmful_or_illegal": _stated("ILLEGAL_OR_HARMFUL_SPEECH", "OTHER"),
        "personal_information": _stated(
            "DATA_PROTECTION_AND_PRIVACY_VIOLATIONS", "MISSING_PROCESSING_GROUND"
        ),
        "advertising": _stated("CONSUMER_INFORMATION", "HIDDEN_ADVERTISEMENT"),
        "off_topic": _stated("OTHER_VIOLATION_TC", "OTHER"),
        "identity": _stated("SCAMS_AND_FRAUD", "INAUTHENTIC_ACCOUNTS"),
        "incentivised_reviews": _stated("SCAMS_AND_FRAUD", "INAUTHENTIC_USER_REVIEWS"),
        "misuse_of_reporting": _stated("OTHER_VIOLATION_TC", "OTHER"),
        "misleading_business_use": _stated(
            "CONSUMER_INFORMATION", "MISLEADING_INFO_GOODS_SERVICES"
        ),
        LAW: Stated(is_law=True),  # of which category it is depends on the law
        NO_GROUND: Stated(),
    }
)
"""What the built-in grounds are called there."""


def stated_by(written: Mapping[str, Mapping[str, object]]) -> Mapping[str, Stated]:
    """What grounds are called in a statement of reasons, from a policy's table of it as it is
    written. A ground that it says nothing of has what the built-in one of its name has."""
    found = dict(STATED)
    for name, said in written.items():
        keywords = said.get("keywords", ())
        assert isinstance(keywords, list | tuple), "it was checked before it was stored"
        words = tuple(map(str, keywords))
        found[name] = Stated(str(said.get("category", "")), words, bool(said.get("is_law", False)))
    return found


def category_of(told: Mapping[str, Stated], ground: str) -> str:
    """The category of a ground in a statement of reasons, from what a policy calls its grounds
    there, else as the built-in one of its name; '' for one that has none."""
    found = told.get(ground) or STATED.get(ground)
    return found.category if found is not None else ""
