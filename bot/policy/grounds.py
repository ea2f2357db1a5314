"""The grounds a decision may name when the policy file lists none of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.case.decision import NO_GROUND

LAW = "law"


@dataclass(frozen=True, slots=True)
class Told:
    """What a ground is called in a statement of reasons: its category, where the decision names
    none, and keywords, as far as they are of the decision's category. `is_law`: it's a law and no
    rule of our own."""

    category: str = ""
    keywords: tuple[str, ...] = ()
    is_law: bool = False


def _told(category: str, *keywords: str) -> Told:
    return Told(f"STATEMENT_CATEGORY_{category}", tuple(f"KEYWORD_{word}" for word in keywords))


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

TOLD: Mapping[str, Told] = MappingProxyType(
    {
        "genuine_experience": _told("SCAMS_AND_FRAUD", "INAUTHENTIC_USER_REVIEWS"),
        "conflict_of_interest": _told("SCAMS_AND_FRAUD", "INAUTHENTIC_USER_REVIEWS"),
        "harmful_or_illegal": _told("ILLEGAL_OR_HARMFUL_SPEECH", "OTHER"),
        "personal_information": _told(
            "DATA_PROTECTION_AND_PRIVACY_VIOLATIONS", "MISSING_PROCESSING_GROUND"
        ),
        "advertising": _told("CONSUMER_INFORMATION", "HIDDEN_ADVERTISEMENT"),
        "off_topic": _told("OTHER_VIOLATION_TC", "OTHER"),
        "identity": _told("SCAMS_AND_FRAUD", "INAUTHENTIC_ACCOUNTS"),
        "incentivised_reviews": _told("SCAMS_AND_FRAUD", "INAUTHENTIC_USER_REVIEWS"),
        "misuse_of_reporting": _told("OTHER_VIOLATION_TC", "OTHER"),
        "misleading_business_use": _told("CONSUMER_INFORMATION", "MISLEADING_INFO_GOODS_SERVICES"),
        LAW: Told(is_law=True),  # of which category it is depends on the law
        NO_GROUND: Told(),
    }
)
"""What the built-in grounds are called there."""


def told_by(grounds: Mapping[str, object] | None) -> Mapping[str, Told]:
    """What a policy's grounds are called in a statement of reasons, from its table of grounds as it
    is written (None: the built-in ones). A ground that says nothing of it has what the built-in one
    of its name has."""
    found = dict(TOLD)
    for name, ground in (grounds or {}).items():
        if isinstance(ground, Mapping) and ground.keys() & {"category", "keywords", "is_law"}:
            keywords = tuple(str(word) for word in ground.get("keywords", ()))
            is_law = bool(ground.get("is_law", False))
            found[name] = Told(str(ground.get("category", "")), keywords, is_law)
    return found
