"""What an id in Slack is of, by how it's written."""

from __future__ import annotations

import pytest

from bot.case.identifiers import is_channel, is_group, is_person


@pytest.mark.parametrize(
    ("text", "whose"),
    [
        ("U0HERON", "person"),
        ("W0HERON", "person"),
        ("S0FRONT", "group"),
        ("C0EXEC", "channel"),
        ("G0EXEC", "channel"),
        ("D0HERON", "none"),
        ("Ulla", "none"),
        ("Umbrella BPO", "none"),
        ("Sand", "none"),
        ("UX", "none"),
        ("", "none"),
    ],
)
def test_a_name_is_no_id_whatever_it_begins_with(text: str, whose: str) -> None:
    found = {"person": is_person(text), "group": is_group(text), "channel": is_channel(text)}

    assert [name for name, is_it in found.items() if is_it] == ([whose] if whose != "none" else [])
