"""What a policy says of its grounds in statements of reasons."""

from __future__ import annotations

from bot.policy.file import read_policy
from bot.policy.grounds import Stated
from tests.bot.policy.test_file import SMALL, policy_of

STATED_WRONGLY = """
[statements.spam]
category = "STATEMENT_CATEGORY_VIOLENCE"

[statements.identity]
category = "STATEMENT_CATEGORY_VIOLENT"
keywords = ["SCAM"]

[statements.law]
category = "STATEMENT_CATEGORY_VIOLENCE"
keywords = ["KEYWORD_DEFAMATION"]
"""


def test_what_a_ground_is_called_in_statements_is_a_value_of_theirs() -> None:
    words = [problem.words for problem in read_policy(SMALL + STATED_WRONGLY).problems]

    assert len(words) == 4
    for expected in (
        "there is no ground 'spam'",
        "there is no category 'STATEMENT_CATEGORY_VIOLENT'; did you mean STATEMENT_CATEGORY_VIOLENCE?",
        "there is no keyword 'SCAM'",
        "KEYWORD_DEFAMATION is no keyword of STATEMENT_CATEGORY_VIOLENCE",
    ):
        assert any(expected in one for one in words), words


def test_a_ground_of_ones_own_can_be_a_law() -> None:
    lines = '[grounds]\nlibel = "Libel"\n[statements.libel]\nis_law = true\n'

    assert policy_of(SMALL + lines).statements == {"libel": Stated(is_law=True, name="libel")}
