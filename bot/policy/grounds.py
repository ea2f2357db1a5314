"""The grounds a decision may name when the policy file lists none of its own."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bot.case.decision import NO_GROUND

LAW = "law"

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
